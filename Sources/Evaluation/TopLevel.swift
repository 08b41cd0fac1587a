import Diagnostics
import Syntax
import Values
import Vocabulary

// The top level of a file, and what it imports.
extension Expansion {
  mutating func runTopLevel(_ file: Int) {
    guard finished.insert(file).inserted else { return }
    let outer = (mark: environment.mark, file: topFile, trace: trace)
    environment.enter(file: file)
    topFile = file
    trace = 0
    var links = program.files[file].links[...]
    for item in program.files[file].tree.items {
      if isExhausted { break }
      switch item {
      case .import: if let link = links.popFirst() { take(link.item, link.file, in: file) }
      case .parameter(let item): set(item, in: file)
      case .recipe: break
      case .binding, .node, .use, .loop, .condition, .overlay, .endpoint, .route, .entry, .member,
        .plain, .plainEntry:
        expand(item, in: .top)
      }
    }
    (topFile, trace) = (outer.file, outer.trace)
    environment.leave(to: outer.mark)
  }

  private mutating func set(_ item: ParameterItem, in file: Int) {
    guard count(at: item.range) else { return }
    var result: Value?
    if let expression = item.value {
      result = value(expression)
      if let given = result, !fits(given, item, of: nil, at: place(expression.range)) {
        result = nil
      }
    } else if !item.name.value.isEmpty {
      report.add(
        Diagnostic(
          .missingParameter, "the parameter `\(item.name.value)` has no value", at: item.range,
          help:
            "give it: `--set \(parameterPath(item.name.value, in: file))=VALUE`, or write a default after `=`"
        ))
    }
    environment.setGlobal(item.name.value, result, file: file)
  }

  private mutating func take(_ item: ImportItem, _ imported: Int?, in file: Int) {
    guard let imported else { return }
    if let name = item.qualifier {
      environment.setQualifier(name.value, to: imported, file: file)
    }
    if !finished.contains(imported) {
      let prefix = item.qualifier.map { $0.value + "." } ?? ""
      nodePrefixes[imported] = nodePrefixes[file] + prefix
      runTopLevel(imported)
      noteOverlays(skippedOverlays[imported], item, imported)
    }
    guard item.qualifier == nil else { return }
    for name in declarations[imported].variables.keys.sorted() {
      if let slot = environment.globals[imported][name] {
        environment.setGlobal(name, slot, file: file)
      }
    }
  }

  private mutating func noteOverlays(_ count: Int, _ item: ImportItem, _ imported: Int) {
    guard count > 0 else { return }
    report.add(
      Diagnostic(
        .overlaysNotTaken,
        "\(count == 1 ? "the overlay" : "\(count) overlays") of \(printable(program.files[imported].name)) \(count == 1 ? "is" : "are") not taken: an import brings names alone",
        at: item.range, help: "put it into a `recipe` there, and `use` that here"))
  }

  /// What `--set` calls a parameter of a file.
  func parameterPath(_ name: String, in file: Int) -> String { nodePrefixes[file] + name }
}

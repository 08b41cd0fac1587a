import Diagnostics
package import Syntax
import Values

/// A `param` that can be given from outside.
package struct Parameter: Sendable {
  /// What `--set` calls it: `vni`, or `c.vni` for that of an import `as c`.
  package var path: String
  package var file: Int
  /// Where it stands among the items of its file.
  package var index: Int
  package var item: ParameterItem

  /// Whatever it is called.
  package struct Place: Hashable {
    var file: Int
    var index: Int
  }

  package var place: Place { Place(file: file, index: index) }
}

extension Program {
  /// The parameters of the recipe and of what it imports, in the order of the texts.
  package var parameters: [Parameter] {
    var found: [Parameter] = []
    var seen: Set<Int> = []
    collect(0, "", &found, &seen)
    return found
  }

  private func collect(
    _ file: Int, _ prefix: String, _ found: inout [Parameter], _ seen: inout Set<Int>
  ) {
    guard file < files.count, seen.insert(file).inserted else { return }
    var links = files[file].links[...]
    for (index, item) in files[file].tree.items.enumerated() {
      switch item {
      case .import:
        guard let link = links.popFirst(), let imported = link.file else { break }
        let inner = link.item.qualifier.map { $0.value + "." } ?? ""
        collect(imported, prefix + inner, &found, &seen)
      case .parameter(let item):
        found.append(
          Parameter(path: prefix + item.name.value, file: file, index: index, item: item))
      case .binding, .node, .recipe, .use, .loop, .condition, .overlay, .endpoint, .route,
        .entry, .plainEntry, .member, .plain:
        break
      }
    }
  }

  /// The parameter that a path of names leads to: a file may be imported under several.
  package func parameter(_ path: String) -> Parameter? {
    var searched: Set<Step> = []
    return find(path, path[...], in: 0, &searched)
  }

  private struct Step: Hashable {
    var file: Int
    var length: Int
  }

  private func find(
    _ path: String, _ rest: Substring, in file: Int, _ searched: inout Set<Step>
  ) -> Parameter? {
    guard file < files.count,
      searched.insert(Step(file: file, length: rest.utf8.count)).inserted
    else { return nil }
    for (index, item) in files[file].tree.items.enumerated() {
      if case .parameter(let item) = item, item.name.value == rest {
        return Parameter(path: path, file: file, index: index, item: item)
      }
    }
    for link in files[file].links {
      guard let imported = link.file else { continue }
      var inner = rest
      if let name = link.item.qualifier?.value {
        guard rest.hasPrefix(name + ".") else { continue }
        inner = rest.dropFirst(name.count + 1)
      }
      if let found = find(path, inner, in: imported, &searched) { return found }
    }
    return nil
  }

  /// What was given under a wrong name is not missed a second time: the parameter that may be meant
  /// has a value that nothing is known of.
  package mutating func set(_ parameters: [Parameter], missing name: String) {
    guard let near = nearest(to: name, among: parameters.map(\.path)),
      let parameter = parameters.first(where: { $0.path == near }), parameter.item.value == nil
    else { return }
    set(parameter, to: .missing(parameter.item.name.range))
  }

  /// The value of a parameter as if it stood in the text.
  package mutating func set(_ parameter: Parameter, to value: Expression) {
    guard case .parameter(var item) = files[parameter.file].tree.items[parameter.index] else {
      return
    }
    item.value = value
    files[parameter.file].tree.items[parameter.index] = .parameter(item)
  }
}

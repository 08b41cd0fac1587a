import Diagnostics
package import Syntax

/// A `param` that can be given from outside.
package struct Parameter: Sendable {
  /// What `--set` calls it: `vni`, or `c.vni` for that of an import `as c`.
  package var path: String
  package var file: Int
  /// Where it stands among the items of its file.
  package var index: Int
  package var item: ParameterItem
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
        .entry, .member:
        break
      }
    }
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

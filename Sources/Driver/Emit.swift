package import Diagnostics
import Planning
import Scripting
import Topology
import Values

/// The formats of `emit` that this version writes.
package enum EmitFormat: String, Sendable, CaseIterable {
  case bash, plain
}

/// The text for one node: what its plan would be on an empty host.
package func emit(
  _ recipe: Recipe, node: String, owner: String, format: EmitFormat
) -> Findings<String> {
  let unsupported = recipe.unsupported
  if !unsupported.isEmpty { return Findings("", unsupported) }
  let difference = difference(
    derive(recipe.model, node: node, owner: owner, only: recipe.selection), nil)
  if difference.hasErrors { return Findings("", difference.diagnostics) }
  switch format {
  case .plain: return plainScript(difference.value) { recipe.line($0) }
  case .bash:
    return bashScript(difference.value, recipeName: recipe.baseName) { range in
      recipe.line(range).map { (recipe.baseName, $0.line) }
    }
  }
}

/// One script for all nodes, which finds out on which it runs.
package func emitBundle(_ recipe: Recipe, owner: String) -> Findings<String> {
  var scripts: [(node: String, local: [Address], script: String)] = []
  let addresses = recipe.localAddresses()
  for node in recipe.emittedNodes {
    let script = emit(recipe, node: node, owner: owner, format: .bash)
    if script.hasErrors { return script }
    scripts.append((node, addresses[node] ?? [], script.value))
  }
  return Findings(bundleScript(scripts))
}

extension Recipe {
  /// The nodes that nothing is written for, because others run them.
  package var foreignNodes: [String] {
    let members = Set(overlays.flatMap { $0.members.map(\.name.value) })
    return model.nodes.filter(\.isForeign).map(\.name.value).filter(members.contains)
  }

  /// The nodes that something is written for: all but those that others run.
  package var emittedNodes: [String] {
    let foreign = Set(model.nodes.filter(\.isForeign).map(\.name.value))
    let members = Set(overlays.flatMap { $0.members.map(\.name.value) })
    return model.hostNames.filter { members.contains($0) && !foreign.contains($0) }
  }

  /// The file's name without its directories: what a script that is copied elsewhere can speak of.
  package var baseName: String {
    sources.texts.first?.name.split(separator: "/").last.map(String.init) ?? "recipe"
  }

  /// The addresses by which a script knows its node.
  func localAddresses() -> [String: [Address]] {
    var addresses: [String: [Address]] = [:]
    for member in overlays.flatMap(\.members) {
      let known = addresses[member.name.value] ?? []
      if !known.contains(member.source.value) {
        addresses[member.name.value] = known + [member.source.value]
      }
    }
    return addresses
  }
}

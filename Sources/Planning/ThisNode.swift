package import Diagnostics
package import Topology
import Values

/// Which node of a model a host is.
package struct NodeIdentity: Sendable, Equatable {
  package var name: String
  /// "it holds 192.168.8.100 on enp0s8"
  package var reason: String

  package init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}

/// The node that was named; else the one whose `local` or underlay address the host holds; else the
/// one that bears the host's name. None or several is an error that lists them.
package func identifyNode(
  _ model: Model, named name: String?, _ observed: Observed?
) -> Findings<NodeIdentity?> {
  let foreign = Set(model.nodes.filter(\.isForeign).map(\.name.value))
  let names = model.hostNames.filter { !foreign.contains($0) }
  if let name {
    if names.contains(name) { return Findings(NodeIdentity(name: name, reason: "named by --node")) }
    let near = nearest(to: name, among: names).map { "did you mean `\($0)`? " } ?? ""
    return refusal("the recipe has no node \(printable(name))", near + list(names))
  }
  guard let observed else {
    if let only = names.first, names.count == 1 {
      return Findings(NodeIdentity(name: only, reason: "the only node"))
    }
    return refusal(
      "it is not said for which node", "write `--node NAME` or `--all`; " + list(names))
  }
  let holders = names.compactMap { name in holding(model, name, observed) }
  if let only = holders.first, holders.count == 1 { return Findings(only) }
  if holders.count > 1 {
    let found = holders.map { "\($0.name) (\($0.reason))" }.joined(separator: ", ")
    return refusal("this host could be several nodes: \(found)", "write `--node NAME`")
  }
  if names.contains(observed.hostName) {
    return Findings(NodeIdentity(name: observed.hostName, reason: "by its host name"))
  }
  return refusal(
    "this host is none of the nodes: it holds none of their underlay addresses",
    "write `--node NAME`; " + list(names))
}

private func holding(_ model: Model, _ name: String, _ observed: Observed) -> NodeIdentity? {
  for overlay in model.overlays {
    guard let member = overlay.members.first(where: { $0.name.value == name }) else { continue }
    let held = observed.addresses.first {
      $0.interface.namespace == nil && $0.prefix.address == member.source.value
    }
    if let held {
      return NodeIdentity(
        name: name, reason: "it holds \(member.source.value) on \(held.interface.name)")
    }
  }
  return nil
}

private func refusal(_ message: String, _ help: String) -> Findings<NodeIdentity?> {
  Findings(nil, [Diagnostic(.nodeNotFound, message, at: nil, help: help)])
}

private func list(_ names: [String]) -> String {
  let shown = names.prefix(10).map(printable).joined(separator: ", ")
  return "the nodes are \(shown)\(names.count > 10 ? ", and \(names.count - 10) more" : "")"
}

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
    if foreign.contains(name) { return refusal(foreignMessage(name), list(names)) }
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
  let all = holders(model, observed)
  let holders = all.filter { names.contains($0.name) }
  if let only = holders.first, holders.count == 1 { return Findings(only) }
  if holders.count > 1 {
    let found = holders.map { "\($0.name) (\($0.reason))" }.joined(separator: ", ")
    return refusal("this host could be several nodes: \(found)", "write `--node NAME`")
  }
  if names.contains(observed.hostName) { return Findings(byName(observed)) }
  if let other = all.first ?? (foreign.contains(observed.hostName) ? byName(observed) : nil) {
    return refusal("\(foreignMessage(other.name)); \(other.reason)", list(names))
  }
  return refusal(
    "this host is none of the nodes: it holds none of their underlay addresses",
    "write `--node NAME`; " + list(names))
}

/// The nodes whose `local` or underlay address the host holds, each once.
private func holders(_ model: Model, _ observed: Observed) -> [NodeIdentity] {
  var held: [Address: Interface] = [:]
  for address in observed.addresses where address.interface.namespace == nil {
    held[address.prefix.address] = address.interface
  }
  var seen: Set<String> = []
  var holders: [NodeIdentity] = []
  func add(_ name: String, _ addresses: [Address?]) {
    for case let address? in addresses {
      guard let interface = held[address], seen.insert(name).inserted else { continue }
      holders.append(
        NodeIdentity(name: name, reason: "it holds \(address) on \(interface.text)"))
    }
  }
  for overlay in model.overlays {
    for member in overlay.members {
      add(member.name.value, [member.source.value, member.underlay.value])
    }
  }
  for node in model.nodes { add(node.name.value, [node.local?.value, node.underlay?.value]) }
  return holders
}

private func refusal(_ message: String, _ help: String) -> Findings<NodeIdentity?> {
  Findings(nil, [Diagnostic(.nodeNotFound, message, at: nil, help: help)])
}

private func byName(_ observed: Observed) -> NodeIdentity {
  NodeIdentity(name: observed.hostName, reason: "by its host name")
}

private func foreignMessage(_ name: String) -> String {
  "\(printable(name)) is `foreign`: others run it, and nothing is made for it"
}

private func list(_ names: [String]) -> String {
  if names.isEmpty { return "the recipe has no node of ours" }
  let shown = names.prefix(10).map(printable).joined(separator: ", ")
  return "the nodes are \(shown)\(names.count > 10 ? ", and \(names.count - 10) more" : "")"
}

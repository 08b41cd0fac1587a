import Diagnostics
import Topology
import Values
import Vocabulary

/// The nodes that the text declares, for all overlays.
struct DeclaredNodes {
  let names: [String]
  let known: Set<String>
  let foreign: Set<String>
  var suggestions = Suggestions()

  init(_ model: Model) {
    names = model.nodes.map(\.name.value)
    known = Set(names)
    foreign = Set(model.nodes.filter(\.isForeign).map(\.name.value))
  }
}

func memberRules(_ overlay: Overlay, _ nodes: inout DeclaredNodes) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  let vni = overlay.vni.value
  if vni == 0 {
    diagnostics.append(
      Diagnostic(
        .vniZero, "the kernel accepts VNI 0, but much other equipment does not",
        at: overlay.vni.range, help: "take 1 or more"))
  }
  if overlay.members.count < 2, !overlay.isExternal {
    let what = overlay.members.isEmpty ? "no member" : "one member: it has nobody to talk to"
    diagnostics.append(
      Diagnostic(
        .singleMember, "overlay \(vni) has \(what)", at: overlay.head,
        help: "write a line `name underlay -> address` for each host"))
  }
  if let (name, count) = longestFloodList(overlay), count > Bound.floodListWarning {
    let whose =
      overlay.hasPeerLists
      ? "the device of \(printable(name)) in overlay" : "each device of overlay"
    diagnostics.append(
      Diagnostic(
        .longFloodList, "\(whose) \(vni) floods to \(count) peers", at: overlay.head,
        help: "a multicast `group` needs no list; the kernel's cost of a list is quadratic"))
  }
  return diagnostics + unknownNodes(overlay, &nodes)
}

/// The member with the most peers to flood to.
private func longestFloodList(_ overlay: Overlay) -> (name: String, count: Int)? {
  guard overlay.group == nil, !overlay.isExternal, overlay.mode.floods,
    let first = overlay.members.first
  else { return nil }
  guard overlay.hasPeerLists else { return (first.name.value, overlay.members.count - 1) }
  let table = PeerTable(overlay)
  let most = overlay.members.indices.max { table.count(of: $0) < table.count(of: $1) } ?? 0
  return (overlay.members[most].name.value, table.count(of: most))
}

/// Where a text declares nodes, a member that is none of them.
private func unknownNodes(_ overlay: Overlay, _ nodes: inout DeclaredNodes) -> [Diagnostic] {
  guard !nodes.names.isEmpty else { return [] }
  let strangers = overlay.members.filter { !nodes.known.contains($0.name.value) }
  return strangers.map { member in
    let name = member.name.value
    let near = nodes.suggestions.nearest(to: name, among: nodes.names)
    return Diagnostic(
      .unknownNode, "\(printable(name)) is none of the declared nodes", at: member.name.range,
      help: near.map { "did you mean `\($0)`?" }
        ?? "declare it: `node \(printable(name)) \(member.underlay.value)`")
  }
}

/// What is written to be made on a node that others run. What a `port` says of what is behind it
/// serves the others.
func foreignRules(_ model: Model) -> [Diagnostic] {
  let foreign = model.nodes.filter(\.isForeign)
  guard !foreign.isEmpty else { return [] }
  let places = Dictionary(
    foreign.map { ($0.name.value, $0.name.range) }, uniquingKeysWith: { first, _ in first })
  return model.overlays.flatMap(\.members).flatMap { member -> [Diagnostic] in
    guard let place = places[member.name.value] else { return [] }
    let items =
      member.namespaces.map { ("netns", $0.range) }
      + member.containers.map { ("container", $0.range) }
      + member.ports.filter(\.addresses.isEmpty).map { ("port", $0.range) }
    return items.map { word, range in
      Diagnostic(
        .withoutEffect, "`\(word)` makes nothing on \(printable(member.name.value))", at: range,
        help: "leave it out, or take `foreign` from the node"
      ).label(place, "others run this node")
    }
  }
}

func nodeRules(_ model: Model) -> [Diagnostic] {
  guard !model.overlays.isEmpty, !model.nodes.isEmpty else { return [] }
  let used = Set(model.overlays.flatMap { $0.members.map(\.name.value) })
  return model.nodes.compactMap { node in
    guard !used.contains(node.name.value) else { return nil }
    return Diagnostic(
      .unusedNode, "the node \(printable(node.name.value)) is a member of no overlay",
      at: node.name.range)
  }
}

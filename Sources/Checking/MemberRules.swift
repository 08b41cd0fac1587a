import Diagnostics
import Topology
import Values
import Vocabulary

func memberRules(_ overlay: Overlay, _ model: Model) -> [Diagnostic] {
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
  if overlay.members.count > Bound.members {
    diagnostics.append(
      Diagnostic(
        .tooManyMembers, "overlay \(vni) has more than \(Bound.members) members", at: overlay.head))
  }
  if overlay.group == nil, !overlay.isExternal, overlay.members.count - 1 > Bound.floodListWarning {
    diagnostics.append(
      Diagnostic(
        .longFloodList,
        "each device of overlay \(vni) floods to \(overlay.members.count - 1) peers",
        at: overlay.head,
        help: "a multicast `group` needs no list; the kernel's cost of a list is quadratic"))
  }
  return diagnostics + unknownNodes(overlay, model)
}

/// Where a text declares nodes, a member that is none of them.
private func unknownNodes(_ overlay: Overlay, _ model: Model) -> [Diagnostic] {
  guard !model.nodes.isEmpty else { return [] }
  let names = model.nodes.map(\.name.value)
  let known = Set(names)
  let strangers = overlay.members.filter { !known.contains($0.name.value) }
  return strangers.enumerated().map { index, member in
    let name = member.name.value
    // To compare each with all is not linear: nobody reads so many suggestions.
    let near = index < 100 ? nearest(to: name, among: names) : nil
    return Diagnostic(
      .unknownNode, "\(printable(name)) is none of the declared nodes", at: member.name.range,
      help: near.map { "did you mean `\($0)`?" }
        ?? "declare it: `node \(printable(name)) \(member.underlay.value)`")
  }
}

func nodeRules(_ model: Model) -> [Diagnostic] {
  guard !model.overlays.isEmpty else { return [] }
  let used = Set(model.overlays.flatMap { $0.members.map(\.name.value) })
  return model.nodes.compactMap { node in
    guard !used.contains(node.name.value) else { return nil }
    return Diagnostic(
      .unusedNode, "the node \(printable(node.name.value)) is a member of no overlay",
      at: node.name.range)
  }
}

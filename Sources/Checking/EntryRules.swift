import Diagnostics
import Topology
import Values
import Vocabulary

/// Each entry by itself: what its options demand, and families that do not fit.
func entryRules(_ overlay: Overlay) -> [Diagnostic] {
  let blocks = blocks(overlay)
  let isFlooding = blocks.contains { $0.forwarding.contains { $0.mac.value.isZero } }
  let owners = isFlooding ? owners(overlay) : [:]
  return blocks.flatMap { tables in
    tables.forwarding.flatMap { forwardingRules($0, overlay) + floodRules($0, overlay, owners) }
      + tables.neighbours.flatMap { neighbourRules($0) }
      + tables.routes.flatMap { optionRules($0) }
  }
}

/// The members by their underlay addresses, where entries for all of them follow.
private func owners(_ overlay: Overlay) -> [Address: String] {
  guard overlay.mode.floods, !overlay.hasPeerLists else { return [:] }
  return Dictionary(
    overlay.members.map { ($0.underlay.value, $0.name.value) },
    uniquingKeysWith: { first, _ in first })
}

/// The overlay's block, then those of its members: each item once.
func blocks(_ overlay: Overlay) -> [TableItems] {
  [overlay.tables] + overlay.distinctMembers.map(\.tables)
}

private func forwardingRules(_ item: StaticForwarding, _ overlay: Overlay) -> [Diagnostic] {
  // `dst` alone demands nothing.
  if item.isPlain { return familyRule(item, overlay) }
  var diagnostics = relations(item.settings, device: overlay.settings)
  let master = item.settings.first(.forwarding(.master))
  if master == nil, item.device == nil, item.settings.first(.forwarding(.dst)) == nil,
    item.settings.first(.forwarding(.nhid)) == nil
  {
    diagnostics.append(
      Diagnostic(
        .optionNeeds, "an `fdb` entry of a vxlan device needs `dst`", at: item.range,
        help: "write the peer behind which the MAC is: `dst` and a node or an underlay address"))
  }
  if let sticky = item.settings.first(.forwarding(.sticky)), master != nil,
    item.settings.first(.forwarding(.static)) == nil,
    item.settings.first(.forwarding(.dynamic)) == nil,
    item.settings.first(.forwarding(.externLearn)) == nil
  {
    diagnostics.append(
      Diagnostic(
        .optionNeeds, "`sticky` with `master` needs `static` or `dynamic`", at: sticky.range,
        help: "an entry that is permanent in a bridge's table is a MAC of the host itself"))
  }
  return diagnostics + familyRule(item, overlay)
}

private func familyRule(_ item: StaticForwarding, _ overlay: Overlay) -> [Diagnostic] {
  guard let destination = item.destination, item.device == nil,
    let member = overlay.members.first, destination.value.family != member.underlay.value.family
  else { return [] }
  return [
    Diagnostic(
      .mixedFamilies,
      "the destination \(destination.value) is \(destination.value.family.word), and this overlay's underlay is \(member.underlay.value.family.word)",
      at: destination.range, help: "a tunnel has one family outside; inside it carries both"
    ).label(member.underlay.range, member.underlay.value.family.word)
  ]
}

/// What follows from the members anyway would send every frame twice, or end up in one list with
/// other flags than were written.
private func floodRules(
  _ item: StaticForwarding, _ overlay: Overlay, _ owners: [Address: String]
) -> [Diagnostic] {
  guard item.mac.value.isZero, item.device == nil, overlay.group == nil, !overlay.isExternal,
    let destination = item.destination, let owner = owners[destination.value]
  else { return [] }
  return [
    Diagnostic(
      .duplicateEntry, "that unknown frames go to \(printable(owner)) follows from the members",
      at: item.range, help: "leave it out")
  ]
}

private func neighbourRules(_ item: StaticNeighbour) -> [Diagnostic] {
  if item.isPlain { return [] }
  var diagnostics = relations(item.settings)
  if item.settings.first(.neighbour(.lladdr)) == nil {
    diagnostics.append(
      Diagnostic(
        .optionNeeds, "a `neigh` needs `lladdr`", at: item.range,
        help: "write the neighbour's MAC: `lladdr 52:54:00:00:00:09`"))
  }
  return diagnostics
}

private func optionRules(_ item: StaticRoute) -> [Diagnostic] {
  var diagnostics = relations(item.settings)
  let via = item.settings.address(.route(.via))
  if via == nil, item.settings.first(.route(.encap)) == nil, item.device == nil {
    diagnostics.append(
      Diagnostic(
        .optionNeeds, "a `route` needs `via`", at: item.range,
        help: "write the next hop: a member, or an address on the overlay's network"))
  }
  if via == nil, let onlink = item.settings.first(.route(.onlink)) {
    diagnostics.append(
      Diagnostic(.optionNeeds, "`onlink` needs `via`", at: onlink.range))
  }
  for (option, what) in [(RouteOption.via, "next hop"), (.src, "source")] {
    guard let address = item.settings.address(.route(option)), address.value.family != item.family
    else { continue }
    let diagnostic = Diagnostic(
      .mixedFamilies,
      "the \(what) \(address.value) is \(address.value.family.word), and the route \(item.family.word)",
      at: address.range)
    diagnostics.append(
      item.destination.map { diagnostic.label($0.range, "the route") } ?? diagnostic)
  }
  if let encap = item.settings.first(.route(.encap)),
    let outer = item.settings.address(.route(.dst)),
    (outer.value.family == .ipv4) != (encap.value.form == 0)
  {
    let right = outer.value.family == .ipv4 ? "encap ip" : "encap ip6"
    diagnostics.append(
      Diagnostic(
        .mixedFamilies, "\(outer.value) is \(outer.value.family.word)", at: outer.range,
        help: "write `\(right)`"
      ).label(encap.range, "the tunnel's family").fix(encap.range, right))
  }
  return diagnostics
}

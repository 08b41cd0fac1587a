import Diagnostics
import Topology
import Values
import Vocabulary

/// One tunnel has one family: underlay addresses, `local` and `group`; and options that are for one
/// family only.
func familyRules(_ overlay: Overlay) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  let family = overlay.family
  let first = overlay.members.first?.underlay
  for index in overlay.members.indices {
    // Nothing is to be said of most members; a copy costs more than a look.
    let underlay = overlay.members[index].underlay.value
    if overlay.members[index].shared.isBare, underlay.isPlainly(of: family) { continue }
    let member = overlay.members[index]
    if member.underlay.value.family != family, let first {
      diagnostics.append(
        mixed("underlay \(member.underlay.value)", member.underlay, first, family))
    }
    if let local = member.local, local.value.family != member.underlay.value.family {
      diagnostics.append(
        mixed("`local` \(local.value)", local, member.underlay, member.underlay.value.family))
    }
    if member.source.value.isLinkLocalIPv6, member.underlayDevice == nil {
      diagnostics.append(
        Diagnostic(
          .optionNeeds, "the link-local address \(member.source.value) needs `dev`",
          at: member.source.range, help: "a link-local address means something on one link only"))
    }
  }
  if let group = overlay.group, let first, group.value.family != family {
    diagnostics.append(mixed("group \(group.value)", group, first, family))
  }
  return diagnostics + limitedOptions(overlay)
}

extension Address {
  /// Whether it is of the family, and no link-local one.
  fileprivate func isPlainly(of family: Family) -> Bool {
    self.family == family && !isLinkLocalIPv6
  }
}

private func mixed(
  _ what: String, _ here: Located<Address>, _ there: Located<Address>, _ family: Family
) -> Diagnostic {
  Diagnostic(
    .mixedFamilies,
    "the \(what) is \(here.value.family.word), and this overlay's underlay is \(family.word)",
    at: here.range, help: "a tunnel has one family outside; inside it carries both"
  ).label(there.range, family.word)
}

private func limitedOptions(_ overlay: Overlay) -> [Diagnostic] {
  var seen: Set<SourceRange> = []
  var diagnostics: [Diagnostic] = []
  for member in overlay.distinctMembers {
    for setting in member.settings where !fits(setting.value.option.row.family, overlay.family) {
      guard seen.insert(setting.range).inserted else { continue }
      diagnostics.append(
        Diagnostic(
          .optionConflict,
          "`\(setting.value.option.name)` is for \(overlay.family == .ipv4 ? "IPv6" : "IPv4") tunnels only",
          at: setting.range
        ).label(member.underlay.range, "this underlay is \(overlay.family.word)"))
    }
  }
  return diagnostics
}

private func fits(_ limit: FamilyLimit, _ family: Family) -> Bool {
  switch limit {
  case .any: true
  case .ipv4: family == .ipv4
  case .ipv6: family == .ipv6
  }
}

import Diagnostics
import Planning
import Topology
import Values

// `control evpn`: what BGP, and FRR, make of the hosts.

/// What of one overlay BGP cannot tell.
func speakerRules(_ overlay: Overlay, _ control: Located<Control>) -> [Diagnostic] {
  let colliding = routerIDs(overlay)
  return translatedAddresses(overlay, control)
    + (colliding.isEmpty ? youngFamily(overlay, control) : colliding)
}

/// A route names the address that the device sends from, and nothing translates what it says.
private func translatedAddresses(
  _ overlay: Overlay, _ control: Located<Control>
) -> [Diagnostic] {
  let translated = overlay.members.filter {
    $0.unread.isEmpty && $0.source.value != $0.underlay.value
  }
  guard let first = translated.first, let local = first.local else { return [] }
  return [
    Diagnostic(
      .optionConflict, "`control evpn` and another address as `local` exclude each other",
      at: local.range,
      help: "BGP tells the others to send to \(local.value), which they do not reach"
    ).label(control.range, "the other").label(first.underlay.range, "where they do")
      .alsoFor(translated.dropFirst().map(\.name.value), "members", word: "for")
  ]
}

private func youngFamily(_ overlay: Overlay, _ control: Located<Control>) -> [Diagnostic] {
  guard let first = overlay.members.first(where: { $0.unread.isEmpty }),
    first.underlay.value.family == .ipv6
  else { return [] }
  return [
    Diagnostic(
      .ipv6EVPN, "FRR carries EVPN over an IPv6 underlay from version 10.6 on", at: control.range,
      help: "an older one sends to nowhere: `vtysh -c 'show version'` tells which a host has"
    ).label(first.underlay.range, "this underlay is IPv6")
  ]
}

/// Router ids tell the routes of one node from those of another.
private func routerIDs(_ overlay: Overlay) -> [Diagnostic] {
  var owners: [Address: Located<Address>] = [:]
  for member in overlay.members
  where member.unread.isEmpty && member.underlay.value.family == .ipv6 {
    let address = member.source
    let id = address.value.routerID
    guard let other = owners[id] else {
      owners[id] = address
      continue
    }
    guard other.value != address.value else { continue }
    return [
      Diagnostic(
        .collidingRouterID, "two nodes are given the BGP router id \(id)", at: address.range,
        help: "it is derived from the address: give one of them another"
      ).label(other.range, "the other")
    ]
  }
  return []
}

/// A host has one BGP, which takes every bridged vxlan device.
func speakerRules(_ host: Host) -> [Diagnostic] {
  let told = host.parts.filter { $0.overlay.autonomousSystem != nil }
  guard let first = told.first, let asn = first.overlay.autonomousSystem else { return [] }
  var diagnostics: [Diagnostic] = []
  var vnis: [UInt32: SourceRange] = [:]
  for part in told {
    if let other = part.overlay.autonomousSystem, other.value != asn.value {
      diagnostics.append(
        Diagnostic(
          .differentASNs,
          "\(printable(host.name)) would be in the autonomous systems \(asn.value) and \(other.value)",
          at: other.range, help: "write the same number: a host has one BGP"
        ).label(asn.range, "first here"))
    }
    if let other = vnis[part.overlay.vni.value] {
      diagnostics.append(
        Diagnostic(
          .vniInUse, "\(printable(host.name)) has VNI \(part.overlay.vni.value) twice",
          at: part.overlay.vni.range,
          help: "BGP knows a VNI by its number alone, whatever the `port`"
        ).label(other, "first here"))
    }
    vnis[part.overlay.vni.value] = part.overlay.vni.range
  }
  return diagnostics + taken(host, first.overlay)
}

/// FRR would tell of these VNIs too, and write into their tables (`advertise-all-vni`).
private func taken(_ host: Host, _ evpn: Overlay) -> [Diagnostic] {
  host.parts.filter { part in
    guard part.member.bridge != nil || part.member.docker != nil else { return false }
    if case .evpn = part.overlay.mode { return false }
    return true
  }.map { part in
    Diagnostic(
      .optionConflict,
      "on \(printable(host.name)) FRR would take overlay \(part.overlay.vni.value) too, which is"
        + " `control \(part.overlay.mode.word)`",
      at: part.overlay.head,
      help: "FRR takes every vxlan device in a bridge: leave `bridge` out, or write `control evpn`"
    ).label(evpn.control?.range ?? evpn.head, "FRR runs for this one")
  }
}

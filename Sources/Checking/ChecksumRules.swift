import Diagnostics
import Topology
import Values
import Vocabulary

/// Packets without a checksum are dropped by who did not say that it takes them.
func checksumRules(_ overlay: Overlay) -> [Diagnostic] {
  options(overlay) + routes(overlay)
}

private func options(_ overlay: Overlay) -> [Diagnostic] {
  guard overlay.family == .ipv6, let (sender, receiver) = mismatch(overlay),
    let sending = sender.setting(.udp6zerocsumtx)
  else { return [] }
  return [
    Diagnostic(
      .checksumMismatch,
      "\(printable(sender.name.value)) sends without UDP checksums, and \(printable(receiver.name.value)) drops such packets",
      at: sending.range, help: "write `udp6zerocsumrx` for the others"
    ).label(receiver.name.range, "has no `udp6zerocsumrx`")
  ]
}

/// A route's own encapsulation sends without checksums over IPv6, whatever the device is set to (seen
/// on 6.18).
private func routes(_ overlay: Overlay) -> [Diagnostic] {
  guard overlay.family == .ipv6, let external = overlay.settings.first(.vxlan(.external)) else {
    return []
  }
  let deaf = overlay.members.filter { $0.isOn(.udp6zerocsumrx) != true }
  let receivers = Dictionary(
    deaf.map { ($0.underlay.value, $0) }, uniquingKeysWith: { first, _ in first })
  let routes = overlay.tables.routes + overlay.members.flatMap(\.tables.routes)
  for route in routes {
    guard let destination = route.settings.address(.route(.dst)),
      let receiver = receivers[destination.value]
    else { continue }
    return [
      Diagnostic(
        .checksumMismatch,
        "routes send without UDP checksums over IPv6, and \(printable(receiver.name.value)) drops such packets",
        at: destination.range, help: "write `udp6zerocsumrx` beside `external`",
        severity: .warning
      ).label(receiver.name.range, "has no `udp6zerocsumrx`")
        .fix(external.range, "external udp6zerocsumrx", isSafe: false)
    ]
  }
  return []
}

/// A member that sends without checksums, and a peer of it that does not take that.
private func mismatch(_ overlay: Overlay) -> (sender: Member, receiver: Member)? {
  let members = overlay.members
  let senders = members.indices.filter { members[$0].isOn(.udp6zerocsumtx) == true }
  let receivers = members.indices.filter { members[$0].isOn(.udp6zerocsumrx) != true }
  guard let first = senders.first, !receivers.isEmpty else { return nil }
  guard overlay.hasPeerLists else {
    if let other = receivers.first(where: { $0 != first }) {
      return (members[first], members[other])
    }
    return senders.first { $0 != receivers[0] }.map { (members[$0], members[receivers[0]]) }
  }
  let table = PeerTable(overlay)
  let unrestricted = senders.filter { table.listed($0) == nil }
  // Each list is gone through once, whosever it is.
  let isReceiver = Set(receivers)
  for sender in senders {
    let found = table.listed(sender)?.sorted().first { isReceiver.contains($0) }
    if let found { return (members[sender], members[found]) }
  }
  for receiver in receivers {
    let listed = table.listed(receiver)?.sorted()
    let found = listed?.first { members[$0].isOn(.udp6zerocsumtx) == true }
    let open = listed == nil ? unrestricted.first { $0 != receiver } : nil
    if let sender = found ?? open {
      return (members[sender], members[receiver])
    }
  }
  return nil
}

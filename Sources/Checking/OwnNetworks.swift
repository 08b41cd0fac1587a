import Diagnostics
import Topology
import Values

/// The networks of an overlay: its subnets, and those that its members have addresses of.
private struct OwnNetworks {
  /// The first place of each.
  private var places: [Prefix: Located<Prefix>] = [:]
  private var lengths: [Int] = []
  private var last: Prefix?

  init(_ overlay: Overlay) {
    for subnet in overlay.subnets { insert(subnet) }
    for index in overlay.members.indices {
      if let prefix = overlay.members[index].soleEndpoint {
        insert(prefix)
      } else if overlay.members[index].noPrefixRoute == nil {
        for address in overlay.members[index].addresses { insert(address) }
      }
    }
  }

  private mutating func insert(_ prefix: Located<Prefix>) {
    if let last, prefix.value.length == last.length, last.contains(prefix.value.address) { return }
    let network = prefix.value.network
    last = network
    guard places[network] == nil else { return }
    places[network] = prefix
    if !lengths.contains(network.length) { lengths.append(network.length) }
  }

  /// One that holds the address.
  func holder(of address: Address) -> Located<Prefix>? {
    // Most overlays have but one, which is the last.
    if places.count == 1, let last, !last.contains(address) { return nil }
    return lengths.lazy.compactMap { Prefix(address, length: $0).flatMap { places[$0.network] } }
      .first
  }
}

/// An overlay's network that holds the underlay address of a member would lead the tunnel into
/// itself.
func networkRules(_ overlay: Overlay) -> [Diagnostic] {
  let networks = OwnNetworks(overlay)
  // Peers send to the one, and the host itself from the other.
  var first: Diagnostic?
  var others: [String] = []
  for index in overlay.members.indices {
    let underlay = overlay.members[index].underlay
    if overlay.members[index].shared.isBare, networks.holder(of: underlay.value) == nil { continue }
    let member = overlay.members[index]
    for address in [underlay, member.source] {
      guard let found = networks.holder(of: address.value) else { continue }
      if first == nil {
        first = Diagnostic(
          .underlayInOverlay,
          "the underlay address \(address.value) lies in the overlay's network \(found.value.network)",
          at: address.range, help: "overlay and underlay need networks of their own"
        ).label(found.range, "the overlay's network")
      } else {
        others.append(member.name.value)
      }
      break
    }
  }
  return first.map { [$0.alsoFor(others, "members", word: "for")] } ?? []
}

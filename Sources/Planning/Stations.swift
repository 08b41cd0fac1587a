import Diagnostics
import Topology
import Values
import Vocabulary

/// An endpoint of an overlay as a complete table has it: an address, the MAC that answers for it,
/// and the host that it is behind.
struct Station: Hashable, Sendable {
  var address: Address
  var mac: MAC
  /// The index of its member.
  var member: Int
  var range: SourceRange
}

extension Overlay {
  /// The endpoints whose MACs follow from the recipe, in the order of the text. `bridges` has the
  /// MACs of bridges by node and name.
  func stations(_ bridges: [String: [String: MAC]]) -> [Station] {
    members.indices.flatMap { index in
      stations(members[index], bridges[members[index].name.value] ?? [:]).map {
        Station(
          address: $0.address.value.address, mac: $0.mac, member: index, range: $0.address.range)
      }
    }
  }

  private func stations(
    _ member: Member, _ bridges: [String: MAC]
  ) -> [(address: Located<Prefix>, mac: MAC)] {
    let node = member.name.value
    var stations: [(address: Located<Prefix>, mac: MAC)] = []
    // The bridge of a Docker network has a MAC that Docker chose.
    let reachable = member.docker == nil ? member.addresses : []
    let own = member.bridge.flatMap { bridges[$0.name.value] } ?? member.mac?.value
    stations += reachable.map { ($0, own ?? derivedMAC(.vxlan, on: node)) }
    for item in member.namespaces {
      stations += item.addresses.map { ($0, mac(of: item, on: node)) }
    }
    for item in member.containers where item.image != nil {
      stations += item.addresses.map { ($0, mac(of: item, on: node)) }
    }
    for item in member.ports {
      if let mac = item.mac?.value { stations += item.addresses.map { ($0, mac) } }
    }
    return stations
  }
}

extension Model {
  /// The MACs that stations are behind; empty where no overlay has a complete table.
  func stationBridges() -> [String: [String: MAC]] {
    overlays.contains { $0.mode.needsCompleteTable } ? bridgeMACs(self) : [:]
  }
}

// Under `static`: what is behind the other hosts. What the recipe writes itself goes before.
extension Derivation {
  mutating func addStations(
    _ stations: [Station], _ device: Interface, _ member: Member, _ overlay: Overlay
  ) {
    if stations.isEmpty { return }
    var seen: Set<MAC> = []
    for item in overlay.tables(for: member).forwarding
    where item.isPlain || item.device == nil && item.settings.first(.forwarding(.master)) == nil {
      seen.insert(item.mac.value)
    }
    for station in stations where seen.insert(station.mac).inserted {
      let entry = ForwardingEntry(
        device, mac: station.mac, destination: overlay.members[station.member].underlay.value)
      wish(.forwarding(entry, keeper: device), station.range)
    }
  }

  /// Under `resolve`, where the address is on the device itself: the kernel asks the agent for
  /// neighbours. Behind a bridge the device tells of requests that it cannot answer (`l3miss`).
  mutating func addProbes(_ device: Interface, _ member: Member, _ overlay: Overlay) {
    guard overlay.mode == .resolve, member.bridge == nil, member.docker == nil else { return }
    for family in [Family.ipv4, .ipv6] {
      guard let address = member.addresses.first(where: { $0.value.family == family }) else {
        continue
      }
      wish(.applicationProbes(device, family), address.range)
    }
  }

  /// Neighbours of the vxlan device, which answers for them (`proxy`).
  mutating func addStationNeighbours(
    _ stations: [Station], _ device: Interface, _ written: [StaticNeighbour]
  ) {
    if stations.isEmpty { return }
    let written = Set(written.filter { $0.device == nil }.map(\.address.value))
    for station in stations where !written.contains(station.address) {
      let entry = NeighbourEntry(device, address: station.address, mac: station.mac)
      wish(.neighbour(entry, keeper: device), station.range)
    }
  }
}

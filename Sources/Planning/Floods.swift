package import Diagnostics
package import Topology
package import Values

/// Where the peers of a member are.
enum PeerUnderlays {
  case listed([Located<Address>])
  /// All members of its overlay but itself.
  case others(Flood)

  /// The peer, where there is one.
  var only: Address? {
    switch self {
    case .listed(let underlays): underlays.count == 1 ? underlays[0].value : nil
    case .others(let flood):
      flood.underlays.count == 2 ? flood.underlays[1 - flood.member].value : nil
    }
  }
}

/// One all-zero entry for each member of an overlay but one, kept as the list that all members share: a
/// full mesh of a thousand nodes has a million of these entries.
package struct Flood: Sendable {
  package var device = Interface("")
  /// The index of the overlay.
  package let overlay: Int
  /// Those of all members.
  package let underlays: [Located<Address>]
  /// The index of the member that floods.
  package let member: Int
  /// The index of the wish, or of the step, that comes after it.
  package var place = 0

  package func entry(to underlay: Address) -> ForwardingEntry {
    ForwardingEntry(device, mac: .zero, destination: underlay)
  }
}

/// What the nodes of a model share: found once for the commands of all of them. What is derived with it
/// keeps floods as lists, and is for an empty host.
package struct SharedLists: Sendable {
  struct Lists {
    let peers: PeerTable
    let underlays: [Located<Address>]
    let stations: [Station]
  }

  /// By overlay.
  private let overlays: [Lists]
  /// The derived MACs of bridges, by node and name.
  let bridgeMACs: [String: [String: MAC]]
  /// The bridges whose MACs stand in the tables of other hosts, by node.
  let tabledBridges: [String: Set<String>]

  package init(_ model: Model) {
    let bridges = model.stationBridges()
    bridgeMACs = derivedBridgeMACs(model)
    tabledBridges = model.tabledBridges()
    overlays = model.overlays.map { overlay in
      Lists(
        peers: PeerTable(overlay), underlays: overlay.members.map(\.underlay),
        stations: overlay.mode == .static ? overlay.stations(bridges) : [])
    }
  }

  subscript(overlay: Int) -> Lists { overlays[overlay] }

  /// `nil`: not all other members are its peers.
  func flood(of member: Int, in overlay: Int) -> Flood? {
    let lists = overlays[overlay]
    guard lists.peers.count(of: member) == lists.underlays.count - 1 else { return nil }
    return Flood(overlay: overlay, underlays: lists.underlays, member: member)
  }
}

/// What one node must have on an empty host, with floods kept as lists: for one node after the other.
package func derive(
  _ model: Model, node: String, owner: String, only vni: UInt32? = nil, _ lists: SharedLists
) -> Desired {
  var derivation = Derivation(
    node: node, owner: owner, bridgeMACs: lists.bridgeMACs[node],
    tabledBridges: lists.tabledBridges[node])
  for (number, overlay) in model.overlays.enumerated()
  where vni == nil || overlay.vni.value == vni {
    guard let index = lists[number].peers.index[node] else { continue }
    let member = overlay.members[index]
    let stations = lists[number].stations.filter { $0.member != index }
    let peers = lists.flood(of: index, in: number).map { PeerUnderlays.others($0) }
    derivation.add(
      member, of: overlay, peers ?? .listed(overlay.underlays(ofPeersOf: member)), stations)
  }
  return derivation.whole
}

extension Model {
  fileprivate func tabledBridges() -> [String: Set<String>] {
    var bridges: [String: Set<String>] = [:]
    for overlay in overlays where overlay.mode.needsCompleteTable {
      for member in overlay.members {
        guard let bridge = member.bridge?.name.value else { continue }
        bridges[member.name.value, default: []].insert(bridge)
      }
    }
    return bridges
  }
}

package import Diagnostics
package import Topology
package import Values

/// What a node does in BGP for its overlays under `control evpn`: one session with each node that it
/// has routes from.
package struct Speaker: Sendable {
  package struct Neighbour: Sendable, Equatable {
    package var name: String
    package var address: Address
    /// The own address that the session is kept from.
    package var source: Address
    /// Whether this node reflects the routes of others to it.
    package var isClient: Bool
  }

  package var node: String
  package var asn: UInt32
  package var routerID: Address
  /// Whether it reflects in some overlay.
  package var isReflector: Bool
  package var neighbours: [Neighbour]
  /// The overlays, with their devices.
  package var overlays: [(vni: UInt32, device: String)]

  /// `nil`: the node has no overlay under `control evpn`.
  package init?(_ overlays: [Overlay], node: String) {
    var parts: [(overlay: Overlay, member: Member)] = []
    for overlay in overlays {
      guard overlay.autonomousSystem != nil,
        let member = overlay.members.first(where: { $0.name.value == node })
      else { continue }
      parts.append((overlay, member))
    }
    guard let first = parts.first, let asn = first.overlay.autonomousSystem else { return nil }
    self.node = node
    self.asn = asn.value
    let sources = parts.map(\.member.source.value)
    routerID = (sources.first { $0.family == .ipv4 } ?? sources[0]).routerID
    isReflector = parts.contains { $0.member.reflector != nil }
    self.overlays = parts.map { ($0.overlay.vni.value, $0.member.device.value) }
    neighbours = []
    var places: [Address: Int] = [:]
    for part in parts {
      for neighbour in part.overlay.sessions(of: part.member) {
        if let place = places[neighbour.address] {
          if neighbour.isClient { neighbours[place].isClient = true }
        } else {
          places[neighbour.address] = neighbours.count
          neighbours.append(neighbour)
        }
      }
    }
  }
}

extension Overlay {
  /// The number under `control evpn`.
  package var autonomousSystem: Located<UInt32>? {
    if case .evpn(let asn) = mode { asn } else { nil }
  }

  /// Whom a member has sessions with: all others; where some are marked as reflectors, those alone,
  /// but for the reflectors themselves.
  fileprivate func sessions(of member: Member) -> [Speaker.Neighbour] {
    let hasReflectors = distinctMembers.contains { $0.reflector != nil }
    let name = member.name.value
    let reflects = member.reflector != nil
    return members.filter { other in
      other.name.value != name && (!hasReflectors || reflects || other.reflector != nil)
    }.map { other in
      Speaker.Neighbour(
        name: other.name.value, address: other.underlay.value, source: member.source.value,
        isClient: reflects && other.reflector == nil)
    }
  }
}

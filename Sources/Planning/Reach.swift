import Diagnostics
package import Topology
import Values
import Vocabulary

/// Who should reach whom within an overlay: peers do. What a hub takes in by its vxlan device goes
/// out by it again only where its bridge is told so (`hairpin`), or where the hub routes.
package struct Reach: Sendable {
  private struct Part: Sendable {
    var peers: PeerTable
    var networks: [[Prefix]]
    var sendsBack: Bool
  }

  /// `nil` for an overlay where all talk to all.
  private let parts: [Part?]

  package init(_ model: Model) {
    parts = model.overlays.map { overlay in
      guard overlay.hasPeerLists else { return nil }
      return Part(
        peers: PeerTable(overlay),
        networks: overlay.members.map { member in
          (member.addresses + member.namespaces.flatMap(\.addresses)
            + member.ports.flatMap(\.addresses)).map(\.value)
        },
        sendsBack: overlay.members.contains { member in
          member.portSettings.contains {
            $0.value.option == .bridgePort(.hairpin) && $0.value.form == 0
          }
        })
    }
  }

  /// Whether one endpoint of an overlay should reach another one of it; `nil`: that depends on what
  /// the recipe does not say, and is not asked.
  func answer(_ one: Endpoint, _ other: Endpoint, onlyHere: Bool) -> Bool? {
    guard let part = parts[one.overlay], one.node != other.node,
      let first = part.peers.index[one.node], let second = part.peers.index[other.node],
      !part.peers.arePeers(first, second)
    else { return true }
    // In networks of their own, they are routed by who does.
    let sharesNetwork = part.networks[first].contains { prefix in
      prefix.contains(one.address) && prefix.contains(other.address)
    }
    return sharesNetwork && onlyHere && !part.sendsBack ? false : nil
  }
}

extension Member {
  package var hasAddressWithoutRoute: Bool {
    noPrefixRoute != nil || namespaces.contains { $0.noPrefixRoute != nil }
  }
}

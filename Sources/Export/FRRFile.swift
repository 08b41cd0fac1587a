import Diagnostics
package import Planning
import Values

/// The configuration of FRR for a node (frr.conf, read by `vtysh -b`): its sessions and the address
/// family that tells of MACs and of who has a VNI.
package func frrText(_ speaker: Speaker, recipeName: String) -> String {
  let groups = SessionGroup.all(of: speaker)
  var lines = [
    "! Made by vxloom: \(printable(recipeName)), \(printable(speaker.node)).",
    "! It goes to /etc/frr/frr.conf; `bgpd=yes` in /etc/frr/daemons; `systemctl restart frr`.",
    "! Whoever has a BGP already takes over what is within `router bgp`.",
    "frr defaults datacenter",
    "log syslog informational",
    "!",
    "router bgp \(speaker.asn)",
    " bgp router-id \(speaker.routerID)",
    " no bgp default ipv4-unicast",
  ]
  lines += groups.flatMap { $0.heads(speaker) }
  lines += speaker.neighbours.flatMap { sessionLines($0, SessionGroup($0)) }
  lines += [" !", " address-family l2vpn evpn"]
  lines += groups.flatMap(\.activation)
  // Each bridged vxlan device is told of, and the addresses of the bridges themselves.
  lines += ["  advertise-all-vni", "  advertise-svi-ip", " exit-address-family", "exit"]
  return lines.joined(separator: "\n") + "\n"
}

private func sessionLines(_ neighbour: Speaker.Neighbour, _ group: SessionGroup) -> [String] {
  let address = neighbour.address
  return [
    " neighbor \(address) peer-group \(group.rawValue)",
    " neighbor \(address) description \(describing(neighbour.name))",
    " neighbor \(address) update-source \(neighbour.source)",
  ]
}

/// FRR takes 80 bytes, of any text on one line.
private func describing(_ name: String) -> String { beginning(of: printable(name), bytes: 80) }

/// What sessions have in common.
private enum SessionGroup: String, CaseIterable {
  /// Both tell what they have themselves.
  case overlay
  /// Those that are told what others have, too.
  case clients

  init(_ neighbour: Speaker.Neighbour) { self = neighbour.isClient ? .clients : .overlay }

  /// Those that somebody is in.
  static func all(of speaker: Speaker) -> [SessionGroup] {
    allCases.filter { group in speaker.neighbours.contains { SessionGroup($0) == group } }
  }

  func heads(_ speaker: Speaker) -> [String] {
    [
      " neighbor \(rawValue) peer-group",
      " neighbor \(rawValue) remote-as \(speaker.asn)",
    ]
  }

  var activation: [String] {
    let activate = "  neighbor \(rawValue) activate"
    switch self {
    case .overlay: return [activate]
    case .clients: return [activate, "  neighbor \(rawValue) route-reflector-client"]
    }
  }
}

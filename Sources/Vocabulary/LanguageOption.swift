/// An option that is the language's own, or belongs to an item that is not a device: it has no
/// attribute in a link message. (The options of devices are in `DeviceOption`.)
package enum LanguageOption: String, CaseIterable, Sendable {
  case name, subnet, bridge, bridgeport, docker, control, mtu, mac, peers, reflector
  case ssh, foreign
  case veth, gateway, image
  case via, encap, id, src, metric, table, onlink
  case vni
  case sourceVNI = "src_vni"
  case nhid, router, `self`, master, permanent, `static`, dynamic, sticky
  case externLearn = "extern_learn"
  case lladdr
  case destination = "dst"
  case noprefixroute, nodad

  package var spelling: String { rawValue }

  package var arity: Arity {
    switch self {
    case .name, .docker, .mtu, .mac, .ssh, .veth, .gateway, .image, .via, .encap, .id, .src,
      .metric, .table, .vni, .sourceVNI, .nhid, .lladdr, .destination:
      .one
    case .reflector, .foreign, .onlink, .router, .self, .master, .permanent, .static, .dynamic,
      .sticky, .externLearn, .noprefixroute, .nodad:
      .none
    case .subnet: .oneOrTwoValues
    case .bridge: .oneAndGroup
    case .bridgeport: .group
    case .control: .control
    case .peers: .nameOrList
    }
  }

  package var places: [Place] {
    switch self {
    case .name, .bridge, .bridgeport, .docker, .mtu: [.header, .member]
    case .subnet, .control: [.header]
    case .mac: [.memberOverlay, .namespaceOverlay, .containerOverlay, .portOverlay]
    case .peers, .reflector: [.member]
    case .ssh, .foreign: [.node]
    case .veth: [.namespace]
    case .gateway: [.namespaceOverlay]
    case .image: [.container]
    case .encap, .id, .src, .metric, .table, .onlink: [.route]
    case .via: [.route, .forwarding]
    case .destination: [.route, .forwarding]
    case .vni, .sourceVNI, .nhid, .self, .master, .static, .dynamic, .sticky: [.forwarding]
    case .router, .permanent, .externLearn: [.forwarding, .neighbour]
    case .lladdr: [.neighbour]
    case .noprefixroute, .nodad: [.memberOverlay, .namespaceOverlay]
    }
  }

  /// The values in words, as `vxloom options` shows them.
  package var values: String {
    switch self {
    case .name: "WORD"
    case .subnet: "PREFIX [PREFIX]"
    case .bridge: "WORD [( OPTIONS )]"
    case .bridgeport: "( OPTIONS )"
    case .docker: "NETWORK"
    case .control: "learn | static | resolve | evpn asn N"
    case .mtu: "68..65535 | auto"
    case .mac, .lladdr: "MAC"
    case .peers: "NODE | [NODE, …]"
    case .ssh: "TARGET"
    case .veth: "WORD"
    case .gateway, .via, .src, .destination: "ADDRESS"
    case .image: "IMAGE"
    case .encap: "ip | ip6"
    case .id, .vni, .sourceVNI: "0..16777215"
    case .metric, .table, .nhid: "N"
    case .reflector, .foreign, .onlink, .router, .self, .master, .permanent, .static, .dynamic,
      .sticky, .externLearn, .noprefixroute, .nodad:
      ""
    }
  }

  package var summary: String {
    switch self {
    case .name: "the device; default vxlan<VNI>"
    case .subnet: "the overlay's network, one prefix of each family"
    case .bridge: "put the device into this bridge, made when missing"
    case .bridgeport: "the device's options as a bridge port"
    case .docker: "put the device into this Docker network's bridge"
    case .control: "who keeps the forwarding table; default learn"
    case .mtu: "the device's MTU; default auto: what the underlay leaves"
    case .mac: "the MAC of what holds the address; derived when not written"
    case .peers: "the only members that this one talks to"
    case .reflector: "a BGP route reflector"
    case .ssh: "where a roll-out finds the host"
    case .foreign: "a peer that others run"
    case .veth: "the outer end of the veth pair; derived when not written"
    case .gateway: "the default route inside the namespace"
    case .image: "the image that a missing container is started from"
    case .via: "the next hop, or an entry's egress device"
    case .encap: "the tunnel encapsulation of a route"
    case .id: "the VNI of an encapsulated route"
    case .src: "the preferred source address"
    case .metric: "the route's metric"
    case .table: "the routing table"
    case .onlink: "the next hop is on the link"
    case .vni: "the VNI that an entry sends with"
    case .sourceVNI: "the VNI that an entry belongs to, on an external device"
    case .nhid: "a nexthop group of the host"
    case .router: "a router is behind the entry"
    case .self: "the entry goes to the device's own table"
    case .master: "the entry goes to the bridge's table"
    case .permanent: "the entry is permanent"
    case .static: "the entry is static"
    case .dynamic: "the entry ages"
    case .sticky: "the entry does not move between ports"
    case .externLearn: "the entry is marked as learned by a controller"
    case .lladdr: "the neighbour's MAC"
    case .destination: "the peer's underlay address"
    case .noprefixroute: "no route for the address's network"
    case .nodad: "no duplicate address detection"
    }
  }
}

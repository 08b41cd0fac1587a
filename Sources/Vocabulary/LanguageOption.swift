/// An option that is the language's own: it has no attribute in a message. (The options of devices
/// and entries are in `DeviceOption`.)
package enum LanguageOption: String, CaseIterable, Sendable {
  case name, subnet, bridge, bridgeport, docker, control, mtu, mac, peers, reflector
  case ssh, foreign
  case veth, gateway, image
  case noprefixroute, nodad

  package var spelling: String { rawValue }

  package var arity: Arity {
    switch self {
    case .name, .docker, .mtu, .mac, .ssh, .veth, .gateway, .image: .one
    case .reflector, .foreign, .noprefixroute, .nodad: .none
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
    case .mac: "MAC"
    case .peers: "NODE | [NODE, …]"
    case .ssh: "TARGET"
    case .veth: "WORD"
    case .gateway: "ADDRESS"
    case .image: "IMAGE"
    case .reflector, .foreign, .noprefixroute, .nodad: ""
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
    case .noprefixroute: "no route for the address's network"
    case .nodad: "no duplicate address detection"
    }
  }
}

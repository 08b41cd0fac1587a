package import Values
package import Vocabulary

/// What a host has, as the kernel's dumps show it.
package struct Observed: Sendable, Equatable {
  package var links: [ObservedLink]
  package var addresses: [ObservedAddress]
  package var routes: [ObservedRoute]
  package var forwarding: [ObservedForwarding]
  package var neighbours: [ObservedNeighbour]
  package var applicationProbes: [ObservedProbes]
  /// The namespaces that `ip netns` would list.
  package var namespaces: [String]
  /// What the routes to the peers let through, where it was asked for: bytes.
  package var routeMTUs: [Address: UInt32]
  /// Whether the host speaks IPv6 at all.
  package var hasIPv6: Bool
  package var hostName: String
  /// The version of the kernel, where it is known.
  package var kernel: Version?
  /// `nil`: the Docker engine was not asked.
  package var docker: ObservedDocker?

  package init() {
    links = []
    addresses = []
    routes = []
    forwarding = []
    neighbours = []
    applicationProbes = []
    namespaces = []
    routeMTUs = [:]
    hasIPv6 = true
    hostName = ""
    kernel = nil
    docker = nil
  }

  package func link(_ interface: Interface) -> ObservedLink? {
    links.first { $0.interface == interface }
  }
}

package struct ObservedLink: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case vxlan, bridge, veth
    /// `macvlan`, `bond`, …; empty: a hardware or loopback device.
    case other(String)
  }

  package var interface: Interface
  package var index: UInt32
  package var kind: Kind
  package var settings: [Setting]
  package var portSettings: [Setting]
  package var mac: MAC?
  package var mtu: UInt32
  package var isUp: Bool
  /// Whether what is below it carries: a cable, the other end of a pair, the ports of a bridge.
  package var hasCarrier: Bool
  package var isLoopback: Bool
  /// The bridge that it is a port of.
  package var master: String?
  package var alias: String
  /// Its further names.
  package var names: [String]
  /// IFLA_INET6_ADDR_GEN_MODE (uapi/linux/if_link.h): 0 eui64, 1 none; `nil` without IPv6.
  package var addressGeneration: UInt8?
  /// The ifindex of the other end of a veth pair (IFLA_LINK), and the id of its namespace where
  /// that is another one; for a vxlan device, that in which it was made.
  package var peerIndex: UInt32?
  package var peerNamespaceID: Int32?

  package init(interface: Interface, index: UInt32, kind: Kind) {
    self.interface = interface
    self.index = index
    self.kind = kind
    settings = []
    portSettings = []
    mac = nil
    mtu = 0
    isUp = false
    hasCarrier = false
    isLoopback = false
    master = nil
    alias = ""
    names = []
    addressGeneration = nil
    peerIndex = nil
    peerNamespaceID = nil
  }

  package func setting(_ option: DeviceOption) -> Setting? {
    settings.first { $0.option == option } ?? portSettings.first { $0.option == option }
  }
}

package struct ObservedAddress: Sendable, Equatable {
  package var interface: Interface
  package var prefix: Prefix
  /// `ifa_flags` and IFA_FLAGS (uapi/linux/if_addr.h).
  package var flags: UInt32
  /// RT_SCOPE_* (uapi/linux/rtnetlink.h): 0 global, 253 link, 254 host.
  package var scope: UInt8

  package init(interface: Interface, prefix: Prefix, flags: UInt32, scope: UInt8) {
    self.interface = interface
    self.prefix = prefix
    self.flags = flags
    self.scope = scope
  }

  /// IFA_F_NOPREFIXROUTE (uapi/linux/if_addr.h).
  package var skipsPrefixRoute: Bool { flags & 0x200 != 0 }

  /// The address as it would have to be given again.
  var entry: AddressEntry {
    AddressEntry(
      interface, prefix, skipsDetection: prefix.family == .ipv6, skipsPrefixRoute: skipsPrefixRoute)
  }
}

/// Which address of which device.
struct AddressKey: Hashable {
  var interface: Interface
  var prefix: Prefix
}

package struct ObservedRoute: Sendable, Equatable {
  package var namespace: String?
  /// Length 0: a default route.
  package var destination: Prefix
  package var gateway: Address?
  package var device: String?
  package var table: UInt32
  /// RTPROT_*, RT_SCOPE_*, RTN_* (uapi/linux/rtnetlink.h).
  package var routeProtocol: UInt8
  package var scope: UInt8
  package var type: UInt8
  package var metric: UInt32
  package var source: Address?
  /// The options of the table that the dump shows.
  package var settings: [Setting]

  package init(
    namespace: String?, destination: Prefix, gateway: Address?, device: String?, table: UInt32,
    routeProtocol: UInt8, scope: UInt8, type: UInt8, metric: UInt32, source: Address?,
    settings: [Setting] = []
  ) {
    self.namespace = namespace
    self.destination = destination
    self.gateway = gateway
    self.device = device
    self.table = table
    self.routeProtocol = routeProtocol
    self.scope = scope
    self.type = type
    self.metric = metric
    self.source = source
    self.settings = settings
  }

  /// Made by the kernel itself (RTPROT_KERNEL, RTPROT_RA in uapi/linux/rtnetlink.h): routes of
  /// networks come with the addresses.
  var isOfKernel: Bool { [2, 9].contains(routeProtocol) }

  /// Written by somebody, and no routing daemon's (RTPROT_BOOT, RTPROT_STATIC).
  var isWritten: Bool { [3, 4].contains(routeProtocol) }

  /// As a plan would make it: a unicast route (RTN_UNICAST) through one device of the namespace.
  package var entry: RouteEntry? {
    guard type == 1, let device else { return nil }
    let entry = RouteEntry(
      destination: destination, family: destination.family, settings: settings,
      interface: Interface(device, in: namespace))
    return entry.gateway == gateway ? entry : nil
  }
}

/// An entry of a forwarding table: a vxlan device's own (`master` is nil) or a bridge's.
package struct ObservedForwarding: Sendable, Equatable {
  /// As a plan would make it: a port or a VNI stands in it where it is not the device's.
  package let entry: ForwardingEntry
  package let master: String?
  /// NUD_* and NTF_* (uapi/linux/neighbour.h).
  package let state: UInt16
  package let flags: UInt8

  /// `settings`: the options of the table that the dump shows.
  package init(
    interface: Interface, mac: MAC, master: String? = nil, state: UInt16, flags: UInt8,
    settings: [Setting] = []
  ) {
    self.init(
      ForwardingEntry(interface, mac: mac, settings: settings), master: master, state: state,
      flags: flags)
  }

  package init(_ entry: ForwardingEntry, master: String? = nil, state: UInt16, flags: UInt8) {
    self.entry = entry
    self.master = master
    self.state = state
    self.flags = flags
  }

  package var interface: Interface { entry.interface }
  package var mac: MAC { entry.mac }
  package var destination: Address? { entry.destination }

  /// NUD_PERMANENT or NUD_NOARP, and not both with NUD_REACHABLE: that is the entry that the kernel
  /// makes of a device's remote or group.
  var isLasting: Bool { state & 0xc0 != 0 && state != 0x82 }
}

/// How often the kernel asks user space for a neighbour of a device (`app_solicit`, arp(7)), where
/// it does at all.
package struct ObservedProbes: Sendable, Hashable {
  package var interface: Interface
  package var family: Family
  package var count: UInt32

  package init(interface: Interface, family: Family, count: UInt32) {
    self.interface = interface
    self.family = family
    self.count = count
  }
}

package struct ObservedNeighbour: Sendable, Equatable {
  private let content: NeighbourEntry
  package let state: UInt16
  package let flags: UInt8

  /// `settings`: the options of the table that the dump shows.
  package init(
    interface: Interface, address: Address, state: UInt16, flags: UInt8, settings: [Setting] = []
  ) {
    self.init(
      NeighbourEntry(interface, address: address, settings: settings), state: state, flags: flags)
  }

  package init(_ entry: NeighbourEntry, state: UInt16, flags: UInt8) {
    content = entry
    self.state = state
    self.flags = flags
  }

  package var interface: Interface { content.interface }
  package var address: Address { content.address }
  package var mac: MAC? { content.mac }

  /// As a plan would make it; `nil` for what the kernel learned by itself.
  package var entry: NeighbourEntry? { state & 0x80 == 0 ? nil : content }
}

package import Diagnostics
package import Values
package import Vocabulary

/// A device of the host: in the network namespace that the program works in (`nil`), or in one
/// that `ip netns` names.
package struct Interface: Hashable, Sendable {
  package var name: String
  package var namespace: String?

  package init(_ name: String, in namespace: String? = nil) {
    self.name = name
    self.namespace = namespace
  }
}

/// An MTU as a plan knows it.
package enum MTU: Hashable, Sendable {
  /// Not sent: the kernel's choice.
  case unset
  case bytes(UInt32)
  /// What the underlay leaves: known only on the host; an index into `Desired.underlays`.
  case underlay(Int)
}

/// What a link is, and what is sent with its creation.
package struct Link: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case vxlan, bridge
    /// The peer, and what it gets.
    case veth(peer: Interface, peerMAC: MAC?, peerMTU: MTU)
  }

  package var interface: Interface
  package var kind: Kind
  /// In the order of the table.
  package var settings: [Setting]
  package var mac: MAC?
  /// Whether somebody relies on the MAC: it was written, or a table holds it. `emit --format
  /// plain` leaves out what nothing depends on.
  package var macIsNeeded: Bool
  package var mtu: MTU
  /// What the kernel is to know it by as well, where its name is a derived one: an aid for readers,
  /// that older kernels do without.
  package var readableName: String?

  package init(
    _ interface: Interface, _ kind: Kind, settings: [Setting] = [], mac: MAC? = nil,
    macIsNeeded: Bool = false, mtu: MTU = .unset, readableName: String? = nil
  ) {
    self.interface = interface
    self.kind = kind
    self.settings = settings
    self.mac = mac
    self.macIsNeeded = macIsNeeded
    self.mtu = mtu
    self.readableName = readableName
  }
}

/// An address on a device. IPv6 addresses on what we make go without duplicate address detection.
package struct AddressEntry: Hashable, Sendable {
  package var interface: Interface
  package var prefix: Prefix
  package var skipsDetection: Bool
  /// Whether the kernel makes no route to the address's network of it (`noprefixroute`).
  package var skipsPrefixRoute: Bool

  package init(
    _ interface: Interface, _ prefix: Prefix, skipsDetection: Bool, skipsPrefixRoute: Bool = false
  ) {
    self.interface = interface
    self.prefix = prefix
    self.skipsDetection = skipsDetection
    self.skipsPrefixRoute = skipsPrefixRoute
  }
}

extension AddressEntry {
  /// What the kernel gives the loopback device of a namespace when it is set up.
  static func loopback(of namespace: String) -> AddressEntry {
    AddressEntry(
      Interface("lo", in: namespace), Prefix(clamped: .ipv4(0x7f00_0001), length: 8),
      skipsDetection: false)
  }
}

/// One step at the host. It has one meaning (`Description.swift`), one inverse (`Inverse.swift`),
/// one shell form (`Scripting`) and one host form (`Netlink`, or a call of `Kernel`).
package enum Operation: Hashable, Sendable {
  case addNamespace(String)
  case deleteNamespace(String)
  indirect case addLink(Link)
  indirect case deleteLink(Link)
  /// The interface alias; an empty one takes it away.
  indirect case setAlias(Interface, from: String, to: String)
  /// A further name of a device (IFLA_ALT_IFNAME). It goes with the device, and a host that cannot
  /// give it, because its kernel is older than 5.5 or the name is taken, does without.
  case addName(Interface, String)
  case deleteName(Interface, String)
  /// No IPv6 link-local address of the kernel's own. Left out where the host has no IPv6.
  case stopLinkLocal(Interface)
  case startLinkLocal(Interface)
  /// Options of a vxlan device or a bridge that stands; never none.
  case setOptions(Interface, from: [Setting], to: [Setting])
  case setMaster(Interface, from: String?, to: String?)
  case setPortOptions(Interface, from: [Setting], to: [Setting])
  case setMTU(Interface, from: MTU, to: MTU)
  case setMAC(Interface, from: MAC, to: MAC)
  /// How often the kernel asks user space for a neighbour of the device before it asks the network.
  case setApplicationProbes(Interface, Family, from: UInt32, to: UInt32)
  case setUp(Interface)
  case setDown(Interface)
  indirect case addAddress(AddressEntry)
  indirect case deleteAddress(AddressEntry)
  indirect case addRoute(RouteEntry)
  indirect case deleteRoute(RouteEntry)
  case addForwarding(ForwardingEntry)
  case deleteForwarding(ForwardingEntry)
  case addNeighbour(NeighbourEntry)
  case deleteNeighbour(NeighbourEntry)
  indirect case docker(DockerStep)
}

extension Operation {
  /// The options that the operation sets.
  package var settings: [Setting] {
    if case .addLink(let link) = self { return link.settings }
    if case .setOptions(_, _, let settings) = self { return settings }
    if case .setPortOptions(_, _, let settings) = self { return settings }
    if case .addRoute(let entry) = self { return entry.settings }
    if case .addForwarding(let entry) = self { return entry.settings }
    if case .addNeighbour(let entry) = self { return entry.settings }
    return []
  }
}

extension Operation {
  /// The device that it is about.
  package var interface: Interface? {
    switch self {
    case .addNamespace, .deleteNamespace, .docker: nil
    case .addLink(let link), .deleteLink(let link): link.interface
    case .setAlias(let interface, _, _), .addName(let interface, _), .deleteName(let interface, _),
      .stopLinkLocal(let interface), .startLinkLocal(let interface),
      .setOptions(let interface, _, _), .setMaster(let interface, _, _),
      .setPortOptions(let interface, _, _), .setMTU(let interface, _, _),
      .setMAC(let interface, _, _), .setApplicationProbes(let interface, _, _, _),
      .setUp(let interface), .setDown(let interface):
      interface
    case .addAddress(let entry), .deleteAddress(let entry): entry.interface
    case .addRoute(let entry), .deleteRoute(let entry): entry.interface
    case .addForwarding(let entry), .deleteForwarding(let entry): entry.interface
    case .addNeighbour(let entry), .deleteNeighbour(let entry): entry.interface
    }
  }
}

/// An operation and the places of the recipe that it comes from.
package struct Step: Sendable, Equatable {
  package var operation: Operation
  /// The item, or the part of it, that asks for the step.
  package var range: SourceRange?
  /// Where the single options were written.
  package var settingRanges: SettingRanges
  /// Where the name of the device was written, for a link.
  package var nameRange: SourceRange?
  /// It goes in the same send as the creation before it, and stands or falls with it.
  package var followsCreation: Bool
  /// What has to be done after the inverse so that all is as it was: what stood on a link that the
  /// step deletes.
  package var restoration: [Operation]
  /// Why a device is made anew: on the step that takes it away, and on the one that makes it.
  package var replacement: [String]?

  package init(
    _ operation: Operation, range: SourceRange?, settingRanges: SettingRanges = [:],
    nameRange: SourceRange? = nil, followsCreation: Bool = false, restoration: [Operation] = []
  ) {
    self.operation = operation
    self.range = range
    self.settingRanges = settingRanges
    self.nameRange = nameRange
    self.followsCreation = followsCreation
    self.restoration = restoration
  }

  /// What takes the step back, in order.
  package var undo: [Operation] { [operation.inverse] + restoration }
}

extension Family {
  /// The kernel's name of its neighbour table (net/ipv4/arp.c, net/ipv6/ndisc.c).
  package var neighbourTable: String {
    switch self {
    case .ipv4: "arp_cache"
    case .ipv6: "ndisc_cache"
    }
  }
}

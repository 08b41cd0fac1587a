package import Diagnostics
package import Values
package import Vocabulary

/// What one node must have: wishes in the order in which they are met on an empty host.
package struct Desired: Sendable {
  package var owner: String
  package var node: String
  package var wishes: [LocatedWish]
  /// The underlays that MTUs follow from; `MTU.underlay` is an index into it.
  package var underlays: [UnderlayMTU]
  /// What is wished for as lists, in order; see `SharedLists`.
  var floods: [Flood] = []

  package init(owner: String, node: String) {
    self.owner = owner
    self.node = node
    wishes = []
    underlays = []
  }
}

extension Desired {
  /// The devices that it makes, in order.
  package var links: [Link] {
    wishes.compactMap { wish in
      if case .link(let link, _, _) = wish.wish { link } else { nil }
    }
  }
}

extension Desired {
  /// Whether it asks for entries, all of them plain and on the devices of their overlays.
  package var hasPlainEntries: Bool {
    var areThere = false
    for wish in wishes {
      switch wish.wish {
      case .forwarding(let entry, let keeper):
        guard entry.isPlain, entry.interface == keeper else { return false }
        areThere = true
      case .neighbour(let entry, let keeper):
        guard entry.isPlain, entry.interface == keeper else { return false }
        areThere = true
      case .network, .container, .namespace, .link, .membership, .portSettings, .port, .mtu,
        .address, .applicationProbes, .up, .route:
        break
      }
    }
    return areThere
  }

  package var withoutEntries: Desired {
    var copy = self
    copy.wishes.removeAll { wish in
      switch wish.wish {
      case .forwarding, .neighbour: true
      case .network, .container, .namespace, .link, .membership, .portSettings, .port, .mtu,
        .address, .applicationProbes, .up, .route:
        false
      }
    }
    return copy
  }
}

package struct LocatedWish: Sendable {
  package var wish: Wish
  package var range: SourceRange
  package var settingRanges: SettingRanges
  /// Where the name of the device was written, for a link.
  package var nameRange: SourceRange?
  /// For a vxlan device: the underlay that its MTU has to fit, or follows from.
  package var underlay: Int?
  /// For a device: whether what the recipe does not name is not to be in its tables. Those of a vxlan
  /// device may be filled by a control plane or an agent.
  package var hasCompleteTables = true
  /// Where its MTU is written.
  package var writtenMTU: SourceRange?

  package init(
    _ wish: Wish, _ range: SourceRange, _ settingRanges: SettingRanges = [:]
  ) {
    self.wish = wish
    self.range = range
    self.settingRanges = settingRanges
  }
}

/// One thing that must hold on the host. `keeper` is the vxlan device of the overlay that asks for
/// it: the alias of the keeper, or of the keeper's bridge where that is ours, notes what we do to
/// things that are not ours. What is large and rare stands elsewhere (`indirect`): of entries there may
/// be a million.
package enum Wish: Sendable, Hashable {
  /// A Docker network; one of ours where it is missing and a subnet is known.
  indirect case network(DockerNetwork)
  indirect case container(DockerContainer)
  indirect case namespace(String, bridge: Interface, keeper: Interface)
  /// The link, its digest, and whether the kernel may give it an IPv6 link-local address.
  indirect case link(Link, digest: String, keepsLinkLocal: Bool)
  case membership(Interface, bridge: String, settings: [Setting])
  /// Of a port that is up, in a bridge that is up.
  case portSettings(Interface, [Setting])
  /// An existing device of the host joins a bridge and is set up; a missing one is a warning.
  indirect case port(Interface, bridge: Interface, keeper: Interface)
  case mtu(Interface, MTU)
  case forwarding(ForwardingEntry, keeper: Interface)
  indirect case address(AddressEntry, keeper: Interface)
  /// The kernel asks user space for neighbours of the device, which the agent answers.
  case applicationProbes(Interface, Family)
  case up(Interface, keeper: Interface)
  indirect case route(RouteEntry, keeper: Interface)
  case neighbour(NeighbourEntry, keeper: Interface)
}

extension Wish {
  /// Whether it is an entry on the device of its overlay, of which nothing is ever noted.
  var isEntryOnKeeper: Bool {
    switch self {
    case .forwarding(let entry, let keeper): entry.interface == keeper
    case .neighbour(let entry, let keeper): entry.interface == keeper
    case .network, .container, .namespace, .link, .membership, .portSettings, .port, .mtu,
      .address, .applicationProbes, .up, .route:
      false
    }
  }

  /// The devices that it makes.
  var links: [Interface] {
    guard case .link(let link, _, _) = self else { return [] }
    guard case .veth(let peer, _, _) = link.kind else { return [link.interface] }
    return [link.interface, peer]
  }

  var membership: (Interface, String)? {
    guard case .membership(let interface, let bridge, _) = self else { return nil }
    return (interface, bridge)
  }

  /// What it makes a port of a bridge.
  var port: Interface? {
    if case .port(let interface, _, _) = self { return interface }
    return membership?.0
  }

  /// The underlay address that a vxlan device sends from.
  var source: Address? {
    guard case .link(let link, _, _) = self else { return nil }
    let local = link.settings.first { $0.option == .vxlan(.local) }
    guard case .address(let address)? = local?.operands.first else { return nil }
    return address
  }
}

/// Where an MTU comes from: that of a device, or the least of the routes to some peers, less what
/// the encapsulation takes.
package struct UnderlayMTU: Sendable, Hashable {
  package var device: DeviceReference?
  package var peers: [Address]
  package var family: Family

  package init(device: DeviceReference?, peers: [Address], family: Family) {
    self.device = device
    self.peers = peers
    self.family = family
  }

  /// Ethernet 14, IP 20 or 40, UDP 8, VXLAN 8 bytes (RFC 7348).
  package var overhead: UInt32 { family == .ipv4 ? 50 : 70 }

  /// What is taken where the underlay cannot be asked: an Ethernet underlay.
  package var standard: UInt32 { 1500 - overhead }
}

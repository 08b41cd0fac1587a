import Values
import Vocabulary

/// Takes from a device of ours what the recipe no longer wants there, in an order in which the kernel
/// takes nothing else along unnoticed.
struct Settling {
  let inventory: Inventory
  let wanted: WantedState
  /// Whether what the recipe does not name is not to be there.
  let hasCompleteTables: Bool
  var steps: [Reconciliation.Undoable] = []
  private var goneRoutes: [RouteEntry] = []
  private var goneNeighbours: [NeighbourEntry] = []
  private var goneEntries: [ForwardingEntry] = []
  private var goneAddresses: Set<AddressKey> = []
  private var goneProbes: Set<ObservedProbes> = []
  private var leftBridge: Interface?
  private var setDown: Interface?

  init(inventory: Inventory, wanted: WantedState, hasCompleteTables: Bool) {
    self.inventory = inventory
    self.wanted = wanted
    self.hasCompleteTables = hasCompleteTables
  }

  // MARK: Tables and addresses

  mutating func clean(_ end: ObservedLink) {
    let interface = end.interface
    for entry in inventory.lastingForwarding(of: interface)
    where hasCompleteTables && !entry.has(.externLearn) && !wanted.has(entry) {
      steps.append(Reconciliation.Undoable(.deleteForwarding(entry)))
      goneEntries.append(entry)
    }
    for entry in inventory.lastingNeighbours(of: interface)
    where hasCompleteTables && !entry.isLearned && !wanted.has(entry) {
      steps.append(Reconciliation.Undoable(.deleteNeighbour(entry)))
      goneNeighbours.append(entry)
    }
    for entry in inventory.writtenRoutes(of: interface) where !wanted.has(entry) {
      steps.append(Reconciliation.Undoable(.deleteRoute(entry)))
      goneRoutes.append(entry)
    }
    for probe in inventory.probes(of: interface) where !wanted.has(probe) {
      steps.append(
        Reconciliation.Undoable(
          .setApplicationProbes(interface, probe.family, from: probe.count, to: 0)))
      goneProbes.insert(probe)
    }
    cleanAddresses(interface)
  }

  /// Addresses of one network stand and fall with the first of them, unless the host is set to
  /// promote the others (`net.ipv4.conf.*.promote_secondaries`): all are taken away one by one, and
  /// those that are wanted come again.
  private mutating func cleanAddresses(_ interface: Interface) {
    let standing = inventory.addresses(of: interface).filter(\.isOfPeople)
    let unwanted = standing.filter { !wanted.has($0) }
    guard !unwanted.isEmpty else { return }
    let leaders = unwanted.filter { !$0.isSecondary && $0.prefix.family == .ipv4 }
    let followers = standing.filter { address in
      address.isSecondary && wanted.has(address)
        && leaders.contains { $0.prefix.network == address.prefix.network }
    }
    let gone = (followers + unwanted).sorted { $0.isSecondary && !$1.isSecondary }
    let rest = standing.filter { address in !gone.contains(address) }
    let families = Set(gone.map(\.prefix.family))
    let emptied = families.filter { family in !rest.contains { $0.prefix.family == family } }
    var lost = lostRoutes(interface, Set(gone.map(\.prefix.address)), emptied.contains(.ipv4))
    if emptied.contains(.ipv4) { lost += lostNeighbours(interface, .ipv4) }
    for address in gone {
      // What is lost comes back when all addresses are there again: undoing goes backwards.
      steps.append(Reconciliation.Undoable(.deleteAddress(address.entry), lost))
      lost = []
      goneAddresses.insert(AddressKey(interface: interface, prefix: address.prefix))
    }
  }

  /// Routes from an address go with it, and all of a family's go with the last IPv4 address
  /// (`fib_inetaddr_event` in net/ipv4/fib_frontend.c).
  private mutating func lostRoutes(
    _ interface: Interface, _ sources: Set<Address>, _ isEmptied: Bool
  ) -> [Operation] {
    let lost = inventory.routes(of: interface).filter { route in
      guard let entry = route.entry, !goneRoutes.contains(entry), !route.isOfKernel else {
        return false
      }
      return isEmptied && entry.family == .ipv4
        || route.source.map { sources.contains($0) } == true
    }.compactMap(\.entry)
    goneRoutes += lost
    return lost.map { .addRoute($0) }
  }

  private mutating func lostNeighbours(_ interface: Interface, _ family: Family) -> [Operation] {
    let lost = inventory.lastingNeighbours(of: interface).filter { entry in
      entry.address.family == family && !goneNeighbours.contains(entry)
    }
    goneNeighbours += lost
    return lost.map { .addNeighbour($0) }
  }

  // MARK: In a bridge, and on its own

  /// A device leaves a bridge that it is not to be in. What was written of it as a port goes with
  /// that, and what was in the bridge's table for it. A cost that was written cannot be taken back in
  /// another way.
  mutating func leaveBridge(_ device: ObservedLink) {
    let interface = device.interface
    guard let master = device.master else { return }
    let wanted = wanted.membership(of: interface)
    guard wanted?.bridge != master || hasOldCost(device, wanted?.settings ?? []) else { return }
    let entries = inventory.lastingForwarding(of: interface).filter(\.isInBridge)
    let restoration =
      inventory.portRestoration(of: device)
      + entries.filter { !goneEntries.contains($0) }.map { .addForwarding($0) }
    steps.append(
      Reconciliation.Undoable(.setMaster(interface, from: master, to: nil), restoration))
    goneEntries += entries
    leftBridge = interface
  }

  /// What the kernel takes by itself is 2, 4, 19 or 100, by the speed (`port_cost` in
  /// net/bridge/br_if.c).
  private func hasOldCost(_ device: ObservedLink, _ settings: [Setting]) -> Bool {
    let cost = DeviceOption.bridgePort(.cost)
    guard !settings.contains(where: { $0.option == cost }),
      case .number(let number)? = device.portSettings.first(where: { $0.option == cost })?
        .operands.first
    else { return false }
    return ![2, 4, 19, 100].contains(number)
  }

  /// A vxlan device in a bridge has no link-local address of its own; one that leaves the bridge gets
  /// one when it is set up again.
  mutating func settle(_ device: ObservedLink, keepsLinkLocal: Bool) {
    let interface = device.interface
    guard let generation = device.addressGeneration else { return }
    if !keepsLinkLocal, generation != 1 {
      steps.append(Reconciliation.Undoable(.stopLinkLocal(interface)))
      for address in inventory.addresses(of: interface) where address.prefix.address.isLinkLocalIPv6
      {
        steps.append(Reconciliation.Undoable(.deleteAddress(address.entry)))
        goneAddresses.insert(AddressKey(interface: interface, prefix: address.prefix))
      }
    } else if keepsLinkLocal, generation == 1 {
      if device.isUp { bounce(interface) }
      steps.append(Reconciliation.Undoable(.startLinkLocal(interface)))
    }
  }

  /// A device that is set down loses its neighbours, its routes and its IPv6 addresses.
  private mutating func bounce(_ interface: Interface) {
    let addresses = inventory.addresses(of: interface).filter { address in
      address.prefix.family == .ipv6 && address.isOfPeople
        && !goneAddresses.contains(AddressKey(interface: interface, prefix: address.prefix))
    }
    var lost: [Operation] = addresses.map { .addAddress($0.entry) }
    for address in addresses {
      goneAddresses.insert(AddressKey(interface: interface, prefix: address.prefix))
    }
    lost += lostNeighbours(interface, .ipv4) + lostNeighbours(interface, .ipv6)
    let routes = inventory.routes(of: interface).filter { !$0.isOfKernel }.compactMap(\.entry)
      .filter { !goneRoutes.contains($0) }
    goneRoutes += routes
    lost += routes.map { .addRoute($0) }
    steps.append(Reconciliation.Undoable(.setDown(interface), lost))
    setDown = interface
  }

  // MARK: Changes

  /// A change of the device itself. With another MAC its neighbours are forgotten (`neigh_changeaddr`
  /// in net/core/neighbour.c), and the kernel's link-local address stays that of the MAC before.
  mutating func change(_ operation: Operation) {
    guard case .setMAC(let interface, let former, let mac) = operation else {
      return steps.append(Reconciliation.Undoable(operation))
    }
    let lost = lostNeighbours(interface, .ipv4) + lostNeighbours(interface, .ipv6)
    steps.append(Reconciliation.Undoable(operation, lost))
    let old = AddressKey(interface: interface, prefix: former.linkLocal)
    guard !goneAddresses.contains(old),
      let standing = inventory.address(old.prefix, of: interface)
    else { return }
    steps.append(
      Reconciliation.Undoable(
        .addAddress(AddressEntry(interface, mac.linkLocal, skipsDetection: false))))
    steps.append(Reconciliation.Undoable(.deleteAddress(standing.entry)))
  }

  // MARK: What is left

  /// The host without what has gone.
  func apply(to observed: inout Observed) {
    let (routes, neighbours) = (Set(goneRoutes), Set(goneNeighbours))
    let entries = Set(goneEntries)
    if !routes.isEmpty { observed.routes.removeAll { $0.entry.map(routes.contains) == true } }
    if !neighbours.isEmpty {
      observed.neighbours.removeAll { $0.entry.map(neighbours.contains) == true }
    }
    if !entries.isEmpty { observed.forwarding.removeAll { entries.contains($0.entry) } }
    if !goneAddresses.isEmpty {
      observed.addresses.removeAll {
        goneAddresses.contains(AddressKey(interface: $0.interface, prefix: $0.prefix))
      }
    }
    if !goneProbes.isEmpty { observed.applicationProbes.removeAll(where: goneProbes.contains) }
    guard leftBridge != nil || setDown != nil else { return }
    for index in observed.links.indices {
      if observed.links[index].interface == leftBridge {
        observed.links[index].master = nil
        observed.links[index].portSettings = []
      }
      if observed.links[index].interface == setDown { observed.links[index].isUp = false }
    }
  }
}

extension ObservedAddress {
  /// IFA_F_SECONDARY (uapi/linux/if_addr.h); for IPv6 it means another thing.
  fileprivate var isSecondary: Bool { prefix.family == .ipv4 && flags & 0x01 != 0 }

  /// Not one that the kernel gives by itself, or that a router or DHCP lends (IFA_F_PERMANENT).
  fileprivate var isOfPeople: Bool {
    flags & 0x80 != 0 && !prefix.address.isLinkLocalIPv6
  }
}

extension NeighbourEntry {
  /// Kept by a control plane.
  fileprivate var isLearned: Bool {
    settings.contains { $0.option == .neighbour(.externLearn) }
  }
}

extension MAC {
  /// The link-local address that the kernel makes of it (RFC 4291, appendix A).
  fileprivate var linkLocal: Prefix {
    let bytes = self.bytes
    let identifier = [bytes[0] ^ 2] + bytes[1...2] + [0xff, 0xfe] + bytes[3...5]
    let number = identifier.reduce(UInt128(0xfe80) << 48) { $0 << 8 | UInt128($1) }
    return Prefix(clamped: .ipv6(number), length: 64)
  }
}

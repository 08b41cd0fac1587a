import Diagnostics
import Vocabulary

// Entries of tables: they come by the hundred thousand.
extension Difference {
  /// An entry that stands already, or of which nothing stands where it comes: as nearly all are.
  mutating func meetsEntry(_ wishes: [LocatedWish], _ index: Int) -> Bool {
    switch wishes[index].wish {
    case .forwarding(let entry, _):
      if let former = tables.former(entry) { return former.comparable == entry.comparable }
      guard entry.isPlain, isThere(entry.interface) else { return false }
      add(.addForwarding(entry), wishes, index)
    case .neighbour(let entry, _):
      if let former = tables.former(entry) { return former == entry }
      guard entry.isPlain, isThere(entry.interface) else { return false }
      add(.addNeighbour(entry), wishes, index)
    case .network, .container, .namespace, .link, .membership, .portSettings, .port, .mtu, .address,
      .applicationProbes, .up, .route:
      return false
    }
    return true
  }

  private mutating func add(_ operation: Operation, _ wishes: [LocatedWish], _ index: Int) {
    plan.steps.append(
      Step(
        operation, range: wishes[index].range, settingRanges: wishes[index].settingRanges))
  }

  /// Whether the host has the device, or will have it.
  private mutating func isThere(_ interface: Interface) -> Bool {
    if isEmptyHost || interface == knownInterface { return true }
    guard stands(interface) || wishedLinks.contains(interface) else { return false }
    knownInterface = interface
    return true
  }

  mutating func meet(_ entry: RouteEntry, _ wish: LocatedWish) {
    guard !tables.has(entry), knows(entry.interface, entry.settings, wish) else { return }
    // A route of ours that leads elsewhere now makes room; another's is the kernel's to refuse.
    if let former = tables.rival(of: entry), isOurs(former.interface) {
      step(.deleteRoute(former), wish)
    }
    step(.addRoute(entry), wish)
  }

  mutating func meet(_ entry: ForwardingEntry, _ wish: LocatedWish) {
    guard !tables.has(entry), knows(entry.interface, entry.settings, wish) else { return }
    let former = tables.former(entry)
    // The kernel makes no nexthop entry of another kind of entry.
    if let former, former.has(.nhid) != entry.has(.nhid) {
      step(.deleteForwarding(former), wish)
      step(.addForwarding(entry), wish)
    } else {
      step(.addForwarding(entry), wish, restoration: former.map { [.addForwarding($0)] } ?? [])
    }
  }

  mutating func meet(_ entry: NeighbourEntry, _ wish: LocatedWish) {
    guard !tables.has(entry), knows(entry.interface, entry.settings, wish) else { return }
    let former = tables.former(entry)
    step(.addNeighbour(entry), wish, restoration: former.map { [.addNeighbour($0)] } ?? [])
  }

  /// Whether the host has, or will have, the devices that an entry names.
  private mutating func knows(
    _ interface: Interface, _ settings: @autoclosure () -> [Setting], _ wish: LocatedWish
  ) -> Bool {
    guard let observed else { return true }
    var names = [interface]
    for setting in settings() {
      for case .device(.named(let name)) in setting.operands { names.append(Interface(name)) }
    }
    guard let missing = names.first(where: { !stands($0) && !wishedLinks.contains($0) }) else {
      return true
    }
    let options: [DeviceOption] = [
      .route(.dev), .neighbour(.dev), missing == interface ? .forwarding(.dev) : .forwarding(.via),
    ]
    report(
      Diagnostic(
        .missingDevice, "this host has no device \(missing.text)",
        at: options.lazy.compactMap { wish.settingRanges[$0] }.first ?? wish.range,
        help: deviceHelp(missing.name, observed)))
    return false
  }
}

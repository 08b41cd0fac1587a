import Diagnostics
import Values
import Vocabulary

// What joins bridges.

extension Difference {
  mutating func meetMembership(
    _ interface: Interface, _ bridge: String, _ settings: [Setting], _ wish: LocatedWish
  ) {
    let present = madeLinks.contains(interface) ? nil : present(interface)
    if present?.master != bridge, !joinedEarly.contains(interface) {
      join(interface, from: present?.master, to: Interface(bridge), wish)
    }
    let isStanding = present?.master == bridge && isOurs(interface)
    let old = isStanding ? forgotten(present?.portSettings ?? [], settings) : []
    meetPortSettings(interface, settings, wish, forgotten: old)
  }

  mutating func meetPortSettings(
    _ interface: Interface, _ settings: [Setting], _ wish: LocatedWish,
    forgotten: [Setting] = []
  ) {
    let present = madeLinks.contains(interface) ? nil : present(interface)
    let missing =
      settings.filter { wanted in
        present?.setting(wanted.option).map { isSame($0, wanted) } != true
      } + forgotten
    if !missing.isEmpty {
      let before = missing.compactMap { present?.setting($0.option) }
      step(.setPortOptions(interface, from: before, to: missing), wish)
    }
  }

  /// What is not written goes back to what a new port has. Its state and its cost are the kernel's
  /// business, and so is a multicast router that is there for a while.
  private func forgotten(_ standing: [Setting], _ settings: [Setting]) -> [Setting] {
    standing.compactMap { setting in
      guard ![.bridgePort(.state), .bridgePort(.cost)].contains(setting.option),
        let initial = setting.option.initial,
        !isSame(setting, initial), !settings.contains(where: { $0.option == setting.option }),
        setting != Setting(.bridgePort(.mcastRouter), [.number(3)])
      else { return nil }
      return initial
    }
  }

  /// What is a bridge port has no address of its own any more: a device that carries the underlay
  /// is never taken, and one that the host itself is reached by only with consent.
  private mutating func mayJoin(_ port: ObservedLink, _ wish: LocatedWish) -> Bool {
    let name = port.interface.text
    let underlays = desired.wishes.compactMap(\.wish.source)
    let own = addresses.keys.filter { $0.interface == port.interface }.map(\.prefix.address)
      .sorted()
    if let underlay = own.first(where: { underlays.contains($0) }) {
      report(
        Diagnostic(
          .portIsUnderlay,
          "\(name) holds the underlay address \(underlay): as a bridge port it would lose it",
          at: wish.range, help: "the underlay and the bridge need devices of their own"))
      return false
    }
    guard !consent.force else { return true }
    if let address = own.first(where: { !$0.isLinkLocalIPv6 }) {
      report(needsForce("\(name) holds \(address): as a bridge port it would lose it", wish))
      return false
    }
    let carriesDefault = observed?.routes.contains {
      $0.namespace == nil && $0.device == port.interface.name && $0.destination.length == 0
        && $0.type == 1
    }
    if carriesDefault == true {
      report(needsForce("\(name) carries the default route of this host", wish))
      return false
    }
    return true
  }

  private func needsForce(_ message: String, _ wish: LocatedWish) -> Diagnostic {
    Diagnostic(
      .foreignDevice, message, at: wish.range, help: "`--force` joins it nevertheless")
  }

  /// A bridge that is not ours keeps its MAC and its MTU, which would follow its ports: the one is
  /// set again before, the other after. From then on both stay as they are.
  mutating func join(
    _ interface: Interface, from master: String?, to bridge: Interface, _ wish: LocatedWish
  ) {
    let foreign = isOurs(bridge) || !pinned.insert(bridge).inserted ? nil : present(bridge)
    if let mac = foreign?.mac { pin(mac, of: bridge, wish) }
    step(.setMaster(interface, from: master, to: bridge.name), wish)
    if let mtu = foreign?.mtu {
      step(.setMTU(bridge, from: .bytes(mtu), to: .bytes(mtu)), wish)
    }
  }

  /// The kernel forgets the neighbours of a device whose MAC is set, also to what it is
  /// (`neigh_changeaddr` in net/core/neighbour.c): those that were written come again.
  private mutating func pin(_ mac: MAC, of bridge: Interface, _ wish: LocatedWish) {
    let neighbours = tables.neighbours(of: bridge).map { Operation.addNeighbour($0) }
    step(.setMAC(bridge, from: mac, to: mac), wish, restoration: neighbours)
    for operation in neighbours { step(operation, wish) }
  }

  mutating func meetPort(_ interface: Interface, _ bridge: Interface, _ wish: LocatedWish) {
    guard observed != nil else {
      step(.setMaster(interface, from: nil, to: bridge.name), wish)
      step(.setUp(interface), wish)
      return
    }
    guard let present = present(interface) else {
      report(
        Diagnostic(
          .missingDevice, "this host has no device \(printable(interface.name))", at: wish.range,
          help: "the next `apply` joins it when it is there", severity: .warning))
      return
    }
    let former = present.master.flatMap { isOurs(Interface($0)) ? $0 : nil }
    if let master = present.master, master != bridge.name, former == nil {
      report(
        Diagnostic(
          .foreignDevice, "\(printable(interface.name)) is a port of \(printable(master))",
          at: wish.range,
          help: "take it out of there first: `ip link set dev \(interface.name) nomaster`"))
      return
    }
    if present.master != bridge.name {
      guard mayJoin(present, wish) else { return }
      join(interface, from: former, to: bridge, wish)
    }
    if !present.isUp { step(.setUp(interface), wish) }
  }
}

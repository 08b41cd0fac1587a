package import Diagnostics
import Values
import Vocabulary

/// What has to be done so that the host has what is desired. Without an observed host the plan is
/// that for an empty one, and what only the host knows stays symbolic: this is what scripts are
/// made of.
///
/// A device of ours that stands is compared, and must be as the recipe wants it.
/// `force` takes ports that the host itself is reached by.
package func difference(
  _ desired: Desired, _ observed: Observed?, force: Bool = false
) -> Findings<Plan> {
  var difference = Difference(desired, observed)
  difference.consent = force
  difference.run()
  return Findings(difference.plan, difference.diagnostics)
}

struct Difference {
  let desired: Desired
  let observed: Observed?
  var plan: Plan
  var diagnostics: [Diagnostic] = []
  var consent = false
  /// The aliases that our devices are to have, by the notes that the wishes ask for.
  private var notes: [Interface: [Ownership.Note]] = [:]
  private var madeLinks: Set<Interface> = []
  private var madeNamespaces: Set<String> = []
  /// What is known of Docker's networks and their bridges.
  var docker: DockerBridges
  private let wishedLinks: Set<Interface>
  private let bridgeOf: [Interface: String]
  private let links: [Interface: ObservedLink]
  private let holders: [Address: Interface]
  private let addresses: [AddressKey: ObservedAddress]
  /// What the host's tables hold.
  private let tables: ObservedTables

  private struct AddressKey: Hashable {
    var interface: Interface
    var prefix: Prefix
  }

  init(_ desired: Desired, _ observed: Observed?) {
    let desired = desired.onBridges(of: observed?.docker)
    self.desired = desired
    self.observed = observed
    docker = DockerBridges(desired, observed)
    plan = Plan(owner: desired.owner, node: desired.node, underlays: desired.underlays)
    wishedLinks = Set(desired.wishes.flatMap(\.wish.links))
    bridgeOf = Dictionary(
      desired.wishes.compactMap(\.wish.membership), uniquingKeysWith: { first, _ in first })
    links = Dictionary(
      (observed?.links ?? []).map { ($0.interface, $0) }, uniquingKeysWith: { first, _ in first })
    holders = Dictionary(
      (observed?.addresses ?? []).filter { $0.interface.namespace == nil }
        .map { ($0.prefix.address, $0.interface) }, uniquingKeysWith: { first, _ in first })
    tables = ObservedTables(observed)
    addresses = Dictionary(
      (observed?.addresses ?? []).map {
        (AddressKey(interface: $0.interface, prefix: $0.prefix), $0)
      }, uniquingKeysWith: { first, _ in first })
  }

  mutating func run() {
    for wish in desired.wishes { collectNotes(wish.wish) }
    for wish in desired.wishes { meet(wish) }
    if observed != nil { plan.underlays = [] }
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  /// The device of the host that holds an address.
  func holder(of address: Address) -> ObservedLink? { holders[address].flatMap { links[$0] } }

  /// The device that stands under a name.
  func present(_ interface: Interface) -> ObservedLink? { links[interface] }

  mutating func step(
    _ operation: Operation, _ wish: LocatedWish, followsCreation: Bool = false,
    restoration: [Operation] = []
  ) {
    var step = Step(
      operation, range: wish.range, settingRanges: wish.settingRanges,
      followsCreation: followsCreation, restoration: restoration)
    step.nameRange = wish.nameRange
    plan.steps.append(step)
  }

  // MARK: What is not ours and what we note of it

  private func isOurs(_ interface: Interface) -> Bool {
    if docker.isOurs(interface) { return true }
    guard let link = present(interface), let mark = Ownership(alias: link.alias) else {
      return false
    }
    return mark.owner == desired.owner && mark.node == desired.node && mark.device == interface.name
  }

  private func stands(_ interface: Interface) -> Bool { present(interface) != nil }

  /// The device whose alias holds a note: the bridge where it is ours or will be.
  private func noter(_ bridge: Interface, _ keeper: Interface) -> Interface {
    stands(bridge) && !isOurs(bridge) ? keeper : bridge
  }

  private mutating func note(_ note: Ownership.Note, on interface: Interface) {
    if notes[interface]?.contains(note) != true { notes[interface, default: []].append(note) }
  }

  private mutating func collectNotes(_ wish: Wish) {
    switch wish {
    case .namespace(let name, let bridge, let keeper):
      if observed?.namespaces.contains(name) != true {
        note(.namespace(name), on: noter(bridge, keeper))
      } else if present(Interface("lo", in: name))?.isUp == false {
        note(.loopback(name), on: noter(bridge, keeper))
      }
    case .port(let interface, let bridge, let keeper):
      collectNotes(port: interface, noter(bridge, keeper), bridge)
    case .address(let entry, let keeper):
      guard entry.interface != keeper, entry.interface.namespace == nil, stands(entry.interface),
        !isOurs(entry.interface), !holds(entry), !docker.isGateway(entry)
      else { return }
      note(.address(entry.prefix), on: keeper)
    case .up(let interface, let keeper):
      guard interface != keeper, interface.namespace == nil, stands(interface), !isOurs(interface),
        present(interface)?.isUp == false
      else { return }
      note(.up(interface.name), on: keeper)
    case .route(let entry, let keeper):
      if !tables.has(entry) { collectNote(entry.note, of: entry.interface, keeper) }
    case .forwarding(let entry, let keeper):
      if !tables.has(entry) { collectNote(entry.note, of: entry.interface, keeper) }
    case .neighbour(let entry, let keeper):
      if !tables.has(entry) { collectNote(entry.note, of: entry.interface, keeper) }
    case .link, .portSettings, .mtu, .applicationProbes, .network, .container: break
    case .membership(let interface, let bridge, _):
      if let network = docker.network(of: bridge) { note(.docker(network), on: interface) }
    }
  }

  /// An entry on a device that is not ours, and that no wish makes.
  private mutating func collectNote(
    _ entry: (String?) -> Ownership.Note, of interface: Interface, _ keeper: Interface
  ) {
    guard interface.namespace == nil, interface != keeper, !isOurs(interface) else { return }
    if stands(interface) || (observed == nil && !wishedLinks.contains(interface)) {
      note(entry(bridgeOf[keeper]), on: keeper)
    }
  }

  private mutating func collectNotes(
    port interface: Interface, _ noter: Interface, _ bridge: Interface
  ) {
    guard observed != nil else {
      note(.port(interface.name), on: noter)
      note(.up(interface.name), on: noter)
      return
    }
    guard let link = present(interface) else { return }
    if link.master != bridge.name { note(.port(interface.name), on: noter) }
    if !link.isUp { note(.up(interface.name), on: noter) }
  }

  private func holds(_ entry: AddressEntry) -> Bool { standing(entry) != nil }

  private func standing(_ entry: AddressEntry) -> ObservedAddress? {
    addresses[AddressKey(interface: entry.interface, prefix: entry.prefix)]
  }

  // MARK: One wish after the other

  private mutating func meet(_ wish: LocatedWish) {
    switch wish.wish {
    case .network(let network): meet(network, wish)
    case .container(let container): meet(container, wish)
    case .namespace(let name, _, _): meetNamespace(name, wish)
    case .link(let link, let digest, let keepsLinkLocal):
      meetLink(link, digest, keepsLinkLocal, wish)
    case .membership(let interface, let bridge, let settings):
      if hasBridge(bridge, wish) { meetMembership(interface, bridge, settings, wish) }
    case .portSettings(let interface, let settings): meetPortSettings(interface, settings, wish)
    case .port(let interface, let bridge, _): meetPort(interface, bridge, wish)
    case .mtu(let interface, let mtu): meetMTU(interface, mtu, wish)
    case .forwarding(let entry, _): meet(entry, wish)
    case .address(let entry, _):
      meetAddress(entry, wish)
    case .up(let interface, _):
      if present(interface)?.isUp != true { step(.setUp(interface), wish) }
    case .applicationProbes(let interface, let family): meetProbes(interface, family, wish)
    case .route(let entry, _): meet(entry, wish)
    case .neighbour(let entry, _): meet(entry, wish)
    }
  }

  private mutating func meetProbes(
    _ interface: Interface, _ family: Family, _ wish: LocatedWish
  ) {
    let count = tables.applicationProbes(of: interface, family)
    if count != 1 { step(.setApplicationProbes(interface, family, from: count, to: 1), wish) }
  }

  /// An address keeps its route to its network, or the lack of one, as long as it stands. Whether
  /// one on a device of others has such a route is theirs, unless `noprefixroute` asks for none.
  private mutating func meetAddress(_ entry: AddressEntry, _ wish: LocatedWish) {
    if docker.isGateway(entry) { return }
    guard let standing = standing(entry) else { return step(.addAddress(entry), wish) }
    let isTheirs = entry.interface.namespace == nil && !isOurs(entry.interface)
    guard standing.skipsPrefixRoute != entry.skipsPrefixRoute, entry.skipsPrefixRoute || !isTheirs
    else { return }
    let difference = entry.skipsPrefixRoute ? "with a route to its network" : "as `noprefixroute`"
    report(
      Diagnostic(
        .differentDevice,
        "\(entry.prefix) stands on \(entry.interface.text) \(difference), which the recipe does not want",
        at: wish.range, help: "take the address away with `ip address delete`, then apply again"))
  }

  private mutating func meetNamespace(_ name: String, _ wish: LocatedWish) {
    let loopback = Interface("lo", in: name)
    if observed?.namespaces.contains(name) != true {
      step(.addNamespace(name), wish)
      madeNamespaces.insert(name)
      step(.setUp(loopback), wish)
    } else if present(loopback)?.isUp == false {
      step(.setUp(loopback), wish)
      // The kernel gives it an address then, and does not take it back with the inverse.
      let given = AddressEntry.loopback(of: name)
      if !holds(given) { plan.steps[plan.steps.count - 1].restoration = [.deleteAddress(given)] }
    }
  }

  private mutating func meetLink(
    _ link: Link, _ digest: String, _ keepsLinkLocal: Bool, _ wish: LocatedWish
  ) {
    guard let link = resolved(link, wish) else { return }
    var mark = Ownership(
      owner: desired.owner, node: desired.node, device: link.interface.name, digest: digest,
      notes: notes[link.interface] ?? [])
    guard let present = present(link.interface) else {
      guard isFree(link, wish), fits(mark, wish) else { return }
      step(.addLink(link), wish)
      step(.setAlias(link.interface, from: "", to: mark.alias), wish, followsCreation: true)
      if let name = link.readableName {
        step(.addName(link.interface, name), wish, followsCreation: true)
      }
      if !keepsLinkLocal { step(.stopLinkLocal(link.interface), wish, followsCreation: true) }
      madeLinks.insert(link.interface)
      return
    }
    guard isOurs(link.interface), let standing = Ownership(alias: present.alias) else {
      if link.kind != .bridge || present.kind != .bridge {
        reportForeign(present, wish)
      } else if link.macIsNeeded, let wanted = link.mac, let mac = present.mac, mac != wanted {
        reportMAC(wanted, of: present, mac, wish)
      }
      return
    }
    compare(link, digest, standing, present, wish)
    mark.digest = standing.digest
    mark.notes = standing.notes + mark.notes.filter { !standing.notes.contains($0) }
    if mark != standing, fits(mark, wish) {
      step(.setAlias(link.interface, from: present.alias, to: mark.alias), wish)
    }
  }

  /// An alias that does not fit is refused before anything is done.
  private mutating func fits(_ mark: Ownership, _ wish: LocatedWish) -> Bool {
    let length = mark.alias.utf8.count
    if length <= Ownership.longestAlias { return true }
    report(
      Diagnostic(
        .aliasTooLong,
        "the alias of \(mark.device) would need \(length) bytes, and the kernel keeps \(Ownership.longestAlias)",
        at: wish.range,
        help:
          "make namespaces, and entries on devices of others, beforehand, or use shorter names"))
    return false
  }

  /// The inner end of a veth pair must not stand where the outer one does not.
  private mutating func isFree(_ link: Link, _ wish: LocatedWish) -> Bool {
    guard case .veth(let peer, _, _) = link.kind, let present = present(peer) else {
      return true
    }
    reportForeign(present, wish)
    return false
  }

  private mutating func reportForeign(_ present: ObservedLink, _ wish: LocatedWish) {
    report(
      Diagnostic(
        .foreignDevice, "this host has a device \(present.interface.text) that is not ours",
        at: wish.range, help: "give ours another name, or take that one away"))
  }

  /// A bridge of others keeps its MAC.
  private mutating func reportMAC(
    _ wanted: MAC, of bridge: ObservedLink, _ mac: MAC, _ wish: LocatedWish
  ) {
    report(
      Diagnostic(
        .differentDevice,
        "\(bridge.interface.text) is not ours and keeps its MAC \(mac), where the recipe has \(wanted)",
        at: wish.range,
        help: "write `mac \(mac)` behind the member's address, so that all hosts know it"))
  }

  private mutating func meetMembership(
    _ interface: Interface, _ bridge: String, _ settings: [Setting], _ wish: LocatedWish
  ) {
    let present = madeLinks.contains(interface) ? nil : present(interface)
    if present?.master != bridge {
      join(interface, from: present?.master, to: Interface(bridge), wish)
    }
    meetPortSettings(interface, settings, wish)
  }

  private mutating func meetPortSettings(
    _ interface: Interface, _ settings: [Setting], _ wish: LocatedWish
  ) {
    let present = madeLinks.contains(interface) ? nil : present(interface)
    let missing = settings.filter { wanted in
      present?.setting(wanted.option).map { isSame($0, wanted) } != true
    }
    if !missing.isEmpty {
      let before = missing.compactMap { present?.setting($0.option) }
      step(.setPortOptions(interface, from: before, to: missing), wish)
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
    guard !consent else { return true }
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
  private mutating func join(
    _ interface: Interface, from master: String?, to bridge: Interface, _ wish: LocatedWish
  ) {
    let foreign = isOurs(bridge) ? nil : present(bridge)
    if let mac = foreign?.mac { step(.setMAC(bridge, from: mac, to: mac), wish) }
    step(.setMaster(interface, from: master, to: bridge.name), wish)
    if let mtu = foreign?.mtu {
      step(.setMTU(bridge, from: .bytes(mtu), to: .bytes(mtu)), wish)
    }
  }

  private mutating func meetPort(_ interface: Interface, _ bridge: Interface, _ wish: LocatedWish) {
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
    if let master = present.master, master != bridge.name {
      report(
        Diagnostic(
          .foreignDevice, "\(printable(interface.name)) is a port of \(printable(master))",
          at: wish.range,
          help: "take it out of there first: `ip link set dev \(interface.name) nomaster`"))
      return
    }
    if present.master == nil {
      guard mayJoin(present, wish) else { return }
      join(interface, from: nil, to: bridge, wish)
    }
    if !present.isUp { step(.setUp(interface), wish) }
  }

  private mutating func meetMTU(_ interface: Interface, _ mtu: MTU, _ wish: LocatedWish) {
    if stands(interface), !isOurs(interface) { return }
    let wanted = resolved(mtu, wish)
    let present = present(interface).map { MTU.bytes($0.mtu) }
    if present == nil || present != wanted {
      step(.setMTU(interface, from: present ?? .unset, to: wanted), wish)
    }
  }

  // MARK: Entries of tables

  private mutating func meet(_ entry: RouteEntry, _ wish: LocatedWish) {
    guard !tables.has(entry), knows(entry.interface, entry.settings, wish) else { return }
    // A route of ours that leads elsewhere now makes room; another's is the kernel's to refuse.
    if let former = tables.rival(of: entry), isOurs(former.interface) {
      step(.deleteRoute(former), wish)
    }
    step(.addRoute(entry), wish)
  }

  private mutating func meet(_ entry: ForwardingEntry, _ wish: LocatedWish) {
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

  private mutating func meet(_ entry: NeighbourEntry, _ wish: LocatedWish) {
    guard !tables.has(entry), knows(entry.interface, entry.settings, wish) else { return }
    let former = tables.former(entry)
    step(.addNeighbour(entry), wish, restoration: former.map { [.addNeighbour($0)] } ?? [])
  }

  /// Whether the host has, or will have, the devices that an entry names.
  private mutating func knows(
    _ interface: Interface, _ settings: [Setting], _ wish: LocatedWish
  ) -> Bool {
    guard let observed else { return true }
    var names = [interface]
    for setting in settings {
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

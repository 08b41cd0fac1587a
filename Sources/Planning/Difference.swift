package import Diagnostics
import Values
import Vocabulary

/// What has to be done so that the host has what is desired. Without an observed host the plan is
/// that for an empty one, and what only the host knows stays symbolic: this is what scripts are
/// made of.
///
/// What of ours stands is changed in place where the kernel can, and made anew where it cannot: these
/// steps tell so, and whether they may be done is for the caller to decide. `whole` is what the whole
/// recipe wants, where `desired` is a part of it.
package func difference(
  _ desired: Desired, _ observed: Observed?, consent: Consent = Consent(), whole: Desired? = nil
) -> Findings<Plan> {
  var difference: Difference
  if let observed {
    difference = Difference(reconciling: desired, observed, consent, whole)
  } else {
    difference = Difference(desired, nil, Marks(desired))
  }
  difference.consent = consent
  difference.run()
  return Findings(difference.plan, difference.diagnostics)
}

struct Difference {
  let desired: Desired
  let observed: Observed?
  var plan: Plan
  var diagnostics: [Diagnostic] = []
  var consent = Consent()
  let marks: Marks
  /// What stood before, and has been judged; `nil` for an empty host.
  private(set) var reconciliation: Reconciliation?
  private(set) var leftovers: Leftovers?
  /// The aliases that our devices get.
  var aliases: [Interface: Ownership] = [:]
  /// The aliases that our devices are to have, by the notes that the wishes ask for.
  var notes: [Interface: [Ownership.Note]] = [:]
  /// Notes that other aliases had until now.
  private var moving: Set<Ownership.Note> = []
  var madeLinks: Set<Interface> = []
  /// Bridges of others whose MAC and MTU stay what they are.
  var pinned: Set<Interface> = []
  var inTheWay: Set<Interface> = []
  /// What had to go before anything was made anew.
  var goneEarly: Set<Interface> = []
  /// Those of them that were made anew in the same send.
  var madeTogether: Set<Interface> = []
  /// Those that joined their bridge in it.
  var joinedEarly: Set<Interface> = []
  private var madeNamespaces: Set<String> = []
  /// What is known of Docker's networks and their bridges.
  var docker: DockerBridges
  let wishedLinks: Set<Interface>
  let wishedPorts: Set<Interface>
  let bridgeOf: [Interface: String]
  private let links: [Interface: ObservedLink]
  private let holders: [Address: Interface]
  let addresses: [AddressKey: ObservedAddress]
  /// What the host's tables hold.
  let tables: ObservedTables
  let isEmptyHost: Bool
  /// The last device of an entry that was looked for and found.
  var knownInterface: Interface?

  init(
    reconciling desired: Desired, _ observed: Observed, _ consent: Consent, _ whole: Desired?
  ) {
    let marks = Marks(desired, adopted: consent.adopt ? adoptable(desired, observed) : [])
    // To look at devices: no table is asked.
    let look = Difference(desired, observed, marks, tables: ObservedTables(nil))
    var reconciliation = Reconciliation(look, observed)
    let leftovers = Leftovers(
      (whole ?? desired).onBridges(of: observed.docker), observed, docker: look.docker,
      consent: consent, isPart: whole != nil)
    for device in leftovers.pruned { reconciliation.forget(device.link.interface) }
    self.init(desired, reconciliation.observed, marks)
    self.reconciliation = reconciliation
    self.leftovers = leftovers
    moving = leftovers.moving
  }

  init(
    _ desired: Desired, _ observed: Observed?, _ marks: Marks, tables: ObservedTables? = nil
  ) {
    self.marks = marks
    let desired = desired.onBridges(of: observed?.docker)
    self.desired = desired
    self.observed = observed
    isEmptyHost = observed == nil
    docker = DockerBridges(desired, observed)
    plan = Plan(owner: desired.owner, node: desired.node, underlays: desired.underlays)
    wishedLinks = Set(desired.wishes.flatMap(\.wish.links))
    wishedPorts = Set(desired.wishes.compactMap(\.wish.port))
    bridgeOf = Dictionary(
      desired.wishes.compactMap(\.wish.membership), uniquingKeysWith: { first, _ in first })
    links = Dictionary(
      (observed?.links ?? []).map { ($0.interface, $0) }, uniquingKeysWith: { first, _ in first })
    holders = Dictionary(
      (observed?.addresses ?? []).filter { $0.interface.namespace == nil }
        .map { ($0.prefix.address, $0.interface) }, uniquingKeysWith: { first, _ in first })
    self.tables = tables ?? ObservedTables(observed)
    addresses = Dictionary(
      (observed?.addresses ?? []).map {
        (AddressKey(interface: $0.interface, prefix: $0.prefix), $0)
      }, uniquingKeysWith: { first, _ in first })
  }

  mutating func run() {
    // By index: wishes are large and many, and copies of them are what most of the time went into.
    let wishes = desired.wishes
    var others = 0
    for index in wishes.indices where !wishes[index].wish.isEntryOnKeeper {
      collectNotes(wishes[index].wish)
      others += 1
    }
    let early = leftovers?.early()
    plan.steps += early?.steps ?? []
    makeRoom()
    // A device has a few steps, an entry one.
    plan.steps.reserveCapacity(plan.steps.count + wishes.count + 3 * others)
    var floods = desired.floods[...]
    for index in wishes.indices {
      take(&floods, before: index)
      if !meetsEntry(wishes, index) { meet(wishes[index]) }
    }
    take(&floods, before: wishes.count)
    guard let observed else { return }
    plan.underlays = []
    guard let leftovers else { return }
    let late = leftovers.late(observed, aliases)
    plan.steps += late.steps
    plan.kept = (early?.kept ?? []) + late.kept
    plan.leftovers =
      leftovers.staying.map(\.link.interface.text) + (leftovers.docker?.words ?? [])
  }

  /// The lists that stand before a wish stand before its steps.
  private mutating func take(_ floods: inout ArraySlice<Flood>, before index: Int) {
    while var flood = floods.first, flood.place == index {
      flood.place = plan.steps.count
      plan.floods.append(flood)
      floods.removeFirst()
    }
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
    plan.steps.append(
      Step(
        operation, range: wish.range, settingRanges: wish.settingRanges, nameRange: wish.nameRange,
        followsCreation: followsCreation, restoration: restoration))
  }

  // MARK: What is not ours and what we note of it

  func isOurs(_ interface: Interface) -> Bool {
    docker.isOurs(interface) || present(interface).map(marks.areOurs) == true
  }

  func stands(_ interface: Interface) -> Bool { present(interface) != nil }

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
      if observed?.namespaces.contains(name) != true || moving.contains(.namespace(name)) {
        note(.namespace(name), on: noter(bridge, keeper))
      } else if moving.contains(.loopback(name)) {
        note(.loopback(name), on: noter(bridge, keeper))
      } else if present(Interface("lo", in: name))?.isUp == false,
        leftovers?.isNoted(.namespace(name)) != true
      {
        note(.loopback(name), on: noter(bridge, keeper))
      }
    case .port(let interface, let bridge, let keeper):
      collectNotes(port: interface, noter(bridge, keeper), bridge)
    case .address(let entry, let keeper):
      guard entry.interface != keeper, entry.interface.namespace == nil, stands(entry.interface),
        !isOurs(entry.interface), !docker.isGateway(entry),
        !holds(entry) || moving.contains(.address(entry.prefix))
      else { return }
      note(.address(entry.prefix), on: keeper)
    case .up(let interface, let keeper):
      guard interface != keeper, interface.namespace == nil, stands(interface), !isOurs(interface),
        present(interface)?.isUp == false || moving.contains(.up(interface.name))
      else { return }
      note(.up(interface.name), on: keeper)
    case .route(let entry, let keeper):
      collectNote(entry.note, of: entry.interface, keeper, isThere: tables.has(entry))
    case .forwarding(let entry, let keeper):
      guard entry.interface != keeper else { return }
      collectNote(entry.note, of: entry.interface, keeper, isThere: tables.has(entry))
    case .neighbour(let entry, let keeper):
      guard entry.interface != keeper else { return }
      collectNote(entry.note, of: entry.interface, keeper, isThere: tables.has(entry))
    case .link, .portSettings, .mtu, .applicationProbes, .network, .container: break
    case .membership(let interface, let bridge, _):
      if let network = docker.network(of: bridge) { note(.docker(network), on: interface) }
    }
  }

  /// An entry on a device that is not ours, and that no wish makes.
  private mutating func collectNote(
    _ entry: (String?) -> Ownership.Note, of interface: Interface, _ keeper: Interface,
    isThere: Bool
  ) {
    guard interface.namespace == nil, interface != keeper, !isOurs(interface) else { return }
    guard !isThere || moving.contains(entry(bridgeOf[keeper])) else { return }
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
    if link.master != bridge.name || moving.contains(.port(interface.name)) {
      note(.port(interface.name), on: noter)
    }
    if !link.isUp || moving.contains(.up(interface.name)) {
      note(.up(interface.name), on: noter)
    }
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
      if !madeTogether.contains(link.interface) {
        meetLink(link, digest, keepsLinkLocal, wish)
      }
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
    guard let standing = standing(entry) else {
      if let device = leftovers?.holder(of: entry) {
        return reportInTheWay(device, "holds \(entry.prefix)", wish)
      }
      return step(.addAddress(entry), wish)
    }
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

  private mutating func meetMTU(_ interface: Interface, _ mtu: MTU, _ wish: LocatedWish) {
    if stands(interface), !isOurs(interface) { return }
    let wanted = resolved(mtu, wish)
    let present = present(interface).map { MTU.bytes($0.mtu) }
    if present == nil || present != wanted {
      step(.setMTU(interface, from: present ?? .unset, to: wanted), wish)
    }
  }
}

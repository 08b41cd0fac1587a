import Diagnostics
import Values
import Vocabulary

/// What stands on the host and is ours, judged before anything is planned: what of it stays, what
/// changes, what has to go. The rest of the plan is made for the host as it is then.
struct Reconciliation {
  /// What is done with a device of ours that stands and is wanted, before all else that is asked of
  /// it.
  struct Settlement {
    var steps: [Undoable] = []
    /// Why it has to be made anew; empty: it stays.
    var reasons: [String] = []
  }

  /// An operation, and what its inverse does not bring back.
  struct Undoable {
    var operation: Operation
    var restoration: [Operation] = []

    init(_ operation: Operation, _ restoration: [Operation] = []) {
      self.operation = operation
      self.restoration = restoration
    }
  }

  let inventory: Inventory
  private(set) var settlements: [Interface: Settlement] = [:]
  /// The host without what goes before the wishes are met.
  private(set) var observed: Observed

  init(_ look: Difference, _ observed: Observed) {
    let marks = look.marks
    self.observed = observed
    inventory = Inventory(observed)
    // Where nothing of ours stands, nothing has to be asked.
    let areOursThere = observed.links.contains(where: marks.areOurs)
    let wanted = areOursThere ? WantedState(look.desired) : WantedState()
    var look = look
    for located in look.desired.wishes {
      guard case .link(let link, let digest, let keepsLinkLocal) = located.wish,
        let present = look.present(link.interface), marks.areOurs(present),
        let link = look.resolved(link, located)
      else { continue }
      let mtu = look.followedMTU(link, located)
      let isSameRecipe = marks.mark(of: present)?.digest == digest
      let peer = inventory.peer(of: present)
      let judgement = Judgement(
        link, present, peer: peer, isSameRecipe: isSameRecipe, mtu: mtu
      ) { option in observed.kernel.map { $0 >= option.row.kernel } ?? false }
      guard judgement.reasons.isEmpty else {
        settlements[link.interface] = Settlement(reasons: judgement.reasons)
        continue
      }
      var settling = Settling(
        inventory: inventory, wanted: wanted, hasCompleteTables: located.hasCompleteTables)
      for end in [present] + (peer.map { [$0] } ?? []) { settling.clean(end) }
      if link.kind != .bridge { settling.leaveBridge(present) }
      if link.kind == .vxlan { settling.settle(present, keepsLinkLocal: keepsLinkLocal) }
      for change in judgement.changes { settling.change(change) }
      settling.apply(to: &self.observed)
      settlements[link.interface] = Settlement(steps: settling.steps)
    }
    for (interface, settlement) in settlements where !settlement.reasons.isEmpty {
      forget(interface)
    }
  }

  /// The device goes, and its peer with it; what was in it is in nothing.
  mutating func forget(_ interface: Interface) {
    guard let link = inventory.link(interface) else { return }
    let gone = Set([interface] + (inventory.peer(of: link).map { [$0.interface] } ?? []))
    observed.links.removeAll { gone.contains($0.interface) }
    observed.addresses.removeAll { gone.contains($0.interface) }
    observed.forwarding.removeAll { gone.contains($0.interface) }
    observed.neighbours.removeAll { gone.contains($0.interface) }
    observed.applicationProbes.removeAll { gone.contains($0.interface) }
    observed.routes.removeAll { route in
      route.device.map { gone.contains(Interface($0, in: route.namespace)) } ?? false
    }
    guard link.kind == .bridge else { return }
    for index in observed.links.indices
    where observed.links[index].master == interface.name
      && observed.links[index].interface.namespace == nil
    {
      observed.links[index].master = nil
    }
  }
}

/// The devices of the host that bear an alias of this owner and node, or are taken over.
struct Marks {
  private let owner: String
  private let node: String
  private let adopted: Set<Interface>

  init(_ desired: Desired, adopted: Set<Interface> = []) {
    owner = desired.owner
    node = desired.node
    self.adopted = adopted
  }

  func mark(of link: ObservedLink) -> Ownership? {
    guard let mark = Ownership(alias: link.alias), mark.owner == owner, mark.node == node,
      mark.device == link.interface.name
    else { return nil }
    return mark
  }

  func areOurs(_ link: ObservedLink) -> Bool {
    adopted.contains(link.interface) || mark(of: link) != nil
  }
}

/// What the wishes say of tables and addresses, to be asked whether something that stands is wanted.
struct WantedState {
  private var addresses: [Interface: [Prefix: Bool]] = [:]
  private var routes: Set<RouteEntry> = []
  private var forwarding = ForwardingIndex(0..<0) { _ in nil }
  private var neighbours = NeighbourIndex(0..<0) { _ in nil }
  private var probes: [Interface: Set<Family>] = [:]
  private var members: [Interface: (bridge: String, settings: [Setting])] = [:]

  init() {}

  init(_ desired: Desired) {
    let wishes = desired.wishes
    forwarding = ForwardingIndex(wishes.indices) { index in
      if case .forwarding(let entry, _) = wishes[index].wish { entry } else { nil }
    }
    neighbours = NeighbourIndex(wishes.indices) { index in
      if case .neighbour(let entry, _) = wishes[index].wish { entry } else { nil }
    }
    for index in wishes.indices where !wishes[index].wish.isEntryOnKeeper {
      switch wishes[index].wish {
      case .address(let entry, _):
        addresses[entry.interface, default: [:]][entry.prefix] = entry.skipsPrefixRoute
      case .route(let entry, _): routes.insert(entry)
      case .applicationProbes(let interface, let family):
        probes[interface, default: []].insert(family)
      case .membership(let interface, let bridge, let settings):
        members[interface] = (bridge, settings)
      case .network, .container, .namespace, .link, .port, .portSettings, .mtu, .up, .forwarding,
        .neighbour:
        break
      }
    }
  }

  func has(_ address: ObservedAddress) -> Bool {
    addresses[address.interface]?[address.prefix] == address.skipsPrefixRoute
  }

  func has(_ entry: RouteEntry) -> Bool { routes.contains(entry) }
  func has(_ entry: ForwardingEntry) -> Bool { forwarding[entry] != nil }
  func has(_ entry: NeighbourEntry) -> Bool { neighbours[entry] != nil }

  func has(_ probe: ObservedProbes) -> Bool {
    probes[probe.interface]?.contains(probe.family) == true
  }

  func membership(of interface: Interface) -> (bridge: String, settings: [Setting])? {
    members[interface]
  }
}

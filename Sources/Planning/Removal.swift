import Diagnostics
import Values
import Vocabulary

/// Which of our devices are to be taken away: known from their aliases alone.
package struct RemovalScope: Sendable {
  /// `nil`: of any owner.
  package var owner: String?
  /// `nil`: of any node.
  package var node: String?
  /// `nil`: all devices; otherwise these alone, and what only they need.
  package var devices: Set<String>?
  /// With `devices`: the ports and namespaces that only they need. What else is noted on a bridge
  /// that others of ours are in is theirs.
  package var items: Set<String>
  /// With `devices`: the Docker networks and containers that only they need.
  package var docker: DockerScope

  package init(
    owner: String?, node: String? = nil, devices: Set<String>? = nil, items: Set<String> = [],
    docker: DockerScope = DockerScope()
  ) {
    self.owner = owner
    self.node = node
    self.devices = devices
    self.items = items
    self.docker = docker
  }

  func holds(_ mark: Ownership) -> Bool {
    (owner == nil || mark.owner == owner) && (node == nil || mark.node == node)
      && devices?.contains(mark.device) ?? true
  }
}

/// The plan that takes away what is in scope, and in words what stays because others use it.
package func removal(_ scope: RemovalScope, _ observed: Observed) -> (plan: Plan, kept: [String]) {
  var ours: [MarkedDevice] = []
  var others: [MarkedDevice] = []
  for device in observed.markedDevices {
    if scope.holds(device.mark) { ours.append(device) } else { others.append(device) }
  }
  // A bridge that stays because of others of our devices keeps what is noted for them.
  let (bridges, items) = (Set(others.compactMap(\.link.master)), scope.items)
  let isScoped = scope.devices != nil
  var removal = Removal(observed, others: others) { note, device in
    guard isScoped, bridges.contains(device.link.interface.name) else { return true }
    switch note {
    case .namespace(let name), .loopback(let name), .port(let name), .up(let name):
      return items.contains(name)
    case .address, .entry, .docker: return false
    }
  }
  removal.remove(ours)
  if let docker = observed.docker { removal.remove(scope.going(observed, docker), docker) }
  return (
    Plan(owner: scope.owner ?? "", node: scope.node ?? "", steps: removal.steps), removal.kept
  )
}

/// A device of the host with an alias that says that it is ours.
typealias MarkedDevice = (link: ObservedLink, mark: Ownership)

extension Observed {
  var markedDevices: [MarkedDevice] {
    links.compactMap { link in
      guard link.interface.namespace == nil, let mark = Ownership(alias: link.alias),
        mark.device == link.interface.name
      else { return nil }
      return (link, mark)
    }
  }
}

extension Observed {
  /// Whether devices in scope lead into named namespaces, or note some. Who has none need not enter
  /// any, which takes more than changing devices does.
  package func hasPairs(_ scope: RemovalScope) -> Bool {
    markedDevices.contains { device in
      guard scope.holds(device.mark) else { return false }
      return device.link.kind == .veth
        || device.mark.notes.contains { note in
          switch note {
          case .namespace, .loopback: true
          case .port, .up, .address, .entry, .docker: false
          }
        }
    }
  }
}

extension Desired {
  /// Whether it has veth pairs.
  package var hasPairs: Bool {
    wishes.contains { wish in
      guard case .link(let link, _, _) = wish.wish, case .veth = link.kind else { return false }
      return true
    }
  }
}

/// Takes devices of ours away, and back what their aliases note, in an order in which a run that is
/// killed leaves nothing that no alias tells of.
struct Removal {
  private let observed: Observed
  private let inventory: Inventory
  /// Our devices that stay.
  private let others: [MarkedDevice]
  private let isTakenBack: (Ownership.Note, MarkedDevice) -> Bool
  private(set) var steps: [Step] = []
  private(set) var kept: [String] = []
  /// What is deleted, with the inner ends of veth pairs, which go with the outer ones.
  private var deleted: Set<Interface> = []
  private var returned: Set<Interface> = []

  init(
    _ observed: Observed, others: [MarkedDevice],
    isTakenBack: @escaping (Ownership.Note, MarkedDevice) -> Bool
  ) {
    self.observed = observed
    self.others = others
    self.isTakenBack = isTakenBack
    inventory = Inventory(observed)
  }

  mutating func remove(_ devices: [MarkedDevice]) {
    for (link, _) in devices where link.kind == .veth { delete(link) }
    for device in devices { takeBack(device) }
    for device in devices where device.link.kind == .veth { deleteNamespaces(device) }
    for device in uppersFirst(devices) where device.link.kind == .vxlan {
      deleteNamespaces(device)
      deleteVXLAN(device)
    }
    for device in devices where device.link.kind == .bridge {
      deleteNamespaces(device)
      deleteBridge(device)
    }
  }

  mutating func remove(_ going: DockerGoing, _ docker: ObservedDocker) {
    let (inventory, deleted) = (inventory, deleted)
    let removal = DockerRemoval(going, docker) { bridge in
      inventory.ports(of: bridge).filter { !deleted.contains($0) }.compactMap(inventory.link)
    }
    steps += removal.steps.map { Step(.docker($0), range: nil) }
    kept += removal.kept
  }

  /// A device that stays, and has notes of what nobody wants any more. `alias` is the one that it has
  /// by then.
  mutating func strip(
    _ device: MarkedDevice, alias: Ownership, of isUnwanted: (Ownership.Note) -> Bool
  ) {
    takeBack(device)
    deleteNamespaces(device)
    var poorer = alias
    poorer.notes.removeAll(where: isUnwanted)
    guard poorer != alias else { return }
    step(.setAlias(device.link.interface, from: alias.alias, to: poorer.alias))
  }

  private mutating func step(_ operation: Operation, _ restoration: [Operation] = []) {
    steps.append(Step(operation, range: nil, restoration: restoration))
  }

  private mutating func delete(_ link: ObservedLink) {
    guard let description = inventory.description(of: link) else { return }
    deleted.insert(link.interface)
    if case .veth(let peer, _, _) = description.kind { deleted.insert(peer) }
    step(.deleteLink(description), inventory.restoration(of: link))
  }

  private func uppersFirst(_ devices: [MarkedDevice]) -> [MarkedDevice] {
    let depths = devices.map { inventory.depth(of: $0.link) }
    return devices.indices.sorted { (-depths[$0], $0) < (-depths[$1], $1) }.map { devices[$0] }
  }

  /// The kernel would delete others' vxlan devices that send through it.
  private mutating func deleteVXLAN(_ device: MarkedDevice) {
    guard let upper = inventory.uppers(of: device.link).first(where: { !deleted.contains($0) })
    else { return delete(device.link) }
    keep(device, "\(upper.text) sends through it")
  }

  private mutating func keep(_ device: MarkedDevice, _ why: String) {
    let (link, mark) = device
    kept.append("\(link.interface.text) stays: \(why)")
    var poorer = mark
    poorer.notes.removeAll { isTakenBack($0, device) }
    guard poorer != mark else { return }
    step(.setAlias(link.interface, from: link.alias, to: poorer.alias))
  }

  /// A bridge goes with the last of our ports. One that others are in stays, and has nothing to take
  /// back any more.
  private mutating func deleteBridge(_ device: MarkedDevice) {
    let link = device.link
    let ports = inventory.ports(of: link.interface.name)
    guard ports.contains(where: { !deleted.contains($0) && !returned.contains($0) }) else {
      return delete(link)
    }
    keep(device, "other ports are in it")
  }

  private mutating func takeBack(_ device: MarkedDevice) {
    for note in device.mark.notes.reversed() where isTakenBack(note, device) {
      switch note {
      case .port(let name): takeOut(Interface(name), of: device.link)
      case .up(let name):
        guard inventory.link(Interface(name))?.isUp == true else { continue }
        step(.setDown(Interface(name)))
      case .address(let prefix): takeAddress(prefix, of: device.link)
      case .entry(let kind, let words): takeEntry(kind, words, device.link.master)
      case .loopback(let name): setLoopbackDown(name)
      case .namespace, .docker: break
      }
    }
  }

  private mutating func setLoopbackDown(_ namespace: String) {
    let loopback = Interface("lo", in: namespace)
    guard inventory.link(loopback)?.isUp == true, inhabitants(of: namespace).isEmpty else { return }
    step(.setDown(loopback))
    // The kernel gives it when the device is set up, and does not take it when it is set down.
    let given = AddressEntry.loopback(of: namespace)
    guard inventory.address(given.prefix, of: loopback) != nil else { return }
    step(.deleteAddress(given))
  }

  /// Only from the bridge that we put it into: somebody may have moved it since.
  private mutating func takeOut(_ port: Interface, of keeper: ObservedLink) {
    guard let master = inventory.link(port)?.master,
      master == (keeper.kind == .bridge ? keeper.interface.name : keeper.master)
    else { return }
    returned.insert(port)
    step(.setMaster(port, from: master, to: nil))
  }

  private mutating func takeAddress(_ prefix: Prefix, of keeper: ObservedLink) {
    guard let bridge = keeper.master else { return }
    guard let standing = inventory.address(prefix, of: Interface(bridge)) else { return }
    step(.deleteAddress(standing.entry))
  }

  private mutating func takeEntry(_ kind: OptionKind, _ words: [String], _ bridge: String?) {
    switch kind {
    case .route:
      if let entry = inventory.route(noted: words, on: bridge) { step(.deleteRoute(entry)) }
    case .forwarding:
      if let entry = inventory.forwarding(noted: words, on: bridge) {
        step(.deleteForwarding(entry))
      }
    case .neighbour:
      if let entry = inventory.neighbour(noted: words, on: bridge) { step(.deleteNeighbour(entry)) }
    case .vxlan, .bridge, .bridgePort: break
    }
  }

  /// What lives in a namespace beside what every namespace has and what this plan deletes.
  private func inhabitants(of namespace: String) -> [Interface] {
    inventory.links(in: namespace).filter { link in
      !link.isLoopback && !deleted.contains(link.interface) && !link.isFallbackTunnel
    }.map(\.interface)
  }

  private mutating func deleteNamespaces(_ device: MarkedDevice) {
    for case .namespace(let name) in device.mark.notes
    where isTakenBack(.namespace(name), device) { deleteNamespace(name) }
  }

  /// A namespace that somebody else has moved into stays. If it is another device of ours, that one
  /// takes the note over.
  private mutating func deleteNamespace(_ name: String) {
    guard observed.namespaces.contains(name) else { return }
    let rest = inhabitants(of: name)
    guard !rest.isEmpty else {
      let loopback = Interface("lo", in: name)
      let isUp = inventory.link(loopback)?.isUp == true
      return step(.deleteNamespace(name), isUp ? [.setUp(loopback)] : [])
    }
    let heir = others.first { device in
      inventory.peer(of: device.link).map { rest.contains($0.interface) } ?? false
    }
    var text = "the namespace \(printable(name)) stays: \(rest[0].text) lives in it"
    if var richer = heir?.mark, let heir, !richer.notes.contains(.namespace(name)) {
      richer.notes.append(.namespace(name))
      if richer.alias.utf8.count <= Ownership.longestAlias {
        step(.setAlias(heir.link.interface, from: heir.link.alias, to: richer.alias))
      } else {
        text += "; nothing can note any more that it is ours: take it away with `ip netns delete`"
      }
    }
    kept.append(text)
  }
}

extension ObservedLink {
  /// The devices that tunnel modules put into every new namespace (fb_tunnels_only_for_init_net,
  /// Documentation/admin-guide/sysctl/net.rst).
  fileprivate var isFallbackTunnel: Bool {
    ["tunl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "sit0", "ip6tnl0", "ip6gre0"]
      .contains(interface.name)
  }
}

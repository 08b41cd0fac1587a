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
  var removal = Removal(scope, observed)
  removal.run()
  return (removal.plan, removal.kept)
}

private struct Removal {
  private typealias Device = (link: ObservedLink, mark: Ownership)

  private let scope: RemovalScope
  private let observed: Observed
  private let inventory: Inventory
  var plan: Plan
  var kept: [String] = []
  /// What is deleted, with the inner ends of veth pairs, which go with the outer ones.
  private var deleted: Set<Interface> = []
  private var returned: Set<Interface> = []
  private var ours: [Device] = []
  /// Our devices that are not in scope.
  private var others: [Device] = []

  init(_ scope: RemovalScope, _ observed: Observed) {
    self.scope = scope
    self.observed = observed
    inventory = Inventory(observed)
    plan = Plan(owner: scope.owner ?? "", node: scope.node ?? "")
    for link in observed.links where link.interface.namespace == nil {
      guard let mark = Ownership(alias: link.alias), mark.device == link.interface.name else {
        continue
      }
      if scope.holds(mark) { ours.append((link, mark)) } else { others.append((link, mark)) }
    }
  }

  mutating func run() {
    for (link, _) in ours where link.kind == .veth { delete(link) }
    for device in ours { takeBack(device) }
    for (link, _) in ours where link.kind == .vxlan { delete(link) }
    for device in ours where device.link.kind == .bridge { deleteBridge(device) }
    // Last, because what is in a namespace could not be brought back.
    for device in ours {
      for case .namespace(let name) in device.mark.notes
      where isTakenBack(.namespace(name), of: device) {
        deleteNamespace(name)
      }
    }
    guard let docker = observed.docker else { return }
    let removal = DockerRemoval(scope, docker) { bridge in
      inventory.ports(of: bridge).filter { !deleted.contains($0) }.compactMap(inventory.link)
    }
    plan.steps += removal.steps.map { Step(.docker($0), range: nil) }
    kept += removal.kept
  }

  private mutating func step(_ operation: Operation, _ restoration: [Operation] = []) {
    plan.steps.append(Step(operation, range: nil, restoration: restoration))
  }

  private mutating func delete(_ link: ObservedLink) {
    guard let description = inventory.description(of: link) else { return }
    deleted.insert(link.interface)
    if case .veth(let peer, _, _) = description.kind { deleted.insert(peer) }
    step(.deleteLink(description), inventory.restoration(of: link))
  }

  /// A bridge goes with the last of our ports. One that others are in stays, and has nothing to take
  /// back any more.
  private mutating func deleteBridge(_ device: Device) {
    let (link, mark) = device
    let ports = inventory.ports(of: link.interface.name)
    guard ports.contains(where: { !deleted.contains($0) && !returned.contains($0) }) else {
      return delete(link)
    }
    kept.append("\(link.interface.text) stays: other ports are in it")
    var poorer = mark
    poorer.notes.removeAll { isTakenBack($0, of: device) }
    guard poorer != mark else { return }
    step(.setAlias(link.interface, from: link.alias, to: poorer.alias))
  }

  /// A bridge that stays because of others of our devices keeps what is noted for them.
  private func isTakenBack(_ note: Ownership.Note, of device: Device) -> Bool {
    let isShared =
      scope.devices != nil
      && others.contains { $0.link.master == device.link.interface.name }
    guard isShared else { return true }
    switch note {
    case .namespace(let name), .loopback(let name), .port(let name), .up(let name):
      return scope.items.contains(name)
    case .address, .entry, .docker: return false
    }
  }

  private mutating func takeBack(_ device: Device) {
    for note in device.mark.notes.reversed() where isTakenBack(note, of: device) {
      switch note {
      case .port(let name): takeOut(Interface(name), of: device.link)
      case .up(let name):
        guard inventory.link(Interface(name))?.isUp == true else { continue }
        step(.setDown(Interface(name)))
      case .address(let prefix): takeAddress(prefix, of: device.link)
      case .entry(let kind, let words): takeEntry(kind, words, device.link.master)
      case .loopback(let name):
        let loopback = Interface("lo", in: name)
        guard inventory.link(loopback)?.isUp == true, inhabitants(of: name).isEmpty else {
          continue
        }
        step(.setDown(loopback))
        // The kernel gives it when the device is set up, and does not take it when it is set down.
        let given = AddressEntry.loopback(of: name)
        guard inventory.address(given.prefix, of: loopback) != nil else { continue }
        step(.deleteAddress(given))
      case .namespace, .docker: break
      }
    }
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

  /// A namespace that somebody else has moved into stays. If it is another device of ours, that one
  /// takes the note over.
  private mutating func deleteNamespace(_ name: String) {
    guard observed.namespaces.contains(name) else { return }
    let rest = inhabitants(of: name)
    guard !rest.isEmpty else { return step(.deleteNamespace(name)) }
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

import Diagnostics
import Values
import Vocabulary

/// What takes away what `apply` made: known from the aliases of the host's devices alone.
package struct RemovalScope: Sendable {
  /// `nil`: of any owner.
  package var owner: String?
  /// `nil`: of any node.
  package var node: String?
  /// `nil`: all devices; otherwise these alone, and what only they need.
  package var devices: Set<String>?

  package init(owner: String?, node: String? = nil, devices: Set<String>? = nil) {
    self.owner = owner
    self.node = node
    self.devices = devices
  }
}

/// The plan that takes away what is in scope, and the bridges that stay because others use them.
package func removal(_ scope: RemovalScope, _ observed: Observed) -> (plan: Plan, kept: [String]) {
  var removal = Removal(scope, observed)
  removal.run()
  return (removal.plan, removal.kept)
}

private struct Removal {
  let scope: RemovalScope
  let observed: Observed
  var plan: Plan
  var kept: [String] = []
  private var deleted: Set<Interface> = []
  private var ours: [(link: ObservedLink, mark: Ownership)] = []

  init(_ scope: RemovalScope, _ observed: Observed) {
    self.scope = scope
    self.observed = observed
    plan = Plan(owner: scope.owner ?? "", node: scope.node ?? "")
    for link in observed.links where link.interface.namespace == nil {
      guard let mark = Ownership(alias: link.alias), mark.device == link.interface.name,
        scope.owner == nil || mark.owner == scope.owner,
        scope.node == nil || mark.node == scope.node,
        scope.devices?.contains(mark.device) ?? true
      else { continue }
      ours.append((link, mark))
    }
  }

  mutating func run() {
    for (link, _) in ours where link.kind == .veth { delete(link) }
    for (link, mark) in ours { takeBack(mark, of: link) }
    for (link, _) in ours where link.kind == .vxlan { delete(link) }
    for (link, _) in ours where link.kind == .bridge {
      if hasOtherPorts(link) { kept.append(link.interface.name) } else { delete(link) }
    }
    for (link, mark) in ours where !kept.contains(link.interface.name) { deleteNamespaces(mark) }
  }

  private mutating func step(_ operation: Operation, _ restoration: [Operation] = []) {
    plan.steps.append(Step(operation, range: nil, restoration: restoration))
  }

  private mutating func delete(_ link: ObservedLink) {
    guard let description = observed.description(of: link) else { return }
    deleted.insert(link.interface)
    step(.deleteLink(description), observed.restoration(of: link))
  }

  private func hasOtherPorts(_ bridge: ObservedLink) -> Bool {
    observed.links.contains { link in
      link.interface.namespace == nil && link.master == bridge.interface.name
        && !deleted.contains(link.interface) && !isReturned(link.interface)
    }
  }

  /// Whether a step before takes the device out of its bridge.
  private func isReturned(_ interface: Interface) -> Bool {
    plan.steps.contains { step in
      if case .setMaster(interface, _, nil) = step.operation { true } else { false }
    }
  }

  private mutating func takeBack(_ mark: Ownership, of link: ObservedLink) {
    for note in mark.notes {
      switch note {
      case .port(let name):
        let interface = Interface(name)
        guard let port = observed.link(interface), let master = port.master else { continue }
        step(.setMaster(interface, from: master, to: nil))
      case .up(let name):
        guard observed.link(Interface(name))?.isUp == true else { continue }
        step(.setDown(Interface(name)))
      case .address(let prefix):
        guard let bridge = link.master else { continue }
        let entry = AddressEntry(
          Interface(bridge), prefix, skipsDetection: prefix.family == .ipv6)
        guard
          observed.addresses.contains(where: {
            $0.interface == entry.interface && $0.prefix == prefix
          })
        else { continue }
        step(.deleteAddress(entry))
      case .loopback(let name):
        guard observed.link(Interface("lo", in: name))?.isUp == true else { continue }
        step(.setDown(Interface("lo", in: name)))
      case .namespace: break
      }
    }
  }

  private mutating func deleteNamespaces(_ mark: Ownership) {
    for case .namespace(let name) in mark.notes where observed.namespaces.contains(name) {
      step(.deleteNamespace(name))
    }
  }
}

extension Observed {
  /// The link as it would have to be made again.
  func description(of link: ObservedLink) -> Link? {
    var kind: Link.Kind
    switch link.kind {
    case .vxlan: kind = .vxlan
    case .bridge: kind = .bridge
    case .veth:
      guard let peer = peer(of: link) else {
        kind = .veth(peer: Interface(link.interface.name + "p"), peerMAC: nil, peerMTU: .unset)
        break
      }
      kind = .veth(peer: peer.interface, peerMAC: peer.mac, peerMTU: .bytes(peer.mtu))
    case .other: return nil
    }
    return Link(
      link.interface, kind, settings: link.settings, mac: link.mac, macIsNeeded: true,
      mtu: .bytes(link.mtu))
  }

  private func peer(of link: ObservedLink) -> ObservedLink? {
    links.first {
      $0.kind == .veth && $0.index == link.peerIndex && $0.peerIndex == link.index
        && $0.interface != link.interface
    }
  }

  /// What stood on a link besides what is sent with its creation, in the order of its return.
  func restoration(of link: ObservedLink) -> [Operation] {
    var operations: [Operation] = []
    if !link.alias.isEmpty {
      operations.append(.setAlias(link.interface, from: "", to: link.alias))
    }
    if link.addressGeneration == 1 { operations.append(.stopLinkLocal(link.interface)) }
    if let master = link.master {
      operations.append(.setMaster(link.interface, from: nil, to: master))
      if !link.portSettings.isEmpty {
        operations.append(.setPortOptions(link.interface, from: [], to: link.portSettings))
      }
    }
    operations += standing(on: link.interface)
    if link.kind == .veth, let peer = peer(of: link) {
      operations += standing(on: peer.interface)
      if peer.isUp { operations.append(.setUp(peer.interface)) }
      if link.isUp { operations.append(.setUp(link.interface)) }
      operations += routes(of: peer.interface)
    } else if link.isUp {
      operations.append(.setUp(link.interface))
    }
    return operations + routes(of: link.interface)
  }

  private func standing(on interface: Interface) -> [Operation] {
    // 0x80 and 0x40: NUD_PERMANENT, NUD_NOARP; learned entries are the kernel's business.
    let entries = forwarding.compactMap { entry -> Operation? in
      guard entry.interface == interface, entry.master == nil, entry.state & 0xc0 == 0xc0,
        let destination = entry.destination
      else { return nil }
      return .addForwarding(ForwardingEntry(interface, mac: entry.mac, destination: destination))
    }
    let held = addresses.filter { $0.interface == interface && !$0.prefix.address.isLinkLocalIPv6 }
    return entries
      + held.map {
        .addAddress(AddressEntry(interface, $0.prefix, skipsDetection: $0.prefix.family == .ipv6))
      }
  }

  private func routes(of interface: Interface) -> [Operation] {
    routes.compactMap { route in
      guard route.namespace == interface.namespace, route.device == interface.name,
        let gateway = route.gateway, route.table == 254
      else { return nil }
      let destination = route.destination.length == 0 ? nil : route.destination
      return .addRoute(RouteEntry(destination: destination, gateway: gateway, interface: interface))
    }
  }
}

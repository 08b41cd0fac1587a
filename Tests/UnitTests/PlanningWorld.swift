import Diagnostics
import Driver
import Planning
import Scripting
import Topology
import Values
import Vocabulary

// A host as `Observed` shows it, made by hand and by carrying operations out in memory: what the
// kernel would do, said a second time and by other means.

struct World {
  var observed = Observed()
  private var places: [Interface: Int] = [:]
  private var next: UInt32 = 1

  /// lo, and enp0s8 with 192.168.8.100/24.
  init() {
    add(Interface("lo"), .other("")) { link in
      link.isLoopback = true
      link.isUp = true
      link.mtu = 65536
    }
    add(Interface("enp0s8"), .other("")) { link in
      link.isUp = true
      link.mac = MAC("02:00:00:00:00:01")
    }
    give("enp0s8", "192.168.8.100/24")
    observed.hostName = "somewhere"
  }

  subscript(_ name: String, in namespace: String? = nil) -> ObservedLink {
    get { observed.links[places[Interface(name, in: namespace)]!] }
    set { observed.links[places[Interface(name, in: namespace)]!] = newValue }
  }

  mutating func add(
    _ interface: Interface, _ kind: ObservedLink.Kind,
    _ change: (inout ObservedLink) -> Void = { _ in }
  ) {
    var link = ObservedLink(interface: interface, index: next, kind: kind)
    next += 1
    link.mtu = 1500
    change(&link)
    places[interface] = observed.links.count
    observed.links.append(link)
  }

  mutating func give(_ device: String, _ prefix: String) {
    observed.addresses.append(
      ObservedAddress(
        interface: Interface(device), prefix: Prefix(prefix)!, flags: 0x80, scope: 0))
  }

  mutating func perform(_ plan: Plan) {
    for step in plan.steps { perform(step.operation) }
  }

  mutating func perform(_ operation: Operation) {
    switch operation {
    case .addNamespace(let name):
      observed.namespaces.append(name)
      add(Interface("lo", in: name), .other("")) { $0.isLoopback = true }
    case .deleteNamespace(let name):
      observed.namespaces.removeAll { $0 == name }
      forget { $0.namespace == name }
    case .addLink(let link): create(link)
    case .deleteLink(let link): delete(link.interface)
    case .setAlias(let device, _, let alias): change(device) { $0.alias = alias }
    case .addName(let device, let name): change(device) { $0.names.append(name) }
    case .deleteName(let device, let name): change(device) { $0.names.removeAll { $0 == name } }
    case .stopLinkLocal(let device): change(device) { $0.addressGeneration = 1 }
    case .startLinkLocal(let device): change(device) { $0.addressGeneration = 0 }
    case .setMaster(let device, _, let bridge): change(device) { $0.master = bridge }
    case .setOptions(let device, _, let settings):
      change(device) { link in
        link.settings.removeAll { old in
          settings.contains { $0.option == old.option || isTarget($0) && isTarget(old) }
        }
        link.settings += settings.filter { !isNowhere($0) }
      }
    case .setPortOptions(let device, _, let settings):
      change(device) { link in
        link.portSettings.removeAll { old in settings.contains { $0.option == old.option } }
        link.portSettings += settings
      }
    case .setMTU(let device, _, let mtu):
      if case .bytes(let bytes) = mtu { change(device) { $0.mtu = bytes } }
    case .setApplicationProbes(let device, let family, _, let count):
      observed.applicationProbes.removeAll { $0.interface == device && $0.family == family }
      observed.applicationProbes.append(
        ObservedProbes(interface: device, family: family, count: count))
    case .setMAC(let device, _, let mac): change(device) { $0.mac = mac }
    case .setUp(let device): change(device) { $0.isUp = true }
    case .setDown(let device): change(device) { $0.isUp = false }
    case .addAddress(let entry):
      observed.addresses.append(
        ObservedAddress(
          interface: entry.interface, prefix: entry.prefix,
          flags: entry.skipsPrefixRoute ? 0x280 : 0x80, scope: 0))
    case .deleteAddress(let entry):
      observed.addresses.removeAll {
        $0.interface == entry.interface && $0.prefix == entry.prefix
      }
    case .addRoute(let entry): observed.routes.append(route(entry))
    case .deleteRoute(let entry):
      let gone = route(entry)
      observed.routes.removeAll { $0 == gone }
    case .addForwarding(let entry):
      if !entry.isAppended { observed.forwarding.removeAll { $0.entry.key == entry.key } }
      observed.forwarding.append(forwarding(entry))
    case .deleteForwarding(let entry):
      let gone = forwarding(entry)
      observed.forwarding.removeAll { $0 == gone }
    case .addNeighbour(let entry):
      perform(.deleteNeighbour(entry))
      observed.neighbours.append(
        ObservedNeighbour(
          interface: entry.interface, address: entry.address, state: 0x80, flags: 0,
          settings: entry.settings))
    case .deleteNeighbour(let entry):
      observed.neighbours.removeAll {
        $0.interface == entry.interface && $0.address == entry.address
      }
    case .docker(let step): perform(step)
    }
  }

  private mutating func change(_ device: Interface, _ body: (inout ObservedLink) -> Void) {
    guard let place = places[device] else { return }
    body(&observed.links[place])
  }

  private mutating func create(_ link: Link) {
    let kind: ObservedLink.Kind
    switch link.kind {
    case .vxlan: kind = .vxlan
    case .bridge: kind = .bridge
    case .veth: kind = .veth
    }
    let first = next
    let below = underlay(of: link)
    add(link.interface, kind) { made in
      made.settings = link.settings
      made.mac = link.mac
      // The kernel takes the header off what the underlay device has.
      if let below { made.mtu = below.mtu - (below.isIPv6 ? 70 : 50) }
      if case .bytes(let bytes) = link.mtu { made.mtu = bytes }
      if kind == .veth { made.peerIndex = first + 1 }
    }
    guard case .veth(let peer, let mac, let mtu) = link.kind else { return }
    let isElsewhere = peer.namespace != link.interface.namespace
    change(link.interface) { $0.peerNamespaceID = isElsewhere ? 0 : nil }
    add(peer, .veth) { made in
      made.mac = mac
      if case .bytes(let bytes) = mtu { made.mtu = bytes }
      made.peerIndex = first
      made.peerNamespaceID = isElsewhere ? 0 : nil
    }
  }

  private func underlay(of link: Link) -> (mtu: UInt32, isIPv6: Bool)? {
    guard case .vxlan = link.kind else { return nil }
    var mtu: UInt32?
    var isIPv6 = false
    for setting in link.settings {
      switch setting.operands.first {
      case .device(.named(let name)): mtu = observed.link(Interface(name))?.mtu
      case .address(let address): isIPv6 = address.family == .ipv6
      case .device(.holding), .number, .mac, nil: break
      }
    }
    return mtu.map { ($0, isIPv6) }
  }

  private mutating func delete(_ device: Interface) {
    let link = self[device.name, in: device.namespace]
    let peer = link.kind == .veth ? link.peerIndex : nil
    for place in observed.links.indices where observed.links[place].master == device.name {
      if observed.links[place].interface.namespace == device.namespace {
        observed.links[place].master = nil
      }
    }
    let gone = Set(
      observed.links.filter { $0.interface == device || $0.index == peer }.map(\.interface))
    forget(gone.contains)
  }

  private mutating func forget(_ isGone: (Interface) -> Bool) {
    observed.links.removeAll { isGone($0.interface) }
    observed.addresses.removeAll { isGone($0.interface) }
    observed.forwarding.removeAll { isGone($0.interface) }
    observed.neighbours.removeAll { isGone($0.interface) }
    observed.routes.removeAll { isGone(Interface($0.device ?? "", in: $0.namespace)) }
    places = [:]
    for (place, link) in observed.links.enumerated() { places[link.interface] = place }
  }

  private func route(_ entry: RouteEntry) -> ObservedRoute {
    ObservedRoute(
      namespace: entry.interface.namespace,
      destination: entry.destination
        ?? Prefix(clamped: Address(family: entry.family, number: 0), length: 0),
      gateway: entry.gateway, device: entry.interface.name, table: entry.table, routeProtocol: 3,
      scope: 0, type: 1, metric: entry.metric, source: nil, settings: entry.settings)
  }

  private func forwarding(_ entry: ForwardingEntry) -> ObservedForwarding {
    ObservedForwarding(
      interface: entry.interface, mac: entry.mac,
      master: entry.isInBridge ? self[entry.interface.name].master : nil, state: 0xc0,
      flags: 2, settings: entry.settings)
  }
}

// MARK: Recipes and what comes of them

/// The recipe `mesh.vxl`, which must have no errors.
func meshRecipe(_ text: String) -> Recipe { Recipe(name: "mesh.vxl", bytes: Array(text.utf8)) }

extension Recipe {
  func desired(_ node: String = "node1", only vni: UInt32? = nil) -> Desired {
    derive(model, node: node, owner: "mesh", only: vni)
  }

  func difference(
    from observed: Observed?, _ node: String = "node1", only vni: UInt32? = nil,
    consent: Consent = Consent()
  ) -> Findings<Plan> {
    Planning.difference(
      desired(node, only: vni), observed, consent: consent,
      whole: vni.map { _ in desired(node) })
  }
}

/// The step in few words: the `ip` words, shortened where they are long.
func brief(_ operation: Operation) -> String {
  switch operation {
  case .addLink(let link): return "add \(link.kind.word) \(text(link.interface))"
  case .deleteLink(let link): return "delete \(link.kind.word) \(text(link.interface))"
  case .setAlias(let device, _, let alias):
    guard let mark = Ownership(alias: alias) else { return "alias \(text(device)) '\(alias)'" }
    return (["alias \(text(device))"] + mark.notes.map(\.text)).joined(separator: " ")
  default:
    var words = commandLine(operation, underlays: [])
    for prefix in ["ip ", "link set dev "] where words.hasPrefix(prefix) {
      words.removeFirst(prefix.count)
    }
    return words
  }
}

private func text(_ interface: Interface) -> String {
  (interface.namespace.map { $0 + "/" } ?? "") + interface.name
}

private func isTarget(_ setting: Setting) -> Bool {
  [.vxlan(.remote), .vxlan(.group)].contains(setting.option)
}

/// The unspecified address, which no dump shows.
private func isNowhere(_ setting: Setting) -> Bool {
  guard isTarget(setting), case .address(let address)? = setting.operands.first else {
    return false
  }
  return address.isUnspecified
}

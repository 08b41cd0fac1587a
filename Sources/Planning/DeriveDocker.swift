import Diagnostics
import Topology
import Values
import Vocabulary

// Docker's networks and containers come before everything else: a device joins the bridge of a
// network that is there.

extension Derivation {
  /// The part of a member in a Docker network: the network once for the host, and its containers.
  mutating func join(
    _ device: Interface, _ network: Located<String>, _ member: Member, _ overlay: Overlay,
    _ mtu: MTU
  ) {
    let bridge = derivedDockerBridge(network.value)
    addMembership(device, Located(bridge, network.range), member, overlay)
    let empty = DockerNetwork(
      name: network.value, bridge: bridge, subnets: [], gateways: [], mtu: mtu,
      owner: desired.owner)
    add(empty, network.range, member, overlay)
    for item in member.containers {
      let container = DockerContainer(
        name: item.name.value, image: item.image?.value, network: network.value,
        addresses: item.addresses.map(\.value.address), mac: overlay.mac(of: item, on: node),
        macIsNeeded: item.mac != nil || overlay.mode.needsCompleteTable, owner: desired.owner)
      docker.append(LocatedWish(.container(container), item.range))
    }
  }

  /// Overlays that share a network make it with the subnet and the address of the first that has
  /// one.
  private mutating func add(
    _ empty: DockerNetwork, _ range: SourceRange, _ member: Member, _ overlay: Overlay
  ) {
    let index = docker.firstIndex { $0.wish.network?.name == empty.name } ?? docker.count
    if index == docker.count {
      docker.append(LocatedWish(.network(empty), range))
    }
    guard case .network(var network) = docker[index].wish else { return }
    let families = network.subnets.map(\.family)
    network.subnets += overlay.subnets.map(\.value).filter { !families.contains($0.family) }
    for address in member.addresses.map(\.value.address)
    where !network.gateways.contains(where: { $0.family == address.family })
      && network.subnets.contains(where: { $0.contains(address) })
    {
      network.gateways.append(address)
    }
    docker[index].wish = .network(network)
  }
}

extension Wish {
  package var network: DockerNetwork? {
    if case .network(let network) = self { network } else { nil }
  }

  var isDocker: Bool {
    switch self {
    case .network, .container: true
    case .namespace, .link, .membership, .portSettings, .port, .mtu, .forwarding, .address,
      .applicationProbes, .up, .route, .neighbour:
      false
    }
  }
}

extension Desired {
  /// Whether the host's Docker engine has to be asked.
  package var needsDocker: Bool { wishes.contains { $0.wish.isDocker } }

  /// The containers that the wishes speak of.
  package var containers: [String] {
    wishes.compactMap { wish in
      if case .container(let container) = wish.wish { container.name } else { nil }
    }
  }

  /// The same with the bridges that the engine really has: a network which is there may have been
  /// given another name for its bridge than one that we make.
  func onBridges(of docker: ObservedDocker?) -> Desired {
    guard let docker else { return self }
    var names: [String: String] = [:]
    for network in wishes.compactMap(\.wish.network) {
      guard let standing = docker.network(network.name) else { continue }
      names[network.bridge] = standing.bridge
    }
    guard !names.isEmpty else { return self }
    var copy = self
    for index in wishes.indices { copy.wishes[index].wish = wishes[index].wish.onBridges(names) }
    return copy
  }
}

extension Wish {
  /// Only what may be about a bridge of Docker's; what we make is never one.
  fileprivate func onBridges(_ names: [String: String]) -> Wish {
    func real(_ interface: Interface) -> Interface {
      guard interface.namespace == nil, let name = names[interface.name] else { return interface }
      return Interface(name)
    }
    switch self {
    case .network(var network):
      network.bridge = names[network.bridge] ?? network.bridge
      return .network(network)
    case .membership(let interface, let bridge, let settings):
      return .membership(interface, bridge: names[bridge] ?? bridge, settings: settings)
    case .address(var entry, let keeper):
      entry.interface = real(entry.interface)
      return .address(entry, keeper: keeper)
    case .forwarding(let entry, let keeper):
      let copy = ForwardingEntry(
        real(entry.interface), mac: entry.mac, settings: entry.settings)
      return .forwarding(copy, keeper: keeper)
    case .route(let entry, let keeper):
      let copy = RouteEntry(
        destination: entry.destination, family: entry.family, settings: entry.settings,
        interface: real(entry.interface))
      return .route(copy, keeper: keeper)
    case .neighbour(let entry, let keeper):
      let copy = NeighbourEntry(
        real(entry.interface), address: entry.address, settings: entry.settings)
      return .neighbour(copy, keeper: keeper)
    case .container, .namespace, .link, .portSettings, .port, .mtu, .applicationProbes, .up:
      return self
    }
  }
}

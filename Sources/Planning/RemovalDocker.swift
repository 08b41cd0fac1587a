import Values

/// The Docker networks, and the containers by network, that a removal of single devices is about.
package struct DockerScope: Sendable {
  package var networks: Set<String>
  package var containers: Set<[String]>
  /// Whether the recipe has Docker networks; `nil`: there is no recipe.
  package var isNeeded: Bool?

  package init(
    networks: Set<String> = [], containers: Set<[String]> = [], isNeeded: Bool? = nil
  ) {
    self.networks = networks
    self.containers = containers
    self.isNeeded = isNeeded
  }
}

extension RemovalScope {
  /// Whether the alias of a device that is to be taken away tells of a Docker network.
  package func isInDocker(_ observed: Observed) -> Bool {
    observed.links.contains { link in
      guard let mark = Ownership(alias: link.alias), holds(mark) else { return false }
      return mark.notes.contains { note in
        if case .docker = note { true } else { false }
      }
    }
  }
}

/// What is to go at the Docker engine.
struct DockerGoing {
  var networks: Set<String> = []
  var containers: Set<String> = []
  /// Of containers that stay, by network.
  var connections: Set<[String]> = []

  var isEmpty: Bool { networks.isEmpty && containers.isEmpty && connections.isEmpty }
}

extension RemovalScope {
  /// Known from labels alone. Labels tell no node: where the scope has one, what the devices of
  /// another are in stays.
  func going(_ observed: Observed, _ docker: ObservedDocker) -> DockerGoing {
    let others = node.map { observed.dockerNetworks(of: owner, notOf: $0) } ?? []
    func isInScope(_ owner: String?) -> Bool {
      owner != nil && (self.owner == nil || self.owner == owner)
    }
    func isOurs(_ container: ObservedContainer) -> Bool {
      guard isInScope(container.owner),
        !container.places.contains(where: { others.contains($0.network) })
      else { return false }
      guard devices != nil else { return true }
      // One that another overlay has on another network stays.
      let places = container.places.map { [$0.network, container.name] }
      let named = self.docker.containers.filter { $0.last == container.name }
      return !named.isEmpty && places.allSatisfy(named.contains)
    }
    var going = DockerGoing()
    going.containers = Set(docker.containers.filter(isOurs).map(\.name))
    for container in docker.containers where !going.containers.contains(container.name) {
      for place in container.places
      where isInScope(place.owner) && !others.contains(place.network) {
        let key = [place.network, container.name]
        if devices == nil || self.docker.containers.contains(key) { going.connections.insert(key) }
      }
    }
    for network in docker.networks where isInScope(network.owner) && !others.contains(network.name)
    {
      if devices == nil || self.docker.networks.contains(network.name) {
        going.networks.insert(network.name)
      }
    }
    return going
  }
}

extension Observed {
  /// The Docker networks that devices of the owner's other nodes are in, and none of this one's.
  func dockerNetworks(of owner: String?, notOf node: String) -> Set<String> {
    var others: Set<String> = []
    var own: Set<String> = []
    for device in markedDevices where owner == nil || device.mark.owner == owner {
      for case .docker(let network) in device.mark.notes {
        if device.mark.node == node { own.insert(network) } else { others.insert(network) }
      }
    }
    return others.subtracting(own)
  }
}

/// What is taken away at the Docker engine. It comes last: what was in a container cannot be brought
/// back.
struct DockerRemoval {
  private let docker: ObservedDocker
  private let going: DockerGoing
  private(set) var steps: [DockerStep] = []
  private(set) var kept: [String] = []

  /// `ports` gives what else is in a bridge.
  init(
    _ going: DockerGoing, _ docker: ObservedDocker, ports: (String) -> [ObservedLink]
  ) {
    self.docker = docker
    self.going = going
    for container in docker.containers where going.containers.contains(container.name) {
      delete(container)
    }
    for container in docker.containers { disconnect(container) }
    for network in docker.networks where going.networks.contains(network.name) {
      delete(network, ports)
    }
  }

  private mutating func delete(_ container: ObservedContainer) {
    let places = container.places.map { description(of: container, at: $0) }
    // Bringing it back starts it on one network; it joins the others after that.
    for place in places.dropFirst() { steps.append(.disconnect(place)) }
    let alone = DockerContainer(
      name: container.name, image: container.image, network: "none", addresses: [], mac: nil,
      macIsNeeded: false, owner: container.owner ?? "")
    steps.append(.deleteContainer(places.first ?? alone))
  }

  private mutating func disconnect(_ container: ObservedContainer) {
    for place in container.places where leaves(container, place.network) {
      steps.append(.disconnect(description(of: container, at: place)))
    }
  }

  private func leaves(_ container: ObservedContainer, _ network: String) -> Bool {
    !going.containers.contains(container.name)
      && going.connections.contains([network, container.name])
  }

  private func description(
    of container: ObservedContainer, at place: ObservedContainer.Place
  ) -> DockerContainer {
    DockerContainer(
      name: container.name, image: container.image, network: place.network,
      addresses: place.addresses, mac: place.mac, macIsNeeded: place.mac != nil,
      owner: container.owner ?? place.owner ?? "")
  }

  private mutating func delete(
    _ network: ObservedNetwork, _ ports: (String) -> [ObservedLink]
  ) {
    let rest = docker.containers.filter { container in
      container.place(on: network.name) != nil && !going.containers.contains(container.name)
        && !leaves(container, network.name)
    }
    if let other = rest.first {
      let text = "the container \(printable(other.name)) is on it"
      return kept.append("the Docker network \(printable(network.name)) stays: \(text)")
    }
    // The containers' own ends are Docker's.
    if let other = ports(network.bridge).first(where: { $0.kind != .veth }) {
      let text = "\(other.interface.text) is in its bridge"
      return kept.append("the Docker network \(printable(network.name)) stays: \(text)")
    }
    let gateways = network.pools.compactMap(\.gateway)
    steps.append(
      .deleteNetwork(
        DockerNetwork(
          name: network.name, bridge: network.bridge, subnets: network.pools.map(\.subnet),
          gateways: gateways, mtu: network.mtu.map { .bytes($0) } ?? .unset,
          owner: network.owner ?? "")))
  }
}

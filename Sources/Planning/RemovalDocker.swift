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

/// What is taken away at the Docker engine, known from labels alone. It comes last: what was in a
/// container cannot be brought back.
struct DockerRemoval {
  private let scope: RemovalScope
  private let docker: ObservedDocker
  private var deleted: Set<String> = []
  private var disconnected: Set<[String]> = []
  private(set) var steps: [DockerStep] = []
  private(set) var kept: [String] = []

  /// `ports` gives what else is in a bridge.
  init(
    _ scope: RemovalScope, _ docker: ObservedDocker, ports: (String) -> [ObservedLink]
  ) {
    self.scope = scope
    self.docker = docker
    for container in docker.containers where isOurs(container) { delete(container) }
    for container in docker.containers where !deleted.contains(container.name) {
      disconnect(container)
    }
    for network in docker.networks where isOurs(network) { delete(network, ports) }
  }

  private func isInScope(_ owner: String?) -> Bool {
    owner != nil && (scope.owner == nil || scope.owner == owner)
  }

  private func isOurs(_ container: ObservedContainer) -> Bool {
    guard isInScope(container.owner) else { return false }
    guard scope.devices != nil else { return true }
    // One that another overlay has on another network stays.
    let places = container.places.map { [$0.network, container.name] }
    let named = scope.docker.containers.filter { $0.last == container.name }
    return !named.isEmpty && places.allSatisfy(named.contains)
  }

  private func isOurs(_ network: ObservedNetwork) -> Bool {
    isInScope(network.owner)
      && (scope.devices == nil || scope.docker.networks.contains(network.name))
  }

  private mutating func delete(_ container: ObservedContainer) {
    deleted.insert(container.name)
    let places = container.places.map { description(of: container, at: $0) }
    // Bringing it back starts it on one network; it joins the others after that.
    for place in places.dropFirst() { steps.append(.disconnect(place)) }
    let alone = DockerContainer(
      name: container.name, image: container.image, network: "none", addresses: [], mac: nil,
      macIsNeeded: false, owner: container.owner ?? "")
    steps.append(.deleteContainer(places.first ?? alone))
  }

  private mutating func disconnect(_ container: ObservedContainer) {
    for place in container.places where isInScope(place.owner) {
      let key = [place.network, container.name]
      guard scope.devices == nil || scope.docker.containers.contains(key) else { continue }
      disconnected.insert(key)
      steps.append(.disconnect(description(of: container, at: place)))
    }
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
      container.place(on: network.name) != nil && !deleted.contains(container.name)
        && !disconnected.contains([network.name, container.name])
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

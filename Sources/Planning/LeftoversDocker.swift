import Values

/// What the Docker engine has by our label, and the recipe no longer has.
struct DockerLeftovers {
  /// What may go: all of it with consent, otherwise the places of containers that stay.
  private(set) var going = DockerGoing()
  /// Those that stay because nobody allowed to take them away.
  private(set) var staying = DockerGoing()
  /// Whether something of it has what the plan makes for itself: then it goes first.
  private(set) var isInTheWay = false
  private let docker: ObservedDocker

  /// `noted` are the networks that devices of ours are in which stay.
  init(
    _ whole: Desired, _ observed: Observed, _ docker: ObservedDocker, noted: Set<String>,
    prune: Bool
  ) {
    self.docker = docker
    let wanted = WantedDocker(whole)
    // Labels tell no node.
    let others = observed.dockerNetworks(of: whole.owner, notOf: whole.node)
    let ours = docker.networks.filter { $0.owner == whole.owner && !others.contains($0.name) }
    let networks = Set(ours.map(\.name)).subtracting(wanted.networks)
    let containers = docker.containers.filter { container in
      container.owner == whole.owner && !wanted.containers.contains(container.name)
        && !container.places.contains { others.contains($0.network) }
    }
    let left = DockerGoing(networks: networks, containers: Set(containers.map(\.name)))
    if prune { going = left } else { staying = left }
    let made = Set(ours.map(\.name))
    for container in docker.containers where !left.containers.contains(container.name) {
      for place in container.places where !others.contains(place.network) {
        let key = [place.network, container.name]
        // A container of ours is on the network that it was started on without a mark of its own.
        let isOurs =
          place.owner == whole.owner
          || (container.owner == whole.owner && made.contains(place.network))
        guard isOurs, !wanted.places.contains(key) else { continue }
        guard prune || !networks.contains(place.network) && !noted.contains(place.network) else {
          continue
        }
        going.connections.insert(key)
      }
    }
    isInTheWay =
      docker.networks.contains { going.networks.contains($0.name) && wanted.excludes($0, docker) }
      || docker.containers.contains { container in
        let goes = going.containers.contains(container.name)
        return container.places.contains { place in
          (goes || going.connections.contains([place.network, container.name]))
            && wanted.holder(of: place, not: container.name) != nil
        }
      }
  }

  /// What stays, in words.
  var words: [String] {
    staying.containers.sorted().map { "the container \(printable($0))" }
      + staying.networks.sorted().map { "the Docker network \(printable($0))" }
  }

  /// A container that stays, and holds an address that another is to get.
  func holder(of container: DockerContainer) -> (name: String, address: Address)? {
    for other in docker.containers where staying.containers.contains(other.name) {
      guard other.name != container.name, let place = other.place(on: container.network),
        let address = place.addresses.first(where: container.addresses.contains)
      else { continue }
      return (other.name, address)
    }
    return nil
  }

  /// A network that stays, and has addresses that another is to get.
  func rival(of network: DockerNetwork) -> String? {
    docker.networks.first { staying.networks.contains($0.name) && $0.excludes(network) }?.name
  }
}

/// What the wishes want of Docker.
private struct WantedDocker {
  var networks: Set<String> = []
  var containers: Set<String> = []
  var places: Set<[String]> = []
  private var made: [DockerNetwork] = []
  private var addresses: [[String]: String] = [:]

  init(_ desired: Desired) {
    for wish in desired.wishes {
      if case .network(let network) = wish.wish {
        networks.insert(network.name)
        made.append(network)
      } else if case .container(let container) = wish.wish {
        containers.insert(container.name)
        places.insert([container.network, container.name])
        for address in container.addresses {
          addresses[[container.network, "\(address)"]] = container.name
        }
      }
    }
  }

  func excludes(_ network: ObservedNetwork, _ docker: ObservedDocker) -> Bool {
    made.contains { docker.network($0.name) == nil && network.excludes($0) }
  }

  func holder(of place: ObservedContainer.Place, not name: String) -> String? {
    place.addresses.lazy.compactMap { addresses[[place.network, "\($0)"]] }.first { $0 != name }
  }
}

extension ObservedNetwork {
  /// Whether the engine cannot make the other one beside it.
  fileprivate func excludes(_ other: DockerNetwork) -> Bool {
    !other.subnets.isEmpty
      && (bridge == other.bridge
        || pools.contains { pool in other.subnets.contains { $0.overlaps(pool.subnet) } })
  }
}

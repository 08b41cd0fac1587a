import Planning
import Values
import Vocabulary

// A Docker engine as far as plans can tell.
extension World {
  mutating func perform(_ step: DockerStep) {
    var docker = observed.docker ?? ObservedDocker()
    defer { observed.docker = docker }
    func change(_ name: String, _ body: (inout ObservedContainer) -> Void) {
      guard let index = docker.containers.firstIndex(where: { $0.name == name }) else { return }
      body(&docker.containers[index])
    }
    func place(_ container: DockerContainer, _ owner: String?) -> ObservedContainer.Place {
      ObservedContainer.Place(
        network: container.network, owner: owner, addresses: container.addresses,
        mac: container.mac)
    }
    switch step {
    case .addNetwork(let network):
      docker.networks.append(observedNetwork(network))
      perform(
        .addLink(Link(Interface(network.bridge), .bridge, mac: MAC("02:42:00:00:00:01"))))
      perform(.setUp(Interface(network.bridge)))
      for gateway in network.gateways {
        guard let pool = network.subnets.first(where: { $0.contains(gateway) }) else { continue }
        give(network.bridge, "\(gateway)/\(pool.length)")
      }
    case .deleteNetwork(let network):
      docker.networks.removeAll { $0.name == network.name }
      perform(.deleteLink(Link(Interface(network.bridge), .bridge)))
    case .addContainer(let container):
      var made = ObservedContainer(name: container.name)
      made.owner = container.owner
      made.image = container.image ?? ""
      made.isRunning = true
      made.places = [place(container, nil)]
      docker.containers.append(made)
    case .deleteContainer(let container):
      docker.containers.removeAll { $0.name == container.name }
    case .connect(let container):
      change(container.name) { $0.places.append(place(container, container.owner)) }
    case .disconnect(let container):
      change(container.name) { $0.places.removeAll { $0.network == container.network } }
    case .start(let name): change(name) { $0.isRunning = true }
    case .stop(let name): change(name) { $0.isRunning = false }
    }
  }

  private func observedNetwork(_ network: DockerNetwork) -> ObservedNetwork {
    var made = ObservedNetwork(id: "0123456789abcdef")
    made.name = network.name
    made.driver = "bridge"
    made.owner = network.owner
    made.bridgeName = network.bridge
    if case .bytes(let bytes) = network.mtu { made.mtu = bytes }
    made.pools = network.subnets.map { subnet in
      ObservedNetwork.Pool(
        subnet: subnet.network, gateway: network.gateways.first(where: subnet.contains),
        range: nil)
    }
    return made
  }
}

package import Values

/// What the Docker engine of a host has, as far as it was asked.
package struct ObservedDocker: Sendable, Equatable {
  package var networks: [ObservedNetwork]
  package var containers: [ObservedContainer]
  /// What `iptables -S` prints, where what a bridge passes on is seen by it; `nil`: it is not, or
  /// could not be asked.
  package var packetFilter: String?

  package init(
    networks: [ObservedNetwork] = [], containers: [ObservedContainer] = [],
    packetFilter: String? = nil
  ) {
    self.networks = networks
    self.containers = containers
    self.packetFilter = packetFilter
  }

  package func network(_ name: String) -> ObservedNetwork? {
    networks.first { $0.name == name }
  }

  package func container(_ name: String) -> ObservedContainer? {
    containers.first { $0.name == name }
  }
}

extension Observed {
  /// Takes in what the engine has. It does not tell the gateway that it chose by itself: that is the
  /// first address of the bridge.
  package mutating func learn(_ docker: ObservedDocker) {
    var docker = docker
    for network in docker.networks.indices {
      let bridge = Interface(docker.networks[network].bridge)
      let held = addresses.filter { $0.interface == bridge }.map(\.prefix.address)
      for pool in docker.networks[network].pools.indices {
        let subnet = docker.networks[network].pools[pool].subnet
        guard docker.networks[network].pools[pool].gateway == nil else { continue }
        docker.networks[network].pools[pool].gateway = held.first { subnet.contains($0) }
      }
    }
    self.docker = docker
  }
}

package struct ObservedNetwork: Sendable, Equatable {
  package struct Pool: Sendable, Equatable {
    package var subnet: Prefix
    package var gateway: Address?
    /// The part of the subnet that the engine hands out by itself, where it was told one.
    package var range: Prefix?

    package init(subnet: Prefix, gateway: Address?, range: Prefix?) {
      self.subnet = subnet
      self.gateway = gateway
      self.range = range
    }
  }

  package var id: String
  package var name: String
  package var driver: String
  /// The value of our label.
  package var owner: String?
  /// The name that the bridge was given, where it was given one.
  package var bridgeName: String?
  /// What was written for the containers' devices, where it was.
  package var mtu: UInt32?
  /// Whether containers may talk to one another.
  package var connectsContainers: Bool
  package var pools: [Pool]
  /// The running containers on it.
  package var members: [String]

  package init(id: String) {
    self.id = id
    name = ""
    driver = ""
    owner = nil
    bridgeName = nil
    mtu = nil
    connectsContainers = true
    pools = []
    members = []
  }

  /// The engine names a bridge after the network's id where it is not told otherwise.
  package var bridge: String { bridgeName ?? "br-" + id.prefix(12) }

  func holds(_ gateway: Address) -> Bool { pools.contains { $0.gateway == gateway } }
}

package struct ObservedContainer: Sendable, Equatable {
  /// Its place on a network.
  package struct Place: Sendable, Equatable {
    package var network: String
    /// Of which owner of ours it is.
    package var owner: String?
    package var addresses: [Address]
    package var mac: MAC?

    package init(network: String, owner: String?, addresses: [Address], mac: MAC?) {
      self.network = network
      self.owner = owner
      self.addresses = addresses
      self.mac = mac
    }
  }

  package var name: String
  package var owner: String?
  package var image: String
  package var isRunning: Bool
  package var places: [Place]

  package init(name: String) {
    self.name = name
    owner = nil
    image = ""
    isRunning = false
    places = []
  }

  package func place(on network: String) -> Place? { places.first { $0.network == network } }
}

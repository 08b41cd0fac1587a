package import Values

/// A network of the host's Docker engine with a bridge of the host.
package struct DockerNetwork: Hashable, Sendable {
  package var name: String
  /// The bridge of the network. One that we make is given this name; that of a network which is
  /// there is told by the engine.
  package var bridge: String
  /// Empty: the network is not made, it has to be there.
  package var subnets: [Prefix]
  /// The host's own address in each family, where the recipe gives it one.
  package var gateways: [Address]
  package var mtu: MTU
  package var owner: String

  package init(
    name: String, bridge: String, subnets: [Prefix], gateways: [Address], mtu: MTU, owner: String
  ) {
    self.name = name
    self.bridge = bridge
    self.subnets = subnets
    self.gateways = gateways
    self.mtu = mtu
    self.owner = owner
  }
}

/// A container on a network.
package struct DockerContainer: Hashable, Sendable {
  package var name: String
  /// What a missing one is started from; `nil`: it has to be there.
  package var image: String?
  package var network: String
  package var addresses: [Address]
  /// What one that we start is given.
  package var mac: MAC?
  /// Whether somebody relies on the MAC: it was written, or tables hold it.
  package var macIsNeeded: Bool
  package var owner: String

  package init(
    name: String, image: String?, network: String, addresses: [Address], mac: MAC?,
    macIsNeeded: Bool, owner: String
  ) {
    self.name = name
    self.image = image
    self.network = network
    self.addresses = addresses
    self.mac = mac
    self.macIsNeeded = macIsNeeded
    self.owner = owner
  }
}

/// One step at the Docker engine. Networks and containers of ours bear the label `vxloom=OWNER`; the
/// place of another's container on a network bears the same as a driver option, which the bridge
/// driver does not read: so each is known as ours from the moment when it exists.
package enum DockerStep: Hashable, Sendable {
  case addNetwork(DockerNetwork)
  case deleteNetwork(DockerNetwork)
  /// Makes the container and starts it.
  case addContainer(DockerContainer)
  case deleteContainer(DockerContainer)
  case connect(DockerContainer)
  case disconnect(DockerContainer)
  case start(String)
  case stop(String)
}

extension DockerStep {
  package static let label = "vxloom"

  var inverse: DockerStep {
    switch self {
    case .addNetwork(let network): .deleteNetwork(network)
    case .deleteNetwork(let network): .addNetwork(network)
    case .addContainer(let container): .deleteContainer(container)
    case .deleteContainer(let container): .addContainer(container)
    case .connect(let container): .disconnect(container)
    case .disconnect(let container): .connect(container)
    case .start(let name): .stop(name)
    case .stop(let name): .start(name)
    }
  }

  /// Whether it takes a network or a container away.
  var takesAway: Bool {
    switch self {
    case .deleteNetwork, .deleteContainer: true
    case .addNetwork, .addContainer, .connect, .disconnect, .start, .stop: false
    }
  }

  /// The bridge that is there when the step is done.
  package var bridge: Interface? {
    switch self {
    case .addNetwork(let network): Interface(network.bridge)
    case .deleteNetwork, .addContainer, .deleteContainer, .connect, .disconnect, .start, .stop:
      nil
    }
  }

  var line: PlanLine? {
    switch self {
    case .addNetwork(let network):
      network.subnets.isEmpty ? nil : PlanLine(.create, "network", network.text)
    case .deleteNetwork(let network): PlanLine(.delete, "network", printable(network.name))
    case .addContainer(let container):
      PlanLine(
        .create, "container",
        container.text + (container.image.map { "  from " + printable($0) } ?? ""))
    case .deleteContainer(let container):
      PlanLine(.delete, "container", printable(container.name))
    case .connect(let container): PlanLine(.create, "connection", container.text)
    case .disconnect(let container):
      PlanLine(
        .delete, "connection", "\(printable(container.name)) in \(printable(container.network))")
    case .start(let name): PlanLine(.change, "container", "\(printable(name)) started")
    case .stop(let name): PlanLine(.change, "container", "\(printable(name)) stopped")
    }
  }
}

extension DockerNetwork {
  fileprivate var text: String {
    (["\(printable(name)) "] + subnets.map { "\($0)" }
      + gateways.flatMap { ["gateway", "\($0)"] } + ["bridge", printable(bridge)])
      .joined(separator: " ")
  }
}

extension DockerContainer {
  fileprivate var text: String {
    ([printable(name), "in", printable(network)] + addresses.map { "\($0)" })
      .joined(separator: " ")
  }
}

/// What the words of a `docker` command depend on.
package struct DockerSpelling {
  /// How a word of the recipe is written.
  package var word: (String) -> String
  /// `nil`: nothing is written.
  package var mtu: (MTU) -> String?
  /// As a person would type it: without what only this program needs.
  package var isPlain: Bool

  package init(
    word: @escaping (String) -> String, mtu: @escaping (MTU) -> String?, isPlain: Bool
  ) {
    self.word = word
    self.mtu = mtu
    self.isPlain = isPlain
  }

  /// For a program that is executed, not for a shell.
  package static var bare: DockerSpelling {
    DockerSpelling(
      word: { $0 },
      mtu: { mtu in
        switch mtu {
        case .bytes(let bytes): String(bytes)
        case .unset, .underlay: nil
        }
      }, isPlain: false)
  }
}

extension DockerStep {
  /// What follows `docker`.
  package func words(_ spelling: DockerSpelling) -> [String] {
    let word = spelling.word
    switch self {
    case .addNetwork(let network):
      return ["network", "create"] + spelling.creation(network) + [word(network.name)]
    case .deleteNetwork(let network): return ["network", "rm", word(network.name)]
    case .addContainer(let container):
      return ["run", "-itd", "--name", word(container.name)] + spelling.creation(container)
        + [word(container.image ?? "")]
    // With the volumes that only it has.
    case .deleteContainer(let container):
      return ["rm", "--force", "--volumes", word(container.name)]
    case .connect(let container):
      return ["network", "connect"] + container.addressWords
        + spelling.mark("--driver-opt", container.owner)
        + [word(container.network), word(container.name)]
    case .disconnect(let container):
      return ["network", "disconnect", word(container.network), word(container.name)]
    case .start(let name): return ["start", word(name)]
    case .stop(let name): return ["stop", "-t", "1", word(name)]
    }
  }
}

extension DockerSpelling {
  fileprivate func creation(_ network: DockerNetwork) -> [String] {
    var words: [String] = []
    if network.subnets.contains(where: { $0.family == .ipv6 }) { words.append("--ipv6") }
    for subnet in network.subnets { words += ["--subnet", "\(subnet.network)"] }
    for gateway in network.gateways { words += ["--gateway", "\(gateway)"] }
    words += ["--opt", "com.docker.network.bridge.name=" + word(network.bridge)]
    if let mtu = mtu(network.mtu) { words += ["--opt", "com.docker.network.driver.mtu=" + mtu] }
    return words + mark("--label", network.owner)
  }

  fileprivate func creation(_ container: DockerContainer) -> [String] {
    let mac = container.macIsNeeded || !isPlain ? container.mac : nil
    return ["--network", word(container.network)] + container.addressWords
      + (mac.map { ["--mac-address", "\($0)"] } ?? []) + mark("--label", container.owner)
  }

  fileprivate func mark(_ option: String, _ owner: String) -> [String] {
    isPlain ? [] : [option, DockerStep.label + "=" + word(owner)]
  }
}

extension DockerContainer {
  fileprivate var addressWords: [String] {
    addresses.flatMap { [$0.family == .ipv4 ? "--ip" : "--ip6", "\($0)"] }
  }
}

extension Plan {
  /// The indices of the steps that it does without where its networks are made by it: Docker gives the
  /// address of the gateway to the bridge. A script adds it where the network turns out to be there.
  package var addressesOfDocker: [Int] {
    let networks = steps.compactMap { step in
      if case .docker(.addNetwork(let network)) = step.operation { network } else { nil }
    }
    if networks.isEmpty { return [] }
    return steps.indices.filter { index in
      guard case .addAddress(let entry) = steps[index].operation else { return false }
      return networks.contains { network in
        entry.interface == Interface(network.bridge)
          && network.gateways.contains(entry.prefix.address)
      }
    }
  }
}

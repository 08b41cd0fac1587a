import Diagnostics
import Values

/// What is known of the bridges of Docker's networks while a host is compared.
struct DockerBridges {
  private var ours: Set<String> = []
  private var networks: [String: String] = [:]
  private var gateways: [String: [Address]] = [:]
  /// Containers that the plan makes.
  var made: Set<String> = []

  init(_ desired: Desired, _ observed: Observed?) {
    for network in desired.wishes.compactMap(\.wish.network) {
      networks[network.bridge] = network.name
      // A script finds out on the host whether the network is there.
      guard let docker = observed?.docker else { continue }
      if let standing = docker.network(network.name) {
        if standing.owner == desired.owner { ours.insert(network.bridge) }
        gateways[network.bridge] = standing.pools.compactMap(\.gateway)
      } else {
        ours.insert(network.bridge)
        gateways[network.bridge] = network.gateways
      }
    }
  }

  /// Whether it is the bridge of a network that we made, or are about to make.
  func isOurs(_ interface: Interface) -> Bool {
    interface.namespace == nil && ours.contains(interface.name)
  }

  /// Whether Docker gives the bridge this address.
  func isGateway(_ entry: AddressEntry) -> Bool {
    entry.interface.namespace == nil
      && gateways[entry.interface.name]?.contains(entry.prefix.address) == true
  }

  func network(of bridge: String) -> String? { networks[bridge] }
}

extension Difference {
  // MARK: Networks

  mutating func meet(_ network: DockerNetwork, _ wish: LocatedWish) {
    guard let observed else { return step(.docker(.addNetwork(network)), wish) }
    var network = network
    network.mtu = resolved(network.mtu, wish)
    guard let standing = observed.docker?.network(network.name) else {
      guard !network.subnets.isEmpty else { return reportMissing(network, wish) }
      if let rival = leftovers?.docker?.rival(of: network) {
        return report(
          Diagnostic(
            .differentNetwork,
            "the Docker network \(printable(rival)), which the recipe no longer has, has addresses of \(printable(network.name))",
            at: wish.range, help: "`--prune` takes it away"))
      }
      return step(.docker(.addNetwork(network)), wish)
    }
    guard standing.driver == "bridge" else {
      return report(
        Diagnostic(
          .differentNetwork,
          "the Docker network \(printable(network.name)) is of the driver \(printable(standing.driver)), and has no bridge",
          at: wish.range, help: "take another network"))
    }
    if let problem = difference(network, standing) {
      let remedy =
        standing.owner == desired.owner
        ? "take it away with `vxloom remove`, then apply again" : "take another network"
      return report(
        Diagnostic(
          .differentNetwork,
          "the Docker network \(printable(network.name)) stands, and is not what the recipe wants: \(problem)",
          at: wish.range, help: remedy))
    }
    warn(network, standing, wish)
  }

  private mutating func reportMissing(_ network: DockerNetwork, _ wish: LocatedWish) {
    let names = (observed?.docker?.networks ?? []).map(\.name)
    let near = nearest(to: network.name, among: names).map { "did you mean `\($0)`? " } ?? ""
    report(
      Diagnostic(
        .missingNetwork, "this host has no Docker network \(printable(network.name))",
        at: wish.range, help: near + "write `subnet` in the header, and it is made"))
  }

  /// How a network that stands differs from the one that is wanted, where it matters.
  private func difference(_ network: DockerNetwork, _ standing: ObservedNetwork) -> String? {
    for subnet in network.subnets {
      let pools = standing.pools.map(\.subnet).filter { $0.family == subnet.family }
      if !pools.contains(subnet.network) {
        let has = pools.map { "\($0)" }.joined(separator: " and ")
        return has.isEmpty ? "it has no \(subnet.family.word)" : "it is \(has), not \(subnet)"
      }
    }
    guard standing.owner == desired.owner else { return nil }
    guard let gateway = network.gateways.first(where: { !standing.holds($0) }) else { return nil }
    return "its gateway is not \(gateway)"
  }

  // MARK: What a network does that would hurt

  private mutating func warn(
    _ network: DockerNetwork, _ standing: ObservedNetwork, _ wish: LocatedWish
  ) {
    warnOfGateway(network, standing, wish)
    warnOfPool(network, standing, wish)
    if case .bytes(let bytes) = network.mtu, (standing.mtu ?? 1500) > bytes {
      report(
        Diagnostic(
          .networkMTU,
          "containers of \(printable(network.name)) have an MTU of \(standing.mtu ?? 1500), and the overlay takes \(bytes)",
          at: wish.range,
          help: "make the network with `--opt com.docker.network.driver.mtu=\(bytes)`"))
    }
    warnOfFilter(network, standing, wish)
  }

  private mutating func warnOfGateway(
    _ network: DockerNetwork, _ standing: ObservedNetwork, _ wish: LocatedWish
  ) {
    let own = desired.wishes.compactMap { wish -> Address? in
      guard case .address(let entry, _) = wish.wish, entry.interface.name == network.bridge
      else { return nil }
      return entry.prefix.address
    }
    guard let own = own.isEmpty ? nil : own,
      let gateway = standing.pools.compactMap(\.gateway).first(where: { gateway in
        own.contains { $0.family == gateway.family } && !own.contains(gateway)
      })
    else { return }
    report(
      Diagnostic(
        .sharedGateway,
        "\(printable(network.name)) of this host hands out \(gateway) as the gateway, which is not the member's address",
        at: wish.range,
        help: "if other hosts hand it out as well, make the network with a `--gateway` of its own"))
  }

  /// The engines of two hosts know nothing of one another, and hand out the same addresses.
  private mutating func warnOfPool(
    _ network: DockerNetwork, _ standing: ObservedNetwork, _ wish: LocatedWish
  ) {
    let open = standing.pools.filter { $0.range == nil && $0.subnet.family == .ipv4 }
    guard let pool = open.first else { return }
    let others = standing.members.filter { name in
      !desired.containers.contains(name)
        && observed?.docker?.container(name)?.owner != desired.owner
    }
    guard standing.owner != desired.owner || !others.isEmpty else { return }
    let what = others.first.map { "gave \(printable($0)) an address" } ?? "hands out addresses"
    report(
      Diagnostic(
        .sharedPool,
        "Docker \(what) of all of \(pool.subnet), and so may the engines of the other hosts",
        at: wish.range,
        help: "make the network with an `--ip-range` that no other host has"))
  }

  /// What a bridge passes on goes through FORWARD where br_netfilter is at work.
  private mutating func warnOfFilter(
    _ network: DockerNetwork, _ standing: ObservedNetwork, _ wish: LocatedWish
  ) {
    let name = printable(network.name)
    var problem: String?
    if let filter = observed?.docker?.packetFilter {
      if !standing.connectsContainers {
        problem = "\(name) keeps its containers apart (`enable_icc=false`), from the overlay too"
      } else if !letsBridged(filter, standing.bridge) {
        problem =
          "this host drops what the bridge of \(name) passes on: FORWARD has the policy DROP"
      }
    }
    guard let problem else { return }
    let bridge = printable(standing.bridge)
    report(
      Diagnostic(
        .filteredBridge, problem, at: wish.range,
        help:
          "`iptables -I FORWARD -i \(bridge) -o \(bridge) -m physdev --physdev-is-bridged -j ACCEPT`"
      ))
  }

  /// The engine may be that of another machine, or of another namespace.
  mutating func hasBridge(_ bridge: String, _ wish: LocatedWish) -> Bool {
    guard let network = docker.network(of: bridge), let engine = observed?.docker,
      engine.network(network) != nil, present(Interface(bridge)) == nil
    else { return true }
    report(
      Diagnostic(
        .missingDevice,
        "the bridge \(printable(bridge)) of the Docker network \(printable(network)) is not on this host",
        at: wish.range, help: "DOCKER_HOST and `docker context` say whose engine answers"))
    return false
  }

  // MARK: Containers

  mutating func meet(_ container: DockerContainer, _ wish: LocatedWish) {
    if let (name, address) = leftovers?.docker?.holder(of: container) {
      return report(
        Diagnostic(
          .differentContainer,
          "the container \(printable(name)), which the recipe no longer has, holds \(address)",
          at: wish.range, help: "`--prune` takes it away"))
    }
    if let standing = observed?.docker?.container(container.name) {
      return compare(container, standing, wish)
    }
    guard docker.made.insert(container.name).inserted else {
      if container.macIsNeeded { return reportFixedMAC(container, wish, isOurs: true) }
      return step(.docker(.connect(container)), wish)
    }
    if container.image != nil { return step(.docker(.addContainer(container)), wish) }
    if observed == nil { return step(.docker(.connect(container)), wish) }
    report(
      Diagnostic(
        .missingContainer, "this host has no container \(printable(container.name))",
        at: wish.range, help: "write `image`, and it is started"))
  }

  private mutating func compare(
    _ container: DockerContainer, _ standing: ObservedContainer, _ wish: LocatedWish
  ) {
    let isOurs = standing.owner == desired.owner
    if let image = container.image, isOurs, standing.image != image {
      return reportDifferent(
        container, "it runs \(printable(standing.image))", wish, isOurs: isOurs)
    }
    if let place = standing.place(on: container.network) {
      guard place.addresses.isSuperset(of: container.addresses) else {
        return move(container, place, wish, isOurs: isOurs)
      }
      if container.macIsNeeded, let mac = place.mac, let wanted = container.mac, mac != wanted {
        return reportDifferent(
          container, "its MAC is \(mac), not \(wanted)", wish, isOurs: isOurs)
      }
    } else if container.macIsNeeded {
      return reportFixedMAC(container, wish, isOurs: isOurs)
    } else {
      step(.docker(.connect(container)), wish)
    }
    if standing.isRunning { return }
    if isOurs { return step(.docker(.start(container.name)), wish) }
    report(
      Diagnostic(
        .missingContainer, "the container \(printable(container.name)) does not run",
        at: wish.range, help: "`docker start \(printable(container.name))`", severity: .warning))
  }

  /// Another's container that we put there moves; ours has its address from its creation.
  private mutating func move(
    _ container: DockerContainer, _ place: ObservedContainer.Place, _ wish: LocatedWish,
    isOurs: Bool
  ) {
    guard place.owner == desired.owner, !isOurs else {
      let has = place.addresses.map { "\($0)" }.joined(separator: " and ")
      return reportDifferent(
        container, has.isEmpty ? "it has no address there" : "it has \(has)", wish, isOurs: isOurs)
    }
    var former = container
    former.addresses = place.addresses
    step(.docker(.disconnect(former)), wish)
    step(.docker(.connect(container)), wish)
  }

  /// Docker gives a MAC where it starts a container, and for the network that it starts it on.
  private mutating func reportFixedMAC(
    _ container: DockerContainer, _ wish: LocatedWish, isOurs: Bool
  ) {
    let mac = container.mac.map { "\($0)" } ?? "of the recipe"
    reportDifferent(
      container, "it is there, and cannot be given the MAC \(mac)", wish, isOurs: isOurs)
  }

  private mutating func reportDifferent(
    _ container: DockerContainer, _ problem: String, _ wish: LocatedWish, isOurs: Bool
  ) {
    let name = printable(container.name)
    report(
      Diagnostic(
        .differentContainer,
        "the container \(name) stands, and is not what the recipe wants: \(problem)",
        at: wish.range,
        help: isOurs
          ? "take it away with `vxloom remove`, then apply again"
          : "take it out with `docker network disconnect \(printable(container.network)) \(name)`, or give it another name"
      ))
  }
}

extension [Address] {
  fileprivate func isSuperset(of others: [Address]) -> Bool { others.allSatisfy(contains) }
}

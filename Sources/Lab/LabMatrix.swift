package import Driver
import Kernel
package import Netlink
import Planning
import Values

extension Laboratory {
  /// Asks all questions by ICMP echo, all at once: what should reach first, what should not after
  /// it, when neighbours are resolved.
  package func verify() throws(SystemError) -> Matrix {
    let endpoints = blueprint.endpoints
    var sources: [EchoEndpoint] = []
    for endpoint in endpoints {
      sources.append(
        EchoEndpoint(namespace: try descriptor(of: endpoint), source: endpoint.address))
    }
    let all = questions(endpoints, blueprint.reach)
    var settings = EchoSettings()
    settings.attempts = 10
    settings.timeoutMilliseconds = 3300
    let before = try splits()
    let wanted = try ask(all.filter(\.shouldReach), mtus: mtus(of: endpoints)) {
      probes throws(SystemError) in echo(probes, sources, settings)
    }
    let after = try splits()
    settings.attempts = 2
    settings.timeoutMilliseconds = 800
    let unwanted = try ask(
      all.filter { !$0.shouldReach }, mtus: endpoints.map { _ in nil }
    ) { probes throws(SystemError) in echo(probes, sources, settings) }
    return Matrix(
      endpoints: endpoints, answers: wanted + unwanted,
      splitters: blueprint.nodes.filter { (after[$0] ?? 0) > (before[$0] ?? 0) })
  }

  private func echo(
    _ probes: [EchoProbe], _ sources: [EchoEndpoint], _ settings: EchoSettings
  ) -> [EchoAnswer] {
    var settings = settings
    settings.forbidFragments = probes.contains { $0.size != nil }
    let pairs = probes.map { probe in
      let destination = blueprint.endpoints[probe.question.to].address
      return EchoPair(
        from: probe.question.from, to: destination,
        payload: probe.size.map { echoPayload(size: $0, destination.family) })
    }
    return Echo.run(pairs, endpoints: sources, settings: settings, relief: forgetNeighbours)
      .map(EchoAnswer.init)
  }

  /// The MTU of the device that holds each endpoint's address.
  private func mtus(of endpoints: [Endpoint]) -> [UInt32?] {
    var known: [String: [Address: UInt32]] = [:]
    return endpoints.map { endpoint in
      let place = known[endpoint.name] ?? mtusByAddress(endpoint)
      known[endpoint.name] = place
      return place[endpoint.address]
    }
  }

  private func mtusByAddress(_ endpoint: Endpoint) -> [Address: UInt32] {
    guard let (sockets, namespace) = place(of: endpoint),
      let links = try? sockets.query(namespace, DumpRequest.links.message),
      let addresses = try? sockets.query(namespace, DumpRequest.addresses.message)
    else { return [:] }
    return deviceMTUs(links: links, addresses: addresses)
  }

  /// How many packets each node has split (FragCreates: RFC 2011, RFC 2465; proc_net(5)).
  private func splits() throws(SystemError) -> [String: Int] {
    var counts: [String: Int] = [:]
    for node in blueprint.nodes {
      counts[node] = try enter(node) { () throws(SystemError) in Machine.splitPackets }
    }
    return counts
  }
}

extension EchoAnswer {
  init(_ result: EchoResult) {
    switch result {
    case .reached(let microseconds): self = .reached(microseconds: microseconds)
    case .missed(let code): self = .missed(code: code)
    }
  }
}

import Kernel
import Netlink
import Planning
import Values

/// A packet as large as the MTU of the device that it leaves by, and that nobody may split.
package struct FullSize: Sendable, Equatable {
  /// Of the device: bytes.
  package var mtu: UInt32
  package var passes: Bool
  /// The errno of a miss; 0 for silence.
  package var code: Int32
}

extension Laboratory {
  /// Sends a packet of the full size where small ones pass. Gives the nodes that split what carries
  /// them: the MTU promises more than the underlay takes in one piece.
  func askFullSize(
    _ answers: inout [Matrix.Answer], _ endpoints: [Endpoint], _ sources: [EchoEndpoint],
    _ settings: EchoSettings
  ) throws(SystemError) -> [String] {
    let mtus = mtus(of: endpoints)
    let asked = answers.indices.filter {
      answers[$0].microseconds != nil && mtus[answers[$0].question.from] != nil
    }
    let pairs = asked.map { index in
      let question = answers[index].question
      let headers = endpoints[question.from].address.family == .ipv4 ? 28 : 48
      return EchoPair(
        from: question.from, to: endpoints[question.to].address,
        payload: Int(mtus[question.from] ?? 0) - headers)
    }
    var settings = settings
    settings.forbidFragments = true
    let before = try splits()
    let results = Echo.run(pairs, endpoints: sources, settings: settings, relief: forgetNeighbours)
    for (index, result) in zip(asked, results) {
      let mtu = mtus[answers[index].question.from] ?? 0
      switch result {
      case .reached: answers[index].fullSize = FullSize(mtu: mtu, passes: true, code: 0)
      case .missed(let code):
        answers[index].fullSize = FullSize(mtu: mtu, passes: false, code: code)
      }
    }
    let after = try splits()
    return blueprint.nodes.filter { (after[$0] ?? 0) > (before[$0] ?? 0) }
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
    var builder = ObservedBuilder()
    builder.add(
      namespace: nil, links: links, addresses: addresses, routes: [], forwarding: [],
      neighbours: [])
    let observed = builder.observed
    let mtus = Dictionary(
      observed.links.map { ($0.interface, $0.mtu) }, uniquingKeysWith: { first, _ in first })
    let byAddress = observed.addresses.compactMap { entry in
      mtus[entry.interface].map { (entry.prefix.address, $0) }
    }
    return Dictionary(byAddress, uniquingKeysWith: { first, _ in first })
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

package import Driver
package import Kernel
package import Netlink
import Planning

/// The namespaces of a lab: one node for each host of the recipe, and one behind each host that
/// has ports. Every node is a network and a mount namespace, and shares no file with the machine's
/// own /run.
package final class Laboratory {
  package let blueprint: Blueprint
  private(set) var spaces: [String: NodeSpace] = [:]
  private var sockets: [String: NetlinkSockets] = [:]
  private let fabric = NetlinkSockets()

  package init(_ blueprint: Blueprint) { self.blueprint = blueprint }

  /// From the open namespaces of a lab that stands.
  init(_ blueprint: Blueprint, spaces: [String: NodeSpace]) {
    self.blueprint = blueprint
    self.spaces = spaces
    for (name, space) in spaces { sockets[name] = NetlinkSockets(node: space) }
  }

  /// The name of the space behind a host's ports; `:` cannot stand in a node's name.
  static func behind(_ node: String) -> String { node + ":" }

  /// Makes the nodes and joins them: each underlay device to a bridge of the lab's own. The process
  /// must have its own network namespace by now (`Isolation`).
  package func build() -> Execution {
    Machine.raiseDescriptorLimit()
    do {
      for host in blueprint.hosts {
        try addSpace(host.name)
        if !host.ports.isEmpty { try addSpace(Laboratory.behind(host.name)) }
      }
    } catch {
      return Execution(status: error.status, diagnostics: [error.diagnostic(at: nil)], done: 0)
    }
    let plan = Plan(
      owner: "lab", node: "lab", steps: underlaySteps(blueprint).map { Step($0, range: nil) })
    var observed = Observed()
    // Every new namespace has its loopback device, with the ifindex 1.
    for name in [nil] + spaces.keys.sorted().map(Optional.some) {
      observed.links.append(
        ObservedLink(interface: Interface("lo", in: name), index: 1, kind: .other("")))
    }
    return execute(plan, on: fabricHost(), observed)
  }

  private func addSpace(_ name: String) throws(SystemError) {
    let space = try NodeSpace.make()
    spaces[name] = space
    sockets[name] = NetlinkSockets(node: space)
  }

  /// The lab as a host whose named namespaces are the nodes.
  private func fabricHost() -> Host {
    Host(
      send: { [self] name, messages in
        let place = name.flatMap { sockets[$0] } ?? fabric
        return exchange(place, nil, messages)
      },
      query: { [self] name, message in
        let place = name.flatMap { sockets[$0] } ?? fabric
        return Result { () throws(SystemError) in try place.query(nil, message) }
      },
      namespaces: { [self] in spaces.keys.sorted() },
      addNamespace: { _ in .success(()) }, deleteNamespace: { _ in .success(()) },
      namespaceDescriptor: { [self] name in
        guard let space = spaces[name] else { return .failure(SystemError(2, "find node \(name)")) }
        return .success(space.network.number)
      },
      hostName: { "lab" }, hasIPv6: { Machine.hasIPv6 }, interruption: { Interruptions.current },
      log: { _ in })
  }

  /// A node as the host that `apply` and `remove` work on.
  package func host(_ node: String, log: @escaping (String) -> Void = { _ in }) -> Host? {
    guard let sockets = sockets[node] else { return nil }
    return kernelHost(sockets, hostName: node, log: log)
  }

  /// Runs `body` within a node.
  package func enter<Value>(
    _ node: String, _ body: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value {
    guard let space = spaces[node] else { throw SystemError(2, "find node \(node)") }
    return try space.enter(body)
  }

  /// A descriptor of the network namespace that an endpoint lives in.
  func descriptor(of endpoint: Endpoint) throws(SystemError) -> Int32? {
    switch endpoint.place {
    case .host: return spaces[endpoint.node]?.network.number
    case .namespace(let name): return try sockets[endpoint.node]?.descriptor(name)
    case .port: return spaces[Laboratory.behind(endpoint.node)]?.network.number
    }
  }
}

/// The host that a set of sockets works on.
package func kernelHost(
  _ sockets: NetlinkSockets, hostName: String? = nil, log: @escaping (String) -> Void
) -> Host {
  Host(
    send: { exchange(sockets, $0, $1) },
    query: { namespace, message in
      Result { () throws(SystemError) in try sockets.query(namespace, message) }
    },
    namespaces: { sockets.list() },
    addNamespace: { name in Result { () throws(SystemError) in try sockets.add(name) } },
    deleteNamespace: { name in Result { () throws(SystemError) in try sockets.delete(name) } },
    namespaceDescriptor: { name in
      Result { () throws(SystemError) in try sockets.descriptor(name) }
    },
    hostName: { hostName ?? Machine.hostName },
    hasIPv6: { (try? sockets.atHome { () throws(SystemError) in Machine.hasIPv6 }) ?? true },
    interruption: { Interruptions.current }, log: log)
}

private func exchange(
  _ sockets: NetlinkSockets, _ namespace: String?, _ messages: [[UInt8]]
) -> Result<[Acknowledgement], SystemError> {
  Result { () throws(SystemError) in
    try sockets.exchange(namespace, messages).map { answer in
      acknowledgement(in: answer)?.1 ?? Acknowledgement(code: 5)
    }
  }
}

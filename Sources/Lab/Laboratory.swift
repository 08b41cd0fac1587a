package import Driver
package import Kernel
package import Netlink
package import Planning

/// The namespaces of a lab: one node for each host of the recipe, and one behind each host that
/// has ports. Every node is a network and a mount namespace, and shares no file with the machine's
/// own /run.
package final class Laboratory {
  package let blueprint: Blueprint
  /// How much of the underlay stands.
  package var progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
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
    var host = fabricHost()
    host.progress = { [progress] _, done, total in progress(done, total) }
    let execution = execute(plan, on: host, observed)
    if execution.status == .done { introduce() }
    return execution
  }

  /// Tells each node what is on the link, and the MACs of its neighbours in the underlay. They would
  /// find them themselves, but a large lab has more neighbours than the kernel has room for. What
  /// fails here is found then.
  private func introduce() {
    for host in blueprint.hosts {
      guard let sockets = sockets[host.name],
        let links = try? sockets.query(nil, DumpRequest.links.message)
      else { continue }
      var messages: [[UInt8]] = []
      for link in links.compactMap({ observedLink(in: $0, namespace: nil) }) {
        guard let device = host.devices.first(where: { $0.name == link.interface.name }) else {
          continue
        }
        messages += device.addresses.filter(\.isInZeroNetwork).map {
          linkRoute($0, index: link.index)
        }
        messages += underlayNeighbours(of: device, on: host.name, blueprint).map {
          permanentNeighbour($0.address, $0.mac, index: link.index)
        }
      }
      _ = try? sockets.exchange(nil, messages)
    }
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
      hostName: { "lab" }, hasIPv6: { Machine.hasIPv6 },
      kernelRelease: { Machine.kernelRelease }, interruption: { Interruptions.current },
      log: nil)
  }

  /// A node as the host that `apply` and `remove` work on.
  package func host(_ node: String, log: ((String) -> Void)? = nil) -> Host? {
    guard let sockets = sockets[node] else { return nil }
    return kernelHost(sockets, hostName: node, log: log)
  }

  /// Starts an agent in each node whose kernel has questions. They end with this process.
  package func startAgents(_ resolver: (String) -> Resolver) throws(SystemError) {
    for node in blueprint.nodes {
      let resolver = resolver(node)
      guard !resolver.devices.isEmpty, let space = spaces[node] else { continue }
      let parent = Machine.process
      let agent = try Holder.start { reports in
        serve(resolver, NetlinkSockets(node: space), node, parent, reports)
      }
      if try agent.report(timeoutMilliseconds: 10_000).isEmpty {
        throw SystemError(10, "start the agent of \(node)")
      }
    }
  }

  /// Runs `body` within a node.
  package func enter<Value>(
    _ node: String, _ body: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value {
    guard let space = spaces[node] else { throw SystemError(2, "find node \(node)") }
    return try space.enter(body)
  }

  /// Deletes what the nodes have learned of their neighbours: the kernel has room for 1,024 in all
  /// namespaces together (gc_thresh3, arp(7)), and a lab of 40 nodes would need more.
  func forgetNeighbours() {
    var places: [(sockets: NetlinkSockets, namespace: String?)] = []
    for name in spaces.keys.sorted() {
      guard let sockets = sockets[name] else { continue }
      places.append((sockets, nil))
      places += sockets.list().map { (sockets, $0) }
    }
    for place in places { forgetNeighbours(place.sockets, place.namespace) }
  }

  private func forgetNeighbours(_ sockets: NetlinkSockets, _ namespace: String?) {
    guard let neighbours = try? sockets.query(namespace, DumpRequest.neighbours.message) else {
      return
    }
    let messages = forgetLearned(neighbours)
    if !messages.isEmpty { _ = try? sockets.exchange(namespace, messages) }
  }

  /// A descriptor of the network namespace that an endpoint lives in.
  func descriptor(of endpoint: Endpoint) throws(SystemError) -> Int32? {
    guard let (sockets, namespace) = place(of: endpoint) else { return nil }
    return try sockets.descriptor(namespace)
  }

  /// The node, or what is behind it, and the namespace there that an endpoint lives in.
  func place(of endpoint: Endpoint) -> (sockets: NetlinkSockets, namespace: String?)? {
    switch endpoint.place {
    case .host: sockets[endpoint.node].map { ($0, nil) }
    // Namespaces stand in for containers.
    case .namespace(let name), .container(let name): sockets[endpoint.node].map { ($0, name) }
    case .port: sockets[Laboratory.behind(endpoint.node)].map { ($0, nil) }
    }
  }
}

/// The host that a set of sockets works on.
package func kernelHost(
  _ sockets: NetlinkSockets, hostName: String? = nil, log: ((String) -> Void)?
) -> Host {
  // It stays the same as long as we run.
  let release = Machine.kernelRelease
  return Host(
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
    docker: runDocker,
    packetFilter: {
      (try? sockets.atHome { () throws(SystemError) in bridgePacketFilter() }) ?? nil
    },
    echo: { sendEchoes($0, sockets) }, senses: kernelSenses(sockets),
    hostName: { hostName ?? Machine.hostName },
    hasIPv6: { (try? sockets.atHome { () throws(SystemError) in Machine.hasIPv6 }) ?? true },
    kernelRelease: { release }, interruption: { Interruptions.current }, log: log)
}

private func exchange(
  _ sockets: NetlinkSockets, _ namespace: String?, _ messages: [[UInt8]]
) -> Result<[Acknowledgement], SystemError> {
  Result { () throws(SystemError) in
    try sockets.exchange(namespace, messages).map { answer in
      answer.isEmpty
        ? Acknowledgement() : acknowledgement(in: answer)?.1 ?? Acknowledgement(code: 5)
    }
  }
}

/// In a child: answers a node's misses, and says when it listens.
private func serve(
  _ resolver: Resolver, _ sockets: NetlinkSockets, _ node: String, _ parent: Int32,
  _ reports: borrowing Descriptor
) -> Int32 {
  do {
    try ChildProcess.endWithParent(parent)
    let notifications = try kernelNotifications(sockets)
    let host = kernelHost(sockets, hostName: node, log: nil)
    try reports.write([1])
    return runAgent(resolver, on: host, notifications, report: { _ in }).rawValue
  } catch {
    return error.status.rawValue
  }
}

/// What an agent listens to.
package func kernelNotifications(
  _ sockets: NetlinkSockets
) throws(SystemError) -> Notifications {
  let listener = try sockets.listen([Notification.linkGroup, Notification.neighbourGroup])
  return Notifications(
    receive: { time in
      Result { () throws(SystemError) in try listener.receive(timeoutMilliseconds: time) }
    }, now: { Machine.monotonicMilliseconds })
}

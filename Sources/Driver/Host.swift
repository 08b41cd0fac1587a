package import Netlink

/// What steps are done for.
package enum Work: Sendable {
  case doing, undoing
}

/// The host as the driver sees it: closures that the executable fills from `Kernel`. A namespace is
/// named as `ip netns` names it; `nil` is the one that the program works in.
package struct Host {
  /// Sends the messages in one send and gives the kernel's answer to each. Sequence numbers are
  /// filled in on the way.
  package var send:
    (_ namespace: String?, _ messages: [[UInt8]]) -> Result<[Acknowledgement], SystemError>
  /// The messages that answer a request (a dump, or a single get), headers included; an interrupted
  /// dump has been taken again.
  package var query: (_ namespace: String?, _ message: [UInt8]) -> Result<[[UInt8]], SystemError>
  /// The namespaces that `ip netns` would list.
  package var namespaces: () -> [String]
  package var addNamespace: (String) -> Result<Void, SystemError>
  package var deleteNamespace: (String) -> Result<Void, SystemError>
  /// An open descriptor of a namespace, for IFLA_NET_NS_FD; it stays open and is the host's.
  package var namespaceDescriptor: (String) -> Result<Int32, SystemError>
  /// Runs `docker` with these words. ENOENT where there is no such command, ETIMEDOUT where it did
  /// not come to an end.
  package var docker: (_ arguments: [String]) -> Result<CommandAnswer, SystemError>
  /// What `iptables -S` prints, where what a bridge passes on goes through it.
  package var packetFilter: () -> String?
  /// Sends ICMP echo requests from addresses of this host and waits for what comes of each.
  package var echo: (EchoRound) -> Result<[EchoAnswer], SystemError>
  package var senses: Senses
  package var hostName: () -> String
  package var hasIPv6: () -> Bool
  /// As `uname -r` has it; empty where it is not known.
  package var kernelRelease: () -> String
  /// The signal that asks us to stop, or 0.
  package var interruption: () -> Int32
  /// How many steps of how many are done.
  package var progress: (Work, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
  /// `-v`: an operation in `ip` words, before it is sent. `nil`: nobody reads it.
  package var log: ((String) -> Void)?

  package init(
    send: @escaping (String?, [[UInt8]]) -> Result<[Acknowledgement], SystemError>,
    query: @escaping (String?, [UInt8]) -> Result<[[UInt8]], SystemError>,
    namespaces: @escaping () -> [String],
    addNamespace: @escaping (String) -> Result<Void, SystemError>,
    deleteNamespace: @escaping (String) -> Result<Void, SystemError>,
    namespaceDescriptor: @escaping (String) -> Result<Int32, SystemError>,
    docker: @escaping ([String]) -> Result<CommandAnswer, SystemError> = { _ in
      .failure(SystemError(2, "run docker"))
    }, packetFilter: @escaping () -> String? = { nil },
    echo: @escaping (EchoRound) -> Result<[EchoAnswer], SystemError> = { round in
      .success(round.requests.map { _ in .missed(code: 0) })
    }, senses: Senses = Senses(),
    hostName: @escaping () -> String, hasIPv6: @escaping () -> Bool,
    kernelRelease: @escaping () -> String, interruption: @escaping () -> Int32,
    log: ((String) -> Void)?
  ) {
    self.send = send
    self.query = query
    self.namespaces = namespaces
    self.addNamespace = addNamespace
    self.deleteNamespace = deleteNamespace
    self.namespaceDescriptor = namespaceDescriptor
    self.docker = docker
    self.packetFilter = packetFilter
    self.echo = echo
    self.senses = senses
    self.hostName = hostName
    self.hasIPv6 = hasIPv6
    self.kernelRelease = kernelRelease
    self.interruption = interruption
    self.log = log
  }
}

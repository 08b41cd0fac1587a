package import Netlink
package import Values

/// What else of the host is looked at, for what would hurt an overlay. Nothing here changes anything.
package struct Senses {
  package enum Capability: Hashable, Sendable {
    case networkAdministration, rawSockets, systemAdministration
  }

  /// What a device does to checksums, and whose driver it has.
  package struct Offload: Hashable, Sendable {
    package var driver: String
    package var computesChecksums: Bool

    package init(driver: String, computesChecksums: Bool) {
      self.driver = driver
      self.computesChecksums = computesChecksums
    }
  }

  /// The text of a file, where /proc/sys/net and /proc/thread-self/net are those of the network
  /// namespace that the program works in; `nil`: it is not there, or may not be read.
  package var file: (_ path: String) -> String? = { _ in nil }
  /// The names in a directory.
  package var list: (_ directory: String) -> [String] = { _ in [] }
  /// Runs a program that only tells, in that namespace. ENOENT where there is none.
  package var command: (_ words: [String]) -> Result<CommandAnswer, SystemError> = { words in
    .failure(SystemError(2, "run \(words.first ?? "")"))
  }
  /// Whether nf_tables has any table in that namespace; `nil`: the kernel does not tell us.
  package var hasFilterTables: () -> Bool? = { nil }
  package var has: (Capability) -> Bool = { _ in true }
  /// The process that holds a socket, as far as it may be seen: "python3 (process 123)".
  package var holder: (_ inode: UInt64) -> String? = { _ in nil }
  package var offload: (_ device: String) -> Offload? = { _ in nil }

  package init() {}
}

/// An ICMP echo request from an address of this host.
package struct EchoRequest: Hashable, Sendable {
  package var namespace: String?
  package var source: Address
  package var destination: Address
  /// The bytes of the whole packet; `nil`: a small one.
  package var size: UInt32?

  package init(
    namespace: String? = nil, from source: Address, to destination: Address, size: UInt32? = nil
  ) {
    self.namespace = namespace
    self.source = source
    self.destination = destination
    self.size = size
  }

  /// The same for `ping` (ping(8)), for people.
  var words: String {
    var words = "ping -c 1 -I \(source)"
    if let size { words += " -M do -s \(echoPayload(size: size, destination.family))" }
    return words + " \(destination)"
  }
}

/// Requests that are sent at once.
package struct EchoRound: Sendable {
  package var requests: [EchoRequest]
  package var attempts = 5
  package var timeoutMilliseconds = 2000

  package init(_ requests: [EchoRequest]) { self.requests = requests }

  /// Whether nobody may split the packets (DF).
  package var isUnsplit: Bool { requests.contains { $0.size != nil } }
}

package import Values

/// From where echo requests go: an address in a network namespace.
package struct EchoEndpoint: Sendable {
  /// A descriptor of the namespace; `nil` is the one that we are in.
  package var namespace: Int32?
  package var source: Address

  package init(namespace: Int32? = nil, source: Address) {
    self.namespace = namespace
    self.source = source
  }
}

package struct EchoPair: Sendable {
  /// An index among the endpoints.
  package var from: Int
  package var to: Address
  /// `nil`: that of the settings.
  package var payload: Int?

  package init(from: Int, to: Address, payload: Int? = nil) {
    self.from = from
    self.to = to
    self.payload = payload
  }
}

package enum EchoResult: Hashable, Sendable {
  /// The time from request to answer.
  case reached(microseconds: Int)
  /// No answer. The last error (errno(3): EMSGSIZE, ENETUNREACH, EHOSTUNREACH, EPERM, …) that the
  /// host or an ICMP message gave, or 0 for silence; EINTR where a signal ended the whole run.
  case missed(code: Int32)
}

package struct EchoSettings: Sendable {
  /// How many requests a pair is given.
  package var attempts = 3
  /// How long after a request the next one follows.
  package var intervalMilliseconds = 300
  /// How long a pair has from its first request on; at least an interval after its last.
  package var timeoutMilliseconds = 1000
  /// The bytes after the IP header (20 or 40 bytes) and the echo header (8 bytes).
  package var payload = 56
  /// Sets DF, and never splits a packet here (IP_PMTUDISC_DO, ip(7)).
  package var forbidFragments = false
  /// How many requests may be without an answer at once.
  package var unanswered = 256

  package init() {}
}

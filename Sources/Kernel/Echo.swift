/// Who reaches whom: ICMP echo for many pairs at once (RFC 792, RFC 4443), by one process with
/// sockets that do not block. It needs CAP_NET_RAW in the endpoint's namespace, or a group in
/// net.ipv4.ping_group_range.
package enum Echo {
  /// One result for each pair, in their order. An endpoint whose socket cannot be made misses all
  /// its pairs with that errno (EPERM; EADDRNOTAVAIL where it does not have the address).
  package static func run(
    _ pairs: [EchoPair], endpoints: [EchoEndpoint], settings: EchoSettings = EchoSettings()
  ) -> [EchoResult] {
    if endpoints.count > 200 { Machine.raiseDescriptorLimit() }
    var run = EchoRun(pairs, endpoints, settings)
    return run.results()
  }
}

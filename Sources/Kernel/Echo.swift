/// Who reaches whom: ICMP echo for many pairs at once (RFC 792, RFC 4443), by one process with
/// sockets that do not block. It needs CAP_NET_RAW in the endpoint's namespace, or a group in
/// net.ipv4.ping_group_range.
package enum Echo {
  /// One result for each pair, in their order. An endpoint whose socket cannot be made misses all
  /// its pairs with that errno (EPERM; EADDRNOTAVAIL where it does not have the address).
  ///
  /// The kernel has room for 1,024 neighbours in all namespaces together (gc_thresh3, arp(7)), and
  /// each pair takes up to two. `relief` is called after some hundred pairs, and when there is no
  /// room: it may delete neighbours that were learned. Without it, a full table costs some seconds
  /// and misses pairs (ENOBUFS; silence where the far side had no room).
  package static func run(
    _ pairs: [EchoPair], endpoints: [EchoEndpoint], settings: EchoSettings = EchoSettings(),
    relief: (() -> Void)? = nil
  ) -> [EchoResult] {
    if endpoints.count > 200 { Machine.raiseDescriptorLimit() }
    var run = EchoRun(pairs, endpoints, settings)
    return run.results(relief)
  }
}

internal import CKernel
internal import Netlink

extension NetlinkSockets {
  /// What a dump of forwarding entries gives. Where entries came or went meanwhile it is taken again:
  /// the kernel does not tell of that in the dump itself (`rtnl_fdb_dump` in net/core/rtnetlink.c). A
  /// table in which a bridge learns never stands still: after a few times it is taken as it is.
  func forwarding(_ namespace: String?) throws(SystemError) -> [[UInt8]] {
    let watch = try listen([Notification.neighbourGroup], in: namespace)
    var answers: [[UInt8]] = []
    for _ in 0..<6 {
      answers = try dumpForwarding(namespace)
      if !(try watch.hasHeardOfForwarding()) { break }
    }
    return answers
  }
}

extension NetlinkListener {
  /// Whether a forwarding entry came or went since this was asked the last time.
  fileprivate func hasHeardOfForwarding() throws(SystemError) -> Bool {
    var hasHeard = false
    // What goes on coming is not read to its end.
    for _ in 0..<10_000 {
      do {
        let messages = try receive(timeoutMilliseconds: 0)
        if messages.isEmpty { break }
        if messages.contains(where: isForwardingNotice) { hasHeard = true }
      } catch {
        // ENOBUFS: more came than there was room for; EINTR: a signal, which others heed.
        guard error.code == CK_ENOBUFS || error.code == CK_EINTR else { throw error }
        hasHeard = true
      }
    }
    return hasHeard
  }
}

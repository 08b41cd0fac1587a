package import Netlink

/// A socket that hears what the kernel tells by itself (netlink(7), multicast groups).
package final class NetlinkListener {
  private let socket: NetlinkSocket

  /// In the network namespace that we are in; `groups` are RTNLGRP_….
  init(_ groups: [Int32]) throws(SystemError) {
    let socket = try NetlinkSocket()
    for group in groups { try socket.join(group: group) }
    self.socket = socket
  }

  /// See `NetlinkSocket.receive`.
  package func receive(timeoutMilliseconds: Int) throws(SystemError) -> [[UInt8]] {
    try socket.receive(timeoutMilliseconds: timeoutMilliseconds)
  }
}

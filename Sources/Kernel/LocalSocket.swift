internal import CKernel
package import Netlink

/// Sockets of this machine with abstract names, in this network namespace (unix(7)): they leave no
/// file, and end with their owner.
package enum LocalSocket {
  /// EADDRINUSE where another listens under the name.
  package static func listen(as name: String) throws(SystemError) -> Descriptor {
    Descriptor(owning: try check(unsafe ck_local_listen(name), "listen for `vxloom confirm`"))
  }

  /// ECONNREFUSED where nobody listens.
  package static func connect(to name: String) throws(SystemError) -> Descriptor {
    Descriptor(owning: try check(unsafe ck_local_connect(name), "reach what waits"))
  }

  /// Takes a caller, if it is this user or root; else it is gone.
  package static func accept(on listener: Int32) throws(SystemError) -> Descriptor? {
    var user: UInt32 = 0
    let peer = Descriptor(
      owning: try check(unsafe ck_local_accept(listener, &user), "take a caller"))
    guard user == 0 || user == UInt32(bitPattern: ck_effective_user()) else { return nil }
    return peer
  }
}

internal import CKernel
package import Netlink

/// The lock on a network namespace, held until its owner ends: flock(2) on the namespace itself, so
/// that it holds between all processes that can see it, whatever they call it, and leaves no file.
/// A child that is forked, and does not execute a program, holds it as well.
package struct NetworkLock: ~Copyable {
  private let descriptor: Descriptor

  /// Locks the namespace of that name or path; `nil` is the one that we are in. Without `waiting`
  /// EWOULDBLOCK (EAGAIN) where another holds it; while waiting EINTR after a signal.
  package init(_ namespace: String?, waiting: Bool) throws(SystemError) {
    let file = try Namespaces.open(orCurrent: namespace)
    var result = ck_lock(file.number, 0)
    while waiting, result == -CK_EAGAIN {
      // Not flock's own waiting: a signal that came just before would not end it.
      let isInterrupted = Poll.wait([], milliseconds: 50) == nil
      result = isInterrupted ? -CK_EINTR : ck_lock(file.number, 0)
    }
    try require(result, "lock the network namespace")
    descriptor = file
  }
}

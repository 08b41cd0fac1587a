internal import Netlink

/// The process that holds a socket (proc_pid_fd(5)).
package struct SocketHolder: Sendable, Equatable {
  package var process: Int32
  package var name: String

  /// `nil`: none, or one that we may not look into. The kernel's own sockets are nobody's.
  package static func find(_ inode: UInt64) -> SocketHolder? {
    let wanted = "socket:[\(inode)]"
    for process in ((try? Machine.list("/proc")) ?? []).compactMap({ Int32($0) }).sorted() {
      let directory = "/proc/\(process)/fd"
      let isHolder = ((try? Machine.list(directory)) ?? []).contains { descriptor in
        Machine.linkTarget("\(directory)/\(descriptor)") == wanted
      }
      guard isHolder else { continue }
      let name = (try? Machine.readFile("/proc/\(process)/comm", limit: 64)) ?? []
      return SocketHolder(process: process, name: text(name.prefix { $0 != 0x0a }))
    }
    return nil
  }
}

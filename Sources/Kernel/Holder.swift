internal import CKernel
package import Netlink

/// A forked child that leads a session of its own and tells us something through a pipe. Our
/// terminal's end, and ours, do not end it.
package struct Holder: ~Copyable {
  package let process: Int32
  /// What the child says; at its end where the child is gone.
  package let reports: Descriptor

  /// Forks. `body` runs in the child, whose standard descriptors are /dev/null; what it gives is
  /// the exit status. It is handed the descriptor to report through, which the program that it
  /// executes has only after `keepOverExecution`. The process has to have one thread.
  package static func start(
    _ body: (borrowing Descriptor) -> Int32
  ) throws(SystemError) -> Holder {
    let pipe = try Descriptor.pipe()
    let process = try check(ck_fork(), "make a process")
    guard process == 0 else {
      return Holder(process: process, reports: pipe.keepReading())
    }
    let reports = pipe.keepWriting()
    _ = ck_session()
    let nothing = unsafe ck_open("/dev/null", CK_O_RDWR, 0)
    for standard: Int32 in 0...2 where nothing >= 0 { _ = ck_duplicate_onto(nothing, standard) }
    if nothing > 2 { _ = ck_close(nothing) }
    ck_exit(body(reports))
  }

  /// The next bytes of a report; none when the child has closed it, or ended. ETIMEDOUT once the
  /// time is over (< 0: for ever), EINTR after a signal that asks us to stop.
  package func report(timeoutMilliseconds: Int) throws(SystemError) -> [UInt8] {
    let end = Machine.monotonicMilliseconds + Int64(timeoutMilliseconds)
    while true {
      let left = max(end - Machine.monotonicMilliseconds, 0)
      let time = timeoutMilliseconds < 0 ? -1 : Int(left)
      if let ready = Poll.wait([Poll.Entry(reports.number)], milliseconds: time) {
        if ready[0] { return try reports.read() }
        throw SystemError(CK_ETIMEDOUT, "wait for a child process")
      }
      if Interruptions.current != 0 { throw SystemError(CK_EINTR, "wait for a child process") }
    }
  }
}

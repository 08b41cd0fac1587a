internal import CKernel
package import Netlink

/// SIGINT, SIGTERM and SIGHUP as a flag that is looked at between steps; SIGQUIT counts as SIGINT. One that is ignored when
/// we start (nohup(1)) stays ignored. Waiting calls end with EINTR.
package enum Interruptions {
  /// From here on a write to a closed pipe gives EPIPE, and no SIGPIPE (signal(7)).
  package static func ignoreClosedPipes() { ck_ignore_closed_pipes() }

  /// From here on SIGQUIT ends the process, where Swift's runtime would tell of a crash.
  package static func quitPlainly() { ck_quit_plainly() }

  package static func install() throws(SystemError) {
    try require(ck_catch_interruptions(), "catch signals")
  }

  /// From here on they end the process again.
  package static func release() { ck_release_interruptions() }

  /// The first signal that came, or 0.
  package static var current: Int32 { ck_interruption() }

  /// As if none had come.
  package static func forget() { ck_forget_interruption() }

  /// Readable once a signal has come; `nil` before `install`.
  package static var descriptor: Int32? {
    let number = ck_interruption_descriptor()
    return number < 0 ? nil : number
  }
}

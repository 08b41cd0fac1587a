import Diagnostics
import Driver
import Kernel
import Lab
import Netlink
import Scripting

/// What takes an `apply --confirm` back unless `vxloom confirm` comes in time: a child process that
/// is there before the first step, in a session of its own, and holds the steps and the lock. It
/// needs neither our terminal nor us.
struct Confirmation: ~Copyable {
  /// Under which it listens, in the network namespace that is worked on.
  static let name = "vxloom confirm"

  private let control: Descriptor

  /// Before the first step.
  static func start(
    _ plan: HostPlan, seconds: Int, netns: String?
  ) throws(SystemError) -> Confirmation {
    let pipe = try Descriptor.pipe()
    let (reading, writing) = (pipe.reading.number, pipe.writing.number)
    let terminal = try Descriptor.standardError()
    let number = try NetlinkSockets(home: netns).atHome { () throws(SystemError) -> Int32 in
      try LocalSocket.listen(as: name).release()
    }
    let listener = Descriptor(owning: number)
    _ = try Holder.start { _ in
      // Else the end of the parent could not be seen.
      _ = Descriptor(owning: writing)
      let guardian = Guardian(plan: plan, seconds: seconds, netns: netns)
      let text = guardian.wait(control: reading, listener: number)
      if let text { try? terminal.write(Array((text + "\n").utf8)) }
      return 0
    }
    _ = consume listener
    return Confirmation(control: pipe.keepWriting())
  }

  /// All steps are done: the time begins.
  func begin() { try? control.write([UInt8(ascii: "A")]) }

  /// Nothing is left to be taken back.
  func withdraw() { try? control.write([UInt8(ascii: "W")]) }
}

/// The child.
private struct Guardian {
  let plan: HostPlan
  let seconds: Int
  let netns: String?

  /// Waits; gives what is to be said, if anybody still reads.
  func wait(control: Int32, listener: Int32) -> String? {
    var deadline: Int64?
    while true {
      let left = deadline.map { max(0, $0 - Machine.monotonicMilliseconds) }
      if left == 0 { return undo("nobody confirmed within \(seconds) seconds") }
      let entries = [Poll.Entry(deadline == nil ? control : -1), Poll.Entry(listener)]
      guard let ready = Poll.wait(entries, milliseconds: left.map { Int($0) } ?? -1) else {
        return undo("the process that waited for `vxloom confirm` was interrupted")
      }
      if ready[0] {
        switch (try? Machine.read(control, limit: 1))?.first {
        case UInt8(ascii: "A"): deadline = Machine.monotonicMilliseconds + Int64(seconds) * 1000
        case UInt8(ascii: "W"): return nil
        default: return undo("`vxloom apply` ended before it was done")
        }
      }
      if ready[1], isConfirmed(listener, isApplied: deadline != nil) { return nil }
    }
  }

  /// A caller who comes before all is done is told so.
  private func isConfirmed(_ listener: Int32, isApplied: Bool) -> Bool {
    guard let caller = try? LocalSocket.accept(on: listener) else { return false }
    try? caller.write([UInt8(ascii: isApplied ? "K" : "N")])
    return isApplied
  }

  private func undo(_ reason: String) -> String {
    Interruptions.forget()
    let execution = Driver.undo(plan, on: kernelHost(NetlinkSockets(home: netns), log: nil))
    guard execution.status == .done else {
      let left = execution.diagnostics.flatMap(\.notes).map { "\n  \($0)" }.joined()
      return "vxloom: \(reason), and undoing failed; these commands would finish it:\(left)"
    }
    return "vxloom: \(reason): all is undone"
  }
}

internal import CReadline
package import Dialogue
import Values

/// Lines that are typed at a terminal, with GNU readline (readline(3)): editing, history, completion.
/// A process has one.
package struct LineEditor: ~Copyable {
  package enum Line: Sendable, Equatable {
    case line([UInt8])
    /// A signal came.
    case interrupted
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
  }

  /// The candidates for the word from `start` to `end` (bytes) of `line`.
  package typealias Completer = (_ line: String, _ start: Int, _ end: Int) -> Candidates

  /// `name`: for conditions in the user's inputrc. `breaks`: what ends a word.
  package init(name: StaticString, breaks: String) {
    unsafe name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount) {
      unsafe cr_begin($0, breaks)
    }
    cr_limit_history(Int32(HistoryEntry.limit))
  }

  package mutating func remember(_ entry: [UInt8]) {
    unsafe cr_add_history(String(decoding: entry, as: UTF8.self))
  }

  /// Reads a line. `color`: the escape sequence that the prompt begins with, which takes no room.
  /// `interruption`: a descriptor that is readable once a signal came.
  package mutating func read(
    prompt: String, color: String, interruption: Int32?, completer: Completer
  ) -> Line {
    let shown =
      color.isEmpty ? prompt : "\u{1}\(color)\u{2}\(prompt)\u{1}\u{1b}[0m\u{2}"
    return withoutActuallyEscaping(completer) { completer in
      var context = completer
      var line: UnsafeMutablePointer<CChar>?
      let count = unsafe withUnsafeMutablePointer(to: &context) { context in
        unsafe cr_read_line(shown, interruption ?? -1, complete, context, &line)
      }
      if count == -CR_EINTR { return .interrupted }
      guard count >= 0, let line = unsafe line else { return .end }
      defer { unsafe cr_free(line) }
      let bytes = unsafe UnsafeRawBufferPointer(start: line, count: Int(count))
      return .line(unsafe Array(bytes))
    }
  }
}

/// Called by readline for candidates.
private func complete(
  _ context: UnsafeMutableRawPointer?, _ line: UnsafePointer<CChar>?, _ start: Int32,
  _ end: Int32, _ candidates: OpaquePointer?
) {
  guard let context = unsafe context, let line = unsafe line else { return }
  let completer = unsafe context.assumingMemoryBound(to: LineEditor.Completer.self).pointee
  let found = completer(unsafe String(cString: line), Int(start), Int(end))
  if found.areFiles { unsafe cr_complete_files(candidates) }
  for candidate in found.list {
    guard unsafe cr_add_candidate(candidates, candidate.text, printable(candidate.summary)) == 0
    else {
      return
    }
  }
  unsafe cr_append(candidates, CChar(found.end?.asciiValue ?? 0))
}

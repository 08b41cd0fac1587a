import Diagnostics
import Dialogue
import Driver
import Kernel
import Vocabulary

/// Statements and commands from stdin: what stands between two commands is entered at once, as a text
/// would be checked. The first error ends it.
struct PipedConsole {
  private var console: Console
  private var unit: [UInt8] = []
  /// The line that was read last, and the first of the unit.
  private var line = 0
  private var firstLine = 1

  init(_ console: Console) { self.console = console }

  consuming func run() throws {
    var input = InputLines()
    while let bytes = try input.next(limit: Bound.totalTextBytes) {
      line += 1
      switch console.intake.take(bytes) {
      case .unfinished: try requireBound()
      case .statement(let text):
        unit += text
        unit.append(UInt8(ascii: "\n"))
        try requireBound()
      case .misplaced(let command):
        console.tellMisplaced(command, line: line)
        throw Ending(.usage)
      case .command(let command):
        try enterUnit()
        if let status = interruptionStatus() { throw Ending(status) }
        switch console.carryOut(command) {
        case .leave: return
        case .done(let status): try finish(status)
        }
      }
    }
    unit += console.intake.finish()
    try enterUnit()
  }

  /// Enters what stands before the line that was read last.
  private mutating func enterUnit() throws {
    defer { (unit, firstLine) = ([], line + 1) }
    try finish(console.enter(unit, line: firstLine))
  }

  /// What never comes to an end would fill the memory.
  private func requireBound() throws {
    guard unit.count + console.intake.pending.count > Bound.totalTextBytes else { return }
    let diagnostic = Diagnostic(
      .textTooLarge,
      "what stdin has from line \(firstLine) on has more than \(Bound.totalTextBytes) bytes",
      at: nil)
    console.output.show([diagnostic])
    throw Ending(.recipe, [diagnostic])
  }

  private func finish(_ status: ExitStatus) throws {
    if status != .done { throw Ending(status) }
  }
}

/// The lines of stdin, without their newlines.
private struct InputLines {
  private var bytes: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// One that is longer than `limit` comes in parts.
  mutating func next(limit: Int) throws -> [UInt8]? {
    var searched = start
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return line(bytes[start..<end])
      }
      if isAtEnd || bytes.count - start > limit {
        defer { start = bytes.count }
        return start < bytes.count ? line(bytes[start...]) : nil
      }
      bytes.removeSubrange(..<start)
      searched = bytes.count
      start = 0
      let more = try read()
      isAtEnd = more.isEmpty
      bytes += more
    }
  }

  private func line(_ slice: ArraySlice<UInt8>) -> [UInt8] {
    Array(slice.last == UInt8(ascii: "\r") ? slice.dropLast() : slice)
  }

  private func read() throws -> [UInt8] {
    do {
      return try Machine.read(0, limit: 65536)
    } catch {
      if let status = interruptionStatus() { throw Ending(status) }
      throw Ending(.file)
    }
  }
}

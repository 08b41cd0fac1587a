import ArgumentParser
import Dialogue
import Driver
import Kernel

struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl", abstract: "Explore a recipe at a prompt; `vxloom` alone does the same.",
    discussion: """
      Statements are answered by what they mean; what begins with `:` is a command, and `:help` lists \
      them. Nothing touches this host before `:apply`. Without a terminal, statements and commands are \
      read from stdin up to the first error, whose exit status is that of the whole.
      """)

  @Argument(
    help: ArgumentHelp("A recipe to begin with.", valueName: "file"),
    completion: .file(extensions: ["vxl"]))
  var file: String?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var place: HostOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if file == "-" { throw ValidationError("stdin is what is entered: leave the `-` out") }
  }

  func run() throws {
    let isTerminal = Machine.isTerminal(0) && Machine.isTerminal(1)
    do {
      try Interruptions.install()
    } catch {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
    var console = Console(self)
    let begun = try console.begin()
    if isTerminal {
      let ending = TerminalConsole(console).run()
      if ending != .done { throw Ending(ending) }
    } else {
      guard begun == .done else { throw Ending(begun) }
      try runPiped(&console)
    }
  }

  /// Statements and commands from stdin: what stands between two commands is entered at once, as a
  /// text would be checked.
  private func runPiped(_ console: inout Console) throws {
    var input = InputLines()
    var unit: [UInt8] = []
    while let line = try input.next() {
      switch console.intake.take(line) {
      case .unfinished: break
      case .statement(let text): unit += text + [UInt8(ascii: "\n")]
      case .misplaced(let command):
        console.tellMisplaced(command)
        throw Ending(.usage)
      case .command(let command):
        try finish(console.enter(unit))
        unit = []
        if let status = interruptionStatus() { throw Ending(status) }
        switch console.carryOut(command) {
        case .leave: return
        case .done(let status): try finish(status)
        }
      }
    }
    try finish(console.enter(unit + console.intake.finish()))
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

  mutating func next() throws -> [UInt8]? {
    var searched = start
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return line(bytes[start..<end])
      }
      if isAtEnd {
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

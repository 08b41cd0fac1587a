import Diagnostics
import Dialogue
import Driver
import Kernel
import Topology
import Values

/// What the prompt and the lines of stdin have in common: a session, and what commands do with it.
struct Console {
  var session: Session
  var intake = Intake()
  /// Which node this host is, as `:node` says.
  var node: String?
  let options: ReplCommand
  /// What was edited and has mistakes: the next `:edit` goes on with it, where nothing else has been
  /// entered since.
  var edited: (text: [UInt8], of: [UInt8])?

  var output: OutputOptions { options.output }

  enum Outcome {
    case leave
    case done(ExitStatus)
  }

  /// What is entered is called so while it is in no file.
  static let standardName = "repl"

  init(_ options: ReplCommand) {
    self.options = options
    node = options.place.node
    let root = options.reading.importRoot
    session = Session(name: Self.standardName) { fileImporter($0, root: root) }
  }

  /// Takes what the command line gives: a file, and values for its parameters.
  mutating func begin() throws -> ExitStatus {
    var status = ExitStatus.done
    if let file = options.file {
      session.rename(file)
      status.worsen(
        to: show(
          session.enter(
            try readBytes(file, output), at: SourceText.Place(name: file, line: 1), isFile: true)))
    }
    for setting in options.reading.set { status.worsen(to: show(session.set(setting))) }
    return status
  }

  /// Enters statements; `line`: the first line of stdin that they stand in, if they came from there.
  mutating func enter(_ text: [UInt8], line: Int? = nil) -> ExitStatus {
    let place = line.map { SourceText.Place(name: "stdin", line: $0) }
    return text.isEmpty ? .done : show(session.enter(text, at: place))
  }

  /// What it means on stdout, what is to be said of it on stderr.
  @discardableResult
  func show(_ reply: Reply) -> ExitStatus {
    if !reply.lines.isEmpty, !output.quiet {
      do {
        let width = Machine.terminalWidth(1)
        let lines = reply.lines.flatMap { Wrapping.lines($0, columns: width, indent: 4) }
        try output.say(lines.joined(separator: "\n"))
      } catch {
        return .file
      }
    }
    output.show(reply.diagnostics, reply.sources)
    return reply.status
  }

  func refuse(_ message: String, _ status: ExitStatus = .usage) -> ExitStatus {
    output.tell("error: " + message)
    return status
  }

  /// `line`: of stdin.
  func tellMisplaced(_ command: String, line: Int? = nil) {
    let place = line.map { " at line \($0)" } ?? ""
    output.tell(
      "error: `\(printable(command))`\(place) stands in the middle of a statement; finish it with `>`"
    )
  }
}

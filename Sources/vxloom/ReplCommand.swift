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
      try PipedConsole(console).run()
    }
  }
}

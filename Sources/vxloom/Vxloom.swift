import ArgumentParser
import Diagnostics
import Driver
import Kernel

/// The program: its commands, and what holds for all of them.
@main
struct Vxloom: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vxloom",
    abstract: "VXLAN overlays on Linux, written once for all of their hosts.",
    discussion: """
      A recipe (FILE, usually *.vxl; `-` is stdin) describes an overlay:

        overlay 42 port 4789 <
          node1 192.168.8.100 -> 10.20.1.2/24
          node2 192.168.8.101 -> 10.20.1.3/24
        >

      `vxloom lab FILE` tries it on this machine, in namespaces of its own.

      Exit statuses:
         0 done                     64 the command line is wrong
         1 something differs        65 the recipe has errors
         2 the host refused         66 a file cannot be read or written
         3 a pair does not talk     69 something needed is not there
         4 undoing failed           75 another run holds the lock
       130 interrupted              77 not permitted
      """,
    version: version,
    subcommands: [
      CheckCommand.self, FormatCommand.self, PlanCommand.self, ApplyCommand.self,
      ConfirmCommand.self, RemoveCommand.self, StatusCommand.self, VerifyCommand.self,
      EmitCommand.self, GraphCommand.self, LabCommand.self, AgentCommand.self,
      DoctorCommand.self, OptionsCommand.self, ExplainCommand.self, ReplCommand.self,
      StateCommand.self,
    ])

  static let version = "0.1.0"

  static func main() {
    // A closed pipe is an error that we tell of. Other signals end us until there is something to
    // undo.
    Interruptions.ignoreClosedPipes()
    Interruptions.quitPlainly()
    Machine.keepFreedMemory()
    do {
      try Machine.holdStandardDescriptors()
      try refuseUnknownCommand()
      var command = try parsed(argumentsOrPrompt)
      try command.run()
    } catch let ending as Ending {
      leave(ending.status)
    } catch {
      finish(error)
    }
  }

  /// Help, the version and completions are results, too.
  private static func finish(_ error: any Error) -> Never {
    guard exitCode(for: error).isSuccess else { exit(withError: error) }
    do {
      try OutputOptions.standard.say(fullMessage(for: error))
    } catch {
      leave(.file)
    }
    leave(.done)
  }
}

extension Vxloom {
  /// With no argument on a terminal it is the prompt; elsewhere its help.
  private static var argumentsOrPrompt: [String] {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let isTerminal = Machine.isTerminal(0) && Machine.isTerminal(1)
    return arguments.isEmpty && isTerminal ? ["repl"] : arguments
  }

  /// The command that the arguments ask for. One that is named first reads what follows by itself,
  /// which spares the parser to look at the types of the whole tree (a fifth of its time). Where that
  /// does not give this command, as for help, completions and mistakes, the tree has the word.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    if let type = leaf(arguments.first),
      let command = try? type.parseAsRoot(Array(arguments.dropFirst())),
      Swift.type(of: command) == type
    {
      return command
    }
    return try parseAsRoot(arguments)
  }

  /// A command that has no others below it.
  private static func leaf(_ name: String?) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { type in
      type.configuration.commandName == name && type.configuration.subcommands.isEmpty
    }
  }
}

/// Ends a command with a status; what there was to say has been said on standard error.
struct Ending: Error {
  var status: ExitStatus
  /// What was said, for who reads JSON.
  var diagnostics: [Diagnostic]
  var sources: Sources

  init(_ status: ExitStatus, _ diagnostics: [Diagnostic] = [], _ sources: Sources = Sources()) {
    self.status = status
    self.diagnostics = diagnostics
    self.sources = sources
  }
}

/// What a signal that came ends a command with.
func interruptionStatus() -> ExitStatus? {
  switch Interruptions.current {
  case 0: nil
  case 15: .terminated
  default: .interrupted
  }
}

func leave(_ status: ExitStatus) -> Never {
  Vxloom.exit(withError: ExitCode(status.rawValue))
}

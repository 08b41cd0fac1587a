import ArgumentParser
import Dialogue
import Driver
import Kernel
import Netlink
import Topology
import Values

// The commands of the command line, on what was entered.
extension Console {
  /// A command in a process of its own, which has what was entered: it may enter namespaces, and its
  /// signals are its own.
  func run<Command: RecipeCommand>(_ type: Command.Type, _ words: [String]) -> ExitStatus {
    guard !words.contains(where: { $0 == "--set" || $0.hasPrefix("--set=") }) else {
      return refuse("`:set NAME=VALUE` gives a parameter its value")
    }
    let command: Command
    // `remove --all` is not about a recipe.
    let file = words.contains("--all") && type == RemoveCommand.self ? [] : [fileArgument]
    switch parse(type, file + placed(words, type)) {
    case .failure(let ending): return ending.status
    case .success(let found): command = found
    }
    if session.recipe.hasErrors {
      output.show(session.recipe.diagnostics, session.recipe.sources)
      return .recipe
    }
    return fork {
      try command.run(on: try session.recipe.narrowed(to: command.overlay, output))
    }
  }

  /// `:emit NODE [FORMAT]`, and the flags of `vxloom emit`.
  func emit(_ words: [String]) -> ExitStatus {
    let names = session.recipe.model.hostNames
    if words.isEmpty, names.count > 1 {
      return refuse(
        "write `:emit NODE`; the nodes are "
          + names.prefix(10).map(printable).joined(separator: ", ")
          + (names.count > 10 ? ", …" : ""))
    }
    var arguments: [String] = []
    var rest = words[...]
    for option in ["--node", "--format"] {
      guard let word = rest.first, !word.hasPrefix("-") else { break }
      arguments += [option, word]
      rest.removeFirst()
    }
    return run(EmitCommand.self, arguments + rest)
  }

  /// A command that has nothing to do with the recipe.
  func print<Command: ParsableCommand>(_ type: Command.Type, _ words: [String]) -> ExitStatus {
    switch parse(type, words) {
    case .failure(let ending): return ending.status
    case .success(var command): return attempt { try command.run() }
    }
  }

  /// A file's name, where it is taken for no option.
  private var fileArgument: String {
    session.name.hasPrefix("-") ? "./" + session.name : session.name
  }

  /// With what was said of the host when the session began, unless it is said again.
  private func placed<Command: RecipeCommand>(
    _ words: [String], _ type: Command.Type
  ) -> [String] {
    let known = flagNames(type)
    let given = [
      ("--node", node), ("--netns", options.place.netns), ("--owner", options.place.owner),
      ("--color", output.color.rawValue),
    ]
    var words = words
    for (flag, value) in given {
      guard let value, known.contains(flag),
        !words.contains(where: { $0 == flag || $0.hasPrefix(flag + "=") })
      else { continue }
      // `emit --all` is of all nodes, `remove --all` of all owners.
      if words.contains("--all"), flag == "--node" || flag == "--owner" { continue }
      words += [flag, value]
    }
    if output.verbose, !words.contains("-v"), !words.contains("--verbose") { words.append("-v") }
    if output.quiet, !words.contains("-q"), !words.contains("--quiet") { words.append("-q") }
    return words
  }

  private func parse<Command: ParsableCommand>(
    _ type: Command.Type, _ words: [String]
  ) -> Result<Command, Ending> {
    do {
      return .success(try type.parse(words))
    } catch {
      let isMistake = type.exitCode(for: error) != .success
      let text = isMistake ? "error: " + type.message(for: error) : type.message(for: error)
      if isMistake { output.tell(text) } else { _ = attempt { try output.say(text) } }
      return .failure(Ending(isMistake ? .usage : .done))
    }
  }

  private func fork(_ body: () throws -> Void) -> ExitStatus {
    do {
      let status = try ChildProcess.fork { attempt(body).rawValue }
      if status > 128, Machine.isTerminal(2) { output.tell("") }
      guard let known = ExitStatus(rawValue: status) else {
        return refuse("the command was ended by the signal \(status - 128)", .bug)
      }
      return known
    } catch {
      output.show([error.diagnostic(at: nil)])
      return error.status
    }
  }

  /// The flags of a command, with what its help says of each.
  func flags(_ command: PromptCommand) -> [Candidates.Candidate] {
    switch command {
    case .plan: flags(PlanCommand.self)
    case .apply: flags(ApplyCommand.self)
    case .status: flags(StatusCommand.self)
    case .verify: flags(VerifyCommand.self)
    case .remove: flags(RemoveCommand.self)
    case .lab: flags(LabRun.self)
    case .emit: flags(EmitCommand.self)
    case .options: flags(OptionsCommand.self)
    case .explain: flags(ExplainCommand.self)
    case .list, .undo, .edit, .load, .save, .set, .node, .reset, .help, .quit: []
    }
  }

  private func flagNames<Command: ParsableCommand>(_ type: Command.Type) -> Set<String> {
    Set(flags(type).map(\.text))
  }

  /// Read from the help text, which the parser makes of its table.
  private func flags<Command: ParsableCommand>(_ type: Command.Type) -> [Candidates.Candidate] {
    let hidden: Set<String> = ["--set", "--import-root", "--version", "--help"]
    return type.helpMessage(columns: 400).split(separator: "\n").compactMap { line in
      guard line.hasPrefix("  -") else { return nil }
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      guard let flag = parts.first(where: { $0.hasPrefix("--") }).map(String.init) else {
        return nil
      }
      let name = flag.last == "," ? String(flag.dropLast()) : flag
      guard !hidden.contains(name) else { return nil }
      let summary = parts.drop { $0.hasPrefix("-") || $0.hasPrefix("<") }
      return .init(name, summary.joined(separator: " "))
    }
  }
}

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
    return run(EmitCommand.self, named(["--node", "--format"], words))
  }

  /// `:graph [FORMAT]`, and the flags of `vxloom graph`.
  func graph(_ words: [String]) -> ExitStatus {
    run(GraphCommand.self, named(["--format"], words))
  }

  /// The words before the flags, as values of these options.
  private func named(_ options: [String], _ words: [String]) -> [String] {
    var arguments: [String] = []
    var rest = words[...]
    for option in options {
      guard let word = rest.first, !word.hasPrefix("-") else { break }
      arguments += [option, word]
      rest.removeFirst()
    }
    return arguments + rest
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
    let known = Set(flags(type).map(\.name))
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
      // Where nothing has to be undone, SIGQUIT ends it at once.
      if status == 128 + 3 { return .interrupted }
      guard let known = ExitStatus(rawValue: status) else {
        return refuse("the command was ended by the signal \(status - 128)", .bug)
      }
      return known
    } catch {
      output.show([error.diagnostic(at: nil)])
      return error.status
    }
  }
}

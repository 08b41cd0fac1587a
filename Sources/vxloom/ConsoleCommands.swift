import ArgumentParser
import Diagnostics
import Dialogue
import Driver
import Kernel
import Netlink
import Topology
import Values

// What the commands do that act on what was entered.
extension Console {
  /// Carries out a line that begins with `:`.
  mutating func carryOut(_ text: String) -> Outcome {
    let line: PromptLine
    switch PromptLine.read(text) {
    case .failure(let mistake): return .done(refuse(mistake.message))
    case .success(let found): line = found
    }
    if let problem = line.problem { return .done(refuse(problem)) }
    switch line.command {
    case .quit: return .leave
    case .plan: return .done(answer(run(PlanCommand.self, line.words)))
    case .apply: return .done(run(ApplyCommand.self, line.words))
    case .status: return .done(answer(run(StatusCommand.self, line.words)))
    case .verify: return .done(run(VerifyCommand.self, line.words))
    case .remove: return .done(run(RemoveCommand.self, line.words))
    case .lab: return .done(run(LabRun.self, line.words))
    case .emit: return .done(emit(line.words))
    case .graph: return .done(graph(line.words))
    case .list: return .done(list())
    case .undo: return .done(undo())
    case .edit: return .done(edit())
    case .load: return .done(load(atHome(line.words[0])))
    case .save: return .done(save(atHome(line.words[0]), isForced: line.isForced))
    case .set: return .done(show(session.set(line.words[0])))
    case .node: return .done(name(line.words.first))
    case .reset: return .done(reset())
    case .options: return .done(print(OptionsCommand.self, line.words))
    case .explain: return .done(print(ExplainCommand.self, line.words))
    case .help: return .done(help(line.words.first))
    }
  }

  /// Of `plan` and `status` 1 is an answer; of `apply` it is a refusal.
  private func answer(_ status: ExitStatus) -> ExitStatus {
    status == .differs ? .done : status
  }

  private func list() -> ExitStatus {
    guard !session.isEmpty else {
      output.tell("nothing has been entered")
      return .done
    }
    return attempt { try write(formatted(), to: 1) }
  }

  /// All statements in canonical layout.
  private func formatted() -> [UInt8] {
    FormattedText(name: session.name, bytes: session.text).bytes ?? session.text
  }

  private mutating func undo() -> ExitStatus {
    guard let reply = session.undo() else { return refuse("there is nothing to take back") }
    show(reply)
    return .done
  }

  private mutating func reset() -> ExitStatus {
    show(session.reset())
    return .done
  }

  /// Into an empty session a file comes with its name, as the commands take it.
  private mutating func load(_ file: String) -> ExitStatus {
    let former = session.name
    var reply: Reply?
    let status = attempt {
      let bytes = try readBytes(file, output)
      if session.isEmpty { session.rename(file) }
      reply = session.enter(bytes, at: SourceText.Place(name: file, line: 1), isFile: true)
    }
    guard let reply else { return status }
    if session.isEmpty { session.rename(former) }
    return show(reply)
  }

  private mutating func save(_ file: String, isForced: Bool) -> ExitStatus {
    if !isForced, Machine.exists(file) {
      return refuse(
        "\(printable(file)) is there already; `:save! \(printable(file))` overwrites it", .file)
    }
    do {
      try Machine.replaceFile(file, formatted(), mode: 0o644)
    } catch {
      return refuse("cannot write \(printable(file)): \(errorName(error.code))", .file)
    }
    let reply = session.rename(file)
    output.tell("saved as \(printable(file))")
    return show(reply)
  }

  private mutating func name(_ word: String?) -> ExitStatus {
    guard let word else {
      output.tell(node.map { "this host is \(printable($0))" } ?? "found out when it is needed")
      return .done
    }
    let names = session.recipe.model.hostNames
    guard names.contains(word) else {
      let near = nearest(to: word, among: names).map { "; did you mean `\(printable($0))`?" }
      return refuse("there is no host `\(printable(word))`" + (near ?? ""))
    }
    node = word
    return .done
  }

  private func help(_ word: String?) -> ExitStatus {
    guard let word else {
      return attempt { try output.say(promptHelp(columns: Machine.terminalWidth(1))) }
    }
    let topics = HelpTopic.all(word)
    if topics.isEmpty {
      let near = HelpTopic.nearest(to: word).map { "; did you mean `\($0)`?" }
      return refuse("nothing is called `\(printable(word))`" + (near ?? "; `:help` lists all"))
    }
    for topic in topics {
      let status =
        switch topic {
        case .command(let command): attempt { try output.say(command.help + formats(command)) }
        case .keyword(let keyword): attempt { try output.say(keyword.help) }
        case .option(let option): print(OptionsCommand.self, ["--exact", option])
        case .code(let code): print(ExplainCommand.self, [code.rawValue])
        }
      if status != .done { return status }
    }
    return .done
  }

  /// A line for each format that a command knows.
  private func formats(_ command: PromptCommand) -> String {
    let values = flags(command).first { $0.name == "--format" }?.values ?? []
    let width = values.map(\.text.count).max() ?? 0
    return values.map { value in
      "\n  \(value.text)" + String(repeating: " ", count: width - value.text.count)
        + "  \(value.summary)"
    }.joined()
  }

  /// Runs what may end with a status.
  func attempt(_ body: () throws -> Void) -> ExitStatus {
    do {
      try body()
      return .done
    } catch let ending as Ending {
      return ending.status
    } catch {
      output.tell("error: \(error)")
      return .bug
    }
  }
}

/// `~/` is the user's home, as the completion of files has it.
private func atHome(_ path: String) -> String {
  guard path.hasPrefix("~/"), let home = Machine.environment("HOME") else { return path }
  return home + path.dropFirst()
}

extension PromptLine {
  /// What is wrong with the number of words.
  fileprivate var problem: String? {
    let range: ClosedRange<Int>
    switch command {
    case .list, .undo, .edit, .reset, .quit: range = 0...0
    case .load, .save, .set: range = 1...1
    case .node, .help: range = 0...1
    case .plan, .apply, .status, .verify, .remove, .lab, .emit, .graph, .options, .explain:
      return nil
    }
    if command == .set, words.first?.contains("=") == false { return "write `\(command.usage)`" }
    if range.contains(words.count) { return nil }
    let hint = command == .load || command == .save ? "; a name with blanks stands in quotes" : ""
    return "write `\(command.usage)`" + (words.count > 1 ? hint : "")
  }
}

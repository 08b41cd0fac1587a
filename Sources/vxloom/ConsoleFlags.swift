import ArgumentParser
import Dialogue

// The flags of commands, for completion.
extension Console {
  func flags(_ command: PromptCommand) -> [Surroundings.Flag] {
    switch command {
    case .plan: flags(PlanCommand.self)
    case .apply: flags(ApplyCommand.self)
    case .status: flags(StatusCommand.self)
    case .verify: flags(VerifyCommand.self)
    case .remove: flags(RemoveCommand.self)
    case .lab: flags(LabRun.self)
    case .emit: flags(EmitCommand.self)
    case .graph: flags(GraphCommand.self)
    case .options: flags(OptionsCommand.self)
    case .explain: flags(ExplainCommand.self)
    case .list, .undo, .edit, .load, .save, .set, .node, .reset, .help, .quit: []
    }
  }

  /// Read from the help text, which the parser makes of its table.
  func flags<Command: ParsableCommand>(_ type: Command.Type) -> [Surroundings.Flag] {
    let hidden: Set<String> = ["--set", "--import-root", "--version", "--help"]
    return type.helpMessage(columns: 1000).split(separator: "\n").compactMap { line in
      guard line.hasPrefix("  -"), let flag = flag(line, type.configuration.discussion),
        !hidden.contains(flag.name)
      else { return nil }
      return flag
    }
  }

  /// `  -o, --output <file>  Where to. (values: a, b; default: a)`
  private func flag(_ line: Substring, _ discussion: String) -> Surroundings.Flag? {
    var words = line.split(separator: " ")[...]
    let names = words.prefix { $0.hasPrefix("-") }.map { $0.prefix { $0 != "," } }
    words = words.dropFirst(names.count)
    guard let name = names.first(where: { $0.hasPrefix("--") }) else { return nil }
    let takesValue = words.first?.hasPrefix("<") == true
    if takesValue { words.removeFirst() }
    var summary = words.joined(separator: " ")
    var values: [Candidates.Candidate] = []
    if let start = summary.firstRange(of: "(values: "), let end = summary.lastIndex(of: ")") {
      values = summary[start.upperBound..<end].prefix { $0 != ";" }.split(separator: ", ")
        .map { .init(String($0), meaning(of: $0, discussion)) }
      summary = String(summary[..<start.lowerBound].reversed().drop { $0 == " " }.reversed())
    }
    return .init(
      String(name), short: names.first { !$0.hasPrefix("--") }.map(String.init),
      summary: summary, takesValue: takesValue, values: values)
  }

  /// The line that the help has about a value.
  private func meaning(of value: Substring, _ discussion: String) -> String {
    let line = discussion.split(separator: "\n").first { $0.hasPrefix(value + " ") }
    return line.map { String($0.dropFirst(value.count).drop { $0 == " " }) } ?? ""
  }
}

import Diagnostics
import Driver
import Evaluation
import Topology
import Values
import Vocabulary

// Behind a `:`
extension Completion {
  /// `before`: the line up to the word that is completed.
  func command(_ before: String, _ word: String) -> Candidates {
    var before = before[...]
    // The word may be in quotes, or belong to `--flag=`.
    if before.last == "\"" { before.removeLast() }
    let words = before.split(separator: " ")
    guard let first = words.first else {
      return Candidates(PromptCommand.allCases.map { .init(":" + $0.rawValue, $0.summary) })
    }
    guard case .success(let line) = PromptLine.read(String(first)) else { return Candidates() }
    let flags = surroundings.flags(line.command)
    let given = GivenWords(words.dropFirst(), flags)
    if let flag = given.open { return values(of: flag) }
    if word.hasPrefix("-") {
      return Candidates(given.left(of: flags).map { .init($0.name, $0.summary) })
    }
    return argument(line.command, given, flags)
  }

  private func argument(
    _ command: PromptCommand, _ given: GivenWords, _ flags: [Surroundings.Flag]
  ) -> Candidates {
    let others = given.left(of: flags).map { Candidates.Candidate($0.name, $0.summary) }
    let isFirst = given.count == 0
    switch command {
    case .load, .save: return isFirst ? Candidates(areFiles: true) : Candidates()
    case .emit:
      if isFirst { return Candidates(names) }
      return Candidates(given.count == 1 ? formats(flags) : others)
    case .graph: return Candidates(isFirst ? formats(flags) : others)
    case .node: return Candidates(isFirst ? names : [])
    case .set:
      return isFirst
        ? Candidates(parameters, end: nil)
        : given.parameter.map(values(ofParameter:)) ?? Candidates()
    case .explain: return Candidates(isFirst ? codes : [])
    case .options: return Candidates(isFirst ? optionWords : [])
    case .help: return Candidates(isFirst ? topics : [])
    case .plan, .apply, .status, .verify, .remove, .lab: return Candidates(others)
    case .list, .undo, .edit, .reset, .quit: return Candidates()
    }
  }

  private func formats(_ flags: [Surroundings.Flag]) -> [Candidates.Candidate] {
    flags.first { $0.name == "--format" }?.values ?? []
  }

  private func values(of flag: Surroundings.Flag) -> Candidates {
    switch flag.name {
    case "--node": Candidates(names)
    case "--overlay": Candidates(overlays)
    case "--netns": Candidates(surroundings.namespaces().map { .init($0, "a network namespace") })
    case "--output": Candidates(areFiles: true)
    default: Candidates(flag.values)
    }
  }

  private var overlays: [Candidates.Candidate] {
    session.recipe.model.overlays.map { overlay in
      .init(String(overlay.vni.value), "port \(overlay.port.value)")
    }
  }

  private var parameters: [Candidates.Candidate] {
    session.statements.filter { $0.kind == .parameter }.compactMap { statement in
      guard case .variable(let name)? = statement.definition else { return nil }
      let value = session.recipe.scope.variables[name] ?? nil
      return .init(name + "=", value.map { "now \($0)" } ?? "has no value")
    }
  }

  /// What a parameter may be, where that is little, or what it is now, to be edited.
  private func values(ofParameter name: String) -> Candidates {
    guard let value = session.recipe.scope.variables[name] ?? nil else { return Candidates() }
    if case .boolean(_) = value { return Candidates([.init("on", "true"), .init("off", "false")]) }
    return Candidates([.init(value.description, "its value now")], end: nil)
  }

  private var codes: [Candidates.Candidate] {
    Code.allCases.map { .init($0.rawValue, $0.severity.word) }
  }

  private var optionWords: [Candidates.Candidate] { HelpTopic.options.map { .init($0) } }

  private var topics: [Candidates.Candidate] {
    PromptCommand.allCases.map { .init($0.rawValue, $0.summary) }
      + ItemKeyword.allCases.map { .init($0.rawValue, $0.summary) } + optionWords
  }
}

/// The words behind a command, as far as its flags are known.
private struct GivenWords {
  /// Those that are neither flags nor values of flags.
  private(set) var count = 0
  /// The flag that waits for its value.
  private(set) var open: Surroundings.Flag?
  /// Where the last word is `NAME=`.
  private(set) var parameter: String?
  private var used: Set<String> = []

  init(_ words: some Sequence<Substring>, _ flags: [Surroundings.Flag]) {
    for word in words {
      if open != nil {
        open = nil
      } else if word.hasPrefix("-") {
        take(flag: word, flags)
      } else {
        count += 1
        parameter = word.last == "=" ? String(word.dropLast()) : nil
      }
    }
  }

  private mutating func take(flag word: Substring, _ flags: [Surroundings.Flag]) {
    let name = word.prefix { $0 != "=" }
    guard let flag = flags.first(where: { name == $0.name || name == ($0.short ?? "") }) else {
      return
    }
    used.insert(flag.name)
    if flag.takesValue, name == word || word.last == "=" { open = flag }
  }

  /// The flags that are not given yet.
  func left(of flags: [Surroundings.Flag]) -> [Surroundings.Flag] {
    flags.filter { !used.contains($0.name) }
  }
}

import Diagnostics
import Driver
import Evaluation
import Topology
import Vocabulary

// Behind a `:`
extension Completion {
  /// `before`: the line up to the word that is completed.
  func command(_ before: String, _ word: String) -> Candidates {
    let words = before.split(separator: " ")
    guard let first = words.first else {
      return Candidates(PromptCommand.allCases.map { .init(":" + $0.rawValue, $0.summary) })
    }
    guard case .success(let line) = PromptLine.read(String(first)) else { return Candidates() }
    if word.hasPrefix("-") { return Candidates(surroundings.flags(line.command)) }
    if words.last == "--node" { return Candidates(names) }
    let position = words.dropFirst().count { !$0.hasPrefix("-") }
    switch line.command {
    case .load, .save: return Candidates(areFiles: true)
    case .emit:
      if position > 0 {
        return Candidates(
          EmitFormat.allCases.map { .init($0.rawValue) })
      }
      return Candidates(names)
    case .node: return Candidates(position == 0 ? names : [])
    case .set: return Candidates(position == 0 ? parameters : [], end: nil)
    case .explain: return Candidates(position == 0 ? codes : [])
    case .options: return Candidates(position == 0 ? optionWords : [])
    case .help: return Candidates(position == 0 ? topics : [])
    case .plan, .apply, .status, .verify, .remove, .lab:
      return Candidates(surroundings.flags(line.command))
    case .list, .undo, .edit, .reset, .quit: return Candidates()
    }
  }

  private var parameters: [Candidates.Candidate] {
    session.statements.filter { $0.kind == .parameter }.compactMap { statement in
      guard case .variable(let name)? = statement.definition else { return nil }
      let value = session.recipe.scope.variables[name] ?? nil
      return .init(name + "=", value.map { "now \($0)" } ?? "has no value")
    }
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

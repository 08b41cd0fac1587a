import Values

/// What begins with `:` at the prompt.
package enum PromptCommand: String, CaseIterable, Sendable {
  case plan, apply, status, verify, remove, lab, emit, graph
  case list, undo, edit, load, save, set, node, reset
  case options, explain, help, quit

  /// What follows it, as help shows it.
  package var arguments: String {
    switch self {
    case .plan, .status, .verify, .lab: "[FLAG …]"
    case .apply: "[--yes] [FLAG …]"
    case .remove: "[--yes] [FLAG …]"
    case .emit: "NODE [FORMAT]"
    case .graph: "[FORMAT]"
    case .list, .undo, .edit, .reset, .quit: ""
    case .load: "FILE"
    case .save: "FILE"
    case .set: "NAME=VALUE"
    case .node: "[NAME]"
    case .options: "[WORD]"
    case .explain: "CODE"
    case .help: "[THING]"
    }
  }

  package var summary: String {
    switch self {
    case .plan: "what would change on this host"
    case .apply: "carry the plan out on this host; asks first"
    case .status: "what of it stands on this host, what has drifted"
    case .verify: "who is reached from this host"
    case .remove: "take away what :apply made; asks first"
    case .lab: "try it: every node as a namespace, all pairs"
    case .emit: "the script of a node (formats: :help emit)"
    case .graph: "the picture of it: dot, mermaid or svg"
    case .list: "what has been entered, formatted"
    case .undo: "take the last statement back"
    case .edit: "open it in $VISUAL or $EDITOR"
    case .load: "enter what a file says"
    case .save: "write it to a file; :save! overwrites"
    case .set: "give a `param` a value"
    case .node: "say which node this host is"
    case .reset: "forget all statements"
    case .options: "the table of options"
    case .explain: "a diagnostic at length"
    case .help: "this, or an option, a keyword, a command, a code"
    case .quit: "leave (Ctrl-D)"
    }
  }

  package var usage: String {
    ":" + rawValue + (arguments.isEmpty ? "" : " " + arguments)
  }
}

/// A line that begins with `:`, taken apart.
package struct PromptLine: Sendable, Equatable {
  package var command: PromptCommand
  /// `:save!`
  package var isForced: Bool
  package var words: [String]

  package init(command: PromptCommand, isForced: Bool = false, words: [String] = []) {
    (self.command, self.isForced, self.words) = (command, isForced, words)
  }

  package struct Mistake: Error, Equatable {
    package var message: String

    package init(message: String) { self.message = message }
  }

  /// `line` begins with `:`. A command may be shortened as long as one alone begins so.
  package static func read(_ line: String) -> Result<PromptLine, Mistake> {
    let words: [String]
    switch wordsOf(line) {
    case .failure(let mistake): return .failure(mistake)
    case .success(let found): words = found
    }
    guard let first = words.first else {
      return .failure(Mistake(message: "a command follows the `:`; `:help` lists them"))
    }
    var name = first
    let isForced = name.hasSuffix("!")
    if isForced { name.removeLast() }
    return find(name).flatMap { command in
      guard !isForced || command == .save else {
        return .failure(Mistake(message: "`!` belongs to `:save!` alone"))
      }
      return .success(
        PromptLine(command: command, isForced: isForced, words: Array(words.dropFirst())))
    }
  }

  private static func find(_ name: String) -> Result<PromptCommand, Mistake> {
    if let command = PromptCommand(rawValue: name) { return .success(command) }
    let names = PromptCommand.allCases.map(\.rawValue)
    let begun = name.isEmpty ? [] : names.filter { $0.hasPrefix(name) }
    if begun.count == 1, let command = PromptCommand(rawValue: begun[0]) {
      return .success(command)
    }
    if begun.count > 1 {
      let choice = begun.map { ":" + $0 }.joined(separator: ", ")
      return .failure(Mistake(message: "`:\(printable(name))` may be \(choice)"))
    }
    let help = nearest(to: name, among: names).map { "did you mean `:\($0)`?" }
    return .failure(
      Mistake(
        message: "there is no command `:\(printable(name))`; \(help ?? "`:help` lists them")"))
  }

  /// Words between blanks; `"` and `'` hold a word together, and `\` takes a character as it is.
  private static func wordsOf(_ line: String) -> Result<[String], Mistake> {
    var words: [String] = []
    var word = ""
    var hasWord = false
    var quote: Character?
    var isEscaped = false
    for character in line.drop(while: { $0 == ":" || $0 == " " }) {
      if isEscaped {
        word.append(character)
        (hasWord, isEscaped) = (true, false)
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        (quote, hasWord) = (character, true)
      } else if character == " " || character == "\t" {
        if hasWord { words.append(word) }
        (word, hasWord) = ("", false)
      } else {
        word.append(character)
        hasWord = true
      }
    }
    if quote != nil { return .failure(Mistake(message: "a quote is not closed")) }
    if hasWord { words.append(word) }
    return .success(words)
  }
}

package import Diagnostics
import Values
package import Vocabulary

/// Something that `:help` knows.
package enum HelpTopic: Equatable {
  case command(PromptCommand)
  case keyword(ItemKeyword)
  /// An option; what is said of it is said by the table of options.
  case option(String)
  case code(Code)

  /// All that a word may mean; a `:` before it makes it a command.
  package static func all(_ word: String) -> [HelpTopic] {
    let isCommand = word.hasPrefix(":")
    let command = PromptCommand(rawValue: isCommand ? String(word.dropFirst()) : word)
    var topics: [HelpTopic] = []
    if let keyword = ItemKeyword(rawValue: word) { topics.append(.keyword(keyword)) }
    if options.contains(word) { topics.append(.option(word)) }
    if let command { topics.append(.command(command)) }
    if let code = Code(rawValue: word) { topics.append(.code(code)) }
    return topics
  }

  /// The words of all options, each once.
  static let options: [String] = {
    var seen: Set<String> = []
    return Place.allCases.flatMap { OptionIndex.words(at: $0) }
      .filter { seen.insert($0).inserted }.sorted()
  }()

  /// What was probably meant.
  package static func nearest(to word: String) -> String? {
    Values.nearest(
      to: word,
      among: PromptCommand.allCases.map(\.rawValue) + ItemKeyword.allCases.map(\.rawValue) + options
    )
  }
}

/// `:help`, on one screen of 24 lines; where 80 columns are too many, without arguments.
package func promptHelp(columns: Int?) -> String {
  let columns = columns ?? 80
  let isNarrow = columns < 80
  let words = PromptCommand.allCases.map { isNarrow ? ":" + $0.rawValue : $0.usage }
  let width = words.map(\.count).max() ?? 0
  let commands = zip(words, PromptCommand.allCases).map { word, command in
    "  " + word + String(repeating: " ", count: width - word.count + 2) + command.summary
  }
  let head =
    isNarrow
    ? ["What you enter is a recipe.", "Tab completes, twice it lists."]
    : [
      "What you enter is a recipe: overlay 42 < node1 192.168.8.100 -> 10.20.1.2/24 >",
      "Tab completes, twice it lists; Ctrl-C drops the line; Ctrl-R searches.",
    ]
  return (head + commands).map { $0.count <= columns ? $0 : $0.prefix(max(columns - 1, 0)) + "…" }
    .joined(separator: "\n")
}

extension PromptCommand {
  /// `:help COMMAND`
  package var help: String {
    var lines = [usage, "  " + summary]
    if let detail { lines += ["", detail] }
    return lines.joined(separator: "\n")
  }

  private var detail: String? {
    switch self {
    case .plan, .apply, .remove, .status, .verify:
      "The flags are those of `vxloom \(rawValue)`; --netns NAME works in another namespace."
    case .lab: "The flags are those of `vxloom lab run`: --via script, --json, --overlay VNI."
    case .emit:
      "NODE may be left out where there is one; for all nodes: :emit --all --output DIR. FORMAT is one of"
    case .graph:
      "The flags are those of `vxloom graph`: --output FILE, --overlay VNI. FORMAT is one of"
    case .save: "What is there already stays, unless you write `:save! FILE`."
    case .set: "As `--set` does: VALUE is read as the default of the `param` would be."
    case .node: "Without a name it says which it is. For :plan, :apply, :status and :verify."
    case .undo: "Again and again, back to the beginning."
    case .reset: "`:undo` brings them back."
    case .help: "THING is a command, a keyword, an option or the code of a diagnostic."
    case .list, .edit, .load, .options, .explain, .quit: nil
    }
  }
}

extension ItemKeyword {
  /// `:help KEYWORD`
  package var help: String { "\(rawValue): \(summary)\n\n  \(example)" }
}

import Foundation
import Vocabulary

/// What the files next to the grammar take from `Sources/Vocabulary`.
enum Words {
  static let items = ItemKeyword.allCases.map(\.rawValue)
  static let expressions = ExpressionKeyword.allCases.map(\.rawValue)
  static let types = TypeName.allCases.map(\.rawValue)

  /// The words that are options outside of the parentheses of `bridge` and `bridgeport`.
  static let options: [String] = unique(
    Place.allCases.filter { $0 != .bridgeGroup && $0 != .bridgePortGroup }
      .flatMap(OptionIndex.words))
  static let bridge = OptionIndex.words(at: .bridgeGroup)
  static let bridgePort = OptionIndex.words(at: .bridgePortGroup)
  static let header = OptionIndex.words(at: .header)

  static func options(_ arity: Arity) -> [String] {
    options.filter { OptionIndex.arity($0) == arity }
  }

  static func unique(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }
}

/// The grammar's name for the options that are written alike.
func ruleName(_ arity: Arity) -> String {
  switch arity {
  case .none: "flag"
  case .one: "key"
  case .two: "key-two"
  case .oneOrTwoValues: "key-prefixes"
  case .nameOrList: "key-peers"
  case .oneAndGroup: "key-bridge"
  case .group: "key-bridgeport"
  case .control: "key-control"
  }
}

/// The generated rules of the grammar.
func generatedRules() -> String {
  let arities: [Arity] = [
    .none, .one, .two, .oneOrTwoValues, .nameOrList, .oneAndGroup, .group, .control,
  ]
  var rules = [
    rule("item-keyword", Words.items), rule("expression-keyword", Words.expressions),
    rule("type", Words.types),
  ]
  rules += arities.map { rule(ruleName($0), Words.options($0)) }
  rules += [
    rule("bridge-key", Words.bridge), rule("bridgeport-key", Words.bridgePort),
    "(* What goes on a head of an overlay on a further line. *)\n"
      + rule("header-option", Words.header),
  ]
  return rules.joined(separator: "\n")
}

private func rule(_ name: String, _ words: [String]) -> String {
  var lines: [String] = []
  var line = "\(name) ="
  for (index, word) in words.enumerated() {
    let next = (index == 0 ? " " : " | ") + "\"\(word)\""
    if line.utf8.count + next.utf8.count > 100 {
      lines.append(line)
      line = " "
    }
    line += next
  }
  return (lines + [line]).joined(separator: "\n") + "\n"
}

/// `text` with something else between the lines of two marks.
func replacing(between begin: String, _ end: String, in text: String, by content: String) throws
  -> String
{
  guard let first = text.range(of: begin + "\n"), let last = text.range(of: end),
    first.upperBound <= last.lowerBound
  else { throw NotationError(description: "there is no `\(begin)` with its `\(end)`") }
  return text[..<first.upperBound] + content + text[last.lowerBound...]
}

/// The lists that editors show alike.
private let editorLists: [(name: String, words: [String])] = [
  ("items", Words.items), ("expressions", Words.expressions), ("types", Words.types),
  ("options", Words.unique(Words.options + Words.bridge + Words.bridgePort)),
]

/// A TextMate grammar with the words of today: they stand in the first group of the line behind
/// `generated: NAME`.
func replacingWordGroups(_ json: String) throws -> String {
  var lines = json.components(separatedBy: "\n")
  for index in lines.indices {
    guard let mark = lines[index].range(of: "\"generated: ") else { continue }
    let name = lines[index][mark.upperBound...].prefix { $0 != "\"" }
    guard let list = editorLists.first(where: { $0.name == name }), index + 1 < lines.count,
      let open = lines[index + 1].range(of: "(?:"),
      let close = lines[index + 1][open.upperBound...].firstIndex(of: ")")
    else { throw NotationError(description: "line \(index + 1): no words for `\(name)`") }
    lines[index + 1].replaceSubrange(
      open.upperBound..<close, with: list.words.joined(separator: "|"))
  }
  return lines.joined(separator: "\n")
}

/// The lists as Vim reads them.
func vimLists() -> String {
  editorLists.map { list in
    var lines = ["let s:\(list.name) = ["]
    var line = "  \\"
    for word in list.words {
      let next = " '\(word)',"
      if line.utf8.count + next.utf8.count > 100 {
        lines.append(line)
        line = "  \\"
      }
      line += next
    }
    return (lines + [line, "  \\ ]\n"]).joined(separator: "\n")
  }.joined()
}

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

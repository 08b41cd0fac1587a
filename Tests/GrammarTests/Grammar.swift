import Foundation
import Syntax

let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

func text(_ path: String) throws -> String {
  try String(contentsOf: repository.appendingPathComponent(path), encoding: .utf8)
}

/// `grammar/vxloom.ebnf`, ready to be executed.
struct Grammar {
  static let path = "grammar/vxloom.ebnf"

  var names: [String] = []
  private var rules: [String: Part] = [:]
  private var forms: [String: NSRegularExpression] = [:]
  /// The rules that are a choice of words, such as `flag`.
  private var wordLists: [String: [String]] = [:]
  private var wordSets: [String: Set<String>] = [:]

  init() throws { try self.init(notation: try text(Grammar.path)) }

  init(notation: String) throws {
    for (name, part) in try NotationReader.rules(notation) {
      guard rules[name] == nil else { throw NotationError(description: "\(name) is defined twice") }
      names.append(name)
      rules[name] = part
      if case .form(let form) = part {
        forms[name] = try NSRegularExpression(pattern: "^(?:\(form))$")
      }
      wordLists[name] = Grammar.literals(part)
      wordSets[name] = wordLists[name].map { Set($0) }
    }
  }

  private static func literals(_ part: Part) -> [String]? {
    switch part {
    case .literal(let text): [text]
    case .choice(let parts):
      parts.allSatisfy { literals($0) != nil } ? parts.flatMap { literals($0) ?? [] } : nil
    case .name, .form, .sequence, .optional, .repetition, .exception, .adjoining: nil
    }
  }

  /// What a rule stands for; `nil`: the name is that of a token.
  func rule(_ name: String) -> Part? {
    forms[name] == nil ? rules[name] : nil
  }

  func words(_ name: String) -> [String] { wordLists[name] ?? [] }

  func hasForm(_ name: String) -> Bool { forms[name] != nil }

  /// Whether a text has the form that the grammar gives a token.
  func fits(_ text: String, _ name: String) -> Bool {
    let whole = NSRange(text.startIndex..., in: text)
    return forms[name]?.firstMatch(in: text, range: whole) != nil
  }
}

// One lexeme against one part that stands for a single lexeme.
extension Grammar {
  /// `nil`: the part stands for more than one lexeme, or for none.
  func matches(_ part: Part, _ lexeme: Lexeme, isAdjoining: Bool = false) -> Bool? {
    switch part {
    case .literal(let text):
      return (isAdjoining || !lexeme.goesOn) && lexeme.mayBeLiteral && lexeme.text == text
    case .name(let name):
      if let words = wordSets[name] {
        return lexeme.mayBeLiteral && !lexeme.goesOn && words.contains(lexeme.text)
      }
      guard rule(name) == nil else { return nil }
      return (isAdjoining || !lexeme.goesOn) && isToken(name, lexeme)
    case .exception(let part, let excepted):
      guard let matched = matches(part, lexeme) else { return nil }
      return matched && excepted.allSatisfy { matches($0, lexeme) == false }
    case .adjoining(let part):
      return matches(part, lexeme, isAdjoining: true).map { $0 && lexeme.adjoins }
    case .form, .sequence, .choice, .optional, .repetition: return nil
    }
  }

  private func isToken(_ name: String, _ lexeme: Lexeme) -> Bool {
    if lexeme.kind == .word, lexeme.isInInterpolation {
      return name == "VARIABLE" && fits(lexeme.text, "QNAME")
        && wordSets["expression-keyword"]?.contains(lexeme.text) == false
    }
    if terminal(lexeme.kind) == name { return true }
    // The narrower forms of words.
    return lexeme.kind == .word && !terminals.contains(name) && fits(lexeme.text, name)
  }
}

/// The name that the grammar has for a kind of tokens; `nil`: it has none, or each is written as it
/// is.
func terminal(_ kind: TokenKind) -> String? {
  switch kind {
  case .newline: "NEWLINE"
  case .word: "WORD"
  case .integer: "INTEGER"
  case .address: "ADDRESS"
  case .prefix: "PREFIX"
  case .mac: "MAC"
  case .host: "HOST"
  case .variable: "VARIABLE"
  case .templateText: "TEXT"
  case .stringText: "CHARACTERS"
  case .blank, .comment, .byteOrderMark, .continuation, .conflictMarker, .malformed,
    .interpolationOpen, .interpolationClose, .stringOpen, .stringClose, .arrow, .fatArrow, .range,
    .less, .greater, .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .leftBrace,
    .rightBrace, .comma, .semicolon, .colon, .equals, .doubleEquals, .unequal, .plus, .minus, .star,
    .slash, .percent, .at, .end:
    nil
  }
}

let terminals = Set(TokenKind.allCases.compactMap(terminal))

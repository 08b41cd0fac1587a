import Diagnostics
import Syntax

/// Says whether a text is in the language, by the grammar alone: what each part can be is tried at
/// each place, and remembered.
struct Recogniser {
  private struct Place: Hashable {
    var name: String
    var start: Int
    var newlines: Newlines
  }

  private let grammar: Grammar
  private let headerOptions: [String]
  private let lexemes: [Lexeme]
  private var known: [Place: Set<Int>] = [:]

  static func accepts(_ text: String, _ grammar: Grammar) -> Bool {
    let source = SourceText(name: "t", bytes: Array(text.utf8))
    guard let lexemes = readLexemes(source) else { return false }
    var recogniser = Recogniser(grammar, lexemes)
    return recogniser.ends(of: .name("file"), 0, .items).contains(lexemes.count)
  }

  private init(_ grammar: Grammar, _ lexemes: [Lexeme]) {
    self.grammar = grammar
    headerOptions = grammar.words("header-option")
    self.lexemes = lexemes
  }

  /// Where a part can end that begins at `start`.
  private mutating func ends(of part: Part, _ start: Int, _ newlines: Newlines) -> Set<Int> {
    let next = significant(part, start, newlines)
    if next < lexemes.count, let matched = grammar.matches(part, lexemes[next]) {
      return matched ? [next + 1] : []
    }
    switch part {
    case .name(let name): return ends(ofRule: name, start, newlines)
    case .sequence(let parts): return ends(of: parts, start, newlines)
    case .choice(let parts):
      return parts.reduce(into: []) { $0.formUnion(ends(of: $1, start, newlines)) }
    case .optional(let part): return ends(of: part, start, newlines).union([start])
    case .repetition(let part): return ends(ofMany: part, start, newlines)
    case .literal, .form, .exception, .adjoining: return []
    }
  }

  /// Steps over newlines that mean nothing.
  private func significant(_ part: Part, _ start: Int, _ newlines: Newlines) -> Int {
    guard start < lexemes.count, lexemes[start].kind == .newline, part != .name("NEWLINE"),
      let next = lexemes[start...].firstIndex(where: { $0.kind != .newline }),
      newlines.meansNothing(before: lexemes[next], for: part, headerOptions)
    else { return start }
    return next
  }

  private mutating func ends(of parts: [Part], _ start: Int, _ newlines: Newlines) -> Set<Int> {
    var ends: Set<Int> = [start]
    var (outer, inner) = (newlines, newlines)
    for part in parts {
      ends = self.ends(of: part, ends, inner)
      switch part {
      case .literal(")"), .literal("]"): inner = outer
      case .literal(let text), .adjoining(.literal(let text)):
        outer = inner
        inner = Newlines.behind(text) ?? inner
      case .name, .form, .sequence, .choice, .optional, .repetition, .exception, .adjoining: break
      }
    }
    return ends
  }

  private mutating func ends(of part: Part, _ starts: Set<Int>, _ newlines: Newlines) -> Set<Int> {
    starts.reduce(into: []) { $0.formUnion(ends(of: part, $1, newlines)) }
  }

  private mutating func ends(ofRule name: String, _ start: Int, _ newlines: Newlines) -> Set<Int> {
    let place = Place(name: name, start: start, newlines: newlines)
    if let ends = known[place] { return ends }
    let found = grammar.rule(name).map { ends(of: $0, start, newlines) } ?? []
    known[place] = found
    return found
  }

  private mutating func ends(ofMany part: Part, _ start: Int, _ newlines: Newlines) -> Set<Int> {
    var all: Set<Int> = [start]
    var latest = all
    while !latest.isEmpty {
      latest = ends(of: part, latest, newlines).subtracting(all)
      all.formUnion(latest)
    }
    return all
  }
}

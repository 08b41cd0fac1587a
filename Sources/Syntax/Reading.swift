package import Diagnostics

/// The expression that a whole text is, as one behind `param name =`.
package func parseExpression(_ source: SourceText, file: Int) -> Findings<Expression> {
  let lexed = tokens(of: source, file: file)
  var parser = Parser(source: source, file: file, tokens: lexed.value)
  parser.newlines = .ignored
  parser.skipNewlines()
  let expression = parser.parseExpression()
  parser.skipNewlines()
  if !parser.isPanicking, !parser.at(.end) { parser.unexpected() }
  return Findings(expression, parser.merged(with: lexed.diagnostics))
}

/// What came out of a template, read as one literal.
package enum TemplateReading: Sendable {
  case literal(Expression)
  /// It is none; what is wrong with it, as the lexer tells it, or `nil` when it is not one token.
  case broken(Diagnostic?)
}

/// Whether the text is a word for certain, whatever stands around it: most templates give names.
package func isPlainWord(_ text: Span<UInt8>) -> Bool {
  !text.isEmpty && pastPlainWord(text, 0) == text.count
}

/// Reads a text as one literal: a word, an integer, an address, a prefix, a MAC or a host. Its
/// range is `place`.
package func readLiteral(_ text: String, at place: SourceRange) -> TemplateReading {
  let source = SourceText(name: "", bytes: Array(text.utf8))
  let lexed = tokens(of: source, file: 0)
  if let first = lexed.diagnostics.first {
    // What is wrong with a part of it does not show the whole.
    let isWhole = first.range?.lower == 0 && Int(first.range?.upper ?? 0) == source.bytes.count
    return .broken(isWhole ? first : nil)
  }
  guard lexed.value.count == 1, let token = lexed.value.first else { return .broken(nil) }
  if token.kind == .word { return .literal(.word(text, place)) }
  guard KindSet.literals.contains(token.kind) else { return .broken(nil) }
  var parser = Parser(source: source, file: 0, tokens: lexed.value)
  return .literal(parser.parseValue().moved(to: place))
}

extension Expression {
  /// The same literal at another place; what is no literal stays as it is.
  package func moved(to place: SourceRange) -> Expression {
    switch self {
    case .word(let text, _): .word(text, place)
    case .string(let pieces, _): .string(pieces, place)
    case .integer(let number, _): .integer(number, place)
    case .address(let address, _): .address(address, place)
    case .prefix(let prefix, _): .prefix(prefix, place)
    case .mac(let mac, _): .mac(mac, place)
    case .host(let number, _): .host(number, place)
    case .boolean(let value, _): .boolean(value, place)
    case .missing: .missing(place)
    case .template, .variable, .list, .negation, .operation, .index, .length: self
    }
  }
}

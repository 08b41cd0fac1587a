import Diagnostics
import Syntax

/// A token as the grammar sees it: white space and comments are gone.
struct Lexeme {
  var kind: TokenKind
  var text: String
  /// Nothing stands between it and the one before.
  var adjoins = false
  /// It is a further part of a template or string.
  var goesOn = false
  /// It stands between `${` and `}`.
  var isInInterpolation = false

  /// Whether the grammar may write it as it is.
  var mayBeLiteral: Bool { kind == .word || terminal(kind) == nil }
}

/// The lexemes of a text; `nil`: the lexer has found mistakes.
func readLexemes(_ source: SourceText) -> [Lexeme]? {
  let lexed = tokens(of: source, file: 0)
  guard lexed.diagnostics.isEmpty else { return nil }
  let parts: Set<TokenKind> = [.templateText, .interpolationOpen, .stringText, .stringClose]
  let inner: Set<TokenKind> = [.templateText, .interpolationClose, .stringOpen, .stringText]
  var lexemes: [Lexeme] = []
  var previous: Token?
  var depth = 0
  for token in lexed.value where !token.kind.isTrivia {
    var lexeme = Lexeme(
      kind: token.kind, text: String(decoding: source.bytes[token.bounds], as: UTF8.self))
    if let previous, previous.upper == token.lower, previous.kind != .newline {
      lexeme.adjoins = true
      lexeme.goesOn = parts.contains(token.kind) && inner.contains(previous.kind)
    }
    if token.kind == .interpolationClose { depth -= 1 }
    lexeme.isInInterpolation = depth > 0
    if token.kind == .interpolationOpen { depth += 1 }
    lexemes.append(lexeme)
    previous = token
  }
  return lexemes
}

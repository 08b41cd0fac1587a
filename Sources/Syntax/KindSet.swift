/// A set of kinds of tokens.
struct KindSet: ExpressibleByArrayLiteral, Sendable {
  private var bits: UInt64

  init(arrayLiteral kinds: TokenKind...) {
    bits = kinds.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  func contains(_ kind: TokenKind) -> Bool { bits >> UInt64(kind.rawValue) & 1 == 1 }

  /// What ends an item.
  static let itemEnds: KindSet = [.newline, .comma, .semicolon, .greater, .rightBrace, .end]
  /// What ends the part of an item that stands on its line.
  static let lineLimits: KindSet = [
    .newline, .comma, .semicolon, .less, .greater, .leftBrace, .rightBrace, .end,
  ]
  /// What a name may begin with, and so a member.
  static let names: KindSet = [
    .word, .variable, .templateText, .interpolationOpen, .stringOpen, .malformed,
  ]
  /// What a value begins with (the rule `value`).
  static let values: KindSet = [
    .variable, .templateText, .interpolationOpen, .integer, .address, .prefix, .mac, .host,
    .leftParenthesis, .malformed,
  ]
  /// Literals of one token that are no name.
  static let literals: KindSet = [.integer, .address, .prefix, .mac, .host]
  /// What is shown as it was written.
  static let quoted: KindSet = [
    .word, .integer, .address, .prefix, .mac, .host, .variable, .fatArrow,
  ]
  static let arrows: KindSet = [.arrow, .fatArrow]
  static let brackets: KindSet = [.leftParenthesis, .leftBracket]
  static let closingBrackets: KindSet = [.rightParenthesis, .rightBracket]
  /// What nests.
  static let openers: KindSet = [
    .less, .leftParenthesis, .leftBracket, .leftBrace, .interpolationOpen,
  ]
  static let closers: KindSet = [
    .greater, .rightParenthesis, .rightBracket, .rightBrace, .interpolationClose,
  ]
}

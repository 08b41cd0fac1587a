/// What a stretch of the source is.
package enum TokenKind: UInt8, CaseIterable, Sendable {
  // White space in the widest sense: the parser does not see it, but for newlines.
  case blank, newline, comment, byteOrderMark, continuation, conflictMarker
  // Words and literals.
  case word, integer, address, prefix, mac, host, variable
  /// A literal that is wrong and has been told of; it stands for any value.
  case malformed
  // The parts of templates and strings; the tokens of an expression stand between the braces.
  case templateText, interpolationOpen, interpolationClose
  case stringOpen, stringText, stringClose
  // Punctuation.
  case arrow, fatArrow, range, less, greater
  case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, semicolon, colon, equals, doubleEquals, unequal
  case plus, minus, star, slash, percent, at
  /// Behind the last byte; never in the array of tokens.
  case end

  package var isTrivia: Bool {
    switch self {
    case .blank, .comment, .byteOrderMark, .continuation, .conflictMarker: true
    case .newline, .word, .integer, .address, .prefix, .mac, .host, .variable, .malformed,
      .templateText, .interpolationOpen, .interpolationClose, .stringOpen, .stringText,
      .stringClose, .arrow, .fatArrow, .range, .less, .greater, .leftParenthesis,
      .rightParenthesis, .leftBracket, .rightBracket, .leftBrace, .rightBrace, .comma,
      .semicolon, .colon, .equals, .doubleEquals, .unequal, .plus, .minus, .star, .slash,
      .percent, .at, .end:
      false
    }
  }

  /// The kind in the words of a diagnostic.
  package var phrase: String {
    switch self {
    case .blank, .byteOrderMark, .continuation: "white space"
    case .newline: "the end of the line"
    case .comment: "a comment"
    case .conflictMarker: "a conflict marker"
    case .word: "a word"
    case .integer: "a number"
    case .address: "an address"
    case .prefix: "a prefix"
    case .mac: "a MAC"
    case .host: "a host"
    case .variable: "a variable"
    case .malformed: "a value"
    case .templateText, .interpolationOpen: "a template"
    case .stringOpen, .stringText, .stringClose: "a string"
    case .interpolationClose, .rightBrace: "`}`"
    case .leftBrace: "`{`"
    case .arrow: "`->`"
    case .fatArrow: "`=>`"
    case .range: "`..`"
    case .less: "`<`"
    case .greater: "`>`"
    case .leftParenthesis: "`(`"
    case .rightParenthesis: "`)`"
    case .leftBracket: "`[`"
    case .rightBracket: "`]`"
    case .comma: "`,`"
    case .semicolon: "`;`"
    case .colon: "`:`"
    case .equals: "`=`"
    case .doubleEquals: "`==`"
    case .unequal: "`!=`"
    case .plus: "`+`"
    case .minus: "`-`"
    case .star: "`*`"
    case .slash: "`/`"
    case .percent: "`%`"
    case .at: "`@`"
    case .end: "the end of the text"
    }
  }
}

/// A stretch of the source, from `lower` up to, but not including, `upper`. All tokens of a text,
/// one after the other, are the text.
package struct Token: Sendable, Hashable {
  package var lower: UInt32
  package var upper: UInt32
  package var kind: TokenKind

  package init(_ kind: TokenKind, _ lower: Int, _ upper: Int) {
    self.kind = kind
    self.lower = UInt32(truncatingIfNeeded: lower)
    self.upper = UInt32(truncatingIfNeeded: upper)
  }

  package var bounds: Range<Int> { Int(lower)..<Int(upper) }
}

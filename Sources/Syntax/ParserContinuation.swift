import Diagnostics

// A `\` at the end of a line, which the lexer has told of and stepped over.
extension Parser {
  /// What a newline means nothing behind, and before.
  private static let openEnds: KindSet = [
    .less, .leftBrace, .comma, .semicolon, .newline, .arrow, .fatArrow, .equals, .doubleEquals,
    .unequal, .range, .plus, .minus, .star, .slash, .percent,
  ]
  private static let openStarts: KindSet = [
    .greater, .rightBrace, .newline, .end, .arrow, .fatArrow,
  ]

  /// Remembers the `\` between the last token and the current one.
  mutating func noteContinuation(from start: Int) {
    continuation = nil
    for position in start..<max(start, index) where tokens[position].kind == .continuation {
      continuation = tokens[position].lower
    }
    guard let continuation, index < tokens.count,
      !Parser.openEnds.contains(previousKind), !Parser.openStarts.contains(tokens[index].kind),
      !newlineMeansNothing(before: index)
    else { return }
    joinedLines.insert(continuation)
  }

  /// Whether a `\` stands where an item ends: without it, the newline ends the item.
  mutating func acceptContinuedItem() -> Bool {
    guard let continuation else { return false }
    joinedLines.remove(continuation)
    return true
  }

  /// The lines as one, where the newline alone would end the item.
  func joining(_ told: Diagnostic, _ place: SourceRange) -> Diagnostic {
    guard told.code == .foreignSyntax else { return told }
    var end = Int(place.upper)
    while end < bytes.count, bytes[end] <= 0x20 { end += 1 }
    let isSpaced = place.lower > 0 && bytes[Int(place.lower) - 1].isBlank
    var copy = told.fix(
      SourceRange(file: file, lower: Int(place.lower), upper: end), isSpaced ? "" : " ")
    copy.help = "write it on one line"
    return copy
  }
}

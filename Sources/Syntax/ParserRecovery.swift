import Diagnostics

// Finding back after a mistake.
extension Parser {
  /// Skips the rest of an item, up to a separator or a `>`. What stands in `< >` is read, so that
  /// its own mistakes are told.
  mutating func recover() {
    newlines = .separate
    isInInterpolation = false
    if openBrackets > 0 { leaveBrackets() }
    openBrackets = 0
    isPanicking = false
    while !atItemEnd {
      if at(.less) || at(.leftBrace) {
        isStray = true
        _ = parseBlock()
      } else {
        advance()
      }
    }
  }

  var atItemEnd: Bool { KindSet.itemEnds.contains(current.kind) }

  /// Goes behind the bracket that closes the item's open ones; without one, to the end of the
  /// line.
  private mutating func leaveBrackets() {
    if let close = closingIndex() {
      following = close + 1
      previousUpper = tokens[close].upper
      previousKind = tokens[close].kind
      settle()
    } else if let line = newlineBefore(index) {
      following = line
      settle()
    }
  }

  private func closingIndex() -> Int? {
    var open = openBrackets
    var atLineStart = false
    let limits: KindSet = [.less, .greater, .arrow, .leftBrace]
    for position in index..<min(tokens.count, index + 256) {
      let token = tokens[position]
      if KindSet.brackets.contains(token.kind) { open += 1 }
      if KindSet.closingBrackets.contains(token.kind) { open -= 1 }
      if open == 0 { return position }
      if limits.contains(token.kind) { return nil }
      if token.kind == .word, atLineStart, WordKey.item(bytes, token.bounds) != nil { return nil }
      if token.kind == .newline { atLineStart = true }
      if !token.kind.isTrivia, token.kind != .newline { atLineStart = false }
    }
    return nil
  }

  /// The newline that the parser has stepped over just before the token at `index`.
  func newlineBefore(_ index: Int) -> Int? {
    var position = index - 1
    while position >= 0, position < tokens.count {
      let kind = tokens[position].kind
      if kind == .newline { return position }
      guard kind.isTrivia else { return nil }
      position -= 1
    }
    return nil
  }

  /// One level deeper, unless the bound is reached; the caller leaves by `depth -= 1`.
  mutating func enter(_ place: Token) -> Bool {
    if depth >= nestingBound {
      fail(
        Diagnostic(
          .nestingTooDeep, "this is nested over \(nestingBound) levels deep",
          at: range(of: place)))
      return false
    }
    depth += 1
    return true
  }

  /// Skips what the current token opens, up to its partner, without recursion. If there is no
  /// partner, the text is given up.
  mutating func skipNested() {
    var open = 0
    newlines = .ignored
    while !at(.end) {
      if KindSet.openers.contains(current.kind) { open += 1 }
      if KindSet.closers.contains(current.kind) { open -= 1 }
      if open <= 0 { break }
      advance()
    }
    if at(.end) { isSilent = true }
  }
}

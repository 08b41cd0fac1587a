import Diagnostics
import Vocabulary

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

  var atItemEnd: Bool { KindSet.itemEnds.contains(current.kind) || current.kind == blockClose }

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

  /// Whether the token before `index` is a string without end that holds the `<` of its line.
  func swallowsOpen(before index: Int) -> Bool {
    var position = min(index, tokens.count) - 1
    while position >= 0, tokens[position].kind.isTrivia || tokens[position].kind == .newline {
      position -= 1
    }
    guard position >= 0, tokens[position].kind == .malformed else { return false }
    let text = bytes[tokens[position].bounds]
    guard text.first == UInt8(ascii: "\"") else { return false }
    var open = 0
    var last: UInt8 = 0
    for byte in text {
      if byte == UInt8(ascii: "<") { open += 1 }
      if byte == UInt8(ascii: ">"), last != UInt8(ascii: "-") { open -= 1 }
      last = byte
    }
    return open > 0
  }

  /// Whether one of these tokens stands ahead in the item, on its line.
  func isAhead(_ kinds: KindSet, within limits: KindSet = KindSet.lineLimits) -> Bool {
    for position in index..<min(tokens.count, index + 64) {
      let kind = tokens[position].kind
      if kinds.contains(kind) { return true }
      if limits.contains(kind) { return false }
    }
    return false
  }

  /// Whether the current token begins a line with what stands at top level only, in a block that
  /// lacks its `>`: no deeper than the line that opened it, in a text that has too few of them.
  mutating func endsUnclosedBlock(_ open: Token) -> Bool {
    guard depth > 0, previousKind == .newline, at(.word) else { return false }
    let keyword = WordKey.item(bytes, current.bounds)
    switch keyword {
    case nil: guard isInMember, isAhead([.address, .arrow]) else { return false }
    case .import, .param, .recipe: break
    case .overlay, .node: guard isInOverlay else { return false }
    case .let, .use, .for, .if, .else, .netns, .container, .port, .route, .fdb, .neigh:
      return false
    }
    guard indentation(at: Int(current.lower)) <= indentation(at: Int(open.lower)) else {
      return false
    }
    let count = unclosed ?? countUnclosed()
    unclosed = count
    return count > 0
  }

  func indentation(at offset: Int) -> Int {
    var line = min(offset, bytes.count)
    while line > 0, bytes[line - 1] != 0x0a { line -= 1 }
    var end = line
    while end < bytes.count, bytes[end].isBlank { end += 1 }
    return end - line
  }

  func countUnclosed() -> Int {
    var count = 0
    for token in tokens {
      if token.kind == .less || token.kind == .leftBrace { count += 1 }
      if token.kind == .greater || token.kind == .rightBrace { count = max(0, count - 1) }
    }
    return count
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

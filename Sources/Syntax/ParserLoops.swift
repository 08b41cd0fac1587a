import Diagnostics
import Values
import Vocabulary

// Loops and conditions as shells, Python and C have them.
extension Parser {
  /// `for (i = 0; i < 3; i++)`: everything in the parentheses is one mistake.
  mutating func answerLoopHead() -> Expression? {
    guard isAhead([.semicolon, .equals], within: [.newline, .rightParenthesis]) else { return nil }
    let start = current
    var open = 0
    while !at(.newline), !at(.end) {
      if at(.leftParenthesis) { open += 1 }
      if at(.rightParenthesis) { open -= 1 }
      advance()
      if open == 0 { break }
    }
    openBrackets = 0
    let place = range(from: start)
    superseded.append(place)
    report(
      Diagnostic(
        .foreignSyntax, "a `for` goes over a list or a range", at: place,
        help: "write `for i in 0..9 <`"))
    return .missing(place)
  }

  /// `{1..3}` of a shell, `range(1, 4)` of Python, `$(seq 1 3)`.
  mutating func answerLoopList() -> Expression? {
    if at(.leftBrace), nextToken().kind == .integer { return parseBracedRange() }
    guard at(.word), ["range", "seq"].contains(text(of: current)),
      nextToken().kind == .leftParenthesis
    else { return nil }
    let start = presume()
    while !at(.rightParenthesis), !at(.newline), !at(.end) { advance() }
    if at(.rightParenthesis) { advance() }
    openBrackets = 0
    let place = range(from: start)
    report(
      Diagnostic(
        .foreignSyntax, "a range is written with `..`, and holds both of its ends", at: place,
        help: "write `0..9` for ten numbers"))
    return .missing(place)
  }

  private mutating func parseBracedRange() -> Expression? {
    let start = presume()
    let list = parseRange()
    let isClosed = at(.rightBrace)
    if isClosed { advance() }
    let place = isClosed ? range(from: start) : range(of: start)
    let told = Diagnostic(
      .foreignSyntax, "a range stands without braces", at: place,
      help: "write `\(shown(list.range))`")
    report(
      isClosed
        ? told.fix(place, shown(list.range), isSafe: isOnOneLine(list.range)) : told)
    return list
  }

  /// `for i in 1 2 3; do`
  mutating func answerBareList(_ list: Expression) -> Expression {
    guard !isPanicking else { return list }
    var list = list
    if KindSet.literals.contains(current.kind) || (at(.word) && !at(Self.doWord)) {
      while KindSet.literals.contains(current.kind) || (at(.word) && !at(Self.doWord)) {
        advance()
      }
      let place = SourceRange(
        file: file, lower: Int(list.range.lower), upper: Int(previousUpper))
      let words = shown(place).split(separator: " ").joined(separator: ", ")
      report(
        Diagnostic(
          .expectedToken, "a list stands in `[ ]`", at: place, help: "write `[\(words)]`"
        ).fix(place, "[\(words)]", isSafe: isOnOneLine(place)))
      list = .missing(place)
    }
    answerDo()
    return list
  }

  private static let doWord = WordKey("do")
  private static let thenWord = WordKey("then")

  private func at(_ word: WordKey) -> Bool { at(.word) && key(of: current) == word }

  /// `; do`, `then`: in their place stands `<`.
  private mutating func answerDo() {
    let start = current
    let next = nextToken()
    let isHere = at(Self.doWord) || at(Self.thenWord)
    let isBehind =
      at(.semicolon) && next.kind == .word
      && [Self.doWord, Self.thenWord].contains(key(of: next))
    guard isHere || isBehind else { return }
    if isBehind { advance() }
    let word = text(of: presume())
    let place = range(from: start)
    let isAlone = hasSpareClose || hasForeignEnds
    report(
      Diagnostic(
        .foreignSyntax, "what is inside stands in `< >`, not behind `\(word)`", at: place,
        help: "write `<`, and `>` at its end"
      ).fix(place, isHere || adjoinsBlank(start) ? "<" : " <", isSafe: isAlone))
    isPanicking = true
  }

  private func adjoinsBlank(_ token: Token) -> Bool {
    token.lower > 0 && bytes[Int(token.lower) - 1].isBlank
  }

  /// Whether a `done` or `fi` stands in the text, which is told of by itself.
  private var hasForeignEnds: Bool {
    mutating get {
      let answer =
        foreignEnds
        ?? tokens.contains { token in
          token.kind == .word && token.upper - token.lower <= 4
            && ["done", "fi", "end"].contains(text(of: token))
        }
      foreignEnds = answer
      return answer
    }
  }

  /// `if [ $x -eq 1 ]; then`
  mutating func answerTest() -> Expression? {
    guard at(.leftBracket), isAhead([.semicolon], within: [.newline, .less]) || hasTestOperator
    else { return nil }
    let start = current
    while !at(.newline), !at(.end), !at(.semicolon), !at(.less) { advance() }
    openBrackets = 0
    let place = range(from: start)
    superseded.append(place)
    report(
      Diagnostic(
        .foreignSyntax, "a condition stands without `[ ]`, and compares by `==`, `!=` and `in`",
        at: place, help: "write it as in `if $n == 1 <`"))
    answerMuted { $0.answerDo() }
    return .missing(place)
  }

  /// `[ -n $x ]`, `[ $x -eq 1 ]`: no list, in which a `-` has values on both sides, and a comma
  /// between two of them.
  private var hasTestOperator: Bool {
    if nextToken().kind == .minus { return true }
    for position in index..<min(tokens.count, index + 16) {
      let kind = tokens[position].kind
      if kind == .newline || kind == .less { return false }
      guard kind == .minus else { continue }
      let next = significantIndex(from: position + 1)
      let behind = significantIndex(from: next + 1)
      guard behind < tokens.count, tokens[next].kind == .word,
        ["eq", "ne", "lt", "le", "gt", "ge"].contains(text(of: tokens[next]))
      else { continue }
      if isOperand(tokens[behind]), WordKey.expression(bytes, tokens[behind].bounds) == nil {
        return true
      }
    }
    return false
  }

  /// What belongs to a mistake that was told of.
  private mutating func answerMuted(_ body: (inout Parser) -> Void) {
    parseMuted(body)
  }

  func isElseIf(_ token: Token) -> Bool {
    guard token.kind == .word, token.upper - token.lower <= 6 else { return false }
    return ["elif", "elsif", "elseif"].contains(text(of: token))
  }

  /// Whether the line of an `elif` compares something, or has a bare word: no member does, that has
  /// this name.
  func isBranch(at position: Int) -> Bool {
    let comparisons: KindSet = [.doubleEquals, .unequal, .equals]
    let first = significantIndex(from: position + 1)
    var open = 0
    for position in first..<min(tokens.count, first + 64) {
      let token = tokens[position]
      if KindSet.brackets.contains(token.kind) || token.kind == .interpolationOpen { open += 1 }
      if KindSet.closingBrackets.contains(token.kind) || token.kind == .interpolationClose {
        open -= 1
      }
      if open == 0, comparisons.contains(token.kind) { return true }
      if position == first, token.kind == .word { return !isOption(text(of: token)) }
      if KindSet.lineLimits.contains(token.kind) { return false }
    }
    return false
  }

  mutating func answerElseIf() -> Bool {
    let place = range(of: current)
    report(
      Diagnostic(
        .foreignSyntax, "`\(text(of: current))` is written `else if`", at: place,
        help: "write `else if`"
      ).fix(place, "else if"))
    newlines = .head(overlay: false)
    return true
  }
}

import Diagnostics
import Vocabulary

// Expressions, weakest operators first.
extension Parser {
  /// `expr = conj { "or" conj }`
  mutating func parseExpression() -> Expression {
    parseChain({ $0.acceptWordOperator(.or, .or) }, { $0.parseConjunction() })
  }

  /// `conj = neg { "and" neg }`
  private mutating func parseConjunction() -> Expression {
    parseChain({ $0.acceptWordOperator(.and, .and) }, { $0.parseNegation() })
  }

  /// `neg = "not" neg | cmp`
  private mutating func parseNegation() -> Expression {
    guard at(.word), key(of: current) == .not else { return parseComparison() }
    let start = current
    guard enter(start) else {
      while at(.word), key(of: current) == .not { advance() }
      return .missing(range(of: start))
    }
    advance()
    skipNewlines()
    let operand = parseNegation()
    depth -= 1
    return .negation(operand, range(from: start))
  }

  /// `cmp = range [ ( "==" | "!=" | "in" ) range ]`
  private mutating func parseComparison() -> Expression {
    let left = parseRange()
    if !isPanicking, let answered = answerOrder(left) { return answered }
    guard !isPanicking, let comparison = acceptComparison() else { return left }
    let right = parseRange()
    let place = left.range.union(right.range)
    if !isPanicking, acceptComparison() != nil {
      fail(
        Diagnostic(
          .expectedToken, "comparisons do not make chains", at: place,
          help: "join two comparisons by `and`"))
    }
    return .operation(comparison, left, right, place)
  }

  private mutating func acceptComparison() -> Expression.Operator? {
    if let found = acceptOperator(.doubleEquals, .equal) { return found }
    if let found = acceptOperator(.unequal, .unequal) { return found }
    return acceptWordOperator(.in, .within)
  }

  /// `range = sum [ ".." sum ]`
  mutating func parseRange() -> Expression {
    let left = parseSum()
    guard !isPanicking, acceptOperator(.range, .range) != nil else { return left }
    let right = parseSum()
    return .operation(.range, left, right, left.range.union(right.range))
  }

  /// `sum = prod { ( "+" | "-" ) prod }`
  private mutating func parseSum() -> Expression {
    parseChain(
      { $0.acceptOperator(.plus, .plus) ?? $0.acceptOperator(.minus, .minus) },
      { $0.parseProduct() })
  }

  /// `prod = prim { ( "*" | "/" | "%" ) prim }`
  private mutating func parseProduct() -> Expression {
    parseChain(
      {
        $0.acceptOperator(.star, .times) ?? $0.acceptOperator(.slash, .divided)
          ?? $0.acceptOperator(.percent, .remainder)
      },
      { $0.parsePrimary() })
  }

  /// Operands with operators of one strength between them. Each makes the tree a level deeper, so
  /// the bound of the nesting holds here, too.
  private mutating func parseChain(
    _ acceptOperator: (inout Parser) -> Expression.Operator?,
    _ parseOperand: (inout Parser) -> Expression
  ) -> Expression {
    var left = parseOperand(&self)
    var links = 0
    while !isPanicking {
      let place = current
      guard let found = acceptOperator(&self) else { break }
      links += 1
      if links > nestingBound {
        fail(
          Diagnostic(
            .nestingTooDeep, "an expression of over \(nestingBound) operators in a row",
            at: range(of: place), help: "give parts of it a name with `let`"))
        break
      }
      let right = parseOperand(&self)
      left = .operation(found, left, right, left.range.union(right.range))
    }
    return left
  }

  private mutating func acceptOperator(
    _ kind: TokenKind, _ meaning: Expression.Operator
  ) -> Expression.Operator? {
    guard at(kind) else {
      expectations.insert(.operator)
      return nil
    }
    advance()
    skipNewlines()
    return meaning
  }

  private mutating func acceptWordOperator(
    _ word: WordKey, _ meaning: Expression.Operator
  ) -> Expression.Operator? {
    guard accept(word, .operator) else { return nil }
    skipNewlines()
    return meaning
  }

  /// `prim = WORD | STRING | "on" | "off" | value | "len" "(" expr ")" | list`
  private mutating func parsePrimary() -> Expression {
    if at(.word) { return parseWord() }
    if at(.stringOpen) { return parseString() }
    if at(.leftBracket) { return parseList() }
    if startsValue { return parseValue() }
    expectations = Expectations()
    expectations.insert(.expression)
    unexpected(help: at(.minus) ? "there is no unary minus: write `0 - 1`" : nil)
    return .missing(placeBehind)
  }

  private mutating func parseWord() -> Expression {
    let token = current
    if let keyword = WordKey.expression(bytes, token.bounds) {
      switch keyword {
      case .on, .off:
        advance()
        return .boolean(keyword == .on, range(of: token))
      case .len: return parseLength()
      case .and, .or, .not, .in:
        expectations = Expectations()
        expectations.insert(.expression)
        unexpected()
        return .missing(placeBehind)
      }
    }
    advance()
    if answerMinus(token) { return .missing(range(of: token)) }
    guard isInInterpolation else { return .word(text(of: token), range(of: token)) }
    if !isName(token, qualified: true) {
      report(
        Diagnostic(
          .malformedTemplate, "`\(shortText(of: token))` is no variable", at: range(of: token),
          help: "inside `${ }` a bare word is a variable, and text is quoted"))
      return .missing(range(of: token))
    }
    return parseIndexes(.variable(text(of: token), range(of: token)), from: token)
  }

  /// `5-3` is a word; so is `i-1`, which inside `${ }` can only be meant as a difference.
  private mutating func answerMinus(_ token: Token) -> Bool {
    let parts = bytes[token.bounds].split(
      separator: UInt8(ascii: "-"), maxSplits: 8, omittingEmptySubsequences: false)
    let isDifference =
      isInInterpolation
      ? parts.allSatisfy { $0.allSatisfy(\.isWordByte) }
      : parts.allSatisfy { $0.allSatisfy(\.isDigit) }
    guard parts.count > 1, isDifference else { return false }
    let spaced = parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " - ")
    let place = range(of: token)
    report(
      Diagnostic(
        .malformedInteger,
        "`\(shortText(of: token))` is a word: a minus has a blank on each side", at: place,
        help: "write `\(spaced)`"
      ).fix(place, spaced, isSafe: isInInterpolation))
    return true
  }

  /// `"len" "(" expr ")"`
  private mutating func parseLength() -> Expression {
    let start = presume()
    guard at(.leftParenthesis) else {
      expectations.insert(.leftParenthesis)
      unexpected()
      return .missing(range(of: start))
    }
    guard let inner = parseEnclosed(.rightParenthesis) else { return .missing(range(from: start)) }
    return .length(inner, range(from: start))
  }

  /// An expression in brackets, the current token being the opening one; `nil`: too deep.
  mutating func parseEnclosed(_ close: TokenKind) -> Expression? {
    let open = current
    guard enter(open) else {
      skipNested()
      return nil
    }
    let saved = newlines
    newlines = .ignored
    advance()
    let inner = parseExpression()
    newlines = saved
    depth -= 1
    expectClose(close, open)
    return inner
  }

  /// `list = "[" [ elements ] "]"`
  mutating func parseList() -> Expression {
    let open = current
    guard enter(open) else {
      skipNested()
      return .missing(range(from: open))
    }
    let saved = newlines
    newlines = .ignored
    advance()
    var elements: [Expression] = []
    parseElements(until: .rightBracket) { elements.append($0.parseExpression()) }
    newlines = saved
    depth -= 1
    expectClose(.rightBracket, open)
    return .list(elements, range(from: open))
  }
}

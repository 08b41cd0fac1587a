import Diagnostics
import Vocabulary

// Expressions, weakest operators first.
extension Parser {
  /// `expr = conj { "or" conj }`
  mutating func parseExpression() -> Expression {
    parseJunction(.or) { $0.parseConjunction() }
  }

  /// `conj = neg { "and" neg }`
  private mutating func parseConjunction() -> Expression {
    parseJunction(.and) { $0.parseNegation() }
  }

  /// `neg = "not" neg | cmp`
  private mutating func parseNegation() -> Expression {
    guard at(.word), key(of: current) == .not, !isRefusedName else { return parseComparison() }
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
    if !isPanicking, acceptComparison() != nil {
      fail(
        Diagnostic(
          .expectedToken, "comparisons do not make chains", at: left.range.union(right.range),
          help: "join two comparisons by `and`"))
    }
    return .pair(comparison, left, right)
  }

  private mutating func acceptComparison() -> Expression.Pair? {
    acceptOperator(.doubleEquals, .equal) ?? acceptOperator(.unequal, .unequal)
      ?? (acceptWordOperator(.in) ? .within : nil)
  }

  /// `range = sum [ ".." sum ]`
  mutating func parseRange() -> Expression {
    let left = parseSum()
    guard !isPanicking, acceptOperator(.range, Expression.Pair.range) != nil else { return left }
    let right = answerRangeEnd(behind: left) ?? parseSum()
    return .pair(.range, left, right)
  }

  /// `sum = prod { ( "+" | "-" ) prod }`
  private mutating func parseSum() -> Expression {
    parseCalculation(
      { $0.acceptOperator(.plus, .plus) ?? $0.acceptMinus() },
      { $0.parseProduct() })
  }

  /// `prod = prim { ( "*" | "/" | "%" ) prim }`
  private mutating func parseProduct() -> Expression {
    parseCalculation(
      {
        $0.acceptOperator(.star, .times) ?? $0.acceptOperator(.slash, .divided)
          ?? $0.acceptOperator(.percent, .remainder)
      },
      { $0.parsePrimary() })
  }

  private mutating func parseCalculation(
    _ acceptSign: (inout Parser) -> Expression.Sign?,
    _ parseOperand: (inout Parser) -> Expression
  ) -> Expression {
    let first = parseOperand(&self)
    var steps: [Expression.Step] = []
    var place = first.range
    while !isPanicking, let sign = acceptSign(&self) {
      let operand = parseOperand(&self)
      steps.append(Expression.Step(sign: sign, operand: operand))
      place = place.union(operand.range)
    }
    return steps.isEmpty ? first : .operation(.calculation(first, steps), place)
  }

  private mutating func parseJunction(
    _ word: Expression.Junction, _ parseOperand: (inout Parser) -> Expression
  ) -> Expression {
    let first = parseOperand(&self)
    var operands = [first]
    var place = first.range
    while !isPanicking, acceptWordOperator(word == .or ? .or : .and) {
      let operand = parseOperand(&self)
      operands.append(operand)
      place = place.union(operand.range)
    }
    return operands.count == 1 ? first : .operation(.junction(word, operands), place)
  }

  private mutating func acceptMinus() -> Expression.Sign? {
    answerTightMinus()
    return acceptOperator(.minus, .minus)
  }

  /// `5 -3`, which may be meant as two numbers.
  private mutating func answerTightMinus() {
    guard at(.minus) else { return }
    let end = current.bounds.upperBound
    let isTightBehind = end < bytes.count && bytes[end] > 0x20 && bytes[end] != UInt8(ascii: "#")
    guard adjoins || isTightBehind else { return }
    let isNegative = !adjoins && nextToken().kind == .integer
    let spelling = (adjoins ? " " : "") + "-" + (isTightBehind ? " " : "")
    report(
      Diagnostic(
        .expectedToken, "a minus has a blank on each side", at: range(of: current),
        help: "write ` - `" + (isNegative ? ", or `\(negativeOfNext)` for the number below 0" : "")
      ).fix(range(of: current), spelling, isSafe: isInInterpolation))
  }

  private var negativeOfNext: String {
    let next = nextToken()
    return "0 - " + (next.kind == .integer ? shortText(of: next) : "1")
  }

  private mutating func acceptOperator<Meaning>(_ kind: TokenKind, _ meaning: Meaning) -> Meaning? {
    guard at(kind) else {
      expectations.insert(.operator)
      return nil
    }
    advance()
    skipNewlines()
    return meaning
  }

  private mutating func acceptWordOperator(_ word: WordKey) -> Bool {
    guard accept(word, .operator) else { return false }
    skipNewlines()
    return true
  }

  /// `prim = WORD | STRING | "on" | "off" | value | "len" "(" expr ")" | list`
  private mutating func parsePrimary() -> Expression {
    if at(.word) { return parseWord() }
    if at(.stringOpen) { return parseString() }
    let start = current
    if at(.leftBracket) { return answerLiteralIndex(parseList(), from: start) }
    if at(.leftParenthesis), let list = answerTuple() { return list }
    if startsValue {
      let value = parseValue()
      return start.kind == .prefix ? answerLiteralIndex(value, from: start) : value
    }
    expectations = Expectations()
    expectations.insert(.expression)
    unexpected(help: at(.minus) ? "there is no unary minus: write `\(negativeOfNext)`" : nil)
    return .missing(placeBehind)
  }

  private var isRefusedName: Bool {
    isInInterpolation && !refusedNames.isEmpty && refusedNames.contains(text(of: current))
  }

  private mutating func parseWord() -> Expression {
    let token = current
    if isRefusedName { return .missing(range(of: presume())) }
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
    if answerMinus(token) || answerCall(token) { return .missing(range(of: token)) }
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
      if let list = answerBareLength() { return .length(list, range(from: start)) }
      expectations.insert(.leftParenthesis)
      unexpected(help: "write `len($list)`")
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

extension Expression {
  static func pair(_ sign: Pair, _ left: Expression, _ right: Expression) -> Expression {
    .operation(.pair(sign, left, right), left.range.union(right.range))
  }
}

import Diagnostics
import Values
import Vocabulary

// The statements: what stands for other items, or for values.
extension Parser {
  /// `"import" STRING [ "as" NAME ]`
  mutating func parseImport() -> Item {
    let start = presume()
    let path = parseImportPath()
    var qualifier: Located<String>?
    if accept(.as, .as) { qualifier = expectName() }
    return .import(ImportItem(path: path, qualifier: qualifier, range: range(from: start)))
  }

  private mutating func parseImportPath() -> Expression {
    if at(.stringOpen) { return parseString() }
    if at(.malformed) { return parseMalformed() }
    guard at(.word) else {
      expectations.insert(.stringOpen)
      unexpected()
      return .missing(placeBehind)
    }
    return parseUnquoted(isText: true)
  }

  /// `let vni 42`
  private mutating func answerMissingEquals(_ name: Located<String>) -> Bool {
    guard startsValue || at(.stringOpen), !at(.malformed) else { return false }
    let before = SourceRange(file: file, lower: Int(current.lower), upper: Int(current.lower))
    report(
      Diagnostic(
        .expectedToken, "expected `=`, found \(foundPhrase)", at: range(of: current),
        help: "write `\(printable(name.value)) = …`"
      ).fix(before, "= "))
    return true
  }

  /// `"param" NAME [ ":" TYPE ] [ "=" expr ]`
  mutating func parseParameterItem() -> Item {
    let start = presume()
    return .parameter(parseParameter(from: start))
  }

  /// `parm = NAME [ ":" TYPE ] [ "=" expr ]`
  private mutating func parseParameter(from start: Token) -> ParameterItem {
    var type = answerLeadingType()
    let name = expectVariableName()
    var value: Expression?
    if !isPanicking, accept(.colon) { type = expectName() }
    if !isPanicking, at(.integer) || at(.stringOpen) ? answerMissingEquals(name) : accept(.equals) {
      skipNewlines()
      value = parseExpression()
    }
    return ParameterItem(name: name, type: type, value: value, range: range(from: start))
  }

  /// `int vni`, as C has it.
  private mutating func answerLeadingType() -> Located<String>? {
    let next = nextToken()
    guard at(.word), next.kind == .word, TypeName(rawValue: text(of: current)) != nil else {
      return nil
    }
    let place = range(of: current).union(range(of: next))
    let spelling = "\(text(of: next)): \(text(of: current))"
    report(
      Diagnostic(
        .expectedToken, "the type stands after the name", at: place, help: "write `\(spelling)`"
      ).fix(place, spelling))
    let type = Located(text(of: current), range(of: current))
    advance()
    return type
  }

  /// `"let" NAME "=" expr`
  mutating func parseBinding() -> Item {
    parseBinding(after: presume())
  }

  mutating func parseBinding(after start: Token) -> Item {
    let name = expectVariableName()
    var value = Expression.missing(placeBehind)
    if !isPanicking, answerForeignEquals(name) || answerMissingEquals(name) || expect(.equals) {
      skipNewlines()
      value = parseExpression()
    }
    return .binding(BindingItem(name: name, value: value, range: range(from: start)))
  }

  /// `NAME` of a variable. In `${ }`, where it stands without its `$`, a word of expressions would
  /// mean that word.
  private mutating func expectVariableName() -> Located<String> {
    if at(.word), WordKey.expression(bytes, current.bounds) != nil {
      let word = text(of: current)
      report(
        Diagnostic(
          .invalidName, "`\(word)` is a word of expressions, and no name of a variable",
          at: range(of: current), help: "take another name, such as `\(word)_`"))
      refusedNames.insert(word)
    }
    return expectName()
  }

  /// `NAME`: a letter or `_`, then letters, digits and `_`.
  mutating func expectName(qualified: Bool = false) -> Located<String> {
    let token = current
    let place = range(of: token)
    if at(.word) {
      let name = text(of: presume())
      if !isName(token, qualified: qualified) {
        report(
          Diagnostic(
            .invalidName, "`\(shortText(of: token))` cannot be a name here", at: place,
            help: "a letter or `_`, then letters, digits and `_`"))
      }
      return Located(name, place)
    }
    if at(.variable) {
      let name = String(text(of: presume()).dropFirst())
      report(
        Diagnostic(
          .expectedToken, "a name is declared without `$`", at: place, help: "write `\(name)`"
        ).fix(place, name))
      return Located(name, place)
    }
    if accept(.malformed) { return Located("", place) }
    expectations = Expectations()
    expectations.insert(.name)
    unexpected()
    return Located("", placeBehind)
  }

  func isName(_ token: Token, qualified: Bool) -> Bool {
    let parts = bytes[token.bounds].split(
      separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count <= (qualified ? 2 : 1) else { return false }
    return parts.allSatisfy { part in
      (part.first ?? 0).isNameStart && part.allSatisfy(\.isWordByte)
    }
  }

  /// `"recipe" NAME "(" [ parms ] ")" block`
  mutating func parseRecipe() -> Item {
    let start = presume()
    newlines = .head(overlay: false)
    let name = expectName()
    var parameters: [ParameterItem] = []
    if !isPanicking {
      parseParenthesised { parser in
        parameters.append(parser.parseParameter(from: parser.current))
      }
    }
    let block = parseBlockOfHead()
    return .recipe(
      RecipeItem(name: name, parameters: parameters, block: block, range: range(from: start)))
  }

  /// `"use" QNAME "(" [ args ] ")"`
  mutating func parseUse() -> Item? { parseUse(from: presume()) }

  mutating func parseUse(from start: Token) -> Item? {
    let name = expectName(qualified: true)
    var arguments: [Argument] = []
    if answerBareUse(name) { return nil }
    if !isPanicking {
      parseParenthesised { parser in arguments.append(parser.parseArgument()) }
    }
    return .use(UseItem(name: name, arguments: arguments, range: range(from: start)))
  }

  /// `arg = NAME "=" expr | expr`
  private mutating func parseArgument() -> Argument {
    guard at(.word), nextToken().kind == .equals || answerArgumentColon() else {
      return Argument(name: nil, value: parseExpression())
    }
    let name = expectName()
    advance()
    return Argument(name: name, value: parseExpression())
  }

  /// `"(" [ element { "," element } [ "," ] ] ")"`
  private mutating func parseParenthesised(_ parseElement: (inout Parser) -> Void) {
    let open = current
    let saved = newlines
    guard at(.leftParenthesis) else {
      expectations.insert(.leftParenthesis)
      return unexpected()
    }
    newlines = .ignored
    advance()
    parseElements(until: .rightParenthesis, parseElement)
    newlines = saved
    expectClose(.rightParenthesis, open)
  }

  /// The elements of a list, up to its closing bracket.
  mutating func parseElements(until close: TokenKind, _ parseElement: (inout Parser) -> Void) {
    while !at(close), !at(.end), !isPanicking {
      let before = index
      parseElement(&self)
      if isPanicking || !accept(.comma) || index == before { return }
    }
  }

  /// `)` or `]`, with the place of the bracket that it closes.
  mutating func expectClose(_ close: TokenKind, _ open: Token) {
    guard !isPanicking, !accept(close) else { return }
    if at(.malformed) {
      isPanicking = true
      return
    }
    let line = source.line(at: Int(open.lower))
    let isBehind = at(.newline) || at(.end)
    fail(
      Diagnostic(
        .expectedToken,
        "expected \(expectations.phrase) (to close \(open.kind.phrase) at line \(line)), "
          + "found \(foundPhrase)",
        at: isBehind ? placeBehind : range(of: current)
      ).label(range(of: open), "opened here"))
  }

  /// `"for" NAME [ "," NAME ] "in" expr block`
  mutating func parseLoop() -> Item {
    let start = presume()
    newlines = .head(overlay: false)
    if at(.leftParenthesis), let list = answerLoopHead() {
      return .loop(
        LoopItem(
          index: nil, element: Located("", list.range), list: list, block: parseBlockOfHead(),
          range: range(from: start)))
    }
    var element = expectVariableName()
    var index: Located<String>?
    if !isPanicking, accept(.comma) {
      skipNewlines()
      index = element
      element = expectVariableName()
    }
    var list = Expression.missing(placeBehind)
    if !isPanicking {
      if accept(.in, .in) || answerForeignIn() {
        skipNewlines()
        list = answerLoopList() ?? parseExpression()
        list = answerBareList(list)
      } else {
        unexpected()
      }
    }
    let block = parseBlockOfHead()
    return .loop(
      LoopItem(
        index: index, element: element, list: list, block: block, range: range(from: start)))
  }

  /// `cond = "if" expr block [ "else" ( block | cond ) ]`
  mutating func parseCondition() -> Item {
    let start = current
    var branches = [parseBranch()]
    var otherwise: Block?
    while otherwise == nil, acceptElse() {
      if at(.word), key(of: current) == .if || isElseIf(current) {
        branches.append(parseBranch())
      } else {
        expectations.insert(.if)
        otherwise = parseBlockOfHead()
      }
    }
    return .condition(
      ConditionItem(branches: branches, otherwise: otherwise, range: range(from: start)))
  }

  private mutating func parseBranch() -> ConditionItem.Branch {
    newlines = .head(overlay: false)
    advance()
    var condition = answerTest() ?? parseExpression()
    if !isPanicking, at(.equals) {
      report(
        Diagnostic(
          .foreignSyntax, "`=` does not compare", at: range(of: current), help: "write `==`"
        ).fix(range(of: current), "=="))
      advance()
      skipNewlines()
      let right = parseExpression()
      condition = .pair(.equal, condition, right)
    }
    return ConditionItem.Branch(condition: condition, block: parseBlockOfHead())
  }

  /// `else`, over newlines and comments.
  private mutating func acceptElse() -> Bool {
    guard !isPanicking, previousKind == .greater || previousKind == .rightBrace else {
      return false
    }
    if at(.newline) {
      guard following < tokens.count, tokens[following].kind == .word,
        key(of: tokens[following]) == .else
          || (isElseIf(tokens[following]) && isBranch(at: following))
      else { return false }
      advance()
    }
    if at(.word), isElseIf(current) { return answerElseIf() }
    guard at(.word), key(of: current) == .else else { return false }
    newlines = .head(overlay: false)
    advance()
    return true
  }
}

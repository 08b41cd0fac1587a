import Diagnostics
import Values
import Vocabulary

// Statements as other languages have them: one answer, which says what to write.
extension Parser {
  /// `while on <`, `from "x" import y`, `members n1 n2`, `veth foo netns web`, `vlan 10`.
  mutating func parseForeignStatement(_ word: String) -> Item? {
    switch word {
    case "foreach" where isInOverlay && isAheadWord("in"):
      report(
        Diagnostic(
          .expectedToken, "`foreach` is no keyword", at: range(of: current), help: "write `for`"
        ).fix(range(of: current), "for", isSafe: false))
      return parseLoop()
    case "while", "until", "repeat", "when", "unless", "switch", "case":
      return parseForeignBlock(word)
    case "from": answerFromImport()
    case "members", "member", "hosts", "nodes", "vteps": answerMemberList(word)
    case "veth" where isInOverlay: answerVeth()
    case "vlan" where isInOverlay: answerVLAN()
    default: break
    }
    return nil
  }

  /// What stands on the rest of the line has been told of with its beginning.
  private mutating func failLine(
    _ message: String, help: String, to kinds: KindSet = [.newline]
  ) {
    let start = current
    while !at(.end), !at(.greater), !at(.rightBrace), !kinds.contains(current.kind) { advance() }
    openBrackets = 0
    let place = range(from: start)
    superseded.append(place)
    fail(Diagnostic(.foreignSyntax, message, at: place, help: help))
  }

  /// A loop or a condition under another keyword, with its block.
  private mutating func parseForeignBlock(_ word: String) -> Item? {
    let next = nextToken()
    // A member may have such a name.
    let others: KindSet = [.address, .arrow, .colon, .less, .leftBrace]
    guard !others.contains(next.kind), !(next.kind == .word && isOption(text(of: next))),
      isAhead([.less, .leftBrace], within: [.newline, .end]),
      !isAhead(KindSet.arrows, within: [.newline, .less, .leftBrace])
    else { return nil }
    let start = current
    while !at(.less), !at(.leftBrace) { advance() }
    openBrackets = 0
    let place = range(from: start)
    superseded.append(place)
    report(
      Diagnostic(
        .foreignSyntax, "there is no `\(word)`: items are repeated by `for`, and chosen by `if`",
        at: place, help: "write `for i in 0..9 <` or `if $x == 1 <`"))
    let condition = Expression.missing(place)
    return .condition(
      ConditionItem(
        branches: [ConditionItem.Branch(condition: condition, block: parseBlock())],
        otherwise: nil, range: range(from: start)))
  }

  /// `from "x" import y`
  private mutating func answerFromImport() {
    guard isAheadWord("import") else { return }
    let path = significantIndex(from: following)
    var written = "common.vxl"
    if nextToken().kind == .stringOpen, path + 1 < tokens.count {
      written = shortText(of: tokens[path + 1])
    } else if nextToken().kind == .word {
      written = shortText(of: nextToken())
    }
    failLine(
      "an import brings all that a file declares", help: "write `import \"\(printable(written))\"`")
  }

  private func isAheadWord(_ word: String) -> Bool {
    for position in following..<min(tokens.count, following + 16) {
      if KindSet.lineLimits.contains(tokens[position].kind) { return false }
      if tokens[position].kind == .word, text(of: tokens[position]) == word { return true }
    }
    return false
  }

  /// `members n1 n2`, `hosts = [n1, n2]`
  private mutating func answerMemberList(_ word: String) {
    var position = significantIndex(from: following)
    // Outside of overlays this may be a value for later.
    if !isInOverlay, [.colon, .equals].contains(nextToken().kind) { return }
    while position < tokens.count, [.colon, .equals].contains(tokens[position].kind) {
      position = significantIndex(from: position + 1)
    }
    guard position < tokens.count, !isAhead(KindSet.arrows) else { return }
    let first = tokens[position]
    let isList = first.kind == .leftBracket
    guard isList || (first.kind == .word && !isOption(text(of: first))) else { return }
    var name = isList ? "node1" : shortText(of: first)
    if isList {
      let inner = significantIndex(from: position + 1)
      if inner < tokens.count, tokens[inner].kind == .word { name = shortText(of: tokens[inner]) }
    }
    failLine(
      "each member has a line of its own, and no word before its name",
      help: "write `\(printable(name)) 192.168.8.100 -> 10.20.1.2/24`")
  }

  /// `veth foo netns web`
  private mutating func answerVeth() {
    guard nextToken().kind == .word, !isOption(text(of: nextToken())),
      !isAhead([.address], within: [.newline, .arrow])
    else { return }
    let name = shortText(of: nextToken())
    failLine(
      "a veth pair comes with the namespace that it leads to",
      help: "write `netns web veth \(printable(name))` in the block of a member",
      to: [.newline, .comma])
  }

  /// `vlan 10`
  private mutating func answerVLAN() {
    guard nextToken().kind == .integer, !isAhead(KindSet.arrows) else { return }
    let number = shortText(of: nextToken())
    failLine(
      "an overlay has a VNI, and no VLAN",
      help: "a VLAN below the tunnel is its device, `dev eth0.\(number)`; "
        + "one behind the bridge is `port eth0.\(number)`",
      to: [.newline, .comma])
  }

  /// `use r`, `use r 42`
  mutating func answerBareUse(_ name: Located<String>) -> Bool {
    guard !isPanicking, !name.value.isEmpty, !at(.leftParenthesis), !at(.malformed) else {
      return false
    }
    let arguments = current
    while !atItemEnd, !at(.less), !at(.leftBrace) { advance() }
    let given = arguments.lower < previousUpper ? shown(range(from: arguments)) : ""
    openBrackets = 0
    fail(
      Diagnostic(
        .expectedToken, "a recipe is used with `( )` behind its name", at: name.range,
        help: "write `use \(printable(name.value))(\(given))`"))
    return true
  }

  /// `len [1, 2]`, `len $l`
  mutating func answerBareLength() -> Expression? {
    guard at(.leftBracket) || at(.variable), !isPanicking else { return nil }
    let start = current
    let told = diagnostics.count
    let list = at(.variable) ? parseVariable() : parseList()
    if isPanicking { return .missing(range(from: start)) }
    let place = range(from: start)
    report(
      Diagnostic(
        .expectedToken, "what `len` counts stands in `( )`", at: place,
        help: "write `len(\(shown(place)))`"
      ).fix(place, "(\(shown(place)))", isSafe: isOnOneLine(place) && told == diagnostics.count))
    return list
  }

  /// `let x := 5`, `let x: int = 5`
  mutating func answerForeignEquals(_ name: Located<String>) -> Bool {
    guard at(.colon), !isPanicking else { return false }
    let start = current
    if nextToken().kind == .equals, nextToken().lower == current.upper {
      advance()
      advance()
      report(
        Diagnostic(
          .foreignSyntax, "a value is set by `=`", at: range(from: start), help: "write `=`"
        ).fix(range(from: start), "="))
      return true
    }
    let equals = significantIndex(from: significantIndex(from: following) + 1)
    guard nextToken().kind == .word, equals < tokens.count, tokens[equals].kind == .equals else {
      return false
    }
    advance()
    advance()
    let type = range(from: start)
    advance()
    report(
      Diagnostic(
        .foreignSyntax, "a `let` names no type: it has that of its value", at: type,
        help: "leave it out: `\(printable(name.value)) = …`"
      ).fix(type, "", isSafe: isOnOneLine(type)))
    return true
  }

  /// `for i of $list`, `for i : $list`, `for i = 1..3`
  mutating func answerForeignIn() -> Bool {
    guard !isPanicking else { return false }
    let isWord = at(.word) && ["of", "from", "over"].contains(text(of: current))
    guard isWord || at(.colon) || at(.equals) else { return false }
    let place = range(of: current)
    let spelling = adjoins ? " in" : "in"
    report(
      Diagnostic(
        .foreignSyntax, "a `for` has `in` between its name and its list", at: place,
        help: "write `in`"
      ).fix(place, nextToken().lower == current.upper ? spelling + " " : spelling))
    advance()
    return true
  }

  /// `1...3`, `0..<3`, `1..=3`: behind the two dots, a third mark.
  mutating func answerRangeEnd(behind first: Expression) -> Expression? {
    guard adjoins, previousKind == .range, !isPanicking else { return nil }
    let mark = current
    let isExclusive = at(.less)
    var end: Expression?
    if at(.host) {
      let number = integerValue(bytes[mark.bounds].dropFirst())
      presume()
      end = .integer(number ?? 0, range(of: mark))
    } else if isExclusive || at(.equals), nextToken().kind == .integer,
      nextToken().lower == mark.upper
    {
      advance()
      end = parseValue()
    }
    guard let end, case .integer(let number, _) = end else { return nil }
    let place = range(from: mark)
    let last = isExclusive ? number - 1 : number
    report(
      Diagnostic(
        .foreignSyntax, "a range has two dots, and holds both of its ends", at: place,
        help: "write `\(shown(first.range))..\(last)`"
      ).fix(place, "\(last)"))
    return .integer(last, place)
  }

  /// `10.0.0.0/24[1]`, `[1, 2][0]`: an index stands behind a variable or behind `( )`.
  mutating func answerLiteralIndex(_ value: Expression, from start: Token) -> Expression {
    guard at(.leftBracket), adjoins, !isPanicking else { return value }
    let literal = shown(value.range)
    let told = diagnostics.count
    let indexed = parseIndexes(value, from: start)
    if isPanicking || diagnostics.count > told { return .missing(value.range) }
    report(
      Diagnostic(
        .expectedToken, "an index stands behind a variable, or behind `( )`", at: value.range,
        help: "write `(\(literal))`"
      ).fix(value.range, "(\(literal))", isSafe: isOnOneLine(value.range)))
    return indexed
  }

  /// `fdb 01:00 dst n1`: what has colons and is no MAC.
  mutating func answerShortMAC() -> Expression? {
    guard at(.integer) || at(.word), nextToken().kind == .colon,
      nextToken().lower == current.upper
    else { return nil }
    let start = current
    repeat { advance() } while adjoins && !atItemEnd
    let place = range(from: start)
    superseded.append(place)
    report(
      Diagnostic(
        .malformedMAC, "`\(shown(place))` is not a MAC, which has six bytes", at: place,
        help: "write all six, as in `52:54:00:00:00:09`"))
    return .missing(place)
  }

  /// `overlay "lan" {`, as HCL has it: the name, the braces and `vni = 42` are one mistake.
  mutating func answerNamedBlock(_ name: SourceRange) -> Bool {
    guard at(.leftBrace) else { return false }
    var vni = "42"
    for position in index..<min(tokens.count, index + 24)
    where tokens[position].kind == .word && ["vni", "id"].contains(text(of: tokens[position])) {
      var value = significantIndex(from: position + 1)
      if value < tokens.count, [.equals, .colon].contains(tokens[value].kind) {
        value = significantIndex(from: value + 1)
      }
      guard value < tokens.count, tokens[value].kind == .integer else { continue }
      vni = text(of: tokens[value])
    }
    report(
      Diagnostic(
        .foreignSyntax, "an overlay begins with its VNI, and what is inside stands in `< >`",
        at: name.union(range(of: current)),
        help: "write `overlay \(vni) name \(shown(name)) <`, and `>` at its end"))
    toldOpens.insert(current.lower)
    return true
  }
}

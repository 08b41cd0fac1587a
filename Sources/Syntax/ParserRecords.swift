import Diagnostics
import Values

// Lists and records as Python, HCL and JSON write them.
extension Parser {
  /// `(n1, n2)`: a comma stands in no parentheses of an expression.
  mutating func answerTuple() -> Expression? {
    guard let close = closeOfTuple() else { return nil }
    let start = current
    guard enter(start) else { return nil }
    let saved = newlines
    newlines = .ignored
    advance()
    var elements: [Expression] = []
    let told = diagnostics.count
    parseElements(until: .rightParenthesis) { elements.append($0.parseExpression()) }
    newlines = saved
    depth -= 1
    let end = tokens[close]
    let place = range(of: start).union(range(of: end))
    let inner = shown(
      SourceRange(file: file, lower: Int(start.upper), upper: Int(end.lower)))
    report(
      Diagnostic(
        .expectedToken, "a list stands in `[ ]`, not in `( )`", at: place,
        help: "write `[\(inner)]`"
      ).fix(place, "[\(inner)]", isSafe: isOnOneLine(place) && diagnostics.count == told))
    expectClose(.rightParenthesis, start)
    return .list(elements, place)
  }

  /// `enumerate($hosts)`, `str(1)`
  mutating func answerCall(_ name: Token) -> Bool {
    guard at(.leftParenthesis), adjoins else { return false }
    report(
      Diagnostic(
        .foreignSyntax, "there is no function `\(shortText(of: name))`: the only one is `len`",
        at: range(of: name),
        help: text(of: name) == "enumerate"
          ? "write `for i, h in $list < … >`: the first name counts from 0" : nil))
    parseMuted { parser in
      if parser.closeOfTuple() == nil {
        _ = parser.parseEnclosed(.rightParenthesis)
      } else {
        _ = parser.answerTuple()
      }
    }
    return true
  }

  private func closeOfTuple() -> Int? {
    var open = 0
    var hasComma = false
    for position in index..<min(tokens.count, index + 64) {
      let kind = tokens[position].kind
      if KindSet.brackets.contains(kind) { open += 1 }
      if KindSet.closingBrackets.contains(kind) { open -= 1 }
      if open == 0 { return hasComma ? position : nil }
      if open == 1, kind == .comma { hasComma = true }
      if KindSet.lineLimits.contains(kind), kind != .comma { return nil }
    }
    return nil
  }

  /// `n1 { underlay = "192.168.8.100" … }`, `"n1": { "underlay": … }`: keys where a member has its
  /// line. The help is made of the name, the address and the prefix that stand there.
  mutating func answerKeyedMember(from start: Token) -> Item? {
    guard isInOverlay, !isPanicking, let open = openOfRecord(), let close = closeOfRecord(open)
    else { return nil }
    let name = textOfName(before: open) ?? "node1"
    var underlay = "192.168.8.100"
    var overlay = "10.20.1.2/24"
    for position in (open..<close).reversed() {
      let written = text(of: tokens[position])
      if Address(written) != nil { underlay = written }
      if Prefix(written) != nil { overlay = written }
    }
    let place = range(of: start).union(range(of: tokens[open]))
    report(
      Diagnostic(
        .foreignSyntax, "a member is one line, without keys", at: place,
        help: printable("write `\(name) \(underlay) -> \(overlay)`")))
    superseded.append(
      SourceRange(file: file, lower: Int(start.lower), upper: Int(tokens[close].upper)))
    following = close
    settle()
    presume()
    return .member(
      MemberItem(
        name: .missing(place), underlay: .missing(place), options: [], right: nil, block: nil,
        range: range(from: start)))
  }

  /// The `{` of the member, with a key right behind it.
  private func openOfRecord() -> Int? {
    var open = index
    if at(.word) || at(.stringOpen) || at(.colon) || at(.equals) {
      // `member "n1" {`, `"n1": {`
      while open < tokens.count, open < index + 6, tokens[open].kind != .leftBrace { open += 1 }
    }
    guard open < tokens.count, tokens[open].kind == .leftBrace else { return nil }
    var key = significantIndex(from: open + 1, overNewlines: true)
    guard key < tokens.count, tokens[key].kind == .word || tokens[key].kind == .stringOpen else {
      return nil
    }
    if tokens[key].kind == .stringOpen { key += 2 }
    let mark = significantIndex(from: key + 1)
    guard mark < tokens.count else { return nil }
    return tokens[mark].kind == .equals || tokens[mark].kind == .colon ? open : nil
  }

  private func closeOfRecord(_ start: Int) -> Int? {
    var open = 0
    for position in start..<min(tokens.count, start + 256) {
      if tokens[position].kind == .leftBrace { open += 1 }
      if tokens[position].kind == .rightBrace { open -= 1 }
      if open == 0 { return position }
    }
    return nil
  }

  private func textOfName(before open: Int) -> String? {
    let names: KindSet = [.word, .stringText]
    let position = (max(0, open - 6)..<open).last { names.contains(tokens[$0].kind) }
    return position.map { text(of: tokens[$0]) }
  }
}

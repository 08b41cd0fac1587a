import Diagnostics
import Values
import Vocabulary

// At top level: whole files and statements of other languages. Each is told of once.
extension Parser {
  private var isAtTop: Bool { depth == 0 && !isInOverlay }

  /// JSON, YAML, HCL, assignments, functions: what an item at top level was meant as.
  mutating func parsePasted() -> Item? {
    guard isAtTop, !isPanicking else { return nil }
    if at(.leftBrace) {
      skipForeign("this is JSON or another language's, not a recipe")
      return nil
    }
    if isINISection {
      skipForeign("this is an INI file, as systemd-networkd has it, not a recipe")
      return nil
    }
    guard at(.word) else { return nil }
    if isMapping || isForeignBlock {
      skipForeign(isMapping ? "this is YAML, not a recipe" : "this is no block of a recipe")
      return nil
    }
    if isSwitchConfiguration {
      skipForeign("this is the configuration of a switch or router, not a recipe")
      return nil
    }
    return parseAssignment() ?? parseFunction() ?? parseMisspelled()
  }

  /// `network:` at the end of a line, or `overlay: 42` on one without a block or an arrow.
  private var isMapping: Bool {
    guard nextToken().kind == .colon, nextToken().lower == current.upper else { return false }
    let behind = significantIndex(from: significantIndex(from: following) + 1)
    guard behind < tokens.count, tokens[behind].kind != .newline else { return true }
    guard isKeyword(text(of: current)) else { return false }
    let line = (behind..<min(tokens.count, behind + 64)).first { tokens[$0].kind == .newline }
    let blocks: KindSet = [.less, .leftBrace, .arrow, .fatArrow]
    return line.map { !tokens[behind..<$0].contains { blocks.contains($0.kind) } } ?? false
      && !beginsBlock(behind: line)
  }

  /// Whether the next line is no key of YAML: a head may go on there.
  private func beginsBlock(behind line: Int?) -> Bool {
    guard let line else { return true }
    let first = significantIndex(from: line, overNewlines: true)
    guard first < tokens.count, tokens[first].kind == .word else { return true }
    let next = significantIndex(from: first + 1)
    return next >= tokens.count || tokens[next].kind != .colon
  }

  /// `[NetDev]` on a line of its own.
  private var isINISection: Bool {
    guard at(.leftBracket) else { return false }
    let name = significantIndex(from: following)
    let close = significantIndex(from: name + 1)
    let end = significantIndex(from: close + 1)
    return end < tokens.count && tokens[name].kind == .word
      && tokens[close].kind == .rightBracket && tokens[end].kind == .newline
  }

  /// `interface nve1`, with what belongs to it indented below.
  private var isSwitchConfiguration: Bool {
    guard ["interface", "router", "feature", "vlan", "vrf", "l2vpn"].contains(text(of: current)),
      nextToken().kind == .word || nextToken().kind == .integer
    else { return false }
    return !isAhead([.arrow, .fatArrow, .less, .leftBrace, .address])
  }

  /// `resource "a" "b" {`, `table inet filter {`: words and strings up to a brace.
  private var isForeignBlock: Bool {
    guard !isKeyword(text(of: current).lowercased()) else { return false }
    var position = following
    while position < min(tokens.count, index + 64) {
      switch tokens[position].kind {
      case .blank, .word, .stringOpen, .stringText, .stringClose, .equals: position += 1
      case .leftBrace: return true
      default: return false
      }
    }
    return false
  }

  private func isKeyword(_ word: String) -> Bool { ItemKeyword(rawValue: word) != nil }

  /// Skips the line, its braces, and the lines below that are indented deeper.
  private mutating func skipForeign(_ message: String) {
    let place = range(of: current)
    let column = indentation(at: Int(current.lower))
    newlines = .separate
    var open = 0
    while !at(.end) {
      if at(.leftBrace) { open += 1 }
      if at(.rightBrace) { open -= 1 }
      advance()
      guard open <= 0, at(.newline) else { continue }
      let next = nextToken()
      if next.kind == .end { break }
      if next.kind == .newline { continue }
      if isForeignKey(following) { continue }
      if indentation(at: Int(next.lower)) <= column, next.kind != .rightBrace { break }
    }
    superseded.append(
      SourceRange(
        file: file, lower: Int(place.lower), upper: Int(previousUpper)))
    fail(
      Diagnostic(
        .foreignSyntax, message, at: place,
        help: "write `overlay 42 <`, then a line such as `node1 192.168.8.100 -> 10.20.1.2/24` for "
          + "each host, then `>`"))
  }

  /// A further `key:`, `KEY=` or `[Section]` of what is skipped, at the beginning of a line.
  private func isForeignKey(_ start: Int) -> Bool {
    let first = significantIndex(from: start)
    guard first + 1 < tokens.count else { return false }
    let next = tokens[first + 1]
    guard next.lower == tokens[first].upper else { return false }
    if tokens[first].kind == .leftBracket { return next.kind == .word }
    return tokens[first].kind == .word && (next.kind == .colon || next.kind == .equals)
  }

  /// `vni = 42`, `export VNI=42`, `var vni = 42`
  private mutating func parseAssignment() -> Item? {
    let first = current
    let word = text(of: first)
    guard !isKeyword(word) else { return nil }
    if nextToken().kind == .equals, isName(first, qualified: false), !isAhead(KindSet.arrows) {
      let before = SourceRange(file: file, lower: Int(first.lower), upper: Int(first.lower))
      report(
        Diagnostic(
          .foreignSyntax, "a name is given to a value by `let`", at: range(of: first),
          help: "write `let \(word) = …`"
        ).fix(before, "let "))
      return parseBinding(after: first)
    }
    let words = [
      "define", "var", "const", "export", "set", "local", "val", "def", "declare", "variable",
    ]
    guard words.contains(word), nextToken().kind == .word else { return nil }
    let behind = significantIndex(from: significantIndex(from: following) + 1)
    guard behind < tokens.count, tokens[behind].kind == .equals else { return nil }
    report(
      Diagnostic(
        .foreignSyntax, "a name is given to a value by `let`, not by `\(word)`",
        at: range(of: first), help: "write `let`"
      ).fix(range(of: first), "let"))
    return parseBinding()
  }

  /// `def mesh(vni)`, `mesh(42)`
  private mutating func parseFunction() -> Item? {
    let first = current
    let word = text(of: first)
    guard !isKeyword(word) else { return nil }
    let next = nextToken()
    if next.kind == .leftParenthesis, next.lower == first.upper {
      let before = SourceRange(file: file, lower: Int(first.lower), upper: Int(first.lower))
      report(
        Diagnostic(
          .foreignSyntax, "a recipe is used by `use`", at: range(of: first),
          help: "write `use \(word)(…)`"
        ).fix(before, "use "))
      return parseUse(from: first)
    }
    guard ["def", "func", "function", "fn", "macro", "module"].contains(word),
      next.kind == .word, !isOption(text(of: next))
    else { return nil }
    report(
      Diagnostic(
        .foreignSyntax, "a recipe is declared by `recipe`, not by `\(word)`", at: range(of: first),
        help: "write `recipe`"
      ).fix(range(of: first), "recipe"))
    return parseRecipe()
  }

  /// A keyword in capitals, nearly spelled, or another language's.
  private mutating func parseMisspelled() -> Item? {
    let place = range(of: current)
    let word = text(of: current)
    let lower = word.lowercased()
    let next = nextToken()
    guard !isKeyword(word), word.utf8.count <= 12, KindSet.headStarts.contains(next.kind) else {
      return nil
    }
    let other = foreignKeyword(lower, next)
    let isSame = isKeyword(lower)
    let spelling =
      other ?? (isSame ? lower : nearest(to: lower, among: ItemKeyword.allCases.map(\.rawValue)))
    guard let spelling, let keyword = ItemKeyword(rawValue: spelling) else { return nil }
    // A member that stands outside of an overlay is one: only its name is near a keyword.
    guard other != nil || isSame || !KindSet.arrows.contains(next.kind), !isAhead(KindSet.arrows)
    else { return nil }
    report(
      Diagnostic(
        .expectedToken,
        isSame ? "keywords are written in small letters" : "`\(word)` is no keyword", at: place,
        help: other != nil || isSame ? "write `\(spelling)`" : "did you mean `\(spelling)`?"
      ).fix(place, spelling, isSafe: isSame))
    return parseItem(keyword)
  }

  private func foreignKeyword(_ word: String, _ next: Token) -> String? {
    switch word {
    case "include", "source", "require", "load": next.kind == .stringOpen ? "import" : nil
    case "host", "server", "machine", "vm", "vtep": next.kind == .word ? "node" : nil
    case "foreach", "loop": "for"
    case "network", "tunnel": next.kind == .integer ? "overlay" : nil
    default: nil
    }
  }
}

// Blocks of other languages.
extension Parser {
  /// Words that end a block elsewhere, alone on their line.
  var isAtForeignEnd: Bool {
    guard at(.word), KindSet.itemEnds.contains(nextToken().kind) else { return false }
    return ["end", "done", "fi", "endif", "endfor", "esac"].contains(text(of: current))
  }

  /// `done` in the place of `>`, where one is missing: else it is a member of that name.
  mutating func acceptForeignEnd() -> Bool {
    guard depth > 0, isAtForeignEnd, isOpenless || isTextUnclosed,
      previousKind == .newline || previousKind == .semicolon
    else {
      return false
    }
    report(
      Diagnostic(
        .foreignSyntax, "a block ends with `>`, not with `\(text(of: current))`",
        at: range(of: current), help: "write `>`"
      ).fix(range(of: current), ">"))
    return true
  }

  /// What is missing or wrong where the `<` of a head belongs.
  mutating func answerMissingOpen() {
    // A name at the beginning of a line belongs inside.
    if !at(.word), KindSet.names.contains(current.kind), !at(.malformed),
      let line = newlineBefore(index)
    {
      newlines = .separate
      following = line
      settle()
      expectations.insert(.less)
    }
    let isEnd = at(.newline) || at(.end)
    let isColon = at(.colon) && KindSet.itemEnds.contains(nextToken().kind)
    guard isEnd || isColon else { return unexpected() }
    let isTold = isPanicking
    let place = isColon ? range(of: current) : placeBehind
    let isClosed = hasSpareClose
    expectations.insert(.less)
    let help =
      isClosed
      ? "write `<` at the end of the line"
      : "write `<` at the end of the line, and `>` after what is inside"
    report(
      Diagnostic(
        isColon ? .foreignSyntax : .expectedToken,
        isColon
          ? "what is inside stands in `< >`, not behind a `:`"
          : "expected \(expectations.phrase), found \(foundPhrase)",
        at: place, help: help
      ).fix(place, " <", isSafe: isClosed))
    if isColon, !isTold { advance() }
    isPanicking = true
  }

  /// Whether a `>` is left for a block without `<`: more stand ahead than the open ones need.
  var hasSpareClose: Bool {
    mutating get {
      let ahead = closesAhead ?? countCloses()
      closesAhead = ahead
      return index < ahead.count && Int(ahead[index]) > openBlocks
    }
  }

  /// For each token, how many `>` from it on close what was opened before it.
  private func countCloses() -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: tokens.count)
    var count: UInt32 = 0
    for position in tokens.indices.reversed() {
      let kind = tokens[position].kind
      if kind == .greater || kind == .rightBrace { count += 1 }
      if kind == .less || kind == .leftBrace, count > 0 { count -= 1 }
      counts[position] = count
    }
    return counts
  }

  /// Whether some `<` of the text has no `>`.
  var isTextUnclosed: Bool {
    mutating get {
      let answer = lacksClose ?? (countUnclosed() > 0)
      lacksClose = answer
      return answer
    }
  }
}

extension KindSet {
  /// What may stand behind the keyword of a statement.
  static let headStarts: KindSet = [
    .integer, .word, .variable, .stringOpen, .leftParenthesis, .templateText,
  ]
}

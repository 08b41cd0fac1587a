import Diagnostics
import Vocabulary

let nestingBound = Bound.nesting

// Items and blocks.
extension Parser {
  /// `file = items`
  mutating func parseText() -> [Item] {
    var items: [Item] = []
    if answerTemplateFile() { return [] }
    while true {
      items += parseItems()
      guard !at(.end) else { return items }
      report(
        Diagnostic(
          .unmatchedClose, "this \(current.kind.phrase) closes nothing", at: range(of: current)))
      advance()
    }
  }

  /// `items = [ item ] { SEP [ item ] }`
  mutating func parseItems(in open: Token? = nil) -> [Item] {
    var items: [Item] = []
    while true {
      skipSeparators()
      if at(.greater) || at(.rightBrace) || at(.end) || isAtBracketClose(open) { return items }
      openBrackets = 0
      if parsePlainLines(into: &items) { continue }
      if let open, endsUnclosedBlock(open) { return items }
      let before = index
      if open != nil || isOpenless, acceptForeignEnd() { return items }
      if let item = parseItem() { items.append(item) }
      finishItem()
      if index == before { advance() }
    }
  }

  private mutating func skipSeparators() {
    while true {
      if at(.newline) || at(.comma) {
        advance()
      } else if at(.semicolon) {
        let ends: KindSet = [.newline, .end, .greater, .rightBrace, .comma, .semicolon]
        let isLast = ends.contains(nextToken().kind)
        report(
          Diagnostic(
            .foreignSyntax, "an item ends with its line or with `,`, not with `;`",
            at: range(of: current), help: isLast ? "leave the `;` out" : "write `,`"
          ).fix(range(of: current), isLast ? "" : ","))
        advance()
      } else {
        return
      }
    }
  }

  private mutating func finishItem() {
    let wasSeparated = isSeparated
    isSeparated = false
    if isPanicking { return recover() }
    if atItemEnd || wasSeparated || acceptContinuedItem() { return }
    if previousKind == .greater || previousKind == .rightBrace {
      if at(.malformed) { return recover() }
      report(
        Diagnostic(
          .missingSeparator, "a newline or a comma must stand between `>` and \(foundPhrase)",
          at: range(of: current), help: "write `,` before \(foundPhrase)"
        ).fix(placeBehind, ",", isSafe: at(.word) || at(.stringOpen)))
      if !KindSet.names.contains(current.kind) { recover() }
      return
    }
    expectations.insert(.separator)
    unexpected()
    recover()
  }

  /// `item = "import" … | … | name …`
  private mutating func parseItem() -> Item? {
    answerListDash()
    if answerNameRange() { return nil }
    if at(.word) {
      let keyword = WordKey.item(bytes, current.bounds)
      if let keyword, !answerNodeKeyword(keyword) {
        if let item = parsePasted() { return item }
        if isPanicking { return nil }
        return namesMember(keyword) ? parseMemberNamedByKeyword() : parseItem(keyword)
      }
      if keyword == nil, let item = parseForeignItem() ?? parsePasted() { return item }
      if isPanicking { return nil }
    }
    if at(.leftBrace) || at(.leftBracket), let item = parsePasted() { return item }
    if isPanicking { return nil }
    if let item = parseNamelessMember() ?? parseQuotedKeyword() { return item }
    if KindSet.names.contains(current.kind) { return parseMember() }
    if isInRunOfStrays {
      isPanicking = true
    } else {
      expectations.insert(.item)
      unexpected(help: itemHelp)
    }
    return nil
  }

  /// A stray `<` right after a stray `<`: one mistake, which has been told of.
  private var isInRunOfStrays: Bool {
    mutating get {
      guard at(.less) else { return false }
      let between = bytes[min(strayEnd, current.bounds.lowerBound)..<current.bounds.lowerBound]
      let isRun = strayEnd > 0 && between.allSatisfy { $0 <= UInt8(ascii: " ") }
      strayEnd = current.bounds.upperBound
      return isRun
    }
  }

  private var itemHelp: String? {
    if at(.less) || at(.leftBrace) { return "the `<` of a member stands on the member's own line" }
    if at(.prefix) {
      return "a member begins with its name: `node1 192.168.8.100 -> \(shortText(of: current))`"
    }
    return KindSet.literals.contains(current.kind)
      ? "a member begins with its name; a name of digits is quoted" : nil
  }

  mutating func parseItem(_ keyword: ItemKeyword) -> Item? {
    switch keyword {
    case .import: parseImport()
    case .param: parseParameterItem()
    case .let: parseBinding()
    case .node: parseNode()
    case .recipe: parseRecipe()
    case .use: parseUse()
    case .for: parseLoop()
    case .if: parseCondition()
    case .else: parseStrayElse()
    case .overlay: parseOverlay()
    case .netns: parseEndpoint(.namespace)
    case .container: parseEndpoint(.container)
    case .port: parseEndpoint(.port)
    case .route: parseRoute()
    case .fdb: parseEntry(.forwarding)
    case .neigh: parseEntry(.neighbour)
    }
  }

  private mutating func parseStrayElse() -> Item? {
    fail(
      Diagnostic(.expectedToken, "this `else` belongs to no `if`", at: range(of: current)))
    return nil
  }

  /// `block = "<" items ">"`, the current token being the `<`.
  mutating func parseBlock() -> Block {
    let open = current
    let wasStray = isStray
    isStray = false
    let outer = blockClose
    blockClose = nil
    defer { blockClose = outer }
    answerForeignOpen(isSafe: !wasStray)
    guard enter(open) else {
      skipNested()
      if !at(.end) { advanceBehindBlock() }
      return Block(items: [], range: range(from: open))
    }
    newlines = .separate
    advance()
    if wasStray, at(.less) { isPanicking = true }
    if isPanicking { recover() }
    openBlocks += 1
    let items = parseItems(in: open)
    openBlocks -= 1
    closeBlock(open)
    depth -= 1
    return Block(items: items, range: range(from: open))
  }

  private mutating func advanceBehindBlock() {
    newlines = .separate
    advance()
    isPanicking = false
  }

  private mutating func closeBlock(_ open: Token) {
    let isBracket = isAtBracketClose(open)
    if open.kind == .less, at(.rightBrace) || isBracket {
      report(
        Diagnostic(
          .foreignSyntax, "a block ends with `>`, not with \(current.kind.phrase)",
          at: range(of: current)
        ).fix(range(of: current), ">"))
    }
    if at(.greater) || at(.rightBrace) || isBracket || isAtForeignEnd { return advance() }
    let line = source.line(at: Int(open.lower))
    if !at(.end) {
      let place = SourceRange(file: file, lower: Int(current.lower), upper: Int(current.lower))
      report(
        Diagnostic(
          .missingClose,
          "`>` expected before \(foundPhrase) (to close \(open.kind.phrase) at line \(line))",
          at: range(of: current), help: "write `>` on a line of its own before it"
        ).label(range(of: open), "opened here").guess(place, ">\n"))
      unclosed = (unclosed ?? 1) - 1
      isSeparated = true
      return
    }
    report(
      Diagnostic(
        .missingClose, "`>` expected (to close \(open.kind.phrase) at line \(line))",
        at: placeBehind, help: "write `>` on a line of its own"
      ).label(range(of: open), "opened here"))
  }

  /// The block after a head. Where its `<` is missing, reading goes on as if it stood there.
  mutating func parseBlockOfHead() -> Block {
    if at(.less) || at(.leftBrace) || isAtBracketBlock, !isPanicking { return parseBlock() }
    expectations.insert(.less)
    if swallowsOpen(before: index) { isPanicking = true } else { answerMissingOpen() }
    newlines = .separate
    if openBrackets > 0 { openBrackets = 0 }
    isInInterpolation = false
    skipToBlock()
    isPanicking = false
    if at(.less) || at(.leftBrace) { return parseBlock() }
    return parseOpenlessBlock()
  }

  private mutating func skipToBlock() {
    let ends: KindSet = [.less, .leftBrace, .greater, .rightBrace, .end]
    while true {
      if ends.contains(current.kind) { return }
      if at(.newline) {
        guard following < tokens.count, tokens[following].kind == .less else { return }
      }
      advance()
    }
  }

  /// What cannot stand in an overlay's block begins on the next line: this overlay has none.
  private var nextBeginsAnother: Bool {
    guard isInOverlay, nextToken().kind == .word || nextToken().kind == .newline else {
      return false
    }
    let next = significantIndex(from: following, overNewlines: true)
    guard next < tokens.count, tokens[next].kind == .word else { return false }
    switch WordKey.item(bytes, tokens[next].bounds) {
    case .overlay, .recipe, .param, .import: return true
    case nil, .let, .node, .use, .for, .if, .else, .netns, .container, .port, .route, .fdb, .neigh:
      return false
    }
  }

  /// A block without its `<`: its `>` is taken if it stands on a later line, and not missed.
  mutating func parseOpenlessBlock() -> Block {
    let open = Token(.less, Int(previousUpper), Int(previousUpper))
    guard at(.newline), !nextBeginsAnother else { return Block(items: [], range: range(of: open)) }
    guard enter(open) else {
      isSilent = true
      return Block(items: [], range: range(of: open))
    }
    newlines = .separate
    let hasOwnClose = hasSpareClose
    let wasOpenless = isOpenless
    isOpenless = true
    if hasOwnClose { openBlocks += 1 }
    let items = parseItems()
    if hasOwnClose { openBlocks -= 1 }
    isOpenless = wasOpenless
    depth -= 1
    if isAtForeignEnd || (hasOwnClose && (at(.greater) || at(.rightBrace))) { advance() }
    return Block(items: items, range: range(from: open))
  }
}

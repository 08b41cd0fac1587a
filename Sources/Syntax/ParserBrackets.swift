import Diagnostics
import Vocabulary

// Brackets where `< >` or nothing belongs.
extension Parser {
  /// A `[`, or a `(` at the end of its line, where the `<` of a head belongs.
  var isAtBracketBlock: Bool {
    guard at(.leftBracket) || at(.leftParenthesis) else { return false }
    let next = significantIndex(from: following)
    return next < tokens.count && tokens[next].kind == .newline
  }

  /// A `[` behind a member of an overlay, with an item or the end of the line behind it.
  var isAtBracketBlockOfMember: Bool {
    guard isInOverlay, at(.leftBracket), !adjoins else { return false }
    let next = nextToken()
    return next.kind == .newline || WordKey.item(bytes, next.bounds) != nil
  }

  /// Tells of a `{`, `[` or `(` that opens a block, and remembers what closes it.
  mutating func answerForeignOpen(isSafe: Bool) {
    let close: TokenKind
    switch current.kind {
    case .leftBrace: close = .rightBrace
    case .leftBracket: close = .rightBracket
    case .leftParenthesis: close = .rightParenthesis
    default: return
    }
    if close != .rightBrace { blockClose = close }
    if toldOpens.contains(current.lower) { return }
    let pair = "\(text(of: current)) \(close.phrase.dropFirst())"
    report(
      Diagnostic(
        .foreignSyntax, "what is inside stands in `< >`, not in `\(pair)", at: range(of: current),
        help: "write `<`, and `>` at its end"
      ).fix(range(of: current), "<", isSafe: isSafe))
  }

  /// A `]` or `)` in the place of the `>` of a block.
  mutating func isAtBracketClose(_ open: Token?) -> Bool {
    guard let open, at(.rightBracket) || at(.rightParenthesis) else { return false }
    return current.kind == blockClose || (open.kind == .less && isTextUnclosed)
  }

  /// `overlay(vni=42, port=4789)`: a header as a call.
  mutating func answerHeaderCall() -> (Expression, [OptionItem])? {
    guard !isPanicking, let close = closeOfCall() else { return nil }
    let start = current
    let isTight = adjoins
    var vni: Expression?
    var options: [OptionItem] = []
    let saved = newlines
    newlines = .ignored
    advance()
    parseMuted { parser in
      while parser.index < close, !parser.isPanicking {
        let before = parser.index
        if vni == nil, let value = parser.acceptArgumentOfVNI() { vni = value }
        options += parser.parseOptions(.header, upToVNI: true)
        if parser.at(.comma) || parser.index == before { parser.advance() }
      }
    }
    isPanicking = false
    newlines = saved
    openBrackets = 0
    following = close
    settle()
    presume()
    let words = (vni.map { [shown($0.range)] } ?? ["42"]) + options.map(spelling)
    let head = words.joined(separator: " ")
    let place = range(from: start)
    report(
      Diagnostic(
        .foreignSyntax, "a header is written without `( )`: first the VNI, then its options",
        at: place, help: "write `overlay \(head)`"
      ).fix(place, (isTight ? " " : "") + head, isSafe: vni != nil && isOnOneLine(place)))
    return (vni ?? .missing(place), options)
  }

  private func spelling(_ option: OptionItem) -> String {
    ([option.keyword.value] + option.values.map { shown($0.range) }).joined(separator: " ")
  }

  /// The `)` of parentheses that hold no expression: a `,` or `=` stands in them.
  private func closeOfCall() -> Int? {
    guard at(.leftParenthesis) else { return nil }
    var open = 0
    var isCall = false
    for position in index..<min(tokens.count, index + 256) {
      let kind = tokens[position].kind
      if KindSet.brackets.contains(kind) { open += 1 }
      if KindSet.closingBrackets.contains(kind) { open -= 1 }
      if open == 0 { return isCall ? position : nil }
      if kind == .less || kind == .greater { return nil }
      if open == 1, kind == .comma || kind == .equals || kind == .colon { isCall = true }
    }
    return nil
  }

  /// `vni = 42`, `42`
  private mutating func acceptArgumentOfVNI() -> Expression? {
    if at(.word), ["vni", "id", "vxlan"].contains(text(of: current)) {
      advance()
      if at(.equals) || at(.colon) { advance() }
    }
    return startsValue ? parseValue() : nil
  }
}

// Quotes where none belong, and options on the wrong side.
extension Parser {
  /// The text of a string that is a single word.
  private var quotedWord: String? {
    guard at(.stringOpen), index + 2 < tokens.count, tokens[index + 1].kind == .stringText,
      tokens[index + 2].kind == .stringClose
    else { return nil }
    return text(of: tokens[index + 1])
  }

  private mutating func reportQuoted(_ word: String, _ what: String) {
    let place = SourceRange(
      file: file, lower: Int(current.lower), upper: Int(tokens[index + 2].upper))
    report(
      Diagnostic(
        .expectedToken, "\(what) stands without quotes", at: place, help: "write `\(word)`"
      ).fix(place, word))
  }

  /// `"overlay" 42 <`: a word or a number behind it, which no member has there.
  mutating func parseQuotedKeyword() -> Item? {
    guard let word = quotedWord, let keyword = ItemKeyword(rawValue: word) else { return nil }
    let next = significantIndex(from: index + 3)
    guard next < tokens.count else { return nil }
    switch tokens[next].kind {
    case .word, .stringOpen:
      guard !isOption(text(of: tokens[next])) else { return nil }
    case .integer, .variable: guard !isInOverlay, depth == 0 else { return nil }
    default: return nil
    }
    reportQuoted(word, "a keyword")
    // The closing quote stands for the keyword.
    following = index + 2
    settle()
    return parseItem(keyword)
  }

  /// `"subnet" 10.20.1.0/24`
  mutating func answerQuotedOption(_ place: Place) -> String? {
    guard let word = quotedWord, OptionIndex.option(word, at: place) != nil else { return nil }
    reportQuoted(word, "an option")
    following = index + 2
    settle()
    return word
  }

  /// `-> 10.20.1.2/24 master br0`: another word for an option of the other side.
  mutating func answerOtherSide(_ word: String, _ place: Place) -> Bool {
    guard place == .memberOverlay, OptionIndex.option(word, at: place) == nil,
      Elsewhere.answer(word, at: place) == nil,
      case .option(let spelling, _)? = Elsewhere.answer(word, at: .member),
      isNoOption(word), isOperand(nextToken())
    else { return false }
    report(
      Diagnostic(
        .misplacedOption, "`\(word)` is spelled `\(spelling)`, and stands left of `->`",
        at: range(of: current), help: "write `\(spelling) \(shortText(of: nextToken()))` there"))
    presume()
    parseMuted { _ = $0.parseOperand() }
    return true
  }
}

package import Diagnostics
import Values
import Vocabulary

/// The tree of a text. It is made for any input: all mistakes of the text come with it, each once.
/// `file` is the index of the text in the ranges.
package func parse(_ source: SourceText, file: Int) -> Findings<SyntaxTree> {
  guard source.bytes.count < Int(UInt32.max) else {
    let place = SourceRange(file: file, lower: 0, upper: 0)
    return Findings(
      SyntaxTree(), [Diagnostic(.textTooLarge, "the text has more than 4 GiB", at: place)])
  }
  let lexed = lexed(source, file: file)
  var parser = Parser(source: source, file: file, tokens: lexed.tokens)
  parser.plainLines = lexed.plainLines
  parser.hasBraces = lexed.hasBraces
  let items = parser.parseText()
  return Findings(SyntaxTree(items: items), parser.merged(with: lexed.diagnostics))
}

/// Recursive descent with one token of look-ahead. White space and comments are stepped over;
/// whether a newline counts depends on `newlines`.
struct Parser {
  /// What a newline means.
  enum Newlines: Equatable {
    /// It ends an item, unless a `->` follows.
    case separate
    /// Nothing: between parentheses.
    case ignored
    /// Nothing in a head, unless a word follows that is no option of it.
    case head(overlay: Bool)
  }

  let source: SourceText
  let bytes: [UInt8]
  let tokens: [Token]
  let file: Int
  /// What the lexer has read already, in the order of the text, and how many of these were passed.
  var plainLines: [PlainLine] = []
  var passedLines = 0
  /// Whether a `{` stands somewhere outside templates.
  var hasBraces = true
  var diagnostics: [Diagnostic] = []
  /// Stretches whose mistakes, as the lexer saw them, are parts of a greater one.
  var superseded: [SourceRange] = []

  /// The current token, its index, and the index from which the search for the next one begins.
  var current: Token
  var index = 0
  var following = 0
  /// The end of the token before the current one.
  var previousUpper: UInt32 = 0
  var previousKind: TokenKind = .newline
  var newlines: Newlines = .separate
  /// The `\` at a line's end right before the current token, and those whose lines must be joined
  /// when it goes.
  var continuation: UInt32?
  var joinedLines: Set<UInt32> = []
  var expectations = Expectations()

  /// Within an item that went wrong: nothing more is told until `recover`.
  var isPanicking = false
  /// The nesting was given up: what follows is told no more.
  var isSilent = false
  /// What is read was told of as a whole.
  var isMuted = false
  /// Where the last `<` that begins an item ended; 0 before the first.
  var strayEnd = 0
  /// The `{` that have been told of with what stands before them.
  var toldOpens: Set<UInt32> = []
  /// The block that is read was met in recovery: its `<` has been told of.
  var isStray = false
  /// A missing separator or `>` before the current item has been told of.
  var isSeparated = false
  /// Within an overlay's block, at any depth.
  var isInOverlay = false
  /// The underlay of the member that is read has not been found.
  var lacksUnderlay = false
  /// What closes the block that is read, where a bracket opened it.
  var blockClose: TokenKind?
  /// How many `<` that were read wait for their `>`.
  var openBlocks = 0
  /// What was counted over the whole text, once it was asked for.
  var closesAhead: [UInt32]?
  var lacksClose: Bool?
  var foreignEnds: Bool?
  /// Within a member's block, at any depth.
  var isInMember = false
  /// Within a block whose `<` is missing.
  var isOpenless = false
  /// How many `<` of the text have no `>`; counted when it is first asked for.
  var unclosed: Int?
  var depth = 0
  /// How many `(` and `[` of the current item are open.
  var openBrackets = 0
  var isInInterpolation = false
  /// Words of expressions that were declared as variables, which has been told.
  var refusedNames: Set<String> = []

  init(source: SourceText, file: Int, tokens: [Token]) {
    self.source = source
    self.file = file
    self.tokens = tokens
    bytes = source.bytes
    current = Token(.end, source.bytes.count, source.bytes.count)
    settle()
  }

  /// The diagnostics of lexer and parser in the order of their places.
  func merged(with lexed: [Diagnostic]) -> [Diagnostic] {
    var ranges = superseded[...]
    var all: [Diagnostic] = []
    for diagnostic in lexed {
      guard let place = diagnostic.range else { continue }
      while let first = ranges.first, first.upper <= place.lower { ranges.removeFirst() }
      if let first = ranges.first, first.lower <= place.lower { continue }
      all.append(joinedLines.contains(place.lower) ? joining(diagnostic, place) : diagnostic)
    }
    return (all + diagnostics).sortedByPlace
  }
}

// Stepping through the tokens.
extension Parser {
  mutating func advance() {
    previousUpper = current.upper
    previousKind = current.kind
    if KindSet.brackets.contains(current.kind) { openBrackets += 1 }
    if KindSet.closingBrackets.contains(current.kind), openBrackets > 0 { openBrackets -= 1 }
    settle()
  }

  /// Makes the next token that means something the current one.
  mutating func settle() {
    expectations = Expectations()
    index = significantIndex(from: following)
    noteContinuation(from: following)
    following = index + 1
    guard index < tokens.count else {
      current = Token(.end, bytes.count, bytes.count)
      return
    }
    current = tokens[index]
    guard current.kind == .newline else { return }
    let next = significantIndex(from: index + 1, overNewlines: true)
    following = next
    guard newlineMeansNothing(before: next) else { return }
    index = next
    following = next + 1
    current = next < tokens.count ? tokens[next] : Token(.end, bytes.count, bytes.count)
  }

  func significantIndex(from start: Int, overNewlines: Bool = false) -> Int {
    var index = start
    while index < tokens.count {
      let kind = tokens[index].kind
      guard kind.isTrivia || (overNewlines && kind == .newline) else { return index }
      index += 1
    }
    return tokens.count
  }

  func newlineMeansNothing(before next: Int) -> Bool {
    guard next < tokens.count else { return false }
    let token = tokens[next]
    switch newlines {
    case .ignored: return true
    case .separate: return token.kind == .arrow || token.kind == .fatArrow
    case .head(let overlay):
      if swallowsOpen(before: index) { return false }
      guard token.kind == .word else { return true }
      return overlay && isHeaderOption(text(of: token))
    }
  }

  private func isHeaderOption(_ word: String) -> Bool {
    OptionIndex.option(word, at: .header) != nil || word == "remote"
      || (OptionIndex.arity(word) == nil && OptionIndex.spelling(forSynonym: word) != nil)
  }

  /// For the places where a newline means nothing whatever follows.
  mutating func skipNewlines() {
    while current.kind == .newline { settle() }
  }

  /// The token after the current one; a newline counts, but between parentheses.
  func nextToken() -> Token {
    let next = significantIndex(from: following, overNewlines: newlines == .ignored)
    return next < tokens.count ? tokens[next] : Token(.end, bytes.count, bytes.count)
  }

  func text(of token: Token) -> String {
    String(decoding: bytes[token.bounds], as: UTF8.self)
  }

  func range(of token: Token) -> SourceRange {
    SourceRange(file: file, lower: Int(token.lower), upper: Int(token.upper))
  }

  /// From a token to the end of what has been read.
  func range(from start: Token) -> SourceRange {
    SourceRange(
      file: file, lower: Int(start.lower), upper: Int(max(start.upper, previousUpper)))
  }

  /// The empty place behind what has been read.
  var placeBehind: SourceRange {
    SourceRange(file: file, lower: Int(previousUpper), upper: Int(previousUpper))
  }

  /// Whether nothing stands between the last token and the current one.
  var adjoins: Bool { current.lower == previousUpper }

  func key(of token: Token) -> WordKey { WordKey(bytes, token.bounds) }
}

// `accept` takes a token if it is there, `expect` tells if it is not, `presume` takes what the
// caller has seen.
extension Parser {
  func at(_ kind: TokenKind) -> Bool { current.kind == kind }

  mutating func accept(_ kind: TokenKind) -> Bool {
    guard current.kind == kind else {
      expectations.insert(kind)
      return false
    }
    advance()
    return true
  }

  mutating func accept(_ word: WordKey, _ notion: Expectations.Notion) -> Bool {
    guard current.kind == .word, key(of: current) == word else {
      expectations.insert(notion)
      return false
    }
    advance()
    return true
  }

  @discardableResult
  mutating func expect(_ kind: TokenKind) -> Bool {
    if accept(kind) { return true }
    unexpected()
    return false
  }

  @discardableResult
  mutating func presume() -> Token {
    let token = current
    advance()
    return token
  }
}

// Telling.
extension Parser {
  mutating func report(_ diagnostic: Diagnostic) {
    guard !isPanicking, !isSilent, !isMuted else { return }
    diagnostics.append(diagnostic)
  }

  /// Tells of a mistake after which the rest of the item cannot be trusted.
  mutating func fail(_ diagnostic: Diagnostic) {
    report(diagnostic)
    isPanicking = true
  }

  /// "expected A, B or C, found X". A malformed token has been told of.
  mutating func unexpected(help: String? = nil) {
    if !at(.malformed) { reportUnexpected(help: help) }
    isPanicking = true
  }

  mutating func reportUnexpected(help: String? = nil) {
    let expected = expectations.phrase
    let found = foundPhrase
    let isBehind = at(.newline) || at(.end)
    report(
      Diagnostic(
        .expectedToken,
        expected.isEmpty ? "\(found) may not stand here" : "expected \(expected), found \(found)",
        at: isBehind ? placeBehind : range(of: current), help: help))
  }

  var foundPhrase: String {
    KindSet.quoted.contains(current.kind)
      ? "`\(shortText(of: current))`" : current.kind.phrase
  }

  /// A token's text for a message: cut when it is long.
  func shortText(of token: Token) -> String {
    let text = text(of: token)
    return text.utf8.count > 60 ? beginning(of: text, bytes: 60) + "…" : text
  }
}

package import Diagnostics
import Values

/// The tokens of a text. They tile it: each byte is in exactly one.
package func tokens(of source: SourceText, file: Int) -> Findings<[Token]> {
  let lexer = lexed(source, file: file)
  return Findings(lexer.tokens, lexer.diagnostics)
}

func lexed(_ source: SourceText, file: Int) -> Lexer {
  var lexer = Lexer(bytes: source.bytes, file: file)
  lexer.run()
  return lexer
}

struct Lexer {
  /// A `${` that is open, and what goes on behind its `}`.
  struct Frame {
    enum Kind { case template, string }
    var kind: Kind
    /// Where the `${` stands.
    var open: Int
    /// Where the template or string begins, in bytes and in tokens.
    var start: Int
    var firstToken: Int
  }

  let bytes: [UInt8]
  let file: Int
  var offset = 0
  var tokens: [Token] = []
  var plainLines: [PlainLine] = []
  var hasBraces = false
  var diagnostics: [Diagnostic] = []
  var frames: [Frame] = []
  /// No word that reaches up to here holds `${`: keeps the look-ahead linear.
  var plainUntil = 0
  var isInConflict = false
  /// From here on no line of `>>>>>>>`, and no `*/`, has been found.
  var noConflictEnd = Int.max
  var noCommentEnd = Int.max

  init(bytes: [UInt8], file: Int) {
    self.bytes = bytes
    self.file = file
    tokens.reserveCapacity(bytes.count / 4)
  }

  mutating func run() {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { emit(.byteOrderMark, upTo: 3) }
    while offset < bytes.count {
      let before = offset
      lexToken()
      if offset == before { emit(.malformed, upTo: offset + 1) }
    }
    closeFrames()
  }

  /// The byte at an offset; 0 behind the end.
  func byte(at offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  mutating func emit(_ kind: TokenKind, upTo end: Int) {
    guard end > offset else { return }
    tokens.append(Token(kind, offset, end))
    offset = end
  }

  func range(_ lower: Int, _ upper: Int) -> SourceRange {
    SourceRange(file: file, lower: lower, upper: upper)
  }

  /// The text of some bytes as it is shown in a diagnostic.
  func shown(_ lower: Int, _ upper: Int) -> String {
    let text = printable(String(decoding: bytes[lower..<upper], as: UTF8.self))
    return text.utf8.count > 60 ? beginning(of: text, bytes: 60) + "…" : text
  }

  mutating func report(
    _ code: Code, _ message: String, _ lower: Int, _ upper: Int, help: String? = nil,
    fix: String? = nil, isSafe: Bool = true
  ) {
    var diagnostic = Diagnostic(code, message, at: range(lower, upper), help: help)
    if let fix { diagnostic = diagnostic.fix(range(lower, upper), fix, isSafe: isSafe) }
    diagnostics.append(diagnostic)
  }

  /// One malformed token in the place of all that began at `start`, which was told of in vain.
  mutating func collapse(from start: Int, upTo end: Int) {
    while let last = tokens.last, Int(last.lower) >= start { tokens.removeLast() }
    while let last = diagnostics.last, Int(last.range?.lower ?? 0) >= start {
      diagnostics.removeLast()
    }
    tokens.append(Token(.malformed, start, end))
    offset = end
  }
}

// One token.
extension Lexer {
  private mutating func lexToken() {
    let first = bytes[offset]
    switch first {
    case 0x20, 0x09: lexBlank()
    case 0x0a: lexNewline(upTo: offset + 1)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      lexWord()
    case 0x0d: lexReturn()
    case UInt8(ascii: "#"): lexComment()
    case UInt8(ascii: "\""): lexString()
    case UInt8(ascii: "$"): lexDollar()
    case UInt8(ascii: "}") where !frames.isEmpty: lexInterpolationClose()
    case 0x80...0xff: lexNonASCII()
    default:
      if !lexConflictMarker() { lexPunctuation(first) }
    }
  }

  private mutating func lexBlank() {
    var end = offset + 1
    while byte(at: end).isBlank { end += 1 }
    emit(.blank, upTo: end)
  }

  private mutating func lexNewline(upTo end: Int) {
    closeFrames()
    emit(.newline, upTo: end)
    lexPlainLines()
  }

  /// `\r\n`; a `\r` alone is an error and ends the line, too.
  private mutating func lexReturn() {
    if byte(at: offset + 1) == 0x0a { return lexNewline(upTo: offset + 2) }
    _ = checkedCharacter(at: offset)
    lexNewline(upTo: offset + 1)
  }

  private mutating func lexComment() {
    var end = offset + 1
    while end < bytes.count, !isLineEnd(at: end) {
      let byte = bytes[end]
      end = byte >= 0x80 || byte.isControl ? checkedCharacter(at: end) : end + 1
    }
    emit(.comment, upTo: end)
  }

  func isLineEnd(at offset: Int) -> Bool {
    let first = byte(at: offset)
    return first == 0x0a || (first == 0x0d && byte(at: offset + 1) == 0x0a)
  }

  /// Where a control character does not repeat any more: a file of zeros has one mistake. What ends
  /// lines is looked at one by one.
  func runEnd(at start: Int) -> Int {
    var end = start + 1
    while bytes[start] != 0x0d, end < bytes.count, bytes[end] == bytes[start] { end += 1 }
    return end
  }

  /// Tells of a character that may stand nowhere; gives the offset behind it.
  mutating func checkedCharacter(at start: Int) -> Int {
    if bytes[start].isControl {
      let text = "\\x" + hexText(UInt64(bytes[start]), digits: 2)
      let end = runEnd(at: start)
      report(.invalidCharacter, "the control character `\(text)` may not stand here", start, end)
      return end
    }
    let length = sequenceLength(bytes, at: start)
    if length > 0 { return start + length }
    var end = start + 1
    while end < bytes.count, bytes[end] >= 0x80, sequenceLength(bytes, at: end) == 0 { end += 1 }
    report(
      .invalidUTF8, "these bytes are not UTF-8", start, end, help: "save the text as UTF-8")
    return end
  }

  private mutating func lexPunctuation(_ first: UInt8) {
    let second = byte(at: offset + 1)
    switch first {
    case UInt8(ascii: "-"): lexMinus(second)
    case UInt8(ascii: "<") where second == UInt8(ascii: "-"): lexForeignArrow(from: offset + 1)
    case UInt8(ascii: "/") where isForeignComment(second): lexForeignComment(second)
    case UInt8(ascii: "="): lexEquals(second)
    case UInt8(ascii: "!") where second == UInt8(ascii: "="): emit(.unequal, upTo: offset + 2)
    case UInt8(ascii: "."): lexDot(second)
    case UInt8(ascii: ":"): lexColon(second)
    case UInt8(ascii: "\\"): lexBackslash()
    case UInt8(ascii: "'"): lexForeignQuote(length: 1)
    default:
      if let kind = punctuation(first) {
        if kind == .leftBrace { hasBraces = true }
        emit(kind, upTo: offset + 1)
      } else {
        lexInvalid()
      }
    }
  }

  private func punctuation(_ byte: UInt8) -> TokenKind? {
    switch byte {
    case UInt8(ascii: "<"): .less
    case UInt8(ascii: ">"): .greater
    case UInt8(ascii: "("): .leftParenthesis
    case UInt8(ascii: ")"): .rightParenthesis
    case UInt8(ascii: "["): .leftBracket
    case UInt8(ascii: "]"): .rightBracket
    case UInt8(ascii: "{"): .leftBrace
    case UInt8(ascii: "}"): .rightBrace
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ";"): .semicolon
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "*"): .star
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "%"): .percent
    case UInt8(ascii: "@"): .at
    default: nil
    }
  }

  /// `-`, `->`, or a longer arrow.
  private mutating func lexMinus(_ second: UInt8) {
    switch second {
    case UInt8(ascii: ">"): emit(.arrow, upTo: offset + 2)
    case UInt8(ascii: "-"): lexForeignArrow(from: offset)
    default: emit(.minus, upTo: offset + 1)
    }
  }

  private mutating func lexEquals(_ second: UInt8) {
    switch second {
    case UInt8(ascii: "="):
      byte(at: offset + 2) == UInt8(ascii: ">")
        ? emit(.fatArrow, upTo: offset + 3) : emit(.doubleEquals, upTo: offset + 2)
    case UInt8(ascii: ">"): emit(.fatArrow, upTo: offset + 2)
    default: emit(.equals, upTo: offset + 1)
    }
  }
}

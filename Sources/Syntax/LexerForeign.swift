import Diagnostics

// Variables that touch other text, other alphabets, and what other tools leave in a text.
extension Lexer {
  /// `${…}`, `$name`, `$qualifier.name`
  mutating func lexDollar() {
    let start = offset
    if opensInterpolation(at: start) { return lexTemplate(from: start, open: start) }
    guard byte(at: start + 1).isNameStart else {
      report(
        .invalidCharacter, "a name must follow `$`", start, start + 1,
        help: "a variable is written `$name`")
      return emit(.malformed, upTo: start + 1)
    }
    var end = nameEnd(from: start + 1)
    if byte(at: end) == UInt8(ascii: "."), byte(at: end + 1).isNameStart {
      end = nameEnd(from: end + 1)
    }
    emit(.variable, upTo: end)
    let first = gluedStart(start)
    let last = gluedEnd(end)
    if first < start || last > end { collapseGlued(from: first, upTo: last) }
  }

  private func nameEnd(from start: Int) -> Int {
    var end = start
    while byte(at: end).isWordByte { end += 1 }
    return end
  }

  /// Where the text begins that touches the variable at `start`.
  private func gluedStart(_ start: Int) -> Int {
    var first = start
    for token in tokens.dropLast().reversed() {
      guard Int(token.upper) == first, mayBeGlued(token) else { break }
      first = Int(token.lower)
    }
    return first
  }

  private func mayBeGlued(_ token: Token) -> Bool {
    switch token.kind {
    case .word, .integer, .address, .prefix, .mac, .host, .variable, .minus, .slash, .colon, .at,
      .plus, .star, .percent:
      true
    case .malformed: bytes[token.bounds].allSatisfy(\.isGlue)
    case .blank, .newline, .comment, .byteOrderMark, .continuation, .conflictMarker,
      .templateText, .interpolationOpen, .interpolationClose, .stringOpen, .stringText,
      .stringClose, .arrow, .fatArrow, .range, .less, .greater, .leftParenthesis,
      .rightParenthesis, .leftBracket, .rightBracket, .leftBrace, .rightBrace, .comma,
      .semicolon, .equals, .doubleEquals, .unequal, .end:
      false
    }
  }

  private func gluedEnd(_ start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end].isGlue {
      let next = byte(at: end + 1)
      let byte = bytes[end]
      if byte == UInt8(ascii: "-"), next == UInt8(ascii: ">") { break }
      if byte == UInt8(ascii: "."), next == UInt8(ascii: ".") { break }
      // A minus that lacks one of its blanks.
      if byte == UInt8(ascii: "-"), next.isBlank { break }
      if byte == UInt8(ascii: ":"), !next.isGlue { break }
      if opensInterpolation(at: end) {
        guard let close = interpolationEnd(from: end) else { break }
        end = close
      } else {
        end += 1
      }
    }
    return end
  }

  private func interpolationEnd(from start: Int) -> Int? {
    var end = start
    while end < min(bytes.count, start + 256), !isLineEnd(at: end) {
      if bytes[end] == UInt8(ascii: "}") { return end + 1 }
      end += 1
    }
    return nil
  }

  private mutating func collapseGlued(from start: Int, upTo end: Int) {
    collapse(from: start, upTo: end)
    let name = (bytes[start..<end].firstIndex(of: UInt8(ascii: "$")) ?? start) + 1
    if name < end, WordKey.expression(bytes, name..<end) != nil {
      report(
        .gluedVariable, "`\(shown(name, end))` is a word of expressions, and no variable", start,
        end)
      return
    }
    let spelling = braced(start, end)
    let isSum = bytes[start..<end].contains {
      $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "%")
    }
    report(
      .gluedVariable, "`\(shown(start, end))`: a variable in a word is written with braces",
      start, end,
      help: isSum
        ? "write blanks around an operator, or `\(spelling)` for text" : "write `\(spelling)`",
      fix: isSum ? nil : spelling, isSafe: !mayBeCalculation(start, end))
  }

  /// `$i-1` may be meant as a difference, `$i/2` as a quotient.
  private func mayBeCalculation(_ start: Int, _ end: Int) -> Bool {
    guard bytes[start] == UInt8(ascii: "$") else { return false }
    let behind = byte(at: min(nameEnd(from: start + 1), end))
    return behind == UInt8(ascii: "-") || behind == UInt8(ascii: "/")
  }

  /// The text with each `$name` as `${name}`.
  private func braced(_ start: Int, _ end: Int) -> String {
    var result: [UInt8] = []
    var index = start
    while index < end {
      result.append(bytes[index])
      index += 1
      guard bytes[index - 1] == UInt8(ascii: "$"), byte(at: index).isNameStart else { continue }
      let name = min(nameEnd(from: index), end)
      result += [UInt8(ascii: "{")] + bytes[index..<name] + [UInt8(ascii: "}")]
      index = name
    }
    return String(decoding: result, as: UTF8.self)
  }
}

// Other alphabets and quotes.
extension Lexer {
  mutating func lexNonASCII() {
    let start = offset
    guard sequenceLength(bytes, at: start) > 0 else { return lexForeignLetters() }
    let character = scalar(at: start)
    switch character {
    case 0x2018...0x201f, 0xab, 0xbb: lexForeignQuote(length: sequenceLength(bytes, at: start))
    case 0x2190...0x21ff, 0x2794...0x27be, 0x27f0...0x27ff, 0x2900...0x297f:
      emit(.fatArrow, upTo: start + sequenceLength(bytes, at: start))
    case 0x2010...0x2015, 0x2212: lexForeignArrow(from: start)
    case 0xa0, 0x2000...0x200b, 0x202f, 0x3000, 0xfeff: lexForeignBlank()
    default: lexForeignLetters()
    }
  }

  private func scalar(at start: Int) -> UInt32 {
    let length = sequenceLength(bytes, at: start)
    guard length > 1 else { return UInt32(byte(at: start)) }
    var value = UInt32(bytes[start]) & (0x7f >> UInt32(length))
    for index in 1..<length { value = value << 6 | UInt32(byte(at: start + index) & 0x3f) }
    return value
  }

  /// A quote that is not `"`: up to its partner on the same line, or alone.
  mutating func lexForeignQuote(length: Int) {
    let start = offset
    var end = start + length
    var close: Int?
    while end < bytes.count, !isLineEnd(at: end), close == nil {
      let next = max(1, sequenceLength(bytes, at: end))
      if isQuote(at: end) { close = end + next } else { end += next }
    }
    guard let close else {
      report(
        .foreignSyntax, "`\(shown(start, start + length))` is not a quote of the language",
        start, start + length, help: "text stands in `\"`")
      return emit(.malformed, upTo: start + length)
    }
    let text = "\"" + String(decoding: bytes[(start + length)..<end], as: UTF8.self) + "\""
    report(
      .foreignSyntax, "text stands in straight double quotes", start, close,
      help: "write `\(text)`", fix: text,
      isSafe: !text.contains { $0 == "\\" || $0 == "$" })
    emit(.malformed, upTo: close)
  }

  private func isQuote(at offset: Int) -> Bool {
    if bytes[offset] == UInt8(ascii: "'") || bytes[offset] == UInt8(ascii: "\"") { return true }
    guard bytes[offset] >= 0x80, sequenceLength(bytes, at: offset) > 0 else { return false }
    let value = scalar(at: offset)
    return (0x2018...0x201f).contains(value) || value == 0xab || value == 0xbb
  }

  private func isArrow(at offset: Int) -> Bool {
    guard sequenceLength(bytes, at: offset) > 1 else { return false }
    switch scalar(at: offset) {
    case 0x2010...0x2015, 0x2190...0x21ff, 0x2212, 0x2794...0x27be, 0x27f0...0x27ff,
      0x2900...0x297f:
      return true
    default: return false
    }
  }

  /// `<-`, `-->`, `–>`: dashes of any kind from `start`, and the `>` behind them.
  mutating func lexForeignArrow(from start: Int) {
    var end = start
    while end < bytes.count {
      if bytes[end] == UInt8(ascii: "-") {
        end += 1
      } else if bytes[end] >= 0x80, isDash(at: end) {
        end += sequenceLength(bytes, at: end)
      } else {
        break
      }
    }
    if byte(at: end) == UInt8(ascii: ">") { end += 1 }
    emit(.fatArrow, upTo: end)
  }

  private func isDash(at offset: Int) -> Bool {
    guard sequenceLength(bytes, at: offset) > 1 else { return false }
    let value = scalar(at: offset)
    return (0x2010...0x2015).contains(value) || value == 0x2212
  }

  private mutating func lexForeignBlank() {
    let end = offset + sequenceLength(bytes, at: offset)
    report(
      .invalidCharacter, "this blank is no ordinary one (U+\(scalarText(scalar(at: offset))))",
      offset, end, help: "write a space", fix: " ")
    emit(.blank, upTo: end)
  }

  private func scalarText(_ value: UInt32) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
  }

  /// A name with letters of another alphabet, or bytes that are no letters, as a whole.
  private mutating func lexForeignLetters() {
    let start = wordStart
    var end = offset
    var broken: Range<Int>?
    while end < bytes.count {
      let length = sequenceLength(bytes, at: end)
      if bytes[end].isWordByte {
        end += 1
      } else if length == 0 {
        broken = (broken?.upperBound == end ? broken?.lowerBound ?? end : end)..<(end + 1)
        end += 1
      } else if bytes[end] >= 0x80, !isQuote(at: end), !isArrow(at: end) {
        end += length
      } else {
        break
      }
    }
    collapse(from: start, upTo: end)
    if let broken {
      report(
        .invalidUTF8, "these bytes are not UTF-8", broken.lowerBound, broken.upperBound,
        help: "save the text as UTF-8")
    } else {
      report(
        .invalidCharacter, "`\(shown(start, end))` has characters that a word cannot have",
        start, end, help: "a word consists of ASCII letters, digits, `_`, `-` and `.`")
    }
  }

  /// Where the word begins that ends here.
  private var wordStart: Int {
    guard let last = tokens.last, Int(last.upper) == offset,
      last.kind == .word || last.kind == .integer
    else { return offset }
    return Int(last.lower)
  }

  /// A character without a meaning, with the word that it stands in.
  mutating func lexInvalid() {
    let place = offset
    var end = bytes[place].isControl ? runEnd(at: place) : place + 1
    while byte(at: end).isWordByte || byte(at: end).isMeaningless { end += 1 }
    collapse(from: wordStart, upTo: end)
    if bytes[place].isControl {
      _ = checkedCharacter(at: place)
    } else {
      report(
        .invalidCharacter, "`\(shown(place, place + 1))` has no meaning here", place, place + 1)
    }
  }
}

// What editors and version control leave behind.
extension Lexer {
  /// A `\` at the end of a line, which in a shell would continue it: so it does here, after the
  /// error, so that nothing else is told.
  mutating func lexBackslash() {
    let start = offset
    var end = start + 1
    while byte(at: end).isBlank { end += 1 }
    guard frames.isEmpty, end == bytes.count || isLineEnd(at: end) else { return lexInvalid() }
    var blank = start
    while blank > 0, bytes[blank - 1].isBlank { blank -= 1 }
    diagnostics.append(
      Diagnostic(
        .foreignSyntax, "a line is not continued with `\\`", at: range(start, start + 1),
        help: "leave it out: a head goes on up to its `<`, a member after `->`"
      ).fix(range(blank, start + 1), ""))
    emit(.continuation, upTo: min(bytes.count, end + (byte(at: end) == 0x0d ? 2 : 1)))
  }

  /// `<<<<<<< ours`, `|||||||`, `=======`, `>>>>>>> theirs` at the beginning of a line. Seven `>`
  /// may also close seven blocks.
  mutating func lexConflictMarker() -> Bool {
    let start = offset
    let first = bytes[start]
    guard start == 0 || bytes[start - 1] == 0x0a, frames.isEmpty, start + 7 <= bytes.count,
      bytes[start..<(start + 7)].allSatisfy({ $0 == first }), byte(at: start + 7) != first
    else { return false }
    let isEnd = start + 7 == bytes.count || isLineEnd(at: start + 7)
    let hasLabel = byte(at: start + 7) == 0x20 && byte(at: start + 8).isAlphanumeric
    switch first {
    case UInt8(ascii: "<"), UInt8(ascii: "|"): guard isEnd || hasLabel else { return false }
    case UInt8(ascii: "="): guard isEnd else { return false }
    case UInt8(ascii: ">"):
      guard isInConflict ? hasLabel || isEnd : hasLabel && !isElse(at: start + 8) else {
        return false
      }
    default: return false
    }
    lexMarkerLine(first)
    return true
  }

  /// `>>>>>>> else <` closes seven blocks.
  private func isElse(at start: Int) -> Bool {
    let end = wordShape(from: start).end
    return bytes[start..<end].elementsEqual("else".utf8)
  }

  private mutating func lexMarkerLine(_ first: UInt8) {
    let start = offset
    var end = start + 7
    while end < bytes.count, !isLineEnd(at: end) { end += 1 }
    if first == UInt8(ascii: "<") || !isInConflict {
      report(
        .mergeConflict, "a merge conflict has not been resolved", start, end,
        help: "keep one of the two sides, and remove the lines of `<`, `=` and `>`")
    }
    isInConflict = first != UInt8(ascii: ">")
    // The first side counts; the others would only repeat it.
    if first == UInt8(ascii: "=") || first == UInt8(ascii: "|"), let close = conflictEnd(from: end)
    {
      isInConflict = false
      end = close
    }
    emit(.conflictMarker, upTo: end)
  }

  /// The end of the line of `>>>>>>>` that ends a conflict.
  private mutating func conflictEnd(from start: Int) -> Int? {
    guard start < noConflictEnd else { return nil }
    var line = start
    while line < bytes.count {
      if bytes[line] == 0x0a, isConflictEnd(at: line + 1) {
        var end = line + 8
        while end < bytes.count, !isLineEnd(at: end) { end += 1 }
        return end
      }
      line += 1
    }
    noConflictEnd = start
    return nil
  }

  private func isConflictEnd(at start: Int) -> Bool {
    guard start + 7 <= bytes.count else { return false }
    return bytes[start..<(start + 7)].allSatisfy { $0 == UInt8(ascii: ">") }
      && (start + 7 == bytes.count || byte(at: start + 7) == 0x20 || isLineEnd(at: start + 7))
  }
}

// Comments of other languages.
extension Lexer {
  /// `//` and `/*` where a word cannot reach up to them, as in `http://host`.
  func isForeignComment(_ second: UInt8) -> Bool {
    guard second == UInt8(ascii: "/") || second == UInt8(ascii: "*"), frames.isEmpty else {
      return false
    }
    guard offset > 0 else { return true }
    switch bytes[offset - 1] {
    case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "{"), UInt8(ascii: "}"):
      return true
    default: return false
    }
  }

  mutating func lexForeignComment(_ second: UInt8) {
    let start = offset
    var end = start + 2
    if second == UInt8(ascii: "*"), let close = commentEnd(from: end) {
      let text = bytes[end..<(close - 2)]
      let isLine = !text.contains(0x0a) && endsLine(at: close)
      var spelling: String?
      if isLine { spelling = "#" + trimmed(String(decoding: text, as: UTF8.self)) }
      report(
        .foreignSyntax, "a comment begins with `#`, not with `/*`", start, isLine ? close : end,
        help: "it runs to the end of its line", fix: spelling)
      return emit(.comment, upTo: close)
    }
    report(
      .foreignSyntax, "a comment begins with `#`, not with `/\(second == 0x2a ? "*" : "/")`", start,
      end, help: "write `#`", fix: "#")
    while end < bytes.count, !isLineEnd(at: end) { end += 1 }
    emit(.comment, upTo: end)
  }

  private func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private func endsLine(at offset: Int) -> Bool {
    var end = offset
    while byte(at: end).isBlank { end += 1 }
    return end >= bytes.count || isLineEnd(at: end)
  }

  private mutating func commentEnd(from start: Int) -> Int? {
    guard start < noCommentEnd else { return nil }
    var end = start
    while end + 1 < bytes.count {
      if bytes[end] == UInt8(ascii: "*"), bytes[end + 1] == UInt8(ascii: "/") { return end + 2 }
      end += 1
    }
    noCommentEnd = start
    return nil
  }
}

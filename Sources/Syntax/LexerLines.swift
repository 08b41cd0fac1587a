import Values

// A line `name ADDRESS -> PREFIX` of IPv4 with blanks between them, as most members are written, is read
// in one go, and so are `fdb MAC dst ADDRESS` and `neigh ADDRESS lladdr MAC`. It gives the tokens that it
// would give one by one, and numbers that are not read again.

/// What such a line says: four words with blanks between them, and its end.
struct PlainLine {
  enum Numbers {
    case member(underlay: UInt32, overlay: UInt32, length: UInt8)
    case entry(EntryItem.Kind, MAC, UInt32)
  }

  /// The index of the token of its first word.
  var token: UInt32
  var numbers: Numbers
}

extension Lexer {
  /// All such lines that follow here, with their ends.
  mutating func lexPlainLines() {
    while true {
      if let places = MemberPlaces(bytes.span, offset) {
        note(
          .member(underlay: places.underlay, overlay: places.overlay, length: places.length),
          at: places.name)
        tokens.append(addingCapacity: 9) { [offset] in places.append(to: &$0, from: offset) }
        offset = places.end + 1
      } else if let places = EntryPlaces(bytes.span, offset) {
        note(.entry(places.kind, places.mac, places.address), at: places.keyword)
        tokens.append(addingCapacity: 9) { [offset] in places.append(to: &$0, from: offset) }
        offset = places.end + 1
      } else {
        return
      }
    }
  }

  private mutating func note(_ numbers: PlainLine.Numbers, at first: Int) {
    let token = tokens.count + (first > offset ? 1 : 0)
    plainLines.append(PlainLine(token: UInt32(truncatingIfNeeded: token), numbers: numbers))
  }
}

/// Where the parts of a member's line stand, and its numbers.
private struct MemberPlaces {
  let name: Int
  private let nameEnd: Int
  private let source: Int
  private let sourceEnd: Int
  private let arrow: Int
  private let target: Int
  /// The newline.
  let end: Int
  let underlay: UInt32
  let overlay: UInt32
  let length: UInt8

  init?(_ text: Span<UInt8>, _ start: Int) {
    name = pastBlanks(text, start)
    nameEnd = pastPlainWord(text, name)
    source = pastBlanks(text, nameEnd)
    guard nameEnd > name, source > nameEnd, let underlay = IPv4Literal(text, source) else {
      return nil
    }
    (self.underlay, sourceEnd) = (underlay.number, underlay.end)
    arrow = pastBlanks(text, sourceEnd)
    guard arrow > sourceEnd, arrow + 2 < text.count, text[arrow] == UInt8(ascii: "-"),
      text[arrow + 1] == UInt8(ascii: ">")
    else { return nil }
    target = pastBlanks(text, arrow + 2)
    guard target > arrow + 2, let overlay = IPv4Literal(text, target),
      let length = LengthLiteral(text, overlay.end), length.end < text.count,
      text[length.end] == 0x0a
    else { return nil }
    self.overlay = overlay.number
    (self.length, end) = (length.number, length.end)
  }

  func append(to tokens: inout OutputSpan<Token>, from start: Int) {
    if name > start { tokens.append(Token(.blank, start, name)) }
    tokens.append(Token(.word, name, nameEnd))
    tokens.append(Token(.blank, nameEnd, source))
    tokens.append(Token(.address, source, sourceEnd))
    tokens.append(Token(.blank, sourceEnd, arrow))
    tokens.append(Token(.arrow, arrow, arrow + 2))
    tokens.append(Token(.blank, arrow + 2, target))
    tokens.append(Token(.prefix, target, end))
    tokens.append(Token(.newline, end, end + 1))
  }
}

func pastBlanks(_ text: Span<UInt8>, _ start: Int) -> Int {
  var end = start
  while end < text.count, text[end].isBlank { end += 1 }
  return end
}

/// The end of a word that begins with a letter and holds nothing but letters, digits, `_` and `-` before
/// a letter or digit;
/// where it begins, if there is none, or where it may be a MAC: `aa-bb-cc-dd-ee-ff`.
func pastPlainWord(_ text: Span<UInt8>, _ start: Int) -> Int {
  guard start < text.count, text[start].isNameStart else { return start }
  var end = start + 1
  while end < text.count {
    guard text[end].isWordByte || text[end] == UInt8(ascii: "-") else { break }
    if text[end - 1] == UInt8(ascii: "-"), !text[end].isAlphanumeric { return start }
    end += 1
  }
  if end - start == 17, text[start + 2] == UInt8(ascii: "-") { return start }
  return text[end - 1] == UInt8(ascii: "-") ? start : end
}

/// An IPv4 address in strict dotted decimal.
struct IPv4Literal {
  private(set) var number: UInt32 = 0
  private(set) var end: Int

  init?(_ text: Span<UInt8>, _ start: Int) {
    end = start
    for part in 0..<4 {
      let first = digit(text, end)
      guard var octet = first else { return nil }
      end += 1
      while let next = digit(text, end) {
        octet = octet &* 10 &+ next
        end += 1
        guard first != 0, octet <= 255 else { return nil }
      }
      number = number << 8 | octet
      if part == 3 { return }
      guard end < text.count, text[end] == UInt8(ascii: ".") else { return nil }
      end += 1
    }
  }
}

private func digit(_ text: Span<UInt8>, _ index: Int) -> UInt32? {
  guard index < text.count else { return nil }
  let value = text[index] &- 0x30
  return value < 10 ? UInt32(value) : nil
}

/// `/24`
private struct LengthLiteral {
  private(set) var number: UInt8
  private(set) var end: Int

  init?(_ text: Span<UInt8>, _ slash: Int) {
    guard slash + 2 < text.count, text[slash] == UInt8(ascii: "/"), text[slash + 1].isDigit else {
      return nil
    }
    number = text[slash + 1] - 0x30
    end = slash + 2
    if text[end].isDigit {
      guard number > 0 else { return nil }
      number = number * 10 + (text[end] - 0x30)
      end += 1
    }
    if number > 32 { return nil }
  }
}

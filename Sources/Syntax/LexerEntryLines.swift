import Values

/// Where the parts of a line `fdb MAC dst ADDRESS` or `neigh ADDRESS lladdr MAC` stand, and its numbers.
struct EntryPlaces {
  let kind: EntryItem.Kind
  let keyword: Int
  private let key: Int
  private let keyEnd: Int
  private let option: Int
  private let value: Int
  /// The newline.
  let end: Int
  let mac: MAC
  let address: UInt32

  init?(_ text: Span<UInt8>, _ start: Int) {
    keyword = pastBlanks(text, start)
    if has("fdb", text, keyword) {
      kind = .forwarding
    } else if has("neigh", text, keyword) {
      kind = .neighbour
    } else {
      return nil
    }
    let isForwarding = kind == .forwarding
    let keywordEnd = keyword + kind.word.utf8.count
    key = pastBlanks(text, keywordEnd)
    guard let first = literal(text, key, isMAC: isForwarding) else { return nil }
    keyEnd = first.end
    option = pastBlanks(text, keyEnd)
    guard key > keywordEnd, option > keyEnd, has(kind.plainOption, text, option) else { return nil }
    value = pastBlanks(text, option + kind.plainOption.utf8.count)
    guard let second = literal(text, value, isMAC: !isForwarding), second.end < text.count,
      text[second.end] == 0x0a
    else { return nil }
    end = second.end
    mac = MAC(isForwarding ? first.number : second.number)
    address = UInt32(truncatingIfNeeded: isForwarding ? second.number : first.number)
  }

  func append(to tokens: inout OutputSpan<Token>, from start: Int) {
    let keywordEnd = keyword + kind.word.utf8.count
    let optionEnd = option + kind.plainOption.utf8.count
    let isForwarding = kind == .forwarding
    if keyword > start { tokens.append(Token(.blank, start, keyword)) }
    tokens.append(Token(.word, keyword, keywordEnd))
    tokens.append(Token(.blank, keywordEnd, key))
    tokens.append(Token(isForwarding ? .mac : .address, key, keyEnd))
    tokens.append(Token(.blank, keyEnd, option))
    tokens.append(Token(.word, option, optionEnd))
    tokens.append(Token(.blank, optionEnd, value))
    tokens.append(Token(isForwarding ? .address : .mac, value, end))
    tokens.append(Token(.newline, end, end + 1))
  }
}

/// Whether a word stands here, and a blank behind it.
private func has(_ word: String, _ text: Span<UInt8>, _ start: Int) -> Bool {
  var index = start
  for byte in word.utf8 {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
  }
  return index < text.count && text[index].isBlank
}

/// The number of a MAC or of an IPv4 address, and where it ends.
private func literal(
  _ text: Span<UInt8>, _ start: Int, isMAC: Bool
) -> (number: UInt64, end: Int)? {
  isMAC
    ? macLiteral(text, start).map { ($0, start + 17) }
    : IPv4Literal(text, start).map { (UInt64($0.number), $0.end) }
}

/// Six pairs of hexadecimal digits.
private func macLiteral(_ text: Span<UInt8>, _ start: Int) -> UInt64? {
  guard start + 17 <= text.count else { return nil }
  var number: UInt64 = 0
  for index in 0..<17 {
    let byte = text[start + index]
    if index % 3 == 2 {
      guard byte == UInt8(ascii: ":") else { return nil }
    } else {
      guard let digit = hexDigit(byte) else { return nil }
      number = number << 4 | UInt64(digit)
    }
  }
  return number
}

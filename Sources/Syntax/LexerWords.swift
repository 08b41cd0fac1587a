import Diagnostics
import Values

/// What a run of word characters consists of.
struct WordShape {
  var end: Int
  var dots = 0
  var dashes = 0
  var hasLetters = false
}

// Words, and the literals that begin like one.
extension Lexer {
  mutating func lexWord() {
    let start = offset
    let shape = wordShape(from: start)
    if shape.dots == 0, shape.dashes == 0, shape.hasLetters, !bytes[start].isDigit {
      // The common case: a plain word.
      let next = byte(at: shape.end)
      if next == 0x20 || next == 0x0a { return emit(.word, upTo: shape.end) }
    }
    if let open = interpolation(from: shape.end) { return lexTemplate(from: start, open: open) }
    if byte(at: shape.end) == UInt8(ascii: ":"), lexColonAddress(from: start, shape) { return }
    if shape.dashes == 5, lexDashedMAC(shape.end) { return }
    if shape.dots == 2, shape.dashes == 0, lexDottedMAC(shape.end) { return }
    guard bytes[start].isDigit else { return emit(.word, upTo: shape.end) }
    lexNumber(shape)
  }

  /// The longest word from `start`: a `-` or `.` belongs to it when a letter, a digit or `${`
  /// follows.
  func wordShape(from start: Int) -> WordShape {
    var shape = WordShape(end: start)
    while shape.end < bytes.count {
      let byte = bytes[shape.end]
      if byte.isDigit {
        shape.end += 1
      } else if byte.isWordByte {
        shape.hasLetters = true
        shape.end += 1
      } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") {
        guard self.byte(at: shape.end + 1).isAlphanumeric || opensInterpolation(at: shape.end + 1)
        else { break }
        if byte == UInt8(ascii: ".") { shape.dots += 1 } else { shape.dashes += 1 }
        shape.end += 1
      } else {
        break
      }
    }
    return shape
  }

  func opensInterpolation(at offset: Int) -> Bool {
    byte(at: offset) == UInt8(ascii: "$") && byte(at: offset + 1) == UInt8(ascii: "{")
  }

  /// Where the `${` of a template stands whose word part ends at `end`; `:` and `/` may stand
  /// before it.
  private mutating func interpolation(from end: Int) -> Int? {
    let next = byte(at: end)
    if next == UInt8(ascii: "$") { return opensInterpolation(at: end) ? end : nil }
    guard next == UInt8(ascii: ":") || next == UInt8(ascii: "/"), end >= plainUntil else {
      return nil
    }
    var ahead = end
    while ahead < bytes.count {
      let byte = bytes[ahead]
      guard
        byte.isWordByte || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/")
          || ((byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-"))
            && (self.byte(at: ahead + 1).isAlphanumeric || opensInterpolation(at: ahead + 1)))
      else { break }
      ahead += 1
    }
    if opensInterpolation(at: ahead) { return ahead }
    plainUntil = ahead
    return nil
  }

  /// An integer, an IPv4 address, or a word that begins with a digit.
  private mutating func lexNumber(_ shape: WordShape) {
    let start = offset
    if !shape.hasLetters, shape.dashes == 0 {
      return shape.dots == 0 ? lexInteger(shape.end) : lexIPv4(shape)
    }
    if !shape.hasLetters, shape.dots >= 3 { return lexIPv4(shape) }
    let isHexadecimal =
      bytes[start] == UInt8(ascii: "0") && byte(at: start + 1) | 0x20 == UInt8(ascii: "x")
    if isHexadecimal, shape.dots == 0, shape.dashes == 0 { return lexInteger(shape.end) }
    emit(.word, upTo: shape.end)
  }

  private mutating func lexInteger(_ end: Int) {
    let start = offset
    if integerValue(bytes[start..<end]) == nil {
      let reason =
        bytes[start..<end].contains { !$0.isHexDigit && $0 | 0x20 != UInt8(ascii: "x") }
          || end == start + 2
        ? "a hexadecimal number is `0x` and the digits 0 to 9 and a to f"
        : "the greatest number is 9223372036854775807"
      report(
        .malformedInteger, "`\(shown(start, end))` is not a number: \(reason)", start, end)
      return emit(.malformed, upTo: end)
    }
    emit(.integer, upTo: end)
  }

  private mutating func lexIPv4(_ shape: WordShape) {
    let start = offset
    if isIPv4(bytes, start, shape.end) { return lexAddressTail(from: start, shape.end, bits: 32) }
    var end = shape.end
    if byte(at: end) == UInt8(ascii: "/"), byte(at: end + 1).isDigit {
      end = wordShape(from: end + 1).end
    }
    if shape.dots == 1, shape.dashes == 0 {
      report(
        .malformedInteger,
        "`\(shown(start, end))` is neither a whole number nor an address", start, end,
        help: "text is quoted: `\"\(shown(start, end))\"`")
    } else {
      reportIPv4(start, shape.end, end)
    }
    emit(.malformed, upTo: end)
  }

  /// What may follow an address without a blank: its length, and what is wrong.
  private mutating func lexAddressTail(from start: Int, _ end: Int, bits: Int) {
    let next = byte(at: end)
    if next == UInt8(ascii: "/"), byte(at: end + 1).isAlphanumeric {
      return lexPrefix(from: start, slash: end, bits: bits)
    }
    if bits == 128, next == UInt8(ascii: "%"), byte(at: end + 1).isAlphanumeric {
      let tail = wordShape(from: end + 1).end
      report(
        .malformedAddress, "`\(shown(start, tail))` has a zone, which only one host knows",
        start, tail, help: "write `\(shown(start, end))`, and the device with `dev`")
      return emit(.malformed, upTo: tail)
    }
    emit(.address, upTo: end)
  }

  private mutating func lexPrefix(from start: Int, slash: Int, bits: Int) {
    let tail = wordShape(from: slash + 1)
    let digits = bytes[(slash + 1)..<tail.end]
    if let length = decimalNumber(digits), length <= UInt64(bits) {
      guard digits.count > 1, digits.first == UInt8(ascii: "0") else {
        return emit(.prefix, upTo: tail.end)
      }
      let fixed = "\(shown(start, slash))/\(length)"
      report(
        .malformedPrefix,
        "`\(shown(start, tail.end))` is not a prefix: a length has no leading zero",
        start, tail.end, help: "write `\(fixed)`", fix: fixed, isSafe: false)
      return emit(.malformed, upTo: tail.end)
    }
    let fixed = netmaskLength(digits).map { "\(shown(start, slash))/\($0)" }
    report(
      .malformedPrefix,
      "`\(shown(start, tail.end))` is not a prefix: the length is a number from 0 to \(bits)",
      start, tail.end, help: fixed.map { "write `\($0)`" }, fix: fixed)
    emit(.malformed, upTo: tail.end)
  }

  private mutating func reportIPv4(_ start: Int, _ end: Int, _ tail: Int) {
    let text = shown(start, tail)
    let parts = bytes[start..<end].split(
      separator: UInt8(ascii: "."), maxSplits: 64, omittingEmptySubsequences: false)
    if parts.count != 4 {
      return report(
        .malformedAddress,
        "`\(text)` is not an address: an IPv4 address has four numbers, this has \(parts.count)",
        start, tail)
    }
    let zeros = parts.contains { $0.count > 1 && $0.first == UInt8(ascii: "0") }
    if zeros, parts.allSatisfy({ decimalNumber($0) ?? .max <= 255 }) {
      let plain = parts.map { String(decimalNumber($0) ?? 0) }.joined(separator: ".")
      let fixed = plain + String(decoding: bytes[end..<tail], as: UTF8.self)
      return report(
        .malformedAddress,
        "`\(text)` is not an address: a number with a leading zero is octal to some programs",
        start, tail, help: "write `\(fixed)`", fix: fixed, isSafe: false)
    }
    report(
      .malformedAddress, "`\(text)` is not an address: each number is 0 to 255", start, tail)
  }
}

// What holds colons.
extension Lexer {
  /// `:` alone, or an IPv6 address that begins with `::`.
  mutating func lexColon(_ second: UInt8) {
    if second == UInt8(ascii: ":"),
      lexColonAddress(from: offset, WordShape(end: offset))
    {
      return
    }
    emit(.colon, upTo: offset + 1)
  }

  /// An IPv6 address or a MAC: a run with two colons or more whose first part is hexadecimal.
  private mutating func lexColonAddress(from start: Int, _ shape: WordShape) -> Bool {
    let isDotted = shape.dots == 3 && !shape.hasLetters && shape.dashes == 0
    guard isDotted || bytes[start..<shape.end].allSatisfy(\.isHexDigit) else { return false }
    var end = shape.end
    var colons = 0
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: ":") {
        colons += 1
      } else if byte == UInt8(ascii: ".") {
        guard self.byte(at: end + 1).isAlphanumeric else { break }
      } else if !byte.isWordByte {
        break
      }
      end += 1
    }
    if opensInterpolation(at: end) {
      lexTemplate(from: start, open: end)
      return true
    }
    if isDotted, colons == 1 { return lexAddressWithPort(shape.end, end) }
    guard colons >= 2 else { return false }
    lexColonLiteral(end)
    return true
  }

  private mutating func lexColonLiteral(_ end: Int) {
    let start = offset
    let text = bytes[start..<end]
    if end - start == 17, MAC(String(decoding: text, as: UTF8.self)) != nil {
      return emit(.mac, upTo: end)
    }
    if Address(text: text) != nil { return lexAddressTail(from: start, end, bits: 128) }
    let groups = text.split(
      separator: UInt8(ascii: ":"), maxSplits: 64, omittingEmptySubsequences: false)
    let isMAC = groups.count == 6 || groups.count == 5
    if isMAC, groups.allSatisfy({ (1...2).contains($0.count) }) {
      let fixed = paddedMAC(groups)
      report(
        .malformedMAC,
        "`\(shown(start, end))` is not a MAC: six pairs of hexadecimal digits", start, end,
        help: fixed.map { "write `\($0)`" }, fix: fixed)
    } else {
      report(.malformedAddress, "`\(shown(start, end))` is not an IPv6 address", start, end)
    }
    var tail = end
    if byte(at: end) == UInt8(ascii: "/"), byte(at: end + 1).isAlphanumeric {
      tail = wordShape(from: end + 1).end
    }
    emit(.malformed, upTo: tail)
  }

  /// `2:0:0:0:0:1`, as some programs print a MAC.
  private func paddedMAC(_ groups: [ArraySlice<UInt8>]) -> String? {
    let padded = groups.map { ($0.count == 1 ? "0" : "") + String(decoding: $0, as: UTF8.self) }
    return MAC(padded.joined(separator: ":"))?.description
  }

  /// `10.0.0.1:4789`
  private mutating func lexAddressWithPort(_ colon: Int, _ end: Int) -> Bool {
    let start = offset
    let port = bytes[(colon + 1)..<end]
    guard let number = decimalNumber(port), Address(text: bytes[start..<colon]) != nil else {
      return false
    }
    report(
      .foreignSyntax,
      "`\(shown(start, end))`: the UDP port belongs to the overlay, not to an address",
      start, end,
      help: "write `\(shown(start, colon))` here, and `port \(number)` in the overlay's header",
      fix: shown(start, colon), isSafe: false)
    emit(.malformed, upTo: end)
    return true
  }

  /// `0200.0000.002a`, as some switches write it. One digit at least: `cafe.dead.beef` is a word.
  private mutating func lexDottedMAC(_ end: Int) -> Bool {
    let start = offset
    let text = bytes[start..<end]
    guard end - start == 14, text.contains(where: \.isDigit) else { return false }
    let parts = text.split(separator: UInt8(ascii: "."))
    guard parts.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) }),
      let number = hexNumber(ArraySlice(parts.joined()))
    else { return false }
    let digits = Array(hexText(number, digits: 12))
    let spelling = stride(from: 0, to: 12, by: 2).map { String(digits[$0..<($0 + 2)]) }
      .joined(separator: ":")
    report(
      .malformedMAC, "`\(shown(start, end))`: a MAC is written with `:`", start, end,
      help: "write `\(spelling)`", fix: spelling)
    emit(.malformed, upTo: end)
    return true
  }

  /// `02-00-00-00-00-2a`
  private mutating func lexDashedMAC(_ end: Int) -> Bool {
    let start = offset
    guard end - start == 17 else { return false }
    let text = String(
      decoding: bytes[start..<end].map { $0 == UInt8(ascii: "-") ? UInt8(ascii: ":") : $0 },
      as: UTF8.self)
    guard let mac = MAC(text) else { return false }
    report(
      .malformedMAC, "`\(shown(start, end))`: a MAC is written with `:`", start, end,
      help: "write `\(mac)`", fix: mac.description)
    emit(.malformed, upTo: end)
    return true
  }
}

// `.`
extension Lexer {
  /// `..`, `.2`, `.${…}`
  mutating func lexDot(_ second: UInt8) {
    let start = offset
    if second == UInt8(ascii: ".") { return emit(.range, upTo: start + 2) }
    if opensInterpolation(at: start + 1) { return lexTemplate(from: start, open: start + 1) }
    if second == UInt8(ascii: "-"), byte(at: start + 2).isDigit {
      let end = wordShape(from: start + 2).end
      report(
        .malformedHost, "`\(shown(start, end))` is not a host: its number is below 0", start, end)
      return emit(.malformed, upTo: end)
    }
    if second == UInt8(ascii: "("), lexComputedHost() { return }
    guard second.isWordByte else {
      if second != UInt8(ascii: "$") {
        report(.invalidCharacter, "`.` has no meaning here", start, start + 1)
      }
      return emit(.malformed, upTo: start + 1)
    }
    let shape = wordShape(from: start + 1)
    if opensInterpolation(at: shape.end) { return lexTemplate(from: start, open: shape.end) }
    lexHost(shape)
  }

  /// `.(5 - 3)`
  private mutating func lexComputedHost() -> Bool {
    let start = offset
    var open = 0
    var end = start + 1
    repeat {
      if byte(at: end) == UInt8(ascii: "(") { open += 1 }
      if byte(at: end) == UInt8(ascii: ")") { open -= 1 }
      end += 1
    } while open > 0 && end < bytes.count && bytes[end] != 0x0a && end < start + 200
    guard open == 0 else { return false }
    let spelling = ".${\(shown(start + 2, end - 1))}"
    report(
      .malformedHost, "a host that is calculated is written with `${ }`", start, end,
      help: "write `\(spelling)`", fix: spelling)
    emit(.malformed, upTo: end)
    return true
  }

  private mutating func lexHost(_ shape: WordShape) {
    let start = offset
    var end = shape.end
    let digits = bytes[(start + 1)..<end]
    let hasLength = byte(at: end) == UInt8(ascii: "/") && byte(at: end + 1).isDigit
    if !hasLength, hostValue(digits) != nil { return emit(.host, upTo: end) }
    if hasLength {
      end = wordShape(from: end + 1).end
      report(
        .malformedHost, "`\(shown(start, end))`: a host takes its length from `subnet`",
        start, end, help: "write `\(shown(start, shape.end))`", fix: shown(start, shape.end),
        isSafe: false)
    } else if let number = dottedNumber(digits) {
      report(
        .malformedHost, "`\(shown(start, end))`: the host of a subnet is one number",
        start, end, help: "write `.\(number)`", fix: ".\(number)", isSafe: false)
    } else {
      report(
        .malformedHost, "`\(shown(start, end))` is not a host: `.` and a number, as in `.2`",
        start, end)
    }
    emit(.malformed, upTo: end)
  }

  /// The number that parts of eight bits make: `1.2` is 258.
  private func dottedNumber(_ text: ArraySlice<UInt8>) -> UInt64? {
    let parts = text.split(separator: UInt8(ascii: "."), maxSplits: 8)
    guard parts.count > 1, parts.count <= 4 else { return nil }
    var number: UInt64 = 0
    for part in parts {
      guard let value = decimalNumber(part), value <= 255 else { return nil }
      number = number << 8 | value
    }
    return number
  }
}

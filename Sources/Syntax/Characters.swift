// The classes of bytes that the lexer asks for.

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7a }
  var isAlphanumeric: Bool { isDigit || isLetter }
  var isHexDigit: Bool { isDigit || ((self | 0x20) >= 0x61 && (self | 0x20) <= 0x66) }
  /// What a word consists of, but for `-` and `.`, which depend on what follows.
  var isWordByte: Bool { isAlphanumeric || self == UInt8(ascii: "_") }
  var isNameStart: Bool { isLetter || self == UInt8(ascii: "_") }
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  /// A control character that may stand nowhere.
  var isControl: Bool { (self < 0x20 && self != 0x09) || self == 0x7f }

  /// A sign of other languages.
  var isMeaningless: Bool {
    switch self {
    case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "!"), UInt8(ascii: "?"),
      UInt8(ascii: "~"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }

  /// What may not touch a variable: it would look like a part of the same word.
  var isGlue: Bool {
    switch self {
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "$"), UInt8(ascii: "/"),
      UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "*"),
      UInt8(ascii: "%"):
      true
    default: isWordByte
    }
  }
}

/// The length of the UTF-8 sequence that begins at `offset`; 0: it is invalid (RFC 3629).
func sequenceLength(_ bytes: [UInt8], at offset: Int) -> Int {
  func byte(_ distance: Int) -> UInt8 {
    offset + distance < bytes.count ? bytes[offset + distance] : 0
  }
  func continues(_ distance: Int) -> Bool { byte(distance) & 0xc0 == 0x80 }
  let first = byte(0)
  switch first {
  case 0x00...0x7f: return 1
  case 0xc2...0xdf: return continues(1) ? 2 : 0
  case 0xe0...0xef:
    guard continues(1), continues(2) else { return 0 }
    if first == 0xe0, byte(1) < 0xa0 { return 0 }
    if first == 0xed, byte(1) > 0x9f { return 0 }
    return 3
  case 0xf0...0xf4:
    guard continues(1), continues(2), continues(3) else { return 0 }
    if first == 0xf0, byte(1) < 0x90 { return 0 }
    if first == 0xf4, byte(1) > 0x8f { return 0 }
    return 4
  default: return 0
  }
}

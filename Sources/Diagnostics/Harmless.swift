/// What came from outside, made fit for a terminal: control characters, invalid bytes and
/// characters that turn or hide text are spelled out.
func harmless(_ text: String, keepingNewlines: Bool = false) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if keepingNewlines, scalar == "\n" {
      result.unicodeScalars.append(scalar)
    } else if let spelling = spelling(ofHostile: scalar) {
      result += spelling
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// `\x1b` or `\u{202e}` for a character that must not reach a terminal; `nil` for any other.
func spelling(ofHostile scalar: Unicode.Scalar) -> String? {
  switch scalar.value {
  case 0..<0x20, 0x7f: hexEscape(UInt8(truncatingIfNeeded: scalar.value))
  case 0x80..<0xa0, 0xad, 0x61c, 0x180e, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f,
    0xfeff, 0xfff9...0xfffb, 0xe0000...0xe007f:
    "\\u{" + String(scalar.value, radix: 16) + "}"
  default: nil
  }
}

func hexEscape(_ byte: UInt8) -> String {
  (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16)
}

/// The character that begins at an index, and how many bytes it takes; an invalid byte is one
/// byte and no character.
func decodeScalar(_ bytes: ArraySlice<UInt8>, at index: Int) -> (scalar: Unicode.Scalar?, Int) {
  let first = bytes[index]
  let length: Int
  var value: UInt32
  switch first {
  case 0..<0x80: return (Unicode.Scalar(first), 1)
  case 0xc2...0xdf: (length, value) = (2, UInt32(first & 0x1f))
  case 0xe0...0xef: (length, value) = (3, UInt32(first & 0x0f))
  case 0xf0...0xf4: (length, value) = (4, UInt32(first & 0x07))
  default: return (nil, 1)
  }
  guard index + length <= bytes.endIndex else { return (nil, 1) }
  for byte in bytes[(index + 1)..<(index + length)] {
    guard byte & 0xc0 == 0x80 else { return (nil, 1) }
    value = value << 6 | UInt32(byte & 0x3f)
  }
  let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x1_0000
  guard value >= least, let scalar = Unicode.Scalar(value) else { return (nil, 1) }
  return (scalar, length)
}

import Values

/// What came from outside, made fit for a terminal; see `printable`.
func harmless(_ text: String, keepingNewlines: Bool = false) -> String {
  guard keepingNewlines else { return printable(text) }
  return text.split(separator: "\n", omittingEmptySubsequences: false)
    .map { printable(String($0)) }.joined(separator: "\n")
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

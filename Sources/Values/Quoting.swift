/// Text from outside as it is shown to people: control characters, and characters that turn or hide
/// text, are spelled out, so that a name cannot drive a terminal. A newline and a tab are controls
/// too.
package func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if let spelling = spelling(ofHostile: scalar) {
      result += spelling
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// `\x1b` or `\u{202e}` for a character that must not reach a terminal; `nil` for any other.
package func spelling(ofHostile scalar: Unicode.Scalar) -> String? {
  switch scalar.value {
  case 0..<0x20, 0x7f: "\\x" + hexText(UInt64(scalar.value), digits: 2)
  case 0x80..<0xa0, 0xad, 0x61c, 0x180e, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f,
    0xfeff, 0xfff9...0xfffb, 0xe0000...0xe007f:
    "\\u{" + String(scalar.value, radix: 16) + "}"
  default: nil
  }
}

/// As much of the beginning as has so many bytes of UTF-8 at most, in whole characters.
package func beginning(of text: String, bytes: Int) -> String {
  var room = bytes
  return String(
    text.prefix { character in
      room -= character.utf8.count
      return room >= 0
    })
}

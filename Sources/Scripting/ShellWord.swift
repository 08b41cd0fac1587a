/// A text as one word of a shell: as it stands where that is safe, else in single quotes. Every
/// word that comes from a recipe passes through here.
package func shellWord(_ text: String) -> String {
  if !text.isEmpty, text.utf8.allSatisfy(isSafe) { return text }
  var result = "'"
  for scalar in text.unicodeScalars {
    if scalar == "'" {
      result += "'\\''"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result + "'"
}

private func isSafe(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
  case UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "+"),
    UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "/"),
    UInt8(ascii: "-"):
    true
  default: false
  }
}

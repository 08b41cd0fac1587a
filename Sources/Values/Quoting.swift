/// Text from outside as it is shown to people: control characters as `\x1b`, so that a name cannot
/// drive a terminal. A newline and a tab are controls too.
package func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) {
      result += "\\x" + hexText(UInt64(scalar.value), digits: 2)
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

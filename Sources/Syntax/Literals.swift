import Values

// The numbers that literals stand for.

/// Decimal, leading zeros allowed, up to 63 bits; or `0x` and hexadecimal, the 64 bits of which may
/// all be set, as in a mask.
func integerValue(_ text: ArraySlice<UInt8>) -> Int64? {
  guard let number = hostValue(text) else { return nil }
  return isHexadecimal(text) ? Int64(bitPattern: number) : Int64(exactly: number)
}

private func isHexadecimal(_ text: ArraySlice<UInt8>) -> Bool {
  text.count > 2 && text.first == UInt8(ascii: "0")
    && text[text.startIndex + 1] | 0x20 == UInt8(ascii: "x")
}

/// The same up to 64 bits.
func hostValue(_ text: ArraySlice<UInt8>) -> UInt64? {
  isHexadecimal(text) ? hexNumber(text.dropFirst(2)) : decimalNumber(text)
}

/// Whether the bytes are an IPv4 address; without a slice, for the lexer asks it of every other
/// word.
func isIPv4(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
  ipv4Value(bytes, start, end) != nil
}

/// Strict dotted decimal, as `Address` reads it.
func ipv4Value(_ bytes: [UInt8], _ start: Int, _ end: Int) -> UInt32? {
  guard end - start >= 7, end - start <= 15, end <= bytes.count else { return nil }
  var number: UInt32 = 0
  var octet: UInt32 = 0
  var digits = 0
  var dots = 0
  for index in start..<end {
    let byte = bytes[index]
    if byte == UInt8(ascii: ".") {
      guard digits > 0, dots < 3 else { return nil }
      number = number << 8 | octet
      dots += 1
      octet = 0
      digits = 0
    } else {
      guard byte.isDigit, digits == 0 || octet != 0 else { return nil }
      octet = octet * 10 + UInt32(byte - 0x30)
      digits += 1
      guard octet <= 255 else { return nil }
    }
  }
  return dots == 3 && digits > 0 ? number << 8 | octet : nil
}

/// The length that an IPv4 netmask stands for.
func netmaskLength(_ text: ArraySlice<UInt8>) -> Int? {
  Address(text: text)?.netmaskLength
}

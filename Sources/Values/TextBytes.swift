// Text as bytes, for what is written by the million: addresses and MACs without a String of each part.

extension [UInt8] {
  package mutating func append(text: String) { append(contentsOf: text.utf8) }

  /// Decimal digits.
  package mutating func append(decimal number: UInt64) {
    if number >= 10 { append(decimal: number / 10) }
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Two lower-case digits.
  package mutating func append(hexadecimal byte: UInt8) {
    append(digit(byte >> 4))
    append(digit(byte & 0xf))
  }

  private func digit(_ number: UInt8) -> UInt8 {
    number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "a") + number - 10
  }

  package mutating func append(mac: MAC) {
    for shift in stride(from: UInt64(40), through: 0, by: -8) {
      if shift < 40 { append(UInt8(ascii: ":")) }
      append(hexadecimal: UInt8(truncatingIfNeeded: mac.number >> shift))
    }
  }

  package mutating func append(address: Address) {
    guard case .ipv4(let number) = address else { return append(text: address.description) }
    for shift in stride(from: UInt32(24), through: 0, by: -8) {
      if shift < 24 { append(UInt8(ascii: ".")) }
      append(decimal: UInt64(number >> shift & 0xff))
    }
  }
}

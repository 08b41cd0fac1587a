// Text as bytes, for what is written by the million: addresses and MACs without a String of each part.

extension [UInt8] {
  package mutating func append(text: String) {
    let bytes = text.utf8Span.span
    append(addingCapacity: bytes.count) {
      for index in bytes.indices { $0.append(bytes[index]) }
    }
  }

  package mutating func append(decimal number: Int64) {
    append(addingCapacity: 20) {
      if number < 0 { $0.append(UInt8(ascii: "-")) }
      $0.append(decimal: number.magnitude)
    }
  }

  package mutating func append(mac: MAC) {
    append(addingCapacity: 17) { $0.append(mac: mac) }
  }

  package mutating func append(address: Address) {
    guard case .ipv4(let number) = address else { return append(text: address.description) }
    append(addingCapacity: 15) { $0.append(dottedDecimal: number) }
  }
}

extension OutputSpan where Element == UInt8 {
  fileprivate mutating func append(decimal number: UInt64) {
    if number >= 10 { append(decimal: number / 10) }
    append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  fileprivate mutating func append(mac: MAC) {
    for shift in stride(from: UInt64(40), through: 0, by: -8) {
      if shift < 40 { append(UInt8(ascii: ":")) }
      let byte = UInt8(truncatingIfNeeded: mac.number >> shift)
      append(hexadecimalDigit(byte >> 4))
      append(hexadecimalDigit(byte & 0xf))
    }
  }

  fileprivate mutating func append(dottedDecimal number: UInt32) {
    for shift in stride(from: UInt32(24), through: 0, by: -8) {
      if shift < 24 { append(UInt8(ascii: ".")) }
      append(decimal: UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  private mutating func append(decimal octet: UInt8) {
    if octet >= 100 { append(UInt8(ascii: "0") + octet / 100) }
    if octet >= 10 { append(UInt8(ascii: "0") + octet / 10 % 10) }
    append(UInt8(ascii: "0") + octet % 10)
  }
}

private func hexadecimalDigit(_ number: UInt8) -> UInt8 {
  number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "a") + number - 10
}

// Reading addresses from text: strict dotted decimal (no leading zeros, RFC 6943 section 3.1.1)
// and the forms of RFC 4291 section 2.2.

extension Address {
  package init?(_ text: some StringProtocol) {
    self.init(text: Array(text.utf8)[...])
  }

  package init?(text: ArraySlice<UInt8>) {
    if let number = ipv4Number(text) {
      self = .ipv4(number)
    } else if let number = ipv6Number(text) {
      self = .ipv6(number)
    } else {
      return nil
    }
  }
}

private func ipv4Number(_ text: ArraySlice<UInt8>) -> UInt32? {
  var number: UInt32 = 0
  var octet: UInt32 = 0
  var digits = 0
  var octets = 0
  for byte in text {
    if byte == UInt8(ascii: ".") {
      guard digits > 0, octets < 3 else { return nil }
      number = number << 8 | octet
      octets += 1
      octet = 0
      digits = 0
    } else {
      guard byte >= 0x30, byte <= 0x39, digits == 0 || octet != 0 else { return nil }
      octet = octet * 10 + UInt32(byte - 0x30)
      digits += 1
      guard octet <= 255 else { return nil }
    }
  }
  guard octets == 3, digits > 0 else { return nil }
  return number << 8 | octet
}

private func ipv6Number(_ text: ArraySlice<UInt8>) -> UInt128? {
  let colon = UInt8(ascii: ":")
  guard text.count >= 2, text.count <= 45 else { return nil }
  guard let gap = doubleColon(in: text) else {
    guard let groups = ipv6Groups(text), groups.count == 8 else { return nil }
    return join(groups)
  }
  let head = text[..<gap]
  let tail = text[(gap + 2)...]
  guard tail.first != colon else { return nil }
  guard let left = head.isEmpty ? [] : ipv6Groups(head, mayEndInIPv4: false),
    let right = tail.isEmpty ? [] : ipv6Groups(tail), left.count + right.count <= 7
  else { return nil }
  let zeros = [UInt16](repeating: 0, count: 8 - left.count - right.count)
  return join(left + zeros + right)
}

private func join(_ groups: [UInt16]) -> UInt128 {
  groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
}

private func doubleColon(in text: ArraySlice<UInt8>) -> Int? {
  text.indices.dropLast().first {
    text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: ":")
  }
}

private func ipv6Groups(_ text: ArraySlice<UInt8>, mayEndInIPv4: Bool = true) -> [UInt16]? {
  let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
  var groups: [UInt16] = []
  for (index, part) in parts.enumerated() {
    if part.contains(UInt8(ascii: ".")) {
      guard mayEndInIPv4, index == parts.count - 1, let number = ipv4Number(part) else {
        return nil
      }
      groups.append(UInt16(truncatingIfNeeded: number >> 16))
      groups.append(UInt16(truncatingIfNeeded: number))
    } else {
      guard part.count >= 1, part.count <= 4, let group = hexNumber(part) else { return nil }
      groups.append(UInt16(truncatingIfNeeded: group))
    }
  }
  return groups.count <= 8 ? groups : nil
}

/// The number that hexadecimal digits spell; `nil` for anything else, and past 64 bits.
package func hexNumber(_ text: ArraySlice<UInt8>) -> UInt64? {
  guard !text.isEmpty else { return nil }
  var number: UInt64 = 0
  for byte in text {
    guard let digit = hexDigit(byte), number >> 60 == 0 else { return nil }
    number = number << 4 | UInt64(digit)
  }
  return number
}

package func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}

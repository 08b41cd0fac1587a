package enum Family: Hashable, Sendable, CaseIterable {
  case ipv4, ipv6

  /// The number of bits of an address.
  package var bits: Int { self == .ipv4 ? 32 : 128 }
  package var word: String { self == .ipv4 ? "IPv4" : "IPv6" }
}

/// An IPv4 or IPv6 address, as a number in host order.
package enum Address: Hashable, Sendable {
  case ipv4(UInt32)
  case ipv6(UInt128)

  package var family: Family {
    switch self {
    case .ipv4: .ipv4
    case .ipv6: .ipv6
    }
  }

  /// The address as a number; an IPv4 address fills the low 32 bits.
  package var number: UInt128 {
    switch self {
    case .ipv4(let number): UInt128(number)
    case .ipv6(let number): number
    }
  }

  package init(family: Family, number: UInt128) {
    switch family {
    case .ipv4: self = .ipv4(UInt32(truncatingIfNeeded: number))
    case .ipv6: self = .ipv6(number)
    }
  }

  /// The 4 or 16 bytes in network order.
  package var bytes: [UInt8] {
    let count = family.bits / 8
    return (0..<count).map { UInt8(truncatingIfNeeded: number >> (UInt128(count - 1 - $0) * 8)) }
  }

  /// From 4 or 16 bytes in network order.
  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    var number: UInt128 = 0
    for byte in bytes { number = number << 8 | UInt128(byte) }
    self.init(family: bytes.count == 4 ? .ipv4 : .ipv6, number: number)
  }
}

// What an address is for, by the IANA registries (RFC 6890, RFC 4291, RFC 5771).
extension Address {
  package var isMulticast: Bool {
    switch self {
    case .ipv4(let number): number >> 28 == 0xe
    case .ipv6(let number): number >> 120 == 0xff
    }
  }

  package var isUnspecified: Bool { number == 0 }

  package var isLoopback: Bool {
    switch self {
    case .ipv4(let number): number >> 24 == 127
    case .ipv6(let number): number == 1
    }
  }

  /// fe80::/10 alone: IPv4 link-local addresses need no scope.
  package var isLinkLocalIPv6: Bool {
    switch self {
    case .ipv4: false
    case .ipv6(let number): number >> 118 == 0x3fa
    }
  }

  package var isBroadcast: Bool { self == .ipv4(.max) }

  /// Whether the address can name one host.
  package var isUnicast: Bool { !isMulticast && !isUnspecified && !isBroadcast }

  /// An IPv4 address of which nothing is to be told: unicast, and no loopback.
  package var isOrdinary: Bool {
    guard case .ipv4(let number) = self else { return false }
    return number != 0 && number >> 24 != 127 && number >> 28 < 0xe
  }

  /// The length that an IPv4 netmask stands for.
  package var netmaskLength: Int? {
    guard case .ipv4(let mask) = self else { return nil }
    let length = (~mask).leadingZeroBitCount
    return mask == (length == 0 ? 0 : UInt32.max << UInt32(32 - length)) ? length : nil
  }
}

extension Address: Comparable {
  /// IPv4 before IPv6, then by number.
  package static func < (left: Address, right: Address) -> Bool {
    left.family == right.family ? left.number < right.number : left.family == .ipv4
  }
}

extension Address: CustomStringConvertible {
  /// Dotted decimal, or the canonical text of RFC 5952.
  package var description: String {
    switch self {
    case .ipv4:
      var text: [UInt8] = []
      text.reserveCapacity(15)
      text.append(address: self)
      return String(decoding: text, as: UTF8.self)
    case .ipv6(let number): return ipv6Text(number)
    }
  }
}

private func ipv6Text(_ number: UInt128) -> String {
  if number >> 32 == 0xffff {
    return "::ffff:" + Address.ipv4(UInt32(truncatingIfNeeded: number)).description
  }
  let groups = (0..<8).map { UInt16(truncatingIfNeeded: number >> (UInt128(7 - $0) * 16)) }
  let zeros = longestZeroRun(groups)
  func text(_ part: ArraySlice<UInt16>) -> String {
    part.map { String($0, radix: 16) }.joined(separator: ":")
  }
  guard zeros.count > 1 else { return text(groups[...]) }
  return text(groups[..<zeros.lowerBound]) + "::" + text(groups[zeros.upperBound...])
}

/// The first of the longest runs of zero groups.
private func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
  var best = 0..<0
  var start = 0
  for (index, group) in groups.enumerated() {
    if group != 0 {
      start = index + 1
    } else if index + 1 - start > best.count {
      best = start..<(index + 1)
    }
  }
  return best
}

/// An address with a length. Host bits are kept: `10.20.1.2/24` is an address in its network.
package struct Prefix: Hashable, Sendable {
  package var address: Address
  /// 0 to 32 or 128 bits.
  package var length: Int

  package init?(_ address: Address, length: Int) {
    guard (0...address.family.bits).contains(length) else { return nil }
    self.address = address
    self.length = length
  }

  /// The length is brought into the range of the family.
  package init(clamped address: Address, length: Int) {
    self.address = address
    self.length = min(max(length, 0), address.family.bits)
  }

  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Address(parts[0]),
      let length = decimalNumber(Array(parts[1].utf8)[...]), length <= 128
    else { return nil }
    self.init(address, length: Int(length))
  }

  package var family: Family { address.family }

  private var hostBits: UInt128 {
    let count = family.bits - length
    return count == 128 ? .max : (UInt128(1) << UInt128(count)) - 1
  }

  private var ipv4HostBits: UInt32 { length == 0 ? .max : (1 << UInt32(32 - length)) - 1 }

  /// The network: the same with all host bits zero.
  package var network: Prefix {
    var copy = self
    switch address {
    case .ipv4(let number): copy.address = .ipv4(number & ~ipv4HostBits)
    case .ipv6(let number): copy.address = .ipv6(number & ~hostBits)
    }
    return copy
  }

  /// The last address: for IPv4 up to length 30 the broadcast address.
  package var last: Address { Address(family: family, number: address.number | hostBits) }

  package var hostNumber: UInt128 { address.number & hostBits }

  package func contains(_ other: Address) -> Bool {
    switch (address, other) {
    case (.ipv4(let own), .ipv4(let number)): (own ^ number) & ~ipv4HostBits == 0
    case (.ipv6(let own), .ipv6(let number)): (own ^ number) & ~hostBits == 0
    case (.ipv4, .ipv6), (.ipv6, .ipv4): false
    }
  }

  package func contains(_ other: Prefix) -> Bool {
    other.length >= length && contains(other.address)
  }

  package func overlaps(_ other: Prefix) -> Bool { contains(other) || other.contains(self) }

  /// The host with that number, with this length; `nil` when the network has no such host.
  package func host(_ number: UInt128) -> Prefix? {
    guard number <= hostBits else { return nil }
    var copy = network
    copy.address = Address(family: family, number: copy.address.number | number)
    return copy
  }

  /// An IPv4 network address or broadcast address, where there are such (lengths up to 30).
  package var isNetworkOrBroadcast: Bool {
    guard case .ipv4(let number) = address, length <= 30 else { return false }
    let bits = number & ipv4HostBits
    return bits == 0 || bits == ipv4HostBits
  }
}

extension Prefix: CustomStringConvertible {
  package var description: String { "\(address)/\(length)" }
}

/// The number that decimal digits spell, leading zeros allowed; `nil` past 64 bits.
package func decimalNumber(_ text: ArraySlice<UInt8>) -> UInt64? {
  guard !text.isEmpty else { return nil }
  var number: UInt64 = 0
  for byte in text {
    guard byte >= 0x30, byte <= 0x39 else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 0x30))
    guard !overflow, !carry else { return nil }
    number = sum
  }
  return number
}

/// An EUI-48 address, as a number: the first byte is the highest.
package struct MAC: Hashable, Sendable, Comparable {
  package var number: UInt64

  package init(_ number: UInt64) { self.number = number & 0xffff_ffff_ffff }

  /// Six pairs of hexadecimal digits with `:` between them.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 17 else { return nil }
    var number: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      if index % 3 == 2 {
        guard byte == UInt8(ascii: ":") else { return nil }
      } else {
        guard let digit = hexDigit(byte) else { return nil }
        number = number << 4 | UInt64(digit)
      }
    }
    self.number = number
  }

  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == 6 else { return nil }
    number = 0
    for byte in bytes { number = number << 8 | UInt64(byte) }
  }

  package var bytes: [UInt8] {
    (0..<6).map { UInt8(truncatingIfNeeded: number >> (UInt64(5 - $0) * 8)) }
  }

  package var isZero: Bool { number == 0 }
  /// The group bit (IEEE 802): multicast or broadcast.
  package var isMulticast: Bool { number >> 40 & 1 == 1 }

  /// Whether a device may have it.
  package var isOfDevice: Bool { !isZero && !isMulticast }

  package static let zero = MAC(0)

  package static func < (left: MAC, right: MAC) -> Bool { left.number < right.number }
}

extension MAC: CustomStringConvertible {
  package var description: String {
    var text: [UInt8] = []
    text.reserveCapacity(17)
    text.append(mac: self)
    return String(decoding: text, as: UTF8.self)
  }
}

/// Lower-case hexadecimal digits, filled with zeros to `digits`.
package func hexText(_ number: UInt64, digits: Int) -> String {
  let text = String(number, radix: 16)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}

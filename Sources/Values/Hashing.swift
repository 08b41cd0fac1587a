// Addresses, prefixes and MACs are numbers, and looked up by the million: two multiplications in the
// place of the standard library's hash for what comes from strangers (SipHash), which takes ten times
// as long. A recipe that were made to collide would cost only its writer.

/// A hash of two words: the product of all bits of one with all bits of the other.
package func mixed(_ high: UInt64, _ low: UInt64, seed: Int) -> Int {
  let (upper, lower) = (high ^ 0x9e37_79b9_7f4a_7c15 &+ UInt64(bitPattern: Int64(seed)))
    .multipliedFullWidth(by: low ^ 0xd6e8_feb8_6659_fd93)
  let folded = upper ^ lower
  return Int(truncatingIfNeeded: (folded ^ folded >> 32) &* 0x9e37_79b9_7f4a_7c15)
}

extension Address {
  package func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(truncatingIfNeeded: number >> 64))
    hasher.combine(UInt64(truncatingIfNeeded: number))
  }

  package func _rawHashValue(seed: Int) -> Int {
    switch self {
    case .ipv4(let number): mixed(4, UInt64(number), seed: seed)
    case .ipv6(let number):
      mixed(
        UInt64(truncatingIfNeeded: number >> 64), UInt64(truncatingIfNeeded: number), seed: seed)
    }
  }
}

extension Prefix {
  package func _rawHashValue(seed: Int) -> Int {
    address._rawHashValue(seed: seed &+ length)
  }
}

extension MAC {
  package func _rawHashValue(seed: Int) -> Int { mixed(6, number, seed: seed) }
}

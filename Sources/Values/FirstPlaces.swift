/// Which of very many things has a key first. It keeps 8 bytes for a thing and no keys: these stand in
/// the things, which the caller knows by their places. A hash table with open addressing.
public struct FirstPlaces: Sendable {
  /// The upper half of a hash, and a place plus one; 0 is free. Their number is a power of two, and
  /// half of them at least are free.
  @usableFromInline var slots: [UInt64]
  @usableFromInline var count = 0

  /// With room for so many.
  package init(capacity: Int = 0) {
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = Array(repeating: 0, count: size)
  }

  /// The place, below 4,294,967,295, that came first with the key of this hash; `nil` where it is this
  /// one. `isSame`: whether what stands at a place has the key.
  @inlinable
  public mutating func first(_ hash: Int, _ place: Int, isSame: (Int) -> Bool) -> Int? {
    if 2 * count >= slots.count { grow() }
    let tag = UInt64(truncatingIfNeeded: hash) >> 32
    var slot = Int(tag) & (slots.count - 1)
    while slots[slot] != 0 {
      let found = slots[slot]
      if found >> 32 == tag {
        let earlier = Int(found & 0xffff_ffff) - 1
        if isSame(earlier) { return earlier }
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = tag << 32 | UInt64(place + 1)
    count += 1
    return nil
  }

  @usableFromInline
  mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: 2 * old.count)
    for found in old where found != 0 {
      var slot = Int(found >> 32) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = found
    }
  }
}

extension String {
  /// A hash for `FirstPlaces`.
  package var placeHash: Int { mixed(UInt64(utf8.count), fnv1a64(self), seed: 0) }
}

extension Address {
  package var placeHash: Int { _rawHashValue(seed: 0) }
}

extension MAC {
  package var placeHash: Int { _rawHashValue(seed: 0) }
}

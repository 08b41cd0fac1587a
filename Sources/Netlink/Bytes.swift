// Numbers as bytes. Netlink speaks the host's byte order (Documentation/userspace-api/netlink), and
// the network's where a protocol's own field is carried.

extension [UInt8] {
  mutating func append<Number: FixedWidthInteger & UnsignedInteger>(host number: Number) {
    #if _endian(little)
      for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
        append(UInt8(truncatingIfNeeded: number >> Number(shift)))
      }
    #else
      append(network: number)
    #endif
  }

  mutating func append<Number: FixedWidthInteger & UnsignedInteger>(network number: Number) {
    for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: number >> Number(shift)))
    }
  }

  /// Overwrites what stands at `offset`, as far as there is room.
  mutating func replace<Number: FixedWidthInteger & UnsignedInteger>(
    at offset: Int, host number: Number
  ) {
    let width = Number.bitWidth / 8
    guard offset >= 0, offset + width <= count else { return }
    for place in 0..<width {
      #if _endian(little)
        let shift = 8 * place
      #else
        let shift = 8 * (width - 1 - place)
      #endif
      self[offset + place] = UInt8(truncatingIfNeeded: number >> Number(shift))
    }
  }
}

extension ArraySlice<UInt8> {
  /// The part from `offset` on, counted from the slice's own start; `nil` past the end.
  func from(_ offset: Int) -> ArraySlice<UInt8>? {
    offset >= 0 && offset <= count ? self[(startIndex + offset)...] : nil
  }

  /// The number that begins at `offset`; `nil` where there are too few bytes.
  func hostNumber<Number: FixedWidthInteger & UnsignedInteger>(
    at offset: Int = 0, as type: Number.Type = Number.self
  ) -> Number? {
    #if _endian(little)
      networkNumber(at: offset, as: type)?.byteSwapped
    #else
      networkNumber(at: offset, as: type)
    #endif
  }

  func networkNumber<Number: FixedWidthInteger & UnsignedInteger>(
    at offset: Int = 0, as type: Number.Type = Number.self
  ) -> Number? {
    let width = Number.bitWidth / 8
    guard offset >= 0, offset <= count, count - offset >= width else { return nil }
    // By indices: every field of every dump is read here.
    var number: Number = 0
    var index = startIndex + offset
    for _ in 0..<width {
      number = number << 8 | Number(self[index])
      index += 1
    }
    return number
  }

  /// The text up to the first NUL.
  var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}

import Values

/// What an RTM_NEWNEIGH says that holds for ever and has a MAC and a unicast address, and nothing else
/// of THE TABLE. A dump has them by the hundred thousand: no list of attributes is made.
struct PlainEntryMessage {
  let mac: MAC
  let address: Address

  /// `nil`: whatever else it may be.
  init?(_ message: [UInt8], _ header: NeighbourHeader) {
    guard header.state & 0x80 != 0, header.flags & ~ownTable == 0 else {
      return nil
    }
    let bytes = message[...]
    var mac: MAC?
    var address: Address?
    var offset = MessageHeader.size + NeighbourHeader.size
    while let length = bytes.hostNumber(at: offset, as: UInt16.self),
      let type = bytes.hostNumber(at: offset + 2, as: UInt16.self)
    {
      guard length >= 4, Int(length) <= bytes.count - offset else { break }
      switch type {
      case NeighbourAttribute.linkAddress: mac = macAddress(bytes, offset + 4, Int(length) - 4)
      case NeighbourAttribute.destination: address = unicast(bytes, offset + 4, Int(length) - 4)
      case NeighbourAttribute.cacheInformation, NeighbourAttribute.probes: break
      default: return nil
      }
      offset += aligned(Int(length))
    }
    guard let mac, let address else { return nil }
    (self.mac, self.address) = (mac, address)
  }
}

private func macAddress(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ size: Int) -> MAC? {
  guard size == 6, let high = bytes.networkNumber(at: offset, as: UInt16.self),
    let low = bytes.networkNumber(at: offset + 2, as: UInt32.self)
  else { return nil }
  return MAC(UInt64(high) << 32 | UInt64(low))
}

private func unicast(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ size: Int) -> Address? {
  let address: Address? =
    switch size {
    case 4: bytes.networkNumber(at: offset, as: UInt32.self).map { .ipv4($0) }
    case 16: bytes.networkNumber(at: offset, as: UInt128.self).map { .ipv6($0) }
    default: nil
    }
  guard let address, !address.isUnspecified, !address.isMulticast else { return nil }
  return address
}

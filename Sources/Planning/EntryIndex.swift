import Values

/// Forwarding entries by what the kernel tells them apart by: where each is in a list of them. There
/// may be a million, nearly all with a MAC of their own on one device.
struct ForwardingIndex {
  private var byMAC = IndexByDevice<MAC>()
  private var others = IndexByDevice<ForwardingEntry>()

  /// `entry` gives one of the list, or `nil` where something else stands. Of two that are the same to
  /// the kernel, the first.
  init(_ indices: Range<Int>, _ entry: (Int) -> ForwardingEntry?) {
    for index in indices {
      guard let entry = entry(index) else { continue }
      if entry.isKeyedByMAC {
        byMAC.note(entry.mac, of: entry.interface, index)
      } else {
        others.note(entry.key, of: entry.interface, index)
      }
    }
  }

  subscript(_ entry: ForwardingEntry) -> Int? {
    entry.isKeyedByMAC
      ? byMAC[entry.mac, of: entry.interface] : others[entry.key, of: entry.interface]
  }
}

/// Neighbours by device and address, likewise.
struct NeighbourIndex {
  private var byAddress = IndexByDevice<Address>()

  init(_ indices: Range<Int>, _ entry: (Int) -> NeighbourEntry?) {
    for index in indices {
      if let entry = entry(index) { byAddress.note(entry.address, of: entry.interface, index) }
    }
  }

  subscript(_ entry: NeighbourEntry) -> Int? { byAddress[entry.address, of: entry.interface] }
}

private struct IndexByDevice<Key: Hashable> {
  /// The device that came first mostly is the only one: its name is compared and not hashed.
  private var first: Interface?
  private var ofFirst: [Key: Int32] = [:]
  private var ofOthers: [Interface: [Key: Int32]] = [:]

  mutating func note(_ key: Key, of device: Interface, _ index: Int) {
    if first == nil { first = device }
    let index = Int32(truncatingIfNeeded: index)
    if device == first {
      if ofFirst[key] == nil { ofFirst[key] = index }
    } else if ofOthers[device]?[key] == nil {
      ofOthers[device, default: [:]][key] = index
    }
  }

  subscript(_ key: Key, of device: Interface) -> Int? {
    (device == first ? ofFirst[key] : ofOthers[device]?[key]).map { Int($0) }
  }
}

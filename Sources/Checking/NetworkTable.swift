import Values

/// Networks, and how often each was put in: to be asked for an address once for each length that is
/// there, however many networks there are.
struct NetworkTable {
  private var counts: [Prefix: Int] = [:]
  private var lengths: [Family: [Int]] = [:]

  init(_ networks: some Sequence<Prefix> = []) {
    for network in networks { insert(network) }
  }

  mutating func insert(_ prefix: Prefix) {
    let network = prefix.network
    guard counts[network] == nil else {
      counts[network]? += 1
      return
    }
    counts[network] = 1
    if lengths[network.family]?.contains(network.length) != true {
      lengths[network.family, default: []].append(network.length)
    }
  }

  /// How many of those that were put in hold the address.
  func count(of address: Address) -> Int {
    (lengths[address.family] ?? []).reduce(0) { sum, length in
      sum + (counts[Prefix(clamped: address, length: length).network] ?? 0)
    }
  }

  func contains(_ address: Address) -> Bool { count(of: address) > 0 }

  /// Each network that lies in no other, once.
  var widest: [Prefix] {
    counts.keys.filter { network in
      !(lengths[network.family] ?? []).contains { length in
        length < network.length
          && counts[Prefix(clamped: network.address, length: length).network] != nil
      }
    }
  }
}

package import Diagnostics
package import Values

/// `peers` as it was written.
package struct PeerList: Sendable {
  package var names: [Located<String>]
  package var range: SourceRange

  package init(names: [Located<String>], range: SourceRange) {
    self.names = names
    self.range = range
  }
}

extension Overlay {
  /// The other members that a member talks to: two are peers when each names the other or writes
  /// no `peers`.
  package func peers(of member: Member) -> [Member] {
    peerIndices(of: member).map { members[$0] }
  }

  /// The same, of which nothing but the addresses is copied.
  package func underlays(ofPeersOf member: Member) -> [Located<Address>] {
    peerIndices(of: member).map { members[$0].underlay }
  }

  private func peerIndices(of member: Member) -> [Int] {
    let name = member.name.value
    let own = member.peers.map { Set($0.names.map(\.value)) }
    return members.indices.filter { index in
      members[index].name.value != name && own?.contains(members[index].name.value) ?? true
        && members[index].peers?.names.contains { $0.value == name } ?? true
    }
  }

  /// Whether some member writes `peers`; otherwise all talk to all.
  package var hasPeerLists: Bool { distinctMembers.contains { $0.peers != nil } }
}

/// Who talks to whom in an overlay, by index into its members, to be asked again and again. It takes
/// the memory of the lists that are written.
package struct PeerTable: Sendable {
  /// For a member with `peers`: those of the named who are peers indeed. `nil`: it writes none.
  private let restricted: [Set<Int>?]
  /// For a member without: how many there are that write no `peers` or name it, itself left out.
  private let counts: [Int]
  package let index: [String: Int]

  package init(_ overlay: Overlay) {
    let members = overlay.members
    var index: [String: Int] = [:]
    for (number, member) in members.enumerated() { index[member.name.value] = number }
    let named = members.map { member in
      member.peers.map { Set($0.names.compactMap { index[$0.value] }) }
    }
    var counts = [Int](repeating: named.count { $0 == nil } - 1, count: members.count)
    for names in named { for other in names ?? [] { counts[other] += 1 } }
    restricted = named.enumerated().map { number, names in
      names?.filter { $0 != number && named[$0]?.contains(number) ?? true }
    }
    for (number, names) in restricted.enumerated() {
      if let names { counts[number] = names.count }
    }
    self.counts = counts
    self.index = index
  }

  package func arePeers(_ one: Int, _ other: Int) -> Bool {
    one != other && restricted[one]?.contains(other) ?? true
      && restricted[other]?.contains(one) ?? true
  }

  package func count(of member: Int) -> Int { counts[member] }

  /// The peers of a member that writes `peers`; `nil` for one that writes none.
  package func listed(_ member: Int) -> Set<Int>? { restricted[member] }
}

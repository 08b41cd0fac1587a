import Diagnostics
import Topology
import Values

/// The names of the members that were read. As long as each is greater than the one before it
/// (`node9`, `node10`), as most lists are written, none is there twice, and no table is made.
struct MemberTable {
  private var table: FirstPlaces?
  private var last: String?

  /// The member that has the name already; `nil`, and the name is taken for the member that comes
  /// next, where there is none.
  mutating func earlier(_ name: String, _ members: [Member]) -> Int? {
    if table == nil {
      guard let last, !isGreater(name, last) else {
        last = name
        return nil
      }
      table = FirstPlaces(capacity: 2 * members.count)
      for (place, member) in members.enumerated() where !member.name.value.isEmpty {
        _ = find(member.name.value, place, members)
      }
    }
    return find(name, members.count, members)
  }

  private mutating func find(_ name: String, _ place: Int, _ members: [Member]) -> Int? {
    table?.first(name.placeHash, place) { members[$0].name.value == name }
  }

  /// Longer, or equally long and behind it.
  private func isGreater(_ name: String, _ other: String) -> Bool {
    let (length, otherLength) = (name.utf8.count, other.utf8.count)
    return length == otherLength ? name > other : length > otherLength
  }
}

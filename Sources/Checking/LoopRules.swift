import Diagnostics
import Topology
import Values
import Vocabulary

/// Overlays and bridges that form a ring: what is flooded goes round for ever. Overlays and the
/// hosts' bridges are points, and each device that joins a bridge is a line between two of them; a
/// line between points that are joined already closes a ring. Linear, by joined sets.
///
/// An overlay with `peers` joins its members two by two: a ring is told where two of them are joined
/// by another overlay, too. Where a bridge speaks STP there is none.
func loopRules(_ model: Model) -> [Diagnostic] {
  var rings = Rings()
  for (index, overlay) in model.overlays.enumerated() {
    guard overlay.joinsBridges else { continue }
    let floods = !overlay.isExternal && !overlay.hasPeerLists
    for member in overlay.members {
      rings.note(member)
      if floods { rings.join(member, index, overlay) }
    }
  }
  for (index, overlay) in model.overlays.enumerated() where overlay.hasPeerLists {
    if !overlay.isExternal { rings.joinPeers(index, overlay) }
  }
  return rings.diagnostics
}

private struct Rings {
  private struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  /// The first overlay of each bridge of each host.
  private var bridges: [[String]: (point: Int, overlay: Int, head: SourceRange, vni: UInt32)] = [:]
  /// Whether a bridge speaks STP: it has the options of the overlay that makes it, the first.
  private var speakSTP: [[String]: Bool] = [:]
  private var points: [Int: Int] = [:]
  /// The first overlay with `peers` that joins two bridges.
  private var pairs: [[String]: (overlay: Int, head: SourceRange, vni: UInt32)] = [:]
  private var parents: [Int] = []
  private var found: [Diagnostic] = []
  private var places: [Pair: Int] = [:]
  private var hosts: [[String]] = []

  var diagnostics: [Diagnostic] {
    zip(found, hosts).map { $0.alsoFor($1.dropFirst(), "hosts", word: "on") }
  }

  mutating func note(_ member: Member) {
    guard let bridge = member.bridgeKey, speakSTP[[member.name.value, bridge]] == nil else {
      return
    }
    speakSTP[[member.name.value, bridge]] = member.speaksSTP
  }

  mutating func join(_ member: Member, _ number: Int, _ overlay: Overlay) {
    guard let bridge = member.bridgeKey else { return }
    let key = [member.name.value, bridge]
    if speakSTP[key] == true { return }
    let point = points[number] ?? add()
    points[number] = point
    guard let first = bridges[key] else {
      let place = add()
      bridges[key] = (place, number, overlay.head, overlay.vni.value)
      parents[root(point)] = root(place)
      return
    }
    guard root(point) == root(first.point) else {
      parents[root(point)] = root(first.point)
      return
    }
    tell(member, overlay, Pair(first: first.overlay, second: number), first.head, first.vni)
  }

  mutating func joinPeers(_ number: Int, _ overlay: Overlay) {
    let table = PeerTable(overlay)
    for (index, member) in overlay.members.enumerated() {
      for other in (table.listed(index) ?? []).sorted() {
        // Of two that name each other, once.
        if other < index, table.listed(other)?.contains(index) == true { continue }
        join(member, overlay.members[other], number, overlay)
      }
    }
  }

  private mutating func join(_ one: Member, _ other: Member, _ number: Int, _ overlay: Overlay) {
    guard let bridge = one.bridgeKey, let otherBridge = other.bridgeKey else { return }
    let key = [one.name.value, bridge]
    let otherKey = [other.name.value, otherBridge]
    if speakSTP[key] == true || speakSTP[otherKey] == true { return }
    if let first = bridges[key], let second = bridges[otherKey],
      root(first.point) == root(second.point)
    {
      return tell(one, overlay, Pair(first: first.overlay, second: number), first.head, first.vni)
    }
    let pair = key.lexicographicallyPrecedes(otherKey) ? key + otherKey : otherKey + key
    guard let first = pairs[pair] else {
      pairs[pair] = (number, overlay.head, overlay.vni.value)
      return
    }
    tell(one, overlay, Pair(first: first.overlay, second: number), first.head, first.vni)
  }

  private mutating func tell(
    _ member: Member, _ overlay: Overlay, _ pair: Pair, _ head: SourceRange, _ vni: UInt32
  ) {
    // The same tunnel twice is told by another rule.
    guard pair.first != pair.second else { return }
    let name = member.name.value
    if let known = places[pair] { return hosts[known].append(name) }
    places[pair] = found.count
    hosts.append([name])
    let bridge = member.bridge?.name.value ?? member.docker?.value ?? ""
    found.append(
      Diagnostic(
        .bridgeLoop,
        "overlay \(overlay.vni.value) closes a ring of bridges at \(printable(bridge)) on \(printable(name))",
        at: overlay.head,
        help:
          "take another bridge for one of them, or let the bridges find the loop: `bridge br0 (stp_state 1)`"
      ).label(head, "overlay \(vni) is in the same bridge")
        .note("what is flooded goes out by the one and comes back by the other, for ever"))
  }

  private mutating func add() -> Int {
    parents.append(parents.count)
    return parents.count - 1
  }

  private mutating func root(_ point: Int) -> Int {
    var point = point
    while parents[point] != point {
      parents[point] = parents[parents[point]]
      point = parents[point]
    }
    return point
  }
}

extension Overlay {
  fileprivate var joinsBridges: Bool { distinctMembers.contains { $0.bridgeKey != nil } }
}

extension Member {
  /// What its device is a port of, on its host.
  fileprivate var bridgeKey: String? {
    bridge.map { "bridge \($0.name.value)" } ?? docker.map { "docker \($0.value)" }
  }

  fileprivate var speaksSTP: Bool {
    bridge?.settings.contains {
      $0.value.option == .bridge(.stpState) && $0.value.operands == [.number(1)]
    } ?? false
  }
}

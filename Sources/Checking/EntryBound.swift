import Diagnostics
import Topology
import Values
import Vocabulary

/// More derived entries for one node than a kernel should be given.
func entryBoundRules(_ model: Model, limit: Int = Bound.entries) -> [Diagnostic] {
  guard model.overlays.reduce(0, { $0 + $1.mostEntries }) > limit else { return [] }
  var entries: [String: Int] = [:]
  var first: Located<String>?
  var others = 0
  for overlay in model.overlays {
    let table = overlay.hasPeerLists ? PeerTable(overlay) : nil
    let endpoints = overlay.endpointCount
    for (index, member) in overlay.members.enumerated() {
      let before = entries[member.name.value, default: 0]
      let peers = table?.count(of: index) ?? overlay.members.count - 1
      let after = before + overlay.derivedEntries(member, peers: peers, endpoints: endpoints)
      entries[member.name.value] = after
      guard before <= limit, after > limit else { continue }
      if first == nil { first = member.name } else { others += 1 }
    }
  }
  guard let first else { return [] }
  let name = printable(first.value)
  var diagnostic = Diagnostic(
    .tooManyEntries, "\(name) would get over \(limit) forwarding and neighbour entries",
    at: first.range, help: "a multicast `group` needs no list of peers")
  if others > 0 {
    diagnostic.notes = ["the same for \(others == 1 ? "1 other node" : "\(others) other nodes")"]
  }
  return [diagnostic]
}

extension Overlay {
  /// No member gets more.
  fileprivate var mostEntries: Int {
    let written = distinctMembers.map { $0.tables.forwarding.count + $0.tables.neighbours.count }
    return tables.forwarding.count + tables.neighbours.count + (written.max() ?? 0)
      + max(members.count, 2 * endpointCount)
  }

  /// What the members' devices get, and what is written.
  fileprivate func derivedEntries(_ member: Member, peers: Int, endpoints: Int) -> Int {
    let written =
      tables.forwarding.count + tables.neighbours.count + member.tables.forwarding.count
      + member.tables.neighbours.count
    guard !isExternal, group == nil else { return written }
    // One peer is the device's `remote`; a complete table has an entry and a neighbour for each.
    if mode.floods { return written + (peers > 1 ? peers : 0) }
    return written + (mode.needsCompleteTable ? 2 * (endpoints - member.endpointPrefixes.count) : 0)
  }
}

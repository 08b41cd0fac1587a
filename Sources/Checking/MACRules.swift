import Diagnostics
import Topology
import Values

/// A MAC, and what has it.
private struct Holder {
  var mac: MAC
  var range: SourceRange
  var isWritten: Bool
  /// An index into the overlay's members.
  var member: Int
  /// The device or what else has it; `nil`: the vxlan device.
  var part: String?
}

/// A MAC stands for one device of an overlay, whether it was written or derived.
func macRules(_ overlay: Overlay) -> [Diagnostic] {
  var table = MACTable(overlay)
  var first = FirstPlaces()
  for index in overlay.members.indices { table.claim(index, &first) }
  table.isFiltered = true
  for index in overlay.members.indices { table.claim(index, &first) }
  return table.diagnostics
}

private struct MACTable {
  let overlay: Overlay
  private let derived: DerivedMACs
  /// What the devices of members with nothing else have, by the member; of others it is not asked.
  private let bareMACs: [MAC]
  /// What has a MAC that nothing before it has, but for the devices of members with nothing else. The
  /// place of such a device is the index of its member; those of these come after them.
  private var holders: [Holder] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var filter: TwinFilter
  /// Whether all MACs have been seen once, and those that can be there twice are looked at.
  var isFiltered = false

  init(_ overlay: Overlay) {
    self.overlay = overlay
    filter = TwinFilter(capacity: overlay.members.count)
    let derived = DerivedMACs(vni: overlay.vni.value, port: overlay.port.value)
    self.derived = derived
    bareMACs = overlay.members.indices.map { index in
      overlay.members[index].shared.isBare
        ? derived.mac(ofDevice: overlay.members[index].name.value) : MAC(0)
    }
  }

  mutating func claim(_ index: Int, _ first: inout FirstPlaces) {
    if overlay.members[index].shared.isBare { return claimBare(index, &first) }
    let range = overlay.members[index].name.range
    let parts = overlay.members[index].parts
    claim(parts.bridge == nil ? parts.mac : nil, .vxlan, range, index, nil, &first)
    if let bridge = parts.bridge {
      let name = bridge.name.value
      claim(parts.mac, .bridge(name), bridge.name.range, index, name, &first)
    }
    if !parts.namespaces.isEmpty || !parts.containers.isEmpty { claimItems(parts, index, &first) }
    for item in parts.ports {
      guard let mac = item.mac else { continue }
      claim(mac, .vxlan, mac.range, index, item.device.value, &first)
    }
  }

  private mutating func claimBare(_ index: Int, _ first: inout FirstPlaces) {
    guard !overlay.members[index].unread.contains(.name) else { return }
    let mac = bareMACs[index]
    guard isSuspect(mac) else { return }
    if let earlier = first.first(mac.placeHash, index, isSame: { self.mac($0) == mac }) {
      diagnostics.append(clash(holder(earlier), holder(index)))
    }
  }

  private mutating func isSuspect(_ mac: MAC) -> Bool {
    if isFiltered { return filter.mayHaveTwin(mac.placeHash) }
    filter.note(mac.placeHash)
    return false
  }

  private func mac(_ place: Int) -> MAC {
    place < overlay.members.count ? bareMACs[place] : holders[place - overlay.members.count].mac
  }

  private func holder(_ place: Int) -> Holder {
    guard place < overlay.members.count else { return holders[place - overlay.members.count] }
    return Holder(
      mac: bareMACs[place], range: overlay.members[place].name.range, isWritten: false,
      member: place)
  }

  private mutating func claimItems(
    _ parts: MemberParts, _ index: Int, _ first: inout FirstPlaces
  ) {
    // The same device of a namespace twice is told by the rules of names.
    var seen: Set<[String]> = []
    for item in parts.namespaces
    where seen.insert([item.name.value, item.device.value]).inserted {
      let (name, range) = (item.name.value, item.name.range)
      claim(item.mac, .namespace(name, device: item.device.value), range, index, name, &first)
      claim(nil, .veth(item.veth.value), range, index, item.veth.value, &first)
    }
    // A container that was there before has a MAC that the recipe does not know; the same one twice
    // is told by the rules of names, too.
    for item in parts.containers
    where item.image != nil && seen.insert([item.name.value]).inserted {
      let name = item.name.value
      claim(item.mac, .container(name), item.name.range, index, name, &first)
    }
  }

  /// A MAC is not derived from a name that could not be read.
  private mutating func claim(
    _ written: Located<MAC>?, _ role: MACRole, _ range: SourceRange, _ member: Int, _ part: String?,
    _ first: inout FirstPlaces
  ) {
    guard written != nil || !overlay.members[member].unread.contains(.name) else { return }
    let mac = written?.value ?? derived.mac(overlay.members[member].name.value, role)
    guard isSuspect(mac) else { return }
    let holder = Holder(
      mac: mac, range: written?.range ?? range, isWritten: written != nil, member: member,
      part: part)
    let place = overlay.members.count + holders.count
    let earlier = first.first(mac.placeHash, place) { self.mac($0) == mac }
    guard let earlier else { return holders.append(holder) }
    diagnostics.append(clash(self.holder(earlier), holder))
  }

  private func name(_ holder: Holder) -> String {
    let member = overlay.members[holder.member]
    let node = member.unread.contains(.name) ? "a member without a name" : member.name.value
    return "\(holder.part ?? member.device.value) of \(node)"
  }

  private func clash(_ first: Holder, _ second: Holder) -> Diagnostic {
    if first.isWritten, second.isWritten {
      return Diagnostic(
        .duplicateMAC,
        "the MAC \(second.mac) is given to \(printable(name(first))) and to \(printable(name(second)))",
        at: second.range, "again here", help: "a host drops frames that come from its own MAC"
      ).label(first.range, "first here")
    }
    return Diagnostic(
      .collidingMAC,
      "the MAC \(second.mac) of \(printable(name(second))) is that of \(printable(name(first))) too",
      at: second.range, help: "write a MAC of its own for one of them: `mac 02:00:00:00:00:01`"
    ).label(first.range, "the other")
  }
}

import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

// The items `fdb` and `neigh`; `route` is in `Routes.swift`.

extension Evaluation {
  /// The entries of an overlay's block and of its members' blocks: after all members have been
  /// read, because an item may name any of them.
  mutating func readTables(_ expanded: ExpandedOverlay, into overlay: inout Overlay) {
    guard !expanded.shared.hasNoTables || expanded.members.contains(where: \.hasTables) else {
      return
    }
    surroundings = Surroundings(overlay)
    defer { surroundings = Surroundings() }
    overlay.tables = tables(expanded.shared, of: nil)
    var changed: [(index: Int, member: Member)] = []
    for member in expanded.members where member.hasTables {
      let name = fullName(member.item.name) ?? ""
      let items = tables(member.items, of: name)
      if let index = surroundings.indices[name], overlay.members[index].range == member.range {
        var member = overlay.members[index]
        member.tables = items
        changed.append((index, member))
      }
    }
    overlay.replace(changed)
  }

  private mutating func tables(_ items: ExpandedItems, of member: String?) -> TableItems {
    var tables = TableItems()
    tables.routes = items.routes.compactMap { route($0, of: member) }
    for entry in items.entries {
      switch entry {
      case .plain(let item): add(item, of: member, to: &tables)
      case .other(let item): add(item, of: member, to: &tables)
      }
    }
    return tables
  }

  private mutating func add(
    _ item: EntryItem, of member: String?, to tables: inout TableItems
  ) {
    switch item.kind {
    case .forwarding:
      if let entry = forwarding(item, of: member) { tables.forwarding.append(entry) }
    case .neighbour:
      if let entry = neighbour(item, of: member) { tables.neighbours.append(entry) }
    }
  }

  private mutating func add(
    _ item: PlainEntry, of member: String?, to tables: inout TableItems
  ) {
    let (address, mac) = (item.address, item.mac)
    let isForwarding = item.kind == .forwarding
    let owners = isForwarding ? surroundings.underlayOwners : surroundings.overlayOwners
    let owner = owners[address]
    // Where something is to be told, the long way tells it.
    guard address.isOrdinary, member == nil || owner != member,
      isForwarding || mac.isOfDevice
    else { return add(item.item, of: member, to: &tables) }
    let pointsAt = member == nil ? owner : nil
    if isForwarding {
      tables.forwarding.append(
        StaticForwarding(
          mac: Located(mac, item.keyRange), destination: Located(address, item.optionRange),
          pointsAt: pointsAt, range: item.range))
    } else {
      tables.neighbours.append(
        StaticNeighbour(
          address: Located(address, item.keyRange), mac: Located(mac, item.optionRange),
          pointsAt: pointsAt, range: item.range))
    }
  }

  /// An entry in a host's own block that leads to the host itself.
  mutating func reportItself(
    _ member: String?, _ owner: String?, _ what: String, _ range: SourceRange
  ) -> Bool {
    guard let member, member == owner else { return false }
    report(
      Diagnostic(
        .pointsAtItself, "\(what) is \(printable(member)) itself", at: range,
        help:
          "write the item in the overlay's block: there the member that it points at is left out"
      ))
    return true
  }

  private mutating func forwarding(_ item: EntryItem, of member: String?) -> StaticForwarding? {
    surroundings.family = nil
    let options = read(item.options, at: .forwarding)
    guard case .mac(let mac, let range) = item.key else {
      wrongType(item.key, "the MAC of an entry, such as 52:54:00:00:00:09")
      return nil
    }
    let settings = merged([options.settings])
    if mac.isZero, let master = settings.first(.forwarding(.master)) {
      report(
        Diagnostic(
          .invalidMAC, "a bridge takes no entry for the MAC \(mac)", at: range,
          help: "where a bridge floods is told by its ports: `bridgeport (flood off)`"
        ).label(master.range, "the bridge's table"))
      return nil
    }
    let destination = settings.address(.forwarding(.dst))
    let owner = destination.flatMap { surroundings.underlayOwners[$0.value] }
    if let destination, reportItself(member, owner, "the destination", destination.range) {
      return nil
    }
    return StaticForwarding(
      mac: Located(mac, range), settings: settings.filter { $0.value.option != .forwarding(.dev) },
      device: options.device(.forwarding(.dev)), pointsAt: member == nil ? owner : nil,
      range: item.range)
  }

  private mutating func neighbour(_ item: EntryItem, of member: String?) -> StaticNeighbour? {
    surroundings.family = nil
    let options = read(item.options, at: .neighbour)
    guard let address = neighbourAddress(item.key) else { return nil }
    let owner = surroundings.overlayOwners[address.value]
    if reportItself(member, owner, "the neighbour", address.range) { return nil }
    return StaticNeighbour(
      address: address,
      settings: merged([options.settings]).filter { $0.value.option != .neighbour(.dev) },
      device: options.device(.neighbour(.dev)), pointsAt: member == nil ? owner : nil,
      range: item.range)
  }

  private mutating func neighbourAddress(_ key: Expression) -> Located<Address>? {
    switch key {
    case .word, .string:
      wrongType(key, "the address of a neighbour, such as 10.20.1.9")
      return nil
    case .template, .integer, .address, .prefix, .mac, .host, .variable, .boolean, .list,
      .negation, .operation, .index, .length, .missing:
      return overlayAddress(key, of: "neigh")
    }
  }
}

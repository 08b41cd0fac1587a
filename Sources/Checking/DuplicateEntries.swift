import Diagnostics
import Topology
import Values
import Vocabulary

/// What the kernel would keep only one of. The keys of what stands in an overlay's block are built
/// once, whatever the number of members.
private enum EntryKey: Hashable {
  case route(Prefix?, Family, table: UInt64, metric: UInt64)
  case forwarding(MAC, device: String?, [Setting])
  case neighbour(Address, device: String?)

  init(_ item: StaticRoute) {
    let metric = item.settings.number(.route(.metric)) ?? 0
    let standard: UInt64 = item.family == .ipv6 ? 1024 : 0
    self = .route(
      item.destination.flatMap { $0.value.length == 0 ? nil : $0.value }, item.family,
      table: item.settings.number(.route(.table)) ?? 254, metric: metric == 0 ? standard : metric)
  }

  init(_ item: StaticForwarding) {
    let isFlooded = item.mac.value.isZero || item.mac.value.isMulticast
    if item.isPlain, !isFlooded {
      self = .forwarding(item.mac.value, device: nil, [])
      return
    }
    let settings = item.settings.map(\.value)
    let isList = isFlooded && item.settings.first(.forwarding(.master)) == nil
    let keys: [DeviceOption] =
      [.forwarding(.sourceVNI), .forwarding(.master)]
      + (isList
        ? [.forwarding(.dst), .forwarding(.port), .forwarding(.vni), .forwarding(.via)] : [])
    self = .forwarding(
      item.mac.value, device: item.device?.value, settings.filter { keys.contains($0.option) })
  }

  /// Without the few devices.
  func hash(into hasher: inout Hasher) {
    switch self {
    case .route(let destination, _, let table, let metric):
      hasher.combine(destination)
      hasher.combine(table)
      hasher.combine(metric)
    case .forwarding(let mac, _, let settings):
      hasher.combine(mac)
      // Of the lists, where one MAC has many entries.
      hasher.combine(settings)
    case .neighbour(let address, _): hasher.combine(address)
    }
  }

  init(_ item: StaticNeighbour) {
    self = .neighbour(item.address.value, device: item.device?.value)
  }

  /// "10.30.0.0/16", as a diagnostic says it.
  var text: String {
    switch self {
    case .route(let destination, _, _, _):
      "the route \(destination.map { "\($0)" } ?? "default")"
    case .forwarding(let mac, _, _): "the entry \(mac)"
    case .neighbour(let address, _): "the neighbour \(address)"
    }
  }

  var help: String {
    switch self {
    case .route: "of two routes to one network, each needs a `metric` or a `table` of its own"
    case .forwarding: "a MAC is in one place; only zero and multicast MACs have a list"
    case .neighbour: "an address has one MAC"
    }
  }
}

private struct KeyedItem {
  var key: EntryKey
  var pointsAt: String?
  var range: SourceRange

  static func all(_ tables: TableItems) -> [KeyedItem] {
    tables.routes.map { KeyedItem(key: EntryKey($0), pointsAt: $0.pointsAt, range: $0.range) }
      + tables.forwarding.map {
        KeyedItem(key: EntryKey($0), pointsAt: $0.pointsAt, range: $0.range)
      }
      + tables.neighbours.map {
        KeyedItem(key: EntryKey($0), pointsAt: $0.pointsAt, range: $0.range)
      }
  }
}

func duplicateEntries(_ model: Model, _ hosts: [Host]) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  for overlay in model.overlays { diagnostics += duplicates(overlay) }
  return diagnostics + duplicateRoutes(hosts)
}

/// Within an overlay: in its block, and in each member's beside it.
private func duplicates(_ overlay: Overlay) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  // Two that point at different members leave each of the two with one, and the others with both.
  var shared: [EntryKey: [KeyedItem]] = [:]
  for item in KeyedItem.all(overlay.tables) {
    if let other = shared[item.key]?.first, !areApart(item, other, overlay) {
      diagnostics.append(duplicate(item, other))
    }
    shared[item.key, default: []].append(item)
  }
  for member in overlay.distinctMembers where !member.tables.isEmpty {
    if overlay.tables.isEmpty, member.tables.areInOrder { continue }
    var own: [EntryKey: KeyedItem] = [:]
    for item in KeyedItem.all(member.tables) {
      let other = own[item.key] ?? shared[item.key]?.first { $0.pointsAt != member.name.value }
      if let other { diagnostics.append(duplicate(item, other)) }
      if own[item.key] == nil { own[item.key] = item }
    }
  }
  return diagnostics
}

extension TableItems {
  /// Whether there are no routes, and each MAC and each address is greater than the one before it, as
  /// long lists mostly are written: then nothing is there twice.
  fileprivate var areInOrder: Bool {
    routes.isEmpty
      && forwarding.indices.dropFirst().allSatisfy {
        forwarding[$0 - 1].mac.value < forwarding[$0].mac.value
      }
      && neighbours.indices.dropFirst().allSatisfy {
        neighbours[$0 - 1].address.value < neighbours[$0].address.value
      }
  }
}

/// Whether no member has both: there are just two, and each item leaves out another one.
private func areApart(_ one: KeyedItem, _ other: KeyedItem, _ overlay: Overlay) -> Bool {
  guard let first = one.pointsAt, let second = other.pointsAt else { return false }
  return first != second && overlay.members.count == 2
}

/// Routes of several overlays of one host go to the same tables. Hosts in the same overlays differ
/// only by what stands in their own blocks.
///
/// Where many hosts with routes of their own are in overlays with many routes, each would be compared
/// with all of them: that is cut off. The kernel refuses what is not told here (EEXIST), and all is
/// undone.
private func duplicateRoutes(_ hosts: [Host]) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var seen: Set<[SourceRange]> = []
  var told: Set<[SourceRange]> = []
  var work = 10_000_000
  for host in hosts where host.parts.count > 1 && work > 0 {
    let isNew = seen.insert(host.parts.map(\.overlay.head)).inserted
    guard isNew || host.parts.contains(where: { !$0.member.tables.routes.isEmpty }) else {
      continue
    }
    var first: [EntryKey: (range: SourceRange, part: Int)] = [:]
    for (part, place) in host.parts.enumerated() {
      let routes = place.overlay.tables(for: place.member).routes
      work -= routes.count
      for route in routes {
        let key = EntryKey(route)
        guard let other = first[key] else {
          first[key] = (route.range, part)
          continue
        }
        guard other.part != part, told.insert([other.range, route.range]).inserted else { continue }
        diagnostics.append(
          Diagnostic(
            .duplicateEntry, "\(key.text) is written in two overlays of \(printable(host.name))",
            at: route.range, "again here", help: key.help
          ).label(other.range, "first here"))
      }
    }
  }
  return diagnostics
}

private func duplicate(_ item: KeyedItem, _ other: KeyedItem) -> Diagnostic {
  Diagnostic(
    .duplicateEntry, "\(item.key.text) is written twice for one host", at: item.range,
    "again here", help: item.key.help
  ).label(other.range, "first here")
}

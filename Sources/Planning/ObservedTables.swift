import Values

/// The entries of a host's tables, to be asked whether one is there.
struct ObservedTables {
  private let routes: Set<RouteEntry>
  private let neighbours: Set<NeighbourEntry>
  private let routesTo: [Prefix?: [RouteEntry]]
  private let forwardingByKey: [ForwardingEntry: ForwardingEntry]
  private let neighboursAt: [Address: [NeighbourEntry]]
  private let neighboursOf: [Interface: [NeighbourEntry]]
  private let probes: [Interface: [ObservedProbes]]

  init(_ observed: Observed?) {
    let routes = (observed?.routes ?? []).compactMap(\.entry)
    let neighbours = (observed?.neighbours ?? []).compactMap(\.entry)
    self.routes = Set(routes)
    self.neighbours = Set(neighbours)
    routesTo = Dictionary(grouping: routes, by: \.destination)
    var forwarding: [ForwardingEntry: ForwardingEntry] = [:]
    forwarding.reserveCapacity(observed?.forwarding.count ?? 0)
    for entry in observed?.forwarding ?? [] where forwarding[entry.entry.key] == nil {
      forwarding[entry.entry.key] = entry.entry
    }
    forwardingByKey = forwarding
    neighboursOf = Dictionary(grouping: neighbours, by: \.interface)
    neighboursAt = Dictionary(grouping: neighbours, by: \.address)
    probes = Dictionary(grouping: observed?.applicationProbes ?? [], by: \.interface)
  }

  func has(_ entry: RouteEntry) -> Bool { routes.contains(entry) }
  func has(_ entry: ForwardingEntry) -> Bool {
    !forwardingByKey.isEmpty && forwardingByKey[entry.key]?.comparable == entry.comparable
  }
  func has(_ entry: NeighbourEntry) -> Bool { neighbours.contains(entry) }

  /// The route that the kernel would not have beside it.
  func rival(of entry: RouteEntry) -> RouteEntry? {
    routesTo[entry.destination]?.first { $0.collides(with: entry) }
  }

  func neighbours(of interface: Interface) -> [NeighbourEntry] {
    neighboursOf[interface] ?? []
  }

  /// How often the kernel asks user space for a neighbour of the device.
  func applicationProbes(of interface: Interface, _ family: Family) -> UInt32 {
    probes[interface]?.first { $0.family == family }?.count ?? 0
  }

  /// What stands in the place of the entry, and goes when it comes.
  func former(_ entry: ForwardingEntry) -> ForwardingEntry? {
    forwardingByKey.isEmpty ? nil : forwardingByKey[entry.key]
  }

  func former(_ entry: NeighbourEntry) -> NeighbourEntry? {
    neighboursAt[entry.address]?.first { $0.interface == entry.interface }
  }
}

import Values

/// The entries of a host's tables, to be asked whether one is there.
struct ObservedTables {
  private let routes: Set<RouteEntry>
  private let routesTo: [Prefix?: [RouteEntry]]
  private let forwarding: [ObservedForwarding]
  private let forwardingIndex: ForwardingIndex
  private let neighbours: [ObservedNeighbour]
  private let neighbourIndex: NeighbourIndex
  private let probes: [Interface: [ObservedProbes]]

  init(_ observed: Observed?) {
    let routes = (observed?.routes ?? []).compactMap(\.entry)
    self.routes = Set(routes)
    routesTo = Dictionary(grouping: routes, by: \.destination)
    let forwarding = observed?.forwarding ?? []
    self.forwarding = forwarding
    forwardingIndex = ForwardingIndex(forwarding.indices) { forwarding[$0].entry }
    let neighbours = observed?.neighbours ?? []
    self.neighbours = neighbours
    neighbourIndex = NeighbourIndex(neighbours.indices) { neighbours[$0].entry }
    probes = Dictionary(grouping: observed?.applicationProbes ?? [], by: \.interface)
  }

  func has(_ entry: RouteEntry) -> Bool { routes.contains(entry) }

  func has(_ entry: ForwardingEntry) -> Bool {
    former(entry).map { $0.comparable == entry.comparable } ?? false
  }

  func has(_ entry: NeighbourEntry) -> Bool { former(entry) == entry }

  /// The route that the kernel would not have beside it.
  func rival(of entry: RouteEntry) -> RouteEntry? {
    routesTo[entry.destination]?.first { $0.collides(with: entry) }
  }

  func neighbours(of interface: Interface) -> [NeighbourEntry] {
    neighbours.compactMap { $0.interface == interface ? $0.entry : nil }
  }

  /// How often the kernel asks user space for a neighbour of the device.
  func applicationProbes(of interface: Interface, _ family: Family) -> UInt32 {
    probes[interface]?.first { $0.family == family }?.count ?? 0
  }

  /// What stands in the place of the entry, and goes when it comes.
  func former(_ entry: ForwardingEntry) -> ForwardingEntry? {
    forwarding.isEmpty ? nil : forwardingIndex[entry].map { forwarding[$0].entry }
  }

  func former(_ entry: NeighbourEntry) -> NeighbourEntry? {
    neighbours.isEmpty ? nil : neighbourIndex[entry].flatMap { neighbours[$0].entry }
  }
}

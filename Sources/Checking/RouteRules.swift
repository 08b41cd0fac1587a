import Diagnostics
import Topology
import Values
import Vocabulary

/// Routes against the addresses of all members: by sorted lists and tables, never each with each.
func routeRules(_ overlay: Overlay) -> [Diagnostic] {
  guard blocks(overlay).contains(where: { !$0.routes.isEmpty }) else { return [] }
  let underlays = overlay.members.flatMap { [$0.underlay, $0.source] }
    .sorted { $0.value < $1.value }
  var diagnostics: [Diagnostic] = []
  for route in blocks(overlay).flatMap(\.routes) {
    if let covered = covered(route, underlays) { diagnostics.append(covered) }
  }
  let shared = NetworkTable(overlay.tables.routes.linked)
  for member in overlay.members
  where !member.tables.routes.isEmpty && !member.unread.contains(.addresses) {
    let own = member.connected
    for route in member.tables.routes {
      guard let gateway = route.wantedGateway, !shared.contains(gateway), !own.contains(gateway)
      else { continue }
      if let told = unreachable(route, [member]) { diagnostics.append(told) }
    }
  }
  return diagnostics + sharedRouteRules(overlay, shared)
}

/// The main table (RT_TABLE_MAIN) is the one that the tunnel's packets are routed by.
private let mainTable: UInt64 = 254

private func covered(_ route: StaticRoute, _ underlays: [Located<Address>]) -> Diagnostic? {
  guard (route.settings.number(.route(.table)) ?? mainTable) == mainTable else { return nil }
  let everything = Prefix(clamped: Address(family: route.family, number: 0), length: 0)
  let network = route.destination?.value ?? everything
  var low = 0
  var high = underlays.count
  while low < high {
    let middle = (low + high) / 2
    if underlays[middle].value < network.network.address { low = middle + 1 } else { high = middle }
  }
  guard low < underlays.count, network.contains(underlays[low].value) else { return nil }
  let underlay = underlays[low]
  let name = route.destination.map { "\($0.value)" } ?? "default"
  return Diagnostic(
    .routeCoversUnderlay,
    "the route \(name) holds \(underlay.value), an underlay address of this overlay",
    at: route.destination?.range ?? route.range,
    help: "take narrower networks, or another `table`: the tunnel would be led into itself"
  ).label(underlay.range, "reached through the underlay")
}

extension [StaticRoute] {
  /// The networks that are on a link because a route without a next hop says so.
  fileprivate var linked: [Prefix] {
    filter { $0.settings.address(.route(.via)) == nil }.compactMap(\.destination?.value)
  }
}

extension Member {
  /// The networks that its addresses and routes put on a link.
  fileprivate var connected: NetworkTable {
    NetworkTable(
      (noPrefixRoute == nil ? addresses.map(\.value.network) : []) + tables.routes.linked)
  }
}

extension StaticRoute {
  /// The next hop, where the kernel asks if it is on a network of the overlay. A link-local one is
  /// on every link, and of a device that the recipe names nothing is known.
  fileprivate var wantedGateway: Address? {
    guard device == nil, settings.first(.route(.onlink)) == nil,
      let gateway = settings.address(.route(.via))?.value,
      !gateway.isLinkLocalIPv6, gateway.family == family
    else { return nil }
    return gateway
  }
}

/// Of so many routes that hold for all members, and that some cannot have, it is told. Nobody reads
/// more, and each is looked for in every member.
private let mostTold = 100

/// How many members are in each network: the next hop of a route that holds for all of them must be
/// in one of each.
private func sharedRouteRules(_ overlay: Overlay, _ shared: NetworkTable) -> [Diagnostic] {
  let routes = overlay.tables.routes.filter {
    $0.wantedGateway.map { !shared.contains($0) } ?? false
  }
  guard !routes.isEmpty else { return [] }
  var all = NetworkTable()
  let members = overlay.members.filter { !$0.unread.contains(.addresses) }
  for member in members {
    // Of networks that lie in each other, the widest counts.
    for network in member.connected.widest { all.insert(network) }
  }
  // The member that the route points at has the next hop itself, and so is in its network.
  let lost = routes.lazy.filter { route in
    route.wantedGateway.map { all.count(of: $0) < members.count } ?? false
  }.prefix(mostTold).map { $0 }
  guard !lost.isEmpty else { return [] }
  var without: [[Member]] = Array(repeating: [], count: lost.count)
  for member in members {
    let connected = member.connected
    for (index, route) in lost.enumerated() where route.pointsAt != member.name.value {
      if let gateway = route.wantedGateway, !connected.contains(gateway) {
        without[index].append(member)
      }
    }
  }
  return zip(lost, without).compactMap { unreachable($0, $1) }
}

private func unreachable(_ route: StaticRoute, _ members: [Member]) -> Diagnostic? {
  guard let gateway = route.settings.address(.route(.via)), let member = members.first else {
    return nil
  }
  let diagnostic = Diagnostic(
    .unreachableGateway,
    "the next hop \(gateway.value) is in no network of \(printable(member.name.value)) in this overlay",
    at: gateway.range,
    help: "write a next hop in the overlay's network, or `onlink` where it answers nevertheless")
  let own = member.addresses.first
  return
    (own.map { diagnostic.label($0.range, "its network") }
    ?? diagnostic.label(member.name.range, "it has no address in this overlay"))
    .alsoFor(members.dropFirst().map(\.name.value), "members", word: "for")
}

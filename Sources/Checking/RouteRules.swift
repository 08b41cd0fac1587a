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
  let shared = overlay.tables.routes.linked
  for member in overlay.members where !member.tables.routes.isEmpty {
    let networks = member.connected + shared
    diagnostics += member.tables.routes.compactMap { route in
      isConnected(route, networks) ? nil : unreachable(route, [member])
    }
  }
  return diagnostics + sharedRouteRules(overlay)
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

private func isConnected(_ route: StaticRoute, _ networks: [Prefix]) -> Bool {
  guard let gateway = route.settings.address(.route(.via)), isLookedUp(route) else { return true }
  return networks.contains { $0.contains(gateway.value) }
}

extension [StaticRoute] {
  /// The networks that are on a link because a route without a next hop says so; of many, the first.
  fileprivate var linked: [Prefix] {
    prefix(100).filter { $0.settings.address(.route(.via)) == nil }.compactMap(\.destination?.value)
  }
}

extension Member {
  /// The networks that its addresses and routes put on a link.
  fileprivate var connected: [Prefix] {
    (noPrefixRoute == nil ? addresses.map(\.value.network) : []) + tables.routes.linked
  }
}

/// Whether the kernel asks if the next hop is on a network of the overlay. A link-local one is on
/// every link, and of a device that the recipe names nothing is known.
private func isLookedUp(_ route: StaticRoute) -> Bool {
  guard route.device == nil, route.settings.first(.route(.onlink)) == nil,
    let gateway = route.settings.address(.route(.via))
  else { return false }
  return !gateway.value.isLinkLocalIPv6 && gateway.value.family == route.family
}

/// How many members are in each network: the next hop of a route that holds for all of them must be
/// in one of each.
private func sharedRouteRules(_ overlay: Overlay) -> [Diagnostic] {
  let routes = overlay.tables.routes.filter(isLookedUp)
  guard !routes.isEmpty else { return [] }
  let shared = overlay.tables.routes.linked
  var counts: [Prefix: Int] = [:]
  var lengths: [Int] = []
  for member in overlay.members {
    let networks = Set(member.connected + shared)
    // Of networks that lie in each other, the widest counts.
    for network in networks
    where !networks.contains(where: { $0 != network && $0.contains(network) }) {
      counts[network, default: 0] += 1
      if !lengths.contains(network.length) { lengths.append(network.length) }
    }
  }
  return routes.prefix(100).compactMap { route in
    guard let gateway = route.settings.address(.route(.via))?.value else { return nil }
    let reaching = lengths.reduce(0) {
      $0 + (counts[Prefix(clamped: gateway, length: $1).network] ?? 0)
    }
    // The member that the route points at has the next hop itself, and so is in its network.
    guard reaching < overlay.members.count else { return nil }
    return unreachable(
      route,
      overlay.members.filter {
        $0.name.value != route.pointsAt && !isConnected(route, $0.connected + shared)
      }
    )
  }
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

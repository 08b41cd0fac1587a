import Diagnostics
import Topology
import Values

/// Overlay addresses: unique, in the overlay's network, fit for a host; gateways that are reached.
func addressRules(_ overlay: Overlay) -> [Diagnostic] {
  var table = AddressTable(overlay)
  table.look()
  if !table.isInOrder {
    var first = FirstPlaces(capacity: overlay.members.count)
    for index in overlay.members.indices { table.claim(index, &first) }
  }
  return table.diagnostics
    + overlay.distinctMembers.flatMap { $0.namespaces.flatMap { gatewayProblems($0) } }
}

/// The addresses of an overlay, and whose they are.
private struct AddressTable {
  /// An address of a member: of the host's own first, then of what is behind it.
  private struct Place {
    var member: Int
    var number: Int
  }

  let overlay: Overlay
  /// Those whose address nobody before them has.
  private var places: [Place] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(_ overlay: Overlay) { self.overlay = overlay }

  /// By each address alone.
  mutating func look() {
    var found: [Diagnostic] = []
    let subnet = overlay.subnets.first { $0.value.family == .ipv4 }?.value
    overlay.forEachEndpoint { _, prefix in
      if prefix.value.isPlainHost, subnet?.contains(prefix.value) ?? true { return }
      if let problem = problem(prefix) ?? outside(prefix, overlay) { found.append(problem) }
    }
    diagnostics = found
  }

  /// Whether each address is greater than the one before it, as most lists are written: then none is
  /// there twice.
  var isInOrder: Bool {
    var last = Address.ipv4(0)
    return overlay.allEndpoints { prefix in
      defer { last = prefix.value.address }
      return last < prefix.value.address
    }
  }

  mutating func claim(_ member: Int, _ first: inout FirstPlaces) {
    for number in overlay.members[member].endpointPrefixes.indices {
      claim(Place(member: member, number: number), &first)
    }
  }

  private mutating func claim(_ place: Place, _ first: inout FirstPlaces) {
    let prefix = prefix(place)
    let address = prefix.value.address
    let earlier = first.first(address.placeHash, places.count) {
      self.prefix(places[$0]).value.address == address
    }
    guard let earlier else { return places.append(place) }
    let (one, other) = (name(places[earlier]), name(place))
    diagnostics.append(
      Diagnostic(
        .duplicateAddress,
        one == other
          ? "the overlay address \(address) is given to \(printable(one)) twice"
          : "the overlay address \(address) is given to \(printable(one)) and to \(printable(other))",
        at: prefix.range, "again here"
      ).label(self.prefix(places[earlier]).range, "first here"))
  }

  private func prefix(_ place: Place) -> Located<Prefix> {
    let own = overlay.members[place.member].addresses
    return place.number < own.count
      ? own[place.number] : overlay.members[place.member].endpointPrefixes[place.number]
  }

  /// "node1", "web on node1"
  private func name(_ place: Place) -> String {
    let member = overlay.members[place.member]
    let host = member.name.value.isEmpty ? "a member without a name" : member.name.value
    var number = place.number - member.addresses.count
    if number < 0 { return host }
    let items =
      member.namespaces.map { ($0.name.value, $0.addresses.count) }
      + member.containers.map { ($0.name.value, $0.addresses.count) }
      + member.ports.map { ($0.device.value, $0.addresses.count) }
    for (item, count) in items {
      if number < count { return "\(item) on \(host)" }
      number -= count
    }
    return host
  }
}

extension Prefix {
  /// An IPv4 address of which `problem` has nothing to tell.
  fileprivate var isPlainHost: Bool { address.isOrdinary && !isNetworkOrBroadcast }
}

private func problem(_ prefix: Located<Prefix>) -> Diagnostic? {
  let address = prefix.value.address
  if prefix.value.isNetworkOrBroadcast {
    let what = address == prefix.value.last ? "broadcast" : "network"
    return Diagnostic(
      .reservedAddress, "\(address) is the \(what) address of \(prefix.value.network)",
      at: prefix.range)
  }
  guard !address.isUnicast || address.isLoopback else { return nil }
  let what =
    address.isMulticast
    ? "a multicast address" : address.isLoopback ? "a loopback address" : "no address of a host"
  return Diagnostic(.invalidAddress, "\(address) is \(what)", at: prefix.range)
}

private func outside(_ prefix: Located<Prefix>, _ overlay: Overlay) -> Diagnostic? {
  let subnet = overlay.subnets.first { $0.value.family == prefix.value.family }
  guard let subnet, !subnet.value.contains(prefix.value) else { return nil }
  return Diagnostic(
    .outsideSubnet, "\(prefix.value) does not lie in the overlay's network \(subnet.value)",
    at: prefix.range
  ).label(subnet.range, "the overlay's network")
}

private func gatewayProblems(_ item: NamespaceItem) -> [Diagnostic] {
  item.gateways.compactMap { gateway in
    if item.addresses.contains(where: { $0.value.address == gateway.value }) {
      return Diagnostic(
        .invalidGateway, "\(gateway.value) is the namespace's own address", at: gateway.range)
    }
    if let range = item.noPrefixRoute {
      return Diagnostic(
        .optionConflict, "`gateway` and `noprefixroute` exclude each other", at: gateway.range,
        help: "the gateway is reached by the route that `noprefixroute` leaves out"
      ).label(range, "the other")
    }
    guard !item.addresses.contains(where: { $0.value.contains(gateway.value) }) else { return nil }
    return Diagnostic(
      .invalidGateway,
      "the gateway \(gateway.value) is in no network of \(printable(item.name.value))",
      at: gateway.range,
      help: "a gateway is reached without a router: it shares the address's network")
  }
}

/// A namespace has one default route of each family, whichever overlay brings it.
func gatewayRules(_ host: Host) -> [Diagnostic] {
  var first: [String: [Family: SourceRange]] = [:]
  var devices: Set<[String]> = []
  var diagnostics: [Diagnostic] = []
  for item in host.parts.flatMap(\.member.namespaces)
  where devices.insert([item.name.value, item.device.value]).inserted {
    for gateway in item.gateways {
      let family = gateway.value.family
      guard let other = first[item.name.value]?[family] else {
        first[item.name.value, default: [:]][family] = gateway.range
        continue
      }
      diagnostics.append(
        Diagnostic(
          .invalidGateway,
          "the namespace \(printable(item.name.value)) of \(printable(host.name)) gets two default routes of \(family.word)",
          at: gateway.range, help: "write `gateway` once"
        ).label(other, "first here"))
    }
  }
  return diagnostics
}

/// Underlay addresses: one host each.
func underlayRules(_ model: Model, _ hosts: [Host]) -> [Diagnostic] {
  let numbered = model.overlays.filter(\.isNumbered)
  guard numbered.count != 1 else { return underlayRules(numbered[0].members) }
  var table = UnderlayTable()
  for host in hosts {
    table.told.removeAll(keepingCapacity: true)
    for part in host.parts { table.claim(part.member, of: host.name) }
  }
  return table.diagnostics
}

/// Of one overlay, where each member is a host.
private func underlayRules(_ members: [Member]) -> [Diagnostic] {
  // Most lists are in order, and then nothing is in them twice.
  let isInOrder = members.indices.dropFirst().allSatisfy { index in
    members[index - 1].underlay.value < members[index].underlay.value
  }
  if isInOrder { return [] }
  var first = FirstPlaces(capacity: members.count)
  var diagnostics: [Diagnostic] = []
  for index in members.indices where !members[index].unread.contains(.name) {
    if members[index].unread.contains(.underlay) { continue }
    let underlay = members[index].underlay
    let earlier = first.first(underlay.value.placeHash, index) {
      members[$0].underlay.value == underlay.value
    }
    guard let earlier, members[earlier].underlay.range != underlay.range else { continue }
    diagnostics.append(
      duplicateUnderlay(
        members[earlier].name.value, members[earlier].underlay.range, members[index].name.value,
        underlay))
  }
  return diagnostics
}

private func duplicateUnderlay(
  _ earlier: String, _ place: SourceRange, _ name: String, _ underlay: Located<Address>
) -> Diagnostic {
  Diagnostic(
    .duplicateUnderlay,
    "the underlay address \(underlay.value) is that of \(printable(earlier)) and of \(printable(name))",
    at: underlay.range, "again here"
  ).label(place, "first here")
}

private struct UnderlayTable {
  private var first: [Address: (name: String, range: SourceRange)] = [:]
  /// The addresses that were told of for the host.
  var told: Set<Address> = []
  private(set) var diagnostics: [Diagnostic] = []

  mutating func claim(_ member: Member, of name: String) {
    guard !member.unread.contains(.underlay) else { return }
    let underlay = member.underlay
    guard let other = first[underlay.value] else {
      first[underlay.value] = (name, underlay.range)
      return
    }
    guard other.name != name, other.range != underlay.range, told.insert(underlay.value).inserted
    else { return }
    diagnostics.append(duplicateUnderlay(other.name, other.range, name, underlay))
  }
}

/// Networks of two overlays that overlap on one host: its routes could not tell them apart.
/// Addresses that live in namespaces are not the host's.
/// With each comes the heads of the two overlays.
func overlapRules(_ host: Host) -> [(diagnostic: Diagnostic, heads: [SourceRange?])] {
  var networks: [(prefix: Located<Prefix>, overlay: Int)] = []
  // A bridge that overlays share is one network.
  func holder(_ overlay: Int) -> String {
    let member = host.parts[overlay].member
    return member.bridge?.name.value ?? member.docker.map { "docker \($0.value)" }
      ?? member.device.value
  }
  for (index, part) in host.parts.enumerated() {
    var seen: Set<Prefix> = []
    for address in part.member.routedAddresses where seen.insert(address.value.network).inserted {
      networks.append((address, index))
    }
  }
  // By first address, shorter networks first: whatever overlaps follows what it overlaps.
  networks.sort { left, right in
    let (a, b) = (left.prefix.value.network, right.prefix.value.network)
    return a.address == b.address ? a.length < b.length : a.address < b.address
  }
  var diagnostics: [(diagnostic: Diagnostic, heads: [SourceRange?])] = []
  var open: (prefix: Located<Prefix>, overlay: Int)?
  for network in networks {
    if let outer = open, outer.prefix.value.overlaps(network.prefix.value) {
      if holder(outer.overlay) != holder(network.overlay) {
        let pair = [outer.overlay, network.overlay].sorted()
        diagnostics.append(
          (overlap(host, outer, network), pair.map { host.parts[$0].overlay.head }))
      }
    } else {
      open = network
    }
  }
  return diagnostics
}

private func overlap(
  _ host: Host, _ one: (prefix: Located<Prefix>, overlay: Int),
  _ other: (prefix: Located<Prefix>, overlay: Int)
) -> Diagnostic {
  let (first, second) = one.overlay < other.overlay ? (one, other) : (other, one)
  let vni = host.parts[first.overlay].overlay.vni.value
  return Diagnostic(
    .overlappingNetworks,
    "on \(printable(host.name)) the network \(second.prefix.value.network) overlaps \(first.prefix.value.network) of overlay \(vni)",
    at: second.prefix.range, help: "give each overlay of a host a network of its own"
  ).label(first.prefix.range, "overlay \(vni) is here")
}

extension Member {
  /// The addresses of the host to whose networks the kernel makes routes.
  fileprivate var routedAddresses: MemberAddresses { noPrefixRoute == nil ? addresses : .none }
}

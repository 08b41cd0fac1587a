import Diagnostics
import Topology
import Values

/// An address of an overlay, and whose it is.
private struct Holder {
  var prefix: Located<Prefix>
  var name: String
}

private func holders(_ overlay: Overlay) -> [Holder] {
  overlay.members.flatMap { member in
    let name = member.name.value.isEmpty ? "a member without a name" : member.name.value
    var holders = member.addresses.map { Holder(prefix: $0, name: name) }
    func add(_ item: String, _ addresses: [Located<Prefix>]) {
      holders += addresses.map { Holder(prefix: $0, name: "\(item) on \(name)") }
    }
    for item in member.namespaces { add(item.name.value, item.addresses) }
    for item in member.containers { add(item.name.value, item.addresses) }
    for item in member.ports { add(item.device.value, item.addresses) }
    return holders
  }
}

/// Overlay addresses: unique, in the overlay's network, fit for a host; gateways that are reached.
func addressRules(_ overlay: Overlay) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var first: [Address: Holder] = [:]
  for holder in holders(overlay) {
    let address = holder.prefix.value.address
    if let problem = problem(holder.prefix) {
      diagnostics.append(problem)
    } else if let problem = outside(holder.prefix, overlay) {
      diagnostics.append(problem)
    }
    if let other = first[address] {
      diagnostics.append(
        Diagnostic(
          .duplicateAddress,
          other.name == holder.name
            ? "the overlay address \(address) is given to \(printable(other.name)) twice"
            : "the overlay address \(address) is given to \(printable(other.name)) and to \(printable(holder.name))",
          at: holder.prefix.range, "again here"
        ).label(other.prefix.range, "first here"))
    } else {
      first[address] = holder
    }
  }
  for member in overlay.members {
    for item in member.namespaces { diagnostics += gatewayProblems(item) }
  }
  return diagnostics
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

/// An overlay's network that holds the underlay address of a member would lead the tunnel into
/// itself.
func networkRules(_ overlay: Overlay) -> [Diagnostic] {
  var networks: [Prefix: Located<Prefix>] = [:]
  var lengths: [Int] = []
  for prefix in overlay.subnets + overlay.members.flatMap(\.routedAddresses) {
    let network = prefix.value.network
    if networks[network] == nil {
      networks[network] = prefix
      if !lengths.contains(network.length) { lengths.append(network.length) }
    }
  }
  func network(of address: Address) -> Located<Prefix>? {
    lengths.lazy.compactMap { Prefix(address, length: $0).flatMap { networks[$0.network] } }.first
  }
  // Peers send to the one, and the host itself from the other.
  var first: Diagnostic?
  var others: [String] = []
  for member in overlay.members {
    for address in [member.underlay, member.source] {
      guard let found = network(of: address.value) else { continue }
      if first == nil {
        first = Diagnostic(
          .underlayInOverlay,
          "the underlay address \(address.value) lies in the overlay's network \(found.value.network)",
          at: address.range, help: "overlay and underlay need networks of their own"
        ).label(found.range, "the overlay's network")
      } else {
        others.append(member.name.value)
      }
      break
    }
  }
  return first.map { [$0.alsoFor(others, "members", word: "for")] } ?? []
}

/// Underlay addresses: one host each.
func underlayRules(_ hosts: [Host]) -> [Diagnostic] {
  var first: [Address: (name: String, range: SourceRange)] = [:]
  var told: Set<Address> = []
  var diagnostics: [Diagnostic] = []
  for host in hosts {
    told.removeAll(keepingCapacity: true)
    for (_, member) in host.parts where !member.unread.contains(.underlay) {
      let underlay = member.underlay
      guard let other = first[underlay.value] else {
        first[underlay.value] = (host.name, underlay.range)
        continue
      }
      guard other.name != host.name, other.range != underlay.range,
        told.insert(underlay.value).inserted
      else { continue }
      diagnostics.append(
        Diagnostic(
          .duplicateUnderlay,
          "the underlay address \(underlay.value) is that of \(printable(other.name)) and of \(printable(host.name))",
          at: underlay.range, "again here"
        ).label(other.range, "first here"))
    }
  }
  return diagnostics
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
  fileprivate var routedAddresses: [Located<Prefix>] { noPrefixRoute == nil ? addresses : [] }
}

import Diagnostics
import Topology
import Values
import Vocabulary

/// Members whose addresses share no network with those of any other member: nothing says how these
/// are reached. Only where all addresses are known, and the kernel's own routes are all there is: a
/// gateway or an address without a network means that somebody routes.
func commonNetworkRules(_ overlay: Overlay) -> [Diagnostic] {
  guard overlay.members.count > 1, !overlay.isExternal, overlay.tables.routes.isEmpty,
    overlay.members.allSatisfy({ $0.reliesOnItsNetworks && $0.lies(in: overlay.subnets) })
  else { return [] }
  let groups = networkGroups(overlay)
  var company = [Bool](repeating: false, count: overlay.members.count)
  for group in groups where group.members.count > 1 {
    for member in group.members { company[member] = true }
  }
  let alone = overlay.members.indices.filter { index in
    !company[index]
  }
  guard let first = alone.first, let prefix = overlay.members[first].endpointPrefixes.first else {
    return []
  }
  let name = printable(overlay.members[first].name.value)
  return [
    Diagnostic(
      .noCommonNetwork, "\(name) shares no network with any other member", at: prefix.range,
      help: "give it an address of a network that others are in"
    ).alsoFor(alone.dropFirst().map { overlay.members[$0].name.value }, "members", word: "for")
  ]
}

/// Networks that overlap, as one, with the members that have an address in it.
private func networkGroups(_ overlay: Overlay) -> [(last: Address, members: Set<Int>)] {
  var networks: [(network: Prefix, member: Int)] = []
  for (index, member) in overlay.members.enumerated() {
    networks += Set(member.endpointPrefixes.map(\.value.network)).map { ($0, index) }
  }
  networks.sort { left, right in
    left.network.address == right.network.address
      ? left.network.length < right.network.length : left.network.address < right.network.address
  }
  var groups: [(last: Address, members: Set<Int>)] = []
  for (network, member) in networks {
    // By its index: a copy of the group would copy its members each time.
    let open = groups.count - 1
    if open >= 0, network.address <= groups[open].last, network.family == groups[open].last.family {
      groups[open].members.insert(member)
      groups[open].last = max(groups[open].last, network.last)
    } else {
      groups.append((network.last, [member]))
    }
  }
  return groups
}

extension Member {
  /// Whether all its addresses lie in the overlay's networks; another rule tells of those that do
  /// not.
  fileprivate func lies(in subnets: [Located<Prefix>]) -> Bool {
    endpointPrefixes.allSatisfy { prefix in
      subnets.allSatisfy { subnet in
        subnet.value.family != prefix.value.family || subnet.value.contains(prefix.value)
      }
    }
  }

  /// Whether only the kernel's routes to its addresses' networks lead anywhere.
  fileprivate var reliesOnItsNetworks: Bool {
    noPrefixRoute == nil && !endpointPrefixes.isEmpty && tables.routes.isEmpty
      && ports.allSatisfy { !$0.addresses.isEmpty }
      && containers.allSatisfy { !$0.addresses.isEmpty }
      && namespaces.allSatisfy { !$0.addresses.isEmpty }
      && namespaces.allSatisfy { $0.gateways.isEmpty && $0.noPrefixRoute == nil }
      && endpointPrefixes.allSatisfy { $0.value.length < $0.value.family.bits }
  }
}

/// `local` in a header is the same for every member that has none of its own.
func sharedLocalRules(_ overlay: Overlay) -> [Diagnostic] {
  var members: [Located<Address>: [String]] = [:]
  for member in overlay.members {
    if let local = member.local { members[local, default: []].append(member.name.value) }
  }
  return overlay.members.compactMap { member in
    guard let local = member.local, let names = members[local], names.count > 1,
      names[0] == member.name.value
    else { return nil }
    let whom = names.count == 2 ? printable(names[1]) : "\(names.count - 1) others"
    return Diagnostic(
      .sharedLocal,
      "`local` \(local.value) is that of \(printable(member.name.value)) and of \(whom)",
      at: local.range, help: "write `local` on each member, or where the `node` is declared")
  }
}

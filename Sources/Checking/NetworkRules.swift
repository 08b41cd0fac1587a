import Diagnostics
import Topology
import Values
import Vocabulary

/// Members whose addresses share no network with those of any other member: nothing says how these
/// are reached. Only where all addresses are known, and the kernel's own routes are all there is: a
/// gateway or an address without a network means that somebody routes.
func commonNetworkRules(_ overlay: Overlay) -> [Diagnostic] {
  guard overlay.members.count > 1, !overlay.isExternal, overlay.tables.routes.isEmpty,
    overlay.members.indices.allSatisfy({ index in
      overlay.members[index].soleEndpoint?.value.isNoSingleHost
        ?? overlay.members[index].reliesOnItsNetworks
    }), overlay.allEndpoints({ $0.value.lies(in: overlay.subnets) })
  else { return [] }
  let company = NetworkCompany(overlay)
  let alone = overlay.members.indices.filter { !company.has($0) }
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

/// Who shares a network with another member. Networks that overlap count as one.
private struct NetworkCompany {
  private let overlay: Overlay
  /// The networks in which several members are.
  private var shared: Set<Prefix> = []
  /// One of them, which most may be in.
  private var widest: Prefix?

  init(_ overlay: Overlay) {
    self.overlay = overlay
    var holders: [Prefix: (first: Int, areSeveral: Bool)] = [:]
    var last: Prefix?
    overlay.forEachEndpoint { index, prefix in
      let network = prefix.value.network
      if network == last { return }
      guard let known = holders[network] else {
        holders[network] = (index, false)
        return
      }
      // Of a network in which several are, nothing more is to be known.
      last = known.areSeveral || known.first != index ? network : nil
      if known.first != index, !known.areSeveral { holders[network] = (known.first, true) }
    }
    // By first address, wider networks first: whatever overlaps follows what it overlaps.
    let networks = holders.sorted { left, right in
      left.key.address == right.key.address
        ? left.key.length < right.key.length : left.key.address < right.key.address
    }
    var group: [(network: Prefix, holder: (first: Int, areSeveral: Bool))] = []
    for (network, holder) in networks {
      if let wide = group.first?.network, !wide.overlaps(network) { close(&group) }
      group.append((network, holder))
    }
    close(&group)
  }

  private mutating func close(
    _ group: inout [(network: Prefix, holder: (first: Int, areSeveral: Bool))]
  ) {
    let first = group.first?.holder.first
    if group.contains(where: { $0.holder.areSeveral || $0.holder.first != first }) {
      shared.formUnion(group.map(\.network))
      widest = widest ?? group.first?.network
    }
    group = []
  }

  func has(_ member: Int) -> Bool {
    guard let prefix = overlay.members[member].soleEndpoint else {
      return overlay.members[member].endpointPrefixes.contains { isShared($0.value) }
    }
    return isShared(prefix.value)
  }

  private func isShared(_ prefix: Prefix) -> Bool {
    widest.map { $0.length == prefix.length && $0.contains(prefix.address) } == true
      || shared.contains(prefix.network)
  }
}

extension Member {
  /// Whether only the kernel's routes to its addresses' networks lead anywhere.
  fileprivate var reliesOnItsNetworks: Bool {
    noPrefixRoute == nil && !endpointPrefixes.isEmpty && tables.routes.isEmpty
      && ports.allSatisfy { !$0.addresses.isEmpty }
      && containers.allSatisfy { !$0.addresses.isEmpty }
      && namespaces.allSatisfy { !$0.addresses.isEmpty }
      && namespaces.allSatisfy { $0.gateways.isEmpty && $0.noPrefixRoute == nil }
      && endpointPrefixes.allSatisfy(\.value.isNoSingleHost)
  }
}

extension Prefix {
  /// Whether it lies in the overlay's network of its family; another rule tells of those that do not.
  fileprivate func lies(in subnets: [Located<Prefix>]) -> Bool {
    subnets.allSatisfy { $0.value.family != family || $0.value.contains(self) }
  }

  fileprivate var isNoSingleHost: Bool { length < family.bits }
}

/// `local` in a header is the same for every member that has none of its own.
func sharedLocalRules(_ overlay: Overlay) -> [Diagnostic] {
  guard overlay.distinctMembers.contains(where: { $0.local != nil }) else { return [] }
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

package import Netlink
package import Planning
package import Values
import Vocabulary

/// What the host has: its own namespace, and those among `namespaces` that it has.
///
/// `known`: what was seen of the own namespace just before, which then is not read again. Without
/// `readsEntries` forwarding and neighbour tables stay unread. What routes let through is asked for
/// where it is not among `routeMTUs`.
package func observe(
  _ host: Host, namespaces: some Sequence<String> = [], underlays: [UnderlayMTU] = [],
  known: Observed? = nil, readsEntries: Bool = true, routeMTUs passed: [Address: UInt32] = [:]
) -> Result<Observed, SystemError> {
  var builder = ObservedBuilder(observed: known ?? Observed())
  builder.observed.routeMTUs.merge(passed) { _, passed in passed }
  builder.observed.hostName = host.hostName()
  builder.observed.hasIPv6 = host.hasIPv6()
  builder.observed.kernel = Version(host.kernelRelease())
  builder.observed.namespaces = host.namespaces()
  let present = Set(builder.observed.namespaces)
  var wanted: [String?] = known == nil ? [nil] : []
  for name in namespaces where present.contains(name) && !wanted.contains(name) {
    wanted.append(name)
  }
  for namespace in wanted {
    if let error = add(namespace, host, readsEntries, &builder) { return .failure(error) }
  }
  return routeMTUs(underlays, host, builder.observed)
}

/// What the host has of what a node must have. Where devices of ours are to go or to be made anew,
/// the other ends of veth pairs may be in any namespace.
///
/// The Docker engine is asked where something of ours is known to be there, which a part of a recipe
/// does not look for, and where `looksForMore` says that what only its labels tell of is to go as
/// well. Then it need not answer.
///
/// `isFresh`: `first` was read just before. What it says of the routes to the peers stands: the plan was
/// made for it, and in a large overlay there are thousands.
func observe(
  _ host: Host, _ desired: Desired, first: Observed? = nil, isFresh: Bool = false,
  isPart: Bool = false, looksForMore: Bool = false, readsEntries: Bool = true
) -> Result<Observed, Refusal> {
  var namespaces = desired.namespaces
  let scope = RemovalScope(owner: desired.owner, node: desired.node)
  if let first, !desired.isMade(on: first), desired.hasPairs || first.hasPairs(scope) {
    namespaces += first.namespaces
  }
  let result = observe(
    host, namespaces: namespaces, underlays: desired.underlays, known: isFresh ? first : nil,
    readsEntries: readsEntries, routeMTUs: first?.routeMTUs ?? [:])
  var observed: Observed
  switch result {
  case .failure(let error): return .failure(error.refusal)
  case .success(let found): observed = found
  }
  let isNeeded = desired.needsDocker || (!isPart && scope.isInDocker(observed))
  guard isNeeded || looksForMore else { return .success(observed) }
  switch observeDocker(host) {
  case .failure(let refusal): if isNeeded { return .failure(refusal) }
  case .success(var docker):
    if desired.needsDocker { docker.packetFilter = host.packetFilter() }
    observed.learn(docker)
  }
  return .success(observed)
}

private func add(
  _ namespace: String?, _ host: Host, _ readsEntries: Bool, _ builder: inout ObservedBuilder
) -> SystemError? {
  var dumps: [[[UInt8]]] = []
  for request in DumpRequest.allCases {
    guard readsEntries || (request != .forwarding && request != .neighbours) else {
      dumps.append([])
      continue
    }
    switch host.query(namespace, request.message) {
    case .success(let messages): dumps.append(messages)
    case .failure(let error): return error
    }
  }
  builder.add(
    namespace: namespace, links: dumps[0], addresses: dumps[1], routes: dumps[2],
    forwarding: dumps[3], neighbours: dumps[4], neighbourTables: dumps[5])
  return nil
}

/// Adds what the routes to the peers let through. A peer without a route is left out.
private func routeMTUs(
  _ underlays: [UnderlayMTU], _ host: Host, _ observed: Observed
) -> Result<Observed, SystemError> {
  var observed = observed
  var byIndex: [UInt32: UInt32] = [:]
  for link in observed.links where link.interface.namespace == nil {
    byIndex[link.index] = link.mtu
  }
  for underlay in underlays where underlay.device == nil {
    for peer in underlay.peers where observed.routeMTUs[peer] == nil {
      guard case .success(let messages) = host.query(nil, routeQuery(to: peer, output: nil)),
        let answer = messages.compactMap(routeAnswer).first,
        let mtu = answer.mtu ?? byIndex[answer.output]
      else { continue }
      observed.routeMTUs[peer] = mtu
    }
  }
  return .success(observed)
}

extension Desired {
  /// The namespaces that the wishes speak of.
  var namespaces: [String] {
    wishes.compactMap { wish in
      if case .namespace(let name, _, _) = wish.wish { name } else { nil }
    }
  }
}

extension Desired {
  /// Whether every device of ours on the host is one that is wanted, made from the same options.
  fileprivate func isMade(on observed: Observed) -> Bool {
    var digests: [String: String] = [:]
    for wish in wishes {
      if case .link(let link, let digest, _) = wish.wish { digests[link.interface.name] = digest }
    }
    return observed.links.allSatisfy { link in
      guard let mark = Ownership(alias: link.alias), mark.owner == owner, mark.node == node else {
        return true
      }
      return digests[mark.device] == mark.digest
    }
  }
}

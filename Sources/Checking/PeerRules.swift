import Diagnostics
import Topology
import Values
import Vocabulary

/// `peers`: what it excludes, lists that do not agree, members that nobody talks to, and hubs.
func peerRules(_ overlay: Overlay) -> [Diagnostic] {
  guard overlay.hasPeerLists else { return [] }
  if let conflict = exclusion(overlay) { return [conflict] }
  let table = PeerTable(overlay)
  let oneSided = oneSidedLists(overlay, table)
  if !oneSided.isEmpty { return oneSided }
  return lonely(overlay, table) + hubs(overlay, table)
}

/// `peers` where devices have no peers to choose.
private func exclusion(_ overlay: Overlay) -> Diagnostic? {
  let writers = overlay.members.filter { $0.peers != nil }
  guard let range = writers.first?.peers?.range else { return nil }
  let others = writers.dropFirst().map(\.name.value)
  func conflict(_ what: String, _ place: SourceRange, _ help: String) -> Diagnostic {
    Diagnostic(
      .optionConflict, "`peers` and `\(what)` exclude each other", at: range, help: help
    ).label(place, "the other").alsoFor(others, "members", word: "for")
  }
  if let group = overlay.group {
    return conflict("group", group.range, "what is sent to a group reaches every member")
  }
  if let control = overlay.control, !control.value.floods {
    return conflict(
      "control \(control.value.word)", control.range, "`peers` is for `control learn`")
  }
  if let external = overlay.settings.first(where: { $0.value.option == .vxlan(.external) }),
    overlay.isExternal
  {
    return conflict("external", external.range, "an external device has no peers of its own")
  }
  return nil
}

private func oneSidedLists(_ overlay: Overlay, _ table: PeerTable) -> [Diagnostic] {
  overlay.members.enumerated().flatMap { number, member in
    (member.peers?.names ?? []).compactMap { name in
      guard let other = table.index[name.value], !table.arePeers(number, other),
        let list = overlay.members[other].peers
      else { return nil }
      return Diagnostic(
        .oneSidedPeers,
        "\(printable(member.name.value)) names \(printable(name.value)), whose own list leaves it out",
        at: name.range,
        help:
          "name \(printable(member.name.value)) there, too, or take \(printable(name.value)) out here"
      ).label(list.range, "the peers of \(printable(name.value))")
    }
  }
}

private func lonely(_ overlay: Overlay, _ table: PeerTable) -> [Diagnostic] {
  guard overlay.members.count > 1 else { return [] }
  return overlay.members.enumerated().compactMap { number, member in
    guard table.count(of: number) == 0 else { return nil }
    let name = printable(member.name.value)
    guard let list = member.peers else {
      return Diagnostic(
        .noPeer, "\(name) has no peer: the lists of all others leave it out", at: member.name.range)
    }
    return Diagnostic(
      .noPeer, "\(name) has no peer: its list is empty", at: list.range,
      help: "leave `peers` out, or name the members that it talks to")
  }
}

// MARK: Hubs

/// A hub whose spokes share a network, are no peers of each other, and have no routes. A vxlan device sends nothing
/// back out of itself (seen on Linux 6.18, with and without a bridge on it); with a bridge and
/// `hairpin` it does, but then a spoke's own floods come back to it, too, and a bridge there takes
/// what is behind itself for something behind the hub.
private func hubs(_ overlay: Overlay, _ table: PeerTable) -> [Diagnostic] {
  let networks = Networks(overlay)
  var told: Set<Int> = []
  var first: Diagnostic?
  var others: [String] = []
  var searches = 0
  // Each spoke is compared with the networks of all its peers: linear but for lists that are long in
  // every way (a thousand networks at each of ten thousand peers). Of these only so much is compared:
  // it is a warning, and the first hub that it finds says enough.
  var work = 10_000_000
  for spoke in overlay.members.indices {
    guard let peers = table.listed(spoke)?.sorted(),
      work > 0, !overlay.hasRoutes(for: overlay.members[spoke]),
      networks.hasStranger(spoke, among: peers, &work)
    else { continue }
    for (place, hub) in peers.enumerated()
    where !told.contains(hub) && passesNothing(overlay.members[hub], overlay.members[spoke]) {
      // A hub with more peers than the spoke has one that the spoke does not have. Of equal ones
      // one is looked at closely, so that the whole is linear in the length of the lists; and nobody
      // reads of so many hubs.
      guard searches < 100,
        table.count(of: hub) > peers.count
          || (place == 0 && hasOther(hub, spoke, peers, table))
      else { continue }
      searches += 1
      guard let other = networks.partner(of: spoke, at: hub, table) else { continue }
      told.insert(hub)
      if first == nil {
        first = warning(overlay.members[hub], overlay.members[spoke], overlay.members[other])
      } else {
        others.append(overlay.members[hub].name.value)
      }
    }
  }
  return first.map { [$0.alsoFor(others, "members", word: "for")] } ?? []
}

/// Whether the hub has a peer that the spoke does not have.
private func hasOther(_ hub: Int, _ spoke: Int, _ peers: [Int], _ table: PeerTable) -> Bool {
  let common = peers.count { $0 != hub && table.arePeers($0, hub) }
  return table.count(of: hub) - 1 > common
}

private func passesNothing(_ hub: Member, _ spoke: Member) -> Bool {
  !hub.sendsBack || !(spoke.namespaces.isEmpty && spoke.ports.isEmpty && spoke.containers.isEmpty)
}

private func warning(_ hub: Member, _ spoke: Member, _ other: Member) -> Diagnostic {
  let name = printable(hub.name.value)
  let (one, two) = (printable(spoke.name.value), printable(other.name.value))
  var diagnostic = Diagnostic(
    .hubDoesNotForward,
    "\(one) and \(two) share a network, but \(name) passes nothing from one to the other",
    at: hub.name.range,
    help: "give each spoke a network of its own, which \(name) routes; or let the spokes be peers")
  if let list = spoke.peers { diagnostic = diagnostic.label(list.range, "leaves out \(two)") }
  diagnostic.notes.append(
    hub.sendsBack
      ? "with `hairpin` what a spoke floods comes back to it, and its bridge looks for its own"
        + " endpoints behind the hub"
      : "a vxlan device sends nothing out again that it took in")
  return diagnostic
}

/// The networks that a member's endpoints are in, and how many members each has.
private struct Networks {
  /// `nil`: no address is written.
  private let own: [Set<Prefix>?]
  private var sizes: [Prefix: Int] = [:]

  init(_ overlay: Overlay) {
    own = overlay.members.map { member in
      member.endpointPrefixes.isEmpty ? nil : Set(member.linkedPrefixes.map(\.value.network))
    }
    for networks in own {
      for network in networks ?? [] { sizes[network, default: 0] += 1 }
    }
  }

  /// Whether somebody is in a network of the member who is none of these. Where no address is
  /// written, the members bridge something: one network.
  func hasStranger(_ member: Int, among peers: [Int], _ work: inout Int) -> Bool {
    guard let networks = own[member] else { return true }
    work -= networks.count * peers.count
    return networks.contains { network in
      let known = 1 + peers.count { own[$0]?.contains(network) ?? false }
      return sizes[network, default: 0] > known
    }
  }

  /// A peer of the hub that shares a network with the spoke and is no peer of it.
  func partner(of spoke: Int, at hub: Int, _ table: PeerTable) -> Int? {
    own.indices.first { other in
      guard other != spoke, table.arePeers(other, hub), !table.arePeers(other, spoke) else {
        return false
      }
      guard let mine = own[spoke], let theirs = own[other] else { return true }
      return !mine.isDisjoint(with: theirs)
    }
  }
}

extension Member {
  /// Whether its bridge sends out of the vxlan device what came in by it.
  var sendsBack: Bool {
    guard bridge != nil || docker != nil else { return false }
    return portSettings.contains { $0.value.option == .bridgePort(.hairpin) && $0.value.form == 0 }
  }

  /// Those to whose networks the kernel makes routes.
  var linkedPrefixes: [Located<Prefix>] {
    (noPrefixRoute == nil ? Array(addresses) : [])
      + namespaces.filter { $0.noPrefixRoute == nil }.flatMap(\.addresses)
      + containers.flatMap(\.addresses) + ports.flatMap(\.addresses)
  }
}

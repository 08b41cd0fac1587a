import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

// Who keeps the forwarding table, who talks to whom, and what is said of addresses themselves.

/// The names of an overlay's members, whether these could be read or not.
struct MemberNames {
  var ordered: [String] = []
  var all: Set<String> = []

  init(_ names: [String]) {
    ordered = names
    all = Set(ordered)
  }
}

extension Evaluation {
  /// `control MODE`
  mutating func control(_ options: ReadOptions) -> Located<Control>? {
    guard let item = options[.control], let value = item.values.first,
      let mode = quietText(value)
    else { return nil }
    switch mode {
    case "learn": return Located(.learn, item.range)
    case "static": return Located(.static, item.range)
    case "resolve": return Located(.resolve, item.range)
    case "evpn":
      return Located(.evpn(asn: item.values.dropFirst().first.flatMap { asn($0) }), item.range)
    default:
      reportUnknownControl(value, mode)
      return nil
    }
  }

  /// The number of an autonomous system has 32 bits (RFC 6793); 0 is none (RFC 7607).
  private mutating func asn(_ value: Expression) -> Located<UInt32>? {
    guard let number = integer(value, "the number of an autonomous system after `asn`") else {
      return nil
    }
    guard number.value > 0, let asn = UInt32(exactly: number.value) else {
      report(
        Diagnostic(
          .valueOutOfRange, "`asn` takes 1 to 4294967295, not \(number.value)", at: number.range,
          help: "64512 to 65534, and 4200000000 to 4294967294, are for private use"))
      return nil
    }
    return Located(asn, number.range)
  }

  private mutating func reportUnknownControl(_ value: Expression, _ mode: String) {
    var diagnostic = Diagnostic(
      .unknownValue,
      "`control` takes `learn`, `static`, `resolve`, `evpn`, not \(value.typePhrase)",
      at: value.range)
    if let near = nearest(to: mode, among: ["learn", "static", "resolve", "evpn"]) {
      diagnostic.help = "did you mean `\(near)`?"
      diagnostic = diagnostic.guess(value.range, near)
    }
    report(diagnostic)
  }

  // MARK: Nodes

  /// `ssh TARGET`: what stands behind `ssh`, and must be no option of it.
  mutating func sshTarget(_ options: ReadOptions) -> Located<String>? {
    guard let item = options[.ssh], let value = item.values.first,
      let target = text(value, "`ssh`, where the host is found")
    else { return nil }
    if let foreign = options[.foreign] {
      report(
        Diagnostic(
          .withoutEffect, "`ssh` is for roll-out, and nothing is rolled out to a `foreign` node",
          at: item.range
        ).label(foreign.range, "others run it"))
    }
    let text = target.value
    let problem: String? =
      if text.isEmpty {
        "it is empty"
      } else if text.hasPrefix("-") {
        "it begins with `-`, like an option"
      } else if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) {
        "it has white space or control characters"
      } else {
        nil
      }
    guard let problem else { return target }
    report(
      Diagnostic(
        .invalidName, "`\(printable(text))` cannot be an SSH target: \(problem)", at: target.range,
        help: "write a host name, or `\"user@host\"` in quotes"))
    return nil
  }

  // MARK: Peers

  /// `peers hub` and `peers [s1, s2]`: each a member once, and another one.
  mutating func peers(
    _ left: ReadOptions, _ name: Located<String>, _ names: MemberNames
  ) -> PeerList? {
    guard let item = left[.peers], let value = item.values.first else { return nil }
    var elements = [value]
    if case .list(let list, _) = value { elements = list }
    var peers: [Located<String>] = []
    var first: [String: SourceRange] = [:]
    for element in elements {
      guard let written = text(element, "`peers`, the name of a member") else { continue }
      let peer = Located(fullName(element) ?? written.value, written.range)
      guard isPeer(peer, of: name.value, names) else { continue }
      if let earlier = first[peer.value] {
        report(
          Diagnostic(
            .withoutEffect, "\(printable(peer.value)) is named as a peer twice", at: peer.range,
            "again here"
          ).label(earlier, "first here"))
      } else {
        first[peer.value] = peer.range
        peers.append(peer)
      }
    }
    return PeerList(names: peers, range: item.range)
  }

  private mutating func isPeer(
    _ peer: Located<String>, of name: String, _ names: MemberNames
  ) -> Bool {
    if peer.value == name {
      report(
        Diagnostic(
          .peerOfItself, "\(printable(name)) names itself as its peer", at: peer.range,
          help: "`peers` names the other members that it talks to"))
      return false
    }
    if names.all.contains(peer.value) { return true }
    let near = suggestions.nearest(to: peer.value, among: names.ordered)
    var diagnostic = Diagnostic(
      .unknownPeer, "\(printable(peer.value)) is no member of this overlay", at: peer.range,
      help: near.map { "did you mean `\($0)`?" } ?? "`peers` names members of the same overlay")
    if let near { diagnostic = diagnostic.guess(peer.range, near) }
    report(diagnostic)
    return false
  }

  // MARK: Addresses

  /// Where `noprefixroute` is written. `nodad` says of IPv6 addresses what holds anyway for those
  /// on what we make.
  mutating func noPrefixRoute(
    _ right: ReadOptions, _ addresses: [Located<Prefix>]
  ) -> SourceRange? {
    if let item = right[.nodad], !addresses.isEmpty,
      !addresses.contains(where: { $0.value.family == .ipv6 })
    {
      report(
        Diagnostic(
          .withoutEffect, "`nodad` is for IPv6 addresses, and there is none", at: item.range,
          help: "leave it out: hosts do not look for duplicates of IPv4 addresses"))
    }
    return right[.noprefixroute]?.range
  }
}

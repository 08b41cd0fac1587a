import Diagnostics
import Netlink
import Planning
import Topology
import Values

// What packet filters of the host do to the packets of an overlay.

/// The rules as they could be read.
struct VisibleFilters {
  /// What each program printed, by family.
  var nft: String?
  var iptables: [Family: String] = [:]
  /// What could not be seen, and why.
  var unseen: [String] = []

  /// Reads, and changes nothing: the older `iptables` makes its table by looking for it, so it is
  /// asked only where the table is there. No program is started where the kernel says that there is
  /// nothing to be read.
  init(_ host: Host) {
    var why: String?
    if host.senses.hasFilterTables() == false { nft = "" } else { why = readTables(host) }
    let legacy = [(Family.ipv4, "ip"), (.ipv6, "ip6")].map { family, file in
      let names = host.senses.file("/proc/thread-self/net/\(file)_tables_names") ?? ""
      return (family: family, isThere: names.split(separator: "\n").contains("filter"))
    }
    if nft == nil || legacy.contains(where: \.isThere) { readRules(host, legacy) }
    if nft == nil {
      unseen.append("the rules of nftables cannot be seen: \(why ?? "")")
    }
  }

  /// Says why they cannot be read.
  private mutating func readTables(_ host: Host) -> String? {
    switch host.senses.command(["nft", "list", "ruleset"]) {
    case .success(let answer) where answer.status == 0: nft = answer.output
    case .success(let answer):
      return answer.errors.split(separator: "\n").first.map(String.init)
        ?? "nft ended without a word"
    case .failure(let error): return error.code == 2 ? "there is no `nft` here" : error.attempt
    }
    return nil
  }

  private mutating func readRules(_ host: Host, _ legacy: [(family: Family, isThere: Bool)]) {
    let version = try? host.senses.command(["iptables", "--version"]).get()
    let isCompatible = version?.output.contains("nf_tables") == true
    for (family, isLegacy) in legacy {
      guard isLegacy || (nft == nil && isCompatible) else { continue }
      let word = family == .ipv4 ? "iptables" : "ip6tables"
      let program = isLegacy && isCompatible ? "\(word)-legacy" : word
      if let answer = try? host.senses.command([program, "--wait", "5", "-S"]).get(),
        answer.status == 0
      {
        iptables[family] = answer.output
      } else {
        unseen.append("the rules of `\(program)` cannot be read")
      }
    }
  }

  func filters(_ packet: FilteredPacket) -> [PacketFilter] {
    (nft.map { [PacketFilter(nft: $0, packet)] } ?? [])
      + (iptables[packet.family].map { [PacketFilter(iptables: $0, packet)] } ?? [])
  }
}

extension Checkup {
  /// The ports that are asked about: those of the recipe, or the standard one.
  private var askedPorts: [(packet: FilteredPacket, range: SourceRange?)] {
    guard outlook != nil else {
      return [(FilteredPacket(port: Overlay.standardPort, family: .ipv4, device: nil), nil)]
    }
    var seen: Set<FilteredPacket> = []
    return parts.compactMap { part in
      let packet = FilteredPacket(
        port: part.overlay.port.value, family: part.local.family, device: part.underlay?.name)
      guard seen.insert(packet).inserted else { return nil }
      return (packet, part.overlay.port.range)
    }
  }

  var filteredPorts: [Diagnostic] {
    let asked = askedPorts
    guard !asked.isEmpty else { return [] }
    let visible = VisibleFilters(host)
    var diagnostics: [Diagnostic] = []
    for (packet, range) in asked {
      for filter in visible.filters(packet) {
        let fate = filter.fate()
        if let drop = fate.drop {
          diagnostics.append(dropped(packet, drop, range))
        } else if !fate.doubts.isEmpty {
          diagnostics.append(doubtful(packet, fate.doubts, range))
        }
      }
    }
    return diagnostics
      + visible.unseen.map { text in
        Diagnostic(
          .filteredPort, "\(text)", at: nil,
          help: "with `nft`, and as root, `vxloom doctor` reads them", severity: .note)
      }
  }

  private func dropped(
    _ packet: FilteredPacket,
    _ drop: FilterDrop, _ range: SourceRange?
  ) -> Diagnostic {
    let place = "\(printable(drop.table)) \(printable(drop.chain))"
    let isIptables = drop.table.hasSuffix("tables")
    let remedy =
      isIptables
      ? "\(drop.table) -I \(printable(drop.chain)) -p udp --dport \(packet.port) -j ACCEPT"
      : "nft insert rule \(place) udp dport \(packet.port) accept"
    let firewalld =
      drop.table.hasSuffix(" firewalld")
      ? "`firewall-cmd --add-port=\(packet.port)/udp`" : "`\(remedy)`"
    return Diagnostic(
      .filteredPort,
      "a packet filter drops UDP port \(packet.port): \(place) has `\(printable(drop.what))`",
      at: range, help: "\(firewalld), and in what restores the rules at boot")
  }

  private func doubtful(
    _ packet: FilteredPacket, _ doubts: [String], _ range: SourceRange?
  ) -> Diagnostic {
    var diagnostic = Diagnostic(
      .filteredPort,
      "a packet filter may drop UDP port \(packet.port): not all of its rules can be judged",
      at: range, help: "`vxloom verify` tells whether packets pass", severity: .note)
    diagnostic.notes = doubts.prefix(5).map { "`\(printable($0))`" }
    return diagnostic
  }

  /// Bridged packets pass FORWARD where br_netfilter is at work. Those of Docker's networks are told
  /// of where their bridges are compared.
  var filteredBridges: [Diagnostic] {
    let bridges = parts.compactMap(\.member.bridge).map(\.name)
    guard outlook == nil || !bridges.isEmpty, let filter = host.packetFilter() else { return [] }
    guard outlook != nil else {
      guard !letsBridged(filter, nil) else { return [] }
      return [filteredBridge("bridges", nil, "")]
    }
    var seen: Set<String> = []
    return bridges.compactMap { bridge in
      guard seen.insert(bridge.value).inserted, !letsBridged(filter, bridge.value) else {
        return nil
      }
      let name = printable(bridge.value)
      return filteredBridge(name, bridge.range, " -i \(name) -o \(name)")
    }
  }

  private func filteredBridge(
    _ what: String, _ range: SourceRange?, _ restriction: String
  ) -> Diagnostic {
    Diagnostic(
      .filteredBridge,
      "this host drops what \(what) pass\(restriction.isEmpty ? "" : "es") on: br_netfilter is at"
        + " work, and FORWARD has the policy DROP", at: range,
      help: "`iptables -I FORWARD\(restriction) -m physdev --physdev-is-bridged -j ACCEPT`")
  }
}

/// Words of other tools that mean, and do not only resemble, what an option of ours does.
package enum Elsewhere {
  package enum Answer: Equatable, Sendable {
    /// Another word for an option; `isSure`: it cannot mean anything else here.
    case option(String, isSure: Bool)
    /// It stands where `->` belongs.
    case arrow
    /// Nothing is written here: the value stands alone.
    case nothing
  }

  package static func answer(_ word: String, at place: Place) -> Answer? {
    guard word.utf8.count <= 20 else { return nil }
    return words(at: place)[word.lowercased()]
  }

  private static func words(at place: Place) -> [String: Answer] {
    switch place {
    case .header: header
    case .node: node
    case .member: member
    case .memberOverlay, .containerOverlay, .portOverlay: overlaySide
    case .namespaceOverlay: namespaceOverlay
    case .namespace: namespace
    case .route: route
    case .forwarding: forwarding
    case .neighbour: neighbour
    case .container, .port, .bridgeGroup, .bridgePortGroup: [:]
    }
  }

  private static func sure(_ words: String..., for spelling: String) -> [String: Answer] {
    table(words, .option(spelling, isSure: true))
  }

  private static func likely(_ words: String..., for spelling: String) -> [String: Answer] {
    table(words, .option(spelling, isSure: false))
  }

  private static func table(_ words: [String], _ answer: Answer) -> [String: Answer] {
    Dictionary(words.map { ($0, answer) }) { first, _ in first }
  }

  private static func joined(_ tables: [String: Answer]...) -> [String: Answer] {
    tables.reduce(into: [:]) { all, table in all.merge(table) { first, _ in first } }
  }

  private static let device = joined(
    sure("device", "interface", "iface", "nic", for: "dev"),
    likely("parent", "link", "uplink", for: "dev"),
    sure("aging", "ageing_time", for: "ageing"),
    likely("src", "source", "saddr", for: "local"))

  private static let links = joined(
    device, sure("master", for: LanguageOption.bridge.spelling))

  private static let header = joined(
    links, sure("udp_port", "udpport", "dst_port", "dport", for: "port"),
    likely("udp", for: "port"),
    likely("network", "net", "cidr", for: LanguageOption.subnet.spelling),
    sure("mcast", "multicast", "maddr", for: "group"))

  private static let node = joined(
    device,
    table(["address", "addr", "ip", "inet", "underlay", "host", "vtep", "endpoint"], .nothing))

  private static let member = joined(
    links, table(["address", "addr", "ip", "to", "overlay", "inet", "inet6"], .arrow),
    table(["underlay", "host", "vtep", "endpoint"], .nothing))

  private static let overlaySide = sure(
    "hwaddr", "hwaddress", "ether", "macaddress", "lladdr", for: LanguageOption.mac.spelling)

  private static let namespaceOverlay = joined(
    overlaySide,
    sure("gw", "via", "nexthop", "gateway4", for: LanguageOption.gateway.spelling),
    likely("default", "router", for: LanguageOption.gateway.spelling))

  private static let namespace = joined(
    sure("device", "interface", "iface", "ifname", for: "dev"),
    likely("peer", for: LanguageOption.veth.spelling),
    table(["address", "addr", "ip", "inet", "inet6"], .arrow))

  private static let route = joined(
    sure("gw", "gateway", "nexthop", for: "via"),
    sure("device", "interface", "iface", for: "dev"))

  private static let forwarding = joined(
    sure("remote", for: "dst"),
    sure("device", "interface", "iface", for: "dev"))

  private static let neighbour = joined(
    sure("mac", "hwaddr", "ether", "at", for: "lladdr"),
    sure("device", "interface", "iface", for: "dev"))

  /// A switch in the words of other languages.
  package static func truth(_ word: String) -> Bool? {
    switch word.lowercased() {
    case "on", "yes", "true", "enable", "enabled", "1": true
    case "off", "no", "false", "disable", "disabled", "0", "none": false
    default: nil
    }
  }

  /// The traffic class byte of a DSCP (RFC 2474, RFC 2597, RFC 3246): `EF`, `CS1`, `AF41`.
  package static func trafficClass(_ word: String) -> UInt8? {
    let name = Array(word.lowercased().utf8)
    let digits = name.dropFirst(2).compactMap { byte in
      (0x30...0x39).contains(byte) ? byte - 0x30 : nil
    }
    switch (String(decoding: name.prefix(2), as: UTF8.self), name.count, digits.count) {
    case ("ef", 2, 0): return 46 << 2
    case ("cs", 3, 1): return digits[0] < 8 ? digits[0] << 5 : nil
    case ("af", 4, 2):
      guard (1...4).contains(digits[0]), (1...3).contains(digits[1]) else { return nil }
      return (8 * digits[0] + 2 * digits[1]) << 2
    default: return nil
    }
  }
}

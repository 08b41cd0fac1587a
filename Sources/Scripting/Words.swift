package import Planning
import Values
import Vocabulary

/// How a form spells what only the host knows, and text from a recipe.
struct Spelling {
  var device: (DeviceReference) -> String
  /// `nil`: nothing is written.
  var mtu: (MTU) -> String?
  var word: (String) -> String
  var leavesOutUnneededMACs: Bool
}

extension Spelling {
  /// Where no host can be asked: standard numbers.
  static func withoutHost(
    _ underlays: [UnderlayMTU], leavesOutUnneededMACs: Bool,
    word: @escaping (String) -> String = shellWord
  ) -> Spelling {
    Spelling(
      device: { $0.text(word) }, mtu: { $0.standard(underlays).map { "\($0)" } }, word: word,
      leavesOutUnneededMACs: leavesOutUnneededMACs)
  }

  /// `ip`, or `ip -n NAMESPACE`.
  func ip(_ interface: Interface) -> [String] {
    interface.namespace.map { ["ip", "-n", word($0)] } ?? ["ip"]
  }

  func linkSet(_ interface: Interface, _ words: [String]) -> [String] {
    ip(interface) + ["link", "set", "dev", word(interface.name)] + words
  }

  func property(_ verb: String, _ interface: Interface, _ name: String) -> [String] {
    ip(interface) + ["link", "property", verb, "dev", word(interface.name), "altname", word(name)]
  }

  /// What follows `type` before options of a device that stands.
  func kindWord(_ settings: [Setting]) -> String {
    settings.first?.option.row.kind == .bridge ? "bridge" : "vxlan"
  }

  func settings(_ settings: [Setting]) -> [String] {
    settings.flatMap { $0.words(device: device) }
  }

  /// What follows `link add dev NAME`.
  func creation(_ link: Link) -> [String] {
    // Of a veth pair somebody may rely on the MAC of the peer, never on that of the outer end.
    var isPair = false
    if case .veth = link.kind { isPair = true }
    var words = properties(link.mac, isNeeded: link.macIsNeeded && !isPair, mtu: link.mtu)
    words += ["type", link.kindWord]
    if case .veth(let peer, let peerMAC, let peerMTU) = link.kind {
      words += ["peer", "name", word(peer.name)]
      if let namespace = peer.namespace { words += ["netns", word(namespace)] }
      words += properties(peerMAC, isNeeded: link.macIsNeeded, mtu: peerMTU)
    }
    return words + settings(link.settings)
  }

  private func properties(_ mac: MAC?, isNeeded: Bool, mtu: MTU) -> [String] {
    var words: [String] = []
    if let mac, isNeeded || !leavesOutUnneededMACs { words += ["address", "\(mac)"] }
    if let text = self.mtu(mtu) { words += ["mtu", text] }
    return words
  }

  func address(_ verb: String, _ entry: AddressEntry) -> [String] {
    ip(entry.interface) + ["address", verb, "\(entry.prefix)", "dev", word(entry.interface.name)]
  }

  func route(_ verb: String, _ entry: RouteEntry) -> [String] {
    let via: [DeviceOption] = [.route(.via)]
    return ip(entry.interface) + (entry.family == .ipv6 ? ["-6"] : []) + ["route", verb]
      + [entry.destinationText] + settings(entry.settings.filter { via.contains($0.option) })
      + ["dev", word(entry.interface.name)]
      + settings(entry.settings.filter { !via.contains($0.option) })
  }

  func forwarding(_ verb: String, _ entry: ForwardingEntry) -> [String] {
    ["bridge", "fdb", verb, "\(entry.mac)", "dev", word(entry.interface.name)]
      + settings(entry.settings)
  }

  func neighbour(_ verb: String, _ entry: NeighbourEntry) -> [String] {
    let named = ip(entry.interface) + ["neigh", verb, "\(entry.address)"]
    let device = ["dev", word(entry.interface.name)]
    guard verb != "delete" else { return named + device }
    let lladdr = entry.settings.prefix(1)
    return named + settings(Array(lladdr)) + device + ["nud", "permanent"]
      + settings(Array(entry.settings.dropFirst(lladdr.count)))
  }
}

extension Link {
  var kindWord: String {
    switch kind {
    case .vxlan: "vxlan"
    case .bridge: "bridge"
    case .veth: "veth"
    }
  }
}

extension DeviceReference {
  fileprivate func text(_ word: (String) -> String) -> String {
    switch self {
    case .named(let name): word(name)
    case .holding(let address): "<device of \(address)>"
    }
  }
}

extension AddressEntry {
  var flags: [String] {
    (skipsPrefixRoute ? ["noprefixroute"] : [])
      + (skipsDetection && prefix.family == .ipv6 ? ["nodad"] : [])
  }
}

extension RouteEntry {
  var destinationText: String { destination.map { "\($0)" } ?? "default" }
}

extension ForwardingEntry {
  var verb: String { isAppended ? "append" : "replace" }

  /// Whether a script compares and feeds it with the others of its device. An entry that ages, that
  /// a control plane keeps, that names a nexthop, or that is in a bridge's table, is looked at alone.
  var isInTable: Bool {
    destination != nil && ![.dynamic, .externLearn, .nhid, .master].contains { has($0) }
  }
}

extension MTU {
  /// The number where the underlay is an Ethernet that cannot be asked.
  package func standard(_ underlays: [UnderlayMTU]) -> UInt32? {
    switch self {
    case .unset: nil
    case .bytes(let number): number
    case .underlay(let index):
      underlays.indices.contains(index) ? underlays[index].standard : nil
    }
  }
}

import Values
package import Vocabulary

/// Recipes that the language and the kernel allow, drawn from THE TABLE: the same for a seed in
/// every run. This host is node1, as `Box` makes it.
package struct RecipeLottery {
  /// The seeds whose recipes the tests carry out.
  package static let seeds: ClosedRange<UInt64> = 1...30

  private var state: UInt64
  private let leftOut: Set<DeviceOption>

  /// What names the overlays, where recipes are to be about the same ones.
  private let identity: UInt64?

  /// `kernel`: the recipes are for kernels from this one on that have VLAN filtering.
  package init(seed: UInt64, kernel: Version? = nil, identity: UInt64? = nil) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    self.identity = identity
    guard let kernel else {
      leftOut = Self.unusual.union(Self.ofVLANs)
      return
    }
    leftOut = Self.unusual.union(DeviceOption.all.filter { $0.row.kernel > kernel })
  }

  package mutating func recipe() -> String {
    (1...number(1...4)).map { overlay(Int($0)) }.joined()
  }

  // MARK: Overlays

  private mutating func overlay(_ index: Int) -> String {
    // The kernel ties some switches to the UDP socket: each overlay has a port of its own.
    let family: Family = flip(3) ? .ipv6 : .ipv4
    let inner: Family = flip(3) ? .ipv6 : .ipv4
    let drawn = number(1...5000)
    let vni = (identity.map { $0 % 5000 + 1 } ?? drawn) * 10 + UInt64(index)
    var header = ["overlay \(vni)", "port \(5000 + index)"]
    if flip(2) { header.append("name tunnel\(index)") }
    let members = Int(number(1...5)) + (flip(8) ? 120 : 0)
    let group = members > 1 && members < 10 && flip(4)
    if group {
      header.append("group \(family == .ipv4 ? "239.1.1.\(index)" : "ff05::\(index)") dev enp0s8")
    } else if flip(2) {
      header.append("dev enp0s8")
    }
    let lists = group ? [:] : peers(members)
    let mode = group || !lists.isEmpty ? nil : self.mode()
    if let mode { header.append("control \(mode)") }
    let isBridged = flip(2)
    let mtu = flip(3) ? number(1280...1400) : nil
    if let mtu { header.append("mtu \(mtu)") }
    if isBridged {
      header.append("bridge br\(index)" + parentheses(.bridge))
      if flip(2) { header.append("bridgeport" + parentheses(.bridgePort, atLeastOne: true)) }
    }
    header += vxlanOptions(family, isBridged: isBridged, hasMode: mode != nil)
    var lines = [header.joined(separator: " ") + " <"]
    for number in 1...members {
      lines += member(
        number, index, family, inner, isBridged, lists[number] ?? "", hasMode: mode != nil)
    }
    return lines.joined(separator: "\n") + "\n>\n"
  }

  /// Those that flood nothing: the recipe must know every endpoint and every next hop.
  private mutating func mode() -> String? {
    switch number(0...7) {
    case 0: "static"
    case 1: "resolve"
    default: nil
    }
  }

  private mutating func member(
    _ number: Int, _ index: Int, _ family: Family, _ inner: Family, _ isBridged: Bool,
    _ peers: String, hasMode: Bool
  ) -> [String] {
    let underlay =
      family == .ipv4
      ? "192.168.8.\(99 + number)" : "fd00:8::\(hexText(UInt64(0xff + number), digits: 1))"
    let name = Self.name(number)
    let own = family == .ipv4 || number > 1 ? underlay : "fd00:8::100"
    var line = "  \(name) \(own)"
    if flip(4), number == 1 { line += " local \(own)" }
    line += peers
    if !isBridged || flip(2) {
      line += " -> \(address(inner, index, number))"
      if flip(3) { line += " mac 02:00:00:00:0\(index):\(hexText(UInt64(number), digits: 2))" }
      line += flags(inner)
    }
    guard number == 1 else { return [line] }
    var items = entries(
      index, family, inner,
      isOnLink: !hasMode && line.contains("->") && !line.contains("noprefixroute"))
    guard isBridged else { return items.isEmpty ? [line] : [line + " <"] + items + ["  >"] }
    for item in 0..<Int(self.number(0...2)) {
      var text = "    netns space\(flip(2) ? "\(index)" : "") dev in\(index)\(item)"
      if flip(2) { text += " veth out\(index)\(item)" }
      text += " -> \(address(inner, index, 200 + item))"
      // A namespace has one default route of a family in a table.
      if item == 0, !hasMode, !text.contains("space dev"), flip(2) {
        text += " gateway \(address(inner, index, 210).prefix { $0 != "/" })"
      } else {
        text += flags(inner)
      }
      items.append(text)
    }
    if flip(3) {
      let behind = " -> \(address(inner, index, 230)) mac 52:54:00:02:00:0\(index)"
      items.append("    port lan\(index)" + (hasMode ? behind : ""))
    }
    return items.isEmpty ? [line] : [line + " <"] + items + ["  >"]
  }

  /// Members that write `peers`, of which each names those that name it or write none.
  private mutating func peers(_ members: Int) -> [Int: String] {
    guard members > 2, members < 10, flip(3) else { return [:] }
    let spokes = (1...members).filter { _ in flip(2) }
    let hubs = (1...members).filter { !spokes.contains($0) }
    var lists: [Int: String] = [:]
    for spoke in spokes {
      let named = hubs.filter { _ in flip(2) }.map(Self.name)
      lists[spoke] =
        named.count == 1 ? " peers \(named[0])" : " peers [\(named.joined(separator: ", "))]"
    }
    return lists
  }

  private static func name(_ number: Int) -> String { number == 1 ? "node1" : "peer\(number)" }

  /// What is said of addresses themselves.
  private mutating func flags(_ family: Family) -> String {
    (flip(4) ? " noprefixroute" : "") + (family == .ipv6 && flip(4) ? " nodad" : "")
  }

  /// Routes, forwarding entries and neighbours of this host alone. What ages is left out.
  private mutating func entries(
    _ index: Int, _ family: Family, _ inner: Family, isOnLink: Bool
  ) -> [String] {
    func host(_ number: Int) -> Substring {
      address(inner, index, number).prefix { $0 != "/" }
    }
    var items: [String] = []
    for item in 0..<Int(number(0...2)) where isOnLink {
      let network =
        inner == .ipv4 ? "10.\(100 + index).\(item).0/24" : "fd30:\(index):\(item)::/64"
      var text = "    route \(network) via \(host(240 + item))"
      if flip(2) { text += " metric \(number(1...2000))" }
      if flip(3) { text += " table \(number(100...2000))" }
      if flip(3) { text += " onlink" }
      items.append(text)
    }
    for item in 0..<Int(number(0...3)) {
      let far = family == .ipv4 ? "192.168.8.25\(item)" : "fd00:8::25\(item)"
      let first = flip(3) ? "01:00:5e" : "52:54:00"
      var text = "    fdb \(first):00:0\(index):0\(item) dst \(far)"
      if flip(3) { text += " port \(number(1...65535))" }
      if flip(3) { text += " vni \(number(0...16_777_215))" }
      if flip(4) { text += " via enp0s8" }
      if flip(3) { text += " router" }
      text += ["", " static", " extern_learn"][Int(number(0...2))]
      items.append(text)
    }
    for item in 0..<Int(number(0...2)) {
      var text = "    neigh \(host(220 + item)) lladdr 52:54:00:01:0\(index):0\(item)"
      if flip(3) { text += " router" }
      if flip(3) { text += " extern_learn" }
      items.append(text)
    }
    return items
  }

  private func address(_ family: Family, _ index: Int, _ host: Int) -> String {
    family == .ipv4
      ? "10.20.\(index).\(host)/24" : "fd20:\(index)::\(hexText(UInt64(host), digits: 1))/64"
  }

  // MARK: Options

  /// What needs another thing on the host or at the other end, or a newer kernel, is left out.
  private static let unusual: Set<DeviceOption> = [
    .vxlan(.dev), .vxlan(.local), .vxlan(.group), .vxlan(.port), .vxlan(.mcroute),
    .vxlan(.reservedBits), .bridge(.fdbLocalVlan0), .bridgePort(.state), .bridgePort(.backupNhid),
    .bridgePort(.neighForwardGrat),
  ]

  /// CONFIG_BRIDGE_VLAN_FILTERING
  private static let ofVLANs: Set<DeviceOption> = [
    .bridge(.vlanFiltering), .bridge(.vlanProtocol), .bridge(.vlanDefaultPvid),
    .bridge(.vlanStatsEnabled), .bridge(.vlanStatsPerPort), .bridge(.mcastVlanSnooping),
  ]

  private mutating func vxlanOptions(
    _ family: Family, isBridged: Bool, hasMode: Bool
  ) -> [String] {
    let implied: [DeviceOption] = [
      .vxlan(.learning), .vxlan(.proxy), .vxlan(.rsc), .vxlan(.l2miss), .vxlan(.l3miss),
    ]
    var chosen: [Setting] = []
    for option in DeviceOption.all(of: .vxlan) where flip(4) {
      let row = option.row
      guard row.spelling != nil, !leftOut.contains(option), row.places.contains(.header),
        !hasMode || !implied.contains(option),
        row.family == .any || (row.family == .ipv6) == (family == .ipv6)
      else { continue }
      if [.vxlan(.external), .vxlan(.vnifilter), .vxlan(.gpe)].contains(option) {
        continue
      }
      let setting = setting(option)
      let others = chosen.filter { $0.form == 0 }.map(\.option)
      if setting.form == 0 {
        if row.excludes.contains(where: others.contains) { continue }
        if others.contains(where: { $0.row.excludes.contains(option) }) { continue }
        if !row.needs.allSatisfy(others.contains) { continue }
      }
      chosen.append(setting)
    }
    // Who sends without checksums needs peers that take it.
    if chosen.contains(Setting(.vxlan(.udp6zerocsumtx))) {
      chosen.removeAll { $0.option == .vxlan(.udp6zerocsumrx) }
      chosen.append(Setting(.vxlan(.udp6zerocsumrx)))
    }
    return chosen.map(text)
  }

  private mutating func parentheses(
    _ kind: OptionKind, atLeastOne: Bool = false
  ) -> String {
    let all = DeviceOption.all(of: kind).filter { !leftOut.contains($0) }
    let drawn = all.filter { _ in flip(6) }.map { setting($0) }
    let on = drawn.filter(\.isOn).map(\.option)
    var fitting = drawn.filter { !$0.isOn || $0.option.row.needs.allSatisfy(on.contains) }
    // A port that does not learn cannot authenticate by MAC.
    if drawn.contains(where: { $0.option == .bridgePort(.learning) && !$0.isOn }) {
      fitting.removeAll { $0.option == .bridgePort(.mab) && $0.isOn }
    }
    var words = fitting.map(text)
    if words.isEmpty, atLeastOne { words = [text(setting(all[0]))] }
    return words.isEmpty ? "" : " ( \(words.joined(separator: " ")) )"
  }

  private mutating func setting(_ option: DeviceOption) -> Setting {
    let form = Int(number(0...UInt64(option.row.forms.count - 1)))
    let shape = option.row.forms[form]
    var operands = shape.operands.map { operand($0) }
    switch option {
    // The kernel keeps some groups for itself; STP has bounds; the others need one another.
    case .bridge(.groupFwdMask), .bridgePort(.groupFwdMask):
      operands = [.number(number(0...0xff) << 3)]
    // The kernel clamps these: a second to a day.
    case .bridge(.mcastQueryInterval), .bridge(.mcastStartupQueryInterval):
      operands = [.number(number(100...8_640_000))]
    case .bridge(.forwardDelay): operands = [.number(number(200...3000))]
    // 1 is how the kernel spells `inherit`.
    case .vxlan(.tos) where operands == [.number(1)]: operands = [.number(2)]
    // Where more groups come, the kernel switches snooping off by itself.
    case .bridge(.mcastHashMax): operands = [.number(number(512...100_000))]
    default: break
    }
    if option == .vxlan(.srcport) { operands = [.number(32768), .number(number(32768...60999))] }
    return Setting(option, form: form, Operands(operands))
  }

  private mutating func operand(_ shape: OperandShape) -> Operand {
    switch shape {
    case .number(let range), .hexNumber(let range):
      let small = range.lowerBound...min(range.upperBound, range.lowerBound + 4000)
      return .number(flip(3) ? (flip(2) ? range.lowerBound : range.upperBound) : number(small))
    case .bridgeGroup: return .mac(MAC(0x0180_c200_0000 | [0, 4, 5, 14][Int(number(0...3))]))
    case .mac: return .mac(MAC(number(1...255) | 0x0200_0000_0000))
    case .unicast, .multicast, .device, .underlayAddress, .overlayAddress: return .number(0)
    }
  }

  /// As a recipe spells it.
  private func text(_ setting: Setting) -> String {
    var words = setting.words { _ in "" }
    if words[0] == setting.option.row.forms[0].words[0] {
      words[0] = setting.option.row.spelling ?? words[0]
    }
    return words.joined(separator: " ")
  }

  // MARK: Numbers

  /// xorshift64*
  private mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_f491_4f6c_dd1d
  }

  private mutating func number(_ range: ClosedRange<UInt64>) -> UInt64 {
    let width = range.upperBound - range.lowerBound
    return range.lowerBound + (width == .max ? next() : (next() >> 8) % (width + 1))
  }

  /// True once in so many times.
  private mutating func flip(_ times: UInt64) -> Bool { number(1...times) == 1 }
}

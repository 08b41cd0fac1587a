import Values
package import Vocabulary

/// A recipe for each form of each option of THE TABLE, with that option alone and what it cannot be
/// without. This host is node1, as `Box` makes it, with a nexthop group 10.
package struct OptionRecipe {
  package var option: DeviceOption
  private var setting: Setting
  /// As the recipe spells it.
  private var words: String

  package static let all: [OptionRecipe] = DeviceOption.all.flatMap { option in
    option.row.spelling.map { spelling in
      option.row.forms.indices.map { OptionRecipe(option, spelling, form: $0) }
    } ?? []
  }

  private init(_ option: DeviceOption, _ spelling: String, form: Int) {
    self.option = option
    let shape = option.row.forms[form]
    let operands = shape.operands.map { Self.operand(option, $0) }
    setting = Setting(option, form: form, Operands(operands))
    if option == .vxlan(.srcport) { setting.operands = [.number(40000), .number(50000)] }
    var words = setting.words { reference in
      if case .named(let name) = reference { name } else { "" }
    }
    if words[0] == option.row.forms[0].words[0] { words[0] = spelling }
    self.words = words.joined(separator: " ")
  }

  /// For a file name.
  package var name: String {
    "\(option.row.kind)-" + words.replacing(" ", with: "-").replacing(":", with: "")
  }

  /// It is no promise of the table that a kernel without VLAN filtering takes these.
  private var needsVLANs: Bool {
    switch option {
    case .bridge(.vlanFiltering), .bridge(.vlanProtocol), .bridge(.vlanDefaultPvid),
      .bridge(.vlanStatsEnabled), .bridge(.vlanStatsPerPort), .bridge(.mcastVlanSnooping),
      .bridge(.fdbLocalVlan0):
      true
    default: false
    }
  }

  /// The recipe, with what a test of it has to know as comments.
  package var text: String {
    var lines = ["# option \(option.row.kind) \(words)", "# since \(option.row.kernel)"]
    if needsVLANs { lines.append("# with VLAN filtering") }
    // Where nothing is sent, or a dump does not show it, or shows what would have been without.
    if setting.shape.dump != .same || setting.isInitial { lines.append("# cannot be seen") }
    return lines.joined(separator: "\n") + "\n" + recipe + "\n"
  }

  private var recipe: String {
    switch option.row.kind {
    case .vxlan where option == .vxlan(.local): overlay(header: "", underlay: words)
    case .vxlan: overlay(header: withNeeds)
    case .bridge: overlay(header: "bridge br0 ( \(withNeeds) )")
    case .bridgePort: overlay(header: "bridge br0 bridgeport ( \(withNeeds) )")
    case .route: overlay(header: isTunnel ? "external" : "", item: route)
    case .forwarding: overlay(header: headerOfEntry, item: forwarding)
    case .neighbour: overlay(header: "", item: neighbour)
    }
  }

  private func overlay(header: String, underlay own: String = "", item: String = "") -> String {
    let isIPv6 = option.row.family == .ipv6
    func underlay(_ number: Int) -> String {
      isIPv6 ? "fd00:8::\(number)" : "192.168.8.\(number)"
    }
    return """
      overlay 42 \(header) <
        node1 \(underlay(100)) \(own) -> 10.20.1.1/24\(item.isEmpty ? "" : " < \(item) >")
        node2 \(underlay(101)) -> 10.20.1.2/24
      >
      """
  }

  /// The words behind those of the options that this one needs, where it is switched on.
  private var withNeeds: String {
    if option == .vxlan(.group) { return "\(words) dev enp0s8" }
    let needs = setting.isOn ? option.row.needs : []
    return (needs.map(\.row.switchedOn) + [words]).joined(separator: " ")
  }

  private var isTunnel: Bool {
    [.route(.encap), .route(.id), .route(.dst)].contains(option)
  }

  private var route: String {
    switch option {
    case .route(.encap):
      let far = setting.form == 0 ? "192.168.8.101" : "fd00:8::101"
      return "route 10.30.0.0/16 \(words) id 42 dst \(far)"
    case .route(.id): return "route 10.30.0.0/16 encap ip \(words) dst 192.168.8.101"
    case .route(.dst): return "route 10.30.0.0/16 encap ip id 42 \(words)"
    case .route(.via): return "route 10.30.0.0/16 \(words)"
    case .route(.onlink): return "route 10.30.0.0/16 via 10.99.0.1 onlink"
    default: return "route 10.30.0.0/16 via 10.20.1.2 \(words)"
    }
  }

  private var headerOfEntry: String {
    switch option {
    case .forwarding(.sourceVNI): "external"
    case .forwarding(.master), .forwarding(.sticky): "bridge br0"
    default: ""
    }
  }

  private var forwarding: String {
    let start = "fdb 52:54:00:00:00:01"
    switch option {
    case .forwarding(.dst), .forwarding(.nhid): return "\(start) \(words)"
    case .forwarding(.master): return "\(start) master static"
    case .forwarding(.sticky): return "\(start) master static sticky"
    default: return "\(start) dst 192.168.8.101 \(words)"
    }
  }

  private var neighbour: String {
    let start = "neigh 10.20.1.9"
    return option == .neighbour(.lladdr)
      ? "\(start) \(words)" : "\(start) lladdr 52:54:00:00:00:01 \(words)"
  }

  /// A value that is not the standard.
  private static func operand(_ option: DeviceOption, _ shape: OperandShape) -> Operand {
    switch shape {
    case .number(let range), .hexNumber(let range): .number(number(option, range))
    case .bridgeGroup: .mac(MAC(0x0180_c200_000e))
    case .mac: .mac(MAC(0x5254_0000_0002))
    case .unicast: .address(address(0xc0a8_0864))
    case .multicast: .address(address(0xef01_0101))
    case .underlayAddress: .address(address(0xc0a8_0865))
    case .overlayAddress: .address(address(option == .route(.src) ? 0x0a14_0101 : 0x0a14_0102))
    case .device:
      .device(
        .named(option == .vxlan(.dev) || option == .forwarding(.via) ? "enp0s8" : "vxlan42"))
    }
  }

  private static func address(_ number: UInt128) -> Address {
    Address(family: .ipv4, number: number)
  }

  private static func number(_ option: DeviceOption, _ range: ClosedRange<UInt64>) -> UInt64 {
    switch option {
    case .forwarding(.nhid), .bridgePort(.backupNhid): 10
    case .bridge(.groupFwdMask), .bridgePort(.groupFwdMask): 8
    case .bridge(.forwardDelay): 400
    // Forwarding; only a daemon of the Spanning Tree Protocol keeps ports disabled or blocking.
    case .bridgePort(.state): 3
    case .vxlan(.reservedBits): 0xff
    default:
      range.upperBound - range.lowerBound < 64 ? range.upperBound : range.lowerBound + 37
    }
  }
}

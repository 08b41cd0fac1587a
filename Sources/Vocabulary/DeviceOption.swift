import Values

/// An option of a device, or of what stands in its tables: the key of THE TABLE. A case without a row does not compile.
package enum DeviceOption: Hashable, Sendable {
  case vxlan(VXLANOption)
  case bridge(BridgeOption)
  case bridgePort(BridgePortOption)
  case route(RouteOption)
  case forwarding(ForwardingOption)
  case neighbour(NeighbourOption)

  package var row: OptionRow {
    switch self {
    case .vxlan(let option): VXLANOption.rows[option.rawValue]
    case .bridge(let option): BridgeOption.rows[option.rawValue]
    case .bridgePort(let option): BridgePortOption.rows[option.rawValue]
    case .route(let option): RouteOption.rows[option.rawValue]
    case .forwarding(let option): ForwardingOption.rows[option.rawValue]
    case .neighbour(let option): NeighbourOption.rows[option.rawValue]
    }
  }

  /// All options, in the order in which they are sent and printed.
  package static let all: [DeviceOption] = OptionKind.allCases.flatMap { all(of: $0) }

  package static func all(of kind: OptionKind) -> [DeviceOption] {
    switch kind {
    case .vxlan: vxlan
    case .bridge: bridge
    case .bridgePort: bridgePort
    case .route: route
    case .forwarding: forwarding
    case .neighbour: neighbour
    }
  }

  private static let vxlan = VXLANOption.allCases.map { DeviceOption.vxlan($0) }
  private static let bridge = BridgeOption.allCases.map { DeviceOption.bridge($0) }
  private static let bridgePort = BridgePortOption.allCases.map { DeviceOption.bridgePort($0) }
  private static let route = RouteOption.allCases.map { DeviceOption.route($0) }
  private static let forwarding = ForwardingOption.allCases.map { DeviceOption.forwarding($0) }
  private static let neighbour = NeighbourOption.allCases.map { DeviceOption.neighbour($0) }

  /// Its place among all: a smaller one is sent and printed first.
  package var order: Int {
    switch self {
    case .vxlan(let option): option.rawValue
    case .bridge(let option): 0x100 | option.rawValue
    case .bridgePort(let option): 0x200 | option.rawValue
    case .route(let option): 0x300 | option.rawValue
    case .forwarding(let option): 0x400 | option.rawValue
    case .neighbour(let option): 0x500 | option.rawValue
    }
  }

  package static func == (left: DeviceOption, right: DeviceOption) -> Bool {
    left.order == right.order
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(order) }
  package func _rawHashValue(seed: Int) -> Int { mixed(1, UInt64(order), seed: seed) }

  /// The name by which people speak of it: ours, or iproute2's where ours has none.
  package var name: String { row.spelling ?? row.forms.first?.words.first ?? "" }
}

extension OptionForm {
  /// A keyword and a constant: `learning`, `df set`.
  static func constant(
    _ words: [String], _ attribute: UInt16, _ layout: Layout, _ value: UInt64,
    dump: DumpShape = .same, changeability: Changeability? = nil
  ) -> OptionForm {
    OptionForm(
      words: words, operands: [], constant: value, attribute: attribute, layout: layout, dump: dump,
      changeability: changeability)
  }

  /// A keyword and a value.
  static func value(
    _ word: String, _ attribute: UInt16, _ layout: Layout, _ operands: [OperandShape],
    dump: DumpShape = .same
  ) -> OptionForm {
    OptionForm(
      words: [word], operands: operands, constant: 0, attribute: attribute, layout: layout,
      dump: dump)
  }

  static func number(
    _ word: String, _ attribute: UInt16, _ layout: Layout, _ range: ClosedRange<UInt64>,
    dump: DumpShape = .same
  ) -> OptionForm {
    value(word, attribute, layout, [.number(range)], dump: dump)
  }

  /// `word` and `noword`, a byte of 1 and 0.
  static func toggle(_ word: String, _ attribute: UInt16, off: DumpShape = .same) -> [OptionForm] {
    [
      constant([word], attribute, .u8, 1),
      constant(["no" + word], attribute, .u8, 0, dump: off),
    ]
  }

  /// `word on` and `word off`.
  static func onOff(_ word: String, _ attribute: UInt16, _ layout: Layout = .u8) -> [OptionForm] {
    [
      constant([word, "on"], attribute, layout, 1), constant([word, "off"], attribute, layout, 0),
    ]
  }
}

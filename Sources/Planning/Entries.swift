package import Values
package import Vocabulary

// What stands in the tables of a device. Two entries are equal where the kernel cannot tell them
// apart: what is written although it holds anyway is left out, and the rest is in the table's order.

/// A unicast route.
package struct RouteEntry: Hashable, Sendable {
  /// `nil`: the default route of the family.
  package private(set) var destination: Prefix?
  package let family: Family
  package let interface: Interface
  package private(set) var settings: [Setting]

  package init(
    destination: Prefix?, family: Family, settings: [Setting], interface: Interface
  ) {
    self.destination = destination.flatMap { $0.length == 0 ? nil : $0.network }
    self.family = family
    self.interface = interface
    let metric: UInt64 = family == .ipv6 ? 1024 : 0
    self.settings = inOrder(settings).filter { setting in
      switch (setting.option, setting.operands.first) {
      case (.route(.dev), _), (.route(.table), .number(254)): false
      case (.route(.metric), .number(let number)): number != metric && number != 0
      default: true
      }
    }
  }

  package init(destination: Prefix?, gateway: Address, interface: Interface) {
    self.init(
      destination: destination, family: gateway.family,
      settings: [Setting(.route(.via), [.address(gateway)])], interface: interface)
  }

  package var gateway: Address? { settings.address(.route(.via)) }
  package var table: UInt32 { settings.number(.route(.table)).map { UInt32($0) } ?? 254 }
  package var metric: UInt32 {
    settings.number(.route(.metric)).map { UInt32($0) } ?? (family == .ipv6 ? 1024 : 0)
  }

  /// Whether the kernel would not have both (EEXIST).
  package func collides(with other: RouteEntry) -> Bool {
    destination == other.destination && family == other.family && table == other.table
      && metric == other.metric && interface.namespace == other.interface.namespace
  }
}

/// An entry of a forwarding table: of a vxlan device's own, or with `master` of its bridge's.
package struct ForwardingEntry: Hashable, Sendable {
  package let interface: Interface
  /// Zero: where unknown unicast, broadcast and multicast go.
  package let mac: MAC
  private var content: Content

  /// Each of them has one form: a destination alone stands without an array.
  private enum Content: Hashable, Sendable {
    case destination(Address)
    case settings([Setting])

    init(_ settings: [Setting]) {
      if settings.count == 1, let address = settings.address(.forwarding(.dst)) {
        self = .destination(address)
      } else {
        self = .settings(settings)
      }
    }
  }

  package init(_ interface: Interface, mac: MAC, settings: [Setting]) {
    self.interface = interface
    self.mac = mac
    // As most are, and as it is.
    if settings.count == 1, let address = settings.address(.forwarding(.dst)) {
      content = .destination(address)
      return
    }
    // A bridge lets what a control plane keeps have no other state (`br_fdb_external_learn_add` in
    // net/bridge/br_fdb.c).
    let isLearned =
      settings.contains { $0.option == .forwarding(.master) }
      && settings.contains { $0.option == .forwarding(.externLearn) }
    let dynamic = isLearned ? [Setting(.forwarding(.dynamic))] : []
    content = Content(
      inOrder(
        settings.filter { setting in
          switch setting.option {
          case .forwarding(.self), .forwarding(.permanent), .forwarding(.dev): false
          case .forwarding(.static): !isLearned
          default: true
          }
        } + dynamic))
  }

  package init(_ interface: Interface, mac: MAC, destination: Address) {
    self.interface = interface
    self.mac = mac
    content = .destination(destination)
  }

  package var settings: [Setting] {
    switch content {
    case .destination(let address): [Setting(.forwarding(.dst), [.address(address)])]
    case .settings(let settings): settings
    }
  }

  package var destination: Address? {
    switch content {
    case .destination(let address): address
    case .settings(let settings): settings.address(.forwarding(.dst))
    }
  }

  /// A MAC and a destination.
  package var isPlain: Bool {
    if case .destination = content { true } else { false }
  }

  package var isInBridge: Bool { has(.master) }

  package func has(_ option: ForwardingOption) -> Bool {
    switch content {
    case .destination: option == .dst
    case .settings(let settings): settings.contains { $0.option == .forwarding(option) }
    }
  }

  /// Zero and multicast MACs have a list of destinations, and are appended to; a unicast MAC has
  /// one, and is replaced. In a bridge's table every MAC is behind one port.
  package var isAppended: Bool { (mac.isZero || mac.isMulticast) && !isInBridge }

  /// Whether the MAC alone tells it apart from others of the device.
  var isKeyedByMAC: Bool { !isAppended && (isPlain || !has(.sourceVNI) && !has(.master)) }

  /// Which of the entries of a MAC it is.
  package var key: ForwardingEntry {
    let isAppended = isAppended
    if isAppended, isPlain { return self }
    var copy = self
    copy.content =
      isPlain
      ? .settings([])
      : Content(
        settings.filter { setting in
          guard case .forwarding(let option) = setting.option else { return false }
          return option.isKey(isAppended: isAppended)
        })
    return copy
  }

  /// The same for a comparison: flags and state belong to a MAC with all of its destinations, and
  /// the last who wrote them wins (`vxlan_fdb_update` in drivers/net/vxlan/vxlan_core.c).
  var comparable: ForwardingEntry { isAppended ? key : self }
}

extension ForwardingOption {
  /// Whether the kernel tells two entries of a MAC apart by it.
  fileprivate func isKey(isAppended: Bool) -> Bool {
    switch self {
    case .sourceVNI, .master: true
    case .dst, .port, .vni, .via, .nhid: isAppended
    case .dev, .self, .router, .externLearn, .sticky, .permanent, .static, .dynamic: false
    }
  }
}

extension ForwardingEntry {
  /// By what tells most apart: entries come by the hundred thousand.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(mac.number)
    hasher.combine(destination)
  }

  package func _rawHashValue(seed: Int) -> Int {
    mixed(mac.number, UInt64(truncatingIfNeeded: destination?.number ?? 0), seed: seed)
  }
}

extension NeighbourEntry {
  package func hash(into hasher: inout Hasher) { hasher.combine(address) }
  package func _rawHashValue(seed: Int) -> Int { address._rawHashValue(seed: seed) }
}

/// A neighbour that stays whether it answers or not.
package struct NeighbourEntry: Hashable, Sendable {
  package let interface: Interface
  package let address: Address
  private let content: Content

  /// Each of them has one form: a MAC alone stands without an array.
  private enum Content: Hashable, Sendable {
    case mac(MAC)
    case settings([Setting])
  }

  package init(_ interface: Interface, address: Address, settings: [Setting]) {
    self.interface = interface
    self.address = address
    let kept = inOrder(settings).filter {
      ![.neighbour(.permanent), .neighbour(.dev)].contains($0.option)
    }
    if kept.count == 1, kept[0].option == .neighbour(.lladdr),
      case .mac(let mac)? = kept[0].operands.first
    {
      content = .mac(mac)
    } else {
      content = .settings(kept)
    }
  }

  package init(_ interface: Interface, address: Address, mac: MAC) {
    self.interface = interface
    self.address = address
    content = .mac(mac)
  }

  package var settings: [Setting] {
    switch content {
    case .mac(let mac): [Setting(.neighbour(.lladdr), [.mac(mac)])]
    case .settings(let settings): settings
    }
  }

  package var mac: MAC? {
    switch content {
    case .mac(let mac): return mac
    case .settings(let settings):
      let option = DeviceOption.neighbour(.lladdr)
      guard case .mac(let mac)? = settings.first(where: { $0.option == option })?.operands.first
      else { return nil }
      return mac
    }
  }

  /// An address and a MAC.
  package var isPlain: Bool {
    if case .mac = content { true } else { false }
  }
}

/// Each option once, the first of it, in the order of the table.
func inOrder(_ settings: [Setting]) -> [Setting] {
  var ordered: [Setting] = []
  for setting in settings {
    let order = setting.option.order
    let place = ordered.firstIndex { $0.option.order >= order } ?? ordered.endIndex
    if place < ordered.endIndex, ordered[place].option.order == order { continue }
    ordered.insert(setting, at: place)
  }
  return ordered
}

extension [Setting] {
  fileprivate func address(_ option: DeviceOption) -> Address? {
    guard case .address(let address)? = first(where: { $0.option == option })?.operands.first
    else { return nil }
    return address
  }

  fileprivate func number(_ option: DeviceOption) -> UInt64? {
    guard case .number(let number)? = first(where: { $0.option == option })?.operands.first
    else { return nil }
    return number
  }
}

// What tells an entry apart from others, for the notes of an alias: it, its device unless that is
// the bridge of the device that bears the note, and options. The alias is short.

extension RouteEntry {
  func noteWords(on bridge: String?) -> [String] {
    let keys: [DeviceOption] = [.route(.metric), .route(.table)]
    let everything = Prefix(clamped: Address(family: family, number: 0), length: 0)
    return ["\(destination ?? everything)"] + interface.noteWords(on: bridge)
      + settings.filter { keys.contains($0.option) }.flatMap { $0.words(device: \.text) }
  }

  package func note(on bridge: String?) -> Ownership.Note { .entry(.route, noteWords(on: bridge)) }
}

extension ForwardingEntry {
  func noteWords(on bridge: String?) -> [String] {
    ["\(mac)"] + interface.noteWords(on: bridge)
      + key.settings.flatMap { $0.words(device: \.text) }
  }

  package func note(on bridge: String?) -> Ownership.Note {
    .entry(.forwarding, noteWords(on: bridge))
  }
}

extension NeighbourEntry {
  func noteWords(on bridge: String?) -> [String] {
    ["\(address)"] + interface.noteWords(on: bridge)
  }

  package func note(on bridge: String?) -> Ownership.Note {
    .entry(.neighbour, noteWords(on: bridge))
  }
}

extension Interface {
  fileprivate func noteWords(on bridge: String?) -> [String] {
    name == bridge ? [] : ["dev", name]
  }
}

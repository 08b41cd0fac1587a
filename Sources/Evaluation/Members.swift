import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

extension Evaluation {
  mutating func read(
    _ expanded: ExpandedMember, _ name: Located<String>, _ header: Header, _ shared: ExpandedItems
  ) -> Member {
    if case .plain(let member) = expanded, isPlain(name.value), !looksSwapped(member, header) {
      return read(member, name, header, shared)
    }
    let item = withSides(expanded.item, name)
    let left = read(item.options, at: .member)
    let right = read(item.right?.options ?? [], at: .memberOverlay)
    let isSwapped = reportSwapped(item, name, header)
    let overlay = isSwapped ? .unread : overlayAddresses(item.right?.values ?? [], header)
    let node = node(name.value)
    let underlay = isSwapped ? nil : underlay(item, name, node)
    let isPlain = item.isPlain && expanded.items.endpoints.isEmpty && node?.isPlain ?? true
    var member = Member(
      name: name, underlay: underlay ?? Located(.ipv4(0), name.range),
      addresses: MemberAddresses(overlay.prefixes),
      parts: isPlain
        ? plainParts(header, shared)
        : SharedParts(
          parts(Sides(left, right), name, node, overlay.prefixes, header, expanded.items, shared)),
      range: item.range)
    if underlay == nil { member.unread.insert(.underlay) }
    if !overlay.isWhole { member.unread.insert(.addresses) }
    if name.value.isEmpty { member.unread.insert(.name) }
    return member
  }

  /// Whether a member of this name has nothing of its node but an underlay address.
  private func isPlain(_ name: String) -> Bool {
    nodes.isEmpty || nodes[name].map { model.nodes[$0].isPlain } ?? true
  }

  private func node(_ name: String) -> Node? {
    nodes.isEmpty ? nil : nodes[name].map { model.nodes[$0] }
  }

  private mutating func read(
    _ plain: PlainMember, _ name: Located<String>, _ header: Header, _ shared: ExpandedItems
  ) -> Member {
    let overlay =
      plain.overlayPrefix ?? withLength(plain.overlay.value, plain.overlay.range, header)
    let underlay = unicast(plain.underlay, "the underlay")
    var member = Member(
      name: name, underlay: underlay ?? Located(.ipv4(0), name.range),
      addresses: .one(overlay), parts: plainParts(header, shared), range: plain.range)
    if underlay == nil { member.unread.insert(.underlay) }
    return member
  }

  /// Whether its addresses may stand on the wrong sides of the `->`, as far as these can tell.
  private func looksSwapped(_ plain: PlainMember, _ header: Header) -> Bool {
    !plain.hasLength && header.ipv4Subnet?.contains(plain.underlay.value) ?? false
  }

  /// The parts of all members of an overlay that say nothing of their own. Where something is to be
  /// told of them, each of the members tells it.
  private mutating func plainParts(_ header: Header, _ shared: ExpandedItems) -> SharedParts {
    if let commonParts { return commonParts }
    let before = additions
    let nobody = Located("", header.head)
    let made = SharedParts(
      parts(Sides(ReadOptions(), ReadOptions()), nobody, nil, [], header, ExpandedItems(), shared))
    if additions == before { commonParts = made }
    return made
  }

  /// What stands to the left and to the right of a member's `->`.
  private struct Sides {
    var left: ReadOptions
    var right: ReadOptions

    init(_ left: ReadOptions, _ right: ReadOptions) {
      self.left = left
      self.right = right
    }
  }

  private mutating func parts(
    _ sides: Sides, _ name: Located<String>, _ node: Node?, _ addresses: [Located<Prefix>],
    _ header: Header, _ own: ExpandedItems, _ shared: ExpandedItems
  ) -> MemberParts {
    let (left, right) = (sides.left, sides.right)
    var parts = MemberParts(device: deviceName(left, header))
    parts.bridge = bridge(left) ?? bridge(header.options)
    parts.docker = docker(left, header)
    parts.peers = peers(left, name, header.memberNames)
    parts.noPrefixRoute = noPrefixRoute(right, addresses)
    parts.underlayDevice = checkedDevice(left) ?? node?.device ?? checkedDevice(header.options)
    let items = read(own, shared, header, parts.device, Joint(left, header))
    parts.portSettings = portSettings(left, header)
    parts.local = left.address(.local) ?? node?.local ?? header.options.address(.local)
    parts.mtu = mtu(left, header)
    parts.settings = merged([
      plainSettings(left), node?.settings ?? [], plainSettings(header.options),
    ])
    parts.mac = right[.mac].flatMap { $0.values.first }.flatMap { mac($0, "a MAC") }
    (parts.namespaces, parts.ports) = (items.namespaces, items.ports)
    parts.containers = items.containers
    parts.reflector = left[.reflector]?.range
    return parts
  }

  private mutating func underlay(
    _ item: MemberItem, _ name: Located<String>, _ node: Node?
  ) -> Located<Address>? {
    if let written = item.underlay {
      return underlayAddress(written)
    }
    if let node {
      if let underlay = node.underlay { return underlay }
    }
    guard let (first, other) = writtenUnderlays[name.value] else {
      if brokenUnderlays.contains(name.value) || name.value.isEmpty { return nil }
      report(
        Diagnostic(
          .missingUnderlay, "\(printable(name.value)) has no underlay address", at: name.range,
          help: nodeHelp(name.value)))
      return nil
    }
    if let other {
      report(
        Diagnostic(
          .conflictingUnderlay,
          "\(printable(name.value)) takes its underlay from other overlays, which disagree",
          at: name.range, help: "write the underlay here, or declare it once with `node`"
        ).label(first.range, "\(first.value) here").label(other.range, "\(other.value) here"))
      return nil
    }
    return first
  }

  private mutating func nodeHelp(_ name: String) -> String {
    if nodes[name] != nil {
      return "write it here, or where the node is declared: `node \(printable(name)) 192.168.8.100`"
    }
    if !suggestions.areOver {
      let names = model.nodes.map(\.name.value)
      let near = suggestions.nearest(to: name, among: names)
      // The node of an import has its name behind a dot.
      if let near = names.first(where: { $0.hasSuffix(".\(name)") }) ?? near {
        return "did you mean the node `\(near)`?"
      }
    }
    return
      "write it after the name, or once for all overlays: `node \(printable(name)) 192.168.8.100`"
  }

  mutating func deviceName(_ left: ReadOptions, _ header: Header) -> Located<String> {
    let value = (left[.name] ?? header.options[.name])?.values.first
    return value.flatMap { newInterfaceName($0, "`name`") ?? asWritten($0) }
      ?? Located("vxlan\(header.vni.value)", header.vni.range)
  }

  /// What was written as a name and is none, which has been told: in a text with errors it stands for
  /// the thing all the same.
  func asWritten(_ name: Expression) -> Located<String>? {
    quietText(name).flatMap { $0 == "lo" ? nil : Located($0, name.range) }
  }

  mutating func bridge(_ options: ReadOptions) -> Bridge? {
    guard let item = options[.bridge], let value = item.values.first,
      let name = newInterfaceName(value, "`bridge`")
    else { return nil }
    let settings = read(item.group, at: .bridgeGroup).settings
    return Bridge(name: name, settings: merged([settings]))
  }

  mutating func portSettings(_ left: ReadOptions, _ header: Header) -> [Located<Setting>] {
    guard let item = left[.bridgeport] ?? header.options[.bridgeport] else { return [] }
    let joint = Joint(left, header)
    if joint.bridge == nil, joint.docker == nil {
      report(
        Diagnostic(
          .missingBridge, "`bridgeport` without a bridge", at: item.keyword.range,
          help: "write `bridge br0` in the header, or on the member"))
    }
    return merged([read(item.group, at: .bridgePortGroup).settings])
  }

  mutating func mtu(_ left: ReadOptions, _ header: Header) -> MTUChoice {
    guard let value = (left[.mtu] ?? header.options[.mtu])?.values.first else { return .automatic }
    if case .word("auto", _) = value { return .automatic }
    if let text = quietText(value), let (words, _) = withoutUnit(text, isTime: false) {
      report(
        Diagnostic(
          .wrongType, "`mtu` takes `auto` or a number of bytes, not `\(printable(text))`",
          at: value.range, help: "write `mtu \(words)`"
        ).guess(value.range, words))
      return .automatic
    }
    guard let number = integer(value, "`auto` or an MTU in bytes, 68..65535") else {
      return .automatic
    }
    guard (68...65535).contains(number.value) else {
      report(
        Diagnostic(
          .valueOutOfRange, "`mtu` takes 68 to 65535, not \(number.value)", at: number.range))
      return .automatic
    }
    return .bytes(Located(UInt32(number.value), number.range))
  }

  /// The first of each option wins; the result is in the order of the table.
  func merged(_ layers: [[Located<Setting>]]) -> [Located<Setting>] {
    var chosen: [Located<Setting>] = []
    for setting in layers.joined() {
      let order = setting.value.option.order
      let place = chosen.firstIndex { $0.value.option.order >= order } ?? chosen.endIndex
      if place < chosen.endIndex, chosen[place].value.option.order == order { continue }
      chosen.insert(setting, at: place)
    }
    return chosen
  }

  // MARK: Overlay addresses

  struct OverlayAddresses {
    static let unread = OverlayAddresses(prefixes: [], isWhole: false)

    var prefixes: [Located<Prefix>]
    /// Whether each value could be read.
    var isWhole: Bool
  }

  mutating func overlayAddresses(_ values: [Expression], _ header: Header) -> OverlayAddresses {
    let found = withoutNetmasks(values).map { overlayAddress($0, header) }
    return OverlayAddresses(
      prefixes: found.flatMap(\.self), isWhole: found.allSatisfy { !$0.isEmpty })
  }

  private mutating func overlayAddress(_ value: Expression, _ header: Header) -> [Located<Prefix>] {
    let value = unquoted(value, [.address, .prefix, .host])
    switch value {
    case .prefix(let prefix, let range): return [Located(prefix, range)]
    case .address(let address, let range): return [withLength(address, range, header)]
    case .host(let number, let range): return hosts(number, range, header)
    case .word, .string, .template, .integer, .mac, .variable, .boolean, .list, .negation,
      .operation, .index, .length, .missing:
      wrongType(value, "an overlay address such as 10.20.1.2/24 or .2")
      return []
    }
  }

  private mutating func withLength(
    _ address: Address, _ range: SourceRange, _ header: Header
  ) -> Located<Prefix> {
    if let subnet = header.subnet(of: address.family) {
      return Located(Prefix(clamped: address, length: subnet.length), range)
    }
    let length = address.family == .ipv4 ? 24 : 64
    reportFirst(
      Diagnostic(
        .assumedLength, "\(address) has no length: /\(length) is taken", at: range,
        help: "write `\(address)/\(length)`, or a `subnet` in the header"), address.family)
    return Located(Prefix(clamped: address, length: length), range)
  }

  private mutating func hosts(
    _ number: UInt64, _ range: SourceRange, _ header: Header
  ) -> [Located<Prefix>] {
    if header.subnets.isEmpty, header.options[.subnet] == nil {
      reportFirst(
        Diagnostic(
          .missingSubnet, "`.\(number)` is a host of the overlay's `subnet`, and there is none",
          at: range, help: "write `subnet 10.20.1.0/24` in the header"
        ).label(header.head, "in this header"))
      return []
    }
    return header.subnets.compactMap { subnet in
      if let prefix = subnet.value.host(UInt128(number)) { return Located(prefix, range) }
      report(
        Diagnostic(
          .outsideSubnet, "\(subnet.value) has no host .\(number)", at: range
        ).label(subnet.range, "the overlay's network"))
      return nil
    }
  }
}

extension MemberItem {
  /// Nothing but a name and addresses; what its block says is not looked at.
  fileprivate var isPlain: Bool { options.isEmpty && right?.options.isEmpty ?? true }
}

extension Node {
  /// Whether it gives its members nothing but an underlay address.
  fileprivate var isPlain: Bool { settings.isEmpty && device == nil && local == nil }
}

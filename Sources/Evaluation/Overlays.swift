import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

extension Evaluation {
  /// A `node` statement; the first of a name counts.
  mutating func declare(_ item: NodeItem) {
    guard let name = nodeName(item.name, "the name of a node") else { return }
    if let earlier = nodes[name.value] {
      reportTwice(name, model.nodes[earlier].name.range)
      return
    }
    let options = read(item.options, at: .node)
    let underlay = item.underlay.flatMap { underlayAddress($0) }
    if item.underlay != nil, underlay == nil { brokenUnderlays.insert(name.value) }
    var node = Node(
      name: name, underlay: underlay, device: checkedDevice(options),
      local: options.address(.local),
      settings: plainSettings(options), isForeign: options[.foreign] != nil)
    node.ssh = sshTarget(options)
    nodes[name.value] = model.nodes.count
    model.nodes.append(node)
  }

  private mutating func reportTwice(_ name: Located<String>, _ earlier: SourceRange) {
    let what = "the node \(printable(name.value))"
    guard let item = nodeNames.meeting(name.range, earlier, expansions) else {
      report(
        Diagnostic(.duplicateNode, "\(what) is declared twice", at: name.range, "again here")
          .label(earlier, "first here"))
      return
    }
    let isOurs = name.range.file == item.file
    report(
      Diagnostic(
        .nameClash, "this import brings \(what), which is here already", at: item,
        help: "give the import a name of its own: `import … as c`, and write `c.` before its names"
      ).label(isOurs ? name.range : earlier, "here already")
        .label(isOurs ? earlier : name.range, "what is imported"))
  }

  mutating func read(_ expanded: ExpandedOverlay) {
    let item = expanded.item
    commonParts = nil
    let options = read(item.options, at: .header)
    let vni = vni(item.vni)
    let header = header(
      item, vni ?? Located(0, item.vni.range), options,
      MemberNames(
        expanded.namesPeers ? expanded.members.compactMap { fullName($0.item.name) } : []))
    var overlay = Overlay(
      vni: header.vni, port: header.port, subnets: header.subnets, group: header.group,
      settings: plainSettings(options), head: header.head)
    overlay.isNumbered = vni != nil
    overlay.control = control(options)
    for member in expanded.members where isHeaderOption(member) {
      reportHeaderOption(member.item)
    }
    for endpoint in expanded.shared.endpoints { checkShared(endpoint) }
    var names = MemberTable()
    overlay.reserve(members: expanded.members.count)
    for member in expanded.members where !isHeaderOption(member) {
      let name = memberName(member)
      guard name.value.isEmpty || claim(name, overlay.members, &names) else {
        readAside(member.item)
        continue
      }
      overlay.append(read(member, name, header, expanded.shared))
    }
    if overlay.members.isEmpty { readMemberParts(of: header) }
    readTables(expanded, into: &overlay)
    finishRepeats()
    model.overlays.append(overlay)
  }

  /// What a header says of its members' devices is read with them; without any it is told of, too.
  private mutating func readMemberParts(of header: Header) {
    let nothing = ReadOptions()
    _ = deviceName(nothing, header)
    _ = bridge(header.options)
    _ = docker(nothing, header)
    _ = checkedDevice(header.options)
    _ = portSettings(nothing, header)
    _ = mtu(nothing, header)
  }

  /// A member that is there already: what can be told of it by itself.
  private mutating func readAside(_ member: MemberItem) {
    _ = read(member.options, at: .member)
    if let right = member.right { _ = read(right.options, at: .memberOverlay) }
  }

  private mutating func nodeName(_ expression: Expression, _ what: String) -> Located<String>? {
    guard let name = text(expression, what) else { return nil }
    guard name.value.isEmpty else { return name }
    report(Diagnostic(.invalidName, "\(what) is empty", at: name.range))
    return nil
  }

  /// Empty for what is no name, which has been told.
  private mutating func memberName(_ expanded: ExpandedMember) -> Located<String> {
    switch expanded {
    case .plain(let member):
      let place = member.nameRange
      return Located(nodeNames.full(member.name, at: place, expansions), place)
    case .other(let member, _):
      guard let name = nodeName(member.name, "the name of a member") else {
        return Located("", member.name.range)
      }
      return Located(fullName(member.name) ?? name.value, name.range)
    }
  }

  private func isHeaderOption(_ expanded: ExpandedMember) -> Bool {
    switch expanded {
    case .plain: false
    case .other(let item, _): isHeaderOption(item)
    }
  }

  /// Whether the member that comes next is the first of its name.
  private mutating func claim(
    _ name: Located<String>, _ members: [Member], _ names: inout MemberTable
  ) -> Bool {
    guard let earlier = names.earlier(name.value, members) else { return true }
    report(
      Diagnostic(
        .duplicateMember, "\(printable(name.value)) is a member of this overlay twice",
        at: name.range, "again here"
      ).label(members[earlier].name.range, "first here"))
    return false
  }

  private mutating func checkShared(_ endpoint: EndpointItem) {
    switch endpoint.kind {
    case .container:
      report(
        Diagnostic(
          .misplacedItem, "a `container` stands for one node alone", at: endpoint.keyword,
          help: "write it in the block of a member: `name underlay < … >`"))
    case .namespace, .port:
      guard let right = endpoint.right else { return }
      report(
        Diagnostic(
          .misplacedItem, "a `\(endpoint.kind.word)` with an address stands for one node alone",
          at: right.arrow, help: "write it in the block of a member: `name underlay < … >`"))
    }
  }

  private mutating func header(
    _ item: OverlayItem, _ vni: Located<UInt32>, _ options: ReadOptions, _ names: MemberNames
  ) -> Header {
    var port = Located(Overlay.standardPort, item.keyword)
    if let written = options.setting(.vxlan(.port)),
      case .number(let number)? = written.value.operands.first
    {
      port = Located(UInt16(truncatingIfNeeded: number), written.range)
    }
    let subnets = subnets(options)
    func subnet(_ family: Family) -> Prefix? {
      subnets.first { $0.value.family == family }?.value
    }
    return Header(
      vni: vni, port: port, subnets: subnets, group: options.address(.group), options: options,
      head: item.head, memberNames: names, ipv4Subnet: subnet(.ipv4), ipv6Subnet: subnet(.ipv6))
  }

  private mutating func vni(_ expression: Expression) -> Located<UInt32>? {
    if reportNamed(expression) { return nil }
    guard let number = integer(expression, "a VNI, 0 to 16777215") else { return nil }
    guard number.value >= 0, Bound.vni.contains(UInt64(number.value)) else {
      report(
        Diagnostic(
          .vniOutOfRange, "a VNI has 24 bits: 0 to 16777215, not \(number.value)",
          at: number.range))
      return nil
    }
    return Located(UInt32(number.value), number.range)
  }

  /// `overlay lan <`
  private mutating func reportNamed(_ expression: Expression) -> Bool {
    guard case .word(let word, let range) = expression, variableHelp(expression) == nil,
      interfaceNameProblem(word) == nil, !isOtherLiteral(word)
    else { return false }
    report(
      Diagnostic(
        .wrongType, "expected a VNI, 0 to 16777215, found \(expression.typePhrase)", at: range,
        help: "write `overlay 42 name \(word)`"))
    return true
  }

  private mutating func subnets(_ options: ReadOptions) -> [Located<Prefix>] {
    guard let item = options[.subnet] else { return [] }
    var subnets: [Located<Prefix>] = []
    for value in item.values {
      let value = unquoted(value, [.prefix])
      if reportLengthless(value) { continue }
      guard case .prefix(let prefix, let range) = value else {
        wrongType(value, "the overlay's network, a prefix such as 10.20.1.0/24")
        continue
      }
      if let problem = subnetProblem(prefix, range, subnets) {
        report(problem)
      } else {
        subnets.append(Located(prefix, range))
      }
    }
    return subnets
  }

  /// `subnet 10.20.1.0`: the zeros at its end say which network may be meant.
  private mutating func reportLengthless(_ value: Expression) -> Bool {
    guard case .address(let address, let range) = value else { return false }
    let length: Int
    switch address {
    case .ipv4(let number):
      length = max(8, min(24, 32 - number.trailingZeroBitCount / 8 * 8))
    case .ipv6: length = 64
    }
    let network = Prefix(clamped: address, length: length).network
    report(
      Diagnostic(
        .wrongType, "a network is a prefix, and \(address) has no length", at: range,
        help: "write `\(network)`, if that is the network"
      ).guess(range, network.description))
    return true
  }

  private func subnetProblem(
    _ prefix: Prefix, _ range: SourceRange, _ earlier: [Located<Prefix>]
  ) -> Diagnostic? {
    if let same = earlier.first(where: { $0.value.family == prefix.family }) {
      return Diagnostic(
        .invalidSubnet,
        "`subnet` takes one prefix of each family, and has two of \(prefix.family.word)",
        at: range
      ).label(same.range, "the first")
    }
    if prefix.network != prefix {
      return Diagnostic(
        .invalidSubnet, "\(prefix) is an address in a network, not the network itself", at: range
      ).guess(range, prefix.network.description)
    }
    if prefix.address.isMulticast {
      return Diagnostic(
        .invalidSubnet, "\(prefix) is a network of multicast addresses", at: range)
    }
    return nil
  }

  /// The settings that members inherit: all but those that have a place of their own in the model.
  func plainSettings(_ options: ReadOptions) -> [Located<Setting>] {
    options.settings.filter { setting in
      switch setting.value.option {
      case .vxlan(.port), .vxlan(.group), .vxlan(.local), .vxlan(.dev): false
      case .vxlan, .bridge, .bridgePort, .route, .forwarding, .neighbour: true
      }
    }
  }

  mutating func checkedDevice(_ options: ReadOptions) -> Located<String>? {
    guard let device = options.device else { return nil }
    if device.value == "lo" {
      report(
        Diagnostic(
          .reservedDevice, "`lo` cannot be the underlay device", at: device.range,
          help: "name the device that reaches the peers, or leave `dev` out: the route decides"))
      return nil
    }
    return device
  }

  mutating func underlayAddress(_ expression: Expression) -> Located<Address>? {
    address(expression, "the underlay").flatMap { unicast($0, "the underlay") }
  }

  /// An address that a host of the underlay can have.
  mutating func unicast(_ address: Located<Address>, _ what: String) -> Located<Address>? {
    address.value.isOrdinary ? address : checkedUnicast(address, what)
  }

  private mutating func checkedUnicast(
    _ address: Located<Address>, _ what: String
  ) -> Located<Address>? {
    if address.value.isMulticast {
      report(
        Diagnostic(
          .multicastUnderlay, "\(what) \(address.value) is a multicast address",
          at: address.range,
          help: "write the host's own address; a multicast group is `group` in the header"))
      return nil
    }
    if case .ipv6(let number) = address.value, number >> 32 == 0xffff {
      let written = Address.ipv4(UInt32(truncatingIfNeeded: number))
      report(
        Diagnostic(
          .invalidAddress, "\(address.value) is an IPv4 address in the form of IPv6",
          at: address.range, help: "write `\(written)`"))
      return nil
    }
    guard address.value.isUnicast, !address.value.isLoopback else {
      report(
        Diagnostic(
          .invalidAddress, "\(address.value) cannot be reached from another host",
          at: address.range))
      return nil
    }
    return address
  }
}

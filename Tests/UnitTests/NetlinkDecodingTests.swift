import Planning
import Testing
import Values
import Vocabulary

@testable import Netlink

// What dumps show, as settings and as entries.

private let underlay: UInt32 = 7

/// A link message as a dump would show it: `data` in the place for options of the kind.
private func dumped(_ kind: OptionKind, _ data: (inout MessageBuilder) -> Void) -> [UInt8] {
  var builder = MessageBuilder(MessageType.newLink, 2)
  builder.linkHeader(index: 9)
  builder.attribute(LinkAttribute.name, name: "x0")
  builder.nest(LinkAttribute.info) { builder in
    switch kind {
    case .vxlan, .bridge:
      builder.attribute(LinkInfoAttribute.kind, name: kind == .vxlan ? "vxlan" : "bridge")
      builder.nest(LinkInfoAttribute.data, data)
    case .bridgePort:
      builder.attribute(LinkInfoAttribute.portKind, name: "bridge")
      builder.nest(LinkInfoAttribute.portData, data)
    case .route, .forwarding, .neighbour: break
    }
  }
  return builder.request.bytes
}

private func underlayMessage() -> [UInt8] {
  var builder = MessageBuilder(MessageType.newLink, 2)
  builder.linkHeader(index: underlay)
  builder.attribute(LinkAttribute.name, name: "u0")
  return builder.request.bytes
}

private func decoded(_ message: [UInt8]) -> ObservedLink? {
  observedLink(in: message, namespace: nil, others: [underlayMessage()])
}

private func samples(_ shape: OperandShape) -> [Operand] {
  switch shape {
  case .number(let range), .hexNumber(let range):
    let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 3
    return [range.lowerBound, middle, range.upperBound].map { .number($0) }
  case .unicast, .underlayAddress, .overlayAddress:
    return [.address(.ipv4(0xc000_0201)), .address(.ipv6(0x2001_0db8 << 96 | 5))]
  case .multicast:
    return [.address(.ipv4(0xef01_0101)), .address(.ipv6(0xff05 << 112 | 5))]
  case .device: return [.device(.named("u0"))]
  case .mac, .bridgeGroup: return [.mac(MAC(0x0180_c200_0003))]
  }
}

/// Every form of every option of a device, with operands.
private func everySetting() -> [Setting] {
  DeviceOption.all.filter { !$0.row.kind.isEntry }.flatMap { option in
    option.row.forms.enumerated().flatMap { index, form in
      let lists = form.operands.reduce([[]]) { (lists: [[Operand]], shape) -> [[Operand]] in
        lists.flatMap { list in samples(shape).map { list + [$0] } }
      }
      return lists.map { Setting(option, form: index, Operands($0)) }
    }
  }
}

/// A value that another form has a word for decodes as that form: `ttl 0` is `ttl auto`.
private func preferred(_ setting: Setting) -> Setting {
  let forms = setting.option.row.forms
  guard case .number(let number) = setting.operands.first,
    let index = forms.firstIndex(where: {
      $0.operands.isEmpty && $0.attribute == setting.shape.attribute && $0.constant == number
    })
  else { return setting }
  return Setting(setting.option, form: index)
}

@Test func everyFormComesBack() {
  var count = 0
  for setting in everySetting() {
    let shape = setting.shape
    let message = dumped(setting.option.row.kind) { builder in
      switch shape.dump {
      case .same, .rounded, .never: builder.settings([setting]) { $0 == "u0" ? underlay : nil }
      case .one: builder.attribute(shape.attribute, [1])
      case .absent: break
      }
    }
    let expected: Setting? = shape.dump == .never ? nil : preferred(setting)
    #expect(decoded(message)?.setting(setting.option) == expected, "\(setting)")
    count += 1
  }
  print("netlink settings: \(count) came back")
  #expect(count >= 239)
}

@Test func allOptionsOfADeviceComeBackInTheOrderOfTheTable() {
  for kind in [OptionKind.vxlan, .bridge, .bridgePort] {
    let excluded: [DeviceOption] = [.vxlan(.group), .vxlan(.mcroute)]
    let settings = DeviceOption.all(of: kind).filter { !excluded.contains($0) }.compactMap {
      option in everySetting().first { $0.option == option }.map(preferred)
    }
    let message = dumped(kind) { $0.settings(settings) { $0 == "u0" ? underlay : nil } }
    let link = decoded(message)
    #expect((kind == .bridgePort ? link?.portSettings : link?.settings) == settings)
  }
}

@Test func aSwitchThatTheKernelDoesNotKnowIsNotDecoded() {
  let message = dumped(.bridge) { $0.attribute(46, [1, 0, 0, 0, 1, 0, 0, 0]) }
  let link = decoded(message)
  #expect(link?.setting(.bridge(.noLinklocalLearn))?.operands == [.number(1)])
  #expect(link?.setting(.bridge(.mcastVlanSnooping)) == nil)
}

@Test func hopLimitOfADump() {
  func ttl(_ number: UInt8, inherit: UInt8) -> Setting? {
    let message = dumped(.vxlan) {
      $0.attribute(5, [number])
      $0.attribute(28, [inherit])
    }
    return decoded(message)?.setting(.vxlan(.ttl))
  }
  #expect(ttl(64, inherit: 0) == Setting(.vxlan(.ttl), [.number(64)]))
  #expect(ttl(0, inherit: 0) == Setting(.vxlan(.ttl), form: 1))
  #expect(ttl(0, inherit: 1) == Setting(.vxlan(.ttl), form: 2))
}

@Test func anUnspecifiedAddressIsNoSetting() {
  let message = dumped(.vxlan) {
    $0.attribute(2, [0, 0, 0, 0])
    $0.attribute(17, [UInt8](repeating: 0, count: 16))
  }
  let link = decoded(message)
  #expect(link?.setting(.vxlan(.remote)) == nil)
  #expect(link?.setting(.vxlan(.local)) == nil)
}

@Test func aMinimalDeviceOfTheKernel() throws {
  let message = try NetlinkVector.named("reply_getlink_vxlan").message
  let link = try #require(observedLink(in: message, namespace: "n"))
  #expect(link.interface == Interface("vx0", in: "n"))
  #expect(link.index == 11)
  #expect(link.kind == .vxlan)
  #expect(link.mtu == 1500)
  #expect(!link.isUp)
  #expect(link.addressGeneration == 0)
  #expect(link.master == nil)
  #expect(
    link.settings.map { $0.words { _ in "" }.joined(separator: " ") } == [
      "id 42", "dstport 4789", "ttl auto", "tos 0x00", "df unset", "flowlabel 0",
      "label_policy fixed", "ageing 300", "maxaddress unlimited", "srcport 0 0", "learning",
      "noproxy", "norsc", "nol2miss", "nol3miss", "udpcsum", "noudp6zerocsumtx",
      "noudp6zerocsumrx", "noremcsumtx", "noremcsumrx", "noexternal", "novnifilter", "localbypass",
      "reserved_bits 0xf7ffffff000000ff",
    ])
}

private func recordedHost() throws -> Observed {
  var builder = ObservedBuilder()
  builder.add(
    namespace: nil, links: try NetlinkVector.named("dump_links").replyMessages,
    addresses: try NetlinkVector.named("dump_addrs").replyMessages,
    routes: try NetlinkVector.named("dump_routes6").replyMessages,
    forwarding: try NetlinkVector.named("dump_fdb").replyMessages,
    neighbours: try NetlinkVector.named("dump_neigh").replyMessages)
  return builder.observed
}

@Test func theDumpsOfAHost() throws {
  let observed = try recordedHost()
  #expect(observed.links.map(\.interface.name) == ["lo", "u1", "u0", "br0", "vx0"])
  let device = try #require(observed.link(Interface("vx0")))
  #expect(device.master == "br0")
  #expect(device.isUp)
  #expect(device.setting(.vxlan(.remote))?.operands == [.address(.ipv4(0xc000_0202))])
  #expect(device.setting(.vxlan(.dev))?.operands == [.device(.named("u0"))])
  #expect(device.setting(.bridgePort(.learning))?.form == 0)
  #expect(device.portSettings.count >= 20)
  #expect(observed.link(Interface("br0"))?.kind == .bridge)
  #expect(observed.link(Interface("lo"))?.isLoopback == true)
  let pair = [observed.link(Interface("u0")), observed.link(Interface("u1"))]
  #expect(pair[0]?.kind == .veth)
  #expect(pair[0]?.peerIndex == pair[1]?.index)
  #expect(pair[0]?.peerNamespaceID == nil)
  #expect(
    observed.addresses.prefix(2).map { "\($0.interface.name) \($0.prefix)" } == [
      "u0 192.0.2.1/24", "br0 10.0.0.1/24",
    ])
  #expect(observed.addresses.count == 4)
  #expect(observed.routes.count == 2)
  #expect(observed.routes.allSatisfy { $0.table == 254 && $0.gateway == nil })
}

/// What the kernel dumped, sent back to it, is byte for byte what it dumped.
@Test func recordedDumpsAreEncodedAgain() throws {
  var compared = 0
  for message in try NetlinkVector.named("dump_links").replyMessages {
    guard let link = observedLink(in: message, namespace: nil) else { continue }
    let info = Attributes(of: message, headerSize: LinkHeader.size).nested(LinkAttribute.info)
    for setting in link.settings + link.portSettings {
      if case .booleanBit = setting.shape.layout { continue }
      guard [.same, .rounded].contains(setting.shape.dump) else { continue }
      let isPort = setting.option.row.kind == .bridgePort
      let dumped = info.nested(isPort ? LinkInfoAttribute.portData : LinkInfoAttribute.data)
      var builder = MessageBuilder(0, 0)
      builder.settings([setting]) { UInt32($0.dropFirst(2)) }
      let sent = Attributes(of: builder.request.bytes, headerSize: 0)
      let attribute = setting.shape.attribute
      #expect(sent[attribute].map(Array.init) == dumped[attribute].map(Array.init), "\(setting)")
      compared += 1
    }
  }
  #expect(compared >= 70)
}

@Test func theTablesOfAHost() throws {
  let observed = try recordedHost()
  let own = observed.forwarding.filter { $0.interface.name == "vx0" && $0.master == nil }
  #expect(
    own.map { entry in
      ([entry.mac.description] + entry.entry.settings.flatMap { $0.words(device: \.text) })
        .joined(separator: " ")
    } == [
      "02:00:00:00:00:0a dst 192.0.2.2 static",
      "00:00:00:00:00:00 dst 192.0.2.2 via u0",
      "00:00:00:00:00:00 dst 192.0.2.3",
    ])
  #expect(own.allSatisfy { $0.flags & 2 != 0 })
  #expect(observed.forwarding.contains { $0.master == "br0" })
  let neighbour = observed.neighbours.first { $0.address == .ipv4(0x0a00_0002) }
  #expect(neighbour?.mac == MAC(0x0200_0000_000b))
  #expect(neighbour?.interface == Interface("br0"))
  #expect(neighbour?.state == 0x80)
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same cases in every run.
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Everything that reads bytes.
private func readAll(_ bytes: [UInt8]) {
  var builder = ObservedBuilder()
  for message in [bytes] + splitMessages(bytes) {
    _ = acknowledgement(in: message)
    _ = routeAnswer(in: message)
    builder.add(
      namespace: nil, links: [message], addresses: [message], routes: [message],
      forwarding: [message], neighbours: [message])
  }
  var indices = IndexTable(observed: builder.observed)
  _ = indices.assign(Interface("x"))
}

@Test func anyBytesAreRead() {
  var generator = Generator(state: 1)
  let types: [UInt8] = [2, 3, 16, 20, 24, 28]
  for round in 0..<4_000 {
    var bytes = (0..<Int.random(in: 0...96, using: &generator)).map { _ in
      // Small numbers are likely lengths and types.
      Bool.random(using: &generator)
        ? UInt8.random(in: 0...255, using: &generator)
        : UInt8.random(in: 0...20, using: &generator)
    }
    if bytes.count > 6 {
      bytes[4] = types[round % types.count]
      bytes[5] = 0
    }
    readAll(bytes)
  }
}

@Test func brokenDumpsAreRead() throws {
  var generator = Generator(state: 2)
  let names = ["dump_links", "dump_addrs", "dump_routes6", "dump_fdb", "dump_neigh"]
  let messages = try names.flatMap { try NetlinkVector.named($0).replyMessages }
  for round in 0..<3_000 {
    var bytes = messages[round % messages.count]
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let position = Int.random(in: 0..<bytes.count, using: &generator)
      bytes[position] = UInt8.random(in: 0...255, using: &generator)
    }
    readAll(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))))
  }
}

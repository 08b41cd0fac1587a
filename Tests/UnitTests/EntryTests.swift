import Planning
import Testing
import Values
import Vocabulary

@testable import Netlink

// Routes, forwarding entries and neighbours: what is sent and what a dump shows are the same entry.

private let hostLinks: [[UInt8]] = ["lo", "vx0", "u0"].enumerated().map { index, name in
  var builder = MessageBuilder(MessageType.newLink, 2)
  builder.linkHeader(index: UInt32(index + 1))
  builder.attribute(LinkAttribute.name, name: name)
  return builder.request.bytes
}

private func message(_ operation: Planning.Operation) throws -> [UInt8] {
  var builder = ObservedBuilder()
  builder.add(
    namespace: nil, links: hostLinks, addresses: [], routes: [], forwarding: [], neighbours: [])
  var indices = IndexTable(observed: builder.observed)
  let form = hostForm(of: operation, indices: &indices, descriptor: { _ in -1 }, hasIPv6: true)
  guard case .message(_, let request) = form else {
    throw NotExpressible(description: "\(form)")
  }
  return request.bytes
}

/// Every form of an option with each of some operands.
private func variants(_ option: DeviceOption, _ family: Family) -> [Setting] {
  option.row.forms.enumerated().map { index, form in
    Setting(option, form: index, Operands(form.operands.map { operand($0, family) }))
  }
}

private func operand(_ shape: OperandShape, _ family: Family) -> Operand {
  switch shape {
  case .number(let range), .hexNumber(let range): .number(range.lowerBound + 300)
  case .mac, .bridgeGroup: .mac(MAC(0x0200_0000_002a))
  case .device: .device(.named("u0"))
  case .unicast, .multicast, .underlayAddress, .overlayAddress:
    .address(family == .ipv4 ? .ipv4(0x0a14_0103) : .ipv6(0xfd20 << 112 | 3))
  }
}

/// Each option alone, and any two of them, as far as they do not exclude each other.
private func combinations(_ kind: OptionKind, _ family: Family) -> [[Setting]] {
  let named = ["dev", "encap", "id"]
  let options = DeviceOption.all(of: kind).filter { !named.contains($0.name) }
  let all = options.flatMap { variants($0, family) }
  var lists = [[]] + all.map { [$0] }
  for one in all {
    for other in all where other.option != one.option {
      let excluded = one.option.row.excludes + other.option.row.excludes
      if !excluded.contains(one.option), !excluded.contains(other.option) {
        lists.append([one, other])
      }
    }
  }
  return lists
}

@Test(arguments: Family.allCases) func routesComeBack(_ family: Family) throws {
  let network = Prefix(clamped: Address(family: family, number: 10 << 24), length: 24)
  let tunnel = [
    Setting(.route(.encap), form: family == .ipv4 ? 0 : 1), Setting(.route(.id), [.number(42)]),
    Setting(
      .route(.dst), [.address(family == .ipv4 ? .ipv4(0xc000_0203) : .ipv6(0xfd00 << 112 | 3))]),
  ]
  for settings in combinations(.route, family).filter({
    $0.allSatisfy { $0.option != .route(.dst) }
  })
    + [tunnel, tunnel + [variants(.route(.via), family)[0]]]
  {
    for destination in [network, nil] {
      let entry = RouteEntry(
        destination: destination, family: family, settings: settings, interface: Interface("vx0"))
      var builder = ObservedBuilder()
      builder.add(
        namespace: nil, links: hostLinks, addresses: [], routes: [try message(.addRoute(entry))],
        forwarding: [], neighbours: [])
      #expect(builder.observed.routes.first?.entry == entry, "\(entry)")
    }
  }
}

@Test(arguments: Family.allCases) func forwardingEntriesComeBack(_ family: Family) throws {
  for settings in combinations(.forwarding, family) {
    let entry = ForwardingEntry(
      Interface("vx0"), mac: MAC(0x5254_0000_0009), settings: settings)
    var bytes = try message(.addForwarding(entry))
    // What a dump tells a bridge's table by: NDA_MASTER.
    if entry.isInBridge { bytes += [8, 0, 9, 0, 3, 0, 0, 0] }
    var builder = ObservedBuilder()
    builder.add(
      namespace: nil, links: hostLinks, addresses: [], routes: [], forwarding: [lengthened(bytes)],
      neighbours: [])
    #expect(builder.observed.forwarding.first?.entry == entry, "\(entry)")
  }
}

@Test(arguments: Family.allCases) func neighboursComeBack(_ family: Family) throws {
  for settings in combinations(.neighbour, family) {
    let entry = NeighbourEntry(
      Interface("vx0"), address: Address(family: family, number: 10 << 24 | 9), settings: settings)
    var builder = ObservedBuilder()
    builder.add(
      namespace: nil, links: hostLinks, addresses: [], routes: [], forwarding: [],
      neighbours: [try message(.addNeighbour(entry))])
    #expect(builder.observed.neighbours.first?.entry == entry, "\(entry)")
  }
}

/// A bridge reads other bits back than were written, and the kernel's own entry of a remote has
/// others still.
@Test(arguments: [
  (UInt16(0xc0), ""), (0x80, ""), (0x82, ""), (0x42, "static"), (0x40, "static"),
  (0x02, "dynamic"), (0x04, "dynamic"),
])
func statesOfEntries(_ state: UInt16, _ word: String) throws {
  let entry = ForwardingEntry(
    Interface("vx0"), mac: MAC(0x5254_0000_0009), destination: .ipv4(0xc000_0202))
  var bytes = try message(.addForwarding(entry))
  bytes[24] = UInt8(state)
  var builder = ObservedBuilder()
  builder.add(
    namespace: nil, links: hostLinks, addresses: [], routes: [], forwarding: [bytes],
    neighbours: [])
  let settings = builder.observed.forwarding.first?.entry.settings ?? []
  let words = settings.filter { $0.option != .forwarding(.dst) }.flatMap { $0.words { _ in "" } }
  #expect(words.joined() == word)
}

private func lengthened(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  bytes.replace(at: 0, host: UInt32(bytes.count))
  return bytes
}

@Test func whatHoldsAnywayIsNoDifference() {
  let prefix = Prefix("fd30::/64")
  let via = Setting(.route(.via), [.address(.ipv6(0xfd20 << 112 | 3))])
  func route(_ settings: [Setting]) -> RouteEntry {
    RouteEntry(
      destination: prefix, family: .ipv6, settings: settings, interface: Interface("vx0"))
  }
  let plain = route([via])
  #expect(route([Setting(.route(.metric), [.number(1024)]), via]) == plain)
  #expect(route([via, Setting(.route(.table), [.number(254)])]) == plain)
  #expect(route([via, Setting(.route(.metric), [.number(5)])]) != plain)
  #expect(!route([Setting(.route(.metric), [.number(5)])]).collides(with: plain))
  #expect(route([]).collides(with: plain))

  let mac = MAC(0x5254_0000_0009)
  let dst = Setting(.forwarding(.dst), [.address(.ipv4(1))])
  let written = [dst, Setting(.forwarding(.self)), Setting(.forwarding(.permanent))]
  let entry = ForwardingEntry(Interface("vx0"), mac: mac, settings: written)
  #expect(entry == ForwardingEntry(Interface("vx0"), mac: mac, destination: .ipv4(1)))
  let other = ForwardingEntry(Interface("vx0"), mac: mac, destination: .ipv4(2))
  #expect(other.key == entry.key)
  let flood = ForwardingEntry(Interface("vx0"), mac: .zero, destination: .ipv4(1))
  #expect(flood.key != ForwardingEntry(Interface("vx0"), mac: .zero, destination: .ipv4(2)).key)
}

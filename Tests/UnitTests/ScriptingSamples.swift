import Diagnostics
import Planning
import Values
import Vocabulary

// Plans as `diff` gives them for an empty host, built by hand.

func scriptAddress(_ text: String) -> Address { Address(text)! }
func scriptPrefix(_ text: String) -> Prefix { Prefix(text)! }

/// A place in `mesh.vxl`, whose every line has 10 bytes here.
func scriptLine(_ number: Int) -> SourceRange {
  SourceRange(file: 0, lower: number * 10 - 10, upper: number * 10 - 5)
}

func scriptSource(_ range: SourceRange) -> (file: String, line: Int)? {
  ("mesh.vxl", Int(range.lower) / 10 + 1)
}

struct ScriptPlanBuilder {
  var plan: Plan

  init(node: String = "node1", underlays: [UnderlayMTU] = []) {
    plan = Plan(owner: "mesh", node: node, underlays: underlays)
  }

  mutating func add(_ operation: Operation, _ number: Int, follows: Bool = false) {
    plan.steps.append(Step(operation, range: scriptLine(number), followsCreation: follows))
  }

  mutating func make(
    _ link: Link, digest: String, notes: [Ownership.Note] = [], _ number: Int
  ) {
    add(.addLink(link), number)
    let ownership = Ownership(
      owner: plan.owner, node: plan.node, device: link.interface.name, digest: digest,
      notes: notes)
    add(.setAlias(link.interface, from: "", to: ownership.alias), number, follows: true)
  }
}

func scriptVXLANSettings(
  vni: UInt64, remote: String? = nil, group: String? = nil, local: String = "192.168.8.100",
  dev: DeviceReference? = .named("enp0s8"), more: [Setting] = []
) -> [Setting] {
  var settings = [
    Setting(.vxlan(.id), [.number(vni)]), Setting(.vxlan(.port), [.number(4789)]),
  ]
  if let remote { settings.append(Setting(.vxlan(.remote), [.address(scriptAddress(remote))])) }
  if let group { settings.append(Setting(.vxlan(.group), [.address(scriptAddress(group))])) }
  settings.append(Setting(.vxlan(.local), [.address(scriptAddress(local))]))
  if let dev { settings.append(Setting(.vxlan(.dev), [.device(dev)])) }
  return settings + more
}

/// Two members: the address on the device itself.
func pointToPointPlan(
  vni: UInt64 = 42, name: String = "vxlan0", digest: String = "aa", own: String = "10.20.1.2/24",
  more: [Setting] = []
) -> Plan {
  var builder = ScriptPlanBuilder()
  let device = Interface(name)
  builder.make(
    Link(
      device, .vxlan, settings: scriptVXLANSettings(vni: vni, remote: "192.168.8.101", more: more),
      mac: MAC("02:00:00:00:00:2a")), digest: digest, 1)
  builder.add(
    .addAddress(AddressEntry(device, scriptPrefix(own), skipsDetection: true)), 2)
  builder.add(.setUp(device), 1)
  return builder.plan
}

/// Three members, no `dev`: flooding by copies, and an MTU that the routes decide.
func replicatedPlan(peers: [String] = ["192.168.8.101", "192.168.8.102"]) -> Plan {
  var builder = ScriptPlanBuilder(underlays: [
    UnderlayMTU(device: nil, peers: peers.map { scriptAddress($0) }, family: .ipv4)
  ])
  let device = Interface("vxlan42")
  builder.make(
    Link(
      device, .vxlan, settings: scriptVXLANSettings(vni: 42, dev: nil),
      mac: MAC("02:00:00:00:00:2a"),
      mtu: .underlay(0)), digest: "bb", 1)
  for (index, peer) in peers.enumerated() {
    builder.add(
      .addForwarding(ForwardingEntry(device, mac: .zero, destination: scriptAddress(peer))),
      3 + index)
  }
  builder.add(
    .addForwarding(
      ForwardingEntry(device, mac: MAC("52:54:00:00:00:09")!, destination: scriptAddress(peers[0]))),
    9)
  builder.add(
    .addAddress(AddressEntry(device, scriptPrefix("10.20.1.2/24"), skipsDetection: true)), 2)
  builder.add(
    .addAddress(AddressEntry(device, scriptPrefix("fd20::2/64"), skipsDetection: true)), 2)
  builder.add(.setUp(device), 1)
  return builder.plan
}

/// A bridge with a namespace and a port of the host.
func bridgedPlan(
  digest: String = "cc", group: String? = "239.1.1.1", dev: DeviceReference = .named("enp0s8"),
  gateway: String = "10.20.1.1", port: String = "enp0s9", options: [Setting] = []
) -> Plan {
  var builder = ScriptPlanBuilder(underlays: [UnderlayMTU(device: dev, peers: [], family: .ipv4)])
  let device = Interface("vxlan0")
  let bridge = Interface("br0")
  let veth = Interface("foo")
  let inner = Interface("eth0", in: "container")
  builder.make(
    Link(
      device, .vxlan, settings: scriptVXLANSettings(vni: 42, group: group, dev: dev),
      mac: MAC("02:00:00:00:00:2a")), digest: digest, 1)
  builder.add(.stopLinkLocal(device), 1, follows: true)
  builder.make(
    Link(bridge, .bridge, mac: MAC("02:00:00:00:00:2b")), digest: "dd",
    notes: [.namespace("container"), .port(port), .up(port)], 1)
  builder.add(.setMaster(device, from: nil, to: "br0"), 1)
  if !options.isEmpty { builder.add(.setPortOptions(device, from: [], to: options), 1) }
  builder.add(.setMTU(bridge, from: .unset, to: .underlay(0)), 1)
  builder.add(
    .addAddress(AddressEntry(bridge, scriptPrefix("10.20.1.1/24"), skipsDetection: true)), 2)
  builder.add(.setUp(device), 1)
  builder.add(.setUp(bridge), 1)
  builder.add(.addNamespace("container"), 3)
  builder.add(.setUp(Interface("lo", in: "container")), 3)
  builder.make(
    Link(
      veth,
      .veth(peer: inner, peerMAC: MAC("02:00:00:00:00:2d"), peerMTU: .underlay(0)),
      mac: MAC("02:00:00:00:00:2c"), mtu: .underlay(0)), digest: "ee", 3)
  builder.add(.setMaster(veth, from: nil, to: "br0"), 3)
  builder.add(
    .addAddress(AddressEntry(inner, scriptPrefix("10.20.1.2/24"), skipsDetection: true)), 3)
  builder.add(.setUp(inner), 3)
  builder.add(.setUp(veth), 3)
  builder.add(
    .addRoute(RouteEntry(destination: nil, gateway: scriptAddress(gateway), interface: inner)), 3)
  builder.add(.setMaster(Interface(port), from: nil, to: "br0"), 4)
  builder.add(.setUp(Interface(port)), 4)
  return builder.plan
}

/// The steps of several plans as one.
func joinedPlan(_ plans: Plan...) -> Plan {
  var plan = plans[0]
  plan.steps = plans.flatMap(\.steps)
  return plan
}

/// Over IPv6: with one peer its `remote`, else entries.
func ipv6Plan(peers: [String]) -> Plan {
  var builder = ScriptPlanBuilder(underlays: [
    UnderlayMTU(device: nil, peers: peers.map { scriptAddress($0) }, family: .ipv6)
  ])
  let device = Interface("vxlan6")
  builder.make(
    Link(
      device, .vxlan,
      settings: scriptVXLANSettings(
        vni: 6, remote: peers.count == 1 ? peers[0] : nil, local: "fd08::100", dev: nil),
      mac: MAC("02:00:00:00:00:06"), mtu: .underlay(0)), digest: "66", 1)
  for peer in peers where peers.count > 1 {
    builder.add(
      .addForwarding(ForwardingEntry(device, mac: .zero, destination: scriptAddress(peer))), 2)
  }
  builder.add(
    .addAddress(AddressEntry(device, scriptPrefix("fd20::6/64"), skipsDetection: true)), 2)
  builder.add(.setUp(device), 1)
  return builder.plan
}

/// As `pointToPointPlan`, with a third member.
func threeMembersPlan() -> Plan {
  var plan = pointToPointPlan()
  guard case .addLink(var link) = plan.steps[0].operation else { return plan }
  link.settings.removeAll { $0.option == .vxlan(.remote) }
  plan.steps[0].operation = .addLink(link)
  for peer in ["192.168.8.101", "192.168.8.102"] {
    plan.steps.append(
      Step(
        .addForwarding(
          ForwardingEntry(link.interface, mac: .zero, destination: scriptAddress(peer))),
        range: scriptLine(3)))
  }
  return plan
}

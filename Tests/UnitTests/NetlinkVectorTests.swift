import Netlink
import Planning
import Testing
import Values
import Vocabulary

// Our messages are the recorded messages of `ip` and `bridge`.

/// What our operations do not say, and why.
let notExpressible: [String: String] = [
  "vxlan_dsfield_af11": "traffic classes by name: ours are numbers",
  "vxlan_ageing_none": "the table begins ageing at 1",
  "vxlan_ageing_0": "the table begins ageing at 1",
  "vxlan_family_inet6": "an IPv6 device without addresses: ours always have a local address",
  "vxlan_family_inet": "an all-zero local address: ours always have one",
  "vxlan_mtu_mac_up": "up is a step of its own",
  "vxlan_master_at_create": "the master is a step of its own",
  "vxlan_netns_at_create": "a device is made in its own namespace",
  "vxlan_alias_group_txq": "queue lengths and groups",
  "veth_minimal": "the peer always has a name",
  "veth_peer_netns_pid": "namespaces have names",
  "veth_up": "up is a step of its own",
  "veth_both_netns": "sent from the end without a namespace name",
  "set_netns_name": "devices do not move",
  "set_netns_pid": "devices do not move",
  "set_multi": "several steps",
  "set_arp_off": "not in the language",
  "set_promisc_on": "not in the language",
  "set_txqueuelen": "not in the language",
  "set_gso_max": "not in the language",
  "set_mac": "a MAC is set at creation",
  "set_name": "not in the language",
  "addr_add4_peer": "not in the language",
  "addr_add4_metric": "not in the language",
  "addr_add4_lft": "not in the language",
  "addr_replace4": "addresses are added",
  "route_add4_mtu": "not in the language",
  "route_add4_mtu_lock": "not in the language",
  "route_add4_proto_scope": "not in the language",
  "route_add4_blackhole": "not in the language",
  "route_append4": "routes are added",
  "route_replace4": "routes are added",
  "route_replace6": "routes are added",
  "route_del6": "ours names the gateway and the device",
  "fdb_flush_dev": "entries are deleted one by one",
  "fdb_flush_br": "entries are deleted one by one",
  "fdb_br_vx_self_master": "an item is for one table",
  "fdb_br_vlan": "not in the language",
  "fdb_br_self_local": "`local` is `permanent` in other words",
  "fdb_activity": "not in the language",
  "neigh_noarp": "neighbours are permanent",
  "neigh_extern_learn": "neighbours are permanent",
  "neigh_proxy": "not in the language",
  "neigh_managed": "not in the language",
]

private let groups = [
  "vxlan-create", "bridge-create", "bridge-port", "veth", "link-set", "link-del", "addr", "route",
  "fdb", "fdb-bridge", "neigh",
]

private func host() -> IndexTable {
  var observed = Observed()
  for (index, name) in ["lo", "u0", "v0", "v1", "vx0", "br0"].enumerated() {
    observed.links.append(
      ObservedLink(interface: Interface(name), index: UInt32(index + 1), kind: .other("")))
  }
  return IndexTable(observed: observed)
}

private func encode(_ operation: Planning.Operation) throws -> Request {
  var indices = host()
  let form = hostForm(of: operation, indices: &indices, descriptor: { _ in 4 }, hasIPv6: true)
  guard case .message(namespace: nil, let request) = form else {
    throw NotExpressible(description: "\(form)")
  }
  return request
}

/// What iproute2 always sends and we do not (LEARNING), and what it leaves to the kernel and we do
/// not (the output device).
/// Their `add` where we replace, so that a repetition is harmless: CREATE and REPLACE in place of
/// CREATE and EXCL.
private func asReplaced(_ vector: NetlinkVector) -> [UInt8] {
  var message = vector.message
  if ["fdb", "fdb-bridge", "neigh"].contains(vector.group), message[6] == 0x05, message[7] == 0x06 {
    message[7] = 0x05
  }
  return message
}

private func omissions(_ vector: NetlinkVector) -> Set<String> {
  let words = vector.command.split(separator: " ")
  var omitted: Set<String> = []
  if vector.group == "vxlan-create", !words.contains("learning"), !words.contains("nolearning") {
    omitted.insert("18.2.7")
  }
  if vector.group == "route", !words.contains("dev") { omitted.insert("4") }
  return omitted
}

@Test func messagesAreThoseOfIproute2() throws {
  var compared = 0
  var left = 0
  for vector in try NetlinkVector.load() where groups.contains(vector.group) {
    if notExpressible[vector.name] != nil {
      left += 1
      continue
    }
    let asked: Planning.Operation
    do { asked = try operation(forCommand: vector.command) } catch {
      Issue.record("\(vector.name): \(vector.command): \(error)")
      continue
    }
    let omitted = omissions(vector)
    let ours = NetlinkTree(try encode(asked).bytes, omitting: omitted).text
    let theirs = NetlinkTree(asReplaced(vector), omitting: omitted).text
    #expect(ours == theirs, "\(vector.name): \(vector.command)")
    compared += 1
  }
  print("netlink vectors: \(compared) compared, \(left) not expressible")
  #expect(compared >= 137)
  #expect(left == notExpressible.count)
}

/// Options that iproute2 has no word for.
@Test(arguments: [
  (
    "raw_vxlan_label_policy_inherit",
    [
      Setting(.vxlan(.local), [.address(.ipv6(0x2001_0db8 << 96 | 1))]),
      Setting(.vxlan(.labelPolicy), form: 1),
    ]
  ),
  (
    "raw_vxlan_remcsum_nopartial",
    [
      Setting(.vxlan(.remcsumrx)), Setting(.vxlan(.remcsumNoPartial)),
    ]
  ),
])
func messagesOfOptionsWithoutSpelling(_ name: String, _ settings: [Setting]) throws {
  let identity = [
    Setting(.vxlan(.id), [.number(42)]), Setting(.vxlan(.port), [.number(4789)]),
  ]
  let link = Link(Interface("vx0"), .vxlan, settings: identity + settings)
  let ours = NetlinkTree(try encode(.addLink(link)).bytes, omitting: ["18.2.7"]).text
  let theirs = NetlinkTree(try NetlinkVector.named(name).message, omitting: ["18.2.7"]).text
  #expect(ours == theirs)
}

@Test func theOppositesAreTheSameMessages() throws {
  let start = NetlinkTree(try encode(.startLinkLocal(Interface("v0"))).bytes).text
  #expect(start.contains("26.10.8 [0]"))
  let route = RouteEntry(
    destination: Prefix("10.1.0.0/16"), gateway: .ipv4(0x0a00_0002), interface: Interface("v0"))
  let deletion = NetlinkTree(try encode(.deleteRoute(route)).bytes).text
  #expect(deletion.hasPrefix("type 25 flags 5 length true [2, 16, 0, 0, 254, 0, 255, 0,"))
}

@Test func offsetsAreTracedToOptions() throws {
  let settings = [
    Setting(.vxlan(.id), [.number(42)]), Setting(.vxlan(.ttl), [.number(64)]),
  ]
  let request = try encode(.addLink(Link(Interface("vx0"), .vxlan, settings: settings)))
  let offset = try #require(request.optionOffsets.last?.offset)
  #expect(request.option(atOffset: offset) == .vxlan(.ttl))
  #expect(Array(request.bytes[offset..<offset + 5]) == [5, 0, 5, 0, 64])
  #expect(request.option(atOffset: 0) == nil)
}

@Test func switchesShareOneAttribute() throws {
  let settings = [
    Setting(.bridge(.noLinklocalLearn), [.number(1)]),
    Setting(.bridge(.mcastVlanSnooping), [.number(0)]),
  ]
  let bytes = try encode(.addLink(Link(Interface("b"), .bridge, settings: settings))).bytes
  #expect(NetlinkTree(bytes).text.contains("18.2.46 [1, 0, 0, 0, 3, 0, 0, 0]"))
}

@Test func unknownDevicesAreReported() throws {
  var indices = host()
  func form(_ operation: Planning.Operation) -> HostForm {
    hostForm(of: operation, indices: &indices, descriptor: { _ in 4 }, hasIPv6: false)
  }
  let dev = Setting(.vxlan(.dev), [.device(.named("w9"))])
  for operation: Planning.Operation in [
    .setUp(Interface("w9")), .setMaster(Interface("vx0"), from: nil, to: "w9"),
    .addLink(Link(Interface("vx1"), .vxlan, settings: [dev])),
  ] {
    guard case .unknownDevice(Interface("w9")) = form(operation) else {
      Issue.record("\(operation)")
      continue
    }
  }
  guard case .nothing = form(.stopLinkLocal(Interface("vx0"))) else {
    Issue.record("without IPv6 nothing is sent")
    return
  }
}

@Test func indicesAreFarAboveTheHighest() {
  var indices = host()
  #expect(indices[Interface("br0")] == 6)
  #expect(indices.assign(Interface("a")) == 1006)
  #expect(indices.assign(Interface("a", in: "n")) == 1007)
  #expect(indices[Interface("a")] == 1006)
}

@Test func aPairIsSentFromTheEndWithoutANamespaceName() throws {
  var indices = host()
  let near = Interface("i0", in: "blue")
  let link = Link(near, .veth(peer: Interface("o0"), peerMAC: nil, peerMTU: .unset))
  let form = hostForm(
    of: .addLink(link), indices: &indices, descriptor: { $0 == "blue" ? 7 : -1 }, hasIPv6: true)
  guard case .message(namespace: nil, let request) = form else {
    Issue.record("\(form)")
    return
  }
  let text = NetlinkTree(request.bytes).text
  #expect(text.contains("\n3 o0"))
  #expect(text.contains("18.2.1.3 i0"))
  #expect(text.contains("18.2.1.28 true"))
  #expect(indices[near] != nil)
}

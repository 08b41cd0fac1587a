import Planning
import Values

/// The operations that join the nodes of a lab: a bridge, a veth pair for each underlay device, and
/// one for each port. Namespaces in them are nodes.
func underlaySteps(_ blueprint: Blueprint) -> [Operation] {
  let bridge = Interface("underlay")
  var operations: [Operation] = [
    .addLink(Link(bridge, .bridge, mac: mac("underlay"))),
    .setUp(bridge),
  ]
  var count = 0
  for host in blueprint.hosts {
    operations.append(.setUp(Interface("lo", in: host.name)))
    for device in host.devices {
      operations += join(device, of: host.name, Interface("node\(count)"), bridge)
      count += 1
    }
    if !host.ports.isEmpty {
      operations.append(.setUp(Interface("lo", in: Laboratory.behind(host.name))))
    }
    for port in host.ports { operations += make(port, of: host.name) }
  }
  return operations
}

private func join(
  _ device: Blueprint.UnderlayDevice, of node: String, _ outer: Interface, _ bridge: Interface
) -> [Operation] {
  let inner = Interface(device.name, in: node)
  let pair = Link(
    outer, .veth(peer: inner, peerMAC: mac("\(node) \(device.name)"), peerMTU: .unset),
    mac: mac("outer \(node) \(device.name)"))
  return [
    .addLink(pair), .setMaster(outer, from: nil, to: bridge.name), .setUp(outer),
  ]
    + device.addresses.map {
      .addAddress(AddressEntry(inner, $0, skipsDetection: $0.family == .ipv6))
    }
    + [.setUp(inner)]
}

/// A port's device in the node, down as it would be found, and what is behind it.
private func make(_ port: Blueprint.Port, of node: String) -> [Operation] {
  let behind = Interface(port.device, in: Laboratory.behind(node))
  let device = Interface(port.device, in: node)
  let pair = Link(
    device,
    .veth(
      peer: behind, peerMAC: port.mac ?? mac("\(node) behind \(port.device)"),
      peerMTU: .bytes(port.mtu)),
    mac: mac("\(node) \(port.device)"))
  return [.addLink(pair)]
    + port.addresses.map {
      .addAddress(AddressEntry(behind, $0, skipsDetection: $0.family == .ipv6))
    }
    + [.setUp(behind)]
}

/// The addresses that a device reaches on the link, with the MACs that their devices were given.
func underlayNeighbours(
  of device: Blueprint.UnderlayDevice, on node: String, _ blueprint: Blueprint
) -> [(address: Address, mac: MAC)] {
  blueprint.hosts.filter { $0.name != node }.flatMap { host in
    host.devices.flatMap { other in
      other.addresses.filter { address in
        device.addresses.contains { $0.contains(address.address) }
      }.map { ($0.address, mac("\(host.name) \(other.name)")) }
    }
  }
}

/// The lab's own devices have MACs that are the same each time.
private func mac(_ role: String) -> MAC {
  MAC.derived(vni: 0, port: 0, node: "lab", role: .veth(role))
}

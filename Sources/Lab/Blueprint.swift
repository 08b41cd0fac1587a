import Diagnostics
package import Planning
package import Topology
import Values

/// What a lab consists of, from the recipe alone: hosts with their underlay devices, what stands
/// behind their ports, and who should reach whom.
package struct Blueprint: Sendable {
  /// A device of a host that is joined to the lab's own bridge.
  struct UnderlayDevice: Sendable, Equatable {
    var name: String
    /// With a length that makes every peer a neighbour on the link.
    var addresses: [Prefix]
  }

  /// A `port` of the recipe, with what is behind it.
  struct Port: Sendable, Equatable {
    var device: String
    var addresses: [Prefix]
    var mac: MAC?
    /// What the overlay leaves: bytes.
    var mtu: UInt32
  }

  struct HostPart: Sendable, Equatable {
    var name: String
    var devices: [UnderlayDevice]
    var ports: [Port]
  }

  package var nodes: [String] { hosts.map(\.name) }
  /// What of the recipe the lab cannot show, in words.
  package var limits: [String] = []
  var hosts: [HostPart]
  package var endpoints: [Endpoint]
  /// Who talks to whom by the recipe.
  var reach: Reach

  /// With `only`, for the overlays of that VNI alone.
  package init(_ whole: Model, only vni: UInt32? = nil) {
    var model = whole
    if let vni { model.overlays.removeAll { $0.vni.value != vni } }
    let foreign = Set(model.nodes.filter(\.isForeign).map(\.name.value))
    var parts: [String: [(Overlay, Member)]] = [:]
    for overlay in model.overlays {
      for member in overlay.members {
        parts[member.name.value, default: []].append((overlay, member))
      }
    }
    let names = model.hostNames.filter { parts[$0] != nil && !foreign.contains($0) }
    hosts = names.map { hostPart($0, parts[$0] ?? []) }
    endpoints = Endpoint.all(of: model).filter { !foreign.contains($0.node) }
    reach = Reach(model)
    for overlay in model.overlays { limits += Blueprint.limits(of: overlay) }
    for name in model.hostNames where parts[name] != nil && foreign.contains(name) {
      limits.append("\(printable(name)) is `foreign`: others run it, and the lab does without")
    }
  }
}

extension Blueprint {
  private static func limits(of overlay: Overlay) -> [String] {
    var limits: [String] = []
    let vni = overlay.vni.value
    if overlay.isExternal {
      limits.append(
        "overlay \(vni) is `external`: where its packets go is told by routes and entries, so nobody is asked"
      )
    }
    if overlay.members.contains(where: \.hasAddressWithoutRoute) {
      limits.append(
        "overlay \(vni) has addresses with `noprefixroute`: who reaches them is told by routes, so nobody is asked"
      )
    }
    if overlay.members.contains(where: { $0.local != nil && $0.local?.value != $0.underlay.value })
    {
      limits.append(
        "overlay \(vni) has members with `local`: in the lab they have both addresses, without the translation between them"
      )
    }
    return limits
  }
}

private func hostPart(_ name: String, _ parts: [(Overlay, Member)]) -> Blueprint.HostPart {
  var names: [String] = []
  var own: [String: [Address]] = [:]
  var peers: [String: [Address]] = [:]
  var ports: [Blueprint.Port] = []
  for (overlay, member) in parts {
    let device = member.underlayDevice?.value ?? "eth0"
    if !names.contains(device) { names.append(device) }
    for address in [member.underlay.value, member.source.value]
    where own[device]?.contains(address) != true {
      own[device, default: []].append(address)
    }
    peers[device, default: []] += overlay.members.flatMap { [$0.underlay.value, $0.source.value] }
    for port in member.ports where !ports.contains(where: { $0.device == port.device.value }) {
      ports.append(
        Blueprint.Port(
          device: port.device.value, addresses: port.addresses.map(\.value), mac: port.mac?.value,
          mtu: mtu(member, overlay)))
    }
  }
  let devices = names.map { device in
    Blueprint.UnderlayDevice(
      name: device,
      addresses: (own[device] ?? []).map { onLink($0, with: peers[device] ?? []) })
  }
  return Blueprint.HostPart(name: name, devices: devices, ports: ports)
}

/// The lab's underlay is an Ethernet of 1500 bytes.
private func mtu(_ member: Member, _ overlay: Overlay) -> UInt32 {
  switch member.mtu {
  case .bytes(let bytes): bytes.value
  case .automatic: UnderlayMTU(device: nil, peers: [], family: overlay.family).standard
  }
}

/// The address with the greatest length at which all peers of its family lie in its network, and
/// none of them is the network's own or its broadcast address.
func onLink(_ address: Address, with peers: [Address]) -> Prefix {
  if address.isLinkLocalIPv6 { return Prefix(clamped: address, length: 64) }
  let peers = peers.filter { $0.family == address.family && !$0.isLinkLocalIPv6 }
  let low = peers.min() ?? address
  let high = peers.max() ?? address
  var length = address.family.bits
  while length > 0 {
    let prefix = Prefix(clamped: address, length: length)
    let ends = [prefix.network.address, prefix.last]
    let isClear = address.family == .ipv6 || length > 30 || !peers.contains { ends.contains($0) }
    if prefix.contains(low), prefix.contains(high), isClear, length <= address.family.bits - 2 {
      return prefix
    }
    length -= 1
  }
  return Prefix(clamped: address, length: 0)
}

extension Prefix {
  /// 0.0.0.0/8 and wider: the kernel makes no route for such an address (`fib_add_ifaddr`,
  /// net/ipv4/fib_frontend.c).
  var isInZeroNetwork: Bool {
    family == .ipv4 && length < 32 && network.address.number >> 24 == 0
  }
}

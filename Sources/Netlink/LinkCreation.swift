import Planning
import Values
import Vocabulary

/// RTM_NEWLINK that makes a device, with the ifindex of our choice.
func addLink(
  _ link: Link, _ indices: inout IndexTable, _ descriptor: (String) -> Int32
) -> HostForm {
  let namespace = link.interface.namespace
  if let missing = unknownDevice(in: link.settings, namespace: namespace, indices: indices) {
    return .unknownDevice(missing)
  }
  switch link.kind {
  case .vxlan: return addDevice(link, kind: "vxlan", &indices)
  case .bridge: return addDevice(link, kind: "bridge", &indices)
  case .veth(let peer, let peerMAC, let peerMTU):
    let near = VethEnd(interface: link.interface, mac: link.mac, mtu: link.mtu)
    let far = VethEnd(interface: peer, mac: peerMAC, mtu: peerMTU)
    return addVeth(near, far, &indices, descriptor)
  }
}

private func addDevice(_ link: Link, kind: String, _ indices: inout IndexTable) -> HostForm {
  let namespace = link.interface.namespace
  let index = indices.assign(link.interface)
  let known = indices
  var builder = MessageBuilder(MessageType.newLink, MessageFlags.create)
  builder.linkHeader(index: index)
  builder.identity(link.interface.name, link.mac, link.mtu)
  builder.nest(LinkAttribute.info) { builder in
    builder.attribute(LinkInfoAttribute.kind, name: kind)
    guard !link.settings.isEmpty else { return }
    builder.nest(LinkInfoAttribute.data) { builder in
      builder.settings(link.settings) { known[Interface($0, in: namespace)] }
    }
  }
  return .message(namespace: namespace, builder.request)
}

private struct VethEnd {
  var interface: Interface
  var mac: MAC?
  var mtu: MTU
}

/// A pair is sent from the end that has no name for its namespace, because only a named one has a
/// descriptor.
private func addVeth(
  _ near: VethEnd, _ far: VethEnd, _ indices: inout IndexTable, _ descriptor: (String) -> Int32
) -> HostForm {
  if near.interface.namespace != nil, far.interface.namespace == nil {
    return addVeth(far, near, &indices, descriptor)
  }
  let index = indices.assign(near.interface)
  let peerIndex = indices.assign(far.interface)
  var builder = MessageBuilder(MessageType.newLink, MessageFlags.create)
  builder.linkHeader(index: index)
  builder.identity(near.interface.name, near.mac, near.mtu)
  builder.nest(LinkAttribute.info) { builder in
    builder.attribute(LinkInfoAttribute.kind, name: "veth")
    builder.nest(LinkInfoAttribute.data) { builder in
      builder.nest(vethPeerAttribute) { builder in
        builder.linkHeader(index: peerIndex)
        builder.identity(far.interface.name, far.mac, far.mtu)
        if let namespace = far.interface.namespace, namespace != near.interface.namespace {
          let number = UInt32(bitPattern: descriptor(namespace))
          builder.attribute(LinkAttribute.namespaceDescriptor, number: number)
        }
      }
    }
  }
  return .message(namespace: near.interface.namespace, builder.request)
}

extension MessageBuilder {
  /// What every device is created with: its name, and the MAC and the MTU if they are known.
  fileprivate mutating func identity(_ name: String, _ mac: MAC?, _ mtu: MTU) {
    attribute(LinkAttribute.name, name: name)
    if let number = mtu.number { attribute(LinkAttribute.mtu, number: number) }
    if let mac { attribute(LinkAttribute.address, mac.bytes) }
  }
}

extension MTU {
  /// What is sent; the underlay's MTU is a number by the time that a plan meets a host.
  var number: UInt32? {
    switch self {
    case .bytes(let number): number
    case .unset, .underlay: nil
    }
  }
}

package import Planning
package import Values
import Vocabulary

/// What the kernel tells who listens to RTNLGRP_NEIGH and RTNLGRP_LINK (uapi/linux/rtnetlink.h).
package enum Notification: Hashable, Sendable {
  /// A question about a device (RTM_GETNEIGH).
  case miss(Miss, index: UInt32)
  /// A device came, went or changed.
  case link

  package static let linkGroup: Int32 = 1
  package static let neighbourGroup: Int32 = 3
}

/// `nil` for what is of no interest: entries that were learned or written.
package func notification(in message: [UInt8]) -> Notification? {
  guard let header = MessageHeader(message) else { return nil }
  switch header.type {
  case MessageType.newLink, MessageType.deleteLink: return .link
  case MessageType.getNeighbour:
    guard let neighbour = NeighbourHeader(message, MessageType.getNeighbour) else { return nil }
    return miss(message).map { .miss($0, index: neighbour.index) }
  default: return nil
  }
}

/// Whether it tells of an entry of a forwarding table that came, changed or went.
package func isForwardingNotice(_ message: [UInt8]) -> Bool {
  [MessageType.newNeighbour, MessageType.deleteNeighbour].contains { type in
    NeighbourHeader(message, type)?.family == AddressFamily.bridge
  }
}

/// A question with an address is about a neighbour, one with a MAC alone about a forwarding table
/// (`vxlan_ip_miss`, `vxlan_fdb_miss` in drivers/net/vxlan/vxlan_core.c).
private func miss(_ message: [UInt8]) -> Miss? {
  if let address = destination(message) { return .address(address) }
  let attributes = Attributes(of: message, headerSize: NeighbourHeader.size)
  return attributes[NeighbourAttribute.linkAddress].flatMap { MAC(bytes: $0) }.map { .mac($0) }
}

private func destination(_ message: [UInt8]) -> Address? {
  Attributes(of: message, headerSize: NeighbourHeader.size)[NeighbourAttribute.destination]
    .flatMap { Address(bytes: $0) }
}

/// A neighbour in a dump, as an agent judges it.
package struct KnownNeighbour: Hashable, Sendable {
  package var address: Address
  package var mac: MAC?
  package var index: UInt32
  /// Whether an agent made it.
  package var isAnswer: Bool
}

/// `nil` for any other message, for what was written for good, and for what the kernel made of a
/// multicast or broadcast address.
package func knownNeighbour(in message: [UInt8]) -> KnownNeighbour? {
  guard let header = NeighbourHeader(message), Family(number: header.family) != nil,
    header.state & permanentNeighbourState == 0, let address = destination(message)
  else { return nil }
  let attributes = Attributes(of: message, headerSize: NeighbourHeader.size)
  let mac = attributes[NeighbourAttribute.linkAddress].flatMap { MAC(bytes: $0) }
  if mac?.isMulticast == true { return nil }
  return KnownNeighbour(
    address: address, mac: mac, index: header.index, isAnswer: header.state == withoutARPState)
}

/// RTM_NEWNEIGH: a neighbour that is `noarp`, which the kernel forgets when it needs the room, and a
/// forwarding entry that is `dynamic`, which it forgets when it is not used. A `reachable` neighbour
/// turns stale after half a minute, and then a device with `proxy` swallows requests for it without
/// a question (`arp_reduce` in drivers/net/vxlan/vxlan_core.c asks where there is no neighbour).
package func answerMessage(_ answer: MissAnswer, index: UInt32) -> [UInt8] {
  var builder = MessageBuilder(MessageType.newNeighbour, MessageFlags.replace)
  switch answer {
  case .neighbour(let address, let mac):
    builder.neighbourHeader(
      family: address.family.number, index: index, state: withoutARPState)
    builder.attribute(NeighbourAttribute.destination, address.bytes)
    builder.attribute(NeighbourAttribute.linkAddress, mac.bytes)
  case .place(let mac, let underlay):
    builder.neighbourHeader(
      family: AddressFamily.bridge, index: index, state: reachableState, flags: ownTable)
    builder.attribute(NeighbourAttribute.linkAddress, mac.bytes)
    builder.attribute(NeighbourAttribute.destination, underlay.bytes)
  }
  return builder.request.bytes
}

/// Forgets a neighbour, so that the kernel asks again.
package func forgetMessage(_ address: Address, index: UInt32) -> [UInt8] {
  var builder = MessageBuilder(MessageType.deleteNeighbour, MessageFlags.change)
  builder.neighbourHeader(family: address.family.number, index: index)
  builder.attribute(NeighbourAttribute.destination, address.bytes)
  return builder.request.bytes
}

/// NUD_REACHABLE, NUD_NOARP (uapi/linux/neighbour.h).
private let reachableState: UInt16 = 0x02
private let withoutARPState: UInt16 = 0x40

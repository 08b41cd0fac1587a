package import Values

/// Asks to forget the neighbours of a dump that the kernel has learned, and would resolve again
/// (RTM_DELNEIGH): neither NUD_PERMANENT nor NUD_NOARP. It is no step of a plan: what the kernel
/// learns by itself is none of a recipe's business.
package func forgetLearned(_ dump: [[UInt8]]) -> [[UInt8]] {
  dump.compactMap { message in
    guard let header = NeighbourHeader(message), Family(number: header.family) != nil,
      header.state & permanentState == 0,
      let address = Attributes(of: message, headerSize: NeighbourHeader.size)[
        NeighbourAttribute.destination
      ].flatMap({ Address(bytes: $0) })
    else { return nil }
    return forgetMessage(address, index: header.index)
  }
}

/// Tells the kernel of a neighbour for good (RTM_NEWNEIGH, NUD_PERMANENT): such entries do not count
/// against the limits of the table.
package func permanentNeighbour(_ address: Address, _ mac: MAC, index: UInt32) -> [UInt8] {
  var builder = MessageBuilder(MessageType.newNeighbour, MessageFlags.replace)
  builder.neighbourHeader(
    family: address.family.number, index: index, state: permanentNeighbourState)
  builder.attribute(NeighbourAttribute.destination, address.bytes)
  builder.attribute(NeighbourAttribute.linkAddress, mac.bytes)
  return builder.request.bytes
}

/// NUD_PERMANENT (uapi/linux/neighbour.h).
let permanentNeighbourState: UInt16 = 0x80

/// Tells the kernel that a network is on the link of a device (RTM_NEWROUTE, RT_SCOPE_LINK), as it
/// does by itself with an address unless the network begins with 0.
package func linkRoute(_ destination: Prefix, index: UInt32) -> [UInt8] {
  var builder = MessageBuilder(MessageType.newRoute, MessageFlags.replace)
  builder.routeHeader(
    family: destination.family.number, length: UInt8(truncatingIfNeeded: destination.length),
    table: RouteNumber.mainTable, routeProtocol: RouteNumber.protocolBoot,
    scope: destination.family == .ipv4 ? RouteNumber.scopeLink : RouteNumber.scopeUniverse,
    type: RouteNumber.unicast)
  if destination.length > 0 {
    builder.attribute(RouteAttribute.destination, destination.network.address.bytes)
  }
  builder.attribute(RouteAttribute.output, number: index)
  return builder.request.bytes
}

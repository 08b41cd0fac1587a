package import Values

/// The dumps that show what a host has; fit for NETLINK_GET_STRICT_CHK.
package enum DumpRequest: CaseIterable, Sendable {
  case links, addresses, routes, forwarding, neighbours, neighbourTables

  package var message: [UInt8] {
    switch self {
    case .links:
      var builder = MessageBuilder(MessageType.getLink, MessageFlags.dump)
      builder.linkHeader()
      builder.attribute(LinkAttribute.extensionMask, number: skipStatistics)
      return builder.request.bytes
    case .addresses:
      var builder = MessageBuilder(MessageType.getAddress, MessageFlags.dump)
      builder.addressHeader(family: AddressFamily.unspecified)
      return builder.request.bytes
    case .routes:
      var builder = MessageBuilder(MessageType.getRoute, MessageFlags.dump)
      builder.routeHeader(family: AddressFamily.unspecified)
      return builder.request.bytes
    case .forwarding: return neighbourDump(AddressFamily.bridge)
    case .neighbours: return neighbourDump(AddressFamily.unspecified)
    case .neighbourTables:
      var builder = MessageBuilder(MessageType.getNeighbourTable, MessageFlags.dump)
      builder.neighbourTableHeader()
      return builder.request.bytes
    }
  }
}

private func neighbourDump(_ family: UInt8) -> [UInt8] {
  var builder = MessageBuilder(MessageType.getNeighbour, MessageFlags.dump)
  builder.neighbourHeader(family: family)
  return builder.request.bytes
}

/// Asks netfilter's netlink for the tables of nf_tables.
package var filterTableDump: [UInt8] {
  var builder = MessageBuilder(MessageType.getFilterTable, MessageFlags.dump)
  builder.filterHeader()
  return builder.request.bytes
}

/// Asks for one device by its name.
package func linkQuery(name: String) -> [UInt8] {
  var builder = MessageBuilder(MessageType.getLink, MessageFlags.get)
  builder.linkHeader()
  builder.attribute(LinkAttribute.name, name: name)
  builder.attribute(LinkAttribute.extensionMask, number: skipStatistics)
  return builder.request.bytes
}

/// Asks for one device by its ifindex.
package func linkQuery(index: UInt32) -> [UInt8] {
  var builder = MessageBuilder(MessageType.getLink, MessageFlags.get)
  builder.linkHeader(index: index)
  builder.attribute(LinkAttribute.extensionMask, number: skipStatistics)
  return builder.request.bytes
}

/// Asks which way packets to an address go, as `ip route get` does.
package func routeQuery(to address: Address, output: UInt32?) -> [UInt8] {
  var builder = MessageBuilder(MessageType.getRoute, MessageFlags.get)
  builder.routeHeader(
    family: address.family.number, length: UInt8(truncatingIfNeeded: address.family.bits))
  builder.attribute(RouteAttribute.destination, address.bytes)
  if let output { builder.attribute(RouteAttribute.output, number: output) }
  return builder.request.bytes
}

/// The way that packets take.
package struct RouteAnswer: Hashable, Sendable {
  /// The ifindex of the device that they leave by.
  package var output: UInt32
  /// What the route itself lets through, where it says so: bytes.
  package var mtu: UInt32?
  /// RTN_* (uapi/linux/rtnetlink.h): 1 unicast, 2 local.
  package var type: UInt8
}

/// The answer to a route query; `nil` for any other message.
package func routeAnswer(in message: [UInt8]) -> RouteAnswer? {
  guard let header = MessageHeader(message), header.type == MessageType.newRoute,
    message.count >= MessageHeader.size + RouteHeader.size
  else { return nil }
  let attributes = Attributes(of: message, headerSize: RouteHeader.size)
  guard let output = attributes.number(RouteAttribute.output) else { return nil }
  return RouteAnswer(
    output: output, mtu: attributes.nested(RouteAttribute.metrics).number(routeMTUMetric),
    type: message[MessageHeader.size + 7])
}

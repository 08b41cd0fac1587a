import Planning
import Values
import Vocabulary

// RTM_NEWROUTE and RTM_DELROUTE, with the defaults of `ip route` (`iproute_modify` in ip/iproute.c).

func addRoute(_ entry: RouteEntry, _ indices: IndexTable) -> HostForm {
  // Packets to an IPv4 network that is on the link are not routed on.
  let isOnLink = entry.family == .ipv4 && entry.gateway == nil
  return routeMessage(entry, indices, MessageType.newRoute, MessageFlags.create) {
    $0.routeHeader(
      family: entry.family.number, length: entry.destinationLength, table: $1.tableByte,
      routeProtocol: RouteNumber.protocolBoot,
      scope: isOnLink ? RouteNumber.scopeLink : RouteNumber.scopeUniverse,
      type: RouteNumber.unicast, flags: $1.flags)
  }
}

func deleteRoute(_ entry: RouteEntry, _ indices: IndexTable) -> HostForm {
  let scope = entry.family == .ipv4 ? RouteNumber.scopeNowhere : RouteNumber.scopeUniverse
  return routeMessage(entry, indices, MessageType.deleteRoute, MessageFlags.change) {
    $0.routeHeader(
      family: entry.family.number, length: entry.destinationLength, table: $1.tableByte,
      scope: scope)
  }
}

private func routeMessage(
  _ entry: RouteEntry, _ indices: IndexTable, _ type: UInt16, _ flags: UInt16,
  header: (inout MessageBuilder, HeaderFields) -> Void
) -> HostForm {
  message(about: entry.interface, indices, type, flags) { builder, index in
    header(&builder, HeaderFields(entry.settings))
    if let destination = entry.destination {
      builder.attribute(RouteAttribute.destination, destination.address.bytes)
    }
    builder.settings(entry.settings) { indices[Interface($0, in: entry.interface.namespace)] }
    builder.attribute(RouteAttribute.output, number: index)
  }
}

extension HeaderFields {
  /// Tables above 255 stand in an attribute.
  fileprivate var tableByte: UInt8 {
    let table = table ?? UInt32(RouteNumber.mainTable)
    return table > 0xff ? 0 : UInt8(truncatingIfNeeded: table)
  }
}

extension RouteEntry {
  fileprivate var destinationLength: UInt8 {
    UInt8(truncatingIfNeeded: destination?.length ?? 0)
  }
}

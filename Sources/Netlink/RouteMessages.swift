import Planning
import Values

// RTM_NEWROUTE and RTM_DELROUTE, with the defaults of `ip route` (`iproute_modify` in ip/iproute.c).

func addRoute(_ entry: RouteEntry, _ indices: IndexTable) -> HostForm {
  message(about: entry.interface, indices, MessageType.newRoute, MessageFlags.create) {
    $0.routeHeader(
      family: entry.gateway.family.number, length: entry.destinationLength,
      table: RouteNumber.mainTable, routeProtocol: RouteNumber.protocolBoot,
      scope: RouteNumber.scopeUniverse, type: RouteNumber.unicast)
    $0.routeAttributes(entry, output: $1)
  }
}

func deleteRoute(_ entry: RouteEntry, _ indices: IndexTable) -> HostForm {
  let family = entry.gateway.family
  let scope = family == .ipv4 ? RouteNumber.scopeNowhere : RouteNumber.scopeUniverse
  return message(about: entry.interface, indices, MessageType.deleteRoute, MessageFlags.change) {
    $0.routeHeader(
      family: family.number, length: entry.destinationLength, table: RouteNumber.mainTable,
      scope: scope)
    $0.routeAttributes(entry, output: $1)
  }
}

extension MessageBuilder {
  fileprivate mutating func routeAttributes(_ entry: RouteEntry, output: UInt32) {
    if let destination = entry.destination, destination.length > 0 {
      attribute(RouteAttribute.destination, destination.address.bytes)
    }
    attribute(RouteAttribute.gateway, entry.gateway.bytes)
    attribute(RouteAttribute.output, number: output)
  }
}

extension RouteEntry {
  fileprivate var destinationLength: UInt8 {
    UInt8(truncatingIfNeeded: destination?.length ?? 0)
  }
}

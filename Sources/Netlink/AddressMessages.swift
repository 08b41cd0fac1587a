import Planning
import Values

// RTM_NEWADDR and RTM_DELADDR, as `ip address` sends them: without a broadcast address.

func addAddress(_ entry: AddressEntry, _ indices: IndexTable) -> HostForm {
  let family = entry.prefix.family
  let flags = family == .ipv6 && entry.skipsDetection ? withoutDetection : 0
  return addressMessage(entry, indices, MessageType.newAddress, MessageFlags.create, flags)
}

func deleteAddress(_ entry: AddressEntry, _ indices: IndexTable) -> HostForm {
  addressMessage(entry, indices, MessageType.deleteAddress, MessageFlags.change, 0)
}

private func addressMessage(
  _ entry: AddressEntry, _ indices: IndexTable, _ type: UInt16, _ flags: UInt16,
  _ addressFlags: UInt8
) -> HostForm {
  let address = entry.prefix.address
  return message(about: entry.interface, indices, type, flags) { builder, index in
    builder.addressHeader(
      family: address.family.number, length: UInt8(truncatingIfNeeded: entry.prefix.length),
      flags: addressFlags, scope: scope(of: address), index: index)
    builder.attribute(AddressAttribute.local, address.bytes)
    builder.attribute(AddressAttribute.address, address.bytes)
  }
}

/// As iproute2 has it (`default_scope` in ip/ipaddress.c).
private func scope(of address: Address) -> UInt8 {
  address.family == .ipv4 && address.isLoopback
    ? RouteNumber.scopeHost : RouteNumber.scopeUniverse
}

extension Family {
  /// AF_INET, AF_INET6.
  var number: UInt8 {
    switch self {
    case .ipv4: AddressFamily.ipv4
    case .ipv6: AddressFamily.ipv6
    }
  }
}

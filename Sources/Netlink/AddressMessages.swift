import Planning
import Values

// RTM_NEWADDR and RTM_DELADDR, as `ip address` sends them: without a broadcast address.

func addAddress(_ entry: AddressEntry, _ indices: IndexTable) -> HostForm {
  var flags: UInt32 = 0
  if entry.prefix.family == .ipv6, entry.skipsDetection { flags |= withoutDetection }
  if entry.skipsPrefixRoute { flags |= withoutPrefixRoute }
  return addressMessage(entry, indices, MessageType.newAddress, MessageFlags.create, flags)
}

func deleteAddress(_ entry: AddressEntry, _ indices: IndexTable) -> HostForm {
  addressMessage(entry, indices, MessageType.deleteAddress, MessageFlags.change, 0)
}

private func addressMessage(
  _ entry: AddressEntry, _ indices: IndexTable, _ type: UInt16, _ flags: UInt16,
  _ addressFlags: UInt32
) -> HostForm {
  let address = entry.prefix.address
  return message(about: entry.interface, indices, type, flags) { builder, index in
    builder.addressHeader(
      family: address.family.number, length: UInt8(truncatingIfNeeded: entry.prefix.length),
      flags: UInt8(exactly: addressFlags) ?? 0, scope: scope(of: address), index: index)
    builder.attribute(AddressAttribute.local, address.bytes)
    // What does not fit into the header's byte has an attribute.
    if addressFlags > UInt8.max { builder.attribute(AddressAttribute.flags, number: addressFlags) }
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

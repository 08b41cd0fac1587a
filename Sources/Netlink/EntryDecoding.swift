import Planning
import Values
import Vocabulary

/// The address in an RTM_NEWADDR; `nil` for any other message, and for a device that is gone.
func decodeAddress(
  _ message: [UInt8], _ namespace: String?, _ names: NameTable
) -> ObservedAddress? {
  guard let header = AddressHeader(message), let name = names[header.index] else { return nil }
  let attributes = Attributes(of: message, headerSize: AddressHeader.size)
  let bytes = attributes[AddressAttribute.local] ?? attributes[AddressAttribute.address]
  guard let address = bytes.flatMap({ Address(bytes: $0) }),
    let prefix = Prefix(address, length: Int(header.length))
  else { return nil }
  return ObservedAddress(
    interface: Interface(name, in: namespace), prefix: prefix,
    flags: attributes.number(AddressAttribute.flags) ?? UInt32(header.flags), scope: header.scope)
}

/// The route in an RTM_NEWROUTE of IPv4 or IPv6; `nil` for any other message, and for copies that
/// the kernel made for one destination.
func decodeRoute(_ message: [UInt8], _ namespace: String?, _ names: NameTable) -> ObservedRoute? {
  guard let header = RouteHeader(message), let family = Family(number: header.family),
    header.flags & RouteNumber.cloned == 0
  else { return nil }
  let attributes = Attributes(of: message, headerSize: RouteHeader.size)
  let network =
    attributes[RouteAttribute.destination].flatMap { Address(bytes: $0) }
    ?? Address(family: family, number: 0)
  guard let destination = Prefix(network, length: Int(header.length)) else { return nil }
  let table = attributes.number(RouteAttribute.table) ?? UInt32(header.table)
  return ObservedRoute(
    namespace: namespace, destination: destination, gateway: gateway(attributes),
    device: attributes.number(RouteAttribute.output).map { names.text($0) },
    table: table,
    routeProtocol: header.routeProtocol, scope: header.scope, type: header.type,
    metric: attributes.number(RouteAttribute.priority) ?? 0,
    source: attributes[RouteAttribute.preferredSource].flatMap { Address(bytes: $0) },
    settings: decodeSettings(
      .route, attributes, HeaderFields(flags: header.flags, table: table),
      name: { names.text($0) }))
}

/// RTA_GATEWAY, or RTA_VIA (`struct rtvia`: a family, then an address of it).
private func gateway(_ attributes: Attributes) -> Address? {
  let bytes =
    attributes[RouteAttribute.gateway] ?? attributes[RouteAttribute.via]?.dropFirst(2)
  return bytes.flatMap { Address(bytes: $0) }
}

/// The entry of a forwarding table in an RTM_NEWNEIGH of the family AF_BRIDGE.
func decodeForwarding(
  _ message: [UInt8], _ namespace: String?, _ names: NameTable
) -> ObservedForwarding? {
  guard let header = NeighbourHeader(message), header.family == AddressFamily.bridge,
    let name = names[header.index]
  else { return nil }
  if let plain = PlainEntryMessage(message, header) {
    return ObservedForwarding(
      ForwardingEntry(
        Interface(name, in: namespace), mac: plain.mac, destination: plain.address),
      state: header.state, flags: header.flags)
  }
  let attributes = Attributes(of: message, headerSize: NeighbourHeader.size)
  guard let mac = attributes[NeighbourAttribute.linkAddress].flatMap({ MAC(bytes: $0) }) else {
    return nil
  }
  let isElsewhere = attributes[NeighbourAttribute.linkNamespaceID] != nil
  let fields = HeaderFields(flags: UInt32(header.flags), state: header.state)
  return ObservedForwarding(
    interface: Interface(name, in: namespace), mac: mac,
    master: attributes.number(NeighbourAttribute.master).map { names.text($0) },
    state: header.state, flags: header.flags,
    settings: decodeSettings(.forwarding, attributes, fields) {
      names.text($0, isElsewhere: isElsewhere)
    })
}

/// The neighbour in an RTM_NEWNEIGH of IPv4 or IPv6.
func decodeNeighbour(
  _ message: [UInt8], _ namespace: String?, _ names: NameTable
) -> ObservedNeighbour? {
  guard let header = NeighbourHeader(message), Family(number: header.family) != nil,
    let name = names[header.index]
  else { return nil }
  if let plain = PlainEntryMessage(message, header) {
    return ObservedNeighbour(
      NeighbourEntry(Interface(name, in: namespace), address: plain.address, mac: plain.mac),
      state: header.state, flags: header.flags)
  }
  let attributes = Attributes(of: message, headerSize: NeighbourHeader.size)
  guard let bytes = attributes[NeighbourAttribute.destination],
    let address = Address(bytes: bytes)
  else { return nil }
  return ObservedNeighbour(
    interface: Interface(name, in: namespace), address: address,
    state: header.state, flags: header.flags,
    settings: decodeSettings(
      .neighbour, attributes, HeaderFields(flags: UInt32(header.flags), state: header.state),
      name: { names.text($0) }))
}

extension Family {
  init?(number: UInt8) {
    switch number {
    case AddressFamily.ipv4: self = .ipv4
    case AddressFamily.ipv6: self = .ipv6
    default: return nil
    }
  }
}

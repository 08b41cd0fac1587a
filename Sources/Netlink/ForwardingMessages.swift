import Planning
import Values
import Vocabulary

// RTM_NEWNEIGH and RTM_DELNEIGH: of the family AF_BRIDGE for forwarding tables, of IPv4 and IPv6 for
// neighbours.

/// Appended where a MAC has a list of destinations; otherwise replaced, which creates, too.
func addForwarding(_ entry: ForwardingEntry, _ indices: IndexTable) -> HostForm {
  let flags = entry.isAppended ? MessageFlags.append : MessageFlags.replace
  return forwardingMessage(entry, indices, MessageType.newNeighbour, flags)
}

func deleteForwarding(_ entry: ForwardingEntry, _ indices: IndexTable) -> HostForm {
  forwardingMessage(entry, indices, MessageType.deleteNeighbour, MessageFlags.change)
}

private func forwardingMessage(
  _ entry: ForwardingEntry, _ indices: IndexTable, _ type: UInt16, _ flags: UInt16
) -> HostForm {
  let namespace = entry.interface.namespace
  // As most are: THE TABLE would say the same of `dst`, more slowly.
  if entry.isPlain, let destination = entry.destination {
    return message(about: entry.interface, indices, type, flags) { builder, index in
      builder.neighbourHeader(
        family: AddressFamily.bridge, index: index, state: permanentState, flags: ownTable)
      builder.attribute(NeighbourAttribute.linkAddress, mac: entry.mac)
      builder.note(.forwarding(.dst))
      builder.attribute(NeighbourAttribute.destination, address: destination)
    }
  }
  if let missing = unknownDevice(in: entry.settings, namespace: namespace, indices: indices) {
    return .unknownDevice(missing)
  }
  return message(about: entry.interface, indices, type, flags) { builder, index in
    let fields = HeaderFields(entry.settings)
    let table = entry.isInBridge ? 0 : UInt32(ownTable)
    builder.neighbourHeader(
      family: AddressFamily.bridge, index: index, state: fields.state ?? permanentState,
      flags: UInt8(truncatingIfNeeded: fields.flags | table))
    builder.attribute(NeighbourAttribute.linkAddress, entry.mac.bytes)
    builder.settings(entry.settings) { indices[Interface($0, in: namespace)] }
  }
}

/// Replaced, which creates, too.
func addNeighbour(_ entry: NeighbourEntry, _ indices: IndexTable) -> HostForm {
  if entry.isPlain, let mac = entry.mac { return addNeighbour(entry, mac, indices) }
  return message(about: entry.interface, indices, MessageType.newNeighbour, MessageFlags.replace) {
    let fields = HeaderFields(entry.settings)
    $0.neighbourHeader(
      family: entry.address.family.number, index: $1, state: permanentNeighbourState,
      flags: UInt8(truncatingIfNeeded: fields.flags))
    $0.attribute(NeighbourAttribute.destination, entry.address.bytes)
    $0.settings(entry.settings) { _ in nil }
  }
}

/// As most are, likewise.
private func addNeighbour(
  _ entry: NeighbourEntry, _ mac: MAC, _ indices: IndexTable
) -> HostForm {
  message(about: entry.interface, indices, MessageType.newNeighbour, MessageFlags.replace) {
    $0.neighbourHeader(
      family: entry.address.family.number, index: $1, state: permanentNeighbourState)
    $0.attribute(NeighbourAttribute.destination, address: entry.address)
    $0.note(.neighbour(.lladdr))
    $0.attribute(NeighbourAttribute.linkAddress, mac: mac)
  }
}

func deleteNeighbour(_ entry: NeighbourEntry, _ indices: IndexTable) -> HostForm {
  message(about: entry.interface, indices, MessageType.deleteNeighbour, MessageFlags.change) {
    $0.neighbourHeader(
      family: entry.address.family.number, index: $1, state: permanentNeighbourState)
    $0.attribute(NeighbourAttribute.destination, entry.address.bytes)
  }
}

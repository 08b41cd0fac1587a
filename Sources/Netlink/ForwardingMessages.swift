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
  message(about: entry.interface, indices, MessageType.newNeighbour, MessageFlags.replace) {
    let fields = HeaderFields(entry.settings)
    $0.neighbourHeader(
      family: entry.address.family.number, index: $1, state: permanentNeighbourState,
      flags: UInt8(truncatingIfNeeded: fields.flags))
    $0.attribute(NeighbourAttribute.destination, entry.address.bytes)
    $0.settings(entry.settings) { _ in nil }
  }
}

func deleteNeighbour(_ entry: NeighbourEntry, _ indices: IndexTable) -> HostForm {
  message(about: entry.interface, indices, MessageType.deleteNeighbour, MessageFlags.change) {
    $0.neighbourHeader(
      family: entry.address.family.number, index: $1, state: permanentNeighbourState)
    $0.attribute(NeighbourAttribute.destination, entry.address.bytes)
  }
}

import Planning
import Values

// RTM_NEWNEIGH and RTM_DELNEIGH of the family AF_BRIDGE: a vxlan device's own forwarding table.

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
  message(about: entry.interface, indices, type, flags) { builder, index in
    builder.neighbourHeader(
      family: AddressFamily.bridge, index: index, state: permanentState, flags: ownTable)
    builder.attribute(NeighbourAttribute.linkAddress, entry.mac.bytes)
    builder.attribute(NeighbourAttribute.destination, entry.destination.bytes)
  }
}

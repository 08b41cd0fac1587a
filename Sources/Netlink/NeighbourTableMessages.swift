import Planning
import Values

// The parameters that the kernel keeps with each neighbour table for each device: RTM_SETNEIGHTBL,
// and RTM_NEWNEIGHTBL in a dump (`struct ndtmsg`, uapi/linux/neighbour.h).

private let headerSize = 4

/// Replaced, as `ip ntable change` does.
func setApplicationProbes(
  _ interface: Interface, _ family: Family, _ count: UInt32, _ indices: IndexTable
) -> HostForm {
  message(about: interface, indices, MessageType.setNeighbourTable, MessageFlags.change) {
    builder, index in
    builder.neighbourTableHeader()
    builder.attribute(NeighbourTableAttribute.name, name: family.neighbourTable)
    builder.nest(NeighbourTableAttribute.parameters) {
      $0.attribute(NeighbourParameter.index, number: index)
      $0.attribute(NeighbourParameter.applicationProbes, number: count)
    }
  }
}

/// What a device has that asks user space; `nil` for any other message, and for the defaults of a
/// namespace.
func decodeProbes(
  _ message: [UInt8], _ namespace: String?, _ names: NameTable
) -> ObservedProbes? {
  guard let header = MessageHeader(message), header.type == MessageType.newNeighbourTable,
    let family = message[...].from(MessageHeader.size)?.first.flatMap(Family.init(number:))
  else { return nil }
  let parameters = Attributes(of: message, headerSize: headerSize).nested(
    NeighbourTableAttribute.parameters)
  guard let name = parameters.number(NeighbourParameter.index).flatMap({ names[$0] }),
    let count = parameters.number(NeighbourParameter.applicationProbes), count > 0
  else { return nil }
  return ObservedProbes(
    interface: Interface(name, in: namespace), family: family, count: count)
}

import Planning

// Devices that go together. To delete one, the kernel waits until nobody can see it any more, some
// 20 ms; of a group it deletes all and waits once (`rtnl_group_dellink` in net/core/rtnetlink.c).

/// `IFLA_GROUP` (uapi/linux/if_link.h).
private let groupAttribute: UInt16 = 27

/// The groups of the devices in a dump of links, by ifindex. 0 is the group of those that nobody has
/// put into another.
package func linkGroups(_ links: [[UInt8]]) -> [UInt32: UInt32] {
  var groups: [UInt32: UInt32] = [:]
  for message in links {
    guard let header = LinkHeader(message) else { continue }
    let attributes = Attributes(of: message, headerSize: LinkHeader.size)
    groups[header.index] = attributes.number(groupAttribute) ?? 0
  }
  return groups
}

/// A group with no device in it.
package func freeGroup(_ groups: [UInt32: UInt32]) -> UInt32 {
  let taken = Set(groups.values)
  // Any number would do; this one is in nobody's configuration.
  var group: UInt32 = 0x7678_6c6d
  while taken.contains(group) { group &+= 1 }
  return group
}

/// Puts a device into a group.
package func setGroup(_ index: UInt32, _ group: UInt32) -> [UInt8] {
  var builder = MessageBuilder(MessageType.newLink, MessageFlags.change)
  builder.linkHeader(index: index)
  builder.attribute(groupAttribute, number: group)
  return builder.request.bytes
}

/// Deletes all devices of a group.
package func deleteGroup(_ group: UInt32) -> [UInt8] {
  var builder = MessageBuilder(MessageType.deleteLink, MessageFlags.change)
  builder.linkHeader()
  builder.attribute(groupAttribute, number: group)
  return builder.request.bytes
}

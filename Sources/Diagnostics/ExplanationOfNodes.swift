// Nodes, members and names.

/// Two members with a namespace each.
private func bridged(_ header: String, _ items: String...) -> String {
  overlay(
    header, "node1 192.168.8.100 <", items.map { "  \($0)" }.joined(separator: "\n  "), ">",
    "node2 192.168.8.101 < netns web -> 10.20.1.3/24 >")
}

private let second = overlay(
  "43", "node1 192.168.8.100 -> 10.20.2.2/24", "node2 192.168.8.101 -> 10.20.2.3/24")
private let named1 = "node node1 192.168.8.100\n"
private let named2 = "node node2 192.168.8.101\n"
private let short = overlay("42", "node1 -> 10.20.1.2/24", "node2 -> 10.20.1.3/24")

/// A line for the shell that checks an overlay of so many members.
private func large(_ count: Int, _ header: String) -> String {
  "$ seq 2 \(count + 1) | awk 'BEGIN { print \"overlay \(header) <\" } { n = $1;"
    + " printf \"node%d 172.%d.%d.%d -> 10.%d.%d.%d/8\\n\", n, 16 + int(n / 65536),"
    + " int(n / 256) % 256, n % 256, int(n / 65536), int(n / 256) % 256, n % 256 }"
    + " END { print \">\" }' | vxloom check -"
}

extension Explanation {
  static let duplicateNode = Explanation(
    "A node is declared once, so that one place says where it is reached.",
    wrong: named1 + "node node1 192.168.8.109\n" + named2 + short,
    repaired: named1 + named2 + short)

  static let duplicateMember = Explanation(
    "A node takes part in an overlay once: it has one vxlan device for it.",
    wrong: overlay("42", node1, node2, "node1 192.168.8.102 -> 10.20.1.4/24"),
    repaired: overlay("42", node1, node2, "node3 192.168.8.102 -> 10.20.1.4/24"))

  static let missingUnderlay = Explanation(
    "The others must know at which address this member is reached. The member says it, or a"
      + " `node`, or a member of that name in another overlay.",
    wrong: overlay("42", node1, "node2 -> 10.20.1.3/24"), repaired: pair)

  static let conflictingUnderlay = Explanation(
    "The member takes its underlay address from other overlays, and they do not agree.",
    wrong: conflict("node1"), repaired: conflict("node1 192.168.8.100"))

  private static func conflict(_ third: String) -> String {
    pair
      + overlay(
        "43", "node1 192.168.9.100 -> 10.20.2.2/24", "node2 192.168.9.101 -> 10.20.2.3/24")
      + overlay("44", "\(third) -> 10.20.3.2/24", "node2 192.168.8.101 -> 10.20.3.3/24")
  }

  static let unknownNode = Explanation(
    "This text declares its nodes, and the member is none of them: perhaps a typing error.",
    wrong: named1 + overlay("42", "node1 -> 10.20.1.2/24", node2), repaired: named1 + named2 + short
  )

  static let unusedNode = Explanation(
    "The node takes part in no overlay: perhaps a typing error, or something left over.",
    wrong: named1 + named2 + "node node3 192.168.8.102\n" + short,
    repaired: named1 + named2 + short)

  static let singleMember = Explanation(
    "An overlay of one member has nobody to talk to.", wrong: overlay("42", node1), repaired: pair)

  static let longFloodList = Explanation(
    "Without a group each node keeps a list of all its peers and sends a copy of every broadcast"
      + " to each. Over 10,000 peers the kernel takes very long to build the list, because it"
      + " searches all of it for every entry. Multicast has no list.",
    wrong: large(10_002, "42"), repaired: large(10_002, "42 group 239.1.1.1 dev eth0"))

  static let tooManyEntries = Explanation(
    "A node gets at most 2,000,000 forwarding and neighbour entries: the peers to flood to, in all of"
      + " its overlays, and what is written with `fdb` and `neigh`. Multicast has no list of peers.",
    wrong: "$ vxloom check fabric.vxl  # three overlays of 700,000 members each",
    repaired: "$ vxloom check fabric.vxl  # the same, each with a `group`")

  static let tooManyMembers = Explanation(
    "An overlay may have 1,000,000 members.", wrong: large(1_000_001, "42"),
    repaired: large(100, "42"))

  static let invalidName = Explanation(
    "The kernel takes device names of 1 to 15 bytes without white space and / : %. The names"
      + " . .. all and default are taken. The name of a variable consists of letters, digits and _,"
      + " and is no word of expressions, such as on.",
    wrong: overlay("42 name vxlan-of-the-second-site", node1, node2),
    repaired: overlay("42 name vxlan-site2", node1, node2))

  static let duplicateDevice = Explanation(
    "A host has one device of a name.",
    wrong: overlay("42 name vxlan0", node1, node2)
      + overlay(
        "43 name vxlan0", "node1 192.168.8.100 -> 10.20.2.2/24",
        "node2 192.168.8.101 -> 10.20.2.3/24"),
    repaired: pair + second)

  static let duplicateNamespace = Explanation(
    "A namespace has one device of a name. A second item for the same namespace needs another"
      + " `dev`, or is meant for another namespace.",
    wrong: twice("web"), repaired: twice("mail"))

  private static func twice(_ other: String) -> String {
    bridged(
      "42 bridge br0", "netns web veth outer1 -> 10.20.1.2/24",
      "netns \(other) veth outer2 -> 10.20.1.4/24 mac 02:00:00:00:00:04")
  }

  static let reservedDevice = Explanation(
    "The loopback device reaches no other host, can be no bridge's port, and is there already on"
      + " every host and in every namespace.",
    wrong: overlay("42 dev lo", node1, node2), repaired: overlay("42 dev eth0", node1, node2))

  static let bridgeIsUnderlay = Explanation(
    "The vxlan device sends through the underlay device. If that were the bridge which it joins,"
      + " packets would go round in a loop. The kernel answers: Device or resource busy.",
    wrong: overlay("42 dev br0 bridge br0", node1, node2),
    repaired: overlay("42 dev eth0 bridge br0", node1, node2))

  static let portIsUnderlay = Explanation(
    "A device that becomes a bridge's port no longer takes packets for the host itself. Through"
      + " the underlay device the host would lose its peers, and perhaps you the host.",
    wrong: bridged("42 dev eth0 bridge br0", "netns web -> 10.20.1.2/24", "port eth0"),
    repaired: bridged("42 dev eth0 bridge br0", "netns web -> 10.20.1.2/24", "port eth1"))

  static let missingBridge = Explanation(
    "A namespace or a port is joined to the vxlan device by a bridge.",
    wrong: bridged("42", "netns web -> 10.20.1.2/24"),
    repaired: bridged("42 bridge br0", "netns web -> 10.20.1.2/24"))
}

// What VXLAN and the kernel's driver for it demand.

private let second = overlay(
  "43", "node1 192.168.8.100 -> 10.20.2.2/24", "node2 192.168.8.101 -> 10.20.2.3/24")

private func over6(_ options: String) -> String {
  overlay(
    "42", "node1 fd00::100 udp6zerocsumtx -> fd20::2/64", "node2 fd00::101\(options) -> fd20::3/64")
}

/// A line for the shell that checks so many overlays, each with a group of its own.
private func groups(_ count: Int) -> String {
  "$ seq 1 \(count) | awk '{ n = $1; printf \"overlay %d group 239.1.1.%d dev eth0 <"
    + " node1 192.168.8.100 -> 10.20.%d.2/24, node2 192.168.8.101 -> 10.20.%d.3/24 >\\n\","
    + " n, n, n, n }' | vxloom check -"
}

extension Explanation {
  static let vniOutOfRange = Explanation(
    "A VNI has 24 bits: 0 to 16777215.",
    wrong: overlay("16777216", node1, node2), repaired: overlay("16777215", node1, node2))

  static let vniZero = Explanation(
    "The kernel takes VNI 0, but much other equipment does not.",
    wrong: overlay("0", node1, node2), repaired: pair)

  static let vniInUse = Explanation(
    "A host has one device for a VNI and a UDP port, whatever its name, its device and its"
      + " addresses. The kernel answers: A VXLAN device with the specified VNI already exists.",
    wrong: pair
      + overlay(
        "42 name vxlan43", "node1 192.168.8.100 -> 10.20.2.2/24",
        "node2 192.168.8.101 -> 10.20.2.3/24"),
    repaired: pair + second)

  static let portFlagsConflict = Explanation(
    "Devices of one host that use the same UDP port share a socket. They must agree on the options"
      + " that belong to it; else the second is made, but cannot be set up.",
    wrong: overlay("42 gbp", node1, node2) + second,
    repaired: overlay("42 gbp port 4790", node1, node2) + second)

  static let checksumMismatch = Explanation(
    "One member sends without UDP checksums over IPv6, and another one drops such packets. The"
      + " kernel sends so where `udp6zerocsumtx` says it, and where a route has an `encap` of its own.",
    wrong: over6(""), repaired: over6(" udp6zerocsumrx"))

  static let kernelDefaultPort = Explanation(
    "8472 is the kernel's own default, from before a port was assigned to VXLAN. Other equipment"
      + " expects 4789, and 8472 is also used by Flannel and by some hypervisors.",
    wrong: overlay("42 port 8472", node1, node2), repaired: overlay("42 port 4789", node1, node2))

  static let nothingFillsTable = Explanation(
    "With `nolearning` the device learns no MACs, and with `proxy` it answers ARP and ND only from"
      + " its own table. Nothing in this recipe fills that table, so every frame is flooded, or"
      + " nothing is answered at all.",
    wrong: overlay("42 nolearning", node1, node2), repaired: overlay("42 learning", node1, node2))

  static let missNeverFires = Explanation(
    "The kernel tells of an unknown address (`l3miss`) only where `proxy` or `rsc` looks it up,"
      + " and of an unknown MAC (`l2miss`) only where there is nowhere to flood it. Here neither"
      + " ever happens.",
    wrong: overlay("42 l3miss", node1, node2), repaired: pair)

  static let sharedGroup = Explanation(
    "Every host of one overlay also gets all flooded packets of the other, and throws them away.",
    wrong: grouped("42", "239.1.1.1", 1) + grouped("43", "239.1.1.1", 2),
    repaired: grouped("42", "239.1.1.1", 1) + grouped("43", "239.1.1.2", 2))

  private static func grouped(_ vni: String, _ group: String, _ network: Int) -> String {
    overlay(
      "\(vni) group \(group) dev eth0", "node1 192.168.8.100 -> 10.20.\(network).2/24",
      "node2 192.168.8.101 -> 10.20.\(network).3/24")
  }

  static let tooManyGroups = Explanation(
    "Devices that share a UDP port share a socket, and the kernel lets a socket join 20 groups"
      + " (net.ipv4.igmp_max_memberships). The device with the 21st cannot be set up: No buffer"
      + " space available. Share groups, take several ports, raise the limit, or leave `group` out.",
    wrong: groups(21), repaired: groups(20))

  static let multicastTTL = Explanation(
    "To a group the kernel sends with a TTL of 1 unless told otherwise. The first router drops"
      + " such packets, so members in other networks get none.",
    wrong: distant("42 group 239.1.1.1 dev eth0"),
    repaired: distant("42 group 239.1.1.1 dev eth0 ttl 8"))

  private static func distant(_ header: String) -> String {
    overlay(header, node1, "node2 172.31.0.107 -> 10.20.1.3/24")
  }

  static let smallMTU = Explanation(
    "IPv6 needs an MTU of 1280. Below that the kernel takes IPv6 off the device.",
    wrong: sized("mtu 1200"), repaired: sized("mtu 1280"))

  private static func sized(_ option: String) -> String {
    overlay(
      "42 \(option)", "node1 192.168.8.100 -> fd20::2/64", "node2 192.168.8.101 -> fd20::3/64")
  }

  static let mtuTooLarge = Explanation(
    "The packets with their outer header, 50 bytes over IPv4 and 70 over IPv6, do not fit into the"
      + " underlay's MTU. The kernel would take the largest number that fits and not say so.",
    wrong: large(65535), repaired: large(1400))

  static let differentMTUs = Explanation(
    "Two members of one overlay that write different MTUs. What the one with the larger one sends may"
      + " be too large for a bridge of the other, and no router between them can say so: small packets"
      + " pass, large ones are lost.",
    wrong: unequal("1300"), repaired: unequal("1400"))

  private static func unequal(_ mtu: String) -> String {
    overlay(
      "42 mtu 1400", node1, "node2 192.168.8.101 mtu \(mtu) -> 10.20.1.3/24")
  }

  /// The underlay device's MTU is known on the host alone.
  private static func large(_ mtu: Int) -> String {
    "$ echo 'overlay 42 dev lan0 mtu \(mtu) < node1 192.168.8.100 -> 10.20.1.2/24,"
      + " node2 192.168.8.101 -> 10.20.1.3/24 >' | unshare -Urn sh -c"
      + " 'ip link add dev lan0 type dummy && vxloom plan --node node1 --owner office -'"
  }
}

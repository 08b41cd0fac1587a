// Addresses and MACs.

extension Explanation {
  static let duplicateAddress = Explanation(
    "Two hosts with one overlay address both answer for it. Traffic goes now to one and now to"
      + " the other.",
    wrong: overlay("42", node1, "node2 192.168.8.101 -> 10.20.1.2/24"), repaired: pair)

  static let duplicateUnderlay = Explanation(
    "Two members of one overlay cannot be reached at one underlay address: a host has one device"
      + " for an overlay.",
    wrong: overlay("42", node1, "node2 192.168.8.100 -> 10.20.1.3/24"), repaired: pair)

  static let duplicateMAC = Explanation(
    "A host drops frames whose source is its own MAC, and the others cannot tell the two apart.",
    wrong: overlay("42", node1 + " mac 02:00:00:00:00:02", node2 + " mac 02:00:00:00:00:02"),
    repaired: overlay("42", node1 + " mac 02:00:00:00:00:02", node2 + " mac 02:00:00:00:00:03"))

  static let collidingMAC = Explanation(
    "The MACs of devices that we make are derived from the overlay, the node and the device. Two"
      + " came out equal, or one equals a MAC that was written. Write another one.",
    wrong: overlay("42", node1, node2 + " mac 02:10:1b:83:79:cc"),
    repaired: overlay("42", node1, node2 + " mac 02:00:00:00:00:03"))

  static let invalidMAC = Explanation(
    "A device's MAC is neither zero nor a multicast address: its first byte is even.",
    wrong: overlay("42", node1 + " mac 01:00:5e:00:00:01", node2),
    repaired: overlay("42", node1 + " mac 02:00:5e:00:00:01", node2))

  static let invalidAddress = Explanation(
    "No other host can reach this address: it is a loopback address, unspecified or reserved.",
    wrong: overlay("42", "node1 127.0.0.1 -> 10.20.1.2/24", node2), repaired: pair)

  static let reservedAddress = Explanation(
    "The first address of an IPv4 network is the network itself, the last one its broadcast"
      + " address. No host can have them.",
    wrong: overlay("42", "node1 192.168.8.100 -> 10.20.1.255/24", node2), repaired: pair)

  static let outsideSubnet = Explanation(
    "The overlay has a `subnet`, and every overlay address lies in it.",
    wrong: overlay("42 subnet 10.20.1.0/24", "node1 192.168.8.100 -> 10.20.2.2/24", node2),
    repaired: overlay("42 subnet 10.20.1.0/24", node1, node2))

  static let missingSubnet = Explanation(
    "An address like .2 is host 2 of the overlay's `subnet`, and the header has none.",
    wrong: overlay("42", "node1 192.168.8.100 -> .2", node2),
    repaired: overlay("42 subnet 10.20.1.0/24", "node1 192.168.8.100 -> .2", node2))

  static let invalidSubnet = Explanation(
    "A `subnet` is a network: one of each family, with nothing in the bits of the host.",
    wrong: overlay("42 subnet 10.20.1.2/24", node1, node2),
    repaired: overlay("42 subnet 10.20.1.0/24", node1, node2))

  static let assumedLength = Explanation(
    "An address without a length says nothing about its network. 24 is taken for IPv4, 64 for"
      + " IPv6.",
    wrong: overlay("42", "node1 192.168.8.100 -> 10.20.1.2", node2), repaired: pair)

  static let overlappingNetworks = Explanation(
    "Two overlays on one host have networks that overlap. The host has two routes for one"
      + " destination, and one overlay gets the other's traffic.",
    wrong: overlay(
      "42", "node1 192.168.8.100 -> 10.20.1.2/16", "node2 192.168.8.101 -> 10.20.1.3/16")
      + overlay(
        "43", "node1 192.168.8.100 -> 10.20.2.2/24", "node2 192.168.8.101 -> 10.20.2.3/24"),
    repaired: pair
      + overlay(
        "43", "node1 192.168.8.100 -> 10.20.2.2/24", "node2 192.168.8.101 -> 10.20.2.3/24"))

  static let underlayInOverlay = Explanation(
    "A member's underlay address lies in the overlay's network. As soon as the overlay is up, its"
      + " packets for that member are routed into the overlay itself.",
    wrong: overlay(
      "42", "node1 192.168.8.100 -> 192.168.8.2/24", "node2 192.168.8.101 -> 192.168.8.3/24"),
    repaired: pair)

  static let mixedFamilies = Explanation(
    "All underlay addresses of an overlay, and its group, are IPv4 or all are IPv6: a vxlan device"
      + " sends over one of them. Overlay addresses may be of both.",
    wrong: overlay("42", node1, "node2 fd00::101 -> 10.20.1.3/24"), repaired: pair)

  static let invalidGroup = Explanation(
    "A group is a multicast address: 224.0.0.0/4, or ff00::/8.",
    wrong: overlay("42 group 10.1.1.1 dev eth0", node1, node2),
    repaired: overlay("42 group 239.1.1.1 dev eth0", node1, node2))

  static let multicastUnderlay = Explanation(
    "An underlay address belongs to one host. A multicast group stands in the header, as `group`.",
    wrong: overlay("42", "node1 239.1.1.1 -> 10.20.1.2/24", node2), repaired: pair)

  static let invalidGateway = Explanation(
    "A gateway must be reached without a gateway: it lies in the network of the address beside it"
      + " and is not that address. A namespace has one default route of each family.",
    wrong: gateway("10.20.2.1"), repaired: gateway("10.20.1.1"))

  private static func gateway(_ address: String) -> String {
    overlay(
      "42 bridge br0",
      "node1 192.168.8.100 < netns web -> 10.20.1.2/24 gateway \(address) >",
      "node2 192.168.8.101 < netns web -> 10.20.1.3/24 >")
  }
}

// Peers, Docker's networks, and who keeps the forwarding table.

private let node3 = "node3 192.168.8.102 -> 10.20.1.4/24"
private let spoke2 = "node2 192.168.8.101 peers node1 -> 10.20.1.3/24"

private func spoke3(_ peers: String) -> String {
  "node3 192.168.8.102 peers \(peers) -> 10.20.1.4/24"
}

/// Two members of a Docker overlay with a container each.
private func docker(_ first: String, _ second: String, _ header: String = "docker lan") -> String {
  overlay(
    "42 \(header) subnet 172.18.0.0/16",
    "node1 192.168.8.100 -> .11 < \(first) >", "node2 192.168.8.101 -> .12 < \(second) >")
}

/// Two members with a namespace each.
private func spaces(_ header: String, _ first: String, _ second: String = "-> 10.20.1.3/24")
  -> String
{
  overlay(
    "\(header) bridge br0", "node1 192.168.8.100 < netns web \(first) >",
    "node2 192.168.8.101 < netns web \(second) >")
}

extension Explanation {
  // MARK: Peers

  static let unknownPeer = Explanation(
    "`peers` names other members of the same overlay, and this is none: perhaps a typing error.",
    wrong: overlay("42", node1, "node2 192.168.8.101 peers node9 -> 10.20.1.3/24"),
    repaired: overlay("42", node1, spoke2))

  static let peerOfItself = Explanation(
    "`peers` names the other members that this one talks to. To itself a device sends nothing.",
    wrong: overlay("42", node1, "node2 192.168.8.101 peers [node1, node2] -> 10.20.1.3/24"),
    repaired: overlay("42", node1, spoke2))

  static let oneSidedPeers = Explanation(
    "Two members are peers when each names the other or writes no `peers`. One that is named here"
      + " has a list of its own, which leaves this member out: frames would go one way only.",
    wrong: overlay("42", node1, spoke2, spoke3("[node1, node2]")),
    repaired: overlay(
      "42", node1, "node2 192.168.8.101 peers [node1, node3] -> 10.20.1.3/24",
      spoke3("[node1, node2]")))

  static let noPeer = Explanation(
    "By the `peers` of this overlay nobody talks to this member.",
    wrong: overlay("42", node1, node2, spoke3("[]")),
    repaired: overlay("42", node1, node2, node3))

  static let hubDoesNotForward = Explanation(
    "A vxlan device does not send out again what it took in: what comes from one spoke does not"
      + " reach another, with and without a bridge. As long as their addresses share a network, the"
      + " spokes look for one another directly, and find nobody. Give each spoke a network of its"
      + " own, which the hub routes, or let the spokes be peers.",
    wrong: overlay("42", node1, spoke2, spoke3("node1")),
    repaired: overlay(
      "42", "node1 192.168.8.100 -> 10.20.1.1/24 10.20.2.1/24",
      "node2 192.168.8.101 peers node1 -> 10.20.1.2/24",
      "node3 192.168.8.102 peers node1 -> 10.20.2.2/24"))

  // MARK: Docker

  static let missingDocker = Explanation(
    "A container is connected to a Docker network, whose bridge the vxlan device joins. Nothing"
      + " says which network that is.",
    wrong: docker("container web image nginx -> .2", "container web image nginx -> .3", "mtu 1400"),
    repaired: docker("container web image nginx -> .2", "container web image nginx -> .3"))

  static let namespaceInDocker = Explanation(
    "The bridge of a Docker network is Docker's, which knows nothing of our namespaces and may give"
      + " their addresses away. Namespaces need a bridge of ours.",
    wrong: docker("netns web -> .2", "netns web -> .3"),
    repaired: docker("netns web -> .2", "netns web -> .3", "bridge br0"))

  static let duplicateContainer = Explanation(
    "A container is connected to a network once.",
    wrong: docker(
      "container web image nginx -> .2, container web image nginx -> .4",
      "container web image nginx -> .3"),
    repaired: docker(
      "container web image nginx -> .2, container mail image nginx -> .4",
      "container web image nginx -> .3"))

  static let sharedGateway = Explanation(
    "Docker takes the first address of a network for the host itself, unless it is given another,"
      + " and tells containers to use it as their gateway. Once the hosts are joined, all of them"
      + " answer for that address. Give each member an address of its own.",
    wrong: overlay(
      "42 docker lan subnet 172.18.0.0/16",
      "node1 192.168.8.100 < container web image nginx -> .2 >",
      "node2 192.168.8.101 < container web image nginx -> .3 >"),
    repaired: docker("container web image nginx -> .2", "container web image nginx -> .3"))

  // MARK: Control

  static let incompleteTable = Explanation(
    "Under `control static` and `control resolve` nothing is flooded and nothing is learned: who is"
      + " not in the tables is not reached. So the recipe must name each endpoint with its address"
      + " and its MAC. Those of what we make are known; a `port` needs both written, a container"
      + " its `image`, and a `gateway` must be one of the endpoints.",
    wrong: spaces("42 control static", ""),
    repaired: spaces("42 control static", "-> 10.20.1.2/24"))

  static let noBroadcast = Explanation(
    "Under `control static` and `control resolve` nothing is flooded: broadcast and multicast reach"
      + " nobody on another host. What relies on them, such as DHCP or mDNS, needs `learn`.",
    wrong: overlay("42 control static", node1, node2), repaired: pair)

  static let reservedASN = Explanation(
    "The number of this autonomous system is reserved: 23456 stands for numbers that do not fit"
      + " into 16 bits (RFC 6793); 65535 and 4294967295 are the last ones (RFC 7300). For private"
      + " use there are 64512 to 65534 and 4200000000 to 4294967294 (RFC 6996).",
    wrong: spaces("42 control evpn asn 65535", "-> 10.20.1.2/24"),
    repaired: spaces("42 control evpn asn 65000", "-> 10.20.1.2/24"))

  // MARK: EVPN

  static let differentASNs = Explanation(
    "A host has one BGP, and that is in one autonomous system. All overlays of a host under `control"
      + " evpn` have the same number.",
    wrong: told("42 bridge br0", 65000) + told("43 bridge br1", 65001),
    repaired: told("42 bridge br0", 65000) + told("43 bridge br1", 65000))

  private static func told(_ header: String, _ asn: Int) -> String {
    overlay("\(header) control evpn asn \(asn)", "node1 192.168.8.100", "node2 192.168.8.101")
  }

  static let collidingRouterID = Explanation(
    "BGP tells the routes of nodes apart by a number of 32 bits, the router id. It is the underlay"
      + " address where that is an IPv4 one, and is derived from it where it is an IPv6 one. Seldom"
      + " two of these are the same.",
    wrong: sixes("fd00::1:b9a"), repaired: sixes("fd00::3"))

  static let ipv6EVPN = Explanation(
    "FRR knows IPv6 addresses of VXLAN devices from version 10.6 on. With an older one, the sessions"
      + " of BGP come up, but the routes lead to an address that no host has. Over an IPv4 underlay"
      + " the overlay itself may be IPv6 all the same.",
    wrong: sixes("fd00::3"), repaired: told("42 bridge br0", 65000))

  private static func sixes(_ second: String) -> String {
    overlay("42 bridge br0 control evpn asn 65000", "node1 fd00::226e", "node2 \(second)")
  }

  // MARK: What looks wrong

  static let withoutEffect = Explanation(
    "What is written here changes nothing: perhaps something else was meant.",
    wrong: overlay("42", "\(node1) nodad", node2), repaired: pair)

  static let bridgeLoop = Explanation(
    "Two overlays join the same bridges of the same hosts. What is flooded goes out by the one and"
      + " comes back by the other, for ever. Leave one of them out, or let the bridges find the"
      + " loop: `bridge br0 (stp_state 1)`.",
    wrong: spaces("42", "-> 10.20.1.2/24")
      + overlay("43 bridge br0", "node1 192.168.8.100", "node2 192.168.8.101"),
    repaired: spaces("42", "-> 10.20.1.2/24")
      + overlay("43 bridge br1", "node1 192.168.8.100", "node2 192.168.8.101"))

  static let noCommonNetwork = Explanation(
    "Hosts of one overlay find each other by the network that their addresses share. This member"
      + " shares none with any other one, and nothing says by which way it is reached.",
    wrong: overlay("42", node1, node2, "node3 192.168.8.102 -> 10.20.2.4/24"),
    repaired: overlay("42", node1, node2, node3))

  static let sharedLocal = Explanation(
    "`local` is a host's own address. In the header it holds for every member, and hosts seldom"
      + " have the same.",
    wrong: overlay("42 local 10.1.0.4", node1, node2),
    repaired: overlay(
      "42", "node1 192.168.8.100 local 10.1.0.4 -> 10.20.1.2/24",
      "node2 192.168.8.101 local 10.1.0.5 -> 10.20.1.3/24"))
}

// Routes, forwarding entries and neighbours.

extension Explanation {
  static let routeCoversUnderlay = Explanation(
    "Packets of the tunnel go to underlay addresses. A route through the overlay that holds one of"
      + " them leads the tunnel into itself, and nothing arrives any more. A route in another"
      + " `table` is not asked for the tunnel's packets.",
    wrong: overlay("42", "route 192.168.0.0/16 via node2", node1, node2),
    repaired: overlay("42", "route 192.168.0.0/16 via node2 table 100", node1, node2))

  static let unreachableGateway = Explanation(
    "A next hop is reached without another router: it lies in a network of the overlay that the host"
      + " has an address in. With `onlink` the kernel takes your word for it.",
    wrong: overlay("42", "route 10.30.0.0/16 via 10.40.1.1", node1, node2),
    repaired: overlay("42", "route 10.30.0.0/16 via 10.20.1.9", node1, node2))

  static let pointsAtItself = Explanation(
    "A route, a forwarding entry or a neighbour leads to another host. In an overlay's block an item"
      + " holds for every member but the one that it points at; in a member's own block it would lead"
      + " the host to itself.",
    wrong: overlay(
      "42", node1, node2 + " < fdb 52:54:00:00:00:09 dst 192.168.8.101 >"),
    repaired: overlay("42", "fdb 52:54:00:00:00:09 dst 192.168.8.101", node1, node2))

  static let duplicateEntry = Explanation(
    "A table holds one entry of a kind: one route to a network with one metric, one place for a MAC,"
      + " one MAC for a neighbour. Where unknown frames go follows from the members, and need not be"
      + " written.",
    wrong: overlay(
      "42", "route 10.30.0.0/16 via node2",
      "node1 192.168.8.100 -> 10.20.1.2/24 < route 10.30.0.0/16 via 10.20.1.9 >", node2),
    repaired: overlay(
      "42", "route 10.30.0.0/16 via node2",
      "node1 192.168.8.100 -> 10.20.1.2/24 < route 10.30.0.0/16 via 10.20.1.9 metric 5 >", node2))
}

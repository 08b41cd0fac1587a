/// The options of `ip route add`, in the order in which they are sent and printed. The device is
/// no setting of a route, but what the route is on.
/// Attributes: `enum rtattr_type_t` in uapi/linux/rtnetlink.h; those of a tunnel, which are nested:
/// `enum lwtunnel_ip_t` in uapi/linux/lwtunnel.h, the same numbers for IPv6.
package enum RouteOption: Int, CaseIterable, Sendable {
  case via, dev, src, metric, table, onlink
  // Last: `ip` takes a `src` that follows for the tunnel's.
  case encap, id, dst

  static let rows: [OptionRow] = allCases.map { OptionRow($0.newRow) }

  private func row(
    _ word: String, _ forms: [OptionForm], _ summary: String, standard: String = "none",
    kernel: Version = Version(2, 2), iproute2: Version = Version(2, 2),
    needs: [DeviceOption] = []
  ) -> OptionDraft {
    OptionDraft(
      kind: .route, spelling: word, places: [.route], forms: forms, summary: summary,
      standard: standard, kernel: kernel, iproute2: iproute2, needs: needs)
  }

  private func tunnelRow(
    _ word: String, _ form: OptionForm, _ summary: String, needs: [DeviceOption]
  ) -> OptionDraft {
    var row = row(
      word, [form], summary, kernel: Version(4, 3), iproute2: Version(4, 3), needs: needs)
    row.nest = 22
    return row
  }

  private var newRow: OptionDraft {
    switch self {
    case .via:
      row(
        "via", [.value("via", 5, .address(ipv6Attribute: 5), [.overlayAddress])],
        "the next hop: a member, or an address on the overlay's network")
    case .dev:
      row(
        "dev", [.value("dev", 4, .deviceIndex, [.device])], "the device that packets leave by",
        standard: "what holds the overlay address")
    case .encap:
      row(
        "encap",
        [
          .constant(["encap", "ip"], 21, .u16, 2), .constant(["encap", "ip6"], 21, .u16, 4),
        ], "what an `external` device is to wrap the packets in", kernel: Version(4, 3),
        iproute2: Version(4, 3), needs: [.route(.id), .route(.dst)])
    case .id:
      tunnelRow(
        "id", .number("id", 1, .bigEndian64, Bound.vni), "the VNI of an encapsulated route",
        needs: [.route(.encap)])
    case .dst:
      tunnelRow(
        "dst", .value("dst", 2, .address(ipv6Attribute: 2), [.underlayAddress]),
        "where an encapsulated packet goes: a node, or its underlay address",
        needs: [.route(.encap)])
    case .src:
      row(
        "src", [.value("src", 7, .address(ipv6Attribute: 7), [.overlayAddress])],
        "the address of its own that the host prefers")
    case .metric:
      row(
        "metric", [.number("metric", 6, .u32, 0...4_294_967_295)],
        "of several routes, the least number wins", standard: "0 (IPv4), 1024 (IPv6)")
    case .table:
      row(
        "table", [.number("table", 15, .routeTable, 1...4_294_967_295)], "the routing table",
        standard: "254, the main one")
    case .onlink:
      row(
        "onlink", [.constant(["onlink"], 0, .routeFlag, 4)],
        "the next hop is on the link, whatever the addresses say", standard: "off")
    }
  }
}

/// The options of `bridge fdb`, in the order in which they are sent and printed. The device is no
/// setting of an entry, but what holds the table.
/// Attributes: `enum` of NDA_* in uapi/linux/neighbour.h; flags and states: NTF_*, NUD_* there.
package enum ForwardingOption: Int, CaseIterable, Sendable {
  case dst, port, vni, sourceVNI, via, nhid, dev
  case `self`, master, router, externLearn, sticky
  case permanent, `static`, dynamic

  static let rows: [OptionRow] = allCases.map { OptionRow($0.newRow) }

  private func row(
    _ word: String, _ form: OptionForm, _ summary: String, standard: String = "none",
    _ kernel: Version = Version(3, 8), _ iproute2: Version = Version(3, 8),
    excludes: [ForwardingOption] = [], needs: [DeviceOption] = []
  ) -> OptionDraft {
    OptionDraft(
      kind: .forwarding, spelling: word, places: [.forwarding], forms: [form], summary: summary,
      standard: standard, kernel: kernel, iproute2: iproute2,
      excludes: excludes.map { .forwarding($0) }, needs: needs)
  }

  /// A word alone: a bit of the entry's flags, or its state.
  private func switchRow(
    _ word: String, _ layout: Layout, _ bits: UInt64, _ summary: String, standard: String = "off",
    _ kernel: Version = Version(3, 8), attribute: UInt16 = 0, excludes: [ForwardingOption] = []
  ) -> OptionDraft {
    row(
      word, .constant([word], attribute, layout, bits), summary, standard: standard, kernel,
      kernel, excludes: excludes)
  }

  private var newRow: OptionDraft {
    switch self {
    case .dst, .port, .vni, .sourceVNI, .via, .nhid, .dev: destinationRow
    case .self, .master, .router, .externLearn, .sticky: flagRow
    case .permanent:
      switchRow(
        "permanent", .entryState, 0xc0, "never forgotten; in a bridge's table, a MAC of the host",
        standard: "on")
    case .static:
      switchRow("static", .entryState, 0x42, "never forgotten", excludes: [.permanent])
    case .dynamic:
      switchRow(
        "dynamic", .entryState, 0x02, "forgotten as if it had been learned",
        excludes: [.permanent, .static])
    }
  }

  private var destinationRow: OptionDraft {
    switch self {
    case .port:
      row(
        "port", .number("port", 6, .bigEndian16, 1...65535), "the UDP port of the peer",
        standard: "the overlay's")
    case .vni:
      row(
        "vni", .number("vni", 7, .u32, Bound.vni), "the VNI that frames are sent with",
        standard: "the overlay's")
    case .sourceVNI:
      row(
        "src_vni", .number("src_vni", 11, .u32, Bound.vni),
        "the VNI whose frames the entry is for, on an `external` device", standard: "the overlay's",
        Version(4, 11), Version(4, 11), needs: [.vxlan(.external)])
    case .via:
      row(
        "via", .value("via", 8, .deviceIndex, [.device]), "the device that packets leave by",
        standard: "the device's own")
    case .nhid:
      row(
        "nhid", .number("nhid", 13, .u32, 1...4_294_967_295),
        "a nexthop group of the host, in place of `dst`", Version(5, 8), Version(5, 8),
        excludes: [.dst, .port, .vni, .via])
    case .dev:
      row(
        "dev", .value("dev", 0, .deviceIndex, [.device]), "the device whose table it is",
        standard: "the vxlan device")
    case .dst, .self, .master, .router, .externLearn, .sticky, .permanent, .static, .dynamic:
      row(
        "dst", .value("dst", 1, .address(ipv6Attribute: 1), [.underlayAddress]),
        "where frames for the MAC go: a node, or its underlay address")
    }
  }

  private var flagRow: OptionDraft {
    switch self {
    case .master:
      switchRow(
        "master", .entryFlag, 0x04,
        "the entry goes to the bridge's table: the MAC is behind this port", attribute: 9,
        excludes: [.self, .dst, .port, .vni, .sourceVNI, .via, .nhid, .router])
    case .router:
      switchRow("router", .entryFlag, 0x80, "the MAC is a router's, which `rsc` asks for")
    case .externLearn:
      switchRow(
        "extern_learn", .entryFlag, 0x10, "a control plane keeps the entry", Version(4, 17))
    case .sticky:
      switchRow(
        "sticky", .entryFlag, 0x40, "learning does not move it to another port", Version(5, 0),
        excludes: [.permanent])
    case .dst, .port, .vni, .sourceVNI, .via, .nhid, .dev, .self, .permanent, .static, .dynamic:
      switchRow(
        "self", .entryFlag, 0x02, "the entry goes to the device's own table", standard: "on")
    }
  }
}

/// The options of `ip link add type vxlan`, in the order in which they are sent and printed.
/// Attributes: `enum` of IFLA_VXLAN_* in uapi/linux/if_link.h.
package enum VXLANOption: Int, CaseIterable, Sendable {
  case id, port, remote, group, local, dev
  case ttl, tos, df, flowlabel, labelPolicy, ageing, maxaddress, srcport
  case learning, proxy, rsc, l2miss, l3miss
  case udpcsum, udp6zerocsumtx, udp6zerocsumrx, remcsumtx, remcsumrx, remcsumNoPartial
  case gbp, gpe, external, vnifilter, localbypass, reservedBits, mcroute

  static let rows: [OptionRow] = allCases.map { OptionRow($0.newRow) }

  private var newRow: OptionDraft {
    switch self {
    case .id: idRow
    case .port: portRow
    case .remote: remoteRow
    case .group: groupRow
    case .local: localRow
    case .dev: devRow
    case .ttl: ttlRow
    case .tos: tosRow
    case .df: dfRow
    case .flowlabel: flowlabelRow
    case .labelPolicy: labelPolicyRow
    case .ageing: ageingRow
    case .maxaddress: maxaddressRow
    case .srcport: srcportRow
    case .learning:
      toggleRow(
        "learning", 7, "learn peers' MACs from what they send", standard: "on", changeable: true)
    case .proxy:
      toggleRow("proxy", 11, "answer ARP and ND from the device's neighbour table")
    case .rsc: toggleRow("rsc", 12, "short-circuit routes to peers' MACs")
    case .l2miss: toggleRow("l2miss", 13, "tell user space of unknown MACs")
    case .l3miss: toggleRow("l3miss", 14, "tell user space of unknown addresses")
    case .udpcsum: udpcsumRow
    case .udp6zerocsumtx: udp6zerocsumtxRow
    case .udp6zerocsumrx: udp6zerocsumrxRow
    case .remcsumtx: remcsumtxRow
    case .remcsumrx: remcsumrxRow
    case .remcsumNoPartial: remcsumNoPartialRow
    case .gbp: gbpRow
    case .gpe: gpeRow
    case .external: externalRow
    case .vnifilter: vnifilterRow
    case .localbypass: localbypassRow
    case .reservedBits: reservedBitsRow
    case .mcroute: mcrouteRow
    }
  }
}

private let everywhere: [Place] = [.header, .node, .member]

// What identifies a device and its peers.
extension VXLANOption {
  private var idRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: nil, places: [],
      forms: [.number("id", 1, .u32, 0...16_777_215)],
      summary: "the VNI: the number after `overlay`", standard: "0",
      kernel: Version(3, 7), iproute2: Version(3, 7),
      changeability: .replace("Cannot change VNI"))
  }

  private var portRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "port", synonyms: ["dstport"], places: [.header],
      forms: [.number("dstport", 15, .bigEndian16, 1...65535)],
      summary: "UDP destination port", standard: "4789, always sent",
      kernel: Version(3, 10), iproute2: Version(3, 10),
      changeability: .replace("Cannot change port"))
  }

  private var remoteRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: nil, places: [],
      forms: [.value("remote", 2, .address(ipv6Attribute: 16), [.unicast])],
      summary: "the only peer: follows from the members", standard: "none",
      kernel: Version(3, 7), iproute2: Version(3, 7))
  }

  private var groupRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "group", places: [.header],
      forms: [.value("group", 2, .address(ipv6Attribute: 16), [.multicast])],
      summary: "flood by multicast, not by copies", standard: "none",
      kernel: Version(3, 7), iproute2: Version(3, 7))
  }

  private var localRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "local", places: [.node, .member, .header],
      forms: [.value("local", 4, .address(ipv6Attribute: 17), [.unicast])],
      summary: "the host's own address, where its peers use another",
      standard: "the underlay address, always sent",
      kernel: Version(3, 7), iproute2: Version(3, 7))
  }

  private var devRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "dev", places: everywhere,
      forms: [.value("dev", 3, .deviceIndex, [.device])],
      summary: "the underlay device", standard: "none: the route decides",
      kernel: Version(3, 7), iproute2: Version(3, 7))
  }
}

// What the outer packets look like, and the size of the tables.
extension VXLANOption {
  private var ttlRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "ttl", synonyms: ["hoplimit"], places: everywhere,
      forms: [
        .number("ttl", 5, .u8, 0...255),
        .constant(["ttl", "auto"], 5, .u8, 0),
        .constant(
          ["ttl", "inherit"], 28, .flag, 1, dump: .one,
          changeability: .replace("vxlan: cannot change TTL_INHERIT flag")),
      ],
      summary: "hop limit of the outer packet", standard: "auto: 64, and 1 to a multicast group",
      kernel: Version(3, 7), iproute2: Version(3, 7), initial: "auto")
  }

  private var tosRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "tos", synonyms: ["dsfield"], places: everywhere,
      forms: [
        .value("tos", 6, .u8, [.hexNumber(0...255)]),
        .constant(["tos", "inherit"], 6, .u8, 1),
      ],
      summary: "traffic class byte of the outer packet", standard: "0",
      kernel: Version(3, 7), iproute2: Version(3, 7), initial: "0x00")
  }

  private var dfRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "df", places: everywhere,
      forms: [
        .constant(["df", "unset"], 29, .u8, 0), .constant(["df", "set"], 29, .u8, 1),
        .constant(["df", "inherit"], 29, .u8, 2),
      ],
      summary: "the Don't Fragment bit of the outer IPv4 packet", standard: "unset",
      kernel: Version(5, 0), iproute2: Version(5, 0))
  }

  private var flowlabelRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "flowlabel", synonyms: ["label"], places: everywhere,
      forms: [.value("flowlabel", 26, .bigEndian32, [.number(0...0xfffff)])],
      summary: "flow label of the outer IPv6 packet", standard: "0",
      kernel: Version(4, 6), iproute2: Version(4, 6), family: .ipv6)
  }

  private var labelPolicyRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: nil, places: [],
      forms: [
        .constant(["label_policy", "fixed"], 32, .u32, 0),
        .constant(["label_policy", "inherit"], 32, .u32, 1),
      ],
      summary: "where the flow label comes from; iproute2 has no spelling for it",
      standard: "fixed", kernel: Version(6, 8), iproute2: Version(6, 8), family: .ipv6)
  }

  private var ageingRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "ageing", places: everywhere,
      forms: [.number("ageing", 8, .u32, 1...4_294_967_295)],
      summary: "seconds until a learned entry is forgotten", standard: "300",
      kernel: Version(3, 7), iproute2: Version(3, 7))
  }

  private var maxaddressRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "maxaddress", places: everywhere,
      forms: [
        .number("maxaddress", 9, .u32, 0...4_294_967_295),
        .constant(["maxaddress", "unlimited"], 9, .u32, 0),
      ],
      summary: "the most entries that the forwarding table takes", standard: "unlimited",
      kernel: Version(3, 7), iproute2: Version(3, 7),
      changeability: .replace("Cannot change limit"))
  }

  private var srcportRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "srcport", places: everywhere,
      forms: [
        .value("srcport", 10, .bigEndian16Pair, [.number(0...65535), .number(0...65535)])
      ],
      summary: "UDP source ports, least and greatest",
      standard: "net.ipv4.ip_local_port_range", kernel: Version(3, 7), iproute2: Version(3, 7),
      changeability: .replace("Cannot change port range"), initial: "0 0")
  }
}

// Switches.
extension VXLANOption {
  private func toggleRow(
    _ word: String, _ attribute: UInt16, _ summary: String, standard: String = "off",
    kernel: Version = Version(3, 8), iproute2: Version = Version(3, 8),
    places: [Place] = everywhere, changeable: Bool = false, off: DumpShape = .same
  ) -> OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: word, places: places,
      forms: OptionForm.toggle(word, attribute, off: off), summary: summary, standard: standard,
      kernel: kernel, iproute2: iproute2,
      changeability: changeable
        ? .inPlace : .replace("vxlan: cannot change \(word.uppercased()) flag"))
  }

  private var udpcsumRow: OptionDraft {
    var row = toggleRow(
      "udpcsum", 18, "UDP checksums over IPv4", standard: "on", kernel: Version(3, 16),
      iproute2: Version(3, 18))
    row.changeability = .replace("Cannot change UDP_CSUM flag")
    return row
  }

  private var udp6zerocsumtxRow: OptionDraft {
    var row = toggleRow(
      "udp6zerocsumtx", 19, "send without UDP checksums over IPv6", kernel: Version(3, 16),
      iproute2: Version(3, 18))
    row.changeability = .replace("vxlan: cannot change UDP_ZERO_CSUM6_TX flag")
    return row
  }

  private var udp6zerocsumrxRow: OptionDraft {
    var row = toggleRow(
      "udp6zerocsumrx", 20, "accept no UDP checksum over IPv6", kernel: Version(3, 16),
      iproute2: Version(3, 18))
    row.tiedToSocket = true
    row.changeability = .replace("vxlan: cannot change UDP_ZERO_CSUM6_RX flag")
    return row
  }

  private var remcsumtxRow: OptionDraft {
    var row = toggleRow(
      "remcsumtx", 21, "send with remote checksum offload", kernel: Version(4, 0),
      iproute2: Version(4, 4), places: [.header])
    row.changeability = .replace("vxlan: cannot change REMCSUM_TX flag")
    return row
  }

  private var remcsumrxRow: OptionDraft {
    var row = toggleRow(
      "remcsumrx", 22, "accept remote checksum offload", kernel: Version(4, 0),
      iproute2: Version(4, 4), places: [.header])
    row.tiedToSocket = true
    row.changeability = .replace("vxlan: cannot change REMCSUM_RX flag")
    return row
  }

  private var remcsumNoPartialRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: nil, places: [],
      forms: [.constant(["remcsum_nopartial"], 24, .flag, 1)],
      summary: "remote checksum offload without partial sums; iproute2 has no spelling for it",
      standard: "off", kernel: Version(4, 0), iproute2: Version(4, 0),
      changeability: .replace("vxlan: cannot change REMCSUM_NOPARTIAL flag"), tiedToSocket: true)
  }

  private var gbpRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "gbp", places: [.header],
      forms: [.constant(["gbp"], 23, .flag, 1)],
      summary: "the Group Policy extension", standard: "off",
      kernel: Version(4, 0), iproute2: Version(4, 0),
      changeability: .replace("vxlan: cannot change GBP flag"), tiedToSocket: true,
      excludes: [.vxlan(.gpe)])
  }

  private var gpeRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "gpe", places: [.header],
      forms: [.constant(["gpe"], 27, .flag, 1)],
      summary: "the Generic Protocol Extension: no Ethernet inside", standard: "off",
      kernel: Version(4, 7), iproute2: Version(4, 7),
      changeability: .replace("vxlan: cannot change GPE flag"), tiedToSocket: true,
      excludes: [
        .vxlan(.gbp), .vxlan(.learning), .vxlan(.proxy), .vxlan(.rsc), .vxlan(.l2miss),
        .vxlan(.l3miss), .vxlan(.remcsumtx), .vxlan(.remcsumrx),
      ],
      needs: [.vxlan(.external)])
  }

  private var externalRow: OptionDraft {
    var row = toggleRow(
      "external", 25, "the tunnel comes with each packet: no VNI and no peers of its own",
      kernel: Version(4, 3), iproute2: Version(4, 4), places: [.header])
    row.tiedToSocket = true
    row.excludes = [.vxlan(.learning)]
    row.changeability = .replace("vxlan: cannot change COLLECT_METADATA flag")
    return row
  }

  private var vnifilterRow: OptionDraft {
    var row = toggleRow(
      "vnifilter", 30, "an external device takes only the VNIs that it is told",
      kernel: Version(5, 18), iproute2: Version(5, 19), places: [.header], off: .absent)
    row.tiedToSocket = true
    row.needs = [.vxlan(.external)]
    row.changeability = .replace("vxlan: cannot change VNIFILTER flag")
    return row
  }

  private var localbypassRow: OptionDraft {
    toggleRow(
      "localbypass", 31, "hand packets for an own address over directly", standard: "on",
      kernel: Version(6, 5), iproute2: Version(6, 5), changeable: true)
  }

  private var reservedBitsRow: OptionDraft {
    OptionDraft(
      kind: .vxlan, spelling: "reserved_bits", places: [.header],
      forms: [.value("reserved_bits", 33, .bigEndian64, [.hexNumber(0...UInt64.max)])],
      summary: "header bits that make a received packet invalid",
      standard: "all bits that no feature uses",
      kernel: Version(6, 14), iproute2: Version(6, 14),
      changeability: .replace("Cannot change reserved_bits"))
  }

  private var mcrouteRow: OptionDraft {
    var row = toggleRow(
      "mcroute", 34, "route the outer multicast packets", kernel: Version(6, 17),
      iproute2: Version(6, 17), changeable: true)
    row.forms = row.forms.map { form in
      var form = form
      form.dump = .never
      return form
    }
    return row
  }
}

extension VXLANOption {
  /// The bits of the VXLAN header that no feature uses, of which `reserved_bits` is made where it is
  /// not written: flags in the upper half, the VNI's word in the lower (`vxlan_nl2conf` in
  /// drivers/net/vxlan/vxlan_core.c; seen on 6.18).
  package static func unusedBits(with features: [VXLANOption]) -> UInt64 {
    features.reduce(0xf7ff_ffff_0000_00ff) { bits, feature in
      switch feature {
      case .gbp: bits & ~0x80ff_ffff_0000_0000
      case .gpe: bits & ~0x3500_00ff_0000_0000
      case .remcsumrx: bits & ~0x0020_0000_0000_00ff
      case .id, .port, .remote, .group, .local, .dev, .ttl, .tos, .df, .flowlabel, .labelPolicy,
        .ageing, .maxaddress, .srcport, .learning, .proxy, .rsc, .l2miss, .l3miss, .udpcsum,
        .udp6zerocsumtx, .udp6zerocsumrx, .remcsumtx, .remcsumNoPartial, .external, .vnifilter,
        .localbypass, .reservedBits, .mcroute:
        bits
      }
    }
  }
}

/// The options of `ip link add type bridge`, in the order in which they are sent and printed.
/// Attributes: `enum` of IFLA_BR_* in uapi/linux/if_link.h.
package enum BridgeOption: Int, CaseIterable, Sendable {
  case stpState, forwardDelay, helloTime, maxAge
  case ageingTime, priority, vlanFiltering, vlanProtocol
  case vlanDefaultPvid, vlanStatsEnabled, groupFwdMask, groupAddress
  case mcastSnooping, mcastRouter, mcastQuerier, mcastQueryUseIfaddr
  case mcastHashMax, mcastLastMemberCount, mcastStartupQueryCount, mcastLastMemberInterval
  case mcastMembershipInterval, mcastQuerierInterval, mcastQueryInterval, mcastQueryResponseInterval
  case mcastStartupQueryInterval, mcastStatsEnabled, mcastIgmpVersion, mcastMldVersion
  case nfCallIptables, nfCallIp6tables, nfCallArptables, vlanStatsPerPort
  case noLinklocalLearn, mcastVlanSnooping, fdbLocalVlan0, fdbMaxLearned

  static let rows: [OptionRow] = allCases.map { OptionRow($0.newRow) }

  private func row(
    _ word: String, _ forms: [OptionForm], _ summary: String, standard: String,
    _ kernel: Version, _ iproute2: Version
  ) -> OptionDraft {
    OptionDraft(
      kind: .bridge, spelling: word, places: [.bridgeGroup], forms: forms, summary: summary,
      standard: standard, kernel: kernel, iproute2: iproute2)
  }

  private var newRow: OptionDraft {
    switch self {
    case .stpState:
      row(
        "stp_state", [.number("stp_state", 5, .u32, 0...1)], "the Spanning Tree Protocol",
        standard: "0", Version(4, 1), Version(4, 2))
    case .forwardDelay:
      row(
        "forward_delay", [.number("forward_delay", 1, .u32, 0...4_294_967_295, dump: .rounded)],
        "STP forward delay, 1/100 s",
        standard: "1500", Version(3, 18), Version(3, 18))
    case .helloTime:
      row(
        "hello_time", [.number("hello_time", 2, .u32, 100...1000, dump: .rounded)],
        "STP hello interval, 1/100 s",
        standard: "200", Version(3, 18), Version(3, 18))
    case .maxAge:
      row(
        "max_age", [.number("max_age", 3, .u32, 600...4000, dump: .rounded)],
        "STP maximum message age, 1/100 s",
        standard: "2000", Version(3, 18), Version(3, 18))
    case .ageingTime:
      row(
        "ageing_time", [.number("ageing_time", 4, .u32, 0...4_294_967_295, dump: .rounded)],
        "how long a learned MAC is kept, 1/100 s",
        standard: "30000", Version(4, 1), Version(4, 2))
    case .priority:
      row(
        "priority", [.number("priority", 6, .u16, 0...65535)], "STP bridge priority",
        standard: "32768", Version(4, 1), Version(4, 2))
    case .vlanFiltering:
      row(
        "vlan_filtering", [.number("vlan_filtering", 7, .u8, 0...1)], "tell VLANs apart",
        standard: "0", Version(4, 3), Version(4, 3))
    case .vlanProtocol:
      row(
        "vlan_protocol",
        [
          .constant(["vlan_protocol", "802.1Q"], 8, .bigEndian16, 0x8100),
          .constant(["vlan_protocol", "802.1ad"], 8, .bigEndian16, 0x88a8),
        ], "the VLAN tag protocol",
        standard: "802.1Q", Version(4, 3), Version(4, 3))
    case .vlanDefaultPvid:
      row(
        "vlan_default_pvid", [.number("vlan_default_pvid", 39, .u16, 0...4094)],
        "the VLAN of untagged frames; 0: none",
        standard: "1", Version(4, 4), Version(4, 5))
    case .vlanStatsEnabled:
      row(
        "vlan_stats_enabled", [.number("vlan_stats_enabled", 41, .u8, 0...1)], "count per VLAN",
        standard: "0", Version(4, 7), Version(4, 11))
    case .groupFwdMask:
      row(
        "group_fwd_mask", [.value("group_fwd_mask", 9, .u16, [.hexNumber(0...65535)])],
        "link-local groups that are forwarded",
        standard: "0", Version(4, 4), Version(4, 5))
    case .groupAddress:
      row(
        "group_address", [.value("group_address", 20, .mac, [.bridgeGroup])],
        "the group address of STP",
        standard: "01:80:c2:00:00:00", Version(4, 4), Version(4, 5))
    case .mcastSnooping:
      row(
        "mcast_snooping", [.number("mcast_snooping", 23, .u8, 0...1)], "IGMP and MLD snooping",
        standard: "1", Version(4, 4), Version(4, 5))
    case .mcastRouter:
      row(
        "mcast_router", [.number("mcast_router", 22, .u8, 0...2)],
        "0: no multicast router port, 1: learned, 2: always",
        standard: "1", Version(4, 4), Version(4, 5))
    case .mcastQuerier:
      row(
        "mcast_querier", [.number("mcast_querier", 25, .u8, 0...1)], "send IGMP and MLD queries",
        standard: "0", Version(4, 4), Version(4, 5))
    case .mcastQueryUseIfaddr:
      row(
        "mcast_query_use_ifaddr", [.number("mcast_query_use_ifaddr", 24, .u8, 0...1)],
        "query from the own address",
        standard: "0", Version(4, 4), Version(4, 5))
    case .mcastHashMax:
      row(
        "mcast_hash_max", [.number("mcast_hash_max", 27, .u32, 0...4_294_967_295)],
        "the most multicast groups",
        standard: "4096", Version(4, 4), Version(4, 5))
    case .mcastLastMemberCount:
      row(
        "mcast_last_member_count",
        [.number("mcast_last_member_count", 28, .u32, 0...4_294_967_295)], "queries after a leave",
        standard: "2", Version(4, 4), Version(4, 5))
    case .mcastStartupQueryCount:
      row(
        "mcast_startup_query_count",
        [.number("mcast_startup_query_count", 29, .u32, 0...4_294_967_295)], "queries at the start",
        standard: "2", Version(4, 4), Version(4, 5))
    case .mcastLastMemberInterval:
      row(
        "mcast_last_member_interval",
        [.number("mcast_last_member_interval", 30, .u64, 0...1_000_000_000, dump: .rounded)],
        "interval of queries after a leave, 1/100 s",
        standard: "100", Version(4, 4), Version(4, 5))
    case .mcastMembershipInterval:
      row(
        "mcast_membership_interval",
        [.number("mcast_membership_interval", 31, .u64, 0...1_000_000_000, dump: .rounded)],
        "how long a membership lasts, 1/100 s",
        standard: "26000", Version(4, 4), Version(4, 5))
    case .mcastQuerierInterval:
      row(
        "mcast_querier_interval",
        [.number("mcast_querier_interval", 32, .u64, 0...1_000_000_000, dump: .rounded)],
        "how long another querier counts, 1/100 s",
        standard: "25500", Version(4, 4), Version(4, 5))
    case .mcastQueryInterval:
      row(
        "mcast_query_interval",
        [.number("mcast_query_interval", 33, .u64, 100...8_640_000, dump: .rounded)],
        "interval of queries, 1/100 s",
        standard: "12500", Version(4, 4), Version(4, 5))
    case .mcastQueryResponseInterval:
      row(
        "mcast_query_response_interval",
        [.number("mcast_query_response_interval", 34, .u64, 0...1_000_000_000, dump: .rounded)],
        "time to answer a query, 1/100 s",
        standard: "1000", Version(4, 4), Version(4, 5))
    case .mcastStartupQueryInterval:
      row(
        "mcast_startup_query_interval",
        [.number("mcast_startup_query_interval", 35, .u64, 100...8_640_000, dump: .rounded)],
        "interval of queries at the start, 1/100 s",
        standard: "3124", Version(4, 4), Version(4, 5))
    case .mcastStatsEnabled:
      row(
        "mcast_stats_enabled", [.number("mcast_stats_enabled", 42, .u8, 0...1)],
        "count multicast packets",
        standard: "0", Version(4, 8), Version(4, 11))
    case .mcastIgmpVersion:
      row(
        "mcast_igmp_version", [.number("mcast_igmp_version", 43, .u8, 2...3)], "IGMP version",
        standard: "2", Version(4, 10), Version(4, 11))
    case .mcastMldVersion:
      row(
        "mcast_mld_version", [.number("mcast_mld_version", 44, .u8, 1...2)], "MLD version",
        standard: "1", Version(4, 10), Version(4, 11))
    case .nfCallIptables:
      row(
        "nf_call_iptables", [.number("nf_call_iptables", 36, .u8, 0...1)],
        "bridged IPv4 passes iptables",
        standard: "0", Version(4, 4), Version(4, 5))
    case .nfCallIp6tables:
      row(
        "nf_call_ip6tables", [.number("nf_call_ip6tables", 37, .u8, 0...1)],
        "bridged IPv6 passes ip6tables",
        standard: "0", Version(4, 4), Version(4, 5))
    case .nfCallArptables:
      row(
        "nf_call_arptables", [.number("nf_call_arptables", 38, .u8, 0...1)],
        "bridged ARP passes arptables",
        standard: "0", Version(4, 4), Version(4, 5))
    case .vlanStatsPerPort: vlanStatsPerPort
    case .noLinklocalLearn:
      row(
        "no_linklocal_learn", [.number("no_linklocal_learn", 46, .booleanBit(0), 0...1)],
        "do not learn from link-local frames",
        standard: "0", Version(5, 0), Version(5, 16))
    case .mcastVlanSnooping: mcastVlanSnooping
    case .fdbLocalVlan0:
      row(
        "fdb_local_vlan_0", [.number("fdb_local_vlan_0", 46, .booleanBit(4), 0...1)],
        "keep local MACs in VLAN 0 only",
        standard: "0", Version(6, 18), Version(6, 18))
    case .fdbMaxLearned:
      row(
        "fdb_max_learned", [.number("fdb_max_learned", 49, .u32, 0...4_294_967_295)],
        "the most learned MACs; 0: unlimited",
        standard: "0", Version(6, 7), Version(6, 7))
    }
  }

  /// As soon as a port is in a VLAN, and each is in the standard one, it stays as it is.
  private var vlanStatsPerPort: OptionDraft {
    var row = row(
      "vlan_stats_per_port", [.number("vlan_stats_per_port", 45, .u8, 0...1)],
      "count per VLAN and port",
      standard: "0", Version(4, 20), Version(5, 2))
    row.changeability = .replace("Device or resource busy")
    return row
  }

  private var mcastVlanSnooping: OptionDraft {
    var row = row(
      "mcast_vlan_snooping", [.number("mcast_vlan_snooping", 46, .booleanBit(1), 0...1)],
      "snoop per VLAN",
      standard: "0", Version(5, 15), Version(5, 16))
    row.needs = [.bridge(.vlanFiltering)]
    return row
  }
}

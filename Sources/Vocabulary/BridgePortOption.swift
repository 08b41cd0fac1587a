/// The options of `ip link set type bridge_slave`, in the order in which they are sent and printed.
/// Attributes: `enum` of IFLA_BRPORT_* in uapi/linux/if_link.h.
package enum BridgePortOption: Int, CaseIterable, Sendable {
  case learning, neighSuppress, isolated, hairpin
  case flood, mcastFlood, bcastFlood, mcastToUnicast
  case vlanTunnel, `guard`, rootBlock, mcastFastLeave
  case cost, priority, state, mcastRouter
  case groupFwdMask, proxyArp, proxyArpWifi, locked
  case mab, neighVlanSuppress, backupNhid, neighForwardGrat

  static let rows: [OptionRow] = allCases.map { OptionRow($0.newRow) }

  private func row(
    _ word: String, _ forms: [OptionForm], _ summary: String, standard: String,
    _ kernel: Version, _ iproute2: Version, needs: [DeviceOption] = []
  ) -> OptionDraft {
    OptionDraft(
      kind: .bridgePort, spelling: word, places: [.bridgePortGroup], forms: forms,
      summary: summary, standard: standard, kernel: kernel, iproute2: iproute2, needs: needs)
  }

  private var newRow: OptionDraft {
    switch self {
    case .learning:
      row(
        "learning", OptionForm.onOff("learning", 8), "learn MACs on this port",
        standard: "on", Version(3, 11), Version(3, 18))
    case .neighSuppress:
      row(
        "neigh_suppress", OptionForm.onOff("neigh_suppress", 32),
        "answer ARP and ND from what the bridge knows",
        standard: "off", Version(4, 15), Version(4, 15))
    case .isolated:
      row(
        "isolated", OptionForm.onOff("isolated", 33), "no traffic to other isolated ports",
        standard: "off", Version(4, 18), Version(4, 19))
    case .hairpin:
      row(
        "hairpin", OptionForm.onOff("hairpin", 4), "send back out of the port",
        standard: "off", Version(3, 8), Version(3, 18))
    case .flood:
      row(
        "flood", OptionForm.onOff("flood", 9), "flood unknown unicast to the port",
        standard: "on", Version(3, 11), Version(3, 18))
    case .mcastFlood:
      row(
        "mcast_flood", OptionForm.onOff("mcast_flood", 27), "flood multicast to the port",
        standard: "on", Version(4, 9), Version(4, 9))
    case .bcastFlood:
      row(
        "bcast_flood", OptionForm.onOff("bcast_flood", 30), "flood broadcast to the port",
        standard: "on", Version(4, 12), Version(5, 18))
    case .mcastToUnicast:
      row(
        "mcast_to_unicast", OptionForm.onOff("mcast_to_unicast", 28),
        "send multicast as unicast copies",
        standard: "off", Version(4, 11), Version(5, 1))
    case .vlanTunnel:
      row(
        "vlan_tunnel", OptionForm.onOff("vlan_tunnel", 29), "map VLANs to VNIs",
        standard: "off", Version(4, 11), Version(4, 15))
    case .guard:
      row(
        "guard", OptionForm.onOff("guard", 5), "BPDU guard",
        standard: "off", Version(3, 8), Version(3, 18))
    case .rootBlock:
      row(
        "root_block", OptionForm.onOff("root_block", 6), "never become the root port",
        standard: "off", Version(3, 8), Version(3, 18))
    case .mcastFastLeave:
      row(
        "mcast_fast_leave", OptionForm.onOff("mcast_fast_leave", 7), "leave groups at once",
        standard: "off", Version(3, 8), Version(3, 18))
    case .cost:
      row(
        "cost", [.number("cost", 3, .u32, 1...65535)], "STP path cost",
        standard: "100 (vxlan), 2 (veth up)", Version(3, 8), Version(3, 18))
    case .priority:
      row(
        "priority", [.number("priority", 2, .u16, 0...63)], "STP port priority",
        standard: "32", Version(3, 8), Version(3, 18))
    case .state:
      row(
        "state", [.number("state", 1, .u8, 0...4)],
        "0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking",
        standard: "disabled", Version(3, 8), Version(3, 18))
    case .mcastRouter:
      row(
        "mcast_router", [.number("mcast_router", 25, .u8, 0...3)],
        "0: no multicast router, 1: learned, 2: always, 3: for a while",
        standard: "1", Version(4, 4), Version(4, 5))
    case .groupFwdMask:
      row(
        "group_fwd_mask", [.value("group_fwd_mask", 31, .u16, [.hexNumber(0...65535)])],
        "link-local groups that are forwarded",
        standard: "0", Version(4, 15), Version(4, 15))
    case .proxyArp:
      row(
        "proxy_arp", OptionForm.onOff("proxy_arp", 10), "proxy ARP",
        standard: "off", Version(3, 19), Version(4, 5))
    case .proxyArpWifi:
      row(
        "proxy_arp_wifi", OptionForm.onOff("proxy_arp_wifi", 12), "proxy ARP as Wi-Fi needs it",
        standard: "off", Version(4, 1), Version(4, 5))
    case .locked:
      row(
        "locked", OptionForm.onOff("locked", 39), "only known MACs may send",
        standard: "off", Version(5, 18), Version(5, 18))
    case .mab:
      row(
        "mab", OptionForm.onOff("mab", 40), "MAC authentication bypass",
        standard: "off", Version(6, 2), Version(6, 2), needs: [.bridgePort(.locked)])
    case .neighVlanSuppress:
      row(
        "neigh_vlan_suppress", OptionForm.onOff("neigh_vlan_suppress", 43),
        "suppress neighbours per VLAN",
        standard: "off", Version(6, 4), Version(6, 4))
    case .backupNhid:
      row(
        "backup_nhid", [.number("backup_nhid", 44, .u32, 0...4_294_967_295)],
        "the nexthop for the backup port; 0: none",
        standard: "0", Version(6, 6), Version(6, 6))
    case .neighForwardGrat:
      row(
        "neigh_forward_grat", OptionForm.onOff("neigh_forward_grat", 45),
        "forward gratuitous ARP in spite of suppression",
        standard: "off", Version(7, 2), Version(7, 2))
    }
  }
}

/// How netplan spells an option (netplan-yaml(5), version 0.106).
package enum NetplanSpelling: Sendable {
  package enum Value: Sendable { case number, seconds, address, device, ports, boolean }

  case key(String, Value)
  /// A word in a list, where it is on.
  case item(list: String, String)
}

extension NetplanSpelling {
  /// The key and what stands behind it, or the word of its list; `nil` where the value cannot be said.
  package func text(_ setting: Setting) -> (key: String, text: String)? {
    switch self {
    case .item(let list, let word): return (list, setting.isOn ? word : "")
    case .key(let key, let value): return value.text(setting).map { (key, $0) }
    }
  }

  package var isInList: Bool {
    switch self {
    case .item: true
    case .key: false
    }
  }
}

extension NetplanSpelling.Value {
  fileprivate func text(_ setting: Setting) -> String? {
    switch (self, setting.operands.first) {
    // Beyond it netplan writes a negative one.
    case (.number, .number(let number)?): number > UInt64(Int32.max) ? nil : "\(number)"
    case (.number, nil): setting.shape.layout == .flag ? nil : "\(setting.shape.constant)"
    case (.seconds, .number(let number)?):
      number > 0 && number % 100 == 0 ? "\(number / 100)" : nil
    case (.address, .address(let address)?): "\"\(address)\""
    case (.device, .device(.named(let name))?): "\"\(name)\""
    case (.boolean, .number(let number)?): number == 0 ? "false" : "true"
    case (.boolean, nil): boolean(setting)
    case (.ports, .number(let first)?):
      if case .number(let last)? = setting.operands.last, first > 0 {
        "[\(first), \(last)]"
      } else {
        nil
      }
    case (_, _): nil
    }
  }

  /// A switch has its first form on; of `df` the second is, and the third is a word of its own.
  private func boolean(_ setting: Setting) -> String? {
    let forms = setting.option.row.forms
    guard forms.count > 2 else { return setting.form == 0 ? "true" : "false" }
    return setting.shape.constant > 1 ? nil : setting.shape.constant == 1 ? "true" : "false"
  }
}

extension DeviceOption {
  package var netplan: NetplanSpelling? {
    switch self {
    case .vxlan(let option): option.netplan
    case .bridge(let option): option.netplan
    case .bridgePort(let option): option.netplan
    case .route(let option): option.netplan
    case .forwarding, .neighbour: nil
    }
  }
}

extension VXLANOption {
  /// In a tunnel of the mode `vxlan`.
  fileprivate var netplan: NetplanSpelling? {
    switch self {
    case .id: .key("id", .number)
    case .port: .key("port", .number)
    case .remote, .group: .key("remote", .address)
    case .local: .key("local", .address)
    case .dev: .key("link", .device)
    case .ttl: .key("ttl", .number)
    case .tos: .key("type-of-service", .number)
    case .df: .key("do-not-fragment", .boolean)
    case .flowlabel: .key("flow-label", .number)
    case .ageing: .key("ageing", .number)
    case .maxaddress: .key("limit", .number)
    case .srcport: .key("port-range", .ports)
    case .learning: .key("mac-learning", .boolean)
    case .proxy: .key("arp-proxy", .boolean)
    case .rsc: .key("short-circuit", .boolean)
    case .l2miss: .item(list: "notifications", "l2-miss")
    case .l3miss: .item(list: "notifications", "l3-miss")
    case .udpcsum: .item(list: "checksums", "udp")
    case .udp6zerocsumtx: .item(list: "checksums", "zero-udp6-tx")
    case .udp6zerocsumrx: .item(list: "checksums", "zero-udp6-rx")
    case .remcsumtx: .item(list: "checksums", "remote-tx")
    case .remcsumrx: .item(list: "checksums", "remote-rx")
    case .gbp: .item(list: "extensions", "group-policy")
    case .labelPolicy, .remcsumNoPartial, .gpe, .external, .vnifilter, .localbypass,
      .reservedBits, .mcroute:
      nil
    }
  }
}

extension BridgeOption {
  /// In `parameters` of a bridge.
  fileprivate var netplan: NetplanSpelling? {
    switch self {
    case .stpState: .key("stp", .boolean)
    case .forwardDelay: .key("forward-delay", .seconds)
    case .helloTime: .key("hello-time", .seconds)
    case .maxAge: .key("max-age", .seconds)
    case .ageingTime: .key("ageing-time", .seconds)
    case .priority, .vlanFiltering, .vlanProtocol, .vlanDefaultPvid, .groupFwdMask,
      .mcastSnooping, .mcastQuerier, .mcastIgmpVersion, .vlanStatsEnabled, .groupAddress,
      .mcastRouter, .mcastQueryUseIfaddr, .mcastHashMax, .mcastLastMemberCount,
      .mcastStartupQueryCount, .mcastLastMemberInterval, .mcastMembershipInterval,
      .mcastQuerierInterval, .mcastQueryInterval, .mcastQueryResponseInterval,
      .mcastStartupQueryInterval, .mcastStatsEnabled, .mcastMldVersion, .nfCallIptables,
      .nfCallIp6tables, .nfCallArptables, .vlanStatsPerPort, .noLinklocalLearn,
      .mcastVlanSnooping, .fdbLocalVlan0, .fdbMaxLearned:
      nil
    }
  }
}

extension BridgePortOption {
  /// Of the vxlan device itself.
  fileprivate var netplan: NetplanSpelling? {
    switch self {
    case .neighSuppress: .key("neigh-suppress", .boolean)
    case .learning, .isolated, .hairpin, .flood, .mcastFlood, .bcastFlood, .mcastToUnicast,
      .vlanTunnel, .guard, .rootBlock, .mcastFastLeave, .cost, .priority, .state, .mcastRouter,
      .groupFwdMask, .proxyArp, .proxyArpWifi, .locked, .mab, .neighVlanSuppress, .backupNhid,
      .neighForwardGrat:
      nil
    }
  }
}

extension RouteOption {
  fileprivate var netplan: NetplanSpelling? {
    switch self {
    case .via: .key("via", .address)
    case .src: .key("from", .address)
    case .metric: .key("metric", .number)
    case .table: .key("table", .number)
    case .onlink: .key("on-link", .boolean)
    case .dev, .encap, .id, .dst: nil
    }
  }
}

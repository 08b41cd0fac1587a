/// How systemd-networkd spells an option (systemd.netdev(5), systemd.network(5); version 252). What it
/// has no key for is `nil`.
package struct NetworkdSpelling: Sendable {
  package enum Value: Sendable {
    case number, address, device, mac, hundredths, seconds, portRange
    /// The first form is `yes`, the other `no`; or a number that is 1 or 0.
    case yesOrNo
    /// One word for each form, or where the first form is a number, for each number.
    case words([String])
    /// A number that has to be more than 0: networkd takes 0 for what is not written.
    case positive, positiveHundredths
  }

  package var key: String
  package var value: Value
}

extension NetworkdSpelling {
  /// What stands behind `=`; `nil` where the value cannot be said.
  package func text(_ setting: Setting) -> String? {
    switch (value, setting.operands.first) {
    case (.words(let words), .number(let number)?):
      return words.indices.contains(Int(clamping: number)) ? words[Int(clamping: number)] : nil
    case (.words(let words), nil):
      return words.indices.contains(setting.form) ? words[setting.form] : nil
    case (.yesOrNo, .number(let number)?): return number == 0 ? "no" : "yes"
    case (.yesOrNo, nil): return setting.form == 0 ? "yes" : "no"
    case (.number, .number(let number)?): return "\(number)"
    case (.number, nil): return setting.shape.layout == .flag ? "inherit" : constant(setting)
    case (.positive, .number(let number)?): return number > 0 ? "\(number)" : nil
    case (.positiveHundredths, .number(let number)?): return number > 0 ? "\(number)0ms" : nil
    case (.hundredths, .number(let number)?): return "\(number)0ms"
    case (.seconds, .number(let number)?): return "\(number)s"
    case (.address, .address(let address)?): return "\(address)"
    case (.mac, .mac(let mac)?): return "\(mac)"
    case (.device, .device(.named(let name))?): return name
    case (.portRange, .number(let first)?):
      guard case .number(let last)? = setting.operands.last, first > 0 else { return nil }
      return "\(first)-\(last)"
    case (_, _): return nil
    }
  }

  private func constant(_ setting: Setting) -> String { "\(setting.shape.constant)" }
}

extension DeviceOption {
  package var networkd: NetworkdSpelling? {
    let key: NetworkdKey? =
      switch self {
      case .vxlan(let option): option.networkdKey
      case .bridge(let option): option.networkdKey
      case .bridgePort(let option): option.networkdKey
      case .route(let option): option.networkdKey
      case .forwarding(let option): option.networkdKey
      case .neighbour(let option): option.networkdKey
      }
    return key.map { NetworkdSpelling(key: $0.0, value: $0.1) }
  }
}

private typealias NetworkdKey = (String, NetworkdSpelling.Value)

extension VXLANOption {
  /// In [VXLAN]. The underlay device is named in the file of that device.
  fileprivate var networkdKey: NetworkdKey? {
    switch self {
    case .id: ("VNI", .number)
    case .port: ("DestinationPort", .number)
    case .remote: ("Remote", .address)
    case .group: ("Group", .address)
    case .local: ("Local", .address)
    case .ttl: ("TTL", .number)
    case .tos: ("TOS", .number)
    case .df: ("IPDoNotFragment", .words(["no", "yes", "inherit"]))
    case .flowlabel: ("FlowLabel", .number)
    case .ageing: ("FDBAgeingSec", .seconds)
    case .maxaddress: ("MaximumFDBEntries", .number)
    case .srcport: ("PortRange", .portRange)
    case .learning: ("MacLearning", .yesOrNo)
    case .proxy: ("ReduceARPProxy", .yesOrNo)
    case .rsc: ("RouteShortCircuit", .yesOrNo)
    case .l2miss: ("L2MissNotification", .yesOrNo)
    case .l3miss: ("L3MissNotification", .yesOrNo)
    case .udpcsum: ("UDPChecksum", .yesOrNo)
    case .udp6zerocsumtx: ("UDP6ZeroChecksumTx", .yesOrNo)
    case .udp6zerocsumrx: ("UDP6ZeroChecksumRx", .yesOrNo)
    case .remcsumtx: ("RemoteChecksumTx", .yesOrNo)
    case .remcsumrx: ("RemoteChecksumRx", .yesOrNo)
    case .gbp: ("GroupPolicyExtension", .yesOrNo)
    case .dev, .labelPolicy, .remcsumNoPartial, .gpe, .external, .vnifilter, .localbypass,
      .reservedBits, .mcroute:
      nil
    }
  }
}

extension BridgeOption {
  /// In [Bridge] of a .netdev file.
  fileprivate var networkdKey: NetworkdKey? {
    switch self {
    case .stpState: ("STP", .yesOrNo)
    case .forwardDelay: ("ForwardDelaySec", .positiveHundredths)
    case .helloTime: ("HelloTimeSec", .hundredths)
    case .maxAge: ("MaxAgeSec", .hundredths)
    case .ageingTime: ("AgeingTimeSec", .positiveHundredths)
    case .priority: ("Priority", .positive)
    case .vlanFiltering: ("VLANFiltering", .yesOrNo)
    case .vlanProtocol: ("VLANProtocol", .words(["802.1q", "802.1ad"]))
    case .vlanDefaultPvid: ("DefaultPVID", .positive)
    case .groupFwdMask: ("GroupForwardMask", .positive)
    case .mcastSnooping: ("MulticastSnooping", .yesOrNo)
    case .mcastQuerier: ("MulticastQuerier", .yesOrNo)
    case .mcastIgmpVersion: ("MulticastIGMPVersion", .number)
    case .vlanStatsEnabled, .groupAddress, .mcastRouter, .mcastQueryUseIfaddr, .mcastHashMax,
      .mcastLastMemberCount, .mcastStartupQueryCount, .mcastLastMemberInterval,
      .mcastMembershipInterval, .mcastQuerierInterval, .mcastQueryInterval,
      .mcastQueryResponseInterval, .mcastStartupQueryInterval, .mcastStatsEnabled,
      .mcastMldVersion, .nfCallIptables, .nfCallIp6tables, .nfCallArptables, .vlanStatsPerPort,
      .noLinklocalLearn, .mcastVlanSnooping, .fdbLocalVlan0, .fdbMaxLearned:
      nil
    }
  }
}

extension BridgePortOption {
  /// In [Bridge] of a .network file. `UseBPDU` and `AllowPortToBeRoot` mean one thing in the manual and
  /// another in some versions of the program, so `guard` and `root_block` have none.
  fileprivate var networkdKey: NetworkdKey? {
    switch self {
    case .learning: ("Learning", .yesOrNo)
    case .neighSuppress: ("NeighborSuppression", .yesOrNo)
    case .isolated: ("Isolated", .yesOrNo)
    case .hairpin: ("HairPin", .yesOrNo)
    case .flood: ("UnicastFlood", .yesOrNo)
    case .mcastFlood: ("MulticastFlood", .yesOrNo)
    case .mcastToUnicast: ("MulticastToUnicast", .yesOrNo)
    case .mcastFastLeave: ("FastLeave", .yesOrNo)
    case .cost: ("Cost", .number)
    case .priority: ("Priority", .number)
    case .mcastRouter: ("MulticastRouter", .words(["no", "query", "permanent", "temporary"]))
    case .proxyArp: ("ProxyARP", .yesOrNo)
    case .proxyArpWifi: ("ProxyARPWiFi", .yesOrNo)
    case .bcastFlood, .vlanTunnel, .guard, .rootBlock, .state, .groupFwdMask, .locked, .mab,
      .neighVlanSuppress, .backupNhid, .neighForwardGrat:
      nil
    }
  }
}

extension RouteOption {
  /// In [Route].
  fileprivate var networkdKey: NetworkdKey? {
    switch self {
    case .via: ("Gateway", .address)
    case .src: ("PreferredSource", .address)
    case .metric: ("Metric", .number)
    case .table: ("Table", .number)
    case .onlink: ("GatewayOnLink", .yesOrNo)
    case .dev, .encap, .id, .dst: nil
    }
  }
}

extension ForwardingOption {
  /// In [BridgeFDB].
  fileprivate var networkdKey: NetworkdKey? {
    switch self {
    case .dst: ("Destination", .address)
    case .vni: ("VNI", .number)
    case .via: ("OutgoingInterface", .device)
    case .master: ("AssociatedWith", .words(["master"]))
    case .port, .sourceVNI, .nhid, .dev, .self, .router, .externLearn, .sticky, .permanent,
      .static, .dynamic:
      nil
    }
  }
}

extension NeighbourOption {
  /// In [Neighbor].
  fileprivate var networkdKey: NetworkdKey? {
    switch self {
    case .lladdr: ("LinkLayerAddress", .mac)
    case .dev, .permanent, .router, .externLearn: nil
    }
  }
}

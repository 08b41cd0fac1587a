import Diagnostics
package import Topology
import Values
import Vocabulary

/// What one node must have for the overlays that it is a member of. Pure: what only the host knows
/// (the device that holds an address, the MTU of the underlay) stays a reference.
/// With `only`, for the overlays of that VNI alone.
package func derive(
  _ model: Model, node: String, owner: String, only vni: UInt32? = nil
) -> Desired {
  var derivation = Derivation(model: model, node: node, owner: owner)
  let bridges = model.stationBridges()
  for overlay in model.overlays where vni == nil || overlay.vni.value == vni {
    guard let index = overlay.members.firstIndex(where: { $0.name.value == node }) else { continue }
    let stations =
      overlay.mode == .static ? overlay.stations(bridges).filter { $0.member != index } : []
    let peers = overlay.underlays(ofPeersOf: overlay.members[index])
    derivation.add(overlay.members[index], of: overlay, .listed(peers), stations)
  }
  return derivation.whole
}

struct Derivation {
  let node: String
  var desired: Desired
  private let bridgeMACs: [String: MAC]
  /// The bridges whose MACs stand in the tables of other hosts.
  private let tabledBridges: Set<String>
  /// Bridges and namespaces that an earlier overlay asked for.
  private var bridges: Set<String> = []
  private var namespaces: Set<String> = []
  /// What is asked of the Docker engine.
  var docker: [LocatedWish] = []

  init(
    node: String, owner: String, bridgeMACs: [String: MAC]?, tabledBridges: Set<String>?
  ) {
    self.node = node
    self.bridgeMACs = bridgeMACs ?? [:]
    self.tabledBridges = tabledBridges ?? []
    desired = Desired(owner: owner, node: node)
  }

  init(model: Model, node: String, owner: String) {
    let tabled = model.overlays.filter(\.mode.needsCompleteTable).compactMap { overlay in
      overlay.members.first { $0.name.value == node }?.bridge?.name.value
    }
    self.init(
      node: node, owner: owner, bridgeMACs: derivedBridgeMACs(model, node: node),
      tabledBridges: Set(tabled))
  }

  /// Docker's part comes first: devices join the bridges of its networks.
  var whole: Desired {
    if docker.isEmpty { return desired }
    var whole = desired
    whole.wishes = docker + desired.wishes
    for index in whole.floods.indices { whole.floods[index].place += docker.count }
    return whole
  }

  mutating func add(
    _ member: Member, of overlay: Overlay, _ peers: PeerUnderlays, _ stations: [Station]
  ) {
    addDevices(member, overlay, peers, stations)
    addEntries(member, of: overlay, stations)
  }

  private mutating func addDevices(
    _ member: Member, _ overlay: Overlay, _ peers: PeerUnderlays, _ stations: [Station]
  ) {
    let device = Interface(member.device.value)
    let mtus = mtus(member, overlay, peers)
    addDevice(device, member, overlay, peers, mtus.device)
    let isFirst = member.bridge.map { bridges.insert($0.name.value).inserted } ?? false
    let holder = member.bridgeName.map { Interface($0) } ?? device
    if let bridge = member.bridge {
      join(device, bridge, member, overlay, isFirst, mtus.others)
    }
    if let network = member.docker { join(device, network, member, overlay, mtus.others) }
    addFlooding(device, member, overlay, peers)
    addStations(stations, device, member, overlay)
    for address in member.addresses {
      let entry = AddressEntry(
        holder, address.value, skipsDetection: address.value.family == .ipv6,
        skipsPrefixRoute: member.noPrefixRoute != nil)
      wish(.address(entry, keeper: device), address.range)
    }
    addProbes(device, member, overlay)
    desired.wishes.append(
      LocatedWish(
        .up(device, keeper: device), member.range, [.vxlan(.port): overlay.port.range]))
    if isFirst { wish(.up(holder, keeper: device), member.range) }
    addPortState(device, member)
    guard member.bridge != nil else { return }
    for item in member.namespaces { add(item, overlay, holder, device, mtus.others) }
    for port in member.ports {
      wish(.port(Interface(port.device.value), bridge: holder, keeper: device), port.range)
    }
  }

  /// Of a port that is down the kernel refuses the state, and it chooses one anew when the bridge is
  /// set up (`br_set_port_state`, `br_stp_enable_port`).
  private mutating func addPortState(_ device: Interface, _ member: Member) {
    guard member.bridgeName != nil, let state = member.portSettings.first(.bridgePort(.state))
    else { return }
    wish(.portSettings(device, [state.value]), state.range, [state.value.option: state.range])
  }

  mutating func wish(
    _ wish: consuming Wish, _ range: SourceRange, _ ranges: consuming SettingRanges = [:]
  ) {
    desired.wishes.append(LocatedWish(wish, range, ranges))
  }

  // MARK: The device

  private mutating func addDevice(
    _ device: Interface, _ member: Member, _ overlay: Overlay, _ peers: PeerUnderlays,
    _ mtu: MTU
  ) {
    var ranges: SettingRanges = [
      .vxlan(.id): overlay.vni.range, .vxlan(.port): overlay.port.range,
      .vxlan(.local): member.source.range,
    ]
    for setting in member.settings { ranges[setting.value.option] = setting.range }
    if let range = member.underlayDevice?.range { ranges[.vxlan(.dev)] = range }
    if let range = overlay.group?.range { ranges[.vxlan(.group)] = range }
    let isBridged = member.bridgeName != nil
    let written = isBridged ? nil : member.mac?.value
    let isGPE = member.isOn(.gpe) == true  // No Ethernet inside: the device has no MAC.
    let link = Link(
      device, .vxlan, settings: settings(member, overlay, peers),
      mac: isGPE ? nil : written ?? mac(overlay, .vxlan),
      macIsNeeded: written != nil || (!isBridged && overlay.mode.needsCompleteTable), mtu: mtu)
    var wish = LocatedWish(
      .link(link, digest: digest(of: link), keepsLinkLocal: !isBridged), member.range, ranges)
    wish.nameRange = member.device.range
    wish.underlay = desired.underlays.count - 1
    if case .bytes(let bytes) = member.mtu { wish.writtenMTU = bytes.range }
    wish.hasCompleteTables = overlay.hasTablesOfItsOwn
    desired.wishes.append(wish)
  }

  /// The settings in the order of the table: what the language always sends, then what was written.
  private func settings(
    _ member: Member, _ overlay: Overlay, _ peers: PeerUnderlays
  ) -> [Setting] {
    var settings: [Setting] = []
    if !overlay.isExternal {
      settings.append(Setting(.vxlan(.id), [.number(UInt64(overlay.vni.value))]))
    }
    settings.append(Setting(.vxlan(.port), [.number(UInt64(overlay.port.value))]))
    if let group = overlay.group {
      settings.append(Setting(.vxlan(.group), [.address(group.value)]))
    } else if !overlay.isExternal, overlay.mode.floods, let peer = peers.only {
      settings.append(Setting(.vxlan(.remote), [.address(peer)]))
    }
    settings.append(Setting(.vxlan(.local), [.address(member.source.value)]))
    if let device = deviceReference(member, overlay) {
      settings.append(Setting(.vxlan(.dev), [.device(device)]))
    }
    settings += implied(member, overlay)
    settings += member.settings.map(\.value)
    return inOrder(settings)
  }

  /// What `control` and `external` imply and the recipe does not write itself.
  private func implied(_ member: Member, _ overlay: Overlay) -> [Setting] {
    var switches = overlay.mode.implied
    if overlay.isExternal { switches[.vxlan(.learning)] = false }
    if switches.isEmpty { return [] }
    return DeviceOption.all(of: .vxlan).compactMap { option in
      guard let isOn = switches[option], member.settings.first(option) == nil else { return nil }
      return Setting(option, form: isOn ? 0 : 1)
    }
  }

  /// The underlay device: the one that is written; with a group, which needs one, that of the
  /// underlay address.
  private func deviceReference(_ member: Member, _ overlay: Overlay) -> DeviceReference? {
    if let device = member.underlayDevice { return .named(device.value) }
    return overlay.group == nil ? nil : .holding(member.source.value)
  }

  /// Head-end replication: one all-zero entry for each of several peers.
  private mutating func addFlooding(
    _ device: Interface, _ member: Member, _ overlay: Overlay, _ peers: PeerUnderlays
  ) {
    guard overlay.group == nil, !overlay.isExternal, overlay.mode.floods, peers.only == nil else {
      return
    }
    switch peers {
    case .others(var flood):
      flood.device = device
      flood.place = desired.wishes.count
      desired.floods.append(flood)
    case .listed(let underlays):
      desired.wishes.reserveCapacity(desired.wishes.count + underlays.count)
      for underlay in underlays {
        let entry = ForwardingEntry(device, mac: .zero, destination: underlay.value)
        wish(.forwarding(entry, keeper: device), underlay.range)
      }
    }
  }

  /// The MTU that the vxlan device is given, and that of what we join to it.
  private mutating func mtus(
    _ member: Member, _ overlay: Overlay, _ peers: PeerUnderlays
  ) -> (device: MTU, others: MTU) {
    let device = deviceReference(member, overlay)
    var underlay = UnderlayMTU(device: device, peers: [], family: overlay.family)
    // What is for an empty host asks for no routes.
    if device == nil, case .listed(let addresses) = peers {
      underlay.peers = addresses.map(\.value)
    }
    let index = desired.underlays.count
    desired.underlays.append(underlay)
    if case .bytes(let bytes) = member.mtu { return (.bytes(bytes.value), .bytes(bytes.value)) }
    return (device == nil ? .underlay(index) : .unset, .underlay(index))
  }

  private func mac(_ overlay: Overlay, _ role: MACRole) -> MAC {
    overlay.derivedMAC(role, on: node)
  }

  // MARK: Bridges and what sits behind them

  private mutating func join(
    _ device: Interface, _ bridge: Bridge, _ member: Member, _ overlay: Overlay, _ isFirst: Bool,
    _ mtu: MTU
  ) {
    let interface = Interface(bridge.name.value)
    if isFirst {
      let written = member.mac?.value
      let link = Link(
        interface, .bridge, settings: bridge.settings.map(\.value),
        mac: written ?? bridgeMACs[bridge.name.value],
        macIsNeeded: written != nil || tabledBridges.contains(bridge.name.value))
      let ranges = SettingRanges(bridge.settings)
      desired.wishes.append(
        LocatedWish(
          .link(link, digest: digest(of: link), keepsLinkLocal: true), bridge.name.range, ranges))
    }
    // Before the first port: what is set then, and differs from the 1500 of an empty bridge, stays
    // whatever ports come; once a port has brought the same number, setting it has no effect.
    if isFirst { wish(.mtu(interface, mtu), bridge.name.range) }
    addMembership(device, Located(bridge.name.value, bridge.name.range), member, overlay)
  }

  /// With the options that a port takes while it is down, and those that `control` implies.
  mutating func addMembership(
    _ device: Interface, _ bridge: Located<String>, _ member: Member, _ overlay: Overlay
  ) {
    let written = member.portSettings.filter { $0.value.option != .bridgePort(.state) }
    let implied = overlay.mode.implied
    let settings = DeviceOption.all(of: .bridgePort).compactMap { option -> Setting? in
      if let setting = written.first(where: { $0.value.option == option }) { return setting.value }
      return implied[option].map { Setting(option, form: $0 ? 0 : 1) }
    }
    wish(
      .membership(device, bridge: bridge.value, settings: settings), bridge.range,
      SettingRanges(written))
  }

  /// What a derived name is short for; a written one is as its writer wants to read it.
  private func readableName(of item: NamespaceItem, _ device: Interface) -> String? {
    let (namespace, inner) = (item.name.value, item.device.value)
    let derived = derivedVethName(device: device.name, namespace: namespace, inner: inner)
    guard item.veth.value == derived else { return nil }
    return readableVethName(device: device.name, namespace: namespace, inner: inner)
  }

  private mutating func add(
    _ item: NamespaceItem, _ overlay: Overlay, _ bridge: Interface, _ device: Interface, _ mtu: MTU
  ) {
    if namespaces.insert(item.name.value).inserted {
      wish(.namespace(item.name.value, bridge: bridge, keeper: device), item.name.range)
    }
    let inner = Interface(item.device.value, in: item.name.value)
    let outer = Interface(item.veth.value)
    let innerMAC = overlay.mac(of: item, on: node)
    let link = Link(
      outer, .veth(peer: inner, peerMAC: innerMAC, peerMTU: mtu),
      mac: mac(overlay, .veth(item.veth.value)),
      macIsNeeded: item.mac != nil || overlay.mode.needsCompleteTable, mtu: mtu,
      readableName: readableName(of: item, device))
    var pair = LocatedWish(
      .link(link, digest: digest(of: link), keepsLinkLocal: true), item.range)
    pair.nameRange = item.veth.range
    desired.wishes.append(pair)
    wish(.membership(outer, bridge: bridge.name, settings: []), item.range)
    for address in item.addresses {
      let entry = AddressEntry(
        inner, address.value, skipsDetection: address.value.family == .ipv6,
        skipsPrefixRoute: item.noPrefixRoute != nil)
      wish(.address(entry, keeper: device), address.range)
    }
    wish(.up(inner, keeper: device), item.range)
    wish(.up(outer, keeper: device), item.range)
    for gateway in item.gateways {
      wish(
        .route(
          RouteEntry(destination: nil, gateway: gateway.value, interface: inner), keeper: device),
        gateway.range)
    }
  }
}

import Diagnostics
import Topology
import Values
import Vocabulary

/// Options that exclude or need each other, and those that do not do what they seem to.
func optionRules(_ overlay: Overlay) -> [Diagnostic] {
  var told: Set<Told> = []
  var diagnostics: [Diagnostic] = []
  func tell(_ diagnostic: Diagnostic) {
    let key = Told(code: diagnostic.code, range: diagnostic.range)
    guard told.insert(key).inserted else { return }
    diagnostics.append(diagnostic)
  }
  relations(overlay.settings).forEach(tell)
  let distinct = overlay.distinctMembers
  for member in distinct {
    for settings in [member.settings, member.bridge?.settings ?? [], member.portSettings] {
      relations(settings).forEach(tell)
    }
  }
  headerRules(overlay).forEach(tell)
  for member in distinct { memberOptionRules(member, overlay).forEach(tell) }
  if distinct.contains(where: { $0.mtu != .automatic }) {
    for member in overlay.members { smallMTU(member).map(tell) }
  }
  checksumRules(overlay).forEach(tell)
  mtuRules(overlay).forEach(tell)
  return diagnostics
}

/// What stands in a header is met with every member, and told once.
private struct Told: Hashable {
  var code: Code
  var range: SourceRange?
}

/// What options of one thing demand of each other; `device` has what may be needed besides.
func relations(
  _ settings: [Located<Setting>], device: [Located<Setting>] = []
) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  func on(_ option: DeviceOption) -> Located<Setting>? {
    (settings + device).first { $0.value.option == option && $0.value.isOn }
  }
  for setting in settings where setting.value.isOn {
    let row = setting.value.option.row
    for other in row.excludes {
      guard let found = on(other) else { continue }
      let (first, second) =
        setting.range.lower < found.range.lower ? (setting, found) : (found, setting)
      diagnostics.append(
        Diagnostic(
          .optionConflict,
          "`\(first.value.option.name)` and `\(second.value.option.name)` exclude each other",
          at: second.range
        ).label(first.range, "the other"))
    }
    for other in row.needs where on(other) == nil {
      diagnostics.append(
        Diagnostic(
          .optionNeeds, "`\(setting.value.option.name)` needs `\(other.name)`", at: setting.range,
          help: "write `\(other.row.switchedOn)` beside it"))
    }
  }
  return diagnostics
}

private func headerRules(_ overlay: Overlay) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  if overlay.port.value == 8472 {
    diagnostics.append(
      Diagnostic(
        .kernelDefaultPort,
        "port 8472 is the kernel's old default, which flannel and others use; IANA assigned 4789",
        at: overlay.port.range))
  }
  if let group = overlay.group, overlay.isExternal {
    diagnostics.append(
      Diagnostic(
        .optionConflict, "`group` and `external` exclude each other", at: group.range,
        help: "an external device takes its destinations from routes and entries"))
  }
  if let group = overlay.group, let far = otherNetwork(overlay), hopLimit(overlay) <= 1 {
    diagnostics.append(
      Diagnostic(
        .multicastTTL, "the kernel sends to a group with a TTL of 1: no router passes it on",
        at: group.range, help: "write `ttl 8`, and see that the routers forward multicast"
      ).label(far.range, "another network than \(overlay.members[0].underlay.value)"))
  }
  return diagnostics
}

/// The first member that seems to be in another network than the first: /24 or /64.
private func otherNetwork(_ overlay: Overlay) -> Located<Address>? {
  guard let first = overlay.members.first?.underlay.value else { return nil }
  let network = Prefix(clamped: first, length: first.family == .ipv4 ? 24 : 64)
  return overlay.members.map(\.underlay).first {
    $0.value.family == first.family && !network.contains($0.value)
  }
}

/// The least hop limit that a member sends to the group with.
private func hopLimit(_ overlay: Overlay) -> UInt64 {
  overlay.members.map(hopLimit).min() ?? 1
}

private func hopLimit(_ member: Member) -> UInt64 {
  guard let setting = member.setting(.ttl)?.value else { return 1 }
  if case .number(let number)? = setting.operands.first { return number == 0 ? 1 : number }
  return setting.shape.dump == .one ? 64 : 1
}

private func memberOptionRules(_ member: Member, _ overlay: Overlay) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  let implied = overlay.mode.implied
  if let proxy = member.setting(.proxy), member.isOn(.proxy) == true,
    implied[.vxlan(.proxy)] == nil,
    overlay.tables.neighbours.isEmpty, member.tables.neighbours.isEmpty
  {
    diagnostics.append(
      Diagnostic(
        .nothingFillsTable, "`proxy` answers from a neighbour table that nothing fills",
        at: proxy.range, help: "what is not in the table is dropped: addresses stay unreachable"))
  }
  if let learning = member.setting(.learning), member.isOn(.learning) == false,
    !overlay.isExternal, implied[.vxlan(.learning)] == nil,
    overlay.tables.forwarding.isEmpty, member.tables.forwarding.isEmpty
  {
    diagnostics.append(
      Diagnostic(
        .nothingFillsTable, "`nolearning` leaves a forwarding table that nothing fills",
        at: learning.range, help: "every unicast frame is flooded to all peers"))
  }
  diagnostics += missRules(member, overlay) + bypassRules(member, overlay)
  if let bridge = member.bridge?.name ?? member.docker, member.isOn(.gpe) == true {
    diagnostics.append(
      Diagnostic(
        .optionConflict, "a `gpe` device has no Ethernet inside, and cannot join a bridge",
        at: bridge.range))
  }
  if let mac = member.mac, member.bridge == nil, member.isOn(.gpe) == true {
    diagnostics.append(
      Diagnostic(
        .optionConflict, "a `gpe` device has no Ethernet inside, and no MAC", at: mac.range,
        help: "leave `mac` out"))
  }
  if let bridge = member.bridge, let device = member.underlayDevice,
    bridge.name.value == device.value
  {
    diagnostics.append(
      Diagnostic(
        .bridgeIsUnderlay, "\(printable(device.value)) cannot be the underlay and the bridge",
        at: bridge.name.range
      ).label(device.range, "the underlay"))
  }
  return diagnostics
}

private func smallMTU(_ member: Member) -> Diagnostic? {
  guard case .bytes(let mtu) = member.mtu, mtu.value < 1280,
    let address = member.endpointPrefixes.first(where: { $0.value.family == .ipv6 })
  else { return nil }
  return Diagnostic(
    .smallMTU, "IPv6 needs an MTU of 1280, and this is \(mtu.value)", at: mtu.range
  ).label(address.range, "IPv6")
}

private func missRules(_ member: Member, _ overlay: Overlay) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  if let miss = member.setting(.l3miss), member.isOn(.l3miss) == true,
    member.isOn(.proxy) != true, member.isOn(.rsc) != true,
    overlay.mode.implied[.vxlan(.proxy)] == nil
  {
    diagnostics.append(
      Diagnostic(
        .missNeverFires, "`l3miss` without `proxy` or `rsc` never tells anything", at: miss.range))
  }
  if let miss = member.setting(.l2miss), member.isOn(.l2miss) == true, !overlay.isExternal,
    overlay.members.count > 1, overlay.mode.floods
  {
    diagnostics.append(
      Diagnostic(
        .missNeverFires, "`l2miss` never tells anything: unknown MACs are flooded to the peers",
        at: miss.range))
  }
  return diagnostics
}

/// One group for two VNIs makes every host receive both.
func groupRules(_ model: Model) -> [Diagnostic] {
  var first: [Address: (vni: UInt32, range: SourceRange)] = [:]
  var diagnostics: [Diagnostic] = []
  for overlay in model.overlays {
    guard let group = overlay.group else { continue }
    guard let other = first[group.value] else {
      first[group.value] = (overlay.vni.value, group.range)
      continue
    }
    guard other.vni != overlay.vni.value else { continue }
    diagnostics.append(
      Diagnostic(
        .sharedGroup,
        "the group \(group.value) serves VNI \(other.vni) and VNI \(overlay.vni.value)",
        at: group.range, help: "hosts of one receive the floods of the other: take a group for each"
      ).label(other.range, "VNI \(other.vni)"))
  }
  return diagnostics
}

/// Authentication by MAC learns the MACs that it finds (`br_setport` in net/bridge/br_netlink.c): the
/// kernel refuses it on a port that does not learn.
private func bypassRules(_ member: Member, _ overlay: Overlay) -> [Diagnostic] {
  guard let bypass = member.portSettings.first(.bridgePort(.mab)), bypass.value.isOn else {
    return []
  }
  func conflict(_ what: String, _ place: SourceRange) -> [Diagnostic] {
    [
      Diagnostic(
        .optionConflict, "`mab` and `\(what)` exclude each other", at: bypass.range,
        help: "leave `mab` out: the port has to learn for it"
      ).label(place, "does not learn")
    ]
  }
  if let learning = member.portSettings.first(.bridgePort(.learning)) {
    return learning.value.isOn ? [] : conflict("learning off", learning.range)
  }
  guard let control = overlay.control, overlay.mode.implied[.bridgePort(.learning)] == false else {
    return []
  }
  return conflict("control \(control.value.word)", control.range)
}

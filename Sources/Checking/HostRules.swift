import Diagnostics
import Topology
import Values
import Vocabulary

/// Device and namespace names of one host: each stands for one thing.
func nameRules(_ host: Host) -> [Diagnostic] {
  var names = NameTable(host: host.name)
  for part in host.parts {
    names.claim(part.member.device, as: .device)
    if let bridge = part.member.bridge { names.claim(bridge.name, as: .bridge) }
    if let device = part.member.underlayDevice { names.claim(device, as: .underlay) }
    for item in part.member.namespaces where names.claim(namespace: item) {
      names.claim(item.veth, as: .veth)
    }
    // Where a table must be complete, a port is repeated for each endpoint behind it.
    var ports: Set<String> = []
    for item in part.member.ports
    where ports.insert(item.device.value).inserted || !part.overlay.mode.needsCompleteTable {
      names.claim(item.device, as: .port)
    }
  }
  return names.diagnostics
}

private struct NameTable {
  enum Use: String {
    case device = "a vxlan device"
    case veth = "the outer end of a veth pair"
    case bridge = "a bridge"
    case underlay = "the underlay device"
    case port = "a bridge port"

    /// The option that names it otherwise.
    var option: String? {
      switch self {
      case .device: "name"
      case .veth: "veth"
      case .bridge, .underlay, .port: nil
      }
    }
  }

  let host: String
  var diagnostics: [Diagnostic] = []
  private var devices: [String: (use: Use, range: SourceRange)] = [:]
  private var namespaces: [String: SourceRange] = [:]

  init(host: String) { self.host = host }

  mutating func claim(_ name: Located<String>, as use: Use) {
    guard let other = devices[name.value] else {
      devices[name.value] = (use, name.range)
      return
    }
    // Several overlays may share a bridge and an underlay.
    if other.use == use, use == .bridge || use == .underlay { return }
    // The rules of a member tell of a bridge that is its own underlay.
    let pair: Set<Use> = [other.use, use]
    if pair == [.bridge, .underlay] { return }
    let text = printable(name.value)
    if pair == [.port, .underlay] {
      diagnostics.append(
        Diagnostic(
          .portIsUnderlay,
          "\(text) carries the underlay of \(printable(host)), and cannot be a bridge port",
          at: name.range
        ).label(other.range, other.use.rawValue))
      return
    }
    let message =
      if other.use != use {
        "\(text) on \(printable(host)) is \(other.use.rawValue) and \(use.rawValue)"
      } else if use == .port {
        "\(text) is a bridge port of \(printable(host)) twice"
      } else {
        "two devices of \(printable(host)) are named \(text)"
      }
    diagnostics.append(
      Diagnostic(
        .duplicateDevice, message, at: name.range,
        help: pair == [.device, .underlay]
          ? "an overlay sends through a device that the host has: no other overlay of the recipe makes it"
          : (use.option ?? other.use.option).map { "write another name for one: `\($0)`" }
      ).label(other.range, "first here"))
  }

  /// Whether the namespace gets the device for the first time.
  mutating func claim(namespace item: NamespaceItem) -> Bool {
    let key = "\(item.name.value)/\(item.device.value)"
    if let other = namespaces[key] {
      diagnostics.append(
        Diagnostic(
          .duplicateNamespace,
          "the namespace \(printable(item.name.value)) of \(printable(host)) gets \(printable(item.device.value)) twice",
          at: item.name.range, help: "name another device inside: `dev eth1`"
        ).label(other, "first here"))
      return false
    }
    namespaces[key] = item.name.range
    return true
  }
}

/// A bridge that several overlays share is made once: with the options, the MTU and the MAC of
/// the first.
func bridgeRules(_ host: Host) -> [Diagnostic] {
  var first: [String: (overlay: Overlay, member: Member, bridge: Bridge)] = [:]
  var diagnostics: [Diagnostic] = []
  for part in host.parts {
    guard let bridge = part.member.bridge else { continue }
    guard let other = first[bridge.name.value] else {
      first[bridge.name.value] = (part.overlay, part.member, bridge)
      continue
    }
    let text = "\(printable(bridge.name.value)) on \(printable(host.name))"
    let label = "made for overlay \(other.overlay.vni.value), here"
    if !bridge.settings.isEmpty,
      bridge.settings.map(\.value) != other.bridge.settings.map(\.value)
    {
      diagnostics.append(
        Diagnostic(
          .optionConflict, "\(text) is one bridge, and is given two sets of options",
          at: bridge.name.range, help: "write the same options in both places, or in the first"
        ).label(other.bridge.name.range, label))
    }
    if case .bytes(let mtu) = part.member.mtu, case .bytes(let earlier) = other.member.mtu,
      mtu.value != earlier.value
    {
      diagnostics.append(
        Diagnostic(
          .optionConflict,
          "\(text) is one bridge, and joins devices with an MTU of \(earlier.value) and of \(mtu.value)",
          at: mtu.range, help: "give them the same: a bridge drops what is too large for a port"
        ).label(earlier.range, "overlay \(other.overlay.vni.value)"))
    }
    if let mac = part.member.mac, mac.value != other.member.mac?.value {
      diagnostics.append(
        Diagnostic(
          .optionConflict, "\(text) is one bridge, and is given another MAC", at: mac.range,
          help: "write `mac` where the bridge is made"
        ).label(other.bridge.name.range, label))
    }
  }
  return diagnostics
}

/// What the kernel ties to the UDP socket, and what it can hold on one.
func socketRules(_ host: Host) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var tunnels: [TunnelKey: SourceRange] = [:]
  var flags: [SocketKey: (flags: [DeviceOption], range: SourceRange)] = [:]
  var groups: [UInt16: Set<Address>] = [:]
  for part in host.parts {
    for key in TunnelKey.all(part.overlay, part.member) {
      if let other = tunnels[key] {
        diagnostics.append(inUse(host, part.overlay, other))
        break
      }
      tunnels[key] = part.overlay.vni.range
      let socket = SocketKey(port: part.overlay.port.value, family: key.family)
      let tied = part.member.settings.filter {
        $0.value.option.row.tiedToSocket && $0.value.form == 0
      }
      if let other = flags[socket], other.flags != tied.map(\.value.option) {
        diagnostics.append(conflict(host, part.overlay, tied, other))
        break
      }
      flags[socket] = (tied.map(\.value.option), part.overlay.head)
    }
    if let group = part.overlay.group {
      let isNew = groups[part.overlay.port.value, default: []].insert(group.value).inserted
      if isNew, groups[part.overlay.port.value]?.count == 21 {
        diagnostics.append(
          Diagnostic(
            .tooManyGroups,
            "\(printable(host.name)) joins more than 20 groups on port \(part.overlay.port.value)",
            at: group.range,
            help: "raise `net.ipv4.igmp_max_memberships` there, or let overlays share a group"))
      }
    }
  }
  return diagnostics
}

private struct TunnelKey: Hashable {
  /// `nil`: an external device, which takes all VNIs.
  var vni: UInt32?
  var port: UInt16
  var family: Family

  static func all(_ overlay: Overlay, _ member: Member) -> [TunnelKey] {
    if member.unread.contains(.underlay) { return [] }
    let vni = overlay.isExternal ? nil : overlay.vni.value
    let families: [Family] = overlay.isExternal ? [.ipv4, .ipv6] : [member.underlay.value.family]
    return families.map { TunnelKey(vni: vni, port: overlay.port.value, family: $0) }
  }
}

extension Host {
  /// The host without the tunnels that it has already. Of these, nothing else needs to be told.
  var withoutRepeatedTunnels: Host {
    var seen: Set<TunnelKey> = []
    var copy = self
    copy.parts = parts.filter { part in
      let keys = TunnelKey.all(part.overlay, part.member)
      guard seen.isDisjoint(with: keys) else { return false }
      seen.formUnion(keys)
      return true
    }
    return copy
  }
}

private struct SocketKey: Hashable {
  var port: UInt16
  var family: Family
}

private func inUse(_ host: Host, _ overlay: Overlay, _ other: SourceRange) -> Diagnostic {
  let what = overlay.isExternal ? "an external device" : "VNI \(overlay.vni.value)"
  return Diagnostic(
    .vniInUse,
    "\(printable(host.name)) is in two overlays with \(what) on port \(overlay.port.value)",
    at: overlay.vni.range,
    help: overlay.isExternal ? "take another `port`" : "take another VNI, or another `port`"
  ).label(other, "first here")
}

private func conflict(
  _ host: Host, _ overlay: Overlay, _ tied: [Located<Setting>],
  _ other: (flags: [DeviceOption], range: SourceRange)
) -> Diagnostic {
  let difference = Set(tied.map(\.value.option)).symmetricDifference(other.flags)
  let names = DeviceOption.all.filter(difference.contains).map { "`\($0.name)`" }
  return Diagnostic(
    .portFlagsConflict,
    "devices of \(printable(host.name)) that share port \(overlay.port.value) differ in \(names.joined(separator: ", "))",
    at: overlay.head,
    help: "these belong to the UDP socket: write them for both, or take another `port`"
  ).label(other.range, "the other")
}

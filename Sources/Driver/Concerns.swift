package import Diagnostics
import Netlink
import Planning
import Topology
import Values
import Vocabulary

/// What the host does that would hurt the plan, as warnings: `apply` goes on.
package func concerns(
  _ recipe: Recipe, _ plan: HostPlan, on host: Host
) -> [Diagnostic] {
  concerns(Outlook(recipe, plan), on: host)
}

func concerns(_ outlook: Outlook, on host: Host) -> [Diagnostic] {
  let checkup = Checkup(host, outlook)
  return checkup.overlays.filter { $0.severity != .note }.map { finding in
    var finding = finding
    finding.severity = .warning
    return finding
  }
}

/// Each file is read once, and not for each of a thousand overlays.
private func readingOnce(
  _ read: @escaping (_ path: String) -> String?
) -> (_ path: String) -> String? {
  var texts: [String: String?] = [:]
  return { path in
    if let text = texts[path] { return text }
    let text = read(path)
    texts[path] = .some(text)
    return text
  }
}

/// A host looked at for what would hurt an overlay, at one time.
struct Checkup {
  let host: Host
  /// `nil`: no recipe; any overlay.
  let outlook: Outlook?

  init(_ host: Host, _ outlook: Outlook?) {
    var host = host
    host.senses.file = readingOnce(host.senses.file)
    self.host = host
    self.outlook = outlook
  }

  var parts: [Part] { outlook?.parts ?? [] }

  /// A number below /proc/sys.
  func setting(_ path: String) -> Int? {
    host.senses.file("/proc/sys/" + path).flatMap { text in
      Int(text.split(whereSeparator: \.isWhitespace).first ?? "")
    }
  }

  /// What matters to those who have overlays to make.
  var overlays: [Diagnostic] {
    var report = Report()
    report.add(modules)
    let sockets = parts.isEmpty ? [] : UDPSocket.all(of: host)
    for part in parts {
      if part.holder(of: part.local) == nil { report.add([unheldUnderlay(part)]) }
      report.add(portTaken(part, sockets, host).map { [$0] } ?? [])
      report.add(strictReversePath(part).map { [$0] } ?? [])
    }
    report.add(filteredPorts)
    report.add(filteredBridges)
    report.add(groups)
    report.add(offloads)
    return report.diagnostics
  }

  // MARK: The kernel

  /// The kinds of devices that are needed, and where that is written.
  private var kinds: [(kind: String, range: SourceRange?)] {
    guard outlook != nil else { return [("vxlan", nil), ("bridge", nil), ("veth", nil)] }
    let members = parts.map(\.member)
    var kinds: [(String, SourceRange?)] = members.first.map { [("vxlan", $0.device.range)] } ?? []
    if let bridge = members.lazy.compactMap(\.bridge).first {
      kinds.append(("bridge", bridge.name.range))
    }
    if let item = members.lazy.flatMap(\.namespaces).first { kinds.append(("veth", item.range)) }
    return kinds
  }

  private var modules: [Diagnostic] {
    let release = host.kernelRelease()
    let loaded = host.senses.list("/sys/module")
    let files = ["modules.builtin", "modules.dep"].map {
      host.senses.file("/lib/modules/\(release)/\($0)")
    }
    // A kernel without modules has no list of them.
    guard files.allSatisfy({ $0 != nil }) else { return [] }
    let known = files.compactMap(\.self).joined(separator: "\n")
    return kinds.filter { kind, _ in
      !loaded.contains(kind) && !known.contains("/\(kind).ko")
    }.map { kind, range in
      Diagnostic(
        .missingModule, "this kernel, \(printable(release)), has no module \(kind)", at: range,
        help: "install your distribution's package of further modules (Ubuntu on a Raspberry Pi:"
          + " linux-modules-extra-raspi), or a kernel with CONFIG_\(kind.uppercased())")
    }
  }

  // MARK: The underlay

  /// Packets of a peer are dropped where the way back to it leaves by another device.
  private func strictReversePath(_ part: Part) -> Diagnostic? {
    guard part.overlay.family == .ipv4, let device = part.holder(of: part.local) else { return nil }
    let name = device.name
    let values = ["all", name].compactMap { setting("net/ipv4/conf/\($0)/rp_filter") }
    guard values.max() == 1 else { return nil }
    // A few tell enough.
    for peer in part.overlay.peers(of: part.member).prefix(64) {
      guard
        case .success(let messages) = host.query(
          nil, routeQuery(to: peer.underlay.value, output: nil)),
        let answer = messages.compactMap(routeAnswer).first,
        let way = part.observed.links.first(where: {
          $0.interface.namespace == nil && $0.index == answer.output
        })?.interface, way != device
      else { continue }
      return Diagnostic(
        .strictReversePath,
        "\(printable(name)) drops what comes from \(peer.underlay.value): the way back leaves by"
          + " \(printable(way.name)), and rp_filter is strict", at: peer.underlay.range,
        help: "`sysctl net.ipv4.conf.\(printable(name)).rp_filter=2`")
    }
    return nil
  }

  private var groups: [Diagnostic] {
    guard let limit = setting("net/ipv4/igmp_max_memberships") else { return [] }
    var joined: [UInt16: Set<Address>] = [:]
    var told: Set<UInt16> = []
    return parts.compactMap { part in
      guard let group = part.overlay.group, group.value.family == .ipv4 else { return nil }
      let port = part.overlay.port.value
      let all = (joined[port] ?? part.observed.groups(onPort: port)).union([group.value])
      joined[port] = all
      guard all.count > limit, told.insert(port).inserted else { return nil }
      return Diagnostic(
        .tooManyGroups,
        "this host may join \(limit) groups, and is to join more on UDP port \(port)",
        at: group.range, help: "`sysctl net.ipv4.igmp_max_memberships=\(max(2 * limit, 64))`")
    }
  }

  /// Drivers that are known to get the checksums inside of VXLAN packets wrong.
  private var offloads: [Diagnostic] {
    let written = parts.compactMap { part in
      part.underlay.map { ($0.name, part.member.underlay.range as SourceRange?) }
    }
    var seen: Set<String> = []
    return (outlook == nil ? hardware.map { ($0, nil) } : written).compactMap { name, range in
      guard seen.insert(name).inserted, let offload = host.senses.offload(name),
        offload.driver == "vmxnet3", offload.computesChecksums
      else { return nil }
      return Diagnostic(
        .checksumOffload,
        "the driver of \(printable(name)), \(printable(offload.driver)), may get checksums wrong"
          + " inside of VXLAN packets", at: range,
        help:
          "if pings pass and TCP hangs: `ethtool -K \(printable(name)) tx-checksum-ip-generic off`"
      )
    }
  }

  private var hardware: [String] {
    guard case .success(let observed) = observe(host) else { return [] }
    return observed.links.filter { $0.kind == .other("") && !$0.isLoopback }
      .map(\.interface.name)
  }
}

func unheldUnderlay(_ part: Part) -> Diagnostic {
  let device = part.underlay.map { " dev \(printable($0.name))" } ?? ""
  return Diagnostic(
    .unheldAddress,
    "this host does not have \(part.local), from which \(printable(part.device.name)) sends",
    at: part.member.source.range,
    help:
      "`ip address add \(part.local)/LENGTH\(device.isEmpty ? " dev DEVICE" : device)`; where the"
      + " host has another address that peers reach by this one, write it as `local`")
}

extension Observed {
  /// The groups that vxlan devices here have joined on a UDP port.
  fileprivate func groups(onPort port: UInt16) -> Set<Address> {
    Set(
      vxlanDevices(onPort: port).compactMap { link in
        let operand = link.setting(.vxlan(.group))?.operands.first
        guard case .address(let group)? = operand, group.isMulticast, group.family == .ipv4 else {
          return nil
        }
        return group
      })
  }
}

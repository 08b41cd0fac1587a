import Planning
import Values
import Vocabulary

// What a script does before its first step, and how it takes everything away.
extension ScriptWriter {
  func survey() -> [String] {
    var lines = probes(OptionKind.allCases.filter { $0 != .forwarding })
    let floods = index.links.contains { !floodAddress($0.interface).isEmpty }
    if floods || index.usesBridge {
      lines.append("BRIDGE=$(find_tool bridge) || exit 69")
    }
    lines += probes([.forwarding])
    for (number, address) in heldAddresses.enumerated() {
      lines.append("device\(number + 1)=$(device_of \(address)) || exit $?")
    }
    for number in plan.underlays.indices where index.mtus.contains(.underlay(number)) {
      let question = underlayQuestion(plan.underlays[number])
      lines.append("mtu\(number + 1)=$(\(question)) || exit $?")
    }
    lines += dockerSurvey() + claims()
    return lines.isEmpty ? [":"] : lines
  }

  /// What is refused before anything is done.
  private func claims() -> [String] {
    var lines: [String] = []
    for mark in index.marks {
      guard let link = index.linkOf[Interface(mark.name)] else { continue }
      let name = shellWord(mark.name)
      lines.append("claim \(link.kindWord) \(name) \"$\(mark.variable)\"")
      switch link.kind {
      case .veth(let peer, _, _):
        guard let namespace = peer.namespace else { break }
        lines.append("claim_inner \(shellWord(namespace)) \(shellWord(peer.name)) \(name)")
      case .vxlan: if let words = fixedMTU(link) { lines.append(words) }
      case .bridge:
        guard link.macIsNeeded, let mac = link.mac else { break }
        lines.append("claim_mac \(name) \(mac)")
      }
    }
    return lines + portClaims()
  }

  /// An MTU that the recipe gives, and what it has to fit.
  private func fixedMTU(_ link: Link) -> String? {
    guard case .bytes(let bytes) = link.mtu else { return nil }
    var family = Family.ipv4
    var peers: [Address] = []
    var device: DeviceReference?
    for setting in link.settings {
      switch setting.operands.first {
      case .address(let address):
        family = address.family
        if setting.option == .vxlan(.remote) { peers.append(address) }
      case .device(let reference): device = reference
      default: break
      }
    }
    if case .named(let name)? = device, index.made.contains(Interface(name)) { return nil }
    peers += (index.entries[link.interface] ?? []).compactMap(\.destination)
    if device == nil, peers.isEmpty { return nil }
    let overhead = UnderlayMTU(device: nil, peers: [], family: family).overhead
    var words = ["claim_mtu", shellWord(link.interface.name), "\(bytes)", "\(overhead)"]
    if let device { words.append(deviceWord(device)) } else { words += ["''"] + unique(peers) }
    return words.joined(separator: " ")
  }

  /// A device of the host that becomes a port loses the use of its addresses.
  private func portClaims() -> [String] {
    var locals: [Address] = []
    for link in index.links {
      for setting in link.settings where setting.option == .vxlan(.local) {
        if case .address(let address)? = setting.operands.first { locals.append(address) }
      }
    }
    var lines: [String] = []
    for step in plan.steps {
      guard case .setMaster(let interface, _, let bridge?) = step.operation,
        !index.made.contains(interface)
      else { continue }
      if lines.isEmpty {
        lines.append("locals=\(shellWord(unique(locals).joined(separator: " ")))")
      }
      lines.append("claim_port \(shellWord(interface.name)) \(shellWord(bridge))")
    }
    return lines
  }

  private func unique(_ addresses: [Address]) -> [String] {
    var seen: Set<Address> = []
    return addresses.filter { seen.insert($0).inserted }.map { "\($0)" }
  }

  private func underlayQuestion(_ underlay: UnderlayMTU) -> String {
    if let device = underlay.device { return "mtu_of \(deviceWord(device)) \(underlay.overhead)" }
    if underlay.peers.isEmpty { return "echo \(underlay.standard)" }
    return (["least_mtu", "\(underlay.overhead)"] + underlay.peers.map { "\($0)" })
      .joined(separator: " ")
  }

  /// The options of all steps, each once, in the order of the table.
  private var usedOptions: [DeviceOption] {
    var used: Set<DeviceOption> = []
    for step in plan.steps {
      for setting in step.operation.settings { used.insert(setting.option) }
    }
    return DeviceOption.all.filter(used.contains)
  }

  /// Which options this iproute2 must know, each with the version that it came with; and the kernel,
  /// last. What the first release had that knows `dstport` is taken for granted.
  private func probes(_ kinds: [OptionKind]) -> [String] {
    var lines: [String] = []
    let options = usedOptions.filter { kinds.contains($0.row.kind) }
    for kind in kinds {
      let words = options.filter {
        $0.row.kind == kind && $0.row.nest == nil && $0.row.iproute2 > Self.granted
      }.map { "\($0.row.forms.first?.words.first ?? "")/\($0.row.iproute2)" }
      if !words.isEmpty { lines.append("probe \(kind.probeWord) \(words.joined(separator: " "))") }
    }
    let kernels = options.filter { $0.row.kernel > Self.granted }.map {
      shellWord("\($0.name)/\($0.row.kernel)")
    }
    if !kernels.isEmpty { lines.append("probe_kernel \(kernels.joined(separator: " "))") }
    return lines
  }

  private static let granted = max(
    DeviceOption.vxlan(.port).row.kernel, DeviceOption.vxlan(.port).row.iproute2)

  /// How an option is written that `ip -d link` does not show.
  func unsetForms() -> [String] {
    var lines = ["unset_form() {", "  case $1 in"]
    for option in usedOptions {
      guard let first = option.row.forms.first, let text = option.row.unsetText(first) else {
        continue
      }
      lines.append("    \(first.words[0])) echo '\(text)' ;;")
    }
    return lines + ["    *) echo \"$1 0\" ;;", "  esac", "}"]
  }

  /// The options whose values come back rounded.
  func roundedOptions() -> [String] {
    let words = usedOptions.flatMap { $0.row.forms.filter { $0.dump == .rounded } }
      .compactMap(\.words.first)
    guard !words.isEmpty else { return ["rounded() { return 1; }"] }
    return ["rounded() {", "  case $1 in \(words.joined(separator: " | "))) return 0 ;; esac"]
      + ["  return 1", "}"]
  }

  func removal() -> [String] {
    var lines: [String] = []
    let veths = (index.names["veth"] ?? []).map(shellWord)
    let vxlans = (index.names["vxlan"] ?? []).map(shellWord)
    let bridges = (index.names["bridge"] ?? []).map(shellWord)
    if !veths.isEmpty { lines.append((["delete_all"] + veths).joined(separator: " ")) }
    if !(bridges + vxlans).isEmpty { lines.append("look") }
    for name in bridges + vxlans { lines.append("take_back \(name)") }
    if !vxlans.isEmpty { lines.append((["delete_all"] + vxlans).joined(separator: " ")) }
    for name in bridges { lines.append("delete_bridge \(name)") }
    let docker = dockerRemoval()
    lines = (docker.isEmpty ? [] : ["need_docker"]) + lines + docker
    return lines.isEmpty ? [":"] : lines
  }
}

extension OptionRow {
  /// The form that means what the kernel does by itself; `nil`: `KEYWORD 0` is.
  fileprivate func unsetText(_ first: OptionForm) -> String? {
    switch first.operands.first {
    case .unicast, .multicast: return "\(first.words[0]) any"
    case .number, .hexNumber, .device, .mac, .bridgeGroup, .underlayAddress, .overlayAddress:
      return nil
    case nil:
      let unset = forms.first { $0.operands.isEmpty && $0.constant == 0 && $0.words.count > 1 }
      return unset?.words.joined(separator: " ")
    }
  }
}

extension OptionKind {
  /// What the script asks for help about.
  fileprivate var probeWord: String {
    switch self {
    case .vxlan: "vxlan"
    case .bridge: "bridge"
    case .bridgePort: "bridge_slave"
    case .route: "route"
    case .forwarding: "fdb"
    case .neighbour: "neigh"
    }
  }
}

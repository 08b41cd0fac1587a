import Planning
import Values
import Vocabulary

// What a script does before its first step, and how it takes everything away.
extension ScriptWriter {
  func survey() -> [String] {
    var lines = probes()
    let usesTables = plan.steps.contains { step in
      if case .addForwarding = step.operation { true } else { false }
    }
    if usesTables || links.contains(where: { !floodAddress($0.interface).isEmpty }) {
      lines.append("BRIDGE=$(find_tool bridge) || exit 69")
    }
    for (index, address) in heldAddresses.enumerated() {
      lines.append("device\(index + 1)=$(device_of \(address)) || exit $?")
    }
    for index in usedUnderlays {
      lines.append("mtu\(index + 1)=$(\(underlayQuestion(plan.underlays[index]))) || exit $?")
    }
    for alias in aliases {
      guard let link = links.first(where: { $0.interface.name == alias.name }) else { continue }
      lines.append("claim \(link.kindWord) \(shellWord(alias.name)) \"$\(alias.variable)\"")
    }
    return lines.isEmpty ? [":"] : lines
  }

  private var usedUnderlays: [Int] {
    let used = plan.steps.flatMap(\.operation.mtus)
    return plan.underlays.indices.filter { used.contains(.underlay($0)) }
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

  private func probes() -> [String] {
    var lines: [String] = []
    for (kind, word) in [
      (OptionKind.vxlan, "vxlan"), (.bridge, "bridge"), (.bridgePort, "bridge_slave"),
    ] {
      let words = usedOptions.filter { $0.row.kind == kind }.compactMap {
        $0.row.forms.first?.words.first
      }
      if !words.isEmpty { lines.append("probe \(word) \(words.joined(separator: " "))") }
    }
    // Older kernels are taken to know what they had by 5.0, or what was brought back to them.
    for option in usedOptions where option.row.kernel > Version(5, 0) {
      let version = option.row.kernel
      lines.append("probe_kernel \(version.major) \(version.minor) \(shellWord(option.name))")
    }
    return lines
  }

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

  func removal() -> [String] {
    var lines: [String] = []
    let veths = names("veth").map(shellWord)
    let vxlans = names("vxlan").map(shellWord)
    let bridges = names("bridge").map(shellWord)
    if !veths.isEmpty { lines.append((["delete_all"] + veths).joined(separator: " ")) }
    for name in bridges + vxlans { lines.append("take_back \(name)") }
    if !vxlans.isEmpty { lines.append((["delete_all"] + vxlans).joined(separator: " ")) }
    for name in bridges { lines.append("delete_bridge \(name)") }
    return lines.isEmpty ? [":"] : lines
  }
}

extension OptionRow {
  /// The form that means what the kernel does by itself; `nil`: `KEYWORD 0` is.
  fileprivate func unsetText(_ first: OptionForm) -> String? {
    switch first.operands.first {
    case .unicast, .multicast: return "\(first.words[0]) any"
    case .number, .hexNumber, .device, .mac, .bridgeGroup: return nil
    case nil:
      let unset = forms.first { $0.operands.isEmpty && $0.constant == 0 && $0.words.count > 1 }
      return unset?.words.joined(separator: " ")
    }
  }
}

extension Operation {
  var settings: [Setting] {
    if case .addLink(let link) = self { return link.settings }
    if case .setPortOptions(_, _, let settings) = self { return settings }
    return []
  }
}

package import Diagnostics
package import Planning
package import Scripting
import Values
import Vocabulary

/// A file for /etc/netplan, for its renderer networkd. The underlay device and ports are described in
/// others, as netplan wants each device described once.
package func netplanFile(_ plan: Plan) -> Findings<[EmittedFile]> {
  var writer = NetplanWriter(plan)
  writer.refusals.refuse(writer.layout, of: plan)
  let text = writer.text
  return Findings(
    [EmittedFile(name: "50-vxloom-\(plan.owner).yaml", text: text)], writer.refusals.diagnostics)
}

private struct NetplanWriter {
  let layout: HostLayout
  var refusals = FormatRefusals("netplan")
  private let plan: Plan

  init(_ plan: Plan) {
    self.plan = plan
    layout = HostLayout(plan)
  }

  var text: String {
    mutating get {
      var tunnels: [String] = []
      var bridges: [String] = []
      for device in layout.devices {
        refuseTables(device)
        guard case .made(let link) = device.origin else {
          refuseForeign(device)
          continue
        }
        if link.kind == .vxlan {
          tunnels += tunnel(link, device)
        } else {
          bridges += bridge(link, device)
        }
      }
      var lines = [
        "# Made by vxloom for the node \(printable(plan.node)) (of \(plan.owner)).", "network:",
        "  version: 2",
      ]
      if !tunnels.isEmpty { lines += ["  tunnels:"] + tunnels }
      if !bridges.isEmpty { lines += ["  bridges:"] + bridges }
      return lines.joined(separator: "\n") + "\n"
    }
  }

  // MARK: What cannot be said

  /// The peers of head-end replication are told of once.
  private mutating func refuseTables(_ device: HostLayout.Device) {
    if let flood = device.forwarding.first(where: { $0.entry.mac.isZero }) {
      refusals.refuse("a list of peers", flood.range, because: "netplan knows one `remote`")
    }
    for (entry, range) in device.forwarding where !entry.mac.isZero {
      refusals.refuse("`fdb \(entry.mac)`", range)
    }
    for (entry, range) in device.neighbours {
      refusals.refuse("`neigh \(entry.address)`", range)
    }
    for entry in device.addresses where entry.skipsPrefixRoute {
      refusals.refuse("`noprefixroute`", device.range)
    }
  }

  private mutating func refuseForeign(_ device: HostLayout.Device) {
    guard !device.addresses.isEmpty || !device.routes.isEmpty else { return }
    refusals.refuse(
      "an address or route on \(printable(device.name))", device.range,
      because: "the device is described elsewhere")
  }

  // MARK: Devices

  private mutating func tunnel(_ link: Link, _ device: HostLayout.Device) -> [String] {
    var lines = ["mode: vxlan"]
    let checksum = Setting(.vxlan(.udpcsum))
    var settings = link.settings
    if !settings.contains(where: { $0.option == checksum.option }) { settings.append(checksum) }
    let located = settings.map { ($0, device.settingRanges[$0.option] ?? device.range) }
    lines += self.lines(located + device.portSettings.map { ($0.setting, $0.range) })
    if link.settings.contains(Setting(.vxlan(.id), [.number(0)])) {
      refusals.refuse("the VNI 0", device.settingRanges[.vxlan(.id)] ?? device.range)
    }
    return named(device, lines + common(link, device))
  }

  private mutating func bridge(_ link: Link, _ device: HostLayout.Device) -> [String] {
    let ports = layout.devices.filter { $0.bridge == device.name }.map { "\"\($0.name)\"" }
    var parameters = lines(
      link.settings.map { ($0, device.settingRanges[$0.option] ?? device.range) })
    // With nothing said netplan has it on.
    if !parameters.contains(where: { $0.hasPrefix("stp:") }) { parameters.append("stp: false") }
    let lines =
      ["interfaces: [\(ports.joined(separator: ", "))]", "parameters:"]
      + parameters.map { "  \($0)" }
    return named(device, lines + common(link, device))
  }

  private func named(_ device: HostLayout.Device, _ lines: [String]) -> [String] {
    ["    \"\(device.name)\":"] + (["renderer: networkd"] + lines).map { "      \($0)" }
  }

  private mutating func common(_ link: Link, _ device: HostLayout.Device) -> [String] {
    var lines = link.mac.map { ["macaddress: \"\($0)\""] } ?? []
    if let mtu = device.mtu.standard(plan.underlays) { lines.append("mtu: \(mtu)") }
    lines += [
      "link-local: [\(device.hasLinkLocal ? "ipv6" : "")]", "accept-ra: false", "optional: true",
    ]
    if !device.addresses.isEmpty {
      let texts = device.addresses.map { "\"\($0.prefix)\"" }
      lines.append("addresses: [\(texts.joined(separator: ", "))]")
    }
    guard !device.routes.isEmpty else { return lines }
    lines.append("routes:")
    for (entry, range) in device.routes {
      let everything = entry.family == .ipv4 ? "0.0.0.0/0" : "::/0"
      lines.append("  - to: \"\(entry.destination.map { "\($0)" } ?? everything)\"")
      lines += self.lines(entry.settings.map { ($0, range) }).map { "    \($0)" }
    }
    return lines
  }

  /// Keys, and the lists that several settings share, where the first of them stands.
  private mutating func lines(_ settings: [(Setting, SourceRange?)]) -> [String] {
    var lines: [(key: String, text: String)] = []
    var lists: [(key: String, words: [String])] = []
    for (setting, range) in settings {
      guard let spelling = setting.option.netplan, let (key, text) = spelling.text(setting) else {
        if setting.option.row.kind.isEntry || !setting.isInitial {
          refusals.refuse(setting, range)
        }
        continue
      }
      if !spelling.isInList {
        lines.append((key, text))
      } else if let index = lists.firstIndex(where: { $0.key == key }) {
        lists[index].words.append(text)
      } else {
        lists.append((key, [text]))
      }
    }
    return lines.map { "\($0.key): \($0.text)" }
      + lists.compactMap { list in
        let words = list.words.filter { !$0.isEmpty }
        return words.isEmpty ? nil : "\(list.key): [\(words.joined(separator: ", "))]"
      }
  }
}

package import Diagnostics
package import Planning
package import Scripting
import Values
import Vocabulary

/// The files of systemd-networkd for a node: `.netdev` and `.network` for what we make, `.network` for
/// ports, and for a device of others, such as the underlay's, an addition to a file that is theirs.
package func networkdFiles(_ plan: Plan) -> Findings<[EmittedFile]> {
  var writer = NetworkdWriter(plan)
  writer.refusals.refuse(writer.layout, of: plan)
  let files = writer.layout.devices.flatMap { writer.files($0) }
  return Findings(files, writer.refusals.diagnostics)
}

/// A section: its name, and keys with values.
private typealias Section = (name: String, lines: [(key: String, value: String)])

private struct NetworkdWriter {
  let layout: HostLayout
  var refusals = FormatRefusals("systemd-networkd")
  private let plan: Plan

  init(_ plan: Plan) {
    self.plan = plan
    layout = HostLayout(plan)
  }

  mutating func files(_ device: HostLayout.Device) -> [EmittedFile] {
    let base = "50-vxloom-\(plan.owner)-\(device.name)"
    switch device.origin {
    case .made(let link):
      return [
        file("\(base).netdev", netdev(link, device)),
        file("\(base).network", [match(device)] + network(device)),
      ]
    case .port: return [file("\(base).network", [match(device)] + network(device))]
    case .foreign:
      return [
        file(
          "\(device.name).network.d/vxloom-\(plan.owner).conf", additions(device),
          remark: "For \(device.name): this directory has to bear the name of its .network file.")
      ]
    }
  }

  private func file(
    _ name: String, _ sections: [Section], remark: String? = nil
  ) -> EmittedFile {
    var lines = ["# Made by vxloom for the node \(printable(plan.node)) (of \(plan.owner))."]
    if let remark { lines.append("# \(remark)") }
    for section in sections where !section.lines.isEmpty {
      lines += ["", "[\(section.name)]"] + section.lines.map { "\($0.key)=\($0.value)" }
    }
    return EmittedFile(name: name, text: lines.joined(separator: "\n") + "\n")
  }

  private func match(_ device: HostLayout.Device) -> Section {
    ("Match", [("Name", device.name)])
  }

  private mutating func netdev(_ link: Link, _ device: HostLayout.Device) -> [Section] {
    let isTunnel = link.kind == .vxlan
    var lines = [("Name", device.name), ("Kind", isTunnel ? "vxlan" : "bridge")]
    lines.append(("MACAddress", link.mac.map { "\($0)" } ?? "none"))
    if isTunnel, let mtu = device.mtu.standard(plan.underlays) {
      lines.append(("MTUBytes", "\(mtu)"))
    }
    var settings = self.lines(
      link.settings.filter { $0.option != .vxlan(.dev) }.map { setting in
        (setting, device.settingRanges[setting.option] ?? device.range)
      })
    if isTunnel { settings += standards(link) }
    return [("NetDev", lines), (isTunnel ? "VXLAN" : "Bridge", settings)]
  }

  /// What networkd would decide otherwise than the kernel where nothing is written.
  private func standards(_ link: Link) -> [(key: String, value: String)] {
    let checksum = Setting(.vxlan(.udpcsum))
    var lines: [(key: String, value: String)] = []
    if !link.settings.contains(where: { $0.option == checksum.option }),
      let spelling = checksum.option.networkd, let text = spelling.text(checksum)
    {
      lines.append((spelling.key, text))
    }
    if link.underlay == nil { lines.append(("Independent", "yes")) }
    return lines
  }

  private mutating func network(_ device: HostLayout.Device) -> [Section] {
    var link = [("RequiredForOnline", "no")]
    if case .made(let made) = device.origin, made.kind == .bridge,
      let mtu = device.mtu.standard(plan.underlays)
    {
      link.append(("MTUBytes", "\(mtu)"))
    }
    var network = [("LinkLocalAddressing", device.hasLinkLocal ? "ipv6" : "no")]
    network += [("IPv6AcceptRA", "no"), ("LLDP", "no")]
    if let bridge = device.bridge { network.append(("Bridge", bridge)) }
    network += device.tunnels.map { ("VXLAN", $0) }
    return [("Link", link), ("Network", network), ("Bridge", lines(device.portSettings))]
      + tables(device)
  }

  private mutating func additions(_ device: HostLayout.Device) -> [Section] {
    [("Network", device.tunnels.map { ("VXLAN", $0) })] + tables(device)
  }

  private mutating func tables(_ device: HostLayout.Device) -> [Section] {
    device.addresses.map { ("Address", address($0)) }
      + device.forwarding.map { ("BridgeFDB", forwarding($0.entry, $0.range)) }
      + device.neighbours.map { entry, range in
        (
          "Neighbor",
          [("Address", "\(entry.address)")] + self.lines(entry.settings.map { ($0, range) })
        )
      }
      + device.routes.map { ("Route", route($0.entry, $0.range)) }
  }

  private func address(_ entry: AddressEntry) -> [(key: String, value: String)] {
    var lines = [("Address", "\(entry.prefix)")]
    if entry.prefix.family == .ipv4 { lines.append(("Broadcast", "no")) }
    if entry.skipsDetection { lines.append(("DuplicateAddressDetection", "none")) }
    if entry.skipsPrefixRoute { lines.append(("AddPrefixRoute", "no")) }
    return lines
  }

  private mutating func forwarding(
    _ entry: ForwardingEntry, _ range: SourceRange?
  ) -> [(key: String, value: String)] {
    let lines = [("MACAddress", "\(entry.mac)")] + self.lines(entry.settings.map { ($0, range) })
    return entry.isInBridge ? lines : lines + [("AssociatedWith", "self")]
  }

  private mutating func route(
    _ entry: RouteEntry, _ range: SourceRange?
  ) -> [(key: String, value: String)] {
    let everything = entry.family == .ipv4 ? "0.0.0.0/0" : "::/0"
    return [("Destination", entry.destination.map { "\($0)" } ?? everything)]
      + self.lines(entry.settings.map { ($0, range) }) + [("Protocol", "boot")]
  }

  /// What is the kernel's own choice need not be said, where it cannot be.
  private mutating func lines(
    _ settings: [(setting: Setting, range: SourceRange?)]
  ) -> [(key: String, value: String)] {
    var lines: [(key: String, value: String)] = []
    for (setting, range) in settings {
      if let spelling = setting.option.networkd, let text = spelling.text(setting) {
        lines.append((spelling.key, text))
      } else if setting.option.row.kind.isEntry || !setting.isInitial {
        refusals.refuse(setting, range)
      }
    }
    return lines
  }
}

import ArgumentParser
import Driver
import Kernel
import Lab
import Planning
import Values
import Vocabulary

/// What this host has, read from the kernel's dumps by our own decoder: for comparing two hosts.
/// Not shown in the help: its text is no promise.
struct StateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "state", abstract: "Print what this host has.", shouldDisplay: false)

  @OptionGroup var output: OutputOptions

  func run() throws {
    let sockets = NetlinkSockets()
    let host = kernelHost(sockets, log: output.logger)
    let observed = try unwrap(
      observe(host, namespaces: sockets.list()).mapError(\.refusal), nil, output)
    for line in stateLines(observed) { try output.say(line) }
  }
}

/// Sorted lines without ifindexes and without what changes by itself (learned entries, the state of
/// neighbours that are not permanent).
func stateLines(_ observed: Observed) -> [String] {
  var lines: [String] = observed.namespaces.map { "namespace \($0)" }
  for link in observed.links { lines.append(linkLine(link, observed)) }
  for entry in observed.addresses {
    // 0x40: IFA_F_TENTATIVE comes and goes, and is told for who waits for its end.
    let tentative = entry.flags & 0x40 == 0 ? "" : " tentative"
    lines.append(
      "address \(entry.interface.text) \(entry.prefix) flags \(entry.flags & ~0x40) scope \(entry.scope)\(tentative)"
    )
  }
  for route in observed.routes {
    let gateway = route.gateway.map { " via \($0)" } ?? ""
    lines.append(
      "route \(route.namespace ?? "-") \(route.destination)\(gateway) dev \(route.device ?? "-") table \(route.table) protocol \(route.routeProtocol) scope \(route.scope) type \(route.type) metric \(route.metric) src \(route.source?.description ?? "-") [\(wordsOf(route.settings))]"
    )
  }
  for entry in observed.forwarding where entry.state & 0xc0 != 0 || entry.flags & 0x10 != 0 {
    lines.append(
      "entry \(entry.interface.text) \(entry.mac) master \(entry.master ?? "-") state \(entry.state) flags \(entry.flags) [\(wordsOf(entry.entry.settings))]"
    )
  }
  for neighbour in observed.neighbours.compactMap(\.entry) {
    lines.append(
      "neighbour \(neighbour.interface.text) \(neighbour.address) [\(wordsOf(neighbour.settings))]")
  }
  for probes in observed.applicationProbes {
    lines.append("probes \(probes.interface.text) \(probes.family.word) \(probes.count)")
  }
  return lines.sorted()
}

/// What `ip -d link` calls it.
func kindWord(_ kind: ObservedLink.Kind) -> String {
  switch kind {
  case .vxlan: "vxlan"
  case .bridge: "bridge"
  case .veth: "veth"
  case .other(let name): name.isEmpty ? "device" : name
  }
}

private func linkLine(_ link: ObservedLink, _ observed: Observed) -> String {
  var words = [
    "link \(link.interface.text) \(kindWord(link.kind)) mac \(link.mac?.description ?? "-") mtu \(link.mtu)",
    link.isUp ? "up" : "down", "master \(link.master ?? "-")",
    "generation \(link.addressGeneration.map(String.init) ?? "-")",
    "alias '\(printable(link.alias))'",
  ]
  words += link.names.map { "name \(printable($0))" }
  // The state and the cost of a port follow from its carrier, some time later.
  let changing: [DeviceOption] = [.bridgePort(.state), .bridgePort(.cost)]
  let settings = (link.settings + link.portSettings).filter { !changing.contains($0.option) }
  words += settings.map { wordsOf([$0]) }
  return words.joined(separator: " ")
}

private func wordsOf(_ settings: [Setting]) -> String {
  settings.flatMap { $0.words(device: \.text) }.joined(separator: " ")
}

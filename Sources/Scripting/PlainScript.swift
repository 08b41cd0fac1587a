package import Diagnostics
package import Planning
import Values
import Vocabulary

/// The bare commands in order, as a person would type them: without what only this program needs.
/// `floods`: what was put together for other nodes.
package func plainScript(
  _ plan: Plan, hints: [String] = [], floods: inout FloodLines
) -> Findings<[UInt8]> {
  let spelling = Spelling.withoutHost(plan.underlays, leavesOutUnneededMACs: true)
  var text: [UInt8] = []
  // A line has about 70 bytes.
  let count = plan.floods.reduce(plan.steps.count) { $0 + $1.underlays.count }
  text.reserveCapacity(80 * count)
  func add(_ line: String) {
    text.append(text: line)
    text.append(UInt8(ascii: "\n"))
  }
  add("# Vxloom: \(commentText(plan.node))")
  for hint in hints { add("# \(commentText(hint))") }
  var remarks = MTURemarks(plan.underlays)
  var lines = EntryLines()
  // By index: a step is large, and a copy of it costs more than most lines.
  let steps = plan.steps
  let addressesOfDocker = plan.addressesOfDocker
  var next = plan.floods.startIndex
  for index in steps.indices where !addressesOfDocker.contains(index) {
    while next < plan.floods.endIndex, plan.floods[next].place <= index {
      floods.add(plan.floods[next], to: &text)
      next += 1
    }
    if case .addForwarding(let entry) = steps[index].operation, lines.add(entry, to: &text) {
      continue
    }
    let operation = steps[index].operation
    for line in remarks.lines(operation) { add(line) }
    let words = spelling.plainWords(of: operation)
    if !words.isEmpty { add(words.joined(separator: " ")) }
  }
  return Findings(text, symbolicDevices(plan) + unknownBridges(plan))
}

/// The same of a plan alone.
package func plainScript(_ plan: Plan, hints: [String] = []) -> Findings<[UInt8]> {
  var floods = FloodLines()
  return plainScript(plan, hints: hints, floods: &floods)
}

/// The commands of plain entries, of which there may be a million: the same as their words, without a
/// String for each.
struct EntryLines {
  private var device = ""
  private var deviceWords: [UInt8] = []
  private var isAppended: Bool?
  private var verbWords: [UInt8] = []
  private var mac: MAC?
  /// What stands before the destination. A list of peers has one MAC.
  private var head: [UInt8] = []

  /// `false`: nothing was written.
  mutating func add(_ entry: ForwardingEntry, to text: inout [UInt8]) -> Bool {
    guard entry.isPlain, let destination = entry.destination else { return false }
    if entry.mac != mac || entry.interface.name != device { begin(entry) }
    text.append(contentsOf: head)
    text.append(address: destination)
    text.append(UInt8(ascii: "\n"))
    return true
  }

  private mutating func begin(_ entry: ForwardingEntry) {
    if entry.interface.name != device {
      device = entry.interface.name
      deviceWords = Array(" dev \(shellWord(device)) dst ".utf8)
    }
    if entry.isAppended != isAppended {
      isAppended = entry.isAppended
      verbWords = Array("bridge fdb \(entry.verb) ".utf8)
    }
    mac = entry.mac
    head.removeAll(keepingCapacity: true)
    head.append(contentsOf: verbWords)
    head.append(mac: entry.mac)
    head.append(contentsOf: deviceWords)
  }
}

/// The refusals of a format that cannot look for the bridge of a network that is there.
private func unknownBridges(_ plan: Plan) -> [Diagnostic] {
  plan.steps.compactMap { step in
    guard case .docker(.addNetwork(let network)) = step.operation, network.subnets.isEmpty else {
      return nil
    }
    return Diagnostic(
      .formatRefuses,
      "`docker` needs `subnet` in this format: plain commands cannot look for the bridge of "
        + "\(printable(network.name))",
      at: step.range, help: "write `subnet`, and the network is made, or emit `--format bash`")
  }
}

/// The comments on MTUs that were taken for granted, each once.
struct MTURemarks {
  private let underlays: [UnderlayMTU]
  private var explained: [UInt32] = []

  init(_ underlays: [UnderlayMTU]) { self.underlays = underlays }

  mutating func lines(_ operation: Operation) -> [String] {
    var lines: [String] = []
    for overhead in operation.overheads(underlays) where !explained.contains(overhead) {
      explained.append(overhead)
      lines.append(
        "# mtu \(1500 - overhead): an Ethernet underlay's 1500 less \(overhead) bytes of headers")
    }
    return lines
  }
}

/// The refusals of a format that cannot look for the device that holds an address.
package func symbolicDevices(
  _ plan: Plan, without what: String = "commands alone", instead: String = "bash"
) -> [Diagnostic] {
  var findings: [Diagnostic] = []
  for step in plan.steps {
    guard case .addLink(let link) = step.operation else { continue }
    for setting in link.settings {
      guard case .device(.holding(let address))? = setting.operands.first else { continue }
      let range = link.settings.lazy.compactMap { other in
        other.option == .vxlan(.group) ? step.settingRanges[other.option] : nil
      }.first
      findings.append(
        Diagnostic(
          .formatRefuses,
          "`group` needs `dev` in this format: \(what) cannot look for the device that holds "
            + "\(address)",
          at: range ?? step.range,
          help: "write `dev` and the underlay device's name, or emit `--format \(instead)`"))
    }
  }
  return findings
}

extension Operation {
  /// The overheads of the underlays that the operation's MTUs follow from.
  fileprivate func overheads(_ underlays: [UnderlayMTU]) -> [UInt32] {
    mtus.compactMap { mtu in
      guard case .underlay(let index) = mtu, underlays.indices.contains(index) else { return nil }
      return underlays[index].overhead
    }
  }

  /// The MTUs that the operation sets.
  var mtus: [MTU] {
    if case .setMTU(_, _, let mtu) = self { return [mtu] }
    if case .docker(.addNetwork(let network)) = self { return [network.mtu] }
    guard case .addLink(let link) = self else { return [] }
    guard case .veth(_, _, let peerMTU) = link.kind else { return [link.mtu] }
    return [link.mtu, peerMTU]
  }
}

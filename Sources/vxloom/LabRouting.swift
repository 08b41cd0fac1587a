import Diagnostics
import Driver
import Kernel
import Lab
import Netlink
import Planning
import Topology
import Values

// `control evpn` in a lab: FRR in each node, and what is waited for.

extension LabBench {
  private var speakers: [Speaker] { blueprint.nodes.compactMap { recipe.speaker($0) } }

  /// The programs, where the recipe needs them; otherwise `nil`.
  func routingPrograms() throws -> RoutingPrograms? {
    let speakers = speakers
    guard !speakers.isEmpty else { return nil }
    let control = recipe.overlays.first { $0.autonomousSystem != nil }?.control?.range
    guard let programs = RoutingPrograms.find() else {
      try stop("`control evpn` needs FRR, which is not installed here", control)
    }
    let isIPv6 = speakers.contains { $0.neighbours.contains { $0.address.family == .ipv6 } }
    if isIPv6, !programs.carriesIPv6 {
      try stop(
        "EVPN over an IPv6 underlay needs FRR 10.6, and here is \(printable(programs.version))",
        control)
    }
    return programs
  }

  private func stop(_ message: String, _ range: SourceRange?) throws -> Never {
    let diagnostic = Diagnostic(
      .missingTool, message, at: range,
      help: "Debian has it in the package `frr`; a lab needs the programs alone, and no service")
    output.show([diagnostic], recipe.sources)
    throw Ending(.unavailable, [diagnostic], recipe.sources)
  }

  func startRouters(_ laboratory: Laboratory, _ programs: RoutingPrograms) throws(SystemError) {
    let configurations = speakers.map { speaker in
      (
        node: speaker.node,
        text: emit(recipe, node: speaker.node, owner: "", format: .frr).value
      )
    }
    try laboratory.startRouters(configurations, programs)
  }

  /// Waits for BGP; what has not come is told, and then shows in the matrix.
  func converge(_ laboratory: Laboratory) throws(SystemError) {
    let awaited = awaitedLists()
    guard !awaited.isEmpty else { return }
    let start = Machine.monotonicMilliseconds
    let missing = try laboratory.converge(awaited, milliseconds: 90_000) { done, total in
      progress.update("waiting for BGP", done, of: total)
    }
    progress.clear()
    if Interruptions.current != 0 { return }
    if missing.isEmpty {
      let time = Machine.monotonicMilliseconds - start
      if !output.quiet {
        output.tell("note: BGP took \(time / 1000).\(time / 100 % 10) s to tell all nodes")
      }
    }
    output.show(missing.map(\.diagnostic), recipe.sources)
  }

  private func awaitedLists() -> [AwaitedList] {
    let nodes = Set(blueprint.nodes)
    return recipe.overlays.filter { $0.autonomousSystem != nil }.flatMap { overlay in
      let members = overlay.members.filter { nodes.contains($0.name.value) }
      return members.map { member in
        AwaitedList(
          node: member.name.value, vni: overlay.vni.value, device: member.device.value,
          peers: members.filter { $0.name.value != member.name.value }.map {
            ($0.name.value, $0.underlay.value)
          })
      }
    }
  }
}

extension AwaitedList {
  fileprivate var diagnostic: Diagnostic {
    let name = printable(peers.first?.name ?? "")
    let others = peers.count > 1 ? " and \(peers.count - 1) more" : ""
    return Diagnostic(
      .missingRoute,
      "BGP has brought \(printable(node)) no route of \(name)\(others) for VNI \(vni)",
      at: nil,
      help: "`vxloom lab up`, then `vxloom lab exec \(printable(node)) -- vtysh`, shows why")
  }
}

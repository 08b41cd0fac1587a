import Diagnostics
package import Topology
package import Values

/// The derived MACs of a node's bridges by their names. A bridge that several overlays share takes
/// that of the least VNI, then port (language.md, "An overlay's header").
package func derivedBridgeMACs(_ model: Model, node: String) -> [String: MAC] {
  bridgeMACs(model) { $0.first { $0.name.value == node }.map { [$0] } ?? [] }[node] ?? [:]
}

/// The same of all nodes.
func derivedBridgeMACs(_ model: Model) -> [String: [String: MAC]] { bridgeMACs(model) { $0 } }

/// The MACs that the bridges of all nodes have, by node and name: what is written where a bridge is
/// first asked for, else what is derived.
func bridgeMACs(_ model: Model) -> [String: [String: MAC]] {
  var macs = derivedBridgeMACs(model)
  var seen: [String: Set<String>] = [:]
  for member in model.overlays.lazy.flatMap(\.members) {
    guard let bridge = member.bridge?.name.value,
      seen[member.name.value, default: []].insert(bridge).inserted, let written = member.mac?.value
    else { continue }
    macs[member.name.value]?[bridge] = written
  }
  return macs
}

private func bridgeMACs(
  _ model: Model, _ members: ([Member]) -> [Member]
) -> [String: [String: MAC]] {
  let overlays = model.overlays.sorted {
    ($0.vni.value, $0.port.value) < ($1.vni.value, $1.port.value)
  }
  var macs: [String: [String: MAC]] = [:]
  for overlay in overlays {
    for member in members(overlay.members) {
      let node = member.name.value
      guard let name = member.bridge?.name.value, macs[node]?[name] == nil else { continue }
      macs[node, default: [:]][name] = MAC.derived(
        vni: overlay.vni.value, port: overlay.port.value, node: node, role: .bridge(name))
    }
  }
  return macs
}

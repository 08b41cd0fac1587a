import Diagnostics
package import Topology
package import Values

/// The derived MACs of a node's bridges by their names. A bridge that several overlays share takes
/// that of the least VNI, then port (language.md, "An overlay's header").
package func derivedBridgeMACs(_ model: Model, node: String) -> [String: MAC] {
  let overlays = model.overlays.sorted {
    ($0.vni.value, $0.port.value) < ($1.vni.value, $1.port.value)
  }
  var macs: [String: MAC] = [:]
  for overlay in overlays {
    guard let name = overlay.members.first(where: { $0.name.value == node })?.bridge?.name.value,
      macs[name] == nil
    else { continue }
    macs[name] = MAC.derived(
      vni: overlay.vni.value, port: overlay.port.value, node: node, role: .bridge(name))
  }
  return macs
}

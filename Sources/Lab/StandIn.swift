import Diagnostics
package import Topology
import Values

/// The model with what a lab has in place of Docker: the bridge of a network is an ordinary one of
/// the same name, and a container a namespace with its address, its MAC and its gateway.
package func standIn(for model: Model) -> Model {
  var model = model
  var devices: [[String]: Int] = [:]
  for overlay in model.overlays.indices {
    var changed: [(index: Int, member: Member)] = []
    for index in model.overlays[overlay].members.indices {
      let member = model.overlays[overlay].members[index]
      guard let network = member.docker, let bridge = member.bridgeName else { continue }
      var copy = member
      copy.docker = nil
      copy.bridge = Bridge(name: Located(bridge, network.range))
      copy.containers = []
      for container in member.containers {
        let key = [member.name.value, container.name.value]
        let count = devices[key, default: 0]
        devices[key] = count + 1
        copy.namespaces.append(
          namespace(container, "eth\(count)", member, model.overlays[overlay]))
      }
      changed.append((index, copy))
    }
    model.overlays[overlay].replace(changed)
  }
  return model
}

/// Docker names the devices of a container eth0, eth1, …, and gives it the default route of the
/// first.
private func namespace(
  _ container: ContainerItem, _ device: String, _ member: Member, _ overlay: Overlay
) -> NamespaceItem {
  let name = container.name
  let veth = derivedVethName(device: member.device.value, namespace: name.value, inner: device)
  let mac =
    container.mac?.value
    ?? MAC.derived(
      vni: overlay.vni.value, port: overlay.port.value, node: member.name.value,
      role: .container(name.value))
  let gateways =
    device == "eth0"
    ? member.addresses.filter { address in
      container.addresses.contains { $0.value.contains(address.value.address) }
    } : []
  var families: Set<Family> = []
  return NamespaceItem(
    name: name, device: Located(device, name.range), veth: Located(veth, name.range),
    addresses: container.addresses, mac: Located(mac, name.range),
    gateways: gateways.filter { families.insert($0.value.family).inserted }
      .map { Located($0.value.address, $0.range) },
    range: container.range)
}

/// What of Docker a lab does not show, in words.
package func dockerLimits(_ overlays: [Overlay]) -> [String] {
  overlays.flatMap { overlay -> [String] in
    let members = overlay.members.filter { $0.docker != nil }
    guard !members.isEmpty else { return [] }
    let bridges =
      "overlay \(overlay.vni.value) joins Docker networks: in the lab their bridges are ordinary ones"
    let hasContainers = members.contains { !$0.containers.isEmpty }
    return [
      bridges
        + (hasContainers
          ? ", and namespaces stand in for containers; no image is run, and no packet filter is Docker's"
          : "; no packet filter is Docker's")
    ]
  }
}

import Diagnostics
package import Values

// The MACs of what an overlay gives addresses to: the written one, else the one that the language
// derives (language.md, "An overlay's header").
extension Overlay {
  package func derivedMAC(_ role: MACRole, on node: String) -> MAC {
    .derived(vni: vni.value, port: port.value, node: node, role: role)
  }

  package func mac(of item: NamespaceItem, on node: String) -> MAC {
    item.mac?.value
      ?? derivedMAC(.namespace(item.name.value, device: item.device.value), on: node)
  }

  /// Of a container that is started with it; one that was there before has a MAC of its own.
  package func mac(of item: ContainerItem, on node: String) -> MAC {
    item.mac?.value ?? derivedMAC(.container(item.name.value), on: node)
  }
}

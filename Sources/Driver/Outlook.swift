import Diagnostics
import Planning
import Topology
import Values
import Vocabulary

/// A node of a recipe beside the host that it is: what it must have, and what is there.
struct Outlook {
  var recipe: Recipe
  var identity: NodeIdentity
  var desired: Desired
  var observed: Observed

  init(
    _ recipe: Recipe, node: String?, owner: String, on host: Host, asksDocker: Bool = true
  ) throws(Refusal) {
    identity = try identify(recipe, node: node, on: host).get()
    desired = derive(recipe.model, node: identity.name, owner: owner, only: recipe.selection)
    self.recipe = recipe
    observed =
      asksDocker
      ? try observe(host, desired).get()
      : try observe(host, namespaces: desired.namespaces).mapError(\.refusal).get()
  }

  init(_ recipe: Recipe, _ plan: HostPlan) {
    self.recipe = recipe
    identity = plan.identity
    desired = plan.desired
    observed = plan.observed
  }

  /// The overlays that the node is in, with its own part and where they stand in the recipe.
  var parts: [Part] {
    recipe.overlays.enumerated().compactMap { index, overlay in
      overlay.members.first { $0.name.value == identity.name }.map { member in
        Part(index: index, overlay: overlay, member: member, observed: observed)
      }
    }
  }
}

/// A node's part in an overlay, and the host that it is on.
struct Part {
  /// Among the overlays that are worked on.
  var index: Int
  var overlay: Overlay
  var member: Member
  var observed: Observed

  var device: Interface { Interface(member.device.value) }
  var local: Address { member.source.value }

  /// The device that the underlay's packets leave by: the one that is written, or that which holds
  /// the address.
  var underlay: Interface? {
    member.underlayDevice.map { Interface($0.value) } ?? holder(of: local)
  }

  /// The bridge that the vxlan device is in, or should be. A Docker network may have another than
  /// the one that we would make.
  var bridge: Interface? {
    if let bridge = member.bridge { return Interface(bridge.name.value) }
    guard member.docker != nil else { return nil }
    return observed.link(device)?.master.map { Interface($0) }
  }

  func holder(of address: Address) -> Interface? {
    observed.addresses.first { $0.interface.namespace == nil && $0.prefix.address == address }?
      .interface
  }

  /// The flags that the kernel ties to the UDP socket.
  var socketFlags: Set<DeviceOption> { flagsOfSocket(member.settings.map(\.value)) }

  func peer(named name: String) -> Member? { overlay.members.first { $0.name.value == name } }
}

/// Those that are on of the switches that devices with a common port must agree on.
func flagsOfSocket(_ settings: [Setting]) -> Set<DeviceOption> {
  Set(settings.filter { $0.option.row.tiedToSocket && $0.form == 0 }.map(\.option))
}

package import Planning

/// What an operation is at the host.
package enum HostForm: Sendable {
  /// A message for the socket of a namespace (`nil`: the one that the program works in).
  case message(namespace: String?, Request)
  case addNamespace(String)
  case deleteNamespace(String)
  /// What the `docker` command is given, and the device that is there after it.
  case docker([String], makes: Interface?)
  /// The operation asks for nothing here.
  case nothing
  /// The operation is about a device, or names one, that the host does not have.
  case unknownDevice(Interface)
}

/// The host form of an operation. `indices` learns the ifindexes that creations choose;
/// `descriptor` gives the open file of a named namespace.
package func hostForm(
  of operation: Operation, indices: inout IndexTable, descriptor: (String) -> Int32, hasIPv6: Bool
) -> HostForm {
  switch operation {
  case .addNamespace(let name): .addNamespace(name)
  case .deleteNamespace(let name): .deleteNamespace(name)
  case .addLink(let link): addLink(link, &indices, descriptor)
  case .deleteLink(let link): deleteLink(link.interface, indices)
  case .setAlias(let interface, from: _, to: let alias): setAlias(interface, alias, indices)
  case .addName(let interface, let name): addName(interface, name, indices)
  case .deleteName(let interface, let name): deleteName(interface, name, indices)
  case .stopLinkLocal(let interface):
    hasIPv6 ? setAddressGeneration(interface, 1, indices) : .nothing
  case .startLinkLocal(let interface):
    hasIPv6 ? setAddressGeneration(interface, 0, indices) : .nothing
  case .setMaster(let interface, from: _, to: let master): setMaster(interface, master, indices)
  case .setOptions(let interface, from: _, to: let settings):
    setOptions(interface, settings, indices)
  case .setPortOptions(let interface, from: _, to: let settings):
    setPortOptions(interface, settings, indices)
  case .setMTU(let interface, from: _, to: let mtu): setMTU(interface, mtu, indices)
  case .setMAC(let interface, from: _, to: let mac): setMAC(interface, mac, indices)
  case .setApplicationProbes(let interface, let family, from: _, to: let count):
    setApplicationProbes(interface, family, count, indices)
  case .setUp(let interface): setState(interface, LinkFlags.up, indices)
  case .setDown(let interface): setState(interface, 0, indices)
  case .addAddress(let entry): addAddress(entry, indices)
  case .deleteAddress(let entry): deleteAddress(entry, indices)
  case .addRoute(let entry): addRoute(entry, indices)
  case .deleteRoute(let entry): deleteRoute(entry, indices)
  case .addForwarding(let entry): addForwarding(entry, indices)
  case .deleteForwarding(let entry): deleteForwarding(entry, indices)
  case .addNeighbour(let entry): addNeighbour(entry, indices)
  case .deleteNeighbour(let entry): deleteNeighbour(entry, indices)
  case .docker(let step): .docker(step.words(.bare), makes: step.bridge)
  }
}

/// A message about a device that must be known.
func message(
  about interface: Interface, _ indices: IndexTable, _ type: UInt16, _ flags: UInt16,
  _ build: (inout MessageBuilder, UInt32) -> Void
) -> HostForm {
  guard let index = indices[interface] else { return .unknownDevice(interface) }
  var builder = MessageBuilder(type, flags)
  build(&builder, index)
  return .message(namespace: interface.namespace, builder.request)
}

extension Operation {
  /// What takes the operation back. Deleting a link forgets what stood on it: the step that deletes
  /// one carries what has to be done beyond this (`Step.undo`).
  package var inverse: Operation {
    switch self {
    case .addNamespace(let name): .deleteNamespace(name)
    case .deleteNamespace(let name): .addNamespace(name)
    case .addLink(let link): .deleteLink(link)
    case .deleteLink(let link): .addLink(link)
    case .setAlias(let interface, let from, let to): .setAlias(interface, from: to, to: from)
    case .addName(let interface, let name): .deleteName(interface, name)
    case .deleteName(let interface, let name): .addName(interface, name)
    case .stopLinkLocal(let interface): .startLinkLocal(interface)
    case .startLinkLocal(let interface): .stopLinkLocal(interface)
    case .setMaster(let interface, let from, let to): .setMaster(interface, from: to, to: from)
    case .setOptions(let interface, let from, let to): .setOptions(interface, from: to, to: from)
    case .setPortOptions(let interface, let from, let to):
      .setPortOptions(interface, from: to, to: from)
    case .setMTU(let interface, let from, let to): .setMTU(interface, from: to, to: from)
    case .setMAC(let interface, let from, let to): .setMAC(interface, from: to, to: from)
    case .setApplicationProbes(let interface, let family, let from, let to):
      .setApplicationProbes(interface, family, from: to, to: from)
    case .setUp(let interface): .setDown(interface)
    case .setDown(let interface): .setUp(interface)
    case .addAddress(let entry): .deleteAddress(entry)
    case .deleteAddress(let entry): .addAddress(entry)
    case .addRoute(let route): .deleteRoute(route)
    case .deleteRoute(let route): .addRoute(route)
    case .addForwarding(let entry): .deleteForwarding(entry)
    case .deleteForwarding(let entry): .addForwarding(entry)
    case .addNeighbour(let entry): .deleteNeighbour(entry)
    case .deleteNeighbour(let entry): .addNeighbour(entry)
    case .docker(let step): .docker(step.inverse)
    }
  }
}

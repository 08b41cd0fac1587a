import Planning

extension Spelling {
  /// The command that a person would type; empty where a person would type none.
  func plainWords(of operation: Operation) -> [String] {
    switch operation {
    case .setAlias, .addName, .deleteName, .stopLinkLocal, .startLinkLocal: []
    case .addNamespace, .deleteNamespace, .addLink, .deleteLink, .setMaster, .setOptions,
      .setPortOptions,
      .setMTU, .setMAC, .setApplicationProbes, .setUp, .setDown, .addAddress, .deleteAddress,
      .addRoute, .deleteRoute, .addForwarding, .deleteForwarding, .addNeighbour, .deleteNeighbour,
      .docker:
      words(of: operation)
    }
  }
}

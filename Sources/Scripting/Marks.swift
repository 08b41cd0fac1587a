import Planning

extension Operation {
  /// Whether it only serves this program, and readers.
  var isMark: Bool {
    switch self {
    case .setAlias, .addName, .deleteName: true
    case .addNamespace, .deleteNamespace, .addLink, .deleteLink, .stopLinkLocal, .startLinkLocal,
      .setMaster, .setOptions, .setPortOptions, .setMTU, .setMAC, .setApplicationProbes, .setUp,
      .setDown,
      .addAddress, .deleteAddress, .addRoute, .deleteRoute, .addForwarding, .deleteForwarding,
      .addNeighbour, .deleteNeighbour, .docker:
      false
    }
  }
}

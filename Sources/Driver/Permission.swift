import Diagnostics
import Planning

extension Plan {
  /// What the process may not do, told before anything is done. The kernel judges in the end; here
  /// is what it would refuse half way.
  func refusal(on host: Host) -> Diagnostic? {
    let needs: [Need] = [
      Need(.networkAdministration, "CAP_NET_ADMIN", "changing network devices") {
        $0.changesNetwork
      },
      Need(.systemAdministration, "CAP_SYS_ADMIN", "entering network namespaces") {
        $0.entersNamespaces
      },
    ]
    for need in needs where !host.senses.has(need.capability) {
      guard let step = steps.first(where: { need.isFor($0.operation) }) else { continue }
      return Diagnostic(
        .notPermitted, "this process has no \(need.name): \(need.purpose) needs it",
        at: step.range,
        help: "run it with `sudo`; `check`, `plan`, `emit` and `lab` work without"
      ).note("nothing was changed")
    }
    return nil
  }
}

private struct Need {
  let capability: Senses.Capability
  let name: String
  let purpose: String
  let isFor: (Planning.Operation) -> Bool

  init(
    _ capability: Senses.Capability, _ name: String, _ purpose: String,
    _ isFor: @escaping (Planning.Operation) -> Bool
  ) {
    (self.capability, self.name, self.purpose) = (capability, name, purpose)
    self.isFor = isFor
  }
}

extension Planning.Operation {
  fileprivate var changesNetwork: Bool {
    if case .docker = self { false } else { true }
  }

  /// Whether setns(2) or mount(2) is needed for it.
  fileprivate var entersNamespaces: Bool {
    switch self {
    case .addNamespace, .deleteNamespace: return true
    case .addLink(let link), .deleteLink(let link):
      if case .veth(let peer, _, _) = link.kind, peer.namespace != nil { return true }
    case .setAlias, .addName, .deleteName, .stopLinkLocal, .startLinkLocal, .setOptions,
      .setMaster, .setPortOptions, .setMTU, .setMAC, .setApplicationProbes, .setUp, .setDown,
      .addAddress, .deleteAddress, .addRoute, .deleteRoute, .addForwarding, .deleteForwarding,
      .addNeighbour, .deleteNeighbour, .docker:
      break
    }
    return interface?.namespace != nil
  }
}

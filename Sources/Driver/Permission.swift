import Diagnostics
import Planning

extension Plan {
  /// What the process may not do, told before anything is done. The kernel judges in the end; here
  /// is what it would refuse half way.
  func refusal(on host: Host) -> Diagnostic? {
    let needs: [(capability: Senses.Capability, name: String, purpose: String, step: Step?)] = [
      (
        .networkAdministration, "CAP_NET_ADMIN", "changing network devices",
        steps.first { $0.operation.changesNetwork }
      ),
      (
        .systemAdministration, "CAP_SYS_ADMIN", "entering network namespaces",
        steps.first { $0.operation.entersNamespaces }
      ),
    ]
    for need in needs {
      guard let step = need.step, !host.senses.has(need.capability) else { continue }
      return Diagnostic(
        .notPermitted, "this process has no \(need.name): \(need.purpose) needs it",
        at: step.range,
        help: "run it with `sudo`; `check`, `plan`, `emit` and `lab` work without"
      ).note("nothing was changed")
    }
    return nil
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

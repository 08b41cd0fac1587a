import Diagnostics
import Netlink
import Planning
import Topology
import Values
import Vocabulary

// What others have of what a recipe is to have: VNIs, and ports.

extension Checkup {
  /// VNIs of the recipe that other devices hold: here, or in a namespace that `ip netns` names, where
  /// they were moved to.
  var takenNetworks: [Diagnostic] {
    guard !parts.isEmpty else { return [] }
    let moved = movedDevices
    return parts.compactMap { part in
      let here = part.observed.links.filter { link in
        link.interface.namespace == nil && link.interface != part.device
          && link.peerNamespaceID == nil
      }
      guard let other = (here + moved).first(where: { holds($0, part) }) else { return nil }
      let vni = part.overlay.vni
      var finding = Diagnostic(
        .takenVNI,
        "\(other.interface.text) holds VNI \(vni.value) on UDP port \(part.overlay.port.value):"
          + " \(printable(part.device.name)) cannot be made",
        at: vni.range, help: "take that one away, or another `port`")
      if other.interface.namespace != nil {
        // Whose it was is not told: there may be more than two namespaces.
        finding.severity = .warning
        finding.notes.append("it was made in another namespace, and if that is this one, it counts")
      }
      return finding
    }
  }

  /// Vxlan devices that were moved to a named namespace after they had been made.
  private var movedDevices: [ObservedLink] {
    guard host.senses.has(.systemAdministration) else { return [] }
    return host.namespaces().flatMap { name -> [ObservedLink] in
      guard case .success(let links) = host.query(name, DumpRequest.links.message) else {
        return []
      }
      return links.compactMap { observedLink(in: $0, namespace: name) }
        .filter { $0.kind == .vxlan && $0.peerNamespaceID != nil }
    }
  }

  private func holds(_ link: ObservedLink, _ part: Part) -> Bool {
    link.kind == .vxlan
      && link.setting(.vxlan(.id))?.operands == [.number(UInt64(part.overlay.vni.value))]
      && link.setting(.vxlan(.port))?.operands == [.number(UInt64(part.overlay.port.value))]
      && flagsOfSocket(link.settings) == part.socketFlags
  }

  /// Fabrics that take a port of VXLAN for themselves: of what a guest sends by it nothing arrives
  /// (moby#33416, flannel#2388).
  var fabricPorts: [Diagnostic] {
    let vendor = host.senses.file("/sys/class/dmi/id/sys_vendor") ?? ""
    guard vendor.contains("VMware") else { return [] }
    var seen: Set<UInt16> = []
    return parts.compactMap { part in
      let port = part.overlay.port
      guard [4789, 8472].contains(port.value), seen.insert(port.value).inserted else { return nil }
      return Diagnostic(
        .filteredPort,
        "this host is a virtual machine of VMware: where its network is NSX, UDP port \(port.value)"
          + " is the fabric's own, and what guests send by it is dropped", at: port.range,
        help: "if nothing arrives, take another `port`, such as 14789", severity: .note)
    }
  }
}

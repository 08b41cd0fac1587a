package import Diagnostics
package import Planning
import Values

/// A file for /etc/network/interfaces.d: one interface, that of the first vxlan device, whose hooks are
/// the commands of the node. Every program that reads such files knows hooks, and little else in common.
/// It is one, as overlays may share bridges and namespaces.
package func ifupdownFile(_ plan: Plan) -> Findings<[EmittedFile]> {
  let spelling = Spelling.withoutHost(plan.underlays, leavesOutUnneededMACs: false)
  let title = "# Made by vxloom for the node \(commentText(plan.node)) (of \(plan.owner))."
  let steps = plan.steps.filter { !$0.operation.isMark }
  guard let first = steps.first(where: \.makesTunnel), let device = first.operation.interface else {
    return Findings([EmittedFile(name: "vxloom-\(plan.owner)", text: title + "\n")])
  }
  var lines = [title, "auto \(device.name)", "iface \(device.name) inet manual"]
  var remarks = MTURemarks(plan.underlays)
  for step in steps {
    lines += remarks.lines(step.operation).map { "  " + $0 }
    let words = spelling.words(of: step.operation).joined(separator: " ")
    // A host without IPv6 refuses it.
    if case .stopLinkLocal = step.operation {
      lines.append("  pre-up \(words) || true")
    } else {
      lines.append("  pre-up \(words)")
    }
  }
  for operation in undoing(steps) {
    lines.append("  post-down \(spelling.words(of: operation).joined(separator: " ")) || true")
  }
  let file = EmittedFile(
    name: "vxloom-\(plan.owner)", text: lines.joined(separator: "\n") + "\n")
  return Findings([file], symbolicDevices(plan) + refusals(first, device))
}

/// What takes back all steps, in order. What stands on devices and in namespaces of ours goes with them.
private func undoing(_ steps: [Step]) -> [Operation] {
  let made = Set(
    steps.compactMap { step in
      if case .addLink(let link) = step.operation { link.interface.name } else { nil }
    })
  return steps.reversed().compactMap { step in
    switch step.operation {
    case .addNamespace, .addLink: return step.operation.inverse
    case .setMaster, .setPortOptions, .addAddress, .addRoute, .addForwarding, .addNeighbour,
      .setApplicationProbes:
      let isElsewhere = step.operation.interface.map {
        $0.namespace == nil && !made.contains($0.name)
      }
      return isElsewhere == true ? step.operation.inverse : nil
    case .setUp, .setMTU, .setMAC, .stopLinkLocal, .startLinkLocal, .setOptions, .setAlias,
      .addName, .deleteName, .deleteNamespace, .deleteLink, .setDown, .deleteAddress,
      .deleteRoute, .deleteForwarding, .deleteNeighbour, .docker:
      return nil
    }
  }
}

/// The name of the interface stands in the file as it is, and a dot in it means a VLAN.
private func refusals(_ step: Step, _ device: Interface) -> [Diagnostic] {
  let letters = "abcdefghijklmnopqrstuvwxyz"
  let allowed = letters + letters.uppercased() + "0123456789_-"
  let isPlain = device.name.unicodeScalars.allSatisfy(allowed.unicodeScalars.contains)
  guard !isPlain else { return [] }
  return [
    Diagnostic(
      .formatRefuses,
      "`\(printable(device.name))` cannot stand in this format: it names the interface, and has to be "
        + "of letters, digits, `_` and `-`", at: step.nameRange ?? step.range,
      help: "use another name, or emit `--format systemd`")
  ]
}

extension Step {
  fileprivate var makesTunnel: Bool {
    guard case .addLink(let link) = operation else { return false }
    return link.kind == .vxlan
  }
}

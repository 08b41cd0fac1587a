package import Diagnostics
package import Topology
import Values

/// What is wrong with a model, or looks wrong, seen across all hosts. Every rule is linear in the
/// number of members: a table per overlay or host, never a comparison of pairs.
package func check(_ model: Model) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  for overlay in model.overlays {
    diagnostics += memberRules(overlay, model)
    diagnostics += addressRules(overlay)
    diagnostics += macRules(overlay)
    diagnostics += familyRules(overlay)
    diagnostics += optionRules(overlay)
    diagnostics += networkRules(overlay)
  }
  diagnostics += nodeRules(model)
  diagnostics += groupRules(model)
  let hosts = Host.all(of: model)
  diagnostics += underlayRules(hosts)
  return diagnostics + hostRules(hosts)
}

/// The rules of each host. What is the same on several, because it stands in a header, is told once.
private func hostRules(_ hosts: [Host]) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var known: [Places: Int] = [:]
  var others: [[String]] = []
  for host in hosts {
    let distinct = host.withoutRepeatedTunnels
    for diagnostic in nameRules(distinct) + socketRules(host) + overlapRules(distinct) {
      let places = Places(diagnostic)
      if let earlier = known[places] {
        others[earlier].append(host.name)
      } else {
        known[places] = diagnostics.count
        diagnostics.append(diagnostic)
        others.append([])
      }
    }
  }
  return zip(diagnostics, others).map { diagnostic, others in
    switch others.count {
    case 0: diagnostic
    case 1: diagnostic.note("the same on \(printable(others[0]))")
    default: diagnostic.note("the same on \(others.count) other hosts")
    }
  }
}

private struct Places: Hashable {
  var code: Code
  var ranges: [SourceRange?]

  init(_ diagnostic: Diagnostic) {
    code = diagnostic.code
    ranges = [diagnostic.range] + diagnostic.labels.map(\.range)
  }
}

/// One host with its part in every overlay, in the order of the text.
struct Host {
  var name: String
  var parts: [(overlay: Overlay, member: Member)]

  static func all(of model: Model) -> [Host] {
    var hosts: [Host] = []
    var index: [String: Int] = [:]
    for overlay in model.overlays {
      for member in overlay.members {
        if let known = index[member.name.value] {
          hosts[known].parts.append((overlay, member))
        } else {
          index[member.name.value] = hosts.count
          hosts.append(Host(name: member.name.value, parts: [(overlay, member)]))
        }
      }
    }
    return hosts
  }
}

package import Diagnostics
package import Topology

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
  for host in hosts {
    diagnostics += nameRules(host)
    diagnostics += socketRules(host)
    diagnostics += overlapRules(host)
  }
  return diagnostics
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

package import Diagnostics
package import Topology
import Values

/// What is wrong with a model, or looks wrong, seen across all hosts. Every rule is linear in the
/// number of members: a table per overlay or host, never a comparison of pairs.
package func check(_ model: Model) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var nodes = DeclaredNodes(model)
  let reached = model.reached
  for (written, overlay) in zip(model.overlays, reached.overlays) {
    diagnostics += memberRules(written, &nodes)
    diagnostics += addressRules(written)
    diagnostics += macRules(written)
    diagnostics += familyRules(overlay)
    diagnostics += optionRules(overlay)
    diagnostics += networkRules(overlay)
    diagnostics += commonNetworkRules(overlay)
    diagnostics += sharedLocalRules(overlay)
    diagnostics += peerRules(overlay)
    diagnostics += controlRules(overlay, nodes)
    diagnostics += dockerRules(overlay, nodes)
    diagnostics += entryRules(overlay)
    diagnostics += routeRules(overlay)
  }
  diagnostics += nodeRules(model) + foreignRules(model)
  diagnostics += loopRules(reached)
  diagnostics += groupRules(reached)
  diagnostics += entryBoundRules(reached)
  let hosts = Host.all(of: model)
  diagnostics += underlayRules(model, hosts)
  diagnostics += duplicateEntries(model, hosts)
  return diagnostics + hostRules(hosts)
}

/// The rules of each host. What is the same on several hosts, because it stands in a header or
/// concerns the same two overlays, is told once.
private func hostRules(_ hosts: [Host]) -> [Diagnostic] {
  var diagnostics: [Diagnostic] = []
  var known: [Place: Int] = [:]
  var owners: [[String]] = []
  for host in hosts where host.canConflict {
    let distinct = host.withoutRepeatedTunnels
    let found =
      (nameRules(distinct) + socketRules(host) + speakerRules(distinct) + bridgeRules(distinct)
      + gatewayRules(distinct) + dockerRules(distinct)).map { ($0, Place($0)) }
      + overlapRules(distinct).map { ($0.diagnostic, Place($0.diagnostic.code, $0.heads)) }
    for (diagnostic, place) in found {
      if let earlier = known[place] {
        if owners[earlier].last != host.name { owners[earlier].append(host.name) }
      } else {
        known[place] = diagnostics.count
        diagnostics.append(diagnostic)
        owners.append([host.name])
      }
    }
  }
  return zip(diagnostics, owners).map { $0.alsoFor($1.dropFirst(), "hosts", word: "on") }
}

extension Diagnostic {
  /// With a note of those for whom the same is to be said.
  func alsoFor(_ others: some Collection<String>, _ what: String, word: String) -> Diagnostic {
    guard let first = others.first else { return self }
    let whom = others.count == 1 ? printable(first) : "\(others.count) other \(what)"
    return note("the same \(word) \(whom)")
  }
}

private struct Place: Hashable {
  var code: Code
  var ranges: [SourceRange?]

  init(_ code: Code, _ ranges: [SourceRange?]) {
    self.code = code
    self.ranges = ranges
  }

  init(_ diagnostic: Diagnostic) {
    self.init(diagnostic.code, [diagnostic.range] + diagnostic.labels.map(\.range))
  }
}

extension Model {
  /// Without the members of which it could not be read who they are or how they are reached.
  fileprivate var reached: Model {
    func isReached(_ unread: Unread) -> Bool { unread.rawValue & Unread.identity.rawValue == 0 }
    var copy = self
    for (index, overlay) in overlays.enumerated() {
      let members = overlay.members
      guard members.indices.contains(where: { !isReached(members[$0].unread) }) else { continue }
      copy.overlays[index].removeMembers { !isReached($0.unread) }
    }
    return copy
  }
}

/// What a host is in one overlay. An object: every rule goes through those of all hosts, and a copy of
/// an overlay is one of a dozen lists.
final class Part: Sendable {
  let overlay: Overlay
  let member: Member

  init(_ overlay: Overlay, _ member: Member) {
    self.overlay = overlay
    self.member = member
  }
}

/// One host with its part in every overlay, in the order of the text.
struct Host {
  var name: String
  var parts: [Part]

  /// Where there is but one overlay, hosts that can have nothing twice are left out: there may be a
  /// million.
  static func all(of model: Model) -> [Host] {
    let numbered = model.overlays.filter(\.isNumbered)
    guard numbered.count > 1 else {
      return numbered.flatMap { overlay in
        overlay.members.indices.filter { index in
          !overlay.members[index].shared.isBare && !overlay.members[index].unread.contains(.name)
        }.map {
          Host(name: overlay.members[$0].name.value, parts: [Part(overlay, overlay.members[$0])])
        }
      }
    }
    var hosts: [Host] = []
    var index: [String: Int] = [:]
    for overlay in numbered {
      for member in overlay.members where !member.unread.contains(.name) {
        if let known = index[member.name.value] {
          hosts[known].parts.append(Part(overlay, member))
        } else {
          index[member.name.value] = hosts.count
          hosts.append(Host(name: member.name.value, parts: [Part(overlay, member)]))
        }
      }
    }
    return hosts
  }

  /// Whether it has several of anything.
  var canConflict: Bool { parts.count > 1 || parts.contains { !$0.member.shared.isBare } }
}

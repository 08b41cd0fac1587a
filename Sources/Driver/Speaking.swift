import Diagnostics
import Export
package import Netlink
package import Planning
import Scripting
import Topology
package import Values

// `control evpn`: what the program that speaks BGP is told.

extension Recipe {
  /// What a node does in BGP; `nil`: nothing.
  package func speaker(_ node: String) -> Speaker? { Speaker(overlays, node: node) }

  /// What a script says of the part that it does not do.
  func speakerHints(_ node: String) -> [String] {
    guard speaker(node) != nil else { return [] }
    return [
      "FRR fills the tables (`control evpn`); its configuration, for /etc/frr/frr.conf, is written by:",
      "  vxloom emit --format frr --node \(node) \(baseName)",
    ]
  }

  /// The nodes that a format has something for.
  package func emittedNodes(in format: EmitFormat) -> [String] {
    format == .frr ? emittedNodes.filter { speaker($0) != nil } : emittedNodes
  }
}

func frrFile(_ recipe: Recipe, node: String) -> Findings<[EmittedFile]> {
  guard let speaker = recipe.speaker(node) else {
    let heads = recipe.overlays.filter { overlay in
      overlay.members.contains { $0.name.value == node }
    }
    return Findings(
      [],
      [
        Diagnostic(
          .formatRefuses, "\(printable(node)) has no overlay under `control evpn`",
          at: heads.first?.head,
          help: "FRR is for these alone: write `control evpn asn 65000` in a header with `bridge`")
      ])
  }
  let text = frrText(speaker, recipeName: recipe.baseName)
  return Findings([EmittedFile(name: "", text: text)])
}

/// To whom each device sends what is for all, by the forwarding tables of the host.
package func floodLists(_ host: Host) throws(SystemError) -> [String: Set<Address>] {
  var builder = ObservedBuilder()
  builder.add(
    namespace: nil, links: try host.query(nil, DumpRequest.links.message).get(), addresses: [],
    routes: [], forwarding: try host.query(nil, DumpRequest.forwarding.message).get(),
    neighbours: [])
  var lists: [String: Set<Address>] = [:]
  for found in builder.observed.forwarding where found.entry.mac.isZero {
    guard let destination = found.entry.destination else { continue }
    lists[found.entry.interface.name, default: []].insert(destination)
  }
  return lists
}

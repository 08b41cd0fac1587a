package import Diagnostics
package import Syntax
package import Topology
import Values
import Vocabulary

/// From what a text says to what it means: every member resolved, every option read by its table.
package func evaluate(_ tree: SyntaxTree) -> Findings<Model> {
  var expansion = Expansion()
  expansion.run(tree)
  var evaluation = Evaluation()
  evaluation.run(expansion.expanded)
  return Findings(evaluation.model, expansion.diagnostics + evaluation.diagnostics)
}

/// The state of one evaluation: the model so far, and what is to be said.
struct Evaluation {
  var model = Model()
  var diagnostics: [Diagnostic] = []
  /// The first of each `node` by its name.
  var nodes: [String: Int] = [:]
  /// Underlay addresses that members wrote, for members of the same name that write none.
  var writtenUnderlays: [String: [Located<Address>]] = [:]
  /// Names whose underlay address was written, but is none: that has been told.
  var brokenUnderlays: Set<String> = []
  /// What the overlay that is being read repeats: where it was told, and how often it was not.
  var repeats: [Repeated: (index: Int?, others: Int)] = [:]
  /// What the names in an item of the overlay that is being read stand for.
  var surroundings = Surroundings()
  /// What has been told: what stands in a header is read again for each member.
  private var told: Set<Told> = []

  private struct Told: Hashable {
    var code: Code
    var range: SourceRange?
    var message: String
  }

  mutating func run(_ expanded: Expanded) {
    for node in expanded.nodes { declare(node) }
    for overlay in expanded.overlays { collectUnderlays(overlay) }
    for overlay in expanded.overlays { read(overlay) }
  }

  mutating func report(_ diagnostic: Diagnostic) {
    let key = Told(
      code: diagnostic.code, range: diagnostic.range, message: diagnostic.message)
    if told.insert(key).inserted { diagnostics.append(diagnostic) }
  }

  mutating func unsupported(_ what: String, at range: SourceRange) {
    report(
      Diagnostic(
        .notSupported, "\(what) is part of the language, but not of this version", at: range,
        help: "write out by hand what it would stand for"))
  }

  private mutating func collectUnderlays(_ overlay: ExpandedOverlay) {
    for member in overlay.members.map(\.item) {
      guard let name = quietText(member.name), let underlay = member.underlay else { continue }
      if case .address(let address, let range) = underlay {
        writtenUnderlays[name, default: []].append(Located(address, range))
      } else {
        brokenUnderlays.insert(name)
      }
    }
  }
}

extension EndpointItem.Kind {
  var word: String {
    switch self {
    case .namespace: "netns"
    case .container: "container"
    case .port: "port"
    }
  }
}

extension EntryItem.Kind {
  var word: String {
    switch self {
    case .forwarding: "fdb"
    case .neighbour: "neigh"
    }
  }
}

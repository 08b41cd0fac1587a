package import Diagnostics
import Syntax
package import Topology
import Values
import Vocabulary

/// What the texts mean, and how they were expanded to it.
package struct Evaluated: Sendable {
  package var model: Model
  package var expansions: Expansions
  package var scope: Scope
}

/// From what texts say to what they mean: names resolved, everything expanded, every member
/// resolved, every option read by its table. `steps`: how many the expansion may take.
package func evaluate(_ program: Program, steps: Int = Bound.steps) -> Findings<Evaluated> {
  var reader = DeclarationReader(program)
  for file in program.files.indices { reader.read(file) }
  var names = Names(program, reader.found.map { $0 ?? Declarations() })
  names.check()
  var expansion = Expansion(program, names, limit: steps)
  expansion.run()
  var evaluation = Evaluation(
    wordsOfVariables: names.wordsOfVariables, nodeNames: expansion.nodeNames,
    expansions: expansion.expansions)
  evaluation.run(expansion.expanded)
  return Findings(
    Evaluated(
      model: evaluation.model, expansions: expansion.expansions, scope: Scope(expansion)),
    reader.report.diagnostics + names.report.diagnostics + expansion.report.diagnostics
      + evaluation.diagnostics)
}

/// The state of one evaluation: the model so far, and what is to be said.
struct Evaluation {
  var model = Model()
  private(set) var told = Report()
  /// The first of each `node` by its name.
  var nodes: [String: Int] = [:]
  /// Underlay addresses that members wrote, for members of the same name that write none: the first,
  /// and the first that differs from it.
  var writtenUnderlays: [String: (first: Located<Address>, other: Located<Address>?)] = [:]
  /// Names whose underlay address was written, but is none: that has been told.
  var brokenUnderlays: Set<String> = []
  /// What the overlay that is being read repeats: where it was told, and how often it was not.
  var repeats: [Repeated: (index: Int?, others: Int)] = [:]
  var suggestions = Suggestions()
  /// What the names in an item of the overlay that is being read stand for.
  var surroundings = Surroundings()
  /// What the members of the overlay that is being read have where they say nothing of their own.
  var commonParts: SharedParts?
  /// Words that are the name of a variable where they stand.
  let wordsOfVariables: Set<SourceRange>

  let nodeNames: NodeNames
  let expansions: Expansions

  init(wordsOfVariables: Set<SourceRange>, nodeNames: NodeNames, expansions: Expansions) {
    self.wordsOfVariables = wordsOfVariables
    self.nodeNames = nodeNames
    self.expansions = expansions
  }

  var diagnostics: [Diagnostic] { told.diagnostics }
  /// How often something was told.
  var additions: Int { told.additions }

  mutating func run(_ expanded: Expanded) {
    for node in expanded.nodes { declare(node) }
    // What members write serves those of the same name that write none.
    if expanded.overlays.contains(where: \.leavesUnderlaysOut) {
      for overlay in expanded.overlays { collectUnderlays(overlay) }
    }
    for overlay in expanded.overlays { read(overlay) }
  }

  /// What stands in a header is read again for each member, and told once.
  @discardableResult
  mutating func report(_ diagnostic: Diagnostic) -> Int? { told.add(diagnostic) }

  mutating func note(_ index: Int, _ text: String) { told.note(index, text) }

  private mutating func collectUnderlays(_ overlay: ExpandedOverlay) {
    for expanded in overlay.members {
      let member = expanded.item
      guard let underlay = member.underlay, let name = fullName(member.name) else { continue }
      if case .address(let address, let range) = underlay {
        let written = Located(address, range)
        guard let first = writtenUnderlays[name]?.first else {
          writtenUnderlays[name] = (written, nil)
          continue
        }
        if writtenUnderlays[name]?.other == nil, address != first.value {
          writtenUnderlays[name]?.other = written
        }
      } else {
        brokenUnderlays.insert(name)
      }
    }
  }
}

extension Evaluation {
  /// The name of the node or member that a name means where it stands; `nil` for what is no name.
  func fullName(_ expression: Expression) -> String? {
    quietText(expression).map { nodeNames.full($0, at: expression.range, expansions) }
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

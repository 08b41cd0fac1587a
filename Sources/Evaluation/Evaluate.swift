package import Diagnostics
package import Syntax
package import Topology
import Values
import Vocabulary

/// From what a text says to what it means: every member resolved, every option read by its table.
package func evaluate(_ tree: SyntaxTree) -> Findings<Model> {
  var evaluation = Evaluation()
  evaluation.run(tree)
  return Findings(evaluation.model, evaluation.diagnostics)
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
  /// What has been told: what stands in a header is read again for each member.
  private var told: Set<Told> = []

  private struct Told: Hashable {
    var code: Code
    var range: SourceRange?
    var message: String
  }

  mutating func run(_ tree: SyntaxTree) {
    for item in tree.items {
      if case .node(let node) = item { declare(node) }
    }
    let overlays = tree.items.compactMap { item -> OverlayItem? in
      if case .overlay(let overlay) = item { overlay } else { nil }
    }
    for overlay in overlays { collectUnderlays(overlay) }
    for item in tree.items { topLevel(item) }
  }

  mutating func report(_ diagnostic: Diagnostic) {
    let key = Told(
      code: diagnostic.code, range: diagnostic.range, message: diagnostic.message)
    if told.insert(key).inserted { diagnostics.append(diagnostic) }
  }

  private mutating func topLevel(_ item: Item) {
    switch item {
    case .node: break
    case .overlay(let overlay): read(overlay)
    case .import, .parameter, .binding, .recipe, .use, .loop, .condition:
      reportUnsupported(item)
    case .endpoint(let endpoint):
      misplaced(endpoint.keyword, endpoint.kind.word, belongs: "in a member's block `< … >`")
    case .route(let route):
      misplaced(route.keyword, "route", belongs: "in the block of an overlay or a member")
    case .entry(let entry):
      misplaced(entry.keyword, entry.kind.word, belongs: "in the block of an overlay or a member")
    case .member(let member):
      let keyword = ItemKeyword.overlay.rawValue
      let name = quietText(member.name)?.lowercased() ?? ""
      let isMeant = name == keyword || nearest(to: name, among: [keyword]) != nil
      report(
        Diagnostic(
          .misplacedItem, "a member stands outside of an overlay", at: member.name.range,
          help: isMeant ? "did you mean `\(keyword)`?" : "write `overlay VNI < … >` around it"))
    }
  }

  mutating func misplaced(_ range: SourceRange, _ word: String, belongs place: String) {
    report(
      Diagnostic(
        .misplacedItem, "`\(word)` cannot stand here", at: range, help: "it belongs \(place)"))
  }

  /// What the language has and this version does not evaluate.
  mutating func reportUnsupported(_ item: Item) {
    let word: String =
      switch item {
      case .import: "import"
      case .parameter: "param"
      case .binding: "let"
      case .recipe: "recipe"
      case .use: "use"
      case .loop: "for"
      case .condition: "if"
      case .route: "route"
      case .entry(let entry): entry.kind.word
      case .endpoint(let endpoint): endpoint.kind.word
      case .node: "node"
      case .overlay: "overlay"
      case .member: "member"
      }
    unsupported("`\(word)`", at: item.range)
  }

  mutating func unsupported(_ what: String, at range: SourceRange) {
    report(
      Diagnostic(
        .notSupported, "\(what) is part of the language, but not of this version", at: range,
        help: "write out by hand what it would stand for"))
  }

  private mutating func collectUnderlays(_ overlay: OverlayItem) {
    for case .member(let member) in overlay.block.items {
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

import Diagnostics
import Syntax

/// From a tree to what it stands for, with everything written out.
struct Expansion {
  var expanded = Expanded()
  var diagnostics: [Diagnostic] = []
  /// The overlay and the member whose blocks are being read.
  private var overlay: ExpandedOverlay?
  private var member: ExpandedMember?

  mutating func run(_ tree: SyntaxTree) {
    for item in tree.items { expand(item, in: .top) }
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  private mutating func expand(_ item: Item, in block: BlockKind) {
    switch (item, block) {
    case (.node(let node), .top): expanded.nodes.append(node)
    case (.overlay(let overlay), .top): expand(overlay)
    case (.member(let member), .overlay): expand(member)
    case (.endpoint(let endpoint), .overlay): overlay?.shared.endpoints.append(endpoint)
    case (.endpoint(let endpoint), .member): member?.items.endpoints.append(endpoint)
    case (.route(let route), .overlay): overlay?.shared.routes.append(route)
    case (.route(let route), .member): member?.items.routes.append(route)
    case (.entry(let entry), .overlay): overlay?.shared.entries.append(entry)
    case (.entry(let entry), .member): member?.items.entries.append(entry)
    case (.import, .top), (.parameter, .top), (.recipe, .top), (.binding, _), (.use, _),
      (.loop, _), (.condition, _):
      reportUnsupported(item)
    case (.import, _), (.parameter, _), (.recipe, _), (.node, _), (.overlay, _), (.member, _),
      (.endpoint, _), (.route, _), (.entry, _):
      reportMisplaced(item, in: block)
    }
  }

  private mutating func expand(_ item: OverlayItem) {
    overlay = ExpandedOverlay(item: item)
    for item in item.block.items { expand(item, in: .overlay) }
    if let overlay { expanded.overlays.append(overlay) }
    overlay = nil
  }

  private mutating func expand(_ item: MemberItem) {
    member = ExpandedMember(item: item)
    for item in item.block?.items ?? [] { expand(item, in: .member) }
    if let member { overlay?.members.append(member) }
    member = nil
  }

  /// What the language has and this version does not evaluate.
  private mutating func reportUnsupported(_ item: Item) {
    let word: String =
      switch item {
      case .import: "import"
      case .parameter: "param"
      case .binding: "let"
      case .recipe: "recipe"
      case .use: "use"
      case .loop: "for"
      case .condition: "if"
      case .route, .entry, .endpoint, .node, .overlay, .member: "item"
      }
    report(
      Diagnostic(
        .notSupported, "`\(word)` is part of the language, but not of this version",
        at: item.range, help: "write out by hand what it would stand for"))
  }
}

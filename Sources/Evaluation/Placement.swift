import Diagnostics
import Syntax
import Values
import Vocabulary

/// Which block an item stands in, once loops, branches and recipes are opened.
enum BlockKind {
  case top, overlay, member
}

extension Expansion {
  /// An item that stands where it may not.
  mutating func reportMisplaced(_ item: Item, in block: BlockKind) {
    switch item {
    case .import: misplaced(place(item.range), "import", belongs: "at the top level of a file")
    case .parameter: misplaced(place(item.range), "param", belongs: "at the top level of a file")
    case .recipe: misplaced(place(item.range), "recipe", belongs: "at the top level of a file")
    case .node(let node): misplaced(place(node.range), "node", belongs: "outside of overlays")
    case .overlay(let overlay):
      misplaced(place(overlay.keyword), "overlay", belongs: "outside of overlays")
    case .endpoint(let endpoint):
      misplaced(place(endpoint.keyword), endpoint.kind.word, belongs: "in a member's block `< … >`")
    case .route(let route):
      misplaced(place(route.keyword), "route", belongs: "in the block of an overlay or a member")
    case .entry(let entry): reportMisplaced(entry)
    case .plainEntry(let entry): reportMisplaced(entry.item)
    case .member(let member): reportMisplaced(member, in: block)
    case .plain(let member): reportMisplaced(member.item, in: block)
    case .binding, .use, .loop, .condition: break
    }
  }

  private mutating func reportMisplaced(_ entry: EntryItem) {
    misplaced(
      place(entry.keyword), entry.kind.word, belongs: "in the block of an overlay or a member")
  }

  private mutating func reportMisplaced(_ member: MemberItem, in block: BlockKind) {
    switch block {
    case .overlay: break
    case .member:
      report.add(
        Diagnostic(
          .misplacedItem, "a member cannot stand inside of a member", at: place(member.name.range),
          help: "members stand side by side in the overlay's block"))
    case .top:
      let keyword = ItemKeyword.overlay.rawValue
      let name = member.name.literalText?.lowercased() ?? ""
      let isMeant = name == keyword || nearest(to: name, among: [keyword]) != nil
      if let text = member.name.literalText, declarations[environment.file].recipes[text] != nil {
        report.add(
          Diagnostic(
            .misplacedItem, "a recipe is used by `use`", at: place(member.name.range),
            help: "write `use \(printable(text))(…)`"))
        return
      }
      report.add(
        Diagnostic(
          .misplacedItem, "a member stands outside of an overlay", at: place(member.name.range),
          help: isMeant ? "did you mean `\(keyword)`?" : "write `overlay VNI < … >` around it"))
    }
  }

  private mutating func misplaced(_ range: SourceRange, _ word: String, belongs place: String) {
    report.add(
      Diagnostic(
        .misplacedItem, "`\(word)` cannot stand here", at: range, help: "it belongs \(place)"))
  }
}

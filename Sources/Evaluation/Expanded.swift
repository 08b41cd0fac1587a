import Diagnostics
import Syntax
import Vocabulary

/// What the texts say with everything written out: nothing but nodes and overlays is left, each item
/// stands where it may, and every value is a literal (or `missing`, which has been told).
struct Expanded {
  var nodes: [NodeItem] = []
  var overlays: [ExpandedOverlay] = []
}

struct ExpandedOverlay {
  /// Its header; the block is in the other fields.
  var item: OverlayItem
  var members: [ExpandedMember] = []
  /// What stands in the overlay's block, and holds for every member.
  var shared = ExpandedItems()

  mutating func change(_ body: (inout ExpandedItems) -> Void) { body(&shared) }

  /// Whether some member writes no underlay.
  var leavesUnderlaysOut: Bool { members.contains { !$0.isPlain && $0.item.underlay == nil } }

  /// Whether some member names its peers.
  var namesPeers: Bool {
    members.contains { member in
      !member.isPlain
        && member.item.options.contains { $0.keyword.value == LanguageOption.peers.spelling }
    }
  }

  /// What its header and its block say is done for each member: for one, the members are the steps.
  var repeatedSteps: Int {
    let groups = item.options.reduce(0) { $0 + $1.group.count }
    return (shared.endpoints.count + groups / 2 + shared.routes.count / 16) * members.count
  }
}

struct ExpandedMember {
  enum Form {
    case plain(PlainMember)
    /// Without its block.
    indirect case other(MemberItem)
  }

  let form: Form
  var items = ExpandedItems()

  init(_ member: PlainMember) { form = .plain(member) }

  /// What loops and recipes make is plain more often than not.
  init(_ item: MemberItem) {
    form = PlainMember(item).map { .plain($0) } ?? .other(item)
  }

  /// The same from the parts of a member that has no others.
  init(
    _ name: Expression, _ underlay: Expression, _ arrow: SourceRange, _ overlay: Expression,
    in range: SourceRange
  ) {
    if let plain = PlainMember(name, underlay, arrow, overlay, in: range) {
      form = .plain(plain)
      return
    }
    let right = RightSide(arrow: arrow, values: [overlay], options: [])
    form = .other(
      MemberItem(
        name: name, underlay: underlay, options: [], right: right, block: nil, range: range))
  }

  var isPlain: Bool { if case .plain = form { true } else { false } }

  var item: MemberItem {
    switch form {
    case .plain(let member): member.item
    case .other(let item): item
    }
  }

  var range: SourceRange {
    switch form {
    case .plain(let member): member.range
    case .other(let item): item.range
    }
  }

  mutating func change(_ body: (inout ExpandedItems) -> Void) { body(&items) }
}

enum ExpandedEntry {
  case plain(PlainEntry)
  indirect case other(EntryItem)
}

/// What may stand in the block of an overlay and of a member.
struct ExpandedItems {
  var endpoints: [EndpointItem] = []
  var routes: [RouteItem] = []
  var entries: [ExpandedEntry] = []

  var hasNoTables: Bool { routes.isEmpty && entries.isEmpty }
}

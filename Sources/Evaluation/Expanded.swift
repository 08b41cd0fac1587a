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

  /// Makes room for what one list brings, where it is the first; others may come behind it.
  mutating func reserve(_ count: Int) {
    if members.isEmpty { members.reserveCapacity(min(count, Bound.members)) }
  }

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

enum ExpandedMember {
  case plain(PlainMember)
  /// Without its block; what stood there is in the items.
  indirect case other(MemberItem, ExpandedItems)

  /// What loops and recipes make is plain more often than not.
  init(_ item: MemberItem, _ items: ExpandedItems) {
    self = PlainMember(item).map { .plain($0) } ?? .other(item, items)
  }

  /// The same from the parts of a member that has no others.
  init(
    _ name: Expression, _ underlay: Expression, _ arrow: SourceRange, _ overlay: Expression,
    in range: SourceRange
  ) {
    if let plain = PlainMember(name, underlay, arrow, overlay, in: range) {
      self = .plain(plain)
      return
    }
    let right = RightSide(arrow: arrow, values: [overlay], options: [])
    let item = MemberItem(
      name: name, underlay: underlay, options: [], right: right, block: nil, range: range)
    self = .other(item, ExpandedItems())
  }

  var isPlain: Bool { if case .plain = self { true } else { false } }

  var item: MemberItem {
    switch self {
    case .plain(let member): member.item
    case .other(let item, _): item
    }
  }

  var items: ExpandedItems {
    switch self {
    case .plain: ExpandedItems()
    case .other(_, let items): items
    }
  }

  var range: SourceRange {
    switch self {
    case .plain(let member): member.range
    case .other(let item, _): item.range
    }
  }

  /// Whether entries or routes stand in its block.
  var hasTables: Bool {
    switch self {
    case .plain: false
    case .other(_, let items): !items.hasNoTables
    }
  }
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

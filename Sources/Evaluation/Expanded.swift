import Syntax

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

  /// What its header and its block say is done for each member: for one, the members are the steps.
  var repeatedSteps: Int {
    let groups = item.options.reduce(0) { $0 + $1.group.count }
    return (shared.endpoints.count + groups / 2 + shared.routes.count / 16) * members.count
  }
}

struct ExpandedMember {
  /// Without its block.
  var item: MemberItem
  var items = ExpandedItems()

  mutating func change(_ body: (inout ExpandedItems) -> Void) { body(&items) }
}

/// What may stand in the block of an overlay and of a member.
struct ExpandedItems {
  var endpoints: [EndpointItem] = []
  var routes: [RouteItem] = []
  var entries: [EntryItem] = []
}

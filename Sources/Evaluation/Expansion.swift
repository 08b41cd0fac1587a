import Diagnostics
import Syntax
import Values
import Vocabulary

/// From trees to what they stand for, with everything written out. What has been found wrong with
/// names is not told again: such a value is `missing`.
struct Expansion {
  let program: Program
  let declarations: [Declarations]
  let wordsOfVariables: Set<SourceRange>
  var expanded = Expanded()
  var report = Report()
  var expansions = Expansions()
  var environment: Environment

  /// Where texts are put together: an array for all of them.
  var spareBytes: [UInt8] = []

  /// The iteration or use that is carried out.
  var trace: UInt32 = 0
  /// How many blocks and uses stand in each other.
  var depth = 0
  var steps = 0
  let limit: Int
  /// A bound was reached: nothing more is carried out.
  var isExhausted = false
  /// The recipes that are being used, by the place of their names.
  var used: [SourceRange] = []
  /// How many nodes, overlays, members and their items came out.
  private(set) var made = 0
  /// The overlay whose block is being read.
  var overlay: ExpandedOverlay?
  /// What stands in the block of the member that is being read.
  var own = ExpandedItems()
  /// How many members the overlay has, with the one that is being read.
  private var members = 0
  /// Files whose top level was carried out, and how many overlays an imported one has.
  var finished: Set<Int> = []
  var skippedOverlays: [Int]
  /// What the names of a file's nodes begin with: "c.".
  var nodePrefixes: [String]
  private(set) var nodeNames: NodeNames
  /// The file whose top level is carried out.
  var topFile = 0

  init(_ program: Program, _ names: Names, limit: Int) {
    self.program = program
    self.limit = limit
    declarations = names.declarations
    wordsOfVariables = names.wordsOfVariables
    environment = Environment(files: program.files.count)
    skippedOverlays = Array(repeating: 0, count: program.files.count)
    nodePrefixes = Array(repeating: "", count: program.files.count)
    nodeNames = NodeNames(program)
  }

  mutating func run() {
    if !program.files.isEmpty { runTopLevel(0) }
  }

  /// A place in the iteration or use that is carried out.
  func place(_ range: SourceRange) -> SourceRange { range.traced(trace) }

  mutating func expand(_ item: Item, in block: BlockKind) {
    // A long item that is repeated is more than one step; what stands in the text once has its bound.
    guard count(at: item.range, trace == 0 ? 1 : 1 + item.length / 16) else { return }
    switch (item, block) {
    case (.node(let node), .top): expand(node)
    case (.overlay(let overlay), .top): expand(overlay)
    case (.member(let member), .overlay): expand(member)
    case (.plain(let member), .overlay): expand(member)
    case (.endpoint(let item), .overlay), (.endpoint(let item), .member):
      let item = literal(item)
      add(in: block) { $0.endpoints.append(item) }
    case (.route(let item), .overlay), (.route(let item), .member):
      let item = literal(item)
      add(in: block) { $0.routes.append(item) }
    case (.entry(let item), .overlay), (.entry(let item), .member):
      let item = literal(item)
      add(in: block) { $0.entries.append(.other(item)) }
    case (.plainEntry(let item), .overlay), (.plainEntry(let item), .member):
      let item = trace == 0 ? item : item.traced(trace)
      add(in: block) { $0.entries.append(.plain(item)) }
    case (.binding(let item), _): bind(item, in: block)
    case (.loop(let item), _): expand(item, in: block)
    case (.condition(let item), _): expand(item, in: block)
    case (.use(let item), _): expand(item, in: block)
    // At the top level of a file they were taken before.
    case (.import, _), (.parameter, _), (.recipe, _), (.node, _), (.overlay, _), (.member, _),
      (.plain, _), (.endpoint, _), (.route, _), (.entry, _), (.plainEntry, _):
      reportMisplaced(item, in: block)
    }
  }

  private mutating func add(in block: BlockKind, _ change: (inout ExpandedItems) -> Void) {
    made += 1
    switch block {
    case .top: break
    case .overlay: overlay?.change(change)
    case .member: change(&own)
    }
  }

  private mutating func expand(_ item: NodeItem) {
    var node = literal(item)
    if let name = node.name.literalText {
      let prefix = nodePrefixes[topFile]
      nodeNames.declare(name, as: prefix + name, in: topFile)
      if !prefix.isEmpty { node.name = .word(prefix + name, node.name.range) }
    }
    expanded.nodes.append(node)
    made += 1
  }

  private mutating func expand(_ item: OverlayItem) {
    guard topFile == 0 else {
      skippedOverlays[topFile] += 1
      return
    }
    made += 1
    overlay = ExpandedOverlay(item: literalHead(item))
    members = 0
    overlay?.reserve(item.block.items.count)
    expand(item.block, in: .overlay)
    if let overlay, count(at: item.head, overlay.repeatedSteps) {
      expanded.overlays.append(overlay)
    }
    overlay = nil
  }

  private mutating func expand(_ item: PlainMember) {
    guard hasRoom() else { return }
    overlay?.members.append(.plain(trace == 0 ? item : item.traced(trace)))
  }

  private mutating func expand(_ item: MemberItem) {
    guard hasRoom() else { return }
    if let simple = simple(item) {
      overlay?.members.append(simple)
      return
    }
    let literal = literal(item)
    if let block = item.block { expand(block, in: .member) }
    overlay?.members.append(ExpandedMember(literal, own))
    own = ExpandedItems()
  }

  /// A member that has nothing but a name and two addresses, without an item in between.
  private mutating func simple(_ item: MemberItem) -> ExpandedMember? {
    guard item.block == nil, item.isSimple, let underlay = item.underlay, let right = item.right,
      let overlay = right.values.first
    else { return nil }
    return ExpandedMember(
      literal(item.name), literal(underlay), place(right.arrow), literal(overlay),
      in: place(item.range))
  }

  /// Whether the overlay can have one more member, which is told where it cannot.
  private mutating func hasRoom() -> Bool {
    made += 1
    members += 1
    if members <= Bound.members { return true }
    reportTooManyMembers()
    return false
  }

  private mutating func reportTooManyMembers() {
    isExhausted = true
    guard let head = overlay?.item.head else { return }
    report.add(
      Diagnostic(
        .tooManyMembers, "this overlay has more than \(Bound.members) members", at: head))
  }

  /// Carries out an iteration or a use. Where nothing comes of it, its trace is forgotten: what is
  /// kept is in proportion to what comes out.
  mutating func traced(_ body: (inout Expansion) -> Void) {
    let mark = expansions.mark
    let before = (made: made, told: report.additions)
    let outer = trace
    body(&self)
    trace = outer
    if made == before.made, report.additions == before.told { expansions.forget(since: mark) }
  }

  // MARK: Bounds

  /// Counts a step; `false` when there are too many.
  mutating func count(at range: SourceRange, _ number: Int = 1) -> Bool {
    guard !isExhausted else { return false }
    steps += number
    guard steps > limit else { return true }
    isExhausted = true
    report.add(
      Diagnostic(
        .tooManySteps, "expanding the recipe takes over 10,000,000 steps", at: place(range),
        help: "an item, an iteration, a use, an element of a list and an operator are a step each"))
    return false
  }

  /// What stands a level deeper; told, and nothing more is carried out, where that is too deep.
  mutating func nested(at range: SourceRange, _ body: (inout Expansion) -> Void) {
    // What one text nests has been counted; with uses it may be more.
    guard depth <= Bound.nesting else {
      report.add(
        Diagnostic(
          .nestingTooDeep, "over \(Bound.nesting) levels of blocks and uses", at: place(range)))
      isExhausted = true
      return
    }
    depth += 1
    body(&self)
    depth -= 1
  }
}

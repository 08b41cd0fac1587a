import Diagnostics
import Vocabulary

/// Goes through the tree in the order of the text, and marks the atoms.
struct Marker {
  var atoms: [Atom]
  /// No atom before this one is marked any more.
  private var cursor = 0

  init(atoms: [Atom]) { self.atoms = atoms }

  mutating func mark(_ tree: SyntaxTree) {
    mark(tree.items)
    markBetween(upTo: UInt32.max)
  }

  /// Makes the first atom from an offset on the current one.
  private mutating func seek(_ offset: UInt32) {
    while cursor < atoms.count, atoms[cursor].lower < offset { cursor += 1 }
  }

  private mutating func markBetween(upTo offset: UInt32) {
    while cursor < atoms.count, atoms[cursor].lower < offset {
      atoms[cursor].marks.insert(.between)
      cursor += 1
    }
  }

  private mutating func markCurrent(_ marks: Marks) {
    if cursor < atoms.count { atoms[cursor].marks.insert(marks) }
  }

  /// The `(` right behind what ends at an offset.
  private mutating func markCall(behind offset: UInt32, _ marks: Marks) {
    seek(offset)
    if cursor < atoms.count, atoms[cursor].kind == .leftParenthesis { markCurrent(marks) }
  }
}

// Items.
extension Marker {
  private mutating func mark(_ items: [Item]) {
    for item in items {
      let range = item.range
      markBetween(upTo: range.lower)
      let first = cursor
      markCurrent(.item)
      mark(item)
      seek(range.upper)
      if first < cursor { atoms[first].partner = UInt32(truncatingIfNeeded: cursor - 1) }
    }
  }

  private mutating func mark(_ block: Block?, isFree: Bool = true) {
    guard let block else { return }
    seek(block.range.lower)
    markCurrent(isFree ? [.open, .free] : .open)
    cursor += 1
    mark(block.items)
    markBetween(upTo: block.range.upper - 1)
    markCurrent(.close)
    cursor += 1
  }

  private mutating func mark(_ item: Item) {
    switch item {
    case .import(let item): mark(item.path)
    case .parameter(let item): mark(item.value)
    case .binding(let item): mark(item.value)
    case .node(let item):
      mark(item.name, item.underlay)
      mark(item.options)
    case .recipe(let item):
      markCall(behind: item.name.range.upper, [.call, .column])
      for parameter in item.parameters { mark(parameter.value) }
      mark(item.block)
    case .use(let item):
      markCall(behind: item.name.range.upper, [.call, .column])
      for argument in item.arguments { mark(argument.value) }
    case .loop(let item):
      mark(item.list)
      mark(item.block)
    case .condition(let item): mark(item)
    case .overlay(let item):
      mark(item.vni)
      mark(item.options) { OptionIndex.option($0, at: .header) != nil }
      mark(item.block)
    case .endpoint(let item):
      mark(item.name)
      mark(item.options)
      mark(item.right)
    case .route(let item):
      mark(item.destination)
      mark(item.options)
    case .entry(let item): mark(item)
    case .member(let item): mark(item)
    case .plain(let item): mark(item.item)
    case .plainEntry(let item): mark(item.item)
    }
  }

  private mutating func mark(_ item: EntryItem) {
    mark(item.key)
    mark(item.options)
  }

  private mutating func mark(_ item: ConditionItem) {
    for branch in item.branches {
      mark(branch.condition)
      mark(branch.block)
    }
    mark(item.otherwise)
  }

  private mutating func mark(_ item: MemberItem) {
    mark(item.name, item.underlay)
    mark(item.options)
    mark(item.right)
    mark(item.block, isFree: false)
  }

  /// The underlay begins right behind the name; a parenthesis is no part of its range.
  private mutating func mark(_ name: Expression, _ underlay: Expression?) {
    mark(name)
    seek(name.range.upper)
    guard let underlay else { return }
    markCurrent(.underlay)
    mark(underlay)
  }

  private mutating func mark(_ right: RightSide?) {
    guard let right else { return }
    seek(right.arrow.lower)
    markCurrent(.arrow)
    for value in right.values { mark(value) }
    mark(right.options)
  }

  /// Marks the options that may begin a line. Between parentheses all may.
  private mutating func mark(
    _ options: [OptionItem], beginLines: (String) -> Bool = { _ in false }
  ) {
    for option in options {
      seek(option.range.lower)
      if beginLines(option.keyword.value) { markCurrent(.option) }
      for value in option.values { mark(value) }
      mark(option.group) { _ in true }
    }
  }
}

// Expressions.
extension Marker {
  private mutating func mark(_ expression: Expression?) {
    guard let expression else { return }
    switch expression {
    case .word, .integer, .address, .prefix, .mac, .host, .variable, .boolean, .missing: break
    case .string(let pieces, _), .template(let pieces, _):
      for case .expression(let inner) in pieces { mark(inner) }
    case .list(let elements, _): for element in elements { mark(element) }
    case .negation(let inner, _): mark(inner)
    case .operation(let operation, _): mark(operation)
    case .index(let base, let index, _):
      mark(base)
      mark(index)
    case .length(let inner, let range):
      seek(range.lower)
      markCall(behind: range.lower + 3, .call)
      mark(inner)
    }
  }

  private mutating func mark(_ operation: Expression.Operation) {
    switch operation {
    case .pair(_, let left, let right): mark(left, [right], .operation)
    case .junction(_, let operands):
      guard let first = operands.first else { return }
      mark(first, operands.dropFirst(), [.operation, .junction])
    case .calculation(let first, let steps): mark(first, steps.map(\.operand), .operation)
    }
  }

  private mutating func mark(
    _ first: Expression, _ others: some Sequence<Expression>, _ marks: Marks
  ) {
    mark(first)
    var left = first
    for other in others {
      markOperator(behind: left, marks)
      mark(other)
      left = other
    }
  }

  /// Parentheses are no part of the range of what they hold.
  private mutating func markOperator(behind left: Expression, _ marks: Marks) {
    seek(left.range.upper)
    while cursor < atoms.count,
      atoms[cursor].kind == .rightParenthesis || atoms[cursor].kind == .comment
    {
      cursor += 1
    }
    markCurrent(marks)
  }
}

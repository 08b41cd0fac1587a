import Diagnostics
import Syntax
import Values
import Vocabulary

// Items with their expressions carried out: what is left are literals.
extension Expansion {
  mutating func literal(_ item: NodeItem) -> NodeItem {
    var copy = item
    copy.name = literal(item.name)
    copy.underlay = item.underlay.map { literal($0) }
    copy.options = literal(item.options)
    copy.range = place(item.range)
    return copy
  }

  /// The header alone.
  mutating func literalHead(_ item: OverlayItem) -> OverlayItem {
    var copy = item
    copy.keyword = place(item.keyword)
    copy.vni = literal(item.vni)
    copy.options = literal(item.options)
    copy.block.items = []
    copy.head = place(item.head)
    copy.range = place(item.range)
    return copy
  }

  /// Without what stands in its block.
  mutating func literal(_ item: MemberItem) -> MemberItem {
    var copy = item
    copy.name = literal(item.name)
    copy.underlay = item.underlay.map { literal($0) }
    copy.options = literal(item.options)
    copy.right = item.right.map { literal($0) }
    copy.block?.items = []
    copy.range = place(item.range)
    return copy
  }

  mutating func literal(_ item: EndpointItem) -> EndpointItem {
    var copy = item
    copy.keyword = place(item.keyword)
    copy.name = literal(item.name)
    copy.options = literal(item.options)
    copy.right = item.right.map { literal($0) }
    copy.range = place(item.range)
    return copy
  }

  mutating func literal(_ item: RouteItem) -> RouteItem {
    var copy = item
    copy.keyword = place(item.keyword)
    copy.destination = item.destination.map { literal($0) }
    copy.options = literal(item.options)
    copy.range = place(item.range)
    return copy
  }

  mutating func literal(_ item: EntryItem) -> EntryItem {
    var copy = item
    copy.keyword = place(item.keyword)
    copy.key = literal(item.key)
    copy.options = literal(item.options)
    copy.range = place(item.range)
    return copy
  }

  private mutating func literal(_ right: RightSide) -> RightSide {
    var copy = right
    copy.arrow = place(right.arrow)
    copy.values = right.values.map { literal($0) }
    copy.options = literal(right.options)
    return copy
  }

  private mutating func literal(_ options: [OptionItem]) -> [OptionItem] {
    // Most are literals already, and stand where they stand.
    if trace == 0, options.allSatisfy(\.isLiteral) { return options }
    return options.map { option in
      var copy = option
      copy.keyword.range = place(option.keyword.range)
      copy.values = option.values.map { literal($0) }
      copy.group = literal(option.group)
      copy.range = place(option.range)
      return copy
    }
  }

  /// The literal that an expression stands for, at its place.
  mutating func literal(_ expression: Expression) -> Expression {
    let place = place(expression.range)
    switch expression {
    case .word(let text, _):
      // Long words that are read again and again are work, like long texts.
      guard count(at: expression.range, text.utf8.count / 256) else { return .missing(place) }
      return trace == 0 ? expression : expression.moved(to: place)
    case .integer, .address, .prefix, .mac, .host, .boolean, .missing:
      return trace == 0 ? expression : expression.moved(to: place)
    case .string(let pieces, _):
      guard let text = text(pieces, at: expression.range) else { return .missing(place) }
      return .string([.text(text)], place)
    case .list(let elements, _):
      // Each element keeps its place.
      guard count(at: expression.range, elements.count) else { return .missing(place) }
      return .list(elements.map { literal($0) }, place)
    case .template, .variable, .negation, .operation, .index, .length:
      guard let value = value(expression) else { return .missing(place) }
      return self.expression(value, at: place)
    }
  }

  /// A value as one would have written it.
  private mutating func expression(_ value: Value, at place: SourceRange) -> Expression {
    switch value {
    case .integer(let number): return .integer(number, place)
    case .text(let text): return .word(text, place)
    case .address(let address): return .address(address, place)
    case .prefix(let prefix): return .prefix(prefix, place)
    case .mac(let mac): return .mac(mac, place)
    case .boolean(let value): return .boolean(value, place)
    case .host(let number): return .host(number, place)
    case .list(let list):
      var elements: [Expression] = []
      for index in 0..<list.count {
        guard count(at: place), let element = list[index] else { return .missing(place) }
        elements.append(expression(element, at: place))
      }
      return .list(elements, place)
    }
  }
}

extension OptionItem {
  /// Whether nothing in it has to be carried out, or counted.
  fileprivate var isLiteral: Bool { group.isEmpty && values.allSatisfy(\.isShortLiteral) }
}

extension Expression {
  fileprivate var isShortLiteral: Bool {
    switch self {
    case .word(let text, _): text.utf8.count < 256
    case .integer, .address, .prefix, .mac, .host, .boolean, .missing: true
    case .string, .template, .variable, .list, .negation, .operation, .index, .length: false
    }
  }
}

extension Item {
  /// How many options and values it has.
  var length: Int {
    switch self {
    case .node(let item): count(item.options)
    case .overlay(let item): count(item.options)
    case .endpoint(let item): count(item.options) + count(item.right)
    case .route(let item): count(item.options)
    case .entry(let item): count(item.options)
    case .member(let item): count(item.options) + count(item.right)
    case .plain: 1
    case .plainEntry: 2
    case .use(let item): item.arguments.count
    case .import, .parameter, .binding, .recipe, .loop, .condition: 0
    }
  }

  private func count(_ right: RightSide?) -> Int {
    guard let right else { return 0 }
    return right.values.count + count(right.options)
  }

  private func count(_ options: [OptionItem]) -> Int {
    options.reduce(0) { $0 + 1 + $1.values.count + 2 * $1.group.count }
  }
}

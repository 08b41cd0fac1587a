import Syntax
import Vocabulary

/// What belongs where the cursor stands, as far as the text before it tells.
enum Cursor: Equatable {
  enum Block: Equatable { case top, overlay, member, any }

  /// An item begins here.
  case item(Block)
  /// Options, less those that stand there already.
  case options(Place, used: [String])
  /// A value of an option, the first being 0.
  case value(of: String, Place, index: Int)
  case type
  case expression
  case recipe
  case argument(of: String, used: [String])
  case file
  /// Fixed words.
  case words([String])
  /// A name that nobody else has yet, or a number.
  case free

  /// `bytes`: the text up to the word that the cursor is at.
  init(_ bytes: [UInt8]) { self.init(BlockWalk(bytes)) }

  init(_ walk: BlockWalk) { self.init(walk.units, in: walk.block) }

  private init(_ units: [Unit], in block: Block) {
    guard let first = units.first else {
      self = .item(block)
      return
    }
    let keyword = first.kind == .word ? ItemKeyword(rawValue: first.text) : nil
    switch keyword {
    case .import: self = units.count == 1 ? .file : .words(units.count == 2 ? ["as"] : [])
    case .param, .let: self = Cursor.declaration(units)
    case .recipe: self = Cursor.parameters(units)
    case .use: self = Cursor.use(units)
    case .for: self = Cursor.loop(units)
    case .if, .else: self = .expression
    case .node: self = Cursor.options(units, from: 2, mayHaveValue: true, .node, nil)
    case .overlay: self = Cursor.options(units, from: 2, .header, nil)
    case .netns: self = Cursor.options(units, from: 2, .namespace, .namespaceOverlay)
    case .container: self = Cursor.options(units, from: 2, .container, .containerOverlay)
    case .port: self = Cursor.options(units, from: 2, .port, .portOverlay)
    case .route: self = Cursor.options(units, from: 2, .route, nil)
    case .fdb: self = Cursor.options(units, from: 2, .forwarding, nil)
    case .neigh: self = Cursor.options(units, from: 2, .neighbour, nil)
    case nil: self = Cursor.options(units, from: 1, mayHaveValue: true, .member, .memberOverlay)
    }
  }

  private static func declaration(_ units: [Unit]) -> Cursor {
    if units.contains(where: { $0.kind == .equals }) { return .expression }
    return units.last?.kind == .colon ? .type : .free
  }

  private static func parameters(_ units: [Unit]) -> Cursor {
    guard let group = units.last?.group, units.last?.isOpen == true else { return .free }
    if group.last?.kind == .colon { return .type }
    return group.last?.kind == .equals ? .expression : .free
  }

  private static func use(_ units: [Unit]) -> Cursor {
    guard units.count > 1 else { return .recipe }
    guard let last = units.last, last.isOpen, let group = last.group else { return .free }
    if let last = group.last, last.kind != .comma { return .expression }
    let used = zip(group, group.dropFirst()).filter { $1.kind == .equals }.map(\.0.text)
    return .argument(of: units[1].text, used: used)
  }

  private static func loop(_ units: [Unit]) -> Cursor {
    if units.contains(where: { $0.text == ExpressionKeyword.in.rawValue }) { return .expression }
    return units.count > 1 ? .words([ExpressionKeyword.in.rawValue]) : .free
  }

  // MARK: Options

  /// An item with a key, perhaps a value, options, and, where `right` is one, options behind `->`.
  private static func options(
    _ units: [Unit], from start: Int, mayHaveValue: Bool = false, _ left: Place, _ right: Place?
  ) -> Cursor {
    guard units.count >= start else { return left == .member ? .item(.overlay) : .free }
    var (place, used): (Place, [String]) = (left, [])
    var index = start
    while index < units.count {
      let unit = units[index]
      index += 1
      if unit.kind == .arrow, let right {
        (place, used) = (right, [])
        continue
      }
      guard unit.kind == .word, OptionIndex.option(unit.text, at: place) != nil else { continue }
      used.append(unit.text)
      let values = units[index...].prefix { $0.kind != .arrow }
      if let found = cursor(in: values, of: unit.text, place) { return found }
      index += taken(values, by: unit.text)
    }
    return .options(place, used: used)
  }

  /// Where the cursor stands among the values of an option; `nil`: behind them.
  private static func cursor(
    in values: ArraySlice<Unit>, of keyword: String, _ place: Place
  ) -> Cursor? {
    let count = values.count
    switch OptionIndex.arity(keyword) {
    case Arity.none?, nil: return nil
    case .one, .oneOrTwoValues, .nameOrList:
      if values.first?.isOpen == true { return .value(of: keyword, place, index: 0) }
      return count < 1 ? .value(of: keyword, place, index: 0) : nil
    case .two: return count < 2 ? .value(of: keyword, place, index: count) : nil
    case .oneAndGroup:
      if count < 1 { return .value(of: keyword, place, index: 0) }
      return group(values.dropFirst().first, .bridgeGroup)
    case .group: return group(values.first, .bridgePortGroup)
    case .control:
      if count < 1 { return .value(of: keyword, place, index: 0) }
      guard values.first?.text == "evpn" else { return nil }
      return count == 1 ? .words(["asn"]) : count == 2 ? .free : nil
    }
  }

  private static func taken(_ values: ArraySlice<Unit>, by keyword: String) -> Int {
    switch OptionIndex.arity(keyword) {
    case Arity.none?, nil: return 0
    case .one, .nameOrList, .group: return 1
    case .two: return 2
    case .oneOrTwoValues:
      return values.dropFirst().first?.kind == .prefix ? 2 : 1
    case .oneAndGroup: return values.dropFirst().first?.group == nil ? 1 : 2
    case .control: return values.first?.text == "evpn" ? 3 : 1
    }
  }

  /// In the parentheses of a bridge or a bridge port each keyword takes one value.
  private static func group(_ unit: Unit?, _ place: Place) -> Cursor? {
    guard let unit, unit.isOpen, let inner = unit.group else { return nil }
    let used = stride(from: 0, to: inner.count, by: 2).map { inner[$0].text }
    guard inner.count % 2 == 1, let last = used.last else {
      return .options(place, used: used)
    }
    return .value(of: last, place, index: 0)
  }
}

package import Diagnostics
package import Values

/// `name ADDRESS -> PREFIX` of IPv4 and nothing else, as most members are written; loops often leave
/// the length to the header. It says the same as a `MemberItem` and takes a sixth of the memory: an
/// overlay may have a million members.
package struct PlainMember: Sendable {
  package let name: String
  private let underlayNumber: UInt32
  private let overlayNumber: UInt32
  private let overlayLength: UInt8
  /// How many bytes stand behind the overlay address: the `)` of one that was calculated.
  private let tail: UInt8
  private let file: UInt32
  private let trace: UInt32
  private let nameSpan: PlainSpan
  private let underlaySpan: PlainSpan
  private let arrowSpan: PlainSpan
  private let overlaySpan: PlainSpan

  /// The longest name that is kept so; longer ones count as more work.
  static let longestName = 255
  /// In the place of a length that is not written.
  private static let noLength: UInt8 = 255

  init(
    file: UInt32, name: (String, Token), underlay: (UInt32, Token), arrow: Token,
    overlay: (UInt32, UInt8, Token)
  ) {
    self.file = file
    (trace, tail) = (0, 0)
    self.name = name.0
    underlayNumber = underlay.0
    (overlayNumber, overlayLength) = (overlay.0, overlay.1)
    (nameSpan, underlaySpan) = (PlainSpan(name.1), PlainSpan(underlay.1))
    (arrowSpan, overlaySpan) = (PlainSpan(arrow), PlainSpan(overlay.2))
  }

  /// `nil` for a member that says more, or of which something stands elsewhere.
  package init?(_ item: MemberItem) {
    guard item.isSimple, item.block == nil, let underlay = item.underlay, let right = item.right,
      let overlay = right.values.first
    else { return nil }
    self.init(item.name, underlay, right.arrow, overlay, in: item.range)
  }

  /// The same from the parts of a member that has no others.
  package init?(
    _ name: Expression, _ underlay: Expression, _ arrow: SourceRange, _ overlay: Expression,
    in range: SourceRange
  ) {
    guard case .word(let text, let place) = name, text.utf8.count <= Self.longestName,
      case .address(.ipv4(let underlayNumber), let left) = underlay,
      let (overlayNumber, length, value) = Self.overlay(overlay)
    else { return nil }
    guard place.isBeside(left), place.isBeside(arrow), place.isBeside(value),
      place.isBeside(range), range.lower == place.lower, range.upper >= value.upper,
      let tail = UInt8(exactly: range.upper - value.upper)
    else { return nil }
    (file, trace) = (place.file, place.trace)
    self.name = text
    self.underlayNumber = underlayNumber
    (self.overlayNumber, overlayLength, self.tail) = (overlayNumber, length, tail)
    (nameSpan, underlaySpan) = (PlainSpan(place), PlainSpan(left))
    (arrowSpan, overlaySpan) = (PlainSpan(arrow), PlainSpan(value))
  }

  private static func overlay(_ value: Expression) -> (UInt32, UInt8, SourceRange)? {
    switch value {
    case .address(.ipv4(let number), let range): return (number, noLength, range)
    case .prefix(let prefix, let range):
      guard case .ipv4(let number) = prefix.address else { return nil }
      return (number, UInt8(prefix.length), range)
    case .address, .word, .string, .template, .integer, .mac, .host, .variable, .boolean, .list,
      .negation, .operation, .index, .length, .missing:
      return nil
    }
  }

  private init(_ other: PlainMember, trace: UInt32) {
    self.trace = trace
    (file, name) = (other.file, other.name)
    underlayNumber = other.underlayNumber
    (overlayNumber, overlayLength) = (other.overlayNumber, other.overlayLength)
    tail = other.tail
    (nameSpan, underlaySpan) = (other.nameSpan, other.underlaySpan)
    (arrowSpan, overlaySpan) = (other.arrowSpan, other.overlaySpan)
  }
}

extension PlainMember {
  /// The same in an iteration or a use of a recipe.
  package func traced(_ trace: UInt32) -> PlainMember { PlainMember(self, trace: trace) }

  package var nameRange: SourceRange { range(nameSpan) }
  package var underlay: Located<Address> { Located(.ipv4(underlayNumber), range(underlaySpan)) }
  /// Whether the overlay address has a length.
  package var hasLength: Bool { overlayLength != Self.noLength }
  package var overlay: Located<Address> { Located(.ipv4(overlayNumber), range(overlaySpan)) }
  /// With its length; `nil` where none is written.
  package var overlayPrefix: Located<Prefix>? {
    guard hasLength else { return nil }
    return Located(
      Prefix(clamped: .ipv4(overlayNumber), length: Int(overlayLength)), range(overlaySpan))
  }

  package var range: SourceRange {
    var whole = range(nameSpan)
    whole.upper = range(overlaySpan).upper + UInt32(tail)
    return whole
  }

  private func range(_ span: PlainSpan) -> SourceRange { span.range(in: file, trace) }

  package var item: MemberItem {
    MemberItem(
      name: .word(name, nameRange), underlay: .address(underlay.value, underlay.range),
      options: [],
      right: RightSide(
        arrow: range(arrowSpan), values: [overlayExpression], options: []),
      block: nil, range: range)
  }

  private var overlayExpression: Expression {
    overlayPrefix.map { .prefix($0.value, $0.range) } ?? .address(overlay.value, overlay.range)
  }
}

extension MemberItem {
  /// Whether it has an underlay and one overlay address, and no options.
  package var isSimple: Bool {
    guard options.isEmpty, underlay != nil, let right else { return false }
    return right.options.isEmpty && right.values.count == 1
  }
}

extension SourceRange {
  /// Whether both stand in the same text, and in the same iteration or use of a recipe.
  fileprivate func isBeside(_ other: SourceRange) -> Bool {
    file == other.file && trace == other.trace
  }
}

/// A place in the file of its item.
struct PlainSpan: Sendable {
  private let lower: UInt32
  private let upper: UInt32

  init(_ range: SourceRange) { (lower, upper) = (range.lower, range.upper) }
  init(_ token: Token) { (lower, upper) = (token.lower, token.upper) }

  func range(in file: UInt32, _ trace: UInt32) -> SourceRange {
    SourceRange(file: Int(file), lower: Int(lower), upper: Int(upper)).traced(trace)
  }
}

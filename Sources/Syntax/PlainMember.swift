package import Diagnostics
package import Values

/// `name ADDRESS -> PREFIX` of IPv4 and nothing else, as most members are written. It says the same as
/// a `MemberItem` and takes a sixth of the memory: an overlay may have a million members.
package struct PlainMember: Sendable {
  package let name: String
  private let underlayNumber: UInt32
  private let overlayNumber: UInt32
  private let overlayLength: UInt8
  private let file: UInt32
  private let trace: UInt32
  private let nameSpan: PlainSpan
  private let underlaySpan: PlainSpan
  private let arrowSpan: PlainSpan
  private let overlaySpan: PlainSpan

  /// The longest name that is kept so; longer ones count as more work.
  static let longestName = 255

  init(
    file: UInt32, name: (String, Token), underlay: (UInt32, Token), arrow: Token,
    overlay: (UInt32, UInt8, Token)
  ) {
    self.file = file
    trace = 0
    self.name = name.0
    underlayNumber = underlay.0
    (overlayNumber, overlayLength) = (overlay.0, overlay.1)
    (nameSpan, underlaySpan) = (PlainSpan(name.1), PlainSpan(underlay.1))
    (arrowSpan, overlaySpan) = (PlainSpan(arrow), PlainSpan(overlay.2))
  }

  /// `nil` for a member that says more, or of which something stands elsewhere.
  package init?(_ item: MemberItem) {
    guard item.options.isEmpty, item.block == nil, let right = item.right, right.options.isEmpty,
      right.values.count == 1, case .word(let name, let place) = item.name,
      name.utf8.count <= Self.longestName,
      case .address(.ipv4(let underlay), let left)? = item.underlay,
      case .prefix(let overlay, let value)? = right.values.first,
      case .ipv4(let number) = overlay.address
    else { return nil }
    let whole = [place, left, right.arrow, value, item.range]
    guard whole.allSatisfy({ $0.file == place.file && $0.trace == place.trace }),
      item.range.lower == place.lower, item.range.upper == value.upper
    else { return nil }
    (file, trace) = (place.file, place.trace)
    self.name = name
    underlayNumber = underlay
    (overlayNumber, overlayLength) = (number, UInt8(overlay.length))
    (nameSpan, underlaySpan) = (PlainSpan(place), PlainSpan(left))
    (arrowSpan, overlaySpan) = (PlainSpan(right.arrow), PlainSpan(value))
  }

  private init(_ other: PlainMember, trace: UInt32) {
    self.trace = trace
    (file, name) = (other.file, other.name)
    underlayNumber = other.underlayNumber
    (overlayNumber, overlayLength) = (other.overlayNumber, other.overlayLength)
    (nameSpan, underlaySpan) = (other.nameSpan, other.underlaySpan)
    (arrowSpan, overlaySpan) = (other.arrowSpan, other.overlaySpan)
  }
}

extension PlainMember {
  /// The same in an iteration or a use of a recipe.
  package func traced(_ trace: UInt32) -> PlainMember { PlainMember(self, trace: trace) }

  package var nameRange: SourceRange { range(nameSpan) }
  package var underlay: Located<Address> { Located(.ipv4(underlayNumber), range(underlaySpan)) }
  package var overlay: Located<Prefix> {
    Located(
      Prefix(clamped: .ipv4(overlayNumber), length: Int(overlayLength)), range(overlaySpan))
  }

  package var range: SourceRange {
    var whole = range(nameSpan)
    whole.upper = range(overlaySpan).upper
    return whole
  }

  private func range(_ span: PlainSpan) -> SourceRange { span.range(in: file, trace) }

  package var item: MemberItem {
    MemberItem(
      name: .word(name, nameRange), underlay: .address(underlay.value, underlay.range),
      options: [],
      right: RightSide(
        arrow: range(arrowSpan), values: [.prefix(overlay.value, overlay.range)], options: []),
      block: nil, range: range)
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

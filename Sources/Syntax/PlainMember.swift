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
  private let nameSpan: Span
  private let underlaySpan: Span
  private let arrowSpan: Span
  private let overlaySpan: Span

  private struct Span: Sendable {
    var lower: UInt32
    var upper: UInt32

    init(_ range: SourceRange) { (lower, upper) = (range.lower, range.upper) }
    init(_ token: Token) { (lower, upper) = (token.lower, token.upper) }
  }

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
    (nameSpan, underlaySpan) = (Span(name.1), Span(underlay.1))
    (arrowSpan, overlaySpan) = (Span(arrow), Span(overlay.2))
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
    (nameSpan, underlaySpan) = (Span(place), Span(left))
    (arrowSpan, overlaySpan) = (Span(right.arrow), Span(value))
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
    whole.upper = overlaySpan.upper
    return whole
  }

  private func range(_ span: Span) -> SourceRange {
    SourceRange(file: Int(file), lower: Int(span.lower), upper: Int(span.upper)).traced(trace)
  }

  package var item: MemberItem {
    MemberItem(
      name: .word(name, nameRange), underlay: .address(underlay.value, underlay.range),
      options: [],
      right: RightSide(
        arrow: range(arrowSpan), values: [.prefix(overlay.value, overlay.range)], options: []),
      block: nil, range: range)
  }
}

extension Parser {
  /// The members that are `PlainMember`s and whose lines follow one another here; `false`, and nothing
  /// is read, where anything about the first is unusual.
  mutating func parsePlainMembers(into items: inout [Item]) -> Bool {
    while passedLines < memberLines.count, memberLines[passedLines].token < index {
      passedLines += 1
    }
    guard isInOverlay, !isInMember, !isOpenless, passedLines < memberLines.count,
      memberLines[passedLines].token == index
    else { return false }
    let end = endOfPlainMembers()
    guard end > passedLines else { return false }
    items.reserveCapacity(items.count + end - passedLines)
    for line in memberLines[passedLines..<end] { items.append(.plain(plainMember(line))) }
    passedLines = end
    let last = Int(memberLines[end - 1].token) + 6
    previousUpper = tokens[last].upper
    previousKind = tokens[last].kind
    following = last + 1
    settle()
    return true
  }

  /// The index behind the last line of a member that follows the one before it, and whose name is no
  /// keyword.
  private func endOfPlainMembers() -> Int {
    var end = passedLines
    while end < memberLines.count, isNoKeyword(tokens[Int(memberLines[end].token)]) {
      let first = Int(memberLines[end].token)
      guard end + 1 < memberLines.count, memberLines[end + 1].token <= first + 9 else {
        // An arrow may stand at the beginning of the next line.
        let next = significantIndex(from: first + 8, overNewlines: true)
        let goesOn = next < tokens.count && KindSet.arrows.contains(tokens[next].kind)
        return goesOn ? end : end + 1
      }
      end += 1
    }
    return end
  }

  private func plainMember(_ line: MemberLine) -> PlainMember {
    let first = Int(line.token)
    return PlainMember(
      file: UInt32(truncatingIfNeeded: file), name: (text(of: tokens[first]), tokens[first]),
      underlay: (line.underlay, tokens[first + 2]), arrow: tokens[first + 4],
      overlay: (line.overlay, line.length, tokens[first + 6]))
  }

  /// No keyword, and no word of other tools, ends with a digit, but for those of some length.
  private func isNoKeyword(_ token: Token) -> Bool {
    Int(token.upper - token.lower) <= PlainMember.longestName
      && bytes[Int(token.upper) - 1].isDigit
  }
}

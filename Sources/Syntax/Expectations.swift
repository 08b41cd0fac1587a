/// What the parser would have taken at the current token: what it asked for in vain, so that an
/// error can say "expected A, B or C".
struct Expectations {
  /// What is no single token.
  enum Notion: UInt8, CaseIterable {
    case item, name, value, expression, option, list, separator
    case `in`, `as`, `if`, asn, `operator`

    var phrase: String {
      switch self {
      case .item: "an item"
      case .name: "a name"
      case .value: "a value"
      case .expression: "an expression"
      case .option: "an option"
      case .list: "a list"
      case .separator: "the end of the item"
      case .in: "`in`"
      case .as: "`as`"
      case .if: "`if`"
      case .asn: "`asn`"
      case .operator: "an operator"
      }
    }
  }

  private var kinds: UInt64 = 0
  private var notions: UInt64 = 0

  mutating func insert(_ kind: TokenKind) { kinds |= 1 << UInt64(kind.rawValue) }
  mutating func insert(_ notion: Notion) { notions |= 1 << UInt64(notion.rawValue) }

  /// "A, B or C"; empty: nothing was asked for.
  var phrase: String {
    var phrases: [String] = []
    for notion in Notion.allCases where notions >> UInt64(notion.rawValue) & 1 == 1 {
      phrases.append(notion.phrase)
    }
    for kind in TokenKind.allCases where kinds >> UInt64(kind.rawValue) & 1 == 1 {
      phrases.append(kind.phrase)
    }
    guard let last = phrases.popLast() else { return "" }
    return phrases.isEmpty ? last : phrases.joined(separator: ", ") + " or " + last
  }
}

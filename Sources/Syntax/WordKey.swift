import Vocabulary

/// A word of up to 15 bytes as one number, so that keywords are recognised without a String.
struct WordKey: Equatable {
  private var number: UInt128

  /// Longer words are keyed as no word.
  init(_ bytes: [UInt8], _ bounds: Range<Int>) {
    number = 0
    guard bounds.count <= 15, bounds.upperBound <= bytes.count else { return }
    for index in bounds { number = number << 8 | UInt128(bytes[index]) }
  }

  init(_ text: String) {
    number = text.utf8.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
  }

  static let `in` = WordKey("in")
  static let `as` = WordKey("as")
  static let `else` = WordKey("else")
  static let `if` = WordKey("if")
  static let or = WordKey("or")
  static let and = WordKey("and")
  static let not = WordKey("not")
  static let `default` = WordKey("default")
  static let asn = WordKey("asn")

  private static let items: [(WordKey, ItemKeyword)] = ItemKeyword.allCases.map {
    (WordKey($0.rawValue), $0)
  }

  private static let expressions: [(WordKey, ExpressionKeyword)] =
    ExpressionKeyword.allCases.map { (WordKey($0.rawValue), $0) }

  /// A bit for each length that a keyword has: most words are ruled out by it.
  private static let lengths: UInt32 = ItemKeyword.allCases.reduce(0) {
    $0 | 1 << UInt32($1.rawValue.utf8.count)
  }

  static func item(_ bytes: [UInt8], _ bounds: Range<Int>) -> ItemKeyword? {
    guard bounds.count < 32, lengths >> UInt32(bounds.count) & 1 == 1 else { return nil }
    let key = WordKey(bytes, bounds)
    return items.first { $0.0 == key }?.1
  }

  static func expression(_ bytes: [UInt8], _ bounds: Range<Int>) -> ExpressionKeyword? {
    guard bounds.count <= 3 else { return nil }
    let key = WordKey(bytes, bounds)
    return expressions.first { $0.0 == key }?.1
  }
}

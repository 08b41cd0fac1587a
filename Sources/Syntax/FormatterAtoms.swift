package import Diagnostics

/// A token that is no white space, and what the layout depends on.
struct Atom {
  var lower: UInt32
  var upper: UInt32
  /// Of the first atom of an item, its last one; of a bracket, the one that closes it.
  var partner: UInt32 = 0
  var kind: TokenKind
  /// The newlines between the atom before and this one; more than two count as two.
  var newlines: UInt8
  var marks: Marks = []

  var bounds: Range<Int> { Int(lower)..<Int(upper) }
}

/// What the tree says of an atom.
struct Marks: OptionSet {
  var rawValue: UInt16

  /// A comma or a comment between items.
  static let between = Marks(rawValue: 1)
  /// The first atom of an item.
  static let item = Marks(rawValue: 1 << 1)
  /// The `<` of a block, and its `>`.
  static let open = Marks(rawValue: 1 << 2)
  static let close = Marks(rawValue: 1 << 3)
  /// A `<` that need not stand on the line of its head.
  static let free = Marks(rawValue: 1 << 4)
  /// The keyword of an option that may begin a line.
  static let option = Marks(rawValue: 1 << 5)
  /// The `->` of an item.
  static let arrow = Marks(rawValue: 1 << 6)
  /// The underlay of a member or node.
  static let underlay = Marks(rawValue: 1 << 7)
  /// A `(` that belongs to the name before it.
  static let call = Marks(rawValue: 1 << 8)
  /// A `(` whose elements stand on a line each if they do not fit into one.
  static let column = Marks(rawValue: 1 << 9)
  /// A binary operator: a newline behind it means nothing.
  static let operation = Marks(rawValue: 1 << 10)
  /// Of these, an `and` or `or`, where a line is broken more readily.
  static let junction = Marks(rawValue: 1 << 12)
  /// A bracket in which there is a comment.
  static let commented = Marks(rawValue: 1 << 11)
}

/// All tokens but white space.
func atoms(of source: SourceText, file: Int) -> [Atom] {
  var atoms: [Atom] = []
  var newlines: UInt8 = 0
  var brackets: [Int] = []
  for token in tokens(of: source, file: file).value {
    if token.kind == .newline { newlines = min(newlines + 1, 2) }
    guard token.kind != .newline, token.kind == .comment || !token.kind.isTrivia else { continue }
    if KindSet.brackets.contains(token.kind) { brackets.append(atoms.count) }
    if KindSet.closingBrackets.contains(token.kind), let open = brackets.popLast() {
      atoms[open].partner = UInt32(truncatingIfNeeded: atoms.count)
    }
    if token.kind == .comment { for open in brackets { atoms[open].marks.insert(.commented) } }
    atoms.append(
      Atom(lower: token.lower, upper: token.upper, kind: token.kind, newlines: newlines))
    newlines = 0
  }
  return atoms
}

/// Whether two texts have the same tokens and comments, white space aside.
package func differInWhiteSpaceOnly(_ left: SourceText, _ right: SourceText) -> Bool {
  let (one, other) = (atoms(of: left, file: 0), atoms(of: right, file: 0))
  guard one.count == other.count else { return false }
  return zip(one, other).allSatisfy { one, other in
    guard one.kind == other.kind else { return false }
    let texts = (left.bytes[one.bounds], right.bytes[other.bounds])
    if one.kind != .comment { return texts.0 == texts.1 }
    return trimmed(texts.0) == trimmed(texts.1)
  }
}

/// A comment without the blanks at its end.
func trimmed(_ comment: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var comment = comment
  while let last = comment.last, last.isBlank { comment.removeLast() }
  return comment
}

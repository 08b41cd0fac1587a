// What stands between two atoms of one line, and how wide a line becomes.
extension Formatter {
  /// The blanks before an atom that does not begin its line.
  func gap(before index: Int) -> Int {
    guard index > 0 else { return 0 }
    let (left, right) = (atoms[index - 1], atoms[index])
    switch right.kind {
    case .comma, .colon, .rightParenthesis, .rightBracket, .interpolationClose, .stringText,
      .stringClose:
      return 0
    case .templateText, .interpolationOpen:
      if adjoins(index), Self.templateParts.contains(left.kind) { return 0 }
    case .leftParenthesis: if right.marks.contains(.call) { return 0 }
    case .leftBracket: if adjoins(index), Self.indexed.contains(left.kind) { return 0 }
    case .range: return isSpacedRange(index) ? 1 : 0
    case .blank, .newline, .comment, .byteOrderMark, .continuation, .conflictMarker, .word,
      .integer, .address, .prefix, .mac, .host, .variable, .malformed, .stringOpen, .arrow,
      .fatArrow, .less, .greater, .leftBrace, .rightBrace, .semicolon, .equals, .doubleEquals,
      .unequal, .plus, .minus, .star, .slash, .percent, .at, .end:
      break
    }
    if left.kind == .range { return isSpacedRange(index - 1) ? 1 : 0 }
    return Self.tightOpeners.contains(left.kind) ? 0 : 1
  }

  private static let templateParts: KindSet = [
    .templateText, .interpolationClose, .stringOpen, .stringText,
  ]
  private static let indexed: KindSet = [.variable, .rightParenthesis, .rightBracket]
  private static let tightOpeners: KindSet = [.leftParenthesis, .leftBracket, .interpolationOpen]

  private func adjoins(_ index: Int) -> Bool { atoms[index - 1].upper == atoms[index].lower }

  /// `..` stands without blanks, unless it would be read as a part of its neighbour.
  private func isSpacedRange(_ index: Int) -> Bool {
    let templateEnds: KindSet = [.templateText, .interpolationClose]
    if index > 0, templateEnds.contains(atoms[index - 1].kind) { return true }
    return index + 1 < atoms.count && bytes[Int(atoms[index + 1].lower)] == UInt8(ascii: ".")
  }

  func width(_ atom: Atom) -> Int { columns(bytes[atom.bounds]) }

  /// The columns that some atoms take in one line; `nil` if they do not fit into the widest one, if
  /// a comment stands between them, or if the author opened a block among them.
  func flatWidth(_ range: ClosedRange<Int>) -> Int? {
    var total = 0
    for index in range {
      let atom = atoms[index]
      if atom.kind == .comment { return nil }
      if index > range.lowerBound {
        if atom.newlines > 0, !atom.marks.isDisjoint(with: [.between, .item, .close]) {
          return nil
        }
        total += gap(before: index)
      }
      total += width(atom)
      if total > Formatter.limit { return nil }
    }
    return total
  }

  /// Appends atoms to the line. The stops are where lines that follow one another are aligned.
  mutating func appendFlat(_ range: ClosedRange<Int>, keepingStops: Bool = false) {
    var depth = 0
    for index in range {
      let atom = atoms[index]
      let gap = index == range.lowerBound && lines.isEmpty ? 0 : gap(before: index)
      if keepingStops, let stop = stop(atom, depth, isLast: index == range.upperBound) {
        lines.stop(stop, gap: gap)
      }
      // What stands in the block of a loop, say, does not belong to this line's columns.
      if atom.marks.contains(.open) { depth += atom.marks.contains(.free) ? 2 : 1 }
      if atom.marks.contains(.close) { depth += 2 }
      lines.append(atom, gap: gap)
    }
  }

  private func stop(_ atom: Atom, _ depth: Int, isLast: Bool) -> LineBuffer.Stop? {
    if atom.marks.contains(.underlay) { return depth == 0 ? .underlay : nil }
    if atom.marks.contains(.arrow) { return depth == 0 ? .arrow : depth == 1 ? .innerArrow : nil }
    guard atom.marks.contains(.open), !atom.marks.contains(.free), depth == 0, !isLast else {
      return nil
    }
    return .block
  }
}

/// The columns that text takes: characters, not bytes.
func columns(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xc0 != 0x80 } }

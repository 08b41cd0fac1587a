// Heads, and items without a block: what does not fit into one line, or holds a comment.
extension Formatter {
  /// Atoms that are laid out over several lines by one rule.
  private struct Run {
    enum Kind {
      /// The head of an overlay: each option on a line.
      case overlay
      /// Any other item, or head of one.
      case item
      /// What stands in brackets, as much in a line as fits.
      case filled
      /// What stands in parentheses, each element on a line.
      case column
    }

    var kind: Kind
    var range: ClosedRange<Int>
    /// Of the lines that the run begins, and of a `<` that begins a line.
    var indent: Int
    var outerIndent: Int
    /// There is a comment, so the author's lines are kept.
    var keepsLines: Bool
    /// Where lines are kept: this one does not fit, and its options stand on a line each.
    var isSplit = false
  }

  /// The part of an item up to its end, or to the `<` of a block, which is the last atom.
  mutating func layOutHead(_ range: ClosedRange<Int>, indent: Int) {
    var first = range.lowerBound
    // Before an `else`.
    while first < range.upperBound, atoms[first].kind == .comment {
      placeComment(atoms[first], indent: indent, inHead: false)
      first += 1
    }
    if lines.endsInComment { lines.begin(indent: indent, afterBlank: false) }
    let rest = first...range.upperBound
    if fits(rest) { return appendFlat(rest, keepingStops: atoms[first].marks.contains(.item)) }
    let isOverlay =
      rest.contains { atoms[$0].marks.contains(.option) }
      && atoms[range.upperBound].marks.contains(.free)
    layOut(
      Run(
        kind: isOverlay ? .overlay : .item, range: rest, indent: indent + (isOverlay ? 2 : 4),
        outerIndent: indent, keepsLines: rest.contains { atoms[$0].kind == .comment }))
  }

  private func fits(_ range: ClosedRange<Int>) -> Bool {
    guard let width = flatWidth(range) else { return false }
    let gap = lines.isEmpty ? 0 : gap(before: range.lowerBound)
    return lines.column + gap + width <= Formatter.limit
  }

  /// A comment goes to the end of the line unless the author gave it a line of its own.
  private mutating func placeComment(_ comment: Atom, indent: Int, inHead: Bool) {
    if comment.newlines > 0, !lines.isEmpty {
      lines.begin(indent: indent, afterBlank: comment.newlines > 1, inHead: inHead)
    }
    lines.comment(comment)
  }

  private mutating func layOut(_ run: Run) {
    var run = run
    var index = run.range.lowerBound
    run.isSplit = !fitsSegment(index, run)
    while index <= run.range.upperBound {
      let atom = atoms[index]
      if atom.kind == .comment {
        placeComment(atom, indent: run.indent, inHead: run.kind == .overlay)
        index += 1
        continue
      }
      if beginsLine(index, run) { beginLine(index, &run) }
      index = layOutPiece(index, run) + 1
    }
  }

  private mutating func beginLine(_ index: Int, _ run: inout Run) {
    let atom = atoms[index]
    if atom.marks.contains(.open) {
      return lines.begin(indent: run.outerIndent, afterBlank: false)
    }
    lines.begin(
      indent: run.indent, afterBlank: run.keepsLines && atom.newlines > 1,
      inHead: run.kind == .overlay)
    if atom.newlines > 0 { run.isSplit = !fitsSegment(index, run) }
  }

  private func beginsLine(_ index: Int, _ run: Run) -> Bool {
    if lines.endsInComment { return true }
    guard index > run.range.lowerBound else { return false }
    let atom = atoms[index]
    switch run.kind {
    case .overlay:
      if atom.marks.contains(.open) { return true }
      guard atom.marks.contains(.option) else { break }
      return !run.keepsLines || atom.newlines > 0 || run.isSplit
    case .item:
      if atom.marks.contains(.arrow), !isHostName(index - 1) {
        return !fits(index...chunkEnd(index, run))
      }
    case .filled:
      if run.keepsLines, atom.newlines > 0, mayBreak(before: index) { return true }
    case .column:
      if atoms[index - 1].kind == .comma { return true }
    }
    return mayBreak(before: index) && mustBreak(before: index, run)
  }

  /// A word in the place of an underlay is known by the `->` behind it, on its line.
  private func isHostName(_ index: Int) -> Bool {
    atoms[index].kind == .word && atoms[index].marks.contains(.underlay)
  }

  /// Whether a newline before an atom of a run means nothing, and reads well.
  private func mayBreak(before index: Int) -> Bool {
    atoms[index - 1].kind == .comma || atoms[index - 1].marks.contains(.operation)
      || atoms[index].marks.contains(.option)
  }

  /// Not behind an operator that binds more strongly than `and` and `or`.
  private func breaksReadily(before index: Int) -> Bool {
    let left = atoms[index - 1]
    return mayBreak(before: index)
      && (!left.marks.contains(.operation) || left.marks.contains(.junction))
  }

  /// Whether what stands up to the next place for a newline does not fit here. What is too wide for
  /// any line is broken at its brackets.
  private func mustBreak(before index: Int, _ run: Run) -> Bool {
    let chunk = index...chunkEnd(index, run)
    guard !fits(chunk) else { return false }
    guard KindSet.brackets.contains(atoms[index].kind) else { return true }
    return flatWidth(chunk).map { run.indent + $0 <= Formatter.limit } ?? false
  }

  /// Up to the next place for a newline, but where a line is broken readily only to one that is as
  /// good.
  private func chunkEnd(_ first: Int, _ run: Run) -> Int {
    var last = first
    let isReady = first > run.range.lowerBound && breaksReadily(before: first)
    while true {
      if KindSet.brackets.contains(atoms[last].kind) { last = Int(atoms[last].partner) }
      guard last < run.range.upperBound else { return run.range.upperBound }
      let next = atoms[last + 1]
      if next.kind == .comment || next.marks.contains(.arrow) { return last }
      if isReady ? breaksReadily(before: last + 1) : mayBreak(before: last + 1) { return last }
      last += 1
    }
  }

  /// In the head of an overlay with comments: whether what the author wrote in this line fits.
  private func fitsSegment(_ first: Int, _ run: Run) -> Bool {
    guard run.kind == .overlay, run.keepsLines else { return true }
    var last = first
    while last < run.range.upperBound {
      let next = atoms[last + 1]
      if next.kind == .comment || next.marks.contains(.open) { break }
      if next.marks.contains(.option), next.newlines > 0 { break }
      last += 1
    }
    return fits(first...last)
  }
}

// Brackets.
extension Formatter {
  /// One atom, or all from a bracket to its partner; gives the last one.
  private mutating func layOutPiece(_ index: Int, _ run: Run) -> Int {
    let atom = atoms[index]
    if KindSet.brackets.contains(atom.kind) { return layOutBrackets(index, run) }
    var last = index
    if atom.kind == .interpolationOpen { last = interpolationEnd(index) }
    appendFlat(index...last)
    return last
  }

  /// `${ }` stands on one line.
  private func interpolationEnd(_ open: Int) -> Int {
    var depth = 0
    var index = open
    while index < atoms.count - 1 {
      if atoms[index].kind == .interpolationOpen { depth += 1 }
      if atoms[index].kind == .interpolationClose { depth -= 1 }
      if depth == 0 { break }
      index += 1
    }
    return index
  }

  private mutating func layOutBrackets(_ open: Int, _ run: Run) -> Int {
    let close = Int(atoms[open].partner)
    let isCommented = atoms[open].marks.contains(.commented)
    if !isCommented, fits(open...tailEnd(close, run)) {
      appendFlat(open...close)
      return close
    }
    let indent = lines.indent
    appendFlat(open...open)
    var first = open + 1
    if atoms[first].kind == .comment, atoms[first].newlines == 0 {
      lines.comment(atoms[first])
      first += 1
    }
    if first < close {
      lines.begin(indent: indent + 2, afterBlank: false)
      layOut(
        Run(
          kind: atoms[open].marks.contains(.column) ? .column : .filled,
          range: first...(close - 1), indent: indent + 2, outerIndent: indent,
          keepsLines: isCommented))
    }
    lines.begin(indent: indent, afterBlank: false)
    appendFlat(close...close)
    return close
  }

  /// What belongs to the line of a closing bracket.
  private func tailEnd(_ close: Int, _ run: Run) -> Int {
    var last = close
    while last < run.range.upperBound {
      let next = atoms[last + 1]
      guard next.kind == .comma || KindSet.closingBrackets.contains(next.kind) else {
        return next.marks.contains(.open) && run.kind != .overlay ? last + 1 : last
      }
      last += 1
    }
    return last
  }
}

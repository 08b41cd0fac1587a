package import Diagnostics

/// The canonical layout of a text; `nil`, with the diagnostics that say why, if it has errors.
///
/// White space is all that is decided here: the tokens and the comments of the result are those of
/// the text, in their order. The blanks at the end of a comment and a byte order mark are white
/// space, too. Newlines that separate items stay; where a newline means nothing, what fits into
/// `Formatter.limit` columns is joined, and what does not is broken. A comment ends its line, and
/// where one stands in a head or between brackets the author's lines are kept.
package func format(_ source: SourceText, file: Int) -> Findings<[UInt8]?> {
  let tree = parse(source, file: file)
  if tree.hasErrors { return Findings(nil, tree.diagnostics) }
  var atoms = atoms(of: source, file: file)
  var marker = Marker(atoms: atoms)
  marker.mark(tree.value)
  atoms = marker.atoms
  var formatter = Formatter(bytes: source.bytes, atoms: atoms)
  formatter.layOutItems(level: 0)
  return Findings(formatter.lines.text(), tree.diagnostics)
}

/// Lays the atoms out, one after the other. What is tried whether it fits is given up at the limit,
/// and blocks and brackets nest no deeper than the parser lets them: the work is linear.
struct Formatter {
  static let limit = 100

  let bytes: [UInt8]
  let atoms: [Atom]
  /// The atom that comes next.
  var position = 0
  var lines: LineBuffer

  init(bytes: [UInt8], atoms: [Atom]) {
    self.bytes = bytes
    self.atoms = atoms
    lines = LineBuffer(bytes: bytes)
  }
}

// Items and blocks.
extension Formatter {
  /// What separates items, as it was met since the last one.
  private struct Separation {
    /// At most two: one that ends the line, and a blank line.
    var newlines = 0
    /// Whatever the author wrote, the next thing begins a line.
    var isForced = true
    /// Nothing has begun a line in this block.
    var isFirst = true
  }

  /// `items`, up to the end of their block, which is not taken.
  mutating func layOutItems(level: Int) {
    var separation = Separation()
    while position < atoms.count {
      let atom = atoms[position]
      if atom.marks.contains(.close) { return }
      separation.newlines = max(separation.newlines, Int(atom.newlines))
      if atom.kind == .comment {
        layOutComment(atom, level, &separation)
      } else if atom.kind == .comma {
        layOutComma(atom, level, &separation)
      } else {
        layOutItem(level, &separation)
      }
    }
  }

  private mutating func beginLine(_ level: Int, _ separation: inout Separation) {
    lines.begin(indent: 2 * level, afterBlank: separation.newlines > 1 && !separation.isFirst)
    separation.isFirst = false
  }

  private mutating func layOutComment(
    _ atom: Atom, _ level: Int, _ separation: inout Separation
  ) {
    if atom.newlines > 0 || lines.isEmpty { beginLine(level, &separation) }
    lines.comment(atom)
    separation.newlines = 0
    separation.isForced = true
    position += 1
  }

  /// A comma stands behind what it follows, unless a comment does.
  private mutating func layOutComma(_ atom: Atom, _ level: Int, _ separation: inout Separation) {
    if lines.isEmpty || lines.endsInComment || separation.isFirst {
      beginLine(level, &separation)
      separation.newlines = 0
      separation.isForced = false
    }
    lines.append(atom, gap: 0)
    position += 1
  }

  private mutating func layOutItem(_ level: Int, _ separation: inout Separation) {
    let last = Int(atoms[position].partner)
    let hasComma = last + 1 < atoms.count && atoms[last + 1].kind == .comma
    let width = flatWidth(position...last).map { $0 + (hasComma ? 1 : 0) }
    let joins = separation.newlines == 0 && !separation.isForced
    if joins, let width, lines.column + 1 + width <= Formatter.limit {
      lines.dropStops()
      appendFlat(position...last)
      separation.isForced = false
    } else {
      beginLine(level, &separation)
      let fits = width.map { 2 * level + $0 <= Formatter.limit } ?? false
      if fits { appendFlat(position...last, keepingStops: true) } else { layOutOpen(last, level) }
      separation.isForced = !fits
    }
    separation.newlines = 0
    position = last + 1
  }

  /// An item that takes several lines: its heads, and its blocks one level deeper.
  private mutating func layOutOpen(_ last: Int, _ level: Int) {
    while position <= last {
      let first = position
      while position < last, !atoms[position].marks.contains(.open) { position += 1 }
      let opens = atoms[position].marks.contains(.open)
      layOutHead(first...position, indent: 2 * level)
      position += 1
      guard opens else { continue }
      layOutItems(level: level + 1)
      lines.begin(indent: 2 * level, afterBlank: false)
      if position <= last { lines.append(atoms[position], gap: 0) }
      position += 1
    }
  }
}

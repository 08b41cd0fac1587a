import Values

/// A line of a source text as a terminal shows it: one cell a column. A long line is cut around
/// the place that matters.
struct LineWindow {
  static let widest = 160
  /// How much of it is shown.
  private let widest: Int
  /// How much of a line stands before the place around which it is cut.
  private var before: Int { widest * 3 / 8 }

  /// What is shown, without blanks at its end.
  private(set) var text = ""
  /// The cells of the window.
  private var shown = 0..<0
  /// The byte offset of the first byte that was read.
  private let start: Int
  /// The cell at which each byte that was read is shown, and one more for the end.
  private var cellOfByte: [Int] = []

  /// `offset` is that of the line's first byte in its text, `focus` the byte around which a long
  /// line is cut.
  init(_ line: ArraySlice<UInt8>, focus: Int, widest: Int = widest) {
    self.widest = min(widest, LineWindow.widest)
    // Bytes far away are not looked at: a line may have millions.
    var lower = max(line.startIndex, focus - 4 * LineWindow.widest)
    while lower > line.startIndex, lower < line.endIndex, line[lower] & 0xc0 == 0x80 { lower -= 1 }
    lower = min(lower, line.endIndex)
    let upper = min(line.endIndex, max(focus, lower) + 4 * LineWindow.widest)
    start = lower
    var cells: [String] = []
    var index = lower
    while index < upper {
      let (scalar, length) = decodeScalar(line, at: index)
      for _ in 0..<length { cellOfByte.append(cells.count) }
      cells += LineWindow.cells(scalar, byte: line[index])
      index += length
    }
    cellOfByte.append(cells.count)
    cut(
      cells, focus: cell(at: focus), begins: lower == line.startIndex,
      ends: index >= line.endIndex)
  }

  private static func cells(_ scalar: Unicode.Scalar?, byte: UInt8) -> [String] {
    guard let scalar else { return hexEscape(byte).map { String($0) } }
    if scalar == "\t" { return [" "] }
    if let spelling = spelling(ofHostile: scalar) { return spelling.map { String($0) } }
    return [String(scalar)]
  }

  private mutating func cut(_ cells: [String], focus: Int, begins: Bool, ends: Bool) {
    var first = 0
    var last = cells.count
    if last > widest {
      first = max(0, focus - before)
      last = min(cells.count, first + widest)
      first = max(0, last - widest)
    }
    shown = first..<last
    var visible = Array(cells[shown])
    if let end = visible.indices.last {
      if first > 0 || !begins { visible[0] = "…" }
      if last < cells.count || !ends { visible[end] = "…" }
    }
    while visible.last == " " { visible.removeLast() }
    text = visible.joined()
  }

  private func cell(at offset: Int) -> Int {
    cellOfByte[min(max(offset - start, 0), cellOfByte.count - 1)]
  }

  /// The columns, from 0, of a range of bytes: at least one, and in the window.
  func columns(_ lower: Int, _ upper: Int) -> Range<Int> {
    let limit = max(shown.count - 1, 0)
    let atEnd = lower - start >= cellOfByte.count - 1
    let first = min(max(cell(at: lower) - shown.lowerBound, 0), atEnd ? shown.count : limit)
    let last = min(max(cell(at: upper) - shown.lowerBound, 0), shown.count)
    return first..<max(last, first + 1)
  }
}

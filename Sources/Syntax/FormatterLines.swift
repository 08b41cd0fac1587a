/// The lines as they come to be; when all are known, what stands below one another is aligned.
struct LineBuffer {
  /// The places of a line that may be aligned with those of its neighbours, from left to right.
  enum Stop: Int, CaseIterable {
    case underlay, arrow
    /// A block that stands in the line, and the `->` in it.
    case block, innerArrow
  }

  struct Line {
    /// The code, in `code`, its columns, and how far it is indented.
    var lower: UInt32
    var upper: UInt32
    var width: Int32 = 0
    var indent: Int32
    var isAfterBlank: Bool
    /// A line but the first of an overlay's head.
    var isInHead: Bool
    /// The comment, in the source; empty: none.
    var commentLower: UInt32 = 0
    var commentUpper: UInt32 = 0
    /// For each stop its offset in the code, its column, and the blanks that go before it; an
    /// offset of -1: there is none.
    var offsets = SIMD4<Int32>(repeating: -1)
    var columns = SIMD4<Int32>(repeating: 0)
    var blanks = SIMD4<Int32>(repeating: 0)
    /// The blanks before the comment, less the two that always stand there.
    var commentBlanks: Int32 = 0

    init(at offset: Int, indent: Int, isAfterBlank: Bool, isInHead: Bool) {
      lower = UInt32(truncatingIfNeeded: offset)
      upper = lower
      self.indent = Int32(truncatingIfNeeded: indent)
      self.isAfterBlank = isAfterBlank
      self.isInHead = isInHead
    }

    var hasCode: Bool { upper > lower }
    var hasComment: Bool { commentUpper > commentLower }
    /// Where the code ends.
    var end: Int { Int(indent) + Int(width) + Int(blanks.wrappedSum()) }
  }

  let bytes: [UInt8]
  private(set) var code: [UInt8] = []
  var lines: [Line] = []

  init(bytes: [UInt8]) {
    self.bytes = bytes
    code.reserveCapacity(bytes.count)
  }

  /// Whether nothing stands in the current line, or there is none.
  var isEmpty: Bool { lines.last.map { !$0.hasCode && !$0.hasComment } ?? true }
  var endsInComment: Bool { lines.last?.hasComment ?? false }
  var indent: Int { lines.last.map { Int($0.indent) } ?? 0 }
  var column: Int { lines.last?.end ?? 0 }

  mutating func begin(indent: Int, afterBlank: Bool, inHead: Bool = false) {
    lines.append(
      Line(at: code.count, indent: indent, isAfterBlank: afterBlank, isInHead: inHead))
  }

  mutating func append(_ atom: Atom, gap: Int) {
    for _ in 0..<gap { code.append(UInt8(ascii: " ")) }
    let text = bytes[atom.bounds]
    code += text
    lines[lines.count - 1].upper = UInt32(truncatingIfNeeded: code.count)
    lines[lines.count - 1].width += Int32(truncatingIfNeeded: gap + columns(text))
  }

  /// The blanks at its end are not a part of a comment.
  mutating func comment(_ atom: Atom) {
    let text = trimmed(bytes[atom.bounds])
    lines[lines.count - 1].commentLower = atom.lower
    lines[lines.count - 1].commentUpper = UInt32(truncatingIfNeeded: text.endIndex)
  }

  /// What is appended next, behind a gap, may be aligned.
  mutating func stop(_ stop: Stop, gap: Int) {
    let last = lines.count - 1
    guard lines[last].offsets[stop.rawValue] < 0, !hasStop(behind: stop) else { return }
    let offset = code.count - Int(lines[last].lower) + gap
    lines[last].offsets[stop.rawValue] = Int32(truncatingIfNeeded: offset)
    lines[last].columns[stop.rawValue] = lines[last].width + Int32(truncatingIfNeeded: gap)
  }

  private func hasStop(behind stop: Stop) -> Bool {
    Stop.allCases.contains {
      $0.rawValue > stop.rawValue && lines[lines.count - 1].offsets[$0.rawValue] >= 0
    }
  }

  /// A line of several items has no columns.
  mutating func dropStops() {
    lines[lines.count - 1].offsets = SIMD4(repeating: -1)
  }
}

// The text.
extension LineBuffer {
  consuming func text() -> [UInt8] {
    alignStops()
    alignComments()
    var text: [UInt8] = []
    text.reserveCapacity(code.count + 8 * lines.count)
    for line in lines { write(line, to: &text) }
    return text
  }

  private func write(_ line: Line, to text: inout [UInt8]) {
    if line.isAfterBlank { text.append(UInt8(ascii: "\n")) }
    writeBlanks(Int(line.indent), to: &text)
    var start = Int(line.lower)
    for stop in Stop.allCases where line.offsets[stop.rawValue] >= 0 {
      let end = Int(line.lower) + Int(line.offsets[stop.rawValue])
      text += code[start..<end]
      writeBlanks(Int(line.blanks[stop.rawValue]), to: &text)
      start = end
    }
    text += code[start..<Int(line.upper)]
    if line.hasComment {
      if line.hasCode { writeBlanks(2 + Int(line.commentBlanks), to: &text) }
      text += bytes[Int(line.commentLower)..<Int(line.commentUpper)]
    }
    text.append(UInt8(ascii: "\n"))
  }

  private func writeBlanks(_ count: Int, to text: inout [UInt8]) {
    for _ in 0..<count { text.append(UInt8(ascii: " ")) }
  }
}

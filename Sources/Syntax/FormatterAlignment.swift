// Columns: a run of lines is aligned as a whole, or, where a line would not fit, not at all.
extension LineBuffer {
  /// Lines that follow one another, equally indented and with no blank line between, share the
  /// columns of their stops.
  mutating func alignStops() {
    var first = 0
    while first < lines.count {
      var last = first
      while last + 1 < lines.count, !lines[last + 1].isAfterBlank,
        lines[last + 1].indent == lines[first].indent
      {
        last += 1
      }
      for stop in Stop.allCases { align(stop, first...last) }
      first = last + 1
    }
  }

  private mutating func align(_ stop: Stop, _ run: ClosedRange<Int>) {
    var greatest: Int32 = 0
    var count = 0
    for index in run where takesPart(lines[index], stop) {
      greatest = max(greatest, column(of: stop, in: lines[index]))
      count += 1
    }
    guard count > 1 else { return }
    let fits = run.allSatisfy { index in
      let line = lines[index]
      guard takesPart(line, stop) else { return true }
      return line.end + Int(greatest - column(of: stop, in: line)) <= Formatter.limit
    }
    guard fits else { return }
    for index in run where takesPart(lines[index], stop) {
      lines[index].blanks[stop.rawValue] = greatest - column(of: stop, in: lines[index])
    }
  }

  private func takesPart(_ line: Line, _ stop: Stop) -> Bool {
    line.offsets[stop.rawValue] >= 0 && line.end <= Formatter.limit
  }

  /// Where a stop stands when those before it are aligned.
  private func column(of stop: Stop, in line: Line) -> Int32 {
    line.columns[stop.rawValue] + line.blanks.wrappedSum()
  }

  /// Comments at the ends of lines that follow one another stand below one another; in an overlay's
  /// head, all do.
  mutating func alignComments() {
    var first = 0
    while first < lines.count {
      var last = first
      while last + 1 < lines.count, sharesComments(last + 1) { last += 1 }
      alignComments(first...last)
      first = last + 1
    }
  }

  private func sharesComments(_ index: Int) -> Bool {
    let line = lines[index]
    let previous = lines[index - 1]
    if line.isInHead { return true }
    if index + 1 < lines.count, continuesHead(lines[index + 1]) { return false }
    return !line.isAfterBlank && isTrailing(line) && isTrailing(previous)
      && line.indent == previous.indent && !bordersBlock(line) && !bordersBlock(previous)
  }

  private func continuesHead(_ line: Line) -> Bool {
    line.isInHead || (line.hasCode && code[Int(line.lower)] == UInt8(ascii: "<"))
  }

  /// Whether a line opens or closes a block: its comment is about what is inside, or is over.
  private func bordersBlock(_ line: Line) -> Bool {
    code[Int(line.lower)] == UInt8(ascii: ">") || code[Int(line.upper) - 1] == UInt8(ascii: "<")
  }

  private mutating func alignComments(_ run: ClosedRange<Int>) {
    var greatest = 0
    for index in run where isTrailing(lines[index]) { greatest = max(greatest, lines[index].end) }
    let fits = run.allSatisfy { index in
      let line = lines[index]
      guard isTrailing(line) else { return true }
      let width = 2 + columns(bytes[Int(line.commentLower)..<Int(line.commentUpper)])
      return greatest + width <= Formatter.limit || line.end + width > Formatter.limit
    }
    guard fits else { return }
    for index in run where isTrailing(lines[index]) {
      lines[index].commentBlanks = Int32(truncatingIfNeeded: greatest - lines[index].end)
    }
  }

  private func isTrailing(_ line: Line) -> Bool { line.hasCode && line.hasComment }
}

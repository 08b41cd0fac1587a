/// Lines that are no longer than a terminal is wide.
package enum Wrapping {
  /// The lines of a text, each broken between words where it has more characters than `columns`; what
  /// goes on begins with `indent` blanks. A word that is longer than a line stays whole, and so does
  /// what stands between backticks: it may be a command that somebody copies.
  package static func lines(_ text: String, columns: Int?, indent: Int) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let columns, columns > 2 * indent else { return lines }
    return lines.flatMap { $0.count <= columns ? [$0] : broken($0, columns, indent) }
  }

  private static func broken(_ line: String, _ columns: Int, _ indent: Int) -> [String] {
    var lines: [String] = []
    var line = line[...]
    var margin = ""
    while margin.count + line.count > columns {
      guard let gap = lastGap(in: line, upTo: columns - margin.count) else { break }
      lines.append(margin + line[..<gap.lowerBound])
      line = line[gap.upperBound...]
      margin = String(repeating: " ", count: indent)
    }
    return lines + [margin + line]
  }

  /// Where a line is broken: at the last blanks between words that begin within so many characters,
  /// or, where there are none, at the first ones. Columns of a table are parted before words are.
  private static func lastGap(in line: Substring, upTo width: Int) -> Range<String.Index>? {
    let gaps = gaps(in: line)
    let fitting = gaps.prefix { $0.column <= width }
    let wide = fitting.last { $0.column > width / 2 && line[$0.range].count > 1 }
    return (wide ?? fitting.last ?? gaps.first)?.range
  }

  /// The blanks between words, and the column where they begin; none within backticks.
  private static func gaps(in line: Substring) -> [(range: Range<String.Index>, column: Int)] {
    var gaps: [(range: Range<String.Index>, column: Int)] = []
    var (index, column) = (line.startIndex, 0)
    var (isCode, isBehindWord) = (false, false)
    while index < line.endIndex {
      if line[index] == " ", !isCode {
        let end = line[index...].firstIndex { $0 != " " } ?? line.endIndex
        if isBehindWord, end < line.endIndex { gaps.append((index..<end, column)) }
        (index, column) = (end, column + line.distance(from: index, to: end))
      } else {
        if line[index] == "`" { isCode.toggle() }
        isBehindWord = true
        (index, column) = (line.index(after: index), column + 1)
      }
    }
    return gaps
  }
}

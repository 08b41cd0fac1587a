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

  /// The last blanks between words that begin within so many characters, or, where there are none,
  /// the first ones.
  private static func lastGap(in line: Substring, upTo width: Int) -> Range<String.Index>? {
    var found: Range<String.Index>?
    var (index, column) = (line.startIndex, 0)
    var isCode = false
    var isBehindWord = false
    while index < line.endIndex {
      guard line[index] == " ", !isCode else {
        if line[index] == "`" { isCode.toggle() }
        isBehindWord = true
        (index, column) = (line.index(after: index), column + 1)
        continue
      }
      let end = line[index...].firstIndex { $0 != " " } ?? line.endIndex
      if found != nil, column > width { return found }
      if isBehindWord, end < line.endIndex { found = index..<end }
      (index, column) = (end, column + line.distance(from: index, to: end))
    }
    return found
  }
}

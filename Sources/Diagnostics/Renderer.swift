/// Diagnostics as text for people, with the lines that they speak of.
package struct Renderer {
  let sources: Sources
  private let color: Bool
  /// Of the terminal: lines of source are cut so that they fit, what is said of them is broken.
  private let columns: Int?

  package init(sources: Sources, color: Bool, columns: Int? = nil) {
    self.sources = sources
    self.color = color
    self.columns = columns
  }

  /// In the order of files and places, those without a place last; a blank line between two; at
  /// most `limit`, then how many more there are. Where not all are shown, errors go before warnings
  /// and these before notes. Ends with a newline unless there are none.
  package func render(_ diagnostics: [Diagnostic], limit: Int = 20) -> String {
    let sorted = diagnostics.sortedByPlace
    let shown = gravest(sorted, limit: max(limit, 0))
    var parts = shown.map { render(sorted[$0]) }
    let others = Set(shown)
    let rest = sorted.indices.filter { !others.contains($0) }.map { sorted[$0] }
    if let rest = remainder(rest) { parts.append(rest) }
    return parts.joined(separator: "\n")
  }

  /// The indices of what is shown, in their order.
  private func gravest(_ diagnostics: [Diagnostic], limit: Int) -> [Int] {
    guard diagnostics.count > limit else { return Array(diagnostics.indices) }
    var chosen: [Int] = []
    for severity in Severity.allCases.reversed() {
      let those = diagnostics.indices.filter { diagnostics[$0].severity == severity }
      chosen += those.prefix(limit - chosen.count)
    }
    return chosen.sorted()
  }

  /// Ends with a newline.
  package func render(_ diagnostic: Diagnostic) -> String {
    var lines = title(diagnostic)
    let blocks = blocks(diagnostic)
    let width = blocks.flatMap { $0.lines.map { String($0.number).count } }.max() ?? 1
    let margin = String(repeating: " ", count: width)
    for (index, block) in blocks.enumerated() {
      let arrow = index == 0 ? "-->" : ":::"
      lines.append(margin + paint(arrow, .gutter) + " " + block.place)
      lines.append(margin + " " + paint("|", .gutter))
      lines += snippet(block, width: width, diagnostic.severity)
    }
    for line in expansion(diagnostic) { lines += remark(line.word, line.text, margin) }
    for note in diagnostic.notes { lines += remark("note", note, margin) }
    if let help = diagnostic.help ?? diagnostic.fix.map(helpText) {
      lines += remark("help", help, margin)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Remainder

  private func remainder(_ rest: [Diagnostic]) -> String? {
    var parts: [String] = []
    for severity in Severity.allCases.reversed() {
      let count = rest.count { $0.severity == severity }
      if count > 0 { parts.append("\(count) more \(severity.word)\(count == 1 ? "" : "s")") }
    }
    return parts.isEmpty ? nil : "… and " + parts.joined(separator: ", ") + "\n"
  }

  // MARK: Head and foot

  private func title(_ diagnostic: Diagnostic) -> [String] {
    let head = "\(diagnostic.severity.word)[\(diagnostic.code.rawValue)]"
    let lines = Wrapping.lines(
      head + ": " + harmless(diagnostic.message), columns: columns, indent: 2)
    return lines.enumerated().map { index, line in
      index > 0
        ? paint(line, .strong)
        : paint(head, .severity(diagnostic.severity))
          + paint(String(line.dropFirst(head.count)), .strong)
    }
  }

  private func remark(_ word: String, _ text: String, _ margin: String) -> [String] {
    let first = margin + " = " + word + ": "
    let further = String(repeating: " ", count: margin.count + 9)
    var lines: [String] = []
    for line in harmless(text, keepingNewlines: true).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      lines += Wrapping.lines(
        (lines.isEmpty ? first : further) + line, columns: columns, indent: further.count)
    }
    let sign = margin + " " + paint("=", .gutter) + " " + paint(word, .strong) + ": "
    lines[0] = sign + lines[0].dropFirst(first.count)
    return lines
  }

  private func helpText(_ fix: Diagnostic.Fix) -> String {
    switch fix.replacement {
    case "": "leave it out"
    case "\n": "begin a new line"
    default: "write `\(harmless(fix.replacement))`"
    }
  }

  // MARK: Places

  /// A stretch of one line, underlined.
  private struct Mark {
    var lower: Int
    var upper: Int
    var text: String
    var isPrimary: Bool
  }

  private struct Line {
    /// In the text as it is, and as it is shown.
    var index: Int
    var number: Int
    var marks: [Mark]
  }

  /// The lines of one file.
  private struct Block {
    var source: SourceText
    var place: String
    var lines: [Line]
  }

  private func blocks(_ diagnostic: Diagnostic) -> [Block] {
    guard let range = diagnostic.range else { return [] }
    var places = [(range: range, text: diagnostic.rangeText, isPrimary: true)]
    places += diagnostic.labels.filter { !isSamePlace($0.range, range) }
      .map { ($0.range, text(of: $0, beside: range), false) }
    // By the texts that they were written in: several may be put together in one.
    var groups: [(source: SourceText, file: UInt32, name: String, marks: [Mark])] = []
    for place in places {
      guard let source = sources[place.range] else { continue }
      let (file, name) = (place.range.file, source.name(at: Int(place.range.lower)))
      let mark = mark(place.range, place.text, place.isPrimary, in: source)
      if let index = groups.firstIndex(where: { $0.file == file && $0.name == name }) {
        groups[index].marks.append(mark)
      } else {
        groups.append((source, file, name, [mark]))
      }
    }
    return groups.map { source, _, name, marks in
      // The place itself if it is in this text, else the first label.
      let first = marks.first { $0.isPrimary } ?? marks.min { $0.lower < $1.lower }
      let at = first?.lower ?? 0
      let place = "\(harmless(name)):\(source.line(at: at)):\(source.column(at: at))"
      return Block(source: source, place: place, lines: lines(marks, in: source))
    }
  }

  private func mark(
    _ range: SourceRange, _ text: String, _ isPrimary: Bool, in source: SourceText
  ) -> Mark {
    let lower = min(Int(range.lower), source.bytes.count)
    let end = source.lineBytes(source.ownLine(at: lower)).endIndex
    return Mark(
      lower: lower, upper: max(lower, min(Int(range.upper), end)), text: text,
      isPrimary: isPrimary)
  }

  private func lines(_ marks: [Mark], in source: SourceText) -> [Line] {
    var lines: [Line] = []
    for mark in marks.enumerated().sorted(by: {
      ($0.element.lower, $0.offset) < ($1.element.lower, $1.offset)
    }) {
      let index = source.ownLine(at: mark.element.lower)
      if lines.last?.index == index {
        lines[lines.count - 1].marks.append(mark.element)
      } else {
        let number = source.line(at: mark.element.lower)
        lines.append(Line(index: index, number: number, marks: [mark.element]))
      }
    }
    return lines
  }

  // MARK: Lines

  private func snippet(_ block: Block, width: Int, _ severity: Severity) -> [String] {
    var result: [String] = []
    var previous: Int?
    for line in block.lines {
      if let previous, line.index > previous + 1 { result.append(paint("...", .gutter)) }
      previous = line.index
      let focus = (line.marks.first { $0.isPrimary } ?? line.marks[0]).lower
      let widest = columns.map { max($0 - width - 3, 20) } ?? LineWindow.widest
      let window = LineWindow(block.source.lineBytes(line.index), focus: focus, widest: widest)
      let number = String(line.number)
      let gutter = String(repeating: " ", count: width - number.count) + number + " |"
      result.append(paint(gutter, .gutter) + (window.text.isEmpty ? "" : " " + window.text))
      for mark in line.marks {
        let columns = window.columns(mark.lower, mark.upper)
        let sign = mark.isPrimary ? "^" : "-"
        let text = mark.text.isEmpty ? "" : " " + harmless(mark.text)
        result.append(
          String(repeating: " ", count: width + 1) + paint("|", .gutter) + " "
            + String(repeating: " ", count: columns.lowerBound)
            + paint(
              String(repeating: sign, count: columns.count) + text,
              mark.isPrimary ? .severity(severity) : .gutter))
      }
    }
    return result
  }

  // MARK: Colours

  private enum Paint {
    case severity(Severity)
    case gutter, strong

    /// The parameters of the terminal's SGR sequence.
    var code: String {
      switch self {
      case .severity(.error): "1;31"
      case .severity(.warning): "33"
      case .severity(.note): "36"
      case .gutter: "34"
      case .strong: "1"
      }
    }
  }

  private func paint(_ text: String, _ paint: Paint) -> String {
    color ? "\u{1b}[\(paint.code)m\(text)\u{1b}[0m" : text
  }
}

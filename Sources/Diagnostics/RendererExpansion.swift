// The loops and recipes that led to a place.
extension Renderer {
  /// A line below the places.
  struct Remark {
    var word: String
    var text: String
  }

  func expansion(_ diagnostic: Diagnostic) -> [Remark] {
    guard let range = diagnostic.range else { return [] }
    var remarks = sources.expansions.chain(of: range).map { link in
      Remark(word: "in", text: "\(link.what) at \(place(of: link.range))" + values(link))
    }
    for label in diagnostic.labels where isSamePlace(label.range, range) {
      remarks.append(Remark(word: "note", text: label.text + "," + innermost(label.range)))
    }
    if let repetition = diagnostic.repetition {
      let times = repetition.count == 1 ? "once more" : "\(repetition.count) times more"
      remarks.append(
        Remark(word: "note", text: "the same \(times), the last" + all(repetition.last)))
    }
    return remarks
  }

  /// Whether both are the same text, in two iterations.
  func isSamePlace(_ one: SourceRange, _ other: SourceRange) -> Bool {
    one != other && one.traced(0) == other.traced(0)
  }

  /// A label of another iteration says which.
  func text(of label: Diagnostic.Label, beside range: SourceRange) -> String {
    sources.expansions.isWithin(range, label.range)
      ? label.text : label.text + "," + innermost(label.range)
  }

  private func innermost(_ range: SourceRange) -> String {
    guard let link = sources.expansions.chain(of: range).first else { return "" }
    return values(link)
  }

  /// From the outermost loop or use to the innermost.
  private func all(_ range: SourceRange) -> String {
    let links = sources.expansions.chain(of: range).reversed().filter { !$0.values.isEmpty }
    return links.isEmpty ? "" : " where " + links.map(\.values).joined(separator: ", ")
  }

  private func values(_ link: Expansions.Link) -> String {
    link.values.isEmpty ? "" : " where \(link.values)"
  }

  private func place(of range: SourceRange) -> String {
    guard let source = sources[range] else { return "?" }
    let at = Int(range.lower)
    return "\(source.name(at: at)):\(source.line(at: at)):\(source.column(at: at))"
  }
}

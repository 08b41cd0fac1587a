package import Diagnostics

/// An edit that was made, at its place in the text as it was given.
package struct AppliedFix: Sendable, Equatable {
  package var range: SourceRange
  /// What stood there, and what stands there now.
  package var old: [UInt8]
  package var new: String

  /// "`=>` became `->`"
  package var phrase: String {
    let old = String(decoding: old, as: UTF8.self)
    if self.old.isEmpty { return "`\(new)` was put in" }
    return new.isEmpty ? "`\(old)` was left out" : "`\(old)` became `\(new)`"
  }
}

/// A text after its safe fixes, and what is to be said of it then.
package struct FixedText: Sendable {
  package var bytes: [UInt8]
  package var applied: [AppliedFix]
  package var recipe: Recipe
}

/// How often a text is read anew: one fix may show another mistake, but not for ever.
private let mostRounds = 10

/// Applies the safe fixes of a text (file 0 of its recipe), reads it again, and so on until there
/// are none.
package func applyFixes(_ bytes: [UInt8], read: ([UInt8]) -> Recipe) -> FixedText {
  var result = FixedText(bytes: bytes, applied: [], recipe: read(bytes))
  var rounds: [[Edit]] = []
  while rounds.count < mostRounds {
    let edits = edits(of: result.recipe.diagnostics, in: result.bytes)
    guard !edits.isEmpty else { break }
    result.applied += edits.map { edit in
      let range = SourceRange(
        file: 0, lower: original(edit.lower, rounds), upper: original(edit.upper, rounds))
      return AppliedFix(
        range: range, old: Array(result.bytes[edit.lower..<edit.upper]), new: edit.new)
    }
    result.bytes = applying(edits, to: result.bytes)
    rounds.append(edits)
    result.recipe = read(result.bytes)
  }
  result.applied.sort { ($0.range.lower, $0.range.upper) < ($1.range.lower, $1.range.upper) }
  return result
}

private struct Edit: Hashable {
  var lower: Int
  var upper: Int
  var new: String
}

/// The edits in the order of their places. Of two that touch the same bytes, or put something in at
/// the same place, the one that begins first is made; the other has its turn in the next round.
private func edits(of diagnostics: [Diagnostic], in bytes: [UInt8]) -> [Edit] {
  let wanted = diagnostics.compactMap(\.fix).filter { fix in
    fix.isSafe && fix.range.file == 0 && fix.range.lower <= fix.range.upper
      && Int(fix.range.upper) <= bytes.count
  }.map { Edit(lower: Int($0.range.lower), upper: Int($0.range.upper), new: $0.replacement) }
  let order = wanted.indices.sorted { (wanted[$0].lower, $0) < (wanted[$1].lower, $1) }
  var chosen: [Edit] = []
  for edit in order.map({ wanted[$0] }) {
    if let last = chosen.last, edit.lower < last.upper || edit.lower == last.lower { continue }
    chosen.append(edit)
  }
  return chosen
}

private func applying(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  var end = 0
  for edit in edits {
    result += bytes[end..<edit.lower]
    result += Array(edit.new.utf8)
    end = edit.upper
  }
  return result + bytes[end...]
}

/// Where a byte, or what it came of, stood before all rounds.
private func original(_ offset: Int, _ rounds: [[Edit]]) -> Int {
  rounds.reversed().reduce(offset) { offset, edits in
    var shift = 0
    for edit in edits {
      let lower = edit.lower + shift
      if offset < lower { break }
      let length = edit.new.utf8.count
      if offset < lower + length { return edit.lower }
      shift += length - (edit.upper - edit.lower)
    }
    return offset - shift
  }
}

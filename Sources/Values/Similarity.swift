/// The candidate that a mistyped word most likely meant: the least Damerau-Levenshtein distance,
/// of at most a third of the longer word; the first of equals.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  var suggestions = Suggestions()
  return suggestions.nearest(to: word, among: candidates)
}

/// Suggestions for all the words of a text. To compare each with all is not linear, and nobody reads
/// so many: when a certain work is done there are no more.
package struct Suggestions: Sendable {
  /// How many more pairs of bytes are compared.
  private var left = 2_000_000
  /// A word that is longer is no name that somebody mistyped.
  private static let longest = 100

  package init() {}

  package var areOver: Bool { left <= 0 }

  package mutating func nearest(
    to word: String, among candidates: @autoclosure () -> some Sequence<String>
  ) -> String? {
    let bytes = Array(word.utf8.prefix(Self.longest + 1))
    guard !areOver, bytes.count <= Self.longest else { return nil }
    var best: (distance: Int, word: String)?
    for candidate in candidates() {
      left -= 1
      guard !areOver else { return nil }
      let limit = max(1, max(bytes.count, candidate.utf8.count) / 3)
      guard candidate.utf8.count <= Self.longest, abs(bytes.count - candidate.utf8.count) <= limit,
        candidate != word
      else { continue }
      left -= bytes.count * candidate.utf8.count
      let distance = editDistance(bytes, Array(candidate.utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.word
  }
}

private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    for j in right.indices {
      let cost = left[i] == right[j] ? 0 : 1
      var value = min(last[j + 1] + 1, row[j] + 1, last[j] + cost)
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        value = min(value, beforeLast[j - 1] + 1)
      }
      row.append(value)
    }
    beforeLast = last
    last = row
  }
  return last[right.count]
}

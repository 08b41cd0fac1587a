/// The candidate that a mistyped word most likely meant: the least Damerau-Levenshtein distance,
/// of at most a third of the longer word; the first of equals.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  var best: (distance: Int, word: String)?
  for candidate in candidates where candidate != word {
    let limit = max(1, max(word.utf8.count, candidate.utf8.count) / 3)
    let distance = editDistance(Array(word.utf8), Array(candidate.utf8))
    if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.word
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

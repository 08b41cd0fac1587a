/// Which of very many keys may be there twice, by their hashes: two to four bytes of memory for each,
/// where a table of them takes sixteen and a cache does not hold it. Whatever is there twice is
/// suspected, and as long as there are no more keys than were expected about one in eight of the others.
package struct TwinFilter: Sendable {
  private var seen: [UInt64]
  private var seenAgain: [UInt64]

  /// For so many keys.
  package init(capacity: Int) {
    var words = 1
    while 8 * words < capacity { words *= 2 }
    seen = Array(repeating: 0, count: words)
    seenAgain = seen
  }

  package mutating func note(_ hash: Int) {
    let (word, bit) = place(hash)
    seenAgain[word] |= seen[word] & bit
    seen[word] |= bit
  }

  /// Once all have been noted.
  package func mayHaveTwin(_ hash: Int) -> Bool {
    let (word, bit) = place(hash)
    return seenAgain[word] & bit != 0
  }

  private func place(_ hash: Int) -> (word: Int, bit: UInt64) {
    let bits = UInt64(truncatingIfNeeded: hash) >> 16
    return (Int(bits >> 6) & (seen.count - 1), 1 << (bits & 63))
  }
}

import Values

// Lines that the lexer has read in one go become items without being parsed.
extension Parser {
  /// The items whose lines follow one another here; `false`, and nothing is read, where anything about
  /// the first is unusual.
  mutating func parsePlainLines(into items: inout [Item]) -> Bool {
    while passedLines < plainLines.count, plainLines[passedLines].token < index {
      passedLines += 1
    }
    guard isInOverlay, !isOpenless, passedLines < plainLines.count,
      plainLines[passedLines].token == index
    else { return false }
    let end = endOfPlainLines()
    guard end > passedLines else { return false }
    items.reserveCapacity(items.count + end - passedLines)
    for line in plainLines[passedLines..<end] { items.append(item(line)) }
    passedLines = end
    let last = Int(plainLines[end - 1].token) + 6
    previousUpper = tokens[last].upper
    previousKind = tokens[last].kind
    following = last + 1
    settle()
    return true
  }

  /// The index behind the last line that follows the one before it and is what it seems to be.
  private func endOfPlainLines() -> Int {
    var end = passedLines
    while end < plainLines.count, isWhatItSeems(plainLines[end]) {
      let first = Int(plainLines[end].token)
      guard end + 1 < plainLines.count, plainLines[end + 1].token <= first + 9 else {
        // An arrow may stand at the beginning of the next line.
        let next = significantIndex(from: first + 8, overNewlines: true)
        let goesOn = next < tokens.count && KindSet.arrows.contains(tokens[next].kind)
        return goesOn ? end : end + 1
      }
      end += 1
    }
    return end
  }

  private func isWhatItSeems(_ line: PlainLine) -> Bool {
    switch line.numbers {
    case .member: !isInMember && isNoKeyword(tokens[Int(line.token)])
    case .entry: true
    }
  }

  private func item(_ line: PlainLine) -> Item {
    let words = tokens[Int(line.token)...]
    let (first, second, third, fourth) = (
      words[words.startIndex], words[words.startIndex + 2], words[words.startIndex + 4],
      words[words.startIndex + 6]
    )
    let file = UInt32(truncatingIfNeeded: file)
    switch line.numbers {
    case .member(let underlay, let overlay, let length):
      return .plain(
        PlainMember(
          file: file, name: (text(of: first), first), underlay: (underlay, second), arrow: third,
          overlay: (overlay, length, fourth)))
    case .entry(let kind, let mac, let address):
      return .plainEntry(
        PlainEntry(
          kind: kind, mac: mac, address: address, file: file,
          words: (first, second, third, fourth)))
    }
  }

  /// Names that end with a digit are taken for what they are, unless they are very long: no keyword does,
  /// and no word of other tools.
  private func isNoKeyword(_ token: Token) -> Bool {
    Int(token.upper - token.lower) <= PlainMember.longestName
      && bytes[Int(token.upper) - 1].isDigit
  }
}

/// A line of a unified difference, without its newline.
package struct DifferenceLine: Sendable, Equatable {
  package enum Kind: Sendable { case file, place, same, removed, added, remark }
  package var kind: Kind
  package var text: [UInt8]
}

/// What the layout of a text changes, as a unified difference with three lines of context; empty if
/// nothing. Both texts hold the same words, so the lines that belong together are found by counting
/// what is no white space: no search is needed, and the work is linear.
package func layoutDifference(name: String, from old: [UInt8], to new: [UInt8]) -> [DifferenceLine]
{
  var matcher = LineMatcher(old: TextLines(old), new: TextLines(new))
  matcher.run()
  let hunks = matcher.changes.hunks(context: 3)
  guard !hunks.isEmpty else { return [] }
  let header = ["--- \(name)", "+++ \(name)\t(formatted)"].map {
    DifferenceLine(kind: .file, text: Array($0.utf8))
  }
  return header + hunks.flatMap { matcher.lines(of: $0) }
}

private struct TextLines {
  let bytes: [UInt8]
  /// Where each line begins, and the end of the last.
  private(set) var starts: [Int] = [0]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    if starts.last != bytes.count { starts.append(bytes.count) }
  }

  var count: Int { starts.count - 1 }

  /// With the newline.
  subscript(index: Int) -> ArraySlice<UInt8> { bytes[starts[index]..<starts[index + 1]] }

  /// The bytes that are no white space; a byte order mark is.
  func weight(_ index: Int) -> Int {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let line = index == 0 && bytes.starts(with: mark) ? self[index].dropFirst(3) : self[index]
    return line.count { $0 > 0x20 }
  }
}

/// A line of one text or of both.
private struct Change {
  var old: Int?
  var new: Int?
}

private struct LineMatcher {
  let old: TextLines
  let new: TextLines
  var changes: [Change] = []
  private var left = 0
  private var right = 0

  init(old: TextLines, new: TextLines) {
    self.old = old
    self.new = new
  }

  mutating func run() {
    while left < old.count || right < new.count {
      if left < old.count, right < new.count, old[left] == new[right] {
        changes.append(Change(old: left, new: right))
        left += 1
        right += 1
      } else if left < old.count, old.weight(left) == 0 {
        _ = remove()
      } else if right < new.count, new.weight(right) == 0 {
        _ = add()
      } else {
        replace()
      }
    }
  }

  /// Lines of both texts that hold the same words.
  private mutating func replace() {
    var balance = remove() - add()
    while balance != 0, left < old.count || right < new.count {
      if balance < 0 ? left < old.count : right >= new.count {
        balance += remove()
      } else {
        balance -= add()
      }
    }
  }

  private mutating func remove() -> Int {
    guard left < old.count else { return 0 }
    changes.append(Change(old: left))
    left += 1
    return old.weight(left - 1)
  }

  private mutating func add() -> Int {
    guard right < new.count else { return 0 }
    changes.append(Change(new: right))
    right += 1
    return new.weight(right - 1)
  }
}

extension [Change] {
  /// The changes that stand together, with what is around them.
  fileprivate func hunks(context: Int) -> [ArraySlice<Change>] {
    var ranges: [Range<Int>] = []
    for (index, change) in enumerated() where change.old == nil || change.new == nil {
      let range = Swift.max(index - context, 0)..<Swift.min(index + context + 1, count)
      if let last = ranges.last, last.upperBound >= range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges.map { self[$0] }
  }
}

extension LineMatcher {
  fileprivate func lines(of hunk: ArraySlice<Change>) -> [DifferenceLine] {
    var lines = [place(of: hunk)]
    var added: [DifferenceLine] = []
    for change in hunk {
      if let line = change.old, change.new != nil {
        lines += added + self.lines(.same, old[line])
        added = []
      } else if let line = change.old {
        lines += self.lines(.removed, old[line])
      } else if let line = change.new {
        // Behind all that is removed at this place.
        added += self.lines(.added, new[line])
      }
    }
    return lines + added
  }

  private func lines(_ kind: DifferenceLine.Kind, _ text: ArraySlice<UInt8>) -> [DifferenceLine] {
    let sign = kind == .same ? " " : kind == .removed ? "-" : "+"
    let isEnded = text.last == UInt8(ascii: "\n")
    let line = DifferenceLine(
      kind: kind, text: Array(sign.utf8) + (isEnded ? text.dropLast() : text))
    let remark = DifferenceLine(kind: .remark, text: Array("\\ No newline at end of file".utf8))
    return isEnded ? [line] : [line, remark]
  }

  private func place(of hunk: ArraySlice<Change>) -> DifferenceLine {
    func numbers(_ lines: [Int], before: Int) -> String {
      let first = lines.first.map { $0 + 1 } ?? before
      return lines.count == 1 ? "\(first)" : "\(first),\(lines.count)"
    }
    let before = changes[..<hunk.startIndex]
    let removed = numbers(
      hunk.compactMap(\.old), before: before.last { $0.old != nil }?.old.map { $0 + 1 } ?? 0)
    let added = numbers(
      hunk.compactMap(\.new), before: before.last { $0.new != nil }?.new.map { $0 + 1 } ?? 0)
    return DifferenceLine(kind: .place, text: Array("@@ -\(removed) +\(added) @@".utf8))
  }
}

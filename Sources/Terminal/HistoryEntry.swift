/// What was entered, as a line of the file that keeps the history: a statement over several lines is
/// one line there.
package enum HistoryEntry {
  /// Of more the oldest are forgotten.
  package static let limit = 10_000

  /// `\` and newlines are written as `\\` and `\n`.
  package static func line(of entry: [UInt8]) -> [UInt8] {
    var line: [UInt8] = []
    for byte in entry {
      switch byte {
      case UInt8(ascii: "\\"): line += [byte, byte]
      case UInt8(ascii: "\n"): line += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      default: line.append(byte)
      }
    }
    return line
  }

  package static func entry(of line: some Sequence<UInt8>) -> [UInt8] {
    var entry: [UInt8] = []
    var isEscaped = false
    for byte in line {
      if isEscaped {
        entry.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        entry.append(byte)
      }
    }
    return entry
  }

  /// The entries of a file, oldest first: of equal ones the newest stays.
  package static func entries(of file: [UInt8]) -> [[UInt8]] {
    var seen: Set<[UInt8]> = []
    var newestFirst: [[UInt8]] = []
    for line in file.split(separator: UInt8(ascii: "\n")).reversed() {
      let entry = entry(of: line)
      // readline's lines end with NUL.
      guard !entry.contains(0), seen.insert(entry).inserted else { continue }
      newestFirst.append(entry)
      if newestFirst.count == limit { break }
    }
    return newestFirst.reversed()
  }
}

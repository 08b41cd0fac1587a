/// One source text: its name as the user gave it, and its bytes.
package struct SourceText: Sendable {
  package var name: String
  package var bytes: [UInt8]
  private var lineStarts: [Int]
  private let origins: [Origin]

  /// Where a stretch was written, of a text that was put together.
  package struct Origin: Sendable {
    /// Where the stretch begins in this text; it goes on to the next.
    package var offset: Int
    /// `nil`: nowhere else.
    package var place: Place?

    package init(offset: Int, place: Place?) { (self.offset, self.place) = (offset, place) }
  }

  /// A text, and a line and a column in it, from 1.
  package struct Place: Sendable {
    package var name: String
    package var line: Int
    package var column: Int

    package init(name: String, line: Int, column: Int = 1) {
      (self.name, self.line, self.column) = (name, line, column)
    }
  }

  /// `origins` in order.
  package init(name: String, bytes: [UInt8], origins: [Origin] = []) {
    self.name = name
    self.bytes = bytes
    self.origins = origins
    lineStarts = [0]
    let text = bytes.span
    for offset in text.indices where text[offset] == UInt8(ascii: "\n") {
      lineStarts.append(offset + 1)
    }
  }

  package var lineCount: Int { lineStarts.count }

  /// The name of the text that the byte at `offset` was written in.
  package func name(at offset: Int) -> String { origin(at: offset)?.place.name ?? name }

  /// The line, from 1, that holds the byte at `offset`, where it was written.
  package func line(at offset: Int) -> Int {
    let line = ownLine(at: offset)
    guard let origin = origin(at: offset) else { return line }
    return origin.place.line + line - ownLine(at: origin.offset)
  }

  /// Where the byte at `offset` was written.
  package func place(at offset: Int) -> Place {
    Place(name: name(at: offset), line: line(at: offset), column: column(at: offset))
  }

  private func origin(at offset: Int) -> (offset: Int, place: Place)? {
    guard !origins.isEmpty else { return nil }
    var low = 0
    var high = origins.count
    while low < high {
      let middle = (low + high) / 2
      if origins[middle].offset <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0, let place = origins[low - 1].place else { return nil }
    return (origins[low - 1].offset, place)
  }

  /// The line, from 1, of this text.
  package func ownLine(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The column, from 1 and in characters, of the byte at `offset`.
  package func column(at offset: Int) -> Int {
    let line = ownLine(at: offset)
    let start = lineStarts[line - 1]
    let end = min(max(offset, start), bytes.count)
    let column = bytes[start..<end].count { $0 & 0xc0 != 0x80 } + 1
    guard let origin = origin(at: offset), ownLine(at: origin.offset) == line else { return column }
    return column + origin.place.column - 1
  }

  /// The bytes of a line of this text, from 1, without its newline.
  package func lineBytes(_ line: Int) -> ArraySlice<UInt8> {
    guard line >= 1, line <= lineStarts.count else { return [] }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return bytes[start..<end]
  }

  package func offset(ofLine line: Int) -> Int { lineStarts[line - 1] }
}

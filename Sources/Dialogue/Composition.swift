import Diagnostics

/// Statements put together to one text: a line of the text belongs to one statement.
struct Composition: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Where each statement begins.
  private(set) var starts: [Int] = []
  /// Where they were written.
  private(set) var origins: [SourceText.Origin] = []
  /// Where the name stands that a statement declares.
  private var names: [Int?] = []

  init() {}

  init(_ statements: [Statement]) {
    bytes.reserveCapacity(statements.reduce(0) { $0 + $1.bytes.count + 1 })
    for statement in statements { append(statement) }
  }

  mutating func append(_ statement: Statement) {
    names.append(statement.nameOffset.map { bytes.count + $0 })
    append(statement.bytes, statement.place)
  }

  /// A text that could not be taken apart.
  mutating func append(unread text: [UInt8], _ place: SourceText.Place? = nil) {
    names.append(nil)
    append(text, place)
  }

  private mutating func append(_ text: [UInt8], _ place: SourceText.Place?) {
    if place != nil || origins.last?.place != nil {
      origins.append(SourceText.Origin(offset: bytes.count, place: place))
    }
    starts.append(bytes.count)
    bytes += text
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func removeLast() {
    guard let start = starts.popLast() else { return }
    names.removeLast()
    if let last = origins.last, last.offset >= start { origins.removeLast() }
    bytes.removeSubrange(start...)
  }

  /// The statement that holds the byte at `offset`.
  func statement(at offset: Int) -> Int? {
    var low = 0
    var high = starts.count
    while high > low {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// Whether a statement declares the name that stands at `offset`.
  func isDeclaration(_ offset: Int, of statement: Int) -> Bool { names[statement] == offset }
}

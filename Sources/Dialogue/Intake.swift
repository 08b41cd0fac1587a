import Syntax

/// Lines on their way to statements and commands. A command is a line that begins with `:` outside
/// of a statement.
package struct Intake: Sendable {
  package enum Event: Sendable, Equatable {
    /// The line belongs to a statement that goes on.
    case unfinished
    /// A statement, or several, or blank lines.
    case statement([UInt8])
    case command(String)
    /// A command within a statement, which stays as it was.
    case misplaced(String)
  }

  private var completeness = Completeness()
  /// The lines of the statement that goes on.
  package private(set) var pending: [UInt8] = []

  package init() {}

  package var isOpen: Bool { completeness.isOpen }

  /// Takes a line without its newline.
  package mutating func take(_ line: [UInt8]) -> Event {
    if line.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") })
      == UInt8(ascii: ":")
    {
      let text = String(decoding: line.drop { $0 <= UInt8(ascii: " ") }, as: UTF8.self)
      return isOpen ? .misplaced(text) : .command(text)
    }
    if !pending.isEmpty { pending.append(UInt8(ascii: "\n")) }
    pending += line
    completeness.take(line)
    guard !completeness.isOpen else { return .unfinished }
    defer { drop() }
    return .statement(pending)
  }

  /// Forgets what goes on.
  package mutating func drop() { (pending, completeness) = ([], Completeness()) }

  /// What was entered of a statement that did not come to its end.
  package mutating func finish() -> [UInt8] {
    defer { drop() }
    return pending
  }
}

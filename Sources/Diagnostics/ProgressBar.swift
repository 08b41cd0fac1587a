/// Work of many steps, some of which are done.
package struct ProgressBar: Sendable, Equatable {
  /// What goes on, such as "applying".
  package var work: String
  package var done: Int
  package var total: Int
  package var milliseconds: Int64

  package init(_ work: String, done: Int, total: Int, milliseconds: Int64) {
    self.work = work
    self.done = done
    self.total = total
    self.milliseconds = milliseconds
  }

  /// One line of at most so many columns: a terminal that is as wide as the line would begin another.
  /// What does not fit is left out, the bar first.
  package func text(width: Int) -> String {
    let count = "\(done)/\(total)"
    let words = "\(work) \(pad(count, to: 2 * "\(total)".count + 1))"
    let rest = rate.map { "\(words)  \($0)/s" } ?? words
    let room = min(width - rest.count - 3, 40)
    guard room >= 10 else {
      return rest.count <= width ? rest : String(words.prefix(max(width, 0)))
    }
    let filled = total > 0 ? min(room * done / total, room) : room
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled)
    return "\(words) [\(bar)]" + rest.dropFirst(words.count).dropFirst()
  }

  private var rate: Int64? {
    guard milliseconds > 0, done > 0 else { return nil }
    return Int64(done).multipliedReportingOverflow(by: 1000).partialValue / milliseconds
  }

  private func pad(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 0)) + text
  }
}

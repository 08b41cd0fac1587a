import Diagnostics
import Planning
import Values

/// The commands of floods. Those of a list that many nodes share are put together once: a node's own
/// are all of them but one.
package struct FloodLines: Sendable {
  private struct Lines {
    var device: Interface
    var text: [UInt8] = []
    /// Where the line of each member begins, and the end of the last.
    var bounds = [0]
  }

  /// By overlay.
  private var made: [Int: Lines] = [:]

  package init() {}

  mutating func add(_ flood: Flood, to text: inout [UInt8]) {
    if made[flood.overlay]?.device != flood.device { made[flood.overlay] = lines(of: flood) }
    guard let lines = made[flood.overlay] else { return }
    text.append(contentsOf: lines.text[..<lines.bounds[flood.member]])
    text.append(contentsOf: lines.text[lines.bounds[flood.member + 1]...])
  }

  /// One for each member of the overlay.
  private func lines(of flood: Flood) -> Lines {
    var lines = Lines(device: flood.device)
    var entries = EntryLines()
    for underlay in flood.underlays {
      _ = entries.add(flood.entry(to: underlay.value), to: &lines.text)
      lines.bounds.append(lines.text.count)
    }
    return lines
  }
}

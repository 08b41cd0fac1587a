import Kernel
import Terminal

/// The history of all sessions, in `$XDG_STATE_HOME/vxloom/history`. Each entry is added as it is
/// made, so that two sessions do not lose each other's; where that cannot be, there is none.
struct HistoryFile {
  private let path: String?

  init() {
    path = stateDirectory().map { $0 + "/history" }
  }

  /// The entries, oldest first. What has become too long is written anew.
  func entries() -> [[UInt8]] {
    guard let path, let bytes = try? Machine.readFile(path) else { return [] }
    let entries = HistoryEntry.entries(of: bytes)
    let count = bytes.count { $0 == UInt8(ascii: "\n") }
    if count > HistoryEntry.limit || count > entries.count + 1_000 {
      let lines = entries.flatMap { HistoryEntry.line(of: $0) + [UInt8(ascii: "\n")] }
      try? Machine.replaceFile(path, lines, mode: 0o600)
    }
    return entries
  }

  func add(_ entry: [UInt8]) {
    guard let path else { return }
    try? Machine.appendToFile(
      path, HistoryEntry.line(of: entry) + [UInt8(ascii: "\n")], mode: 0o600)
  }
}

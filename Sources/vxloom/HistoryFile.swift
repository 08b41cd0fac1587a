import Kernel
import Terminal

/// The history of all sessions, in `$XDG_STATE_HOME/vxloom/history`. Each entry is added as it is
/// made, and who writes the file anew holds it meanwhile, so that sessions do not lose each other's;
/// where it cannot be read or written, there is none.
struct HistoryFile {
  private static let mode: UInt32 = 0o600
  private let path: String?

  init() {
    // A pipe would make us wait, and a device may act.
    path = stateDirectory().map { $0 + "/history" }
      .flatMap { !Machine.exists($0) || Machine.isRegularFile($0) ? $0 : nil }
  }

  /// The entries, oldest first. What has become too long is written anew.
  func entries() -> [[UInt8]] {
    guard let path, let bytes = try? Machine.readFile(path) else { return [] }
    let entries = HistoryEntry.entries(of: bytes)
    guard isTooLong(bytes, entries.count), let file = try? SharedFile(path, mode: Self.mode) else {
      return entries
    }
    // Another may have added to it, or may have shortened it.
    guard let bytes = try? Machine.readFile(path) else { return entries }
    let present = HistoryEntry.entries(of: bytes)
    if isTooLong(bytes, present.count) {
      let lines = present.flatMap { HistoryEntry.line(of: $0) + [UInt8(ascii: "\n")] }
      try? file.replace(lines, mode: Self.mode)
    }
    return present
  }

  private func isTooLong(_ bytes: [UInt8], _ entries: Int) -> Bool {
    let count = bytes.count { $0 == UInt8(ascii: "\n") }
    return count > HistoryEntry.limit || count > entries + 1_000
  }

  func add(_ entry: [UInt8]) {
    guard let path else { return }
    let line = HistoryEntry.line(of: entry) + [UInt8(ascii: "\n")]
    do {
      try SharedFile(path, mode: Self.mode).append(line)
    } catch {
      // Whoever holds it stands still, and is no reason to forget.
      try? Machine.appendToFile(path, line, mode: Self.mode)
    }
  }
}

import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The executable at a terminal (pty(7)): what is typed, and what the screen was told.
final class Keyboard {
  private let process = Process()
  private let terminal: Int32
  /// All that was shown, without escape sequences and carriage returns.
  private(set) var shown = ""
  private var raw: [UInt8] = []
  /// Up to where `expect` has read.
  private var read = 0

  /// `state`: the folder of its history. `program`: another than the executable.
  init(
    _ arguments: [String] = [], program: String = Program.path, state: String, columns: UInt16 = 80,
    rows: UInt16 = 24,
    environment: [String: String] = [:], directory: String? = nil
  ) throws {
    var primary: Int32 = 0
    var secondary: Int32 = 0
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(unsafe openpty(&primary, &secondary, nil, nil, &size) == 0)
    terminal = primary
    let handle = FileHandle(fileDescriptor: secondary, closeOnDealloc: true)
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments = ["--ctty", "--wait", program] + arguments
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in [
      "TERM": "xterm", "NO_COLOR": "1", "XDG_STATE_HOME": state, "INPUTRC": "/dev/null",
    ] { variables[name] = value }
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.currentDirectoryURL = URL(filePath: directory ?? state)
    (process.standardInput, process.standardOutput, process.standardError) = (
      handle, handle, handle
    )
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    hangUp()
  }

  private var isOpen = true

  /// The terminal is gone.
  func hangUp() {
    if isOpen { close(terminal) }
    isOpen = false
  }

  func type(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(terminal, $0.baseAddress, min($0.count, 512))
      }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
      take(milliseconds: 0)
    }
  }

  func resize(columns: UInt16) {
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(terminal, UInt(TIOCSWINSZ), &size)
  }

  /// Waits until a text has been shown since the last one that was expected; gives what was shown up
  /// to its end.
  @discardableResult
  func expect(
    _ text: String, seconds: Double = 20, location: SourceLocation = #_sourceLocation
  ) -> String {
    let end = Date(timeIntervalSinceNow: seconds)
    while true {
      let rest = String(shown.dropFirst(read))
      if let range = rest.range(of: text) {
        let passed = String(rest[..<range.upperBound])
        read += passed.count
        return passed
      }
      guard Date() < end else {
        Issue.record("not shown: \(text)\nbut: \(rest.suffix(3000))", sourceLocation: location)
        return rest
      }
      take(milliseconds: 100)
    }
  }

  /// Whether a text has been shown since the last one that was expected.
  func hasShown(_ text: String) -> Bool { shown.dropFirst(read).contains(text) }

  /// Its exit status, once it has ended.
  func end(seconds: Double = 20) -> Int32? {
    let end = Date(timeIntervalSinceNow: seconds)
    while process.isRunning, Date() < end { take(milliseconds: 50) }
    return process.isRunning ? nil : process.terminationStatus
  }

  /// The program itself, the child of setsid(1) where that had to fork.
  var identifier: Int32 {
    let parent = process.processIdentifier
    let children = try? String(
      contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
    return children?.split(separator: " ").first.flatMap { Int32($0) } ?? parent
  }

  /// Reads what the program has written.
  private func take(milliseconds: Int32) {
    guard isOpen else {
      usleep(useconds_t(milliseconds) * 1000)
      return
    }
    var wait = milliseconds
    while true {
      var entry = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&entry, 1, wait) > 0 else { return }
      var bytes = [UInt8](repeating: 0, count: 65536)
      let count = unsafe Glibc.read(terminal, &bytes, bytes.count)
      guard count > 0 else {
        usleep(20_000)
        return
      }
      raw += bytes.prefix(count)
      shown = Keyboard.plain(raw)
      wait = 0
    }
  }

  /// Without control sequences (ECMA-48: CSI … final byte) and what a terminal does not show.
  private static func plain(_ bytes: [UInt8]) -> String {
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x1b, index < bytes.count, bytes[index] == UInt8(ascii: "[") {
        index += 1
        while index < bytes.count, !(0x40...0x7e).contains(bytes[index]) { index += 1 }
        index += 1
      } else if byte == 0x0a || byte >= 0x20 {
        plain.append(byte)
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }
}

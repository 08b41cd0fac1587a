internal import CKernel
package import Netlink

/// What this process and its machine are, and whole files.
package enum Machine {
  package enum Capability {
    case networkAdministration, rawSockets, systemAdministration
  }

  /// Whether the capability is effective in the user namespace that we are in (capabilities(7)).
  package static func has(_ capability: Capability) -> Bool {
    switch capability {
    case .networkAdministration: ck_has_capability(CK_CAP_NET_ADMIN) == 1
    case .rawSockets: ck_has_capability(CK_CAP_NET_RAW) == 1
    case .systemAdministration: ck_has_capability(CK_CAP_SYS_ADMIN) == 1
    }
  }

  package static var user: Int32 { ck_user() }
  package static var effectiveUser: Int32 { ck_effective_user() }
  package static var process: Int32 { ck_process() }
  package static var monotonicMilliseconds: Int64 { ck_clock_microseconds() / 1000 }

  /// What is closed of standard input, output and error stays so, and is never another file.
  package static func holdStandardDescriptors() throws(SystemError) {
    try require(ck_hold_standard_descriptors(), "open /dev/null")
  }

  /// Freed memory is given back seldom, and blocks of a few megabytes are kept, too: a million small
  /// things that come and go cost more in page faults than in what is done with them.
  package static func keepFreedMemory() {
    ck_tune_heap(64 << 20, 1 << 20, 4 << 20)
  }

  /// From here on what is written to standard error is lost.
  package static func silenceStandardError() throws(SystemError) {
    let nothing = try Descriptor(opening: "/dev/null", .write)
    try nothing.becomeStandardError()
  }

  /// Waits; a signal ends it early.
  package static func pause(milliseconds: Int) {
    _ = Poll.wait([], milliseconds: milliseconds)
  }

  package static func isTerminal(_ descriptor: Int32) -> Bool { ck_is_terminal(descriptor) == 1 }

  /// In columns; `nil` where the descriptor is no terminal, or one that does not say.
  package static func terminalWidth(_ descriptor: Int32) -> Int? {
    let width = ck_terminal_width(descriptor)
    return width > 0 ? Int(width) : nil
  }

  /// Empty where the host has none.
  package static var hostName: String {
    unsafe stored(limit: 256) { buffer in
      Int(unsafe ck_host_name(buffer.baseAddress, buffer.count))
    } ?? ""
  }

  /// What `uname -r` prints; empty where /proc does not tell.
  package static var kernelRelease: String {
    let bytes = (try? readFile("/proc/sys/kernel/osrelease", limit: 256)) ?? []
    return String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self)
  }

  /// At most `limit` bytes; none at the end.
  package static func read(_ descriptor: Int32, limit: Int) throws(SystemError) -> [UInt8] {
    try readBytes(descriptor, limit: limit)
  }

  package static func environment(_ name: String) -> String? {
    unsafe stored(limit: 65536) { buffer in
      Int(unsafe ck_environment(name, buffer.baseAddress, buffer.count))
    }
  }

  package static var directory: String? {
    unsafe stored(limit: 8192) { buffer in unsafe ck_directory(buffer.baseAddress, buffer.count) }
  }

  /// What a symbolic link points at (readlink(2)); `nil` where there is none, or it may not be seen.
  package static func linkTarget(_ path: String) -> String? {
    unsafe stored(limit: 4096) { buffer in
      unsafe ck_link_target(path, buffer.baseAddress, buffer.count)
    }
  }

  /// The path without symbolic links and dots (realpath(3)); `nil` where nothing is.
  package static func realPath(_ path: String) -> String? { try? resolvedPath(path) }

  /// The same; says why where nothing is.
  package static func resolvedPath(_ path: String) throws(SystemError) -> String {
    var result = 0
    let text = unsafe stored(limit: 8192) { buffer in
      result = unsafe ck_real_path(path, buffer.baseAddress, buffer.count)
      return result
    }
    _ = try check(result, "resolve \(path)")
    return text ?? path
  }

  /// Whether the network namespace that we are in speaks IPv6 (`ipv6.disable=1` takes the file
  /// away).
  package static var hasIPv6: Bool { exists("/proc/self/net/if_inet6") }

  package static func exists(_ path: String) -> Bool {
    guard let descriptor = try? Descriptor(owning: opened(path)) else { return false }
    _ = consume descriptor
    return true
  }

  /// The whole file; with a `limit` no more than a byte beyond it, which tells that there is more.
  package static func readFile(
    _ path: String, limit: Int = .max
  ) throws(SystemError) -> [UInt8] {
    let file = try Descriptor(opening: path)
    do {
      return try file.readAll(limit: limit)
    } catch {
      throw SystemError(error.code, "read \(path)")
    }
  }

  /// The same of a regular file whose path has no symbolic links; `nil` where that path leads to
  /// something else, which is not read.
  package static func readRegularFile(
    _ path: String, limit: Int
  ) throws(SystemError) -> [UInt8]? {
    // Opened for nothing but to look at it: opening a pipe would wait, and a device may act.
    let found = Descriptor(owning: try opened(path))
    var identity = ck_identity()
    try require(unsafe ck_identify(found.number, &identity), "identify \(path)")
    let place = "/proc/self/fd/\(found.number)"
    guard isRegular(identity), let real = linkTarget(place), Array(real.utf8) == Array(path.utf8)
    else { return nil }
    let bytes = try readFile(place, limit: limit)
    _ = consume found
    return bytes
  }

  /// Writes in one go to a file that exists: /proc takes nothing else.
  package static func writeFile(_ path: String, _ content: String) throws(SystemError) {
    let file = try Descriptor(opening: path, .write)
    do {
      try file.write(Array(content.utf8))
    } catch {
      throw SystemError(error.code, "write \(path)")
    }
  }

  package static func makeDirectory(
    _ path: String, mode: UInt32 = 0o777
  ) throws(SystemError) {
    try require(unsafe ck_mkdir(path, mode), "make the directory \(path)")
  }

  /// Where it can be, and is empty.
  package static func deleteDirectory(_ path: String) { _ = unsafe ck_rmdir(path) }

  /// Adds bytes to a file's end, at once; a file that is not there is made with that mode.
  package static func appendToFile(
    _ path: String, _ bytes: [UInt8], mode: UInt32
  ) throws(SystemError) {
    try Descriptor(opening: path, .append(mode)).write(bytes)
  }

  /// A new file in the place of one that may be there.
  package static func writeAnew(_ path: String, _ text: String) throws(SystemError) {
    deleteFile(path)
    try appendToFile(path, Array(text.utf8), mode: 0o644)
  }

  /// Where it can be.
  package static func deleteFile(_ path: String) { _ = unsafe ck_unlink(path) }

  package static func isRegularFile(_ path: String) -> Bool {
    (try? identity(path)).map(isRegular) ?? false
  }

  /// Writes all bytes, waiting where the descriptor does not block. EPIPE where nobody reads any
  /// longer (once `Interruptions.install` has run), ENOSPC on a full disk.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      let result = unsafe bytes.withUnsafeBytes { buffer in
        unsafe ck_write(
          descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
      if result == -Int(CK_EAGAIN) {
        let entry = Poll.Entry(descriptor, writing: true)
        _ = Poll.wait([entry], milliseconds: 1000, heedingInterruptions: false)
      } else if result != -Int(CK_EINTR) {
        start += try check(result, "write")
      }
    }
  }

  /// Raises the limit of open descriptors as far as we may (setrlimit(2)); gives the new limit.
  @discardableResult
  package static func raiseDescriptorLimit() -> Int { Int(ck_raise_descriptor_limit()) }

  /// The names in a directory, without `.` and `..`, sorted bytewise.
  package static func list(_ path: String) throws(SystemError) -> [String] {
    var room = 4096
    while true {
      var needed = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        needed = unsafe buffer.withMemoryRebound(to: CChar.self) { names in
          unsafe ck_list(path, names.baseAddress, room)
        }
        count = min(max(needed, 0), room)
      }
      _ = try check(needed, "list \(path)")
      if needed <= room {
        return bytes.split(separator: 0).sorted { $0.lexicographicallyPrecedes($1) }
          .map { String(decoding: $0, as: UTF8.self) }
      }
      room = needed * 2
    }
  }

  static func identity(_ path: String) throws(SystemError) -> ck_identity {
    let descriptor = Descriptor(owning: try opened(path))
    var identity = ck_identity()
    try require(unsafe ck_identify(descriptor.number, &identity), "identify \(path)")
    return identity
  }

  static func isRegular(_ identity: ck_identity) -> Bool { identity.mode & 0o170000 == 0o100000 }

  private static func opened(_ path: String) throws(SystemError) -> Int32 {
    try check(unsafe ck_open(path, CK_O_PATH, 0), "open \(path)")
  }

  /// What a C function stored as text; it gives the length with the NUL.
  static func stored(
    limit: Int, _ call: (UnsafeMutableBufferPointer<CChar>) -> Int
  ) -> String? {
    var result = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      result = unsafe buffer.withMemoryRebound(to: CChar.self) { unsafe call($0) }
      count = max(result, 0)
    }
    return result > 0 ? text(bytes) : nil
  }
}

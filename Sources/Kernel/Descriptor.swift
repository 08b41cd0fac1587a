internal import CKernel
package import Netlink

/// An open file descriptor, close-on-exec, closed when its owner ends (open(2)).
package struct Descriptor: ~Copyable {
  package let number: Int32

  package init(owning number: Int32) {
    self.number = number
  }

  deinit {
    _ = ck_close(number)
  }

  package enum Access {
    case read, write, directory
    /// Created or emptied, with this mode.
    case replace(UInt32)
    /// Created; EEXIST if something is there.
    case create(UInt32)
    /// Created, or written to at its end (O_APPEND).
    case append(UInt32)
  }

  package init(opening path: String, _ access: Access = .read) throws(SystemError) {
    let result =
      switch access {
      case .read: unsafe ck_open(path, CK_O_RDONLY, 0)
      case .write: unsafe ck_open(path, CK_O_WRONLY, 0)
      case .directory: unsafe ck_open(path, CK_O_RDONLY | CK_O_DIRECTORY, 0)
      case .replace(let mode):
        unsafe ck_open(path, CK_O_WRONLY | CK_O_CREAT | CK_O_TRUNC, mode)
      case .create(let mode):
        unsafe ck_open(path, CK_O_RDWR | CK_O_CREAT | CK_O_EXCL, mode)
      case .append(let mode):
        unsafe ck_open(path, CK_O_WRONLY | CK_O_CREAT | CK_O_APPEND, mode)
      }
    number = try check(result, "open \(path)")
  }

  /// An anonymous file in memory (memfd_create(2)).
  package init(memoryFile name: String) throws(SystemError) {
    number = try check(unsafe ck_memory_file(name), "make a file in memory")
  }

  /// Hands the descriptor over: it is no longer closed here.
  package consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  package func duplicate() throws(SystemError) -> Descriptor {
    Descriptor(owning: try check(ck_duplicate(number), "duplicate a descriptor"))
  }

  /// Our standard error under a number of its own.
  package static func standardError() throws(SystemError) -> Descriptor {
    Descriptor(owning: try check(ck_duplicate(2), "duplicate a descriptor"))
  }

  /// Makes it our standard error as well.
  package func becomeStandardError() throws(SystemError) {
    try require(ck_duplicate_onto(number, 2), "replace standard error")
  }

  /// Lets a program that is executed have it, under the same number.
  package func keepOverExecution() throws(SystemError) {
    try require(ck_keep_over_exec(number), "keep a descriptor")
  }

  /// At most `limit` bytes; none at the end of the file. EINTR is passed on.
  package func read(limit: Int = piece) throws(SystemError) -> [UInt8] {
    try readBytes(number, limit: limit)
  }

  /// Everything to the end of the file; with a `limit` no more than a byte beyond it, which tells that
  /// there is more.
  package func readAll(limit: Int = .max) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let part: [UInt8]
      do {
        let most = limit == .max ? limit : limit - bytes.count + 1
        part = try read(limit: min(likelyRest(after: bytes.count), most))
      } catch {
        if error.code == CK_EINTR { continue }
        throw error
      }
      if part.isEmpty { return bytes }
      if bytes.isEmpty { bytes = part } else { bytes += part }
    }
    return bytes
  }

  /// What a regular file has left, within bounds: its text is then read in one piece.
  private func likelyRest(after count: Int) -> Int {
    min(max(Self.piece, ck_size(number) - count), 1024 * Self.piece)
  }

  package static let piece = 65536

  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try Machine.write(bytes, to: number)
  }

  /// To the file's beginning.
  package func rewind() throws(SystemError) {
    _ = try check(ck_seek(number, 0), "go to the beginning of a file")
  }

  /// A pipe (pipe2(2)).
  package static func pipe() throws(SystemError) -> Pipe {
    var ends: [Int32] = [-1, -1]
    let result = unsafe ends.withUnsafeMutableBufferPointer { unsafe ck_pipe($0.baseAddress) }
    try require(result, "make a pipe")
    return Pipe(reading: Descriptor(owning: ends[0]), writing: Descriptor(owning: ends[1]))
  }
}

package struct Pipe: ~Copyable {
  package var reading: Descriptor
  package var writing: Descriptor

  /// Keeps one end and closes the other.
  package consuming func keepReading() -> Descriptor { reading }
  package consuming func keepWriting() -> Descriptor { writing }
}

func readBytes(_ number: Int32, limit: Int) throws(SystemError) -> [UInt8] {
  var result = 0
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
    result = unsafe ck_read(number, buffer.baseAddress, limit)
    count = max(result, 0)
  }
  _ = try check(result, "read")
  return bytes
}

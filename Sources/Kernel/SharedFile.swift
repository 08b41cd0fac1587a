internal import CKernel
package import Netlink

/// A file that several processes add to and write anew by turns (flock(2)): whoever has one of these
/// knows that the file at that path is the one that it holds.
package struct SharedFile: ~Copyable {
  private let path: String
  private let descriptor: Descriptor

  /// Makes it where it is missing, with that mode. EAGAIN where another holds it for too long.
  package init(_ path: String, mode: UInt32) throws(SystemError) {
    self.path = path
    for _ in 0..<50 {
      let file = try Descriptor(opening: path, .append(mode))
      if ck_lock(file.number, 0) == 0, try SharedFile.isStill(file.number, at: path) {
        descriptor = file
        return
      }
      Machine.pause(milliseconds: 20)
    }
    throw SystemError(CK_EAGAIN, "lock \(path)")
  }

  /// While we waited another may have been put in its place.
  private static func isStill(_ number: Int32, at path: String) throws(SystemError) -> Bool {
    var own = ck_identity()
    try require(unsafe ck_identify(number, &own), "identify \(path)")
    guard let there = try? Machine.identity(path) else { return false }
    return own.device == there.device && own.inode == there.inode
  }

  package borrowing func append(_ bytes: [UInt8]) throws(SystemError) {
    try descriptor.write(bytes)
  }

  /// Puts another in its place, whole; who waits for this one takes that one then.
  package consuming func replace(_ bytes: [UInt8], mode: UInt32) throws(SystemError) {
    try Machine.replaceFile(Machine.realPath(path) ?? path, bytes, mode: mode)
  }
}

internal import CKernel
package import Netlink

/// A file that is to be put in its place.
package struct Replacement {
  package var path: String
  package var bytes: [UInt8]
  /// The permissions that it gets.
  package var mode: UInt32

  package init(_ path: String, _ bytes: [UInt8], mode: UInt32) {
    self.path = path
    self.bytes = bytes
    self.mode = mode
  }
}

/// Which of the files it was that could not be written, and why.
package struct ReplacementError: Error {
  package var path: String
  package var cause: SystemError
}

extension Machine {
  /// Puts files there whole, or none of them; see `Drafts`.
  package static func replaceFiles(_ files: [Replacement]) throws(ReplacementError) {
    var drafts = Drafts()
    for file in files { drafts.add(file) }
    try drafts.putInPlace()
  }

  /// The same for one.
  package static func replaceFile(
    _ path: String, _ bytes: [UInt8], mode: UInt32
  ) throws(SystemError) {
    do {
      try replaceFiles([Replacement(path, bytes, mode: mode)])
    } catch {
      throw error.cause
    }
  }
}

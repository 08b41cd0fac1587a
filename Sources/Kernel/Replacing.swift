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
  /// Puts files there whole: all are written beside their places, and then renamed (rename(2)). What
  /// is no regular file, such as /dev/stdout or a pipe, is written to as it is.
  package static func replaceFiles(_ files: [Replacement]) throws(ReplacementError) {
    var drafts: [String] = []
    // What has been renamed is there no more.
    defer { for draft in drafts { _ = unsafe ck_unlink(draft) } }
    for file in files where !isWrittenInto(file.path) {
      let draft = "\(file.path).\(process)~"
      drafts.append(draft)
      do {
        // What lies there, and be it a link that somebody put there, is not written through.
        _ = unsafe ck_unlink(draft)
        try Descriptor(opening: draft, .create(file.mode)).write(file.bytes)
      } catch {
        throw ReplacementError(path: file.path, cause: error)
      }
    }
    for file in files {
      do {
        if isWrittenInto(file.path) {
          try Descriptor(opening: file.path, .write).write(file.bytes)
        } else {
          let draft = "\(file.path).\(process)~"
          try require(unsafe ck_rename(draft, file.path), "rename to \(file.path)")
        }
      } catch {
        throw ReplacementError(path: file.path, cause: error)
      }
    }
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

  private static func isWrittenInto(_ path: String) -> Bool {
    exists(path) && !isRegularFile(path)
  }
}

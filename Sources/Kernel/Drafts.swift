internal import CKernel
import Netlink

/// Files that appear whole, or none of them: each is written beside its place, and in the end all are
/// renamed (rename(2)). What is no regular file, such as /dev/stdout or a pipe, is written to as it is,
/// in the end. After the first that cannot be written nothing more is, and `putInPlace` tells of it.
package struct Drafts: ~Copyable {
  fileprivate struct Draft {
    var place: String
    var content: Content
  }

  fileprivate enum Content {
    /// In a file beside the place.
    case written(String)
    case direct([UInt8])
  }

  /// Made for the first file, and taken away if none comes to be in it.
  private let directory: String?
  private var hasMadeDirectory = false
  private var drafts: [Draft] = []
  private var failure: ReplacementError?
  private let suffix = ".\(Machine.process)~"

  package init(in directory: String? = nil) { self.directory = directory }

  deinit { takeAway() }

  package mutating func add(_ file: Replacement) {
    guard failure == nil else { return }
    do {
      try makeDirectory()
      try write(file)
    } catch {
      failure = error
      takeAway()
      drafts = []
    }
  }

  package mutating func putInPlace() throws(ReplacementError) {
    if let failure { throw failure }
    try makeDirectory()
    var done = 0
    // What has been renamed is there no more.
    defer { drafts.removeFirst(done) }
    for draft in drafts {
      try draft.putInPlace()
      done += 1
    }
    hasMadeDirectory = false
  }

  private mutating func makeDirectory() throws(ReplacementError) {
    guard let directory, !hasMadeDirectory, drafts.isEmpty, !Machine.exists(directory) else {
      return
    }
    do {
      try Machine.makeDirectory(directory)
      hasMadeDirectory = true
    } catch {
      throw ReplacementError(path: directory, cause: error)
    }
  }

  private mutating func write(_ file: Replacement) throws(ReplacementError) {
    if Machine.isWrittenInto(file.path) {
      return drafts.append(Draft(place: file.path, content: .direct(file.bytes)))
    }
    let path = file.path + suffix
    drafts.append(Draft(place: file.path, content: .written(path)))
    do {
      try Drafts.create(path, file.mode).write(file.bytes)
    } catch {
      throw ReplacementError(path: file.path, cause: error)
    }
  }

  private static func create(
    _ path: String, _ mode: UInt32
  ) throws(SystemError) -> Descriptor {
    do {
      return try Descriptor(opening: path, .create(mode))
    } catch {
      // What lies there, and be it a link that somebody put there, is not written through.
      guard error.code == CK_EEXIST else { throw error }
      _ = unsafe ck_unlink(path)
      return try Descriptor(opening: path, .create(mode))
    }
  }

  private func takeAway() {
    for draft in drafts {
      if case .written(let path) = draft.content { _ = unsafe ck_unlink(path) }
    }
    if hasMadeDirectory, let directory { Machine.deleteDirectory(directory) }
  }
}

extension Drafts.Draft {
  fileprivate func putInPlace() throws(ReplacementError) {
    do {
      switch content {
      case .written(let path): try require(unsafe ck_rename(path, place), "rename to \(place)")
      case .direct(let bytes): try Descriptor(opening: place, .write).write(bytes)
      }
    } catch {
      throw ReplacementError(path: place, cause: error)
    }
  }
}

extension Machine {
  fileprivate static func isWrittenInto(_ path: String) -> Bool {
    guard let identity = try? identity(path) else { return false }
    return !isRegular(identity)
  }
}

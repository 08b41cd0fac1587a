import Diagnostics
import Driver
import Kernel
import Netlink
import Scripting
import Values

/// Files that a command writes; one that cannot be written ends it.
extension OutputOptions {
  func makeDirectory(_ directory: String) throws {
    do {
      if !Machine.exists(directory) { try Machine.makeDirectory(directory) }
    } catch {
      try refuse(error, directory)
    }
  }

  /// All files appear whole, or none does.
  func save(_ files: [EmittedFile]) throws {
    do {
      try Machine.replaceFiles(files.map(\.replacement))
    } catch {
      try refuse(error.cause, error.path)
    }
  }

  /// The same of files that were written one after the other.
  func putInPlace(_ drafts: inout Drafts) throws {
    do {
      try drafts.putInPlace()
    } catch {
      try refuse(error.cause, error.path)
    }
  }

  private func refuse(_ error: SystemError, _ path: String) throws {
    show([
      Diagnostic(
        .unwritableFile, "cannot write \(printable(path)): \(errorName(error.code))", at: nil)
    ])
    throw Ending(.file)
  }
}

extension EmittedFile {
  var replacement: Replacement {
    Replacement(name, bytes, mode: isExecutable ? 0o755 : 0o644)
  }
}

internal import CKernel
package import Netlink

extension Machine {
  /// Puts another content into a regular file that exists: it is written beside the file and renamed
  /// (rename(2)), so that whoever looks finds the whole of one or of the other. The file that a
  /// symbolic link points at is the one that changes. Mode and group stay, and the owner where we
  /// may give files away; who may not write to the file is refused, though a rename would not ask.
  package static func rewriteFile(_ path: String, _ bytes: [UInt8]) throws(SystemError) {
    let target = realPath(path) ?? path
    let identity = try identity(target)
    guard isRegular(identity) else { throw SystemError(CK_EINVAL, "rewrite \(path)") }
    _ = try Descriptor(opening: target, .write)
    let draft = "\(target).\(process)~"
    do {
      // What lies there, and be it a link that somebody put there, is not written through.
      _ = unsafe ck_unlink(draft)
      let file = try Descriptor(opening: draft, .create(0o600))
      try file.write(bytes)
      try file.take(identity)
      try require(unsafe ck_rename(draft, target), "rename to \(target)")
    } catch {
      _ = unsafe ck_unlink(draft)
      throw error
    }
  }
}

extension Descriptor {
  /// Owner, group and mode of another file. A change of the owner takes bits off the mode (chown(2)),
  /// so the mode comes last.
  fileprivate func take(_ identity: ck_identity) throws(SystemError) {
    if ck_set_owner(number, identity.owner, identity.group) < 0 {
      _ = ck_set_owner(number, UInt32.max, identity.group)
    }
    try require(ck_set_mode(number, identity.mode & 0o7777), "set the mode of a file")
  }
}

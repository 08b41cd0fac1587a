internal import CKernel
package import Netlink

// Making and unmaking named namespaces in the steps of `ip netns`, so that either finds what the
// other made (iproute2, ip/ipnetns.c).
extension Namespaces {
  /// Makes a namespace. EEXIST where the name is taken, EACCES where /run may not be written, EPERM
  /// without CAP_SYS_ADMIN.
  package static func add(_ name: String) throws(SystemError) {
    let attempt = "make namespace \(name)"
    let path = try namePath(name, attempt)
    try prepareDirectory(attempt)
    do {
      let file = try Descriptor(opening: path, .create(0))
      _ = consume file
    } catch {
      throw SystemError(error.code, attempt)
    }
    do {
      try bindNew(to: path, attempt)
    } catch {
      _ = unsafe ck_unlink(path)
      throw error
    }
  }

  /// Takes a namespace's name away. ENOENT where there is none. The namespace ends with its last
  /// process and descriptor.
  package static func delete(_ name: String) throws(SystemError) {
    let attempt = "delete namespace \(name)"
    let path = try namePath(name, attempt)
    let unmounted = unsafe ck_unmount(path)
    // EINVAL: a file that is no mount, left behind by something else.
    if unmounted != -CK_EINVAL { try require(unmounted, attempt) }
    try require(unsafe ck_unlink(path), attempt)
  }

  private static func namePath(_ name: String, _ attempt: String) throws(SystemError) -> String {
    let isName = !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0)
    guard isName, !name.utf8.contains(UInt8(ascii: "/")) else {
      throw SystemError(CK_EINVAL, attempt)
    }
    return path(name)
  }

  /// /run/netns, a shared mount, so that what is bound in it shows in every mount namespace.
  private static func prepareDirectory(_ attempt: String) throws(SystemError) {
    let made = unsafe ck_mkdir(directory, 0o755)
    if made != -CK_EEXIST { try require(made, attempt) }
    let lock = try Descriptor(opening: directory, .directory)
    let locked = uninterrupted { ck_lock(lock.number, 1) }
    try require(locked, attempt)
    var shared = share()
    if shared == -CK_EINVAL {
      let bound = unsafe ck_mount(directory, directory, "none", CK_MS_BIND | CK_MS_REC, nil)
      try require(bound, attempt)
      shared = share()
    }
    try require(shared, attempt)
  }

  private static func share() -> Int32 {
    unsafe ck_mount("", directory, "none", CK_MS_SHARED | CK_MS_REC, nil)
  }

  private static func bindNew(to path: String, _ attempt: String) throws(SystemError) {
    let former = try current()
    try require(ck_unshare(CK_CLONE_NEWNET), attempt)
    let bound = unsafe ck_mount("/proc/self/ns/net", path, "none", CK_MS_BIND, nil)
    try require(ck_setns(former.number, CK_CLONE_NEWNET), "leave a network namespace")
    try require(bound, attempt)
  }
}

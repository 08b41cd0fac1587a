internal import CKernel
package import Netlink

/// A network and a mount namespace that stand for a host: its own /run, so its own named
/// namespaces, and its own /sys where that is allowed. It lasts as long as this object and what
/// runs inside. The process has to have one thread.
package final class NodeSpace {
  package let network: Descriptor
  package let mounts: Descriptor

  private init(network: consuming Descriptor, mounts: consuming Descriptor) {
    self.network = network
    self.mounts = mounts
  }

  /// Makes both. EPERM without CAP_SYS_ADMIN in our user namespace; see `Isolation`.
  package static func make() throws(SystemError) -> NodeSpace {
    let former = try Station()
    try require(
      ck_unshare(CK_CLONE_NEWNET | CK_CLONE_NEWNS), "make a network and a mount namespace")
    let node: NodeSpace
    do {
      try furnish()
      let network = try Namespaces.current()
      let mounts = try Descriptor(opening: "/proc/self/ns/mnt")
      node = NodeSpace(network: network, mounts: mounts)
    } catch {
      try former.resume()
      throw error
    }
    try former.resume()
    return node
  }

  /// A node that another process holds open, by the numbers of its descriptors there; after
  /// `Isolation.join` where it is in namespaces of its own.
  package static func open(
    heldBy process: Int32, network: Int32, mounts: Int32
  ) throws(SystemError) -> NodeSpace {
    let networkFile = try Descriptor(opening: "/proc/\(process)/fd/\(network)")
    let mountsFile = try Descriptor(opening: "/proc/\(process)/fd/\(mounts)")
    return NodeSpace(network: networkFile, mounts: mountsFile)
  }

  /// Runs `body` in the node, in the same directory where the node has it, and comes back.
  package func enter<Value: ~Copyable>(
    _ body: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value {
    let former = try Station()
    let value: Value
    do {
      try settle()
      value = try body()
    } catch {
      try former.resume()
      throw error
    }
    try former.resume()
    return value
  }

  /// Goes there for good: for a child process.
  package func settle() throws(SystemError) {
    let directory = Machine.directory
    try require(ck_setns(network.number, CK_CLONE_NEWNET), "enter a node's network")
    try require(ck_setns(mounts.number, CK_CLONE_NEWNS), "enter a node's mounts")
    if let directory { _ = unsafe ck_chdir(directory) }
  }
}

/// Where a process is: to come back to.
private struct Station: ~Copyable {
  let network: Descriptor
  let mounts: Descriptor
  let directory: Descriptor

  init() throws(SystemError) {
    let network = try Namespaces.current()
    let mounts = try Descriptor(opening: "/proc/self/ns/mnt")
    directory = try Descriptor(opening: ".", .directory)
    self.network = network
    self.mounts = mounts
  }

  /// setns(2) to a mount namespace goes to its root: the directory is taken up again.
  func resume() throws(SystemError) {
    try require(ck_setns(network.number, CK_CLONE_NEWNET), "leave a node's network")
    try require(ck_setns(mounts.number, CK_CLONE_NEWNS), "leave a node's mounts")
    try require(ck_fchdir(directory.number), "return to the directory")
  }
}

private func furnish() throws(SystemError) {
  try makeMountsPrivate()
  try require(
    unsafe ck_mount("vxloom", "/run", "tmpfs", CK_MS_NOSUID | CK_MS_NODEV, "mode=755"),
    "mount a file system of its own on /run")
  try require(unsafe ck_mkdir(Namespaces.directory, 0o755), "make \(Namespaces.directory)")
  // Not allowed where parts of /sys are hidden (user_namespaces(7)); nothing of ours needs it.
  let flags = CK_MS_NOSUID | CK_MS_NODEV | CK_MS_NOEXEC
  _ = unsafe ck_mount("vxloom", "/sys", "sysfs", flags, nil)
}

/// What is mounted from here on shows nowhere else.
func makeMountsPrivate() throws(SystemError) {
  try require(
    unsafe ck_mount("none", "/", nil, CK_MS_REC | CK_MS_PRIVATE, nil), "make mounts private")
}

extension NodeSpace {
  /// Goes there for good, where these files have another text: for this process alone, and what it
  /// executes. The texts are written to files whose names begin with `copies`.
  package func settle(
    replacing files: [(path: String, text: String)], copies: String
  ) throws(SystemError) {
    try settle()
    try require(ck_unshare(CK_CLONE_NEWNS), "make a mount namespace")
    for (number, file) in files.enumerated() {
      let copy = copies + "\(number)"
      try Machine.writeAnew(copy, file.text)
      try require(
        unsafe ck_mount(copy, file.path, "none", CK_MS_BIND, nil), "replace \(file.path)")
    }
  }
}

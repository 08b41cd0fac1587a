internal import CKernel
package import Netlink

/// Namespaces of our own, in which a process without capabilities has all of them
/// (user_namespaces(7)). The process has to have one thread.
package enum Isolation {
  /// Moves this process into a mount and a network namespace of its own, and into a user namespace
  /// where it lacks CAP_SYS_ADMIN or CAP_NET_ADMIN. The error names the step that was refused; what
  /// forbids it may be among `switches`.
  package static func enter() throws(SystemError) {
    if !Machine.has(.systemAdministration) || !Machine.has(.networkAdministration) {
      try enterUserNamespace()
    }
    try require(
      ck_unshare(CK_CLONE_NEWNS | CK_CLONE_NEWNET), "make a mount and a network namespace")
    try makeMountsPrivate()
  }

  /// Moves this process to where another of the same user went by `enter`. ESRCH or ENOENT where it
  /// is gone, EACCES or EPERM where it is not ours.
  package static func join(_ process: Int32) throws(SystemError) {
    let user = try Descriptor(opening: "/proc/\(process)/ns/user")
    let mounts = try Descriptor(opening: "/proc/\(process)/ns/mnt")
    let network = try Descriptor(opening: "/proc/\(process)/ns/net")
    let ours = try Descriptor(opening: "/proc/self/ns/user")
    let directory = Machine.directory
    // To enter one's own user namespace is EINVAL (setns(2)).
    if !Namespaces.areSame(user.number, ours.number) {
      try require(ck_setns(user.number, CK_CLONE_NEWUSER), "enter the user namespace")
    }
    try require(ck_setns(mounts.number, CK_CLONE_NEWNS), "enter the mount namespace")
    try require(ck_setns(network.number, CK_CLONE_NEWNET), "enter the network namespace")
    if let directory { _ = unsafe ck_chdir(directory) }
  }

  /// The sysctls that forbid user namespaces, as far as this kernel has them, with their values.
  package static func switches() -> [(name: String, value: String)] {
    let names = [
      "kernel.unprivileged_userns_clone", "user.max_user_namespaces", "user.max_net_namespaces",
      "user.max_mnt_namespaces", "kernel.apparmor_restrict_unprivileged_userns",
    ]
    return names.compactMap { name in
      let path = "/proc/sys/" + name.split(separator: ".").joined(separator: "/")
      guard let bytes = try? Machine.readFile(path) else { return nil }
      return (name, text(bytes.prefix { $0 != UInt8(ascii: "\n") }))
    }
  }

  /// Root there is the user that we are here.
  private static func enterUserNamespace() throws(SystemError) {
    let user = ck_effective_user()
    let group = ck_effective_group()
    try require(ck_unshare(CK_CLONE_NEWUSER), "make a user namespace")
    try Machine.writeFile("/proc/self/setgroups", "deny")
    try Machine.writeFile("/proc/self/uid_map", "0 \(user) 1")
    try Machine.writeFile("/proc/self/gid_map", "0 \(group) 1")
  }
}

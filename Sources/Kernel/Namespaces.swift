internal import CKernel
package import Netlink

/// Network namespaces by name, as `ip netns` keeps them: files in /run/netns on which a namespace
/// is bound (ip-netns(8)).
package enum Namespaces {
  package static let directory = "/run/netns"

  /// The names, sorted bytewise; files that are no namespaces are left out.
  package static func list() -> [String] {
    guard let names = try? Machine.list(directory) else { return [] }
    return names.filter { isNamespace("\(directory)/\($0)") }
  }

  /// Opens a namespace by its name, or by the path of its file (which contains a `/`). EINVAL where
  /// the file is something else.
  package static func open(_ name: String) throws(SystemError) -> Descriptor {
    let descriptor: Descriptor
    do {
      descriptor = try Descriptor(opening: path(name))
    } catch {
      throw SystemError(error.code, "open namespace \(name)")
    }
    guard isNamespace(descriptor.number) else {
      throw SystemError(CK_EINVAL, "open namespace \(name)")
    }
    return descriptor
  }

  /// The namespace of that name or path; `nil` is the one that we are in.
  package static func open(orCurrent name: String?) throws(SystemError) -> Descriptor {
    guard let name else { return try current() }
    return try open(name)
  }

  /// The network namespace that we are in.
  package static func current() throws(SystemError) -> Descriptor {
    try Descriptor(opening: "/proc/self/ns/net")
  }

  /// Runs `body` in the namespace and comes back.
  package static func inside<Value: ~Copyable>(
    _ namespace: Int32, _ body: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value {
    let former = try current()
    try require(ck_setns(namespace, CK_CLONE_NEWNET), "enter a network namespace")
    let value: Value
    do {
      value = try body()
    } catch {
      try require(ck_setns(former.number, CK_CLONE_NEWNET), "leave a network namespace")
      throw error
    }
    try require(ck_setns(former.number, CK_CLONE_NEWNET), "leave a network namespace")
    return value
  }

  /// Whether two descriptors are of the same namespace.
  package static func areSame(_ one: Int32, _ other: Int32) -> Bool {
    guard let first = identity(one), let second = identity(other) else { return false }
    return first.device == second.device && first.inode == second.inode
  }

  static func path(_ name: String) -> String {
    name.utf8.contains(UInt8(ascii: "/")) ? name : "\(directory)/\(name)"
  }

  static func identity(_ descriptor: Int32) -> ck_identity? {
    var identity = ck_identity()
    return unsafe ck_identify(descriptor, &identity) == 0 ? identity : nil
  }

  private static func isNamespace(_ descriptor: Int32) -> Bool {
    identity(descriptor)?.is_namespace == 1
  }

  private static func isNamespace(_ path: String) -> Bool {
    let number = unsafe ck_open(path, CK_O_PATH, 0)
    guard number >= 0 else { return false }
    let descriptor = Descriptor(owning: number)
    return isNamespace(descriptor.number)
  }
}

/// Why a text cannot name a network device; `nil` when it can (`dev_valid_name` in
/// net/core/dev.c, and `all` and `default`, which are taken in /proc/sys/net).
package func interfaceNameProblem(_ name: String) -> String? {
  let bytes = Array(name.utf8)
  if bytes.isEmpty { return "it is empty" }
  if bytes.count > 15 { return "it has \(bytes.count) bytes, and the kernel takes at most 15" }
  if name == "." || name == ".." { return "`\(name)` names a directory" }
  if name == "all" || name == "default" { return "`\(name)` stands for devices in general" }
  return characterProblem(bytes)
}

/// Why a text cannot name a network namespace, which is a file in /run/netns.
package func namespaceNameProblem(_ name: String) -> String? {
  let bytes = Array(name.utf8)
  if bytes.isEmpty { return "it is empty" }
  if bytes.count > 255 { return "it has \(bytes.count) bytes, and a file name has at most 255" }
  if name == "." || name == ".." { return "`\(name)` names a directory" }
  return characterProblem(bytes)
}

private func characterProblem(_ bytes: [UInt8]) -> String? {
  for byte in bytes {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "%"):
      return "`\(Character(Unicode.Scalar(byte)))` may not stand in it"
    case 0...0x20, 0x7f: return "white space and control characters may not stand in it"
    default: continue
    }
  }
  return nil
}

import Kernel
import Netlink

/// `$XDG_STATE_HOME/vxloom`, made where it is missing (XDG Base Directory Specification); `nil`: there
/// can be none.
func stateDirectory() -> String? {
  let home = Machine.environment("HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
  let given = Machine.environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
  guard let state = given ?? home.map({ $0 + "/.local/state" }) else { return nil }
  var path = ""
  for part in (state + "/vxloom").split(separator: "/") {
    path += "/" + part
    if !Machine.exists(path) { try? Machine.makeDirectory(path, mode: 0o700) }
  }
  return Machine.exists(path) ? path : nil
}

/// A directory of our own for as long as `body` runs: nobody else sees what is in it, and nothing of
/// it stays.
func withPrivateDirectory<Value>(
  _ body: (String) throws(SystemError) -> Value
) throws(SystemError) -> Value {
  let parent = stateDirectory() ?? "/tmp"
  var (path, attempt) = ("\(parent)/edit-\(Machine.process)", 0)
  while true {
    do {
      try Machine.makeDirectory(path, mode: 0o700)
      break
    } catch {
      // EEXIST: what another left, or put there.
      guard error.code == 17, attempt < 100 else { throw error }
      attempt += 1
      path = "\(parent)/edit-\(Machine.process)-\(attempt)"
    }
  }
  defer {
    // An editor may have left more than the file itself.
    for name in (try? Machine.list(path)) ?? [] { Machine.deleteFile(path + "/" + name) }
    Machine.deleteDirectory(path)
  }
  return try body(path)
}

import Dialogue
import Driver
import Kernel
import Netlink
import Values

// `:edit`
extension Console {
  /// Opens what was entered in the user's editor and takes what comes back, all or none of it.
  mutating func edit() -> ExitStatus {
    let begun = edited.flatMap { $0.of == session.text ? $0.text : nil }
    let text =
      begun ?? FormattedText(name: session.name, bytes: session.text).bytes ?? session.text
    let path = (stateDirectory() ?? "/tmp") + "/edit-\(Machine.process).vxl"
    let bytes: [UInt8]
    do {
      try Machine.replaceFile(path, text, mode: 0o600)
      defer { Machine.deleteFile(path) }
      let status = try runEditor(path)
      guard status == 0 else {
        return refuse("the editor ended with \(status); nothing was changed")
      }
      bytes = try Machine.readFile(path)
    } catch {
      return refuse("cannot edit \(printable(path)): \(errorName(error.code))", .file)
    }
    guard bytes != text || begun != nil else {
      output.tell("nothing was changed")
      return .done
    }
    let reply = session.replaceAll(bytes)
    edited = reply.status == .done ? nil : (text: bytes, of: session.text)
    show(reply)
    if edited != nil { output.tell("nothing was taken; `:edit` goes on with that text") }
    return reply.status
  }

  /// As other programs run it: a command line of the shell, with the file as its last word.
  private func runEditor(_ path: String) throws(SystemError) -> Int32 {
    let editor =
      ["VISUAL", "EDITOR"].lazy.compactMap(Machine.environment).first { !$0.isEmpty } ?? "vi"
    let process = try ChildProcess.start("/bin/sh", ["sh", "-c", editor + " \"$@\"", editor, path])
    let status = try ChildProcess.wait(process)
    // What the keys of the editor sent to us, too.
    if Interruptions.current == 2 { Interruptions.forget() }
    return status
  }
}

/// `$XDG_STATE_HOME/vxloom`, made where it is missing (XDG Base Directory Specification); `nil`: there
/// can be none.
func stateDirectory() -> String? {
  let home = Machine.environment("HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
  let given = Machine.environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
  guard let state = given ?? home.map({ $0 + "/.local/state" }) else { return nil }
  var path = ""
  for part in (state + "/vxloom").split(separator: "/") {
    path += "/" + part
    if !Machine.exists(path) { try? Machine.makeDirectory(path) }
  }
  return Machine.exists(path) ? path : nil
}

import Dialogue
import Driver
import Kernel
import Netlink
import Values
import Vocabulary

// `:edit`
extension Console {
  /// Opens what was entered in the user's editor and takes what comes back, all or none of it.
  mutating func edit() -> ExitStatus {
    let begun = edited.flatMap { $0.of == session.text ? $0.text : nil }
    let text =
      begun ?? FormattedText(name: session.name, bytes: session.text).bytes ?? session.text
    let returned: (status: Int32, bytes: [UInt8])
    do {
      returned = try withPrivateDirectory { directory throws(SystemError) in
        let path = directory + "/" + editedName
        try Machine.replaceFile(path, text, mode: 0o600)
        return (try runEditor(path), try Machine.readFile(path, limit: Bound.totalTextBytes + 1))
      }
    } catch {
      return refuse(
        "cannot edit what was entered: \(error.attempt): \(errorName(error.code))", .file)
    }
    // A signal that ends us has ended the editor.
    if let status = interruptionStatus() { return status }
    guard returned.status == 0 else {
      return refuse("the editor ended with \(returned.status); nothing was changed")
    }
    let bytes = returned.bytes
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

  /// The name that an editor shows.
  private var editedName: String {
    let last = session.name.split(separator: "/").last.map(String.init) ?? ""
    return last.hasSuffix(".vxl") ? last : Self.standardName + ".vxl"
  }

  /// As other programs run it: a command line of the shell, with the file as its last word.
  private func runEditor(_ path: String) throws(SystemError) -> Int32 {
    let editor =
      ["VISUAL", "EDITOR"].lazy.compactMap(Machine.environment).first { !$0.isEmpty } ?? "vi"
    // Where it is one program the shell becomes that, and signals reach it.
    let exec = editor.contains { "|&;<>()=\n".contains($0) } ? "" : "exec "
    let process = try ChildProcess.start(
      "/bin/sh", ["sh", "-c", exec + editor + " \"$@\"", editor, path])
    return try ChildProcess.attend(process)
  }
}

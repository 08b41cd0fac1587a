package import Diagnostics
import Values

/// The owner of what a recipe makes: the name of its file without extension.
package func ownerName(file: String, given: String?) -> Findings<String?> {
  if let given {
    if isOwner(given) { return Findings(given) }
    return refusal("`\(printable(given))` cannot be an owner")
  }
  let last = file.split(separator: "/").last.map(String.init) ?? file
  var name = last
  if let dot = last.lastIndex(of: "."), dot != last.startIndex { name = String(last[..<dot]) }
  if file != "-", isOwner(name) { return Findings(name) }
  return refusal(
    file == "-" ? "what is read from stdin has no name" : "`\(printable(name))` cannot be an owner")
}

/// Letters, digits, `.`, `_` and `-`.
private func isOwner(_ name: String) -> Bool {
  !name.isEmpty
    && name.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
      case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
}

private func refusal(_ message: String) -> Findings<String?> {
  Findings(
    nil,
    [
      Diagnostic(
        .ownerNeeded, message, at: nil,
        help: "write `--owner NAME`, of letters, digits, `.`, `_` and `-`: our devices carry it")
    ])
}

import Diagnostics
import Values
import Vocabulary

// Items as other tools write them: one answer, which says what to write.
extension Parser {
  /// An overlay under another keyword, or nothing: a pasted command leaves the parser panicking.
  mutating func parseForeignItem() -> Item? {
    guard current.upper - current.lower <= 7 else { return nil }
    let word = text(of: current)
    switch word {
    case "vni", "vxlan":
      let next = nextToken().kind
      guard next == .integer || next == .variable else { return nil }
      report(
        Diagnostic(
          .foreignSyntax, "an overlay begins with `overlay`, not with `\(word)`",
          at: range(of: current), help: "write `overlay`"
        ).fix(range(of: current), "overlay"))
      return parseOverlay()
    case "ip", "sudo", "bridge":
      if isCommand(word) { skipCommand() }
      return nil
    default: return nil
    }
  }

  private func isCommand(_ word: String) -> Bool {
    let next = nextToken()
    guard next.kind == .word else { return false }
    let second = text(of: next)
    switch word {
    case "sudo": return second == "ip" || second == "bridge"
    case "bridge": return ["fdb", "link", "vlan", "vni"].contains(second)
    default: return ["link", "addr", "address", "route", "neigh", "netns"].contains(second)
    }
  }

  /// Skips to the end of the line, over a `\` at its end.
  private mutating func skipCommand() {
    let start = current
    var words: [String] = []
    newlines = .separate
    while !at(.newline), !at(.end) {
      if words.count < 64 { words.append(text(of: current)) }
      advance()
    }
    let place = range(from: start)
    superseded.append(place)
    fail(
      Diagnostic(
        .foreignSyntax, "this is a command of iproute2, not of a recipe", at: place,
        help: commandHelp(words)))
  }

  private func commandHelp(_ words: [String]) -> String {
    func value(_ keys: String...) -> String? {
      for key in keys {
        if let position = words.firstIndex(of: key), position + 1 < words.count {
          return words[position + 1]
        }
      }
      return nil
    }
    guard words.contains("vxlan"), words.contains("link") else {
      return "describe the overlay, and `vxloom emit` writes the commands"
    }
    var lines = "overlay \(value("id", "vni") ?? "42")"
    if let name = value("add", "name"), name != "name" { lines += " name \(name)" }
    lines += " port \(value("dstport") ?? "8472")"
    if let device = value("dev") { lines += " dev \(device)" }
    if let group = value("group") { lines += " group \(group)" }
    let own = value("local") ?? "192.0.2.1"
    let peer = value("remote") ?? "192.0.2.2"
    return printable(
      "write `\(lines) < node1 \(own) -> 10.0.0.1/24, node2 \(peer) -> 10.0.0.2/24 >`")
  }
}

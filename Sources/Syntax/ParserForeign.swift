import Diagnostics
import Values
import Vocabulary

// Items as other tools write them: one answer, which says what to write.
extension Parser {
  /// An overlay under another keyword, or nothing: a pasted command leaves the parser panicking.
  mutating func parseForeignItem() -> Item? {
    guard current.upper - current.lower <= 9 else { return nil }
    let word = text(of: current)
    if let item = parseForeignStatement(word) { return item }
    if isPanicking { return nil }
    switch word {
    case "vni", "vxlan", "id":
      if isInOverlay, answerInnerVNI() { return nil }
      if word == "id" { return nil }
      if !isInOverlay, let vni = vniBehindName(nextToken()) { return parseNamedOverlay(vni) }
      guard let end = headOfOverlay() else { return nil }
      let place = SourceRange(
        file: file, lower: Int(current.lower), upper: Int(tokens[end].upper))
      let written = shown(place)
      if end > index {
        report(
          Diagnostic(
            .foreignSyntax, "an overlay begins with `overlay` and its VNI, not with `\(written)`",
            at: range(of: current), help: "write `overlay`"
          ).fix(place, "overlay", isSafe: isOnOneLine(place)))
        following = end + 1
        return parseOverlay()
      }
      report(
        Diagnostic(
          .foreignSyntax, "an overlay begins with `overlay`, not with `\(word)`",
          at: range(of: current), help: "write `overlay`"
        ).fix(range(of: current), "overlay"))
      return parseOverlay()
    case "ip", "sudo", "bridge":
      if isCommand(word) { skipCommand() }
      return nil
    case "add", "link":
      if isAhead([.word]), isLinkCommand { skipCommand() }
      return nil
    default:
      if isShellCommand(word) { skipCommand() }
      return nil
    }
  }

  /// `vxlan vxlan42 id 42`: the index of the VNI behind a name and a word for it.
  func vniBehindName(_ name: Token) -> Int? {
    guard name.kind == .word, !isOption(text(of: name)) else { return nil }
    var position = index
    var words = 0
    while position < min(tokens.count, index + 12) {
      let token = tokens[position]
      switch token.kind {
      case .blank, .equals, .colon: break
      case .word where token.lower > name.lower:
        guard ["id", "vni", "vxlan"].contains(text(of: token)) else { return nil }
        words += 1
      case .word: break
      case .integer: return words == 1 ? position : nil
      default: return nil
      }
      position += 1
    }
    return nil
  }

  private mutating func parseNamedOverlay(_ vni: Int) -> Item {
    let place = range(of: current).union(range(of: tokens[vni]))
    let head = "overlay \(text(of: tokens[vni])) name \(text(of: nextToken()))"
    report(
      Diagnostic(
        .foreignSyntax,
        "an overlay begins with `overlay` and its VNI, not with `\(text(of: current))`",
        at: range(of: current), help: "write `\(head)`"
      ).fix(place, head, isSafe: isOnOneLine(place)))
    following = vni
    return parseOverlay()
  }

  /// `vni = 42` on a line of an overlay's block. Of `vni 42`, which could be a member, evaluation
  /// tells.
  private mutating func answerInnerVNI() -> Bool {
    guard nextToken().kind == .colon || nextToken().kind == .equals else { return false }
    let position = significantIndex(from: significantIndex(from: following) + 1)
    if !toldOpens.isEmpty {
      isPanicking = true
      return true
    }
    guard position < tokens.count, tokens[position].kind == .integer,
      !isAhead([.less, .leftBrace, .arrow], within: [.newline, .comma, .semicolon, .greater])
    else { return false }
    fail(
      Diagnostic(
        .misplacedOption, "the VNI stands right after `overlay`", at: range(of: current),
        help: "write `overlay \(shortText(of: tokens[position])) <` at the head of this block"))
    return true
  }

  /// The last token of what stands for `overlay` before a VNI: `vxlan id 42`, `vni: 42 <`.
  private func headOfOverlay() -> Int? {
    let isBlock = isAhead([.less, .leftBrace], within: [.newline, .comma, .semicolon, .greater])
    var end = index
    var position = following
    while position < min(tokens.count, index + 12) {
      let token = tokens[position]
      switch token.kind {
      case .blank: break
      case .integer: return isBlock || (end == index && !isInOverlay) ? end : nil
      // In a recipe's body this may be a member.
      case .variable where end == index && depth > 0: return nil
      case .variable: return end == index || isBlock ? end : nil
      case .colon, .equals: end = position
      case .word where ["id", "vni"].contains(text(of: token)): end = position
      default: return nil
      }
      position += 1
    }
    return nil
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

  /// `add vxlan42 type vxlan …`, as `ip -batch` reads it.
  private var isLinkCommand: Bool {
    for position in index..<min(tokens.count, index + 24) {
      if KindSet.lineLimits.contains(tokens[position].kind) { return false }
      if tokens[position].kind == .word, text(of: tokens[position]) == "type" { return true }
    }
    return false
  }

  /// Another command, with words behind it, not an address as a member has.
  private func isShellCommand(_ word: String) -> Bool {
    let commands = [
      "ifconfig", "brctl", "iptables", "nft", "sysctl", "modprobe", "systemctl", "ovs-vsctl",
      "vconfig", "ethtool", "tc", "apt", "apt-get", "docker", "echo",
    ]
    guard commands.contains(word), nextToken().kind == .word, !isAhead(KindSet.arrows) else {
      return false
    }
    return !isOption(text(of: nextToken()))
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
        .foreignSyntax,
        ["ip", "bridge", "sudo", "add", "link"].contains(text(of: start))
          ? "this is a command of iproute2, not of a recipe"
          : "this is a command for a shell, not an item of a recipe", at: place,
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

import Values

// `iptables -S` and `ip6tables -S` (iptables(8)): the table `filter`.

extension PacketFilter {
  init(iptables text: String, _ packet: FilteredPacket) {
    let program = packet.family == .ipv4 ? "iptables" : "ip6tables"
    var chains: [String: FilterChain] = [:]
    var names: [String] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 1 else { continue }
      let name = words[1]
      if chains[name] == nil {
        names.append(name)
        chains[name] = FilterChain(
          table: program, name: name, hook: FilterHook(rawValue: name.lowercased()))
      }
      switch words[0] {
      case "-P": if words.last == "DROP" { chains[name]?.policy = .drop }
      case "-A":
        chains[name]?.rules.append(FilterRule(iptables: Array(words.dropFirst(2)), packet))
      default: break
      }
    }
    self.chains = names.compactMap { chains[$0] }
  }
}

extension FilterRule {
  fileprivate init(iptables words: [String], _ packet: FilteredPacket) {
    var reader = IptablesReader(words, packet)
    reader.read()
    self.init(
      text: words.joined(separator: " "), match: reader.match, verdict: reader.verdict)
  }
}

private struct IptablesReader {
  private let words: [String]
  private let packet: FilteredPacket
  private var index = 0
  private(set) var match = RuleMatch.certain
  private(set) var verdict = RuleVerdict.goOn

  init(_ words: [String], _ packet: FilteredPacket) {
    self.words = words
    self.packet = packet
  }

  private mutating func next() -> String {
    guard index < words.count else { return "" }
    index += 1
    return words[index - 1]
  }

  mutating func read() {
    var isNegated = false
    while index < words.count {
      let word = next()
      if word == "!" {
        isNegated = true
        continue
      }
      read(word, isNegated)
      isNegated = false
    }
  }

  private mutating func read(_ word: String, _ isNegated: Bool) {
    switch word {
    case "-p": restrict(["udp", "17", "all"].contains(next()), isNegated)
    case "-m": _ = next()
    case "--dport", "--dports":
      let port = String(packet.port)
      let entries = next().split(separator: ",").map(String.init)
      restrict(entries.contains { covers($0, port) }, isNegated)
    case "--ctstate", "--state":
      restrict(next().split(separator: ",").contains("NEW"), isNegated)
    case "-i", "-o":
      let device = next()
      if let known = packet.device, !device.hasSuffix("+") {
        restrict(device == known, isNegated)
      } else {
        match = min(match, device == "lo" && !isNegated ? .never : .possible)
      }
    case "--comment": skipQuoted()
    case "-j": verdict = target(next())
    case "-g": verdict = .goTo(next())
    case "--reject-with", "--log-prefix", "--log-level": skipQuoted()
    default: match = min(match, .possible)
    }
  }

  private mutating func restrict(_ isThere: Bool, _ isNegated: Bool) {
    match = min(match, isThere == isNegated ? .never : .certain)
  }

  private mutating func skipQuoted() {
    let word = next()
    guard word.hasPrefix("\""), word.count == 1 || !word.hasSuffix("\"") else { return }
    while index < words.count, !next().hasSuffix("\"") {}
  }

  private func target(_ name: String) -> RuleVerdict {
    switch name {
    case "ACCEPT": .accept
    case "DROP", "REJECT": .drop
    case "RETURN": .comeBack
    case "LOG", "MARK", "NFLOG", "CONNMARK", "TRACE", "CHECKSUM": .goOn
    default: .jump(name)
    }
  }
}

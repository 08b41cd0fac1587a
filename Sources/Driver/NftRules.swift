import Values

// `nft list ruleset` (nft(8)).

extension PacketFilter {
  /// The chains of all tables that a packet of the family passes.
  init(nft text: String, _ packet: FilteredPacket) {
    chains = []
    var table: String?
    var chain: FilterChain?
    /// Open braces of what is passed over: sets, maps, tables of other families.
    var depth = 0
    for line in text.split(separator: "\n") {
      let words = nftWords(line)
      let opened = words.count { $0 == "{" } - words.count { $0 == "}" }
      if depth > 0 {
        depth += opened
        continue
      }
      switch (words.first, words.last) {
      case ("table", "{"):
        let families = packet.family == .ipv4 ? ["ip", "inet"] : ["ip6", "inet"]
        guard words.count == 4, families.contains(words[1]) else {
          depth = opened
          continue
        }
        table = "\(words[1]) \(words[2])"
      case ("chain", "{"):
        chain = FilterChain(table: table ?? "", name: words.count > 1 ? words[1] : "")
      case ("}", _):
        if let finished = chain { chains.append(finished) } else { table = nil }
        chain = nil
      case (_, "{"): depth = opened
      case ("type", _): chain?.take(type: words)
      case (_, _):
        if chain != nil, !words.isEmpty {
          chain?.rules.append(FilterRule(nft: words, line, packet))
        }
      }
    }
  }
}

/// The words of a line. What stands in quotes is one word.
private func nftWords(_ line: Substring) -> [String] {
  var words: [String] = []
  var word = ""
  var isQuoted = false
  for character in line {
    if character == "\"" {
      // It stays at the beginning: what was quoted is no word of nft's.
      if !isQuoted { word.append(character) }
      isQuoted.toggle()
    } else if isQuoted {
      word.append(character)
    } else if character == " " || character == "\t" || character == "," || character == ";" {
      if !word.isEmpty { words.append(word) }
      word = ""
    } else {
      word.append(character)
    }
  }
  if !word.isEmpty { words.append(word) }
  return words
}

extension FilterChain {
  /// `type filter hook input priority filter; policy drop;`
  fileprivate mutating func take(type words: [String]) {
    guard words.count > 3, words[1] == "filter" || words[1] == "route" else { return }
    hook = FilterHook(rawValue: words[3])
    if words.suffix(2) == ["policy", "drop"] { policy = .drop }
  }
}

extension FilterRule {
  fileprivate init(nft words: [String], _ line: Substring, _ packet: FilteredPacket) {
    var reader = NftReader(words, packet)
    reader.read()
    self.init(
      text: line.split(whereSeparator: \.isWhitespace).joined(separator: " "),
      match: reader.match, verdict: reader.verdict)
  }
}

/// Reads a rule from left to right.
private struct NftReader {
  private let words: [String]
  private let packet: FilteredPacket
  private var index = 0
  private(set) var match = RuleMatch.certain
  private(set) var verdict = RuleVerdict.goOn

  init(_ words: [String], _ packet: FilteredPacket) {
    self.words = words
    self.packet = packet
  }

  private mutating func next() -> String? {
    guard index < words.count else { return nil }
    index += 1
    return words[index - 1]
  }

  private mutating func lower(to other: RuleMatch) { match = min(match, other) }

  mutating func read() {
    while let word = next() {
      switch word {
      case "counter":
        if index < words.count, words[index] == "packets" { index += 4 }
      case "comment": _ = next()
      case "accept": verdict = .accept
      case "drop": verdict = .drop
      case "reject":
        verdict = .drop
        index = words.count
      case "return": verdict = .comeBack
      case "jump": verdict = next().map { .jump($0) } ?? .goOn
      case "goto": verdict = next().map { .goTo($0) } ?? .goOn
      case "log": index = words.firstIndex { Self.endings.contains($0) } ?? words.count
      case "meta", "fib", "ip", "ip6": break
      case "nfproto": lower(to: matches([packet.family == .ipv4 ? "ipv4" : "ipv6"]))
      case "l4proto", "protocol", "nexthdr": lower(to: matches(["udp", "17"]))
      case "udp", "th": readUDP()
      case "tcp", "icmp", "icmpv6", "sctp", "dccp", "esp", "ah", "comp", "igmp": lower(to: .never)
      case "ct": readState()
      case "iif", "iifname", "oif", "oifname": readDevice()
      default: lower(to: .possible)
      }
    }
  }

  private static let endings: Set = ["accept", "drop", "reject", "return", "jump", "goto"]

  private mutating func readUDP() {
    guard next() == "dport" else { return lower(to: .possible) }
    lower(to: matches([String(packet.port)]))
  }

  /// `ct state established,related accept`: the first packet is new.
  private mutating func readState() {
    guard next() == "state" else { return lower(to: .possible) }
    if index < words.count, words[index] == "vmap" {
      index += 1
      let entries = set() ?? []
      return lower(to: entries.contains("new") ? .possible : .never)
    }
    var isNew = false
    let states: Set = ["new", "established", "related", "invalid", "untracked", "{", "}"]
    while index < words.count, states.contains(words[index]) {
      if words[index] == "new" { isNew = true }
      index += 1
    }
    lower(to: isNew ? .certain : .never)
  }

  private mutating func readDevice() {
    guard let device = packet.device else {
      // The loopback device is never the underlay.
      return lower(to: matches(["lo"]) == .certain ? .never : .possible)
    }
    lower(to: matches([device]))
  }

  /// Whether what stands there has one of these: a value, a range, or a set of them.
  private mutating func matches(_ wanted: [String]) -> RuleMatch {
    var isNegated = false
    if index < words.count, words[index] == "!=" {
      isNegated = true
      index += 1
    }
    let entries: [String]
    if let set = set() {
      entries = set
    } else if let word = next() {
      entries = [word]
    } else {
      return .possible
    }
    if entries.contains(where: { $0.hasPrefix("@") || $0.hasSuffix("*") }) { return .possible }
    let isThere = entries.contains { entry in
      wanted.contains { covers(entry.hasPrefix("\"") ? String(entry.dropFirst()) : entry, $0) }
    }
    return isThere == isNegated ? .never : .certain
  }

  /// `{ a b c-d }`
  private mutating func set() -> [String]? {
    guard index < words.count, words[index] == "{" else { return nil }
    let end = words[index...].firstIndex(of: "}") ?? words.count
    defer { index = min(end + 1, words.count) }
    return Array(words[(index + 1)..<end])
  }
}

/// Whether a value, or a range of numbers, is or has another.
func covers(_ entry: String, _ value: String) -> Bool {
  if entry == value { return true }
  let ends = entry.split(whereSeparator: { $0 == "-" || $0 == ":" }).compactMap { Int($0) }
  guard ends.count == 2, let number = Int(value) else { return false }
  return ends[0] <= number && number <= ends[1]
}

import Syntax

/// SplitMix64: the same cases in every run.
struct Chance {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    value ^= value >> 31
    return Int(value % UInt64(bound))
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[next(below: elements.count)]
  }
}

/// A lexeme of a sentence that was made.
struct Piece {
  var text: String
  var adjoins = false
}

func rendered(_ pieces: [Piece]) -> String {
  var text = ""
  for piece in pieces {
    if !piece.adjoins, !text.isEmpty, !text.hasSuffix("\n") { text += " " }
    text += piece.text
  }
  return text
}

/// Makes sentences of the grammar. Of several ways to go on it takes the one that was taken least,
/// so that few sentences are enough to take each.
struct SentenceMaker {
  /// One decision: a rule, the place in it, and the way that was taken.
  struct Branch: Hashable {
    var place: String
    var way: Int
  }

  private let grammar: Grammar
  private let heights: [String: Int]
  private var chance: Chance
  private(set) var counts: [Branch: Int] = [:]
  private var pieces: [Piece] = []
  private var interpolations = 0
  /// How many expressions are open: without care they would be most of every sentence.
  private var expressions = 0

  private static let longest = 120
  private static let highest = 60

  init(_ grammar: Grammar, seed: UInt64) {
    self.grammar = grammar
    chance = Chance(state: seed)
    heights = SentenceMaker.heights(grammar)
  }

  mutating func sentence() -> [Piece] {
    pieces = []
    interpolations = 0
    make(.name("file"), "", SentenceMaker.highest)
    return pieces
  }

  private mutating func make(_ part: Part, _ place: String, _ height: Int, adjoins: Bool = false) {
    switch part {
    case .literal(let text): add(text, adjoins)
    case .name(let name): make(rule: name, height, adjoins)
    case .sequence(let parts):
      for (index, part) in parts.enumerated() { make(part, "\(place).\(index)", height) }
    case .choice(let parts):
      let way = choose(place, parts.map(lowest), height)
      make(parts[way], "\(place).\(way)", height, adjoins: adjoins)
    case .optional(let part):
      if choose(place, [0, lowest(part)], height) == 1 { make(part, "\(place).1", height) }
    case .repetition(let part):
      let many = choose(place, [0, lowest(part), lowest(part)], height)
      for _ in 0..<many { make(part, "\(place).1", height) }
    case .exception(let part, let excepted): makeWord(part, excepted, adjoins)
    case .adjoining(let part): make(part, place, height, adjoins: true)
    case .form: break
    }
  }

  private mutating func make(rule name: String, _ height: Int, _ adjoins: Bool) {
    guard let part = grammar.rule(name) else { return add(token: name, adjoins) }
    guard name == "expression" else { return make(part, name, height - 1, adjoins: adjoins) }
    expressions += 1
    make(part, name, height / 2, adjoins: adjoins)
    expressions -= 1
  }

  private mutating func makeWord(_ part: Part, _ excepted: [Part], _ adjoins: Bool) {
    // Between `${` and `}` a word is a variable, and must have the form of one.
    guard interpolations == 0 else { return add(token: "QNAME", adjoins) }
    let words = samples(of: "WORD", adjoins: false).filter { word in
      grammar.matches(.exception(part, excepted), Lexeme(kind: .word, text: word)) == true
    }
    add(chance.pick(words), adjoins)
  }

  private mutating func add(token name: String, _ adjoins: Bool) {
    if name == "NEWLINE", interpolations > 0 { return }
    let isBare = name == "VARIABLE" && interpolations > 0 && chance.next(below: 2) == 0
    let texts = samples(of: isBare ? "QNAME" : name, adjoins: adjoins)
    if texts.isEmpty {
      add("no sample of \(name)", adjoins)
    } else {
      add(chance.pick(texts), adjoins)
    }
  }

  private mutating func add(_ text: String, _ adjoins: Bool) {
    if text == "${" { interpolations += 1 }
    if text == "}" { interpolations -= 1 }
    pieces.append(Piece(text: text, adjoins: adjoins))
  }

  /// The way that was taken least among those that are low enough, or the lowest.
  private mutating func choose(_ place: String, _ lowest: [Int], _ height: Int) -> Int {
    let left = pieces.count > SentenceMaker.longest ? 0 : height
    var ways = lowest.indices.filter { lowest[$0] <= left }
    if ways.isEmpty { ways = lowest.indices.filter { lowest[$0] == lowest.min() } }
    let least = ways.map { counts[Branch(place: place, way: $0)] ?? 0 }.min() ?? 0
    if expressions > 0, least > 4, chance.next(below: 4) > 0 {
      ways = ways.filter { lowest[$0] == lowest.min() }
    }
    // Now and then any way, so that the order of the ways is no rhythm.
    let best = ways.filter { (counts[Branch(place: place, way: $0)] ?? 0) == least }
    let way = best.isEmpty || chance.next(below: 4) == 0 ? chance.pick(ways) : chance.pick(best)
    counts[Branch(place: place, way: way), default: 0] += 1
    return way
  }
}

// What there is to take.
extension SentenceMaker {
  /// The rules that a file can reach; `made`: not only to be excepted.
  static func rules(_ grammar: Grammar, made: Bool = false) -> [String] {
    var rules: [String] = []
    func walk(_ part: Part) {
      switch part {
      case .name(let name):
        guard let rule = grammar.rule(name), !rules.contains(name) else { return }
        rules.append(name)
        walk(rule)
      case .sequence(let parts), .choice(let parts): parts.forEach(walk)
      case .optional(let part), .repetition(let part), .adjoining(let part): walk(part)
      case .exception(let part, let parts): (made ? [] : [part] + parts).forEach(walk)
      case .literal, .form: break
      }
    }
    walk(.name("file"))
    return rules
  }

  /// All decisions of the rules that a file can reach.
  static func branches(_ grammar: Grammar) -> Set<Branch> {
    var branches: Set<Branch> = []
    func walk(_ part: Part, _ place: String) {
      switch part {
      case .sequence(let parts):
        for (index, part) in parts.enumerated() { walk(part, "\(place).\(index)") }
      case .choice(let parts):
        for (index, part) in parts.enumerated() {
          branches.insert(Branch(place: place, way: index))
          walk(part, "\(place).\(index)")
        }
      case .optional(let part):
        for way in 0...1 { branches.insert(Branch(place: place, way: way)) }
        walk(part, "\(place).1")
      case .repetition(let part):
        for way in 0...2 { branches.insert(Branch(place: place, way: way)) }
        walk(part, "\(place).1")
      case .adjoining(let part): walk(part, place)
      case .name, .exception, .literal, .form: break
      }
    }
    for name in rules(grammar, made: true) { grammar.rule(name).map { walk($0, name) } }
    return branches
  }

  /// How many rules deep the lowest tree of each rule is.
  private static func heights(_ grammar: Grammar) -> [String: Int] {
    var heights: [String: Int] = [:]
    var isChanged = true
    while isChanged {
      isChanged = false
      for name in grammar.names {
        guard let part = grammar.rule(name) else { continue }
        let height = min(unreachable, lowest(part, heights, grammar) + 1)
        if height < heights[name] ?? unreachable {
          heights[name] = height
          isChanged = true
        }
      }
    }
    return heights
  }

  private static let unreachable = 1000

  private func lowest(_ part: Part) -> Int { SentenceMaker.lowest(part, heights, grammar) }

  private static func lowest(_ part: Part, _ heights: [String: Int], _ grammar: Grammar) -> Int {
    switch part {
    case .name(let name): grammar.rule(name) == nil ? 0 : heights[name] ?? unreachable
    case .sequence(let parts): parts.map { lowest($0, heights, grammar) }.max() ?? 0
    case .choice(let parts): parts.map { lowest($0, heights, grammar) }.min() ?? 0
    case .adjoining(let part): lowest(part, heights, grammar)
    case .optional, .repetition, .exception, .literal, .form: 0
    }
  }
}

/// Texts of a token; those of a template's text depend on whether something stands before it.
func samples(of name: String, adjoins: Bool) -> [String] {
  switch name {
  case "WORD":
    [
      "node1", "br-3231f89d69f6", "eth0.100", "_x", "1a", "802.1Q", "learn", "evpn", "asn",
      "default", "as", "in", "on", "off", "and", "not", "len", "mtu", "learning", "port", "overlay",
      "else", "isolated", "5-3", "int", "true", "end", "done", "fi", "do", "then", "elif", "vni",
      "vxlan", "id", "ip", "link", "sudo", "bridge", "docker", "echo", "host", "include", "network",
      "def", "set", "local", "netmask", "address", "to", "underlay", "via", "gateway", "router",
      "master", "src", "add", "range", "seq", "no", "remote", "dstport", "static", "dev", "eq",
    ]
  case "NAME": ["x", "lan", "_1", "in", "as", "for", "Node"]
  case "QNAME": ["x", "c.lan", "_1", "for", "port"]
  case "INTEGER": ["42", "0", "010", "0x2a", "9223372036854775807"]
  case "ADDRESS": ["192.168.8.100", "fd00::1", "::", "255.255.255.0", "1:2:3:4:5:6:7:8"]
  case "PREFIX": ["10.20.1.0/24", "0.0.0.0/0", "fd00::/64", "::/0"]
  case "MAC": ["02:00:00:00:00:2a", "AA:bb:cc:dd:ee:ff"]
  case "HOST": [".2", ".0x102", ".010"]
  case "VARIABLE": ["$x", "$c.lan", "$_1"]
  case "CHARACTERS": ["any text", "a # b", #"\""#, #"\\\n\t\$"#, "é", "-> <", "$x", "'"]
  case "TEXT":
    adjoins ? ["-x", ".lan", "/24", "b", ":1"] : ["node", "10.20.", "a-", ".", "fd00::"]
  case "NEWLINE": ["\n", "\n\n", "# a comment < \"\n", "\r\n", "\n  # another\n\t"]
  default: []
  }
}

import Diagnostics
import Driver
import Syntax
import Testing

/// What is said of a place must be able to be shown: whatever the text, each range lies in it, and
/// cuts no character in two.
@Suite struct SyntaxRanges {
  @Test func ofAnyBytes() {
    var lottery = Lottery(seed: 11)
    for _ in 0..<1500 {
      let count = Int.random(in: 0..<80, using: &lottery)
      // All bytes alike, or mostly those that begin characters and tokens.
      let isWild = Bool.random(using: &lottery)
      let bytes = (0..<count).map { _ in
        isWild
          ? UInt8.random(in: 0...255, using: &lottery)
          : Array("\n<>(\"${}[é→“#-.:/0a".utf8).randomElement(using: &lottery) ?? 0
      }
      expectSound(bytes)
    }
  }

  @Test func ofAnyTokens() {
    var lottery = Lottery(seed: 12)
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<Int.random(in: 0..<30, using: &lottery) {
        let kind = TokenKind.allCases.randomElement(using: &lottery) ?? .word
        text += samples(kind).randomElement(using: &lottery) ?? ""
        if Int.random(in: 0..<3, using: &lottery) > 0 { text += " " }
      }
      expectSound(Array(text.utf8))
    }
  }

  @Test func ofLongTextsWithManyMistakes() {
    for line in ["a b c\n", "x é -> ö\n", "\"\n", "overlay <\n", "$a$b ${\n", "}\n"] {
      let bytes = Array(String(repeating: line, count: 2000).utf8)
      expectSound(bytes)
      let found = parse(SourceText(name: "t", bytes: bytes), file: 0)
      let sources = Recipe(name: "t", bytes: bytes).sources
      let shown = Renderer(sources: sources, color: false).render(found.diagnostics)
      let headings = shown.split(separator: "\n").count { $0.hasPrefix("error[") }
      #expect(headings == min(20, found.diagnostics.count), "\(line)")
      #expect(shown.contains("… and ") == (found.diagnostics.count > 20), "\(line)")
    }
  }

  private func expectSound(_ bytes: [UInt8]) {
    let source = SourceText(name: "t", bytes: bytes)
    let all = tokens(of: source, file: 0).value
    #expect(all.flatMap { bytes[$0.bounds] } == bytes)
    let found = parse(source, file: 0)
    let text = String(decoding: bytes, as: UTF8.self)
    // Bytes that are no text have no characters.
    let isText = Array(text.utf8) == bytes
    let told = found.diagnostics.flatMap(ranges)
    for range in told + ranges(inside: found.value) {
      #expect(range.file == 0 && range.lower <= range.upper, "\(text)")
      #expect(Int(range.upper) <= bytes.count, "\(text)")
      if isText { #expect(isWhole(range, bytes), "\(range) in \(text)") }
    }
    let places = found.diagnostics.map { $0.range?.lower ?? .max }
    #expect(places == places.sorted(), "\(text)")
    // A text is never read in part without a word.
    if !found.diagnostics.isEmpty { #expect(found.diagnostics.hasErrors, "\(text)") }
    let recipe = Recipe(name: "t", bytes: bytes)
    _ = Renderer(sources: recipe.sources, color: true).render(recipe.diagnostics)
  }

  private func ranges(_ diagnostic: Diagnostic) -> [SourceRange] {
    [diagnostic.range, diagnostic.fix?.range].compactMap(\.self) + diagnostic.labels.map(\.range)
  }

  /// Every range in a tree, also of parts that come one day.
  private func ranges(inside value: Any) -> [SourceRange] {
    if let range = value as? SourceRange { return [range] }
    return Mirror(reflecting: value).children.flatMap { ranges(inside: $0.value) }
  }

  private func isWhole(_ range: SourceRange, _ bytes: [UInt8]) -> Bool {
    [Int(range.lower), Int(range.upper)].allSatisfy {
      $0 == bytes.count || bytes[$0] & 0xc0 != 0x80
    }
  }
}

/// What the lexer makes tokens of a kind from.
private func samples(_ kind: TokenKind) -> [String] {
  switch kind {
  case .blank: [" ", "\t", "\u{a0}"]
  case .newline: ["\n", "\r\n", "\n\n"]
  case .comment: ["# é\n", "// x\n", "/* x */"]
  case .byteOrderMark: ["\u{feff}"]
  case .continuation: ["\\\n"]
  case .conflictMarker: ["\n<<<<<<< ours\n", "\n=======\n", "\n>>>>>>> theirs\n"]
  case .word:
    [
      "node1", "overlay", "node", "netns", "port", "route default", "fdb", "for", "in", "if",
      "else", "recipe", "use", "let", "param", "import", "dev", "bridge", "bridgeport", "control",
      "evpn asn", "peers", "srcport", "isolated on", "and", "or", "not", "len", "remote", "vni",
      "ip link add", "learning", "dstport",
    ]
  case .integer: ["42", "0x2a"]
  case .address: ["192.0.2.1", "fd00::1"]
  case .prefix: ["10.0.0.0/24", "fd00::/64"]
  case .mac: ["02:00:00:00:00:01"]
  case .host: [".2"]
  case .variable: ["$x", "$c.lan"]
  case .malformed: ["192.0.2.300", "é", "'a'", "“a”", "\"a", "0xg", "\u{1}", "10.0.0.1:4789"]
  case .templateText: ["node${", "10.0.${i}."]
  case .interpolationOpen: ["${"]
  case .interpolationClose, .rightBrace: ["}"]
  case .stringOpen, .stringText, .stringClose: ["\"", "\"a\"", "\"é${x}\\q\""]
  case .arrow: ["->"]
  case .fatArrow: ["=>", "→", "-->", "–>"]
  case .range: [".."]
  case .less: ["<", "<\n"]
  case .greater: [">", ">\n"]
  case .leftParenthesis: ["("]
  case .rightParenthesis: [")"]
  case .leftBracket: ["["]
  case .rightBracket: ["]"]
  case .leftBrace: ["{"]
  case .comma: [","]
  case .semicolon: [";"]
  case .colon: [":"]
  case .equals: ["="]
  case .doubleEquals: ["=="]
  case .unequal: ["!="]
  case .plus: ["+"]
  case .minus: ["-"]
  case .star: ["*"]
  case .slash: ["/"]
  case .percent: ["%"]
  case .at: ["@"]
  case .end: [""]
  }
}

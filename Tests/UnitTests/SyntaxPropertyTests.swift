import Diagnostics
import Syntax
import Testing

/// SplitMix64: the same cases in every run.
private struct Generator {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    value ^= value >> 31
    return Int(value % UInt64(bound))
  }
}

/// Whether the tokens tile the bytes, with no empty one among them.
private func tiles(_ bytes: [UInt8]) -> Bool {
  var end = 0
  for token in tokens(of: SourceText(name: "t", bytes: bytes), file: 0).value {
    guard Int(token.lower) == end, token.upper > token.lower else { return false }
    end = Int(token.upper)
  }
  return end == bytes.count
}

/// Whether the text is read to its end, with every diagnostic at a place in it.
private func isRead(_ bytes: [UInt8]) -> Bool {
  let found = parse(SourceText(name: "t", bytes: bytes), file: 0)
  return found.diagnostics.allSatisfy { diagnostic in
    guard let range = diagnostic.range else { return false }
    return range.lower <= range.upper && Int(range.upper) <= bytes.count
  }
}

@Suite struct SyntaxProperties {
  @Test func randomBytes() {
    var generator = Generator(state: 1)
    for _ in 0..<3000 {
      let bytes = (0..<generator.next(below: 60)).map { _ in UInt8(generator.next(below: 256)) }
      #expect(tiles(bytes), "\(bytes)")
      #expect(isRead(bytes), "\(bytes)")
    }
  }

  @Test func randomPieces() {
    let pieces = [
      "overlay ", "42", " ", " ", "\n", "\n", "<", ">", "(", ")", "[", "]", "${", "}", "{", "$x",
      "\"", "a", "node1", "10.0.0.1", "/24", "fd00::1", ":", "::", ".", "..", ".2", "->", "=>",
      "-", "=", "==", "if ", "else", "for ", "in ", "let ", "use ", "recipe ", "port ", "dev ",
      "bridge ", "bridgeport ", "control ", "evpn ", "asn ", "peers ", "not ", "len", "\\", "\r",
      "é", "“", "'", "#", ",", ";", "<<<<<<< a\n", "import ", "ip link ", "0x", "route default ",
      "+", "*", "%", "@", "!=", "on", "off", "subnet ", "remote ", "→", "–>", "<-", "// ", "/* ",
      "*/", "=======\n",
      ">>>>>>> b\n", "stp_state 1 ", "isolated on ", "netns ", "overlay vni 5 ",
      "02:00:00:00:00:01", "\u{0}",
    ].map { Array($0.utf8) }
    var generator = Generator(state: 2)
    for _ in 0..<12000 {
      var bytes: [UInt8] = []
      for _ in 0..<generator.next(below: 24) {
        bytes += pieces[generator.next(below: pieces.count)]
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(tiles(bytes), "\(text)")
      #expect(isRead(bytes), "\(text)")
    }
  }

  @Test func mistakesNeverMakeATextSilent() {
    // A text whose brackets do not match has at least one error.
    var generator = Generator(state: 3)
    for _ in 0..<2000 {
      let shape = (0..<9).map { _ in generator.next(below: 3) }
      let text = shape.map { ["a <\n", ">\n", "b\n"][$0] }.joined()
      var depth = 0
      var isBalanced = true
      for piece in shape {
        depth += [1, -1, 0][piece]
        if depth < 0 { isBalanced = false }
      }
      let found = parse(SourceText(name: "t", bytes: Array(text.utf8)), file: 0)
      #expect(found.diagnostics.isEmpty == (isBalanced && depth == 0), "\(text)")
    }
  }

  @Test(arguments: ["<", "a <", "(", "[", "${", "let x = (", "let x = [", "\"${", "not ", "$a["])
  func deepNesting(_ opener: String) {
    for prefix in opener == "not " ? ["let x = ", "if "] : ["", "let x = ", "if "] {
      let text = prefix + String(repeating: opener, count: 10_000)
      let bytes = Array(text.utf8)
      #expect(tiles(bytes))
      let found = parse(SourceText(name: "t", bytes: bytes), file: 0)
      #expect(found.diagnostics.count >= 1)
      #expect(found.diagnostics.count <= 3, "\(opener): \(found.diagnostics.prefix(5))")
    }
  }

  @Test func nestingBound() {
    func text(_ levels: Int) -> String {
      String(repeating: "a < ", count: levels) + String(repeating: "> ", count: levels)
    }
    check(text(64), errors: [])
    check(text(65), errors: ["1:259 nesting-too-deep: this is nested over 64 levels deep"])
    check(
      String(repeating: "a < ", count: 10_000) + "\nb c\n",
      errors: ["1:259 nesting-too-deep: this is nested over 64 levels deep"])
  }

  @Test func longTextsTakeLinearTime() {
    for piece in [
      "\n", "1/", "a:", "a:z ", "'", "$a${", "(\n", "x (1 2\n", "use f(\n", "\\ ", ">",
      "=======\n", "/* ", "a..", "b -> .1 ", "overlay 1 <\n", "overlay 1 \"<\n", "a \"<\n",
    ] {
      let text = String(repeating: piece, count: 20_000)
      #expect(tiles(Array(text.utf8)))
      #expect(isRead(Array(text.utf8)))
    }
  }
}

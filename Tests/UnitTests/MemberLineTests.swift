import Diagnostics
import Testing
import Topology
import Values

@testable import Syntax

/// Lines of plain members are read in one go. The first line of a text never is: what it gives must be
/// what the same line gives behind another.
@Suite struct MemberLineTests {
  static let lines = [
    "node1 192.168.8.100 -> 10.20.1.2/24", "  n-1_a2  10.0.0.1\t->\t10.1.0.1/8",
    "a 0.0.0.0 -> 0.0.0.0/0",
    "a1 10.0.0.1 -> 10.1.0.1/32", "a1 10.0.0.1 -> 10.1.0.1/33", "a1 10.0.0.1 -> 10.1.0.1/08",
    "a1 10.0.0.1 -> 10.1.0.1", "a1 10.0.0.1 -> 10.1.0.1/24 ", "a1 10.0.0.1 -> 10.1.0.1/24 # x",
    "a1 10.0.0.256 -> 10.1.0.1/24", "a1 10.0.0.01 -> 10.1.0.1/24", "a1 10.0.0 -> 10.1.0.1/24",
    "a1 10.0.0.1.2 -> 10.1.0.1/24", "a1 10.0.0.1->10.1.0.1/24", "a1 10.0.0.1 => 10.1.0.1/24",
    "a1 10.0.0.1 -> 10.1.0.1/24/8", "a1 10.0.0.1 -> 10.1.0.1/240", "a1 10.0.0.1 -> .2",
    "a--1 10.0.0.1 -> 10.1.0.1/24", "a- 10.0.0.1 -> 10.1.0.1/24", "1a 10.0.0.1 -> 10.1.0.1/24",
    "a.b 10.0.0.1 -> 10.1.0.1/24", "é1 10.0.0.1 -> 10.1.0.1/24", "a${1} 10.0.0.1 -> 10.1.0.1/24",
    "a1 1111.0.0.1 -> 10.1.0.1/24", "a1 10.0.0.1 - > 10.1.0.1/24", "a1", "a1 10.0.0.1 -", "",
  ]

  @Test(arguments: lines) func aLineGivesTheSameTokensWhereverItStands(_ line: String) {
    let first = tokens(of: SourceText(name: "", bytes: Array((line + "\n").utf8)), file: 0)
    let second = tokens(of: SourceText(name: "", bytes: Array(("\n" + line + "\n").utf8)), file: 0)
    let moved = second.value.dropFirst().map { token in
      Token(token.kind, Int(token.lower) - 1, Int(token.upper) - 1)
    }
    #expect(first.value == moved)
    #expect(first.diagnostics.map(\.message) == second.diagnostics.map(\.message))
  }

  @Test func whatWasReadInOneGoIsWhatIsWritten() {
    let text = "\n" + Self.lines.joined(separator: "\n") + "\n"
    let lexed = lexed(SourceText(name: "", bytes: Array(text.utf8)), file: 0)
    let said = lexed.memberLines.map { line in
      "\(Address.ipv4(line.underlay)) \(Address.ipv4(line.overlay))/\(line.length)"
    }
    #expect(
      said == [
        "192.168.8.100 10.20.1.2/24", "10.0.0.1 10.1.0.1/8", "0.0.0.0 0.0.0.0/0",
        "10.0.0.1 10.1.0.1/32",
      ])
  }

  /// One run of lines, one that something interrupts, and lines that an arrow goes on with.
  @Test func membersComeInTheirOrder() {
    let text = """
      overlay 1 <
        a1 10.0.0.1 -> 10.1.0.1/24
        a2 10.0.0.2 -> 10.1.0.2/24
        # between

        a3 10.0.0.3 -> 10.1.0.3/24
        b 10.0.0.4 -> 10.1.0.4/24
        a5 10.0.0.5 -> 10.1.0.5/24 < netns x >
        a6 10.0.0.6 -> 10.1.0.6/24
      >
      overlay 2 < a1 10.0.0.1 -> 10.2.0.1/24, a2 10.0.0.2 -> 10.2.0.2/24 >
      """
    let found = parse(SourceText(name: "", bytes: Array(text.utf8)), file: 0)
    #expect(found.diagnostics.isEmpty)
    let plain = found.value.items.map { item -> [String] in
      guard case .overlay(let overlay) = item else { return [] }
      return overlay.block.items.map { item in
        switch item {
        case .plain(let member): member.name
        case .member(let member): "(\(word(member.name)))"
        default: "?"
        }
      }
    }
    #expect(plain == [["a1", "a2", "a3", "(b)", "(a5)", "a6"], ["(a1)", "(a2)"]])
  }

  private func word(_ name: Expression) -> String {
    if case .word(let text, _) = name { text } else { "?" }
  }

  @Test func addressesAreAList() {
    #expect(MemberAddresses.none.isEmpty)
    let one = Located(
      Prefix(clamped: .ipv4(1), length: 8), SourceRange(file: 0, lower: 0, upper: 1))
    let other = Located(
      Prefix(clamped: .ipv4(2), length: 8), SourceRange(file: 0, lower: 2, upper: 3))
    #expect(Array(MemberAddresses([one])) == [one])
    #expect(Array(MemberAddresses([one]) + [other]) == [one, other])
    #expect(Array(MemberAddresses.none + [other]) == [other])
  }
}

@Suite struct TwinFilterTests {
  /// What is there twice is always suspected, and of the rest few.
  @Test func twinsAreSuspected() {
    let keys = (0..<20_000).map { MAC(UInt64($0)).placeHash }
    var filter = TwinFilter(capacity: keys.count)
    for key in keys + keys.prefix(100) { filter.note(key) }
    #expect(keys.prefix(100).allSatisfy(filter.mayHaveTwin))
    #expect(keys.dropFirst(100).count(where: filter.mayHaveTwin) < 6_000)
  }
}

import Diagnostics
import Driver
import Testing
import Topology
import Values
import Vocabulary

@testable import Syntax

/// Lines of plain members and entries are read in one go. The first line of a text never is: what it
/// gives must be what the same line gives behind another.
@Suite struct PlainLineTests {
  static let lines = [
    "node1 192.168.8.100 -> 10.20.1.2/24", "  n-1_a2  10.0.0.1\t->\t10.1.0.1/8",
    "a 0.0.0.0 -> 0.0.0.0/0",
    "a1 10.0.0.1 -> 10.1.0.1/32", "a1 10.0.0.1 -> 10.1.0.1/33", "a1 10.0.0.1 -> 10.1.0.1/08",
    "a1 10.0.0.1 -> 10.1.0.1", "a1 10.0.0.1 -> 10.1.0.1/24 ", "a1 10.0.0.1 -> 10.1.0.1/24 # x",
    "a1 10.0.0.256 -> 10.1.0.1/24", "a1 10.0.0.01 -> 10.1.0.1/24", "a1 10.0.0 -> 10.1.0.1/24",
    "a1 10.0.0.1.2 -> 10.1.0.1/24", "a1 10.0.0.1->10.1.0.1/24", "a1 10.0.0.1 => 10.1.0.1/24",
    "a1 10.0.0.1 -> 10.1.0.1/24/8", "a1 10.0.0.1 -> 10.1.0.1/240", "a1 10.0.0.1 -> .2",
    "a-_1 10.0.0.1 -> 10.1.0.1/24", "a_-1 10.0.0.1 -> 10.1.0.1/24",
    "aa-bb-cc-dd-ee-f1 10.0.0.1 -> 10.1.0.1/24", "a--1 10.0.0.1 -> 10.1.0.1/24",
    "a- 10.0.0.1 -> 10.1.0.1/24", "1a 10.0.0.1 -> 10.1.0.1/24",
    "a.b 10.0.0.1 -> 10.1.0.1/24", "é1 10.0.0.1 -> 10.1.0.1/24", "a${1} 10.0.0.1 -> 10.1.0.1/24",
    "aa-bb-cc-dd-ee-ff 10.0.0.1 -> 10.1.0.1/24", "aa-bb-cc-dd-ee-fg 10.0.0.1 -> 10.1.0.1/24",
    "a1 1111.0.0.1 -> 10.1.0.1/24", "a1 10.0.0.1 - > 10.1.0.1/24", "a1", "a1 10.0.0.1 -", "",
    "fdb 52:54:00:00:00:09 dst 10.0.0.1", "  neigh\t10.0.0.9  lladdr 52:54:00:AB:cd:09",
    "fdb 52:54:00:00:00:09 dst 10.0.0.1 ", "fdb 52:54:00:00:00:09 dst 10.0.0.1 port 1",
    "fdb 52:54:00:00:00:09 dst 10.0.0.1/24", "fdb 52:54:00:00:00:09 dst 10.0.0.256",
    "fdb 52:54:00:00:00:09 dst fd00::1", "fdb 52:54:00:00:00:09 dst a", "fdb 52:54:00:00:00:09",
    "fdb 52:54:00:00:00 dst 10.0.0.1", "fdb 52:54:00:00:00:0g dst 10.0.0.1",
    "fdb 52:54:00:00:00:09:0 dst 10.0.0.1", "fdb 52:54:00:00:00:09 dst10.0.0.1",
    "fdb52:54:00:00:00:09 dst 10.0.0.1", "fdbs 52:54:00:00:00:09 dst 10.0.0.1",
    "fdb 10.0.0.1 dst 10.0.0.1", "neigh 10.0.0.9 lladdr 52:54:00:00:00:09:",
    "neigh 10.0.0.9 lladdr 52:54:00:00:00:090", "neigh 52:54:00:00:00:09 lladdr 10.0.0.9",
    "neigh 10.0.0.9 dst 52:54:00:00:00:09", "neigh 10.0.0.9 lladdr 52:54:00:00:00", "neigh",
    "neigh .9 lladdr 52:54:00:00:00:09",
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
    let said = lexed.plainLines.map { line in
      switch line.numbers {
      case .member(let underlay, let overlay, let length):
        "\(Address.ipv4(underlay)) \(Address.ipv4(overlay))/\(length)"
      case .entry(let kind, let mac, let address): "\(kind.word) \(mac) \(Address.ipv4(address))"
      }
    }
    #expect(
      said == [
        "192.168.8.100 10.20.1.2/24", "10.0.0.1 10.1.0.1/8", "0.0.0.0 0.0.0.0/0",
        "10.0.0.1 10.1.0.1/32", "10.0.0.1 10.1.0.1/24", "fdb 52:54:00:00:00:09 10.0.0.1",
        "neigh 52:54:00:ab:cd:09 10.0.0.9",
      ])
  }

  /// What holds for entries, with something to be told of some of them.
  static let entries = [
    "fdb 52:54:00:00:00:09 dst 10.0.0.9", "neigh 10.1.0.9 lladdr 52:54:00:00:00:09",
    "fdb 00:00:00:00:00:00 dst 10.0.0.9", "fdb 01:00:5e:00:00:01 dst 10.0.0.9",
    "fdb 52:54:00:00:00:09 dst 239.1.1.1", "fdb 52:54:00:00:00:09 dst 0.0.0.0",
    "fdb 52:54:00:00:00:09 dst 127.0.0.1", "neigh 10.1.0.9 lladdr 00:00:00:00:00:00",
    "neigh 10.1.0.9 lladdr 01:00:5e:00:00:01", "neigh 224.0.0.1 lladdr 52:54:00:00:00:09",
    "neigh 255.255.255.255 lladdr 52:54:00:00:00:09", "fdb 52:54:00:00:00:09 dst 10.0.0.1",
    "neigh 10.1.0.1 lladdr 52:54:00:00:00:09", "fdb 00:00:00:00:00:00 dst 10.0.0.1",
  ]
  static let surroundings = [
    "overlay 1 <\nb 10.0.0.2 -> 10.1.0.2/24\na 10.0.0.1 -> 10.1.0.1/24\nENTRY\n>\n",
    "overlay 1 <\nb 10.0.0.2 -> 10.1.0.2/24\na 10.0.0.1 -> 10.1.0.1/24 <\nENTRY\n>\n>\n",
    "overlay 1 <\na fd00::1 -> 10.1.0.1/24\nb fd00::2 -> 10.1.0.2/24\nENTRY\nENTRY\n>\n",
    "recipe r <\nENTRY\n>\noverlay 1 external <\na 10.0.0.1 -> 10.1.0.1/24\nuse r\nENTRY\n>\n",
    "overlay 1 <\nfor i in 1..2 <\nENTRY\n>\na 10.0.0.1 -> 10.1.0.1/24\n>\n", "\nENTRY\n",
  ]

  /// A comma in place of the end of a line says the same, and is read token by token.
  @Test(arguments: surroundings, entries)
  func anEntryMeansTheSameWhicheverWayItIsRead(_ text: String, _ entry: String) {
    let quick = text.replacing("ENTRY", with: entry)
    let slow = text.replacing("ENTRY\n", with: entry + ",")
    let (one, other) = (
      Recipe(name: "", bytes: Array(quick.utf8)), Recipe(name: "", bytes: Array(slow.utf8))
    )
    #expect("\(one.model)" == "\(other.model)")
    #expect("\(one.diagnostics)" == "\(other.diagnostics)")
  }

  /// A member whose name ends with one is not looked up among keywords: `ParserLines.swift` relies on it.
  @Test func noKeywordEndsWithADigit() {
    #expect(ItemKeyword.allCases.allSatisfy { $0.rawValue.last?.isNumber == false })
  }

  /// They are not checked against other options: `EntryRules.swift` relies on it.
  @Test func whatStandsAloneDemandsNothing() {
    for option: DeviceOption in [.forwarding(.dst), .neighbour(.lladdr)] {
      #expect(option.row.excludes.isEmpty && option.row.needs.isEmpty)
    }
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

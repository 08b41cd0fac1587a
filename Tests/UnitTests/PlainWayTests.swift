import Diagnostics
import Driver
import Testing
import Topology
import Values

@testable import Syntax

/// Members of loops with nothing but a name and two addresses take a short way, and so do names that
/// templates give: what comes of them must be what comes of the general way.
@Suite struct PlainWayTests {
  static let headers = [
    "", "subnet 10.1.0.0/16", "subnet 10.0.0.0/8", "subnet 172.16.0.0/12", "subnet fd00::/64",
    "subnet fd00::/64 subnet 10.1.0.0/16", "subnet 10.1.0.0", "subnet 10.1.0.0/16 bridge br0",
  ]
  static let members = [
    "n$i 172.16.0.1 -> 10.1.0.1", "n${i} (172.16.0.0 + $i) -> (10.1.0.0 + $i)",
    "n${i} 172.16.0.1 -> 10.1.0.1/24", "n${i} 172.16.0.1 -> 172.16.0.9",
    "n${i} 10.1.0.1 -> 172.16.0.9",
    "n${i} 10.1.0.1/24 -> 172.16.0.9", "n${i} 172.16.0.1 -> fd00::${i}",
    "n${i} fd00::1 -> 10.1.0.1",
    "n${i} 172.16.0.1 -> .${i}", "n${i} 239.0.0.1 -> 10.1.0.1", "n${i} 127.0.0.1 -> 10.1.0.1",
    "n${i} 0.0.0.0 -> 239.0.0.1", "n${i} 255.255.255.255 -> 10.1.255.255",
    "n${i} ::ffff:1.2.3.4 -> 0.0.0.0", "${i} 172.16.0.1 -> 10.1.0.1", "a 172.16.0.1 -> 10.1.0.1",
    "\"n ${i}\" 172.16.0.1 -> 10.1.0.1", "n${i} 172.16.0.1 -> 255.255.255.0", "n${i} c -> 10.1.0.1",
    "n${i} 172.16.0.1 -> \"10.1.0.1\"", "n${i} 172.16.0.1 -> (255.255.255.255 + $i)",
    "n-${i}- 172.16.0.1 -> 10.1.0.1", "dev 172.16.0.1 -> 10.1.0.1",
    "(\"n${i}\") 172.16.0.1 -> 10.1.0.1",
    "n${i} (172.16.0.1) -> ((10.1.0.1 + $i) )", "n${i} ([172.16.0.1][0]) -> ([10.1.0.1/24])",
  ]

  /// A member with a block is no plain one, also where the block is empty.
  @Test(arguments: headers, members)
  func aMemberMeansTheSameWhicheverWayItIsRead(_ header: String, _ member: String) {
    for node in ["", "node n7 172.16.0.9 ttl 3\nnode z 1.2.3.4\n"] {
      let start =
        "\(node)overlay 1 \(header) < a 192.168.0.1 -> 10.1.0.9/24\nfor i in 7..7 < \(member) "
      let quick = Recipe(name: "", bytes: Array((start + "    > >\n").utf8))
      let slow = Recipe(name: "", bytes: Array((start + "< > > >\n").utf8))
      #expect(said(quick) == said(slow))
      #expect(quick.diagnostics.map { "\($0)" } == slow.diagnostics.map { "\($0)" })
    }
  }

  private func said(_ recipe: Recipe) -> [String] {
    recipe.model.overlays.flatMap(\.members).map { member in
      "\(member.name) \(member.underlay) \(member.addresses) \(member.unread) \(member.parts)"
    }
  }

  @Test(
    arguments: [
      "a 10.0.0.1 -> 10.1.0.1", "a 10.0.0.1 -> 10.1.0.1/0", "a 10.0.0.1 -> (10.1.0.1 )",
      "a (10.0.0.1) -> ((10.1.0.1/24))",
    ])
  func aPlainMemberIsTheItemThatItCameOf(_ text: String) {
    let source = SourceText(name: "", bytes: Array("overlay 1 < \(text) >".utf8))
    for case .overlay(let overlay) in parse(source, file: 0).value.items {
      for case .member(let item) in overlay.block.items {
        #expect(PlainMember(item).map { "\($0.item)" } == "\(item)")
      }
      #expect(overlay.block.items.count == 1)
    }
  }

  static let words = [
    "", "a", "node1", "_a", "a_", "a-b", "a--b", "-a", "a-", "1a", "a.b", "a.b.c", "a:b", "fd00::1",
    "aa-bb-cc-dd-ee-ff", "aa-bb-cc-dd-ee-fg", "aabb.ccdd.eeff", "on", "off", "not", "in", "len",
    "for",
    "0x1f", "x0", "é", "aé", "a b", "a\n", "a${b}", "a$b", "a#", "ab-bb-cc-dd-ee-f", "a/b", "A9_-z",
  ]

  @Test(arguments: words) func aPlainWordIsAWordToTheLexer(_ text: String) {
    guard isPlainWord(text.utf8Span.span) else { return }
    let place = SourceRange(file: 0, lower: 3, upper: 5)
    #expect("\(readLiteral(text, at: place))" == "\(TemplateReading.literal(.word(text, place)))")
  }

  @Test func namesArePlainWords() {
    for name in ["a", "node1", "_a", "a-b", "rack-3-node_4", "on"] {
      let isPlain = isPlainWord(name.utf8Span.span)
      #expect(isPlain, "\(name)")
    }
  }

  @Test func numbersAreWrittenAsTheyAreElsewhere() {
    for number in [0, 7, 9, 10, 99, 100, 123_456_789, -1, -10, .max, .min] as [Int64] {
      var bytes = Array("n".utf8)
      bytes.append(decimal: number)
      bytes.append(text: "é")
      #expect(String(decoding: bytes, as: UTF8.self) == "n\(number)é")
    }
  }

  @Test(arguments: [
    "0.0.0.0", "0.0.0.1", "1.0.0.0", "126.255.255.255", "127.0.0.1", "128.0.0.0", "223.255.255.255",
    "224.0.0.0", "239.1.1.1", "240.0.0.1", "255.255.255.254", "255.255.255.255", "fd00::1", "::",
  ])
  func nothingIsToldOfOrdinaryAddresses(_ text: String) throws {
    let address = try #require(Address(text))
    if address.isOrdinary {
      #expect(address.family == .ipv4 && address.isUnicast && !address.isLoopback)
    }
    #expect(address.isOrdinary || !["0.0.0.1", "1.0.0.0", "128.0.0.0"].contains(text))
  }

  @Test(
    arguments: [
      ("10.0.0.1 + 255", "10.0.1.0"), ("0.0.0.0 + 4294967295", "255.255.255.255"),
      ("0.0.0.0 + 4294967296", nil), ("0.0.0.0 - 0", "0.0.0.0"), ("0.0.0.0 - 1", nil),
      ("10.0.0.1 - (0 - 1)", "10.0.0.2"), ("10.0.0.1 + (0 - 1) + 3", "10.0.0.3"),
      ("255.255.255.255 - 4294967295", "0.0.0.0"), ("255.255.255.255 + 1", nil),
      ("1.0.0.0 + (0 - 9223372036854775807 - 1)", nil),
      ("1.0.0.0 - (0 - 9223372036854775807 - 1)", nil),
      ("fd00:: + 65536", "fd00::1:0"), ("fd00::1 - 2", "fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
      (":: - 1", nil), ("10.0.0.1 * 2", nil), ("10.0.0.1 + 10.0.0.1", nil), ("1 + 10.0.0.1", nil),
    ] as [(String, String?)])
  func addressesAreMoved(_ sum: String, _ expected: String?) {
    let text = "overlay 1 < a 1.2.3.4 -> (\(sum)) >"
    let recipe = Recipe(name: "", bytes: Array(text.utf8))
    let found = recipe.model.overlays[0].members[0].addresses.map(\.value.address.description)
    #expect(found == (expected.map { [$0] } ?? []))
    #expect(expected != nil || recipe.hasErrors)
  }

  /// A loop's names keep their places while their values change.
  @Test func namesOfLoopsHideOthers() {
    let text = """
      let i = 9
      overlay 1 subnet 10.0.0.0/8 <
        for i in 1..2 <
          for k, i in [$i + 2, 8] < a${k}${i} (1.1.0.0 + $k * 256 + $i) -> (10.0.0.0 + $k * 256 + $i) >
          let i = $i + 100
          b${i} (1.2.0.0 + $i) -> (10.2.0.0 + $i)
        >
        c${i} 1.3.0.1 -> 10.3.0.1
      >
      """
    let recipe = Recipe(name: "", bytes: Array(text.utf8))
    #expect(
      recipe.model.overlays.flatMap(\.members).map(\.name.value)
        == ["a03", "a18", "b101", "a04", "b102", "c9"])
  }
}

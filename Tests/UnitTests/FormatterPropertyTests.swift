import Diagnostics
import Foundation
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

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[next(below: elements.count)]
  }
}

/// Everything that the language has.
private let everything = """
  import "common.vxl" as c # theirs
  param vni: int = 42
  param name = "a ${vni + 1} b"
  let lan = 10.20.1.0/24
  let list = [a, [1, 2], $lan, .2..$n + 3, node${i}x, not $a == 1 and $b in [3], len($list[2])]
  node node1 192.168.8.100 dev enp0s8
  node "node 2" (192.168.8.100 + 2) foreign ssh "root@host"
  recipe mesh(vni: int, lan: prefix = 10.20.1.0/24, hosts: list = [node1, node2]) <
    overlay $vni subnet $lan control evpn asn 65000 bridge br0 (stp_state 1 mcast_snooping 0) <
      for i, h in $hosts < $h -> .${i + 2} >
      if $vni == 42 and ($i == 3) < a -> .2, b -> .3 > else if $x < c > else <
        route default via 10.20.1.3 metric 5
      >
    >
  >
  use c.mesh(vni = 42, lan = 10.20.1.0/24, [node1, node2, node3])
  overlay 42 port 4789 peers hub subnet 10.20.1.0/24 fd20::/64 bridgeport (isolated on) <
    node1 192.168.8.100 dev enp0s8 ttl 8 -> 10.20.1.2/24 fd20::2/64 mac 02:00:00:00:00:02 <
      netns container dev eth0 veth foo -> .2 gateway 10.20.1.1
      port enp0s9 -> 10.20.1.7 mac 52:54:00:00:00:07
      fdb 52:54:00:00:00:09 dst 192.168.8.109
      neigh 10.20.1.9 lladdr 52:54:00:00:00:09
    >
    node3 peers [s1, s2, $hub[0]] < container web image "nginx:1" -> .4 >
  >

  """

private let corpus: [String] = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "samples")
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  let samples = names.filter { $0.hasSuffix(".vxl") }.sorted().compactMap {
    try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)
  }
  return samples + Array(repeating: everything, count: 4)
}()

private func source(_ text: String) -> SourceText { SourceText(name: "t", bytes: Array(text.utf8)) }

private func isRight(_ text: String) -> Bool { !parse(source(text), file: 0).hasErrors }

/// A text with other white space at some places, and some long words.
private func mutated(_ text: String, _ generator: inout Generator) -> String {
  let blanks = [
    "", " ", "  ", "\t", "\n", "\n\n\n", "\r\n", " # c\n", "\n# c\n", "\n\n  # c <\n\n", ", ",
    ",\n",
  ]
  let bytes = Array(text.utf8)
  let rate = generator.pick([2, 10, 50])
  var result = ""
  for token in tokens(of: source(text), file: 0).value {
    let word = String(decoding: bytes[token.bounds], as: UTF8.self)
    switch token.kind {
    case .blank, .newline:
      result += generator.next(below: rate) == 0 ? generator.pick(blanks) : word
    case .word:
      let isLong = generator.next(below: rate * 10) == 0
      result += isLong ? word + String(repeating: "x", count: generator.next(below: 100)) : word
    default: result += generator.next(below: rate * 20) == 0 ? word + generator.pick(blanks) : word
    }
  }
  return result
}

@Suite struct FormatterProperties {
  @Test func theCorpusIsRight() {
    #expect(corpus.count >= 12)
    #expect(corpus.allSatisfy(isRight))
  }

  @Test func whiteSpaceIsAllThatChanges() {
    var generator = Generator(state: 1)
    var count = 0
    for _ in 0..<1500 {
      let text = mutated(generator.pick(corpus), &generator)
      guard let made = formatted(text) else { continue }
      count += 1
      checkLayout(text, made)
    }
    #expect(count > 300, "\(count) were right")
  }

  @Test func randomPieces() {
    let pieces = [
      "overlay ", "42 ", " ", "\n", "\n", "< ", "> ", "(", ")", "[", "]", "${", "}", "$x ", "a ",
      "\"b\" ", "node1 ", "10.0.0.1 ", "10.0.0.0/24 ", "..", ".2 ", "-> ", "= ", "== ", "if ",
      "else ", "for ", "in ", "let ", "use ", "recipe ", "port ", "dev ", "bridge ", "peers ",
      "not ", "len", "é", "# c\n", ",", "on ", "subnet ", "netns ", "route ", "+ ", " and ", "\t",
    ]
    var generator = Generator(state: 2)
    var count = 0
    for _ in 0..<12000 {
      var text = ""
      for _ in 0..<generator.next(below: 12) { text += generator.pick(pieces) }
      guard let made = formatted(text) else { continue }
      count += 1
      checkLayout(text, made)
    }
    #expect(count > 400, "\(count) were right")
  }

  /// Deeper than a line is wide, everything is broken wherever it may be.
  @Test func deepBlocks() {
    for levels in [40, 50, 56] {
      let text =
        String(repeating: "if $a <\n", count: levels) + everything
        + String(repeating: "\n>", count: levels)
      guard let made = formatted(text) else {
        Issue.record("\(levels) levels are refused")
        continue
      }
      checkLayout(text, made)
    }
  }
}

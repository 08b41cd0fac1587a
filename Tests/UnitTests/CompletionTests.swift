import Dialogue
import Driver
import Terminal
import Testing

@Suite struct CompletionTests {
  private static let entered = """
    node node1 192.168.8.100
    node node2 192.168.8.101
    let lan = 10.20.1.0/24
    param vni: int = 42
    recipe mesh(vni: int, hosts: list, mtu = 1400) < >
    """

  private static let flags: [PromptCommand: [Surroundings.Flag]] = [
    .apply: [
      .init("--yes", summary: "Do not ask."), .init("--netns", summary: "", takesValue: true),
      .init("--overlay", summary: "", takesValue: true),
    ],
    .emit: [
      .init(
        "--format", summary: "", takesValue: true, values: [.init("bash"), .init("plain", "bare")]),
      .init("--output", short: "-o", summary: "", takesValue: true),
      .init("--node", summary: "", takesValue: true),
    ],
  ]

  private func candidates(_ line: String, before: String = "") -> Candidates {
    var session = Session(name: "repl", importer: Importer.none)
    _ = session.enter(Array(Self.entered.utf8))
    let surroundings = Surroundings(
      interfaces: {
        [
          .init(name: "lo", summary: "up", isBridge: false),
          .init(name: "eth0", summary: "up", isBridge: false),
          .init(name: "br0", summary: "up", isBridge: true),
        ]
      }, networks: { ["mynetwork"] }, namespaces: { ["blue", "red"] },
      flags: { Self.flags[$0] ?? [] })
    let bytes = Array(line.utf8)
    let breaks = Set(Completion.breaks.utf8)
    let start = (bytes.lastIndex { breaks.contains($0) } ?? -1) + 1
    return Completion(session, surroundings).candidates(
      before: Array(before.utf8), line: line, start: start, end: bytes.count)
  }

  /// As readline leaves those that begin with the word.
  private func words(_ line: String, before: String = "") -> [String] {
    let breaks = Set(Completion.breaks)
    let word = String(line.reversed().prefix { !breaks.contains($0) }.reversed())
    return candidates(line, before: before).list.map(\.text).filter { $0.hasPrefix(word) }
  }

  @Test(arguments: [
    ("ov", ["overlay"]), ("i", ["import", "if"]), ("n", ["node"]),
    ("overlay 42 po", ["port"]), ("overlay 42 port 4789 po", []),
    ("overlay 42 df ", ["unset", "set", "inherit"]), ("overlay 42 control s", ["static"]),
    ("overlay 42 learning nol", ["nol2miss", "nol3miss", "nolocalbypass"]),
    ("overlay 42 mtu ", ["auto"]), ("overlay 42 dev ", ["eth0", "br0"]),
    ("overlay 42 bridge ", ["br0"]), ("overlay 42 docker m", ["mynetwork"]),
    ("overlay 42 bridge br0 (stp_", ["stp_state"]),
    ("overlay 42 bridge br0 (stp_state ", ["0", "1"]),
    ("overlay 42 bridgeport (isol", ["isolated"]),
    ("overlay 42 bridgeport (isolated ", ["on", "off"]),
    ("overlay 42 bridge br0 (stp_state 1) vxl", []), ("overlay 42 group 239.1.1.1 gr", []),
    ("overlay 42 subnet $l", ["$lan"]), ("overlay ${v", ["${vni}"]),
    ("overlay 42 < node", ["node1", "node2"]), ("overlay 42 < route ", []),
    ("overlay 42 < node1 -> .2, f", ["for", "fdb"]),
    ("overlay 42 < node1 tt", ["ttl"]), ("overlay 42 < node1 peers ", ["node1", "node2"]),
    ("overlay 42 < node1 -> .2 m", ["mac"]), ("overlay 42 < node1 -> .2 < n", ["netns", "neigh"]),
    ("overlay 42 < node1 < netns web v", ["veth"]),
    ("overlay 42 < node1 < netns web -> .2 ga", ["gateway"]),
    ("overlay 42 < node1 < route 10.0.0.0/8 vi", ["via"]),
    ("overlay 42 < node1 < route 10.0.0.0/8 dev ", ["lo", "eth0", "br0"]),
    ("node n 1.2.3.4 dev ", ["eth0", "br0"]), ("overlay 42 < node1 dev ", ["eth0", "br0"]),
    ("overlay 42 < node1 < route 10.0.0.0/8 via n", ["node1", "node2"]),
    ("overlay 42 < node1 < fdb 02:00:00:00:00:01 dst n", ["node1", "node2"]),
    ("node node3 192.168.8.102 fo", ["foreign"]), ("param x: p", ["prefix"]),
    ("let a = $", ["$lan", "$vni"]), ("let a = [no", ["node1", "node2", "not"]),
    ("use m", ["mesh("]), ("use mesh(", ["vni =", "hosts =", "mtu ="]),
    ("use mesh(vni = 42, h", ["hosts ="]), ("use mesh(vni = $v", ["$vni"]),
    ("for h i", ["in"]), ("for h in $l", ["$lan"]), ("if $v", ["$vni"]),
    ("import \"x\" a", ["as"]), ("for i in 1..3 < no", ["node"]),
  ])
  func statements(line: String, expected: [String]) { #expect(words(line) == expected) }

  /// What open blocks bind comes first, and hides what the top level calls so.
  @Test(arguments: [
    ("for n in 1..3 < node n${", ["n${n}", "n${lan}", "n${vni}"]),
    ("for i, h in [a, b] < let x = $", ["$h", "$i", "$lan", "$vni"]),
    ("for n in 1..3 < for m in 1..$n < let x = $", ["$m", "$n", "$lan", "$vni"]),
    ("for n in 1..3 < let x = 1 > let y = $", ["$lan", "$vni"]),
    ("recipe x(a, b: int = 2) < overlay $", ["$b", "$a", "$lan", "$vni"]),
    ("recipe x(lan) < overlay $l", ["$lan"]), ("for vni in $", ["$lan", "$vni"]),
    ("overlay 42 < let host = 7, a -> .${h", [".${host}"]),
    ("overlay 42 < a < let inner = 7 >, b -> .${i", []),
  ])
  func blocksBind(line: String, expected: [String]) { #expect(words(line) == expected) }

  @Test func whatIsBoundHasALineAboutIt() {
    let list = candidates("recipe x(a: list) < for i, h in $a < let p = $i + 1, let x = $").list
    #expect(
      list.prefix(4).map(\.summary) == [
        "$i + 1", "each of $a", "its place, from 0", "a parameter: list",
      ])
  }

  @Test func linesBeforeCount() {
    #expect(words("  let m = $t", before: "for n in 1..3 <\n  let twice = $n * 2") == ["$twice"])
    #expect(words("  no", before: "overlay 42 <") == ["node1", "node2"])
    #expect(words("  po", before: "overlay 42") == ["port"])
    #expect(words("p", before: "overlay 42 <\nnode1 <") == ["port"])
  }

  @Test(arguments: [
    (":re", [":remove", ":reset"]), (":emit n", ["node1", "node2"]), (":emit node1 pl", ["plain"]),
    (":set ", ["vni="]), (":node node2", ["node2"]),
    (":explain duplicate-add", ["duplicate-address"]),
    (":help udp6zerocsumt", ["udp6zerocsumtx"]), (":options ttl", ["ttl"]),
    (":apply --", ["--yes", "--netns", "--overlay"]), (":apply --yes --y", []),
    (":apply ", ["--yes", "--netns", "--overlay"]), (":apply --netns r", ["red"]),
    (":apply --netns=b", ["blue"]), (":apply --netns red --y", ["--yes"]),
    (":emit --format ", ["bash", "plain"]), (":emit --format=pl", ["plain"]),
    (":emit --format plain node1 ", ["bash", "plain"]), (":emit -o x node", ["node1", "node2"]),
    (":emit --node n", ["node1", "node2"]), (":emit \"no", ["node1", "node2"]),
    (":list ", []),
  ])
  func commands(line: String, expected: [String]) { #expect(words(line) == expected) }

  @Test func filesAreReadlines() {
    #expect(candidates("import \"").areFiles)
    #expect(candidates(":load ").areFiles)
    #expect(candidates(":save ").areFiles)
    #expect(candidates(":load \"my").areFiles)
    #expect(candidates(":emit node1 --output ").areFiles)
    #expect(candidates(":emit node1 -o ").areFiles)
    #expect(!candidates(":load my ").areFiles)
    #expect(!candidates("node \"").areFiles)
  }

  @Test func eachHasALineAboutIt() {
    for line in ["", "overlay 42 ", "overlay 42 < ", ":", "overlay 42 control ", "overlay 42 dev "]
    {
      let list = candidates(line).list
      #expect(!list.isEmpty)
      #expect(list.allSatisfy { !$0.summary.isEmpty }, "\(line)")
    }
  }
}

@Suite struct HistoryEntryTests {
  @Test(arguments: ["let a = 1", "overlay 42 <\n  a\n>", "a\\nb", "\\", "\\\n\\n", "ü"])
  func anEntryIsALine(text: String) {
    let line = HistoryEntry.line(of: Array(text.utf8))
    #expect(!line.contains(UInt8(ascii: "\n")))
    #expect(HistoryEntry.entry(of: line) == Array(text.utf8))
  }

  @Test func theNewestOfEqualOnesStays() {
    let file = "a\nb\na\n\nc\n"
    let entries = HistoryEntry.entries(of: Array(file.utf8)).map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(entries == ["b", "a", "c"])
    let many = (0..<10_100).map { "let a = \($0)\n" }.joined()
    let kept = HistoryEntry.entries(of: Array(many.utf8))
    #expect(kept.count == 10_000)
    #expect(kept.last == Array("let a = 10099".utf8))
  }
}

import Planning
import Testing
import Values

struct OwnershipTests {
  private func check(_ ownership: Ownership) {
    #expect(Ownership(alias: ownership.alias) == ownership, "\(ownership.alias)")
    #expect(ownership.alias.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f || $0 == 0x20 })
    #expect(ownership.alias.hasPrefix(ownership.base))
  }

  @Test func literalForm() {
    let prefix = Prefix(clamped: .ipv6(1), length: 64)
    let ownership = Ownership(
      owner: "mesh", node: "node 1", device: "br/0", digest: "0123456789abcdef",
      notes: [
        .namespace("a b"), .loopback("c:d"), .port("enp0s9"), .up("eth0.100"), .address(prefix),
      ])
    #expect(
      ownership.alias
        == "vxloom mesh node%201 br%2F0 #0123456789abcdef netns:a%20b lo:c%3Ad port:enp0s9 up:eth0.100 address:::1/64"
    )
    check(ownership)
  }

  /// Every byte may stand in every field and every note.
  @Test func everyByteComesBack() {
    let scalars = (1..<0x100).compactMap { Unicode.Scalar(UInt32($0)) }
    let names = scalars.map { "x\(Character($0))y" } + scalars.map { String(Character($0)) }
    for name in names + ["", "%", "%41", "#", "netns:a", "日本", "\u{10ffff}"] {
      check(
        Ownership(
          owner: name, node: name, device: name, digest: "ab",
          notes: [.namespace(name), .loopback(name), .port(name), .up(name)]))
    }
  }

  @Test func notesOfEveryKindInEveryOrder() {
    var random = Lottery(seed: 3)
    let all: [Ownership.Note] = [
      .namespace("a"), .loopback("a"), .port("a"), .up("a"),
      .address(Prefix(clamped: .ipv4(0x0a00_0001), length: 24)),
      .address(Prefix(clamped: .ipv6(0xfd00 << 112 | 7), length: 64)),
    ]
    for _ in 0..<50 {
      let notes = Array(all.shuffled(using: &random).prefix(Int(random.next() % 7)))
      check(Ownership(owner: "o", node: "n", device: "d", digest: "0", notes: notes))
    }
  }

  @Test func notOurs() {
    let aliases = [
      "", "vxloom", "uplink to rack 7", "vxloom a b c", "vxloom a b c d", "vxloom a b c digest",
      "Vxloom a b c #d", " vxloom a b c #d", "vxloom2 a b c #d", "vxloom  a b c #d",
      "vxloom a%2 b c #d", "vxloom a b%zz c #d", "vxloom a b c% #d", "vxloom %ff b c #d",
      "vxloom a b c #d ", "vxloom a b c #d note", "vxloom a b c #d netns", "vxloom a b c #d what:x",
      "vxloom a b c #d address:10.0.0.1", "vxloom a b c #d address:x", "vxloom a b c #d netns:%",
      "vxloom a b c #d netns:%ff", "vxloom a b c #d netns:a  lo:b", "vxloom a b c  #d",
    ]
    for alias in aliases { #expect(Ownership(alias: alias) == nil, "\(alias)") }
    #expect(Ownership(alias: "vxloom a b c #d")?.notes == [])
  }
}

import Testing
import Values

struct ValuesTests {
  // MARK: Addresses

  /// The text reads as an address, whose own text is the canonical one.
  private func check(_ text: String, _ canonical: String? = nil) {
    #expect(Address(text)?.description == canonical ?? text, "\(text)")
  }

  /// RFC 5952: the examples of its sections 1, 2 and 4.
  @Test func addressTexts() {
    let table: [(String, String?)] = [
      ("0.0.0.0", nil), ("255.255.255.255", nil), ("192.168.8.100", nil), ("10.0.0.1", nil),
      ("::", nil), ("::1", nil), ("1::", nil), ("0:0:0:0:0:0:0:0", "::"),
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:db8::1:0:0:1", nil), ("2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"),
      ("2001:0db8::1:0:0:1", "2001:db8::1:0:0:1"), ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
      ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"),
      ("2001:db8:0:0:aaaa:0:0:1", "2001:db8::aaaa:0:0:1"),
      ("2001:db8:0:0:0::1", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", nil),
      ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
      ("::ffff:192.0.2.1", nil), ("::ffff:c000:201", "::ffff:192.0.2.1"),
      ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("::1.2.3.4", "::102:304"),
      ("1:2:3:4:5:6:7:8", nil), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
      ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ]
    for (text, canonical) in table { check(text, canonical) }
  }

  @Test func whatIsNoAddress() {
    let texts = [
      "", ".", "1", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "1.2.3.4.5", "256.1.1.1",
      "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.00", "1.2.3.-4", "+1.2.3.4", " 1.2.3.4",
      "1.2.3.4 ", "1.2.3.4/24", "0x1.2.3.4", "1.2.3.a", "1.2.3.99999999999999999999", "１.2.3.4",
      ":", ":::", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
      "::1:2:3:4:5:6:7:8", "1::2::3", "1:::2", ":1::2", "1::2:", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:",
      "12345::", "::g", "fe80::1%eth0", "fe80::1/64", "[::1]", "::1.2.3", "::1.2.3.256",
      "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:1.2.3.4", "::01.2.3.4",
      ":: 1", "::-1", "::00000",
    ]
    for text in texts { #expect(Address(text) == nil, "\(text)") }
  }

  /// Text ↔ number ↔ bytes, also where runs of zeros meet.
  @Test func addressesComeBack() {
    var random = Lottery(seed: 1)
    for round in 0..<5_000 {
      var number = UInt128(random.next()) << 64 | UInt128(random.next())
      // Zero some of the eight groups: canonical texts are about zeros.
      let mask = random.next()
      for group in 0..<8 where mask >> UInt64(group) & 1 == 1 {
        number &= ~(UInt128(0xffff) << UInt128(group * 16))
      }
      let address: Address =
        round % 2 == 0 ? .ipv6(number) : .ipv4(UInt32(truncatingIfNeeded: number))
      #expect(Address(address.description) == address)
      #expect(Address(bytes: address.bytes[...]) == address)
      #expect(Address(family: address.family, number: address.number) == address)
      #expect(Address(address.description.uppercased()) == address)
    }
    #expect(Address(bytes: [1, 2, 3]) == nil)
    #expect(Address(bytes: []) == nil)
    #expect(Address(bytes: ArraySlice(repeating: 0, count: 17)) == nil)
  }

  @Test func whatAddressesAreFor() throws {
    func words(_ text: String) throws -> String {
      let address = try #require(Address(text))
      let all = [
        ("multicast", address.isMulticast), ("unspecified", address.isUnspecified),
        ("loopback", address.isLoopback), ("link-local", address.isLinkLocalIPv6),
        ("broadcast", address.isBroadcast), ("unicast", address.isUnicast),
      ]
      return all.filter(\.1).map(\.0).joined(separator: " ")
    }
    let table = [
      ("223.255.255.255", "unicast"), ("224.0.0.0", "multicast"), ("239.255.255.255", "multicast"),
      ("240.0.0.0", "unicast"), ("255.255.255.255", "broadcast"), ("0.0.0.0", "unspecified"),
      ("0.0.0.1", "unicast"), ("126.255.255.255", "unicast"), ("127.0.0.0", "loopback unicast"),
      ("169.254.1.1", "unicast"), ("::", "unspecified"), ("::1", "loopback unicast"),
      ("::2", "unicast"), ("feff::", "unicast"), ("ff00::", "multicast"), ("ff02::1", "multicast"),
      ("fe80::", "link-local unicast"), ("febf::1", "link-local unicast"), ("fec0::", "unicast"),
      ("fe7f::1", "unicast"),
    ]
    for (text, expected) in table { #expect(try words(text) == expected, "\(text)") }
  }

  @Test func orderOfAddresses() {
    let ordered = ["0.0.0.1", "9.0.0.0", "10.0.0.0", "255.0.0.0", "::", "::1", "ff::"]
    #expect(ordered.shuffled().compactMap { Address($0) }.sorted().map(\.description) == ordered)
  }

  // MARK: Prefixes

  @Test func prefixes() throws {
    // text, network, last, host number, whether it is a network's or a broadcast address
    let table = [
      ("10.20.1.2/24", "10.20.1.0/24", "10.20.1.255", "2", false),
      ("10.20.1.0/24", "10.20.1.0/24", "10.20.1.255", "0", true),
      ("10.20.1.255/24", "10.20.1.0/24", "10.20.1.255", "255", true),
      ("10.20.1.3/30", "10.20.1.0/30", "10.20.1.3", "3", true),
      ("10.20.1.1/31", "10.20.1.0/31", "10.20.1.1", "1", false),
      ("10.20.1.1/32", "10.20.1.1/32", "10.20.1.1", "0", false),
      ("1.2.3.4/0", "0.0.0.0/0", "255.255.255.255", "16909060", false),
      ("0.0.0.0/0", "0.0.0.0/0", "255.255.255.255", "0", true),
      ("fd00::/64", "fd00::/64", "fd00::ffff:ffff:ffff:ffff", "0", false),
      ("fd00::1:2/112", "fd00::1:0/112", "fd00::1:ffff", "2", false),
      ("::1/128", "::1/128", "::1", "0", false),
      ("::1/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "1", false),
    ]
    for (text, network, last, host, isEdge) in table {
      let prefix = try #require(Prefix(text))
      #expect(prefix.description == text)
      #expect(prefix.network.description == network, "\(text)")
      #expect(prefix.last.description == last, "\(text)")
      #expect(prefix.hostNumber.description == host, "\(text)")
      #expect(prefix.isNetworkOrBroadcast == isEdge, "\(text)")
      #expect(prefix.host(prefix.hostNumber) == prefix, "\(text)")
    }
  }

  @Test func whatIsNoPrefix() {
    let texts = [
      "", "/", "10.0.0.0", "10.0.0.0/", "/24", "10.0.0.0/33", "fd00::/129", "10.0.0.0/24/1",
      "10.0.0.0/-1", "10.0.0.0/ 8", "10.0.0.0/8 ", "10.0.0.0/a", "10.0.0/8", "fd00::1%x/64",
      "10.0.0.0/255.0.0.0", "10.0.0.0/18446744073709551624", "::/99999999999999999999",
    ]
    for text in texts { #expect(Prefix(text) == nil, "\(text)") }
    #expect(Prefix(.ipv4(0), length: 33) == nil)
    #expect(Prefix(.ipv4(0), length: -1) == nil)
    #expect(Prefix(clamped: .ipv4(0), length: 99).length == 32)
    #expect(Prefix(clamped: .ipv4(0), length: -9).length == 0)
  }

  @Test func whatPrefixesHold() throws {
    let table = [
      ("10.0.0.0/8", "10.255.0.0/16", true, true), ("10.255.0.0/16", "10.0.0.0/8", false, true),
      ("10.0.0.0/8", "11.0.0.0/8", false, false), ("0.0.0.0/0", "::/0", false, false),
      ("0.0.0.0/0", "9.9.9.9/32", true, true), ("::/0", "ff::/8", true, true),
      ("10.20.1.7/24", "10.20.1.9/24", true, true), ("fd00::/64", "fd00:0:0:1::/64", false, false),
    ]
    for (one, other, contains, overlaps) in table {
      let (left, right) = (try #require(Prefix(one)), try #require(Prefix(other)))
      #expect(left.contains(right) == contains, "\(one) \(other)")
      #expect(left.overlaps(right) == overlaps, "\(one) \(other)")
      #expect(right.overlaps(left) == overlaps, "\(other) \(one)")
    }
  }

  @Test func hostsOfPrefixes() throws {
    func host(_ prefix: String, _ number: UInt128) throws -> String? {
      try #require(Prefix(prefix)).host(number)?.description
    }
    #expect(try host("10.20.1.0/24", 258 - 256) == "10.20.1.2/24")
    #expect(try host("10.20.0.0/16", 258) == "10.20.1.2/16")
    #expect(try host("10.20.1.0/24", 255) == "10.20.1.255/24")
    #expect(try host("10.20.1.0/24", 256) == nil)
    #expect(try host("10.20.1.77/24", 3) == "10.20.1.3/24")
    #expect(try host("fd00::/64", 0x102) == "fd00::102/64")
    #expect(try host("10.0.0.1/32", 1) == nil)
    #expect(try host("::/0", .max) == "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0")
  }

  // MARK: MACs

  @Test func macs() {
    for text in ["00:00:00:00:00:00", "02:00:00:00:00:2a", "ff:ff:ff:ff:ff:ff"] {
      #expect(MAC(text)?.description == text)
      #expect(MAC(text.uppercased())?.description == text)
    }
    let wrong = [
      "", "02:00:00:00:00", "02:00:00:00:00:2a:", "02:00:00:00:00:2", "2:00:00:00:00:2aa",
      "02-00-00-00-00-2a", "0200.0000.002a", "02:00:00:00:00:2g", "02:00:00:00:00:2a:00",
      " 2:00:00:00:00:2a", "020:0:00:00:00:2a", "02:00:00:00:00.2a", "02000000002a",
    ]
    for text in wrong { #expect(MAC(text) == nil, "\(text)") }
    var random = Lottery(seed: 2)
    for _ in 0..<1_000 {
      let mac = MAC(random.next())
      #expect(mac.number >> 48 == 0)
      #expect(MAC(mac.description) == mac)
      #expect(MAC(bytes: mac.bytes[...]) == mac)
    }
    #expect(MAC(bytes: [1, 2, 3, 4, 5]) == nil)
    #expect(MAC("01:00:00:00:00:00")?.isMulticast == true)
    #expect(MAC("fe:ff:ff:ff:ff:ff")?.isMulticast == false)
    #expect(MAC.zero.isZero && !MAC(1).isZero)
  }

  /// The rule is part of the language: these values never change. They were computed by another
  /// program (Python), from the words of language.md alone.
  @Test func derivedMACs() {
    func check(_ vni: UInt32, _ port: UInt16, _ node: String, _ role: MACRole, _ text: String) {
      let mac = MAC.derived(vni: vni, port: port, node: node, role: role)
      #expect(mac.description == text)
    }
    check(42, 4789, "node1", .vxlan, "02:10:1b:83:79:cc")
    check(42, 4789, "node1", .bridge("br0"), "02:07:35:4a:79:fa")
    check(7, 8472, "vm1", .namespace("container", device: "eth0"), "02:32:91:07:eb:a6")
    check(7, 8472, "vm1", .veth("foo"), "02:35:f0:e9:53:b3")
    check(16_777_215, 65535, "nö", .vxlan, "02:1f:39:e7:94:da")
  }

  /// Scripts and devices that stand know these names: they never change.
  @Test func derivedVethNames() {
    func check(_ device: String, _ namespace: String, _ inner: String, _ name: String) {
      #expect(derivedVethName(device: device, namespace: namespace, inner: inner) == name)
      #expect(interfaceNameProblem(name) == nil)
    }
    check("vxlan42", "container", "eth0", "vethe75102fdcfc")
    check("vxlan0", "a", "eth0", "vethb2740682ea0")
    #expect(fnv1a64("") == 0xcbf2_9ce4_8422_2325)
    #expect(fnv1a64("a") == 0xaf63_dc4c_8601_ec8c)
    #expect(fnv1a64("foobar") == 0x8594_4171_f739_67e8)
    #expect(hexText(0x2a, digits: 4) == "002a")
    #expect(hexText(0x12345, digits: 2) == "12345")
  }

  // MARK: Names and words

  /// `dev_valid_name` of net/core/dev.c, and /proc/sys/net's own names.
  @Test func interfaceNames() {
    for name in ["a", "eth0", "br-3231f89d69f6", "eth0.100", "123456789012345", "ä", "...", "a;b"] {
      #expect(interfaceNameProblem(name) == nil, "\(name)")
      #expect(namespaceNameProblem(name) == nil, "\(name)")
    }
    let wrong = [
      "", "1234567890123456", "äääääääö", ".", "..", "all", "default", "a/b", "a:b", "a%d", "a b",
      "a\tb", "a\n", "\u{1b}[1m", "a\u{7f}", "a\0",
    ]
    for name in wrong { #expect(interfaceNameProblem(name) != nil, "\(name.debugDescription)") }
    for name in ["", ".", "..", "a/b", "a b", "a\0", String(repeating: "a", count: 256)] {
      #expect(namespaceNameProblem(name) != nil, "\(name.debugDescription)")
    }
    #expect(namespaceNameProblem(String(repeating: "a", count: 255)) == nil)
    #expect(namespaceNameProblem("all") == nil)
  }

  /// Characters count, not bytes, and a mark stands only where something was left out.
  @Test func longTextsAreCut() {
    let whole = String(repeating: "é", count: 60)
    #expect(Value.text(whole).description == whole)
    #expect(Value.text(whole + "é").description == whole + "…")
  }

  @Test func nearestWords() {
    let words = ["learn", "static", "resolve", "evpn", "br0", "br1", "node1", "node10"]
    let table: [(String, String?)] = [
      ("lern", "learn"), ("laern", "learn"), ("statics", "static"), ("resolv", "resolve"),
      ("evnp", "evpn"), ("xyz", nil), ("", nil), ("br2", "br0"), ("br0", "br1"),
      ("node100", "node10"), ("node1", "node10"), ("sttaic", "static"), ("resovle", "resolve"),
      ("rasolva", "resolve"), ("rasulva", nil), ("learnlearnlearn", nil),
    ]
    for (word, expected) in table {
      #expect(nearest(to: word, among: words) == expected, "\(word)")
    }
    #expect(nearest(to: "a", among: [] as [String]) == nil)
  }

  @Test func decimalAndHexadecimalNumbers() {
    func decimal(_ text: String) -> UInt64? { decimalNumber(Array(text.utf8)[...]) }
    func hexadecimal(_ text: String) -> UInt64? { hexNumber(Array(text.utf8)[...]) }
    #expect(decimal("18446744073709551615") == .max)
    #expect(decimal("18446744073709551616") == nil)
    #expect(decimal("18446744073709551620") == nil)
    #expect(decimal("010") == 10)
    for text in ["", "-1", "1a", " 1"] { #expect(decimal(text) == nil) }
    #expect(hexadecimal("ffffffffffffffff") == .max)
    #expect(hexadecimal("10000000000000000") == nil)
    #expect(hexadecimal("fF") == 255)
    for text in ["", "g", "0x1"] { #expect(hexadecimal(text) == nil) }
  }

  @Test func hostileCharactersAreSpelledOut() {
    #expect(
      printable("a\u{1b}[31m\n\t\u{7f}\u{9b}\u{202e}é")
        == "a\\x1b[31m\\x0a\\x09\\x7f\\u{9b}\\u{202e}é")
  }

  /// A character is whole or left out, however many bytes it has.
  @Test func beginningsAreWholeCharacters() {
    #expect(beginning(of: "vxlan", bytes: 4) == "vxla")
    #expect(beginning(of: "vxlan", bytes: 9) == "vxlan")
    #expect(beginning(of: "éé", bytes: 3) == "é")
    #expect(beginning(of: "e\u{301}x", bytes: 2) == "")
    #expect(beginning(of: "👩‍👩‍👧x", bytes: 18) == "👩‍👩‍👧")
    #expect(beginning(of: "abc", bytes: 0) == "")
  }
}

/// Numbers that are the same in every run (SplitMix64).
struct Lottery: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

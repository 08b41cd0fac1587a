import Diagnostics
import Driver
import Testing
import Topology
import Values
import Vocabulary

/// What an expression gives, seen through the VNI, the name or the address that is made of it.
@Suite struct EvaluationTests {
  private func recipe(_ text: String, _ settings: [String] = []) -> Recipe {
    Recipe(bytes: Array(text.utf8), settings: settings, importer: .none("t.vxl"))
  }

  private func check(number text: String, _ expected: Int64) {
    // A VNI has no sign: the distance to a number that is large enough.
    let made = recipe("let x = \(text)\noverlay ($x + 1000000) < >\n")
    #expect(made.model.overlays.map { Int64($0.vni.value) - 1_000_000 } == [expected], "\(text)")
    #expect(!made.hasErrors, "\(text): \(made.diagnostics)")
  }

  private func check(text: String, _ expected: String) {
    let made = recipe("let x = \(text)\noverlay 42 < $x 10.0.0.1 -> 10.1.0.1/24 >\n")
    #expect(made.model.overlays.flatMap(\.members).map(\.name.value) == [expected], "\(text)")
    #expect(!made.hasErrors, "\(text): \(made.diagnostics)")
  }

  private func check(overlay text: String, _ expected: String) {
    let made = recipe("let x = \(text)\noverlay 42 < a 10.0.0.1 -> $x >\n")
    let found = made.model.overlays.flatMap(\.members).flatMap(\.addresses).map(\.value.description)
    #expect(found == [expected], "\(text): \(made.diagnostics)")
  }

  private func check(condition text: String, _ expected: Bool) {
    let made = recipe("if \(text) < overlay 1 < > > else < overlay 2 < > >\n")
    #expect(made.model.overlays.map(\.vni.value) == [expected ? 1 : 2], "\(text)")
    #expect(!made.hasErrors, "\(text): \(made.diagnostics)")
  }

  @Test(
    arguments: [
      ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 - 2 - 1", 4), ("2 * 7 / 4 * 2", 6), ("7 % 4", 3),
      ("0 - 7 / 2", -3), ("(0 - 7) / 2", -3), ("(0 - 7) % 2", -1), ("010", 10), ("0x10", 16),
      ("len([])", 0), ("len([1, [2, 3]])", 2), ("len(3..5)", 3), ("len(5..3)", 0),
      ("([4, 5])[1]", 5),
      ("(4..9)[5]", 9), ("([[1], [2, 3]])[1][0]", 2), ("1\n  + 2", 3), ("1 +\n2", 3),
    ] as [(String, Int64)]) func numbers(_ text: String, _ expected: Int64)
  {
    // An operator does not begin a line: only one at its end carries on.
    guard !text.contains("\n  +") else {
      #expect(recipe("let x = \(text)\n").hasErrors)
      return
    }
    check(number: text, expected)
  }

  @Test(
    arguments: [
      ("node1", "node1"), (#""a b""#, "a b"), (#""\"\\\$""#, #""\$"#), ("node${1 + 1}", "node2"),
      (#""n${(["a", "b"])[1]}""#, "nb"), (#""${10.0.0.1 + 1}""#, "10.0.0.2"), ("n${\"-x\"}", "n-x"),
      (#""${on}""#, "on"), ("vx${3}-${4}", "vx3-4"), ("42", "42"),
    ]) func texts(_ text: String, _ expected: String)
  { check(text: text, expected) }

  @Test(
    arguments: [
      ("10.20.0.0/16[258]", "10.20.1.2/16"), ("10.20.${1 + 2}.4/24", "10.20.3.4/24"),
      ("10.0.0.255 + 1", "10.0.1.0/24"), ("fd00::1 + 15", "fd00::10/64"),
      ("fd00::${\"a\"}/64", "fd00::a/64"), ("10.1.0.1 - 1", "10.1.0.0/24"),
    ]) func addresses(_ text: String, _ expected: String)
  {
    // A prefix is indexed where it is a variable.
    guard let bracket = text.firstIndex(of: "["), text.hasPrefix("10.20.0.0/16") else {
      return check(overlay: text, expected)
    }
    check(overlay: "(\(text[..<bracket]))\(text[bracket...])", expected)
  }

  @Test(
    arguments: [
      ("1 == 1", true), ("1 != 1", false), ("a == a", true), (#"a == "a""#, true),
      ("10.0.0.1 == 10.0.0.1", true), ("[1, 2] == 1..2", true), ("1..0 == []", true),
      ("[1, [a]] == [1, [b]]", false), ("on", true), ("not on", false), ("not not on", true),
      ("on or off and off", true), ("(on or off) and off", false), ("not off and off", false),
      ("2 in 1..3", true), ("4 in 1..3", false), ("2 in 3..1", false), ("b in [a, b]", true),
      ("10.0.0.1 in 10.0.0.0/8", true), ("10.0.0.0/8 in 10.0.0.0/16", false),
      ("fd00::1 in 10.0.0.0/8", false), ("off and 1 / 0 == 1", false), ("on or 1 == a", true),
      ("0 - 9223372036854775807 in 1..3", false), ("9223372036854775807 in 1..3", false),
      ("02:00:00:00:00:0a == 02:00:00:00:00:0A", true),
    ]) func conditions(_ text: String, _ expected: Bool)
  { check(condition: text, expected) }

  @Test func aHostIsAValueToo() {
    let made = recipe(
      """
      recipe r(where) < overlay 42 subnet 10.20.0.0/16 fd00::/64 < a 10.0.0.1 -> $where > >
      use r(.258)
      """)
    let found = made.model.overlays[0].members[0].addresses.map(\.value.description)
    #expect(found == ["10.20.1.2/16", "fd00::102/64"])
  }

  @Test func everyPlaceOfAValueTakesAnExpression() {
    let made = recipe(
      """
      let n = 3
      node node${n} (10.0.0.$n) 
      """)
    // `$n` may not touch a `.`: the answer shows the spelling.
    #expect(made.diagnostics.contains { $0.code == .gluedVariable })
    let whole = recipe(
      """
      let n = 3
      let dev = eth${n}
      node node${n} (10.0.0.0 + $n) dev $dev ttl (60 + $n)
      overlay $n name vx${n} port (4786 + $n) subnet 10.${n}.0.0/16 group 239.0.0.${n} bridge br${n}
        (ageing_time (300 * 100) stp_state (4 - $n)) bridgeport (cost $n) srcport (1000 * $n) 4000
        df $how <
        node${n} mtu (1400 + $n) < netns ns${n} dev e${n} veth v${n} -> .${n} mac 02:00:00:00:00:0${n} gateway (10.3.0.0 + 1), port p${n} >
        node4 10.0.0.4 dev eth3
      >
      """.replacing("let n = 3", with: "let n = 3\nlet how = set"))
    #expect(!whole.hasErrors, "\(whole.diagnostics.filter { $0.severity == .error })")
    let member = whole.model.overlays.first?.members.first
    #expect(member?.bridge?.name.value == "br3")
    #expect(member?.namespaces.first?.addresses.first?.value.description == "10.3.0.3/16")
    #expect(member?.setting(.df)?.value.words(device: { _ in "" }) == ["df", "set"])
    #expect(whole.model.nodes.first?.settings.count == 1)
  }

  @Test func scopes() {
    let made = recipe(
      """
      let a = 1
      for i in [2, 3] <
        let a = $a + $i
        overlay (10 * $a) < >
        if $i == 3 < let a = 9, overlay $a < > >
      >
      overlay $a < >
      """)
    #expect(made.model.overlays.map(\.vni.value) == [30, 40, 9, 1])
  }

  @Test func nodesAndRecipesMayStandAnywhere() {
    let made = recipe(
      """
      use fabric()
      overlay 42 < use members() >
      recipe fabric() < for i in 1..2 < node node${i} (10.0.0.0 + $i) > >
      recipe members() < for i in 1..2 < node${i} -> 10.1.0.${i}/24 > >
      """)
    #expect(!made.hasErrors, "\(made.diagnostics)")
    #expect(
      made.model.overlays[0].members.map(\.underlay.value.description) == ["10.0.0.1", "10.0.0.2"])
  }

  @Test func settingsAreReadAsDefaults() {
    let text = "param vnis: list = [1]\nfor v in $vnis < overlay $v < > >\n"
    #expect(recipe(text, ["vnis=2..4"]).model.overlays.map(\.vni.value) == [2, 3, 4])
    #expect(recipe(text, ["vnis=[7, 8]"]).model.overlays.map(\.vni.value) == [7, 8])
    for wrong in ["vnis=7", "vnis", "vnis=", "vnis=[7", "vnis=1 2", "x=1", "vnis=$vnis", "=1"] {
      let made = recipe(text, [wrong])
      #expect(made.hasWrongSettings, "\(wrong): \(made.diagnostics)")
    }
    // A mistake of the recipe itself is not one of the command line.
    let broken = recipe(text + "overlay 42 <\n", ["vnis=[7]"])
    #expect(broken.hasErrors && !broken.hasWrongSettings)
  }
}

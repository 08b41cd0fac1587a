import Diagnostics
import Syntax
import Testing

/// What people write by the habits of shells, YAML, Python and C: one mistake, and the text that was
/// meant.
@Suite struct SyntaxHabits {
  private func check(
    _ text: String, _ repairedText: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(repaired(text) == repairedText, "\(text)", sourceLocation: sourceLocation)
    let clean = parse(SourceText(name: "t", bytes: Array(repairedText.utf8)), file: 0)
    #expect(clean.diagnostics.isEmpty, "\(repairedText)", sourceLocation: sourceLocation)
  }

  @Test func arrows() {
    check("overlay 1 <\na 1.2.3.4 .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check("overlay 1 <\na 1.2.3.4 > .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check("overlay 1 <\na 1.2.3.4 = .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check(
      "overlay 1 <\na 1.2.3.4, .2\n>",
      "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check("overlay 1 <\na 1.2.3.4 to .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check(
      "overlay 1 <\na 1.2.3.4 dev e 10.0.0.1/8\n>", "overlay 1 <\na 1.2.3.4 dev e -> 10.0.0.1/8\n>")
    check("overlay 1 <\na < netns n = .2 >\n>", "overlay 1 <\na < netns n -> .2 >\n>")
  }

  @Test func members() {
    check("overlay 1 <\na dev e 1.2.3.4 -> .2\n>", "overlay 1 <\na 1.2.3.4 dev e -> .2\n>")
    check("overlay 1 <\nnode a 1.2.3.4 -> .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check("overlay 1 <\n1 1.2.3.4 -> .2\n>", "overlay 1 <\n\"1\" 1.2.3.4 -> .2\n>")
    check("overlay 1 <\n- a 1.2.3.4 -> .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check("overlay 1 <\na 1.2.3.4 -> .2, .3\n>", "overlay 1 <\na 1.2.3.4 -> .2 .3\n>")
    check("overlay 1 <\na 1.2.3.4 -> .2\nend", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check("overlay 1\na 1.2.3.4 -> .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check(
      "overlay 1 <\na 1.2.3.4 -> 10.0.0.1 netmask 255.255.0.0\n>",
      "overlay 1 <\na 1.2.3.4 -> 10.0.0.1/16\n>")
  }

  @Test func continuedLines() {
    check("a 1.2.3.4 \\\n  dev e -> .2", "a 1.2.3.4 dev e -> .2")
    check("a 1.2.3.4 \\\n  -> .2", "a 1.2.3.4\n  -> .2")
    check("a 1.2.3.4 -> .2 \\\nb 1.2.3.5 -> .3", "a 1.2.3.4 -> .2\nb 1.2.3.5 -> .3")
    check("a 1.2.3.4 \\\nb 1.2.3.5 dev e", "a 1.2.3.4\nb 1.2.3.5 dev e")
    check("overlay 1 \\\r\n  port 5 <>", "overlay 1\r\n  port 5 <>")
    check("a <> \\\nb", "a <>\nb")
    check("let x = 1 \\\nlet y = 2", "let x = 1\nlet y = 2")
    check("let x = 1 \\\n  + 1", "let x = 1 + 1")
    check("a 1.2.3.4\\\ndev e", "a 1.2.3.4 dev e")
    check("a, \\\nb", "a,\nb")
    check("a 1.2.3.4 \\", "a 1.2.3.4")
  }

  @Test func brackets() {
    check("overlay(42, port=4789) <>", "overlay 42 port 4789 <>")
    check("overlay (vni: 42, name = \"x\",) <>", "overlay 42 name \"x\" <>")
    check("\"overlay\" 42 <>", "overlay 42 <>")
    check("\"let\" x = 5", "let x = 5")
    check("a < \"netns\" red -> .5 >", "a < netns red -> .5 >")
    check("overlay 42 \"port\" 4789 <>", "overlay 42 port 4789 <>")
    check("overlay 42 <\n a 1.2.3.4 -> .2\n]", "overlay 42 <\n a 1.2.3.4 -> .2\n>")
    for (open, close) in [("[", "]"), ("(", ")")] {
      let told = ["1:12 foreign-syntax: what is inside stands in `< >`, not in `\(open) \(close)`"]
      UnitTests.check("overlay 42 \(open)\n a 1.2.3.4 -> .2\n\(close)\nb", errors: told)
    }
    UnitTests.check(
      "overlay 1 < a 1.2.3.4 -> .2 [ netns red -> .5 ]\nb >",
      errors: ["1:29 foreign-syntax: what is inside stands in `< >`, not in `[ ]`"])
    UnitTests.check("\"netns\" 1.2.3.4 -> .2 < \"port\" dev e >", errors: [])
  }

  @Test func otherToolsItems() {
    check("define lan = 1", "let lan = 1")
    check("overlay 1 <\n1.2.3.4 a -> .2\n>", "overlay 1 <\na 1.2.3.4 -> .2\n>")
    check("node a ip 1.2.3.4", "node a 1.2.3.4")
    check("let l = (a, b)", "let l = [a, b]")
    check("route 10.0.0.0/8 .3", "route 10.0.0.0/8 via .3")
    check("a < netns n 10.0.0.1/8 >", "a < netns n -> 10.0.0.1/8 >")
    check("a < netns n address 10.0.0.1/8 >", "a < netns n -> 10.0.0.1/8 >")
    func told(_ text: String, _ message: String) {
      UnitTests.check(text + "\noverlay 1 < >", errors: ["1:1 foreign-syntax: " + message])
    }
    told("overlay: 42\nport: 4789\nmembers:\n  - name: n1", "this is YAML, not a recipe")
    told(
      "[NetDev]\nName=vx0\n\n[VXLAN]\nVNI=42",
      "this is an INI file, as systemd-networkd has it, not a recipe")
    told(
      "interface nve1\n  no shutdown\n  member vni 42",
      "this is the configuration of a switch or router, not a recipe")
    told("add vx0 type vxlan id 42", "this is a command of iproute2, not of a recipe")
    for member in ["a {\n ip = \"1.2.3.4\"\n}", "\"a\": { \"ip\": \"1.2.3.4\" }"] {
      UnitTests.check(
        "overlay 1 <\n\(member)\nb 1.2.3.5 -> .2\n>",
        errors: ["2:1 foreign-syntax: a member is one line, without keys"])
    }
    UnitTests.check(
      "for i, h in enumerate($l) < >",
      errors: ["1:13 foreign-syntax: there is no function `enumerate`: the only one is `len`"])
    UnitTests.check("let l = ([a, b])[0]\nfor i in (1..2) < >\nuse f((1), 2)", errors: [])
  }

  @Test func netmasks() {
    check("a 1.2.3.4 255.255.255.0 -> .2", "a 1.2.3.4 -> .2")
    check("node a 1.2.3.4 netmask 255.0.0.0", "node a 1.2.3.4")
    check("route 10.0.0.0 255.0.0.0 via a", "route 10.0.0.0/8 via a")
    check("overlay 1 subnet 10.0.0.0 255.255.255.0 <>", "overlay 1 subnet 10.0.0.0/24 <>")
  }

  @Test func statements() {
    check("vni = 42", "let vni = 42")
    check("export VNI=42", "let VNI=42")
    check("let vni 42", "let vni = 42")
    check("param vni 42", "param vni = 42")
    check("param int vni", "param vni: int")
    check("recipe r(int vni) <>", "recipe r(vni: int) <>")
    check("mesh(42)", "use mesh(42)")
    check("def mesh(vni) <>", "recipe mesh(vni) <>")
    check("include \"a.vxl\"", "import \"a.vxl\"")
    check("host n 1.2.3.4", "node n 1.2.3.4")
    check("FOR i in 1..2 <>", "for i in 1..2 <>")
    check("if on <>\nelif off <>", "if on <>\nelse if off <>")
    check("vxlan id 42 <>", "overlay 42 <>")
    check("vxlan vx0 id 42 port 5 <>", "overlay 42 name vx0 port 5 <>")
    check("overlay vx0 vni 42 port 5 <>", "overlay 42 name vx0 port 5 <>")
    check("vni: 42 <>", "overlay 42 <>")
    check("overlay vni=42 <>", "overlay 42 <>")
  }

  @Test func options() {
    check("overlay 1, dev e <>", "overlay 1 dev e <>")
    check("overlay 1,\n dev e\n<>", "overlay 1\n dev e\n<>")
    check("overlay 1 --dev e <>", "overlay 1 dev e <>")
    check("overlay 1 learning no <>", "overlay 1 nolearning <>")
    check("overlay 1 nolearning=0 <>", "overlay 1 learning <>")
    check("overlay 1 master b <>", "overlay 1 bridge b <>")
    check("overlay 1 srcport 1-2 <>", "overlay 1 srcport 1 2 <>")
    check("overlay 1 srcport 1:2 <>", "overlay 1 srcport 1 2 <>")
    check("overlay 1 srcport 1..2 <>", "overlay 1 srcport 1 2 <>")
    check("overlay \"1\" <>", "overlay 1 <>")
    check("route 10.0.0.0/8 gw 10.1.1.1", "route 10.0.0.0/8 via 10.1.1.1")
    check("route add 10.0.0.0/8 via 10.1.1.1", "route 10.0.0.0/8 via 10.1.1.1")
  }

  @Test func loops() {
    check("for i in {1..3} <>", "for i in 1..3 <>")
    check("for i in 1 2 3 <>", "for i in [1, 2, 3] <>")
    UnitTests.check(
      "for i in {1..3 <>", errors: ["1:10 foreign-syntax: a range stands without braces"])
    UnitTests.check(
      "if $a < $b <\n node n 1.2.3.4\n>",
      errors: ["1:7 expected-token: there is no `<` in expressions"])
  }

  /// A block without `<` does not take the `>` of the one around it.
  @Test func aHeadWithoutItsBlockIsOneMistake() {
    UnitTests.check(
      "overlay 1 <\nfor i in 1..2\n n${i} 1.2.3.${i} -> .${i}\n>",
      errors: ["2:14 expected-token: expected `<`, found the end of the line"])
  }

  @Test func otherLanguages() {
    for (text, message) in [
      ("a:\n  b: 1\n  c:\n    - d\n", "this is YAML, not a recipe"),
      ("{ \"a\": [1, 2],\n\"b\": {} }\n", "this is JSON or another language's, not a recipe"),
      ("resource \"a\" \"b\" {\n x = 1\n}\n", "this is no block of a recipe"),
    ] {
      UnitTests.check(
        text + "overlay 1 <\n a 1.2.3.4 -> 10.0.0.1/8 ttl\n>",
        errors: [
          "1:1 foreign-syntax: \(message)",
          "\(text.split(separator: "\n").count + 2):26 missing-value: `ttl` needs a value, found the end of the line",
        ])
    }
  }

  /// Not the beginning of another overlay.
  @Test func theVNIOnALineOfTheBlock() {
    for line in ["vni = 42", "vni: 42", "id=42"] {
      UnitTests.check(
        "overlay 1 <\n\(line)\na 1.2.3.4 -> .2\n>",
        errors: ["2:1 misplaced-option: the VNI stands right after `overlay`"])
    }
  }

  /// Words that mean something elsewhere are names here.
  @Test func namesStayNames() {
    for text in [
      "node end 1.2.3.4\noverlay 1 <\nend\ndone\nfi -> .2\n>",
      "overlay 1 <\nhost 1.2.3.4 -> .2\nvxlan 1.2.3.4 -> .2\nvni -> .3\n>",
      "overlay 1 <\ntable 1.2.3.4 -> .2 <\nnetns add -> .3\nnetns exec dev e -> .4\n>\n>",
      "overlay 1 <\ndocker dev e -> .2\ninclude -> .3\ndef 1.2.3.4 < >\n>",
      "overlay 1 <\na 1.2.3.4\n-> .2 .3\nb, c\n>", "if $a < $b 1.2.3.4 >", "let range = 1..2",
      "if $a < b >\nelif 1.2.3.4 -> .2", "if $a < b >\nelif $b <\n>",
      "if [5 - 3, $eq] == $x < >", "if [$x - eq] == $y < >",
      "recipe r(a) <\n vni $a -> .2\n vxlan $a <\n >\n>",
      "overlay 1 <\na srcport 1-2 in\nb 1.2.3.4 -> 10.0.0.1 128.0.0.0\n>",
      "route 10.0.0.0/8 gateway 10.0.0.1", "overlay 1 group \"239.1.1.1\" master <>",
    ] {
      UnitTests.check(text, errors: [])
    }
  }
}

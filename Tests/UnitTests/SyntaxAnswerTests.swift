import Diagnostics
import Syntax
import Testing

// Mistakes that are answered once, as what was meant.
@Suite struct SyntaxAnswers {
  @Test func twoItemsOnOneLine() {
    let separator = "missing-separator: a newline or a comma must stand between two items"
    check(
      "overlay 1 <\n a 1.2.3.4 -> 1.0.0.1/24 b 1.2.3.5 -> 1.0.0.2/24\n>",
      errors: ["2:26 " + separator],
      tree: tree(
        "overlay 1 <\n a 1.2.3.4 -> 1.0.0.1/24\n b 1.2.3.5 -> 1.0.0.2/24\n>"))
    check(
      "a < netns w -> .1 netns x -> .2 >", errors: ["1:19 " + separator])
    check("node a 1.2.3.4 node b 1.2.3.5", errors: ["1:16 " + separator])
    check("a -> .1 \"b\" 1.2.3.4 -> .2", errors: ["1:9 " + separator])
    #expect(repaired("a -> .1 b 1.2.3.4 -> .2") == "a -> .1, b 1.2.3.4 -> .2")
    #expect(repaired("a < b > c") == "a < b >, c")
    check("a -> .1 gatway 1.2.3.4", errors: ["1:9 unknown-option: `gatway` is no option"])
  }

  @Test func missingCloseBeforeAStatement() {
    let text = "overlay 1 <\n a\noverlay 2 <\n b\n>"
    check(
      text,
      errors: [
        "3:1 missing-close: `>` expected before `overlay` (to close `<` at line 1)"
      ],
      tree: tree("overlay 1 <\n a\n>\noverlay 2 <\n b\n>"))
    #expect(repaired(text) == "overlay 1 <\n a\n>\noverlay 2 <\n b\n>")
    for statement in ["node c 1.2.3.4", "param x = 1", "import \"a\"", "recipe r() <\n>"] {
      let word = statement.prefix { $0 != " " }
      check(
        "overlay 1 <\n a\n" + statement,
        errors: [
          "3:1 missing-close: `>` expected before `\(word)` (to close `<` at line 1)"
        ])
    }
    check(
      "overlay 1 <\n a <\n  netns w\noverlay 2 <\n b\n>",
      errors: [
        "4:1 missing-close: `>` expected before `overlay` (to close `<` at line 2)",
        "4:1 missing-close: `>` expected before `overlay` (to close `<` at line 1)",
      ])
    // Deeper than the line that opened the block, it is an item of it.
    check(
      "overlay 1 <\n  node c 1.2.3.4\n",
      errors: ["3:1 missing-close: `>` expected (to close `<` at line 1)"])
    check("overlay 1 <\noverlay 2 <\n>\n>", errors: [])
  }

  @Test(arguments: ["→", "–>", "—>", "−>", "<-", "-->", "--", "⇒", "==>", "<->", "–", "=>"])
  func arrows(_ arrow: String) {
    let right = "a 1.2.3.4 -> .2"
    check(
      "a 1.2.3.4 \(arrow) .2",
      errors: ["1:11 foreign-syntax: underlay and overlay are joined by `->`"],
      tree: tree(right))
    #expect(repaired("a 1.2.3.4 \(arrow) .2") == right)
    check(
      "a 1.2.3.4\(arrow).2",
      errors: ["1:10 foreign-syntax: underlay and overlay are joined by `->`"])
  }

  @Test func comments() {
    let slashes = "foreign-syntax: a comment begins with `#`, not with `//`"
    let star = "foreign-syntax: a comment begins with `#`, not with `/*`"
    check("// a b\na // c -> <\nb", errors: ["1:1 " + slashes, "2:3 " + slashes])
    check("a /* b\n c */\nd", errors: ["1:3 " + star], tree: tree("a\nd"))
    check("a /* b", errors: ["1:3 " + star])
    #expect(repaired("a // b") == "a # b")
    #expect(repaired("a /* b */\nc") == "a # b\nc")
    #expect(repaired("a /* b */ -> .2") == nil)
    check("import http://x", errors: ["1:8 expected-token: `http://x` stands in quotes"])
  }

  @Test func negativeNumbers() {
    check(
      "overlay 1 ttl -1 maxaddress -2 port 4789 <>",
      errors: [
        "1:15 value-out-of-range: `ttl` takes no number below 0, and there is no unary minus",
        "1:29 value-out-of-range: `maxaddress` takes no number below 0, and there is no unary minus",
      ])
    check(
      "overlay -1 <>",
      errors: ["1:9 value-out-of-range: no number here is below 0, and there is no unary minus"])
  }

  @Test func headers() {
    let place = "foreign-syntax: the VNI stands right after `overlay`"
    check("overlay vni 5 <>", errors: ["1:9 " + place], tree: tree("overlay 5 <>"))
    check("overlay id 5 <>", errors: ["1:9 " + place])
    check("overlay vxlan $v <>", errors: ["1:9 " + place])
    check("overlay foo 42 <>", errors: ["1:9 " + place])
    check(
      "overlay port 4789 42 mtu 1400 <>", errors: ["1:19 " + place],
      tree: tree("overlay 42 port 4789 mtu 1400 <>"))
    check("overlay: 43 <>", errors: ["1:8 foreign-syntax: no `:` stands after a keyword"])
    check("netns: a -> .2", errors: ["1:6 foreign-syntax: no `:` stands after a keyword"])
    #expect(repaired("overlay vni 5 <>") == "overlay 5 <>")
    #expect(repaired("overlay: 43 <>") == "overlay 43 <>")
    #expect(repaired("overlay=43 <>") == "overlay 43 <>")
    #expect(repaired("overlay foo 42 <>") == "overlay 42 name foo <>")
    #expect(repaired("overlay port 4789 42 <>") == "overlay 42 port 4789 <>")
  }

  @Test func mergeConflicts() {
    let conflict = "merge-conflict: a merge conflict has not been resolved"
    check(
      "a <\n<<<<<<< HEAD\n b <\n||||||| base\n c <\n=======\n d <\n e <\n>>>>>>> x\n f\n >\n>",
      errors: ["2:1 " + conflict], tree: tree("a <\n b <\n f\n >\n>"))
    check(
      "<<<<<<< HEAD\noverlay 1 <\n=======\noverlay 2 <\n>>>>>>> x\n a\n>",
      errors: ["1:1 " + conflict], tree: tree("overlay 1 <\n a\n>"))
    // Without its end a conflict swallows nothing.
    check(
      "<<<<<<< HEAD\na\n=======\nb ?\n",
      errors: [
        "1:1 " + conflict, "4:3 invalid-character: `?` has no meaning here",
      ])
  }

  @Test func stringsThatSwallowTheirLine() {
    let string = "unterminated-string: the string has no `\"` at its end"
    check(
      "overlay 1 name \"vx <\n a 1.2.3.4 -> .2\n>\nb", errors: ["1:16 " + string])
    check("overlay 1 <\n a \"x -> .2 <\n netns w\n >\n>\nb", errors: ["2:4 " + string])
    check("if $a == \"b <\n c\n>\nd", errors: ["1:10 " + string])
  }
}

@Suite struct SyntaxMemberAnswers {
  @Test func namesThatAreNoWords() {
    for name in ["a..b", "a:b", "a-", "a.", "a/b", "a@b", "a--b", "a+"] {
      check(
        "\(name) 1.2.3.4 -> .2", errors: ["1:1 expected-token: `\(name)` stands in quotes"],
        tree: tree("\"\(name)\" 1.2.3.4 -> .2"))
      #expect(repaired("\(name) 1.2.3.4 -> .2") == "\"\(name)\" 1.2.3.4 -> .2")
    }
    check("a->.2", errors: [])
    check("a:1.2.3.4 -> .2", errors: ["1:2 foreign-syntax: no `:` stands after a name"])
  }

  @Test func addresses() {
    check(
      "a \"1.2.3.4\" -> \"1.0.0.2/24\"",
      errors: [
        "1:3 wrong-type: an address stands without quotes",
        "1:16 wrong-type: an address stands without quotes",
      ], tree: tree("a 1.2.3.4 -> 1.0.0.2/24"))
    check("a \"b\" -> .2", errors: [], tree: nil)
    check(
      "a [fd00::3]:4789 -> .2",
      errors: [
        "1:3 foreign-syntax: `[fd00::3]:4789`: an address stands without brackets, and the UDP port belongs to the overlay"
      ], tree: tree("a fd00::3 -> .2"))
    check(
      "a [1.2.3.4] -> .2",
      errors: ["1:3 foreign-syntax: `[1.2.3.4]`: an address stands without brackets"])
    #expect(repaired("a [fd00::3]:4789 -> .2") == "a fd00::3 -> .2")
    #expect(repaired("a \"1.2.3.4\" -> .2") == "a 1.2.3.4 -> .2")
  }

  /// A damaged member has an underlay that cannot be read, so that evaluation does not miss it.
  @Test(arguments: ["a host5 -> .2", "a dve eth0 -> .2", "a ) -> .2", "a @x", "a ttl -> .2"])
  func damage(_ text: String) {
    let found = parse(SourceText(name: "t", bytes: Array(text.utf8)), file: 0)
    guard case .member(let member)? = found.value.items.first else {
      Issue.record("no member")
      return
    }
    #expect(member.underlay != nil)
  }

  @Test func headerOptions() {
    check(
      "overlay 1 <\n port 4789 dev eth0\n a\n>",
      errors: ["2:2 misplaced-option: `port` is an option of the header"])
    check(
      "overlay 1 <\n srcport 1 2\n bridge br0 (stp_state 1)\n>",
      errors: [
        "2:2 misplaced-option: `srcport` is an option of the header",
        "3:2 misplaced-option: `bridge` is an option of the header",
      ])
    check(
      "overlay 1 <\n dev 1.2.3.4 eth0\n>",
      errors: ["2:14 unknown-option: `eth0` is no option"])
    // Evaluation tells of these.
    check("overlay 1 <\n dev eth0\n control static\n mtu 1450\n>", errors: [])
    check("overlay 1 <\n dev 1.2.3.4 -> .2\n>", errors: [])
  }

  @Test func theValueOfAHeaderIsOnItsLine() {
    check(
      "overlay 1 subnet\n dstport 4789 < >",
      errors: [
        "1:11 missing-value: `subnet` needs a value, found `dstport`",
        "2:2 unknown-option: `dstport` is spelled `port`",
      ])
    check("overlay 1 name\n mtu < >", errors: [])
  }

  @Test func keywords() {
    for word in ["netns", "container", "port", "route", "fdb", "for", "if", "node", "overlay"] {
      let head = "overlay 1 <\n "
      let rest = " 1.2.3.4 -> .2\n b\n>"
      check(
        head + word + rest,
        errors: ["2:2 expected-token: `\(word)` is a keyword: as a name it is quoted"],
        tree: tree(head + "\"\(word)\"" + rest))
    }
    check("overlay 1 <\n route 1.2.3.4 via 1.2.3.5\n>", errors: [])
  }

  @Test func groups() {
    let port = "misplaced-option: `isolated` is an option of a bridge port"
    let bridge = "misplaced-option: `stp_state` is an option of a bridge"
    check("overlay 1 bridge b (isolated on) ttl 3 <>", errors: ["1:21 " + port])
    check("overlay 1 isolated on ttl 3 <>", errors: ["1:11 " + port])
    check("overlay 1 bridgeport (stp_state 1 hairpin on) <>", errors: ["1:23 " + bridge])
    check(
      "overlay 1 bridge b (ttl 3 stp_state 1) <>",
      errors: ["1:21 misplaced-option: `ttl` is no option of a bridge"])
    check(
      "overlay 1 bridge b stp_state 1 forward_delay 400 ttl 3 <>",
      errors: ["1:20 expected-token: the options of `bridge` stand in `( )`"],
      tree: tree("overlay 1 bridge b (stp_state 1 forward_delay 400) ttl 3 <>"))
    check(
      "overlay 1 bridgeport learning off isolated on nolearning <>",
      errors: ["1:22 expected-token: the options of `bridgeport` stand in `( )`"],
      tree: tree("overlay 1 bridgeport (learning off isolated on) nolearning <>"))
    #expect(repaired("a bridge b stp_state 1") == "a bridge b ( stp_state 1 )")
    #expect(repaired("a bridge b (stp 1)") == "a bridge b (stp_state 1)")
    #expect(repaired("a PORT 4789") == nil)
    #expect(repaired("overlay 1 PORT 4789 <>") == "overlay 1 port 4789 <>")
    #expect(repaired("overlay 1 Dev e <>") == "overlay 1 dev e <>")
  }

  @Test func literals() {
    #expect(repaired("let x = 0200.0000.002a") == "let x = 02:00:00:00:00:2a")
    #expect(repaired("let x = 0200.0000.0021") == "let x = 02:00:00:00:00:21")
    #expect(repaired("let x = A200.0000.0021") == "let x = a2:00:00:00:00:21")
    check("let x = cafe.dead.beef", errors: [])
    #expect(repaired("let x = 10.0.0.4/024") == "let x = 10.0.0.4/24")
    #expect(repaired("let x = fd00::/00") == "let x = fd00::/0")
    check("let x = 10.0.0.0/0", errors: [])
  }

  @Test func order() {
    let less = "expected-token: there is no `<` in expressions"
    let greater = "expected-token: there is no `>` in expressions"
    check("if $a < 5 <\n b\n>\nc", errors: ["1:7 " + less])
    check("if $a <= 5 <\n b\n>\nc", errors: ["1:7 " + less])
    check("if $a > 5 <\n b\n>\nc", errors: ["1:7 " + greater])
    check("if $a < 5\n b\n>\nc", errors: ["1:7 " + less])
    check("let x = $a < 5\nc", errors: ["1:12 " + less])
    check("if $a < b 1.2.3.4 >", errors: [])
    check(
      "for x in $l < 42 1.2.3.4 >",
      errors: [
        "1:15 expected-token: expected an item, found `42`"
      ])
  }
}

/// The tree of a text, as `check` compares it.
private func tree(_ text: String) -> String {
  dump(parse(SourceText(name: "t", bytes: Array(text.utf8)), file: 0).value)
}

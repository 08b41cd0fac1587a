import Diagnostics
import Syntax
import Testing

/// Parses a text and compares its mistakes, each as `line:column code: message`.
func check(
  _ text: String, errors expected: [String], tree: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  check(Array(text.utf8), errors: expected, tree: tree, sourceLocation: sourceLocation)
}

func check(
  _ bytes: [UInt8], errors expected: [String], tree: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let source = SourceText(name: "t", bytes: bytes)
  let found = parse(source, file: 0)
  let lines = found.diagnostics.map { diagnostic in
    let offset = Int(diagnostic.range?.lower ?? 0)
    return "\(source.line(at: offset)):\(source.column(at: offset)) "
      + "\(diagnostic.code.rawValue): \(diagnostic.message)"
  }
  let text = String(decoding: bytes, as: UTF8.self)
  #expect(lines == expected, "\(text)", sourceLocation: sourceLocation)
  if let tree { #expect(dump(found.value) == tree, "\(text)", sourceLocation: sourceLocation) }
}

/// The text of a diagnostic's fix, where the whole text is put right by it.
func repaired(_ text: String) -> String? {
  let bytes = Array(text.utf8)
  let found = parse(SourceText(name: "t", bytes: bytes), file: 0)
  guard found.diagnostics.count == 1, let fix = found.diagnostics[0].fix else { return nil }
  let head = bytes[..<Int(fix.range.lower)]
  let tail = bytes[Int(fix.range.upper)...]
  return String(decoding: head + Array(fix.replacement.utf8) + tail, as: UTF8.self)
}

@Suite struct SyntaxErrors {
  @Test func literals() {
    func value(_ text: String, _ error: String) {
      check("let x = \(text)", errors: ["1:9 " + error])
    }
    value(
      "192.168.8.300",
      "malformed-address: `192.168.8.300` is not an address: each number is 0 to 255")
    value(
      "192.168.8",
      "malformed-address: `192.168.8` is not an address: an IPv4 address has four numbers, this has 3"
    )
    value(
      "192.168.8.010",
      "malformed-address: `192.168.8.010` is not an address: a number with a leading zero is octal to some programs"
    )
    value(
      "10.20.1.2/33",
      "malformed-prefix: `10.20.1.2/33` is not a prefix: the length is a number from 0 to 32")
    value(
      "10.20.1.0/255.255.255.0",
      "malformed-prefix: `10.20.1.0/255.255.255.0` is not a prefix: the length is a number from 0 to 32"
    )
    value("fe80::1%eth0", "malformed-address: `fe80::1%eth0` has a zone, which only one host knows")
    value(
      "fd00::/129",
      "malformed-prefix: `fd00::/129` is not a prefix: the length is a number from 0 to 128")
    value("fd00:1:2", "malformed-address: `fd00:1:2` is not an IPv6 address")
    value("02-00-00-00-00-2a", "malformed-mac: `02-00-00-00-00-2a`: a MAC is written with `:`")
    value(
      "02:00:00:00:00:2g",
      "malformed-mac: `02:00:00:00:00:2g` is not a MAC: six pairs of hexadecimal digits")
    value("5-3", "malformed-integer: `5-3` is a word: a minus has a blank on each side")
    check("let x = 5 -3", errors: ["1:11 expected-token: a minus has a blank on each side"])
    check("let x = 5- 3 - 1", errors: ["1:10 expected-token: a minus has a blank on each side"])
    check("let x = 2 * (3)-1", errors: ["1:16 expected-token: a minus has a blank on each side"])
    check("let x = 5 -\n3 - # c\n 1", errors: [])
    check(
      "let x = ${i-1}",
      errors: ["1:11 malformed-integer: `i-1` is a word: a minus has a blank on each side"])
    value(
      "9223372036854775808",
      "malformed-integer: `9223372036854775808` is not a number: the greatest number is 9223372036854775807"
    )
    value(
      "0x",
      "malformed-integer: `0x` is not a number: a hexadecimal number is `0x` and the digits 0 to 9 and a to f"
    )
    value(
      "0xfg",
      "malformed-integer: `0xfg` is not a number: a hexadecimal number is `0x` and the digits 0 to 9 and a to f"
    )
    value("1.5", "malformed-integer: `1.5` is neither a whole number nor an address")
    value(".1.2", "malformed-host: `.1.2`: the host of a subnet is one number")
    value(".2/24", "malformed-host: `.2/24`: a host takes its length from `subnet`")
    value(".abc", "malformed-host: `.abc` is not a host: `.` and a number, as in `.2`")
    value(
      "10.0.0.1:4789",
      "foreign-syntax: `10.0.0.1:4789`: the UDP port belongs to the overlay, not to an address")
    value("node$i", "glued-variable: `node$i`: a variable in a word is written with braces")
    value(
      "10.$t.0.0/16", "glued-variable: `10.$t.0.0/16`: a variable in a word is written with braces")
    value("$a.$b", "glued-variable: `$a.$b`: a variable in a word is written with braces")
    value("$a-1", "glued-variable: `$a-1`: a variable in a word is written with braces")
    value("$i+2", "glued-variable: `$i+2`: a variable in a word is written with braces")
    value("-$i", "glued-variable: `-$i`: a variable in a word is written with braces")
    check(
      "let x = ${i}$j",
      errors: ["1:13 glued-variable: a variable in a template is written with braces"])
    value("\"abc", "unterminated-string: the string has no `\"` at its end")
    check("let x = \"a\\q\"", errors: ["1:11 invalid-escape: `\\q` is no escape"])
    check("let x = \"a${x\"", errors: ["1:11 malformed-template: `}` expected (to close `${`)"])
    value("${x", "malformed-template: `}` expected (to close `${`)")
    check("let x = ${a.b.c}", errors: ["1:11 malformed-template: `a.b.c` is no variable"])
    value("\u{201c}a b\u{201d}", "foreign-syntax: text stands in straight double quotes")
    value("'a b'", "foreign-syntax: text stands in straight double quotes")
    value("müller", "invalid-character: `müller` has characters that a word cannot have")
    value("$", "invalid-character: a name must follow `$`")
    check("let x = a ! b", errors: ["1:11 invalid-character: `!` has no meaning here"])
    value("-1", "expected-token: expected an expression, found `-`")
    value("1 == 2 == 3", "expected-token: comparisons do not make chains")
    check(
      "let x = ", errors: ["1:8 expected-token: expected an expression, found the end of the text"])
    check(
      "let x = (1",
      errors: [
        "1:11 expected-token: expected an operator or `)` (to close `(` at line 1), found the end of the text"
      ])
    check(
      "let x = [1, 2",
      errors: [
        "1:14 expected-token: expected an operator, `]` or `,` (to close `[` at line 1), found the end of the text"
      ])
    check(
      "let x = 1 2",
      errors: ["1:11 expected-token: expected the end of the item or an operator, found `2`"])
  }

  @Test func bytes() {
    check(
      [0x61, 0x20, 0xff, 0xfe, 0x0a, 0x62], errors: ["1:3 invalid-utf8: these bytes are not UTF-8"])
    check([0x22, 0xc3, 0x22], errors: ["1:2 invalid-utf8: these bytes are not UTF-8"])
    check(
      [0x61, 0x0a, 0x00, 0x0a, 0x62],
      errors: ["2:1 invalid-character: the control character `\\x00` may not stand here"])
    check(
      [0x23, 0x1b, 0xff, 0x0a, 0x62],
      errors: [
        "1:2 invalid-character: the control character `\\x1b` may not stand here",
        "1:3 invalid-utf8: these bytes are not UTF-8",
      ])
    check(
      "a\rb", errors: ["1:2 invalid-character: the control character `\\x0d` may not stand here"])
  }

  @Test func blocks() {
    check(
      "overlay 1 <\n  a\n", errors: ["3:1 missing-close: `>` expected (to close `<` at line 1)"])
    check(
      "overlay 1 <\n  a <\n  b\n",
      errors: [
        "4:1 missing-close: `>` expected (to close `<` at line 2)",
        "4:1 missing-close: `>` expected (to close `<` at line 1)",
      ])
    check(
      "a >\n>",
      errors: [
        "1:3 unmatched-close: this `>` closes nothing",
        "2:1 unmatched-close: this `>` closes nothing",
      ])
    check(
      "a < b > c",
      errors: ["1:9 missing-separator: a newline or a comma must stand between `>` and `c`"])
    check(
      "overlay 42 port 4789\n  node1 1.2.3.4\n>\nb",
      errors: ["1:21 expected-token: expected an option or `<`, found the end of the line"])
    check(
      "overlay 42 port 4789\n  node1 1.2.3.4",
      errors: ["1:21 expected-token: expected an option or `<`, found the end of the line"])
    check("overlay <\n  a\n>", errors: ["1:9 expected-token: expected a value, found `<`"])
    check("overlay port 4789 <>", errors: ["1:9 expected-token: expected a value, found `port`"])
    check(
      "overlay\nnode n 1.2.3.4",
      errors: ["1:8 expected-token: expected a value, found the end of the line"])
    check(
      "for x in $l\n  let y = 1\n>",
      errors: ["1:12 expected-token: expected an operator or `<`, found the end of the line"])
    check("for x $l <a>", errors: ["1:7 expected-token: expected `in` or `,`, found `$l`"])
    check("if $a = 1 < b >", errors: ["1:7 foreign-syntax: `=` does not compare"])
    check("else < a >", errors: ["1:1 expected-token: this `else` belongs to no `if`"])
    check(
      "a\n<\n b 1 1\n>\nc",
      errors: [
        "2:1 expected-token: expected an item, found `<`",
        "3:6 expected-token: expected an option, found `1`",
      ])
    check("recipe r <a>", errors: ["1:10 expected-token: expected `(`, found `<`"])
    check(
      "recipe r(x < a >",
      errors: [
        "1:12 expected-token: expected `)`, `,`, `:` or `=` (to close `(` at line 1), found `<`"
      ])
  }

  @Test func items() {
    check(
      "192.168.8.100 -> .2\nb",
      errors: ["1:1 expected-token: expected an item, found `192.168.8.100`"])
    check(
      "a 1.2.3.4 5.6.7.8 -> .2",
      errors: ["1:11 expected-token: expected an option, found `5.6.7.8`"])
    check("a -> \nb", errors: ["1:5 expected-token: expected a value, found the end of the line"])
    check("let 5 = 3", errors: ["1:5 expected-token: expected a name, found `5`"])
    check("let $x = 3", errors: ["1:5 expected-token: a name is declared without `$`"])
    check("let a-b = 3", errors: ["1:5 invalid-name: `a-b` cannot be a name here"])
    check("import common.vxl", errors: ["1:8 expected-token: `common.vxl` stands in quotes"])
    check("import a/b.vxl as c", errors: ["1:8 expected-token: `a/b.vxl` stands in quotes"])
    check(
      "use f(1 2, 3)\nb",
      errors: [
        "1:9 expected-token: expected an operator, `)` or `,` (to close `(` at line 1), found `2`"
      ])
    check(
      "use f(1,\n  2\nlet x = 1",
      errors: [
        "3:1 expected-token: expected an operator, `)` or `,` (to close `(` at line 1), found `let`"
      ])
    check(
      "use f(\n 1 2,\n 3)\nb",
      errors: [
        "2:4 expected-token: expected an operator, `)` or `,` (to close `(` at line 1), found `2`"
      ])
    check(") a\nb", errors: ["1:1 expected-token: expected an item, found `)`"])
    check(
      "a )\nb",
      errors: [
        "1:3 expected-token: expected a value, an option, the end of the item, `->` or `<`, found `)`"
      ])
  }

  @Test func options() {
    check("a 1.2.3.4 dve eth0 ttl 8 -> .2", errors: ["1:11 unknown-option: `dve` is no option"])
    check("a 1.2.3.4 dev -> .2", errors: ["1:11 missing-value: `dev` needs a value, found `->`"])
    check(
      "overlay 1 dstport 4789 hoplimit 3 <>",
      errors: [
        "1:11 unknown-option: `dstport` is spelled `port`",
        "1:24 unknown-option: `hoplimit` is spelled `ttl`",
      ])
    check(
      "overlay 1 remote 10.0.0.1 dev e <>",
      errors: ["1:11 derived-option: `remote` cannot be written: it follows from the members"])
    check(
      "overlay 1 learning off dev e <>",
      errors: ["1:11 unknown-option: `learning off` is spelled `nolearning`"])
    check(
      "overlay 1 srcport 1 <>",
      errors: ["1:11 missing-value: `srcport` needs a second value, found `<`"])
    check(
      "overlay 1 control evpn 65000 <>",
      errors: ["1:19 missing-value: `evpn` needs `asn` and a number, found `65000`"])
    check(
      "overlay 1 control <>",
      errors: [
        "1:11 missing-value: `control` needs `learn`, `static`, `resolve` or `evpn`, found `<`"
      ])
    check(
      "overlay 1 bridgeport <>",
      errors: ["1:11 missing-value: `bridgeport` needs options in `( )`, found `<`"])
    check(
      "overlay 1 bridgeport (isolatd on learning off) <>",
      errors: ["1:23 unknown-option: `isolatd` is no option"])
    check(
      "overlay 1 bridge br0 (stp_state) <>",
      errors: ["1:23 missing-value: `stp_state` needs a value, found `)`"])
    check(
      "overlay 1 bridge br0 (stp_state on <>\nb",
      errors: ["1:36 expected-token: expected an option or `)` (to close `(` at line 1), found `<`"]
    )
    check(
      "container c image ghcr.io/x/y:1.2 -> .2",
      errors: ["1:19 expected-token: `ghcr.io/x/y:1.2` stands in quotes"])
    check(
      "node n 1.2.3.4 ssh root@host", errors: ["1:20 expected-token: `root@host` stands in quotes"])
    check(
      "overlay 1 foo 1 bar 2 <\n a baz\n>",
      errors: [
        "1:11 unknown-option: `foo` is no option", "1:17 unknown-option: `bar` is no option",
      ])
  }

  @Test func foreign() {
    check(
      "vni 42 port 4789 <>",
      errors: ["1:1 foreign-syntax: an overlay begins with `overlay`, not with `vni`"])
    check(
      "vxlan $v <>",
      errors: ["1:1 foreign-syntax: an overlay begins with `overlay`, not with `vxlan`"])
    check(
      "a 1.2.3.4 => .2", errors: ["1:11 foreign-syntax: underlay and overlay are joined by `->`"])
    check(
      "a 1.2.3.4 - .2", errors: ["1:11 foreign-syntax: underlay and overlay are joined by `->`"])
    check("a: 1.2.3.4 -> .2", errors: ["1:2 foreign-syntax: no `:` stands after a name"])
    check("a = 1.2.3.4 -> .2", errors: ["1:3 foreign-syntax: no `=` stands after a name"])
    check("$h: 1.2.3.4", errors: ["1:3 foreign-syntax: no `:` stands after a name"])
    check("node${i}: 1.2.3.4", errors: ["1:9 foreign-syntax: no `:` stands after a name"])
    check(
      "overlay 1 {\n  a;\n}\nb",
      errors: [
        "1:11 foreign-syntax: what is inside stands in `< >`, not in `{ }`",
        "2:4 foreign-syntax: an item ends with its line or with `,`, not with `;`",
      ])
    check(
      "overlay 1 <\n  a\n}\nb", errors: ["3:1 foreign-syntax: a block ends with `>`, not with `}`"])
    check(
      "overlay 1 \\\n  port 4789 <>",
      errors: ["1:11 foreign-syntax: a line is not continued with `\\`"])
    check(
      "overlay 1 port=4789 mtu: 1400 <>",
      errors: [
        "1:15 foreign-syntax: no `=` stands after a name",
        "1:24 foreign-syntax: no `:` stands after a name",
      ])
    check(
      "ip link add vxlan0 type vxlan id 42 dev eth0 \\\n  remote 10.0.0.2:8 dstport 4789\nb",
      errors: ["1:1 foreign-syntax: this is a command of iproute2, not of a recipe"])
    check(
      "sudo ip addr add 10.0.0.1/24 dev vxlan0",
      errors: ["1:1 foreign-syntax: this is a command of iproute2, not of a recipe"])
    check(
      "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs\nc",
      errors: ["1:1 merge-conflict: a merge conflict has not been resolved"])
    let ifs = String(repeating: "if on <\n", count: 7)
    check(ifs + ">>>>>>> else <\n>\n", errors: [])
    check(
      ifs + ">>>>>>> theirs\n>\n",
      errors: ["8:1 merge-conflict: a merge conflict has not been resolved"]
        + (2...7).reversed().map {
          "10:1 missing-close: `>` expected (to close `<` at line \($0 - 1))"
        })
  }

  /// One mistake, and nothing more of what stands around it.
  @Test func strayCharacters() {
    check(
      Array("a".utf8) + [0xff] + Array("b 1.2.3.4 -> .2\n".utf8),
      errors: ["1:2 invalid-utf8: these bytes are not UTF-8"])
    check(
      Array("ä".utf8) + [0xff, 0xfe] + Array("b9 1.2.3.4 -> .2\n".utf8),
      errors: ["1:2 invalid-utf8: these bytes are not UTF-8"])
    check("a&&b 1.2.3.4", errors: ["1:2 invalid-character: `&` has no meaning here"])
    check("3!b 1.2.3.4", errors: ["1:2 invalid-character: `!` has no meaning here"])
    check("a\\b 1.2.3.4", errors: ["1:2 invalid-character: `\\` has no meaning here"])
    check("let x = .-1", errors: ["1:9 malformed-host: `.-1` is not a host: its number is below 0"])
    check(
      "let x = ${$i- 1}", errors: ["1:13 expected-token: a minus has a blank on each side"])
  }

  @Test func wordsOfExpressionsAreNoVariables() {
    func told(_ place: String, _ word: String) -> String {
      "\(place) invalid-name: `\(word)` is a word of expressions, and no name of a variable"
    }
    check("let on = 1\nlet x = ${on}", errors: [told("1:5", "on")])
    check("param not = 1\nlet x = ${not}", errors: [told("1:7", "not")])
    check("for in, len in 1..2 < a${len} >", errors: [told("1:5", "in"), told("1:9", "len")])
    check("recipe r(or: int) < a${or} >", errors: [told("1:10", "or")])
    check("recipe on() < >\nnode on 1.2.3.4\nimport \"a\" as in", errors: [])
  }

  @Test func fixes() {
    #expect(repaired("let x = 192.168.8.010") == "let x = 192.168.8.10")
    #expect(repaired("let x = 02-00-00-00-00-2a") == "let x = 02:00:00:00:00:2a")
    #expect(repaired("let x = .1.2") == "let x = .258")
    #expect(repaired("let x = 5-3") == "let x = 5 - 3")
    #expect(repaired("let x = 10.$t.0.0/16") == "let x = 10.${t}.0.0/16")
    #expect(repaired("overlay 1 dstport 4 <>") == "overlay 1 port 4 <>")
    #expect(repaired("overlay 1 learning off <>") == "overlay 1 nolearning <>")
    #expect(repaired("a 1.2.3.4 dve eth0") == "a 1.2.3.4 dev eth0")
    #expect(repaired("a: 1.2.3.4") == "a 1.2.3.4")
    #expect(repaired("node n ssh root@h") == "node n ssh \"root@h\"")
    #expect(repaired("vni 42 <>") == "overlay 42 <>")
    #expect(repaired("a => .2") == "a -> .2")
  }

  @Test func pastedCommand() {
    let text =
      "ip link add vx0 type vxlan id 7 dev e local 10.0.0.1 remote 10.0.0.2 dstport 4789"
    let found = parse(SourceText(name: "t", bytes: Array(text.utf8)), file: 0)
    #expect(
      found.diagnostics.first?.help
        == "write `overlay 7 name vx0 port 4789 dev e < node1 10.0.0.1 -> 10.0.0.1/24, "
        + "node2 10.0.0.2 -> 10.0.0.2/24 >`")
  }
}

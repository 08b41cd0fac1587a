import Diagnostics
import Syntax
import Testing

/// Parses a text that has no mistakes, and compares its tree.
func check(
  _ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let found = parse(SourceText(name: "t", bytes: Array(text.utf8)), file: 0)
  #expect(
    found.diagnostics.map { "\($0.code.rawValue): \($0.message)" } == [],
    "\(text)", sourceLocation: sourceLocation)
  #expect(dump(found.value) == expected, "\(text)", sourceLocation: sourceLocation)
}

@Suite struct SyntaxTrees {
  @Test func statements() {
    check("import \"a.vxl\"", "(import \"a.vxl\")")
    check("import \"a.vxl\" as c", "(import \"a.vxl\" c)")
    check("param vni", "(param vni)")
    check("param vni: int = 42", "(param vni :int 42)")
    check("param x:int", "(param x :int)")
    check("let lan = 10.20.1.0/24 # a constant", "(let lan 10.20.1.0/24)")
    check("let lan =\n  1 +\n\n  2", "(let lan (+ 1 2))")
    check(
      "recipe mesh(vni: int, hosts: list = [],) <\n>",
      "(recipe mesh (param vni :int) (param hosts :list []) <>)")
    check("recipe r()\n<>", "(recipe r <>)")
    check(
      "use c.mesh(vni = 42,\n  [a, b], $x == 1)", "(use c.mesh vni=42 [a b] (== $x 1))")
    check("use r(a\n =\n 1)", "(use r a=1)")
    check("use r()", "(use r)")
    check(
      "for i in 0..99 < node node${i} (192.168.8.100 + $i) >",
      "(for i in (.. 0 99) <(node `node${$i}` (+ 192.168.8.100 $i))>)")
    check("for i,\n h in\n $hosts\n < $h -> .2 >", "(for i h in $hosts <(member $h (-> .2))>)")
    check(
      "if $vni == 42 < a > else if $vni in [43, 44] < b > else < c >",
      "(if ((== $vni 42) <(member a)>) ((in $vni [43 44]) <(member b)>) <(member c)>)")
    check("if $a < >\n# so\n\nelse\n< b >", "(if ($a <>) <(member b)>)")
    check("if $a <>\nb", "(if ($a <>)) (member b)")
  }

  @Test func overlays() {
    check(
      "overlay 42 port 4789 <\n  node1 192.168.8.100 -> 10.20.1.2/24\n>",
      "(overlay 42 {port 4789} <(member node1 192.168.8.100 (-> 10.20.1.2/24))>)")
    check(
      "overlay 42\n  port 4789\n  subnet 10.0.0.0/8 fd00::/64\n\n<\n>",
      "(overlay 42 {port 4789} {subnet 10.0.0.0/8 fd00::/64} <>)")
    check(
      "overlay $v bridge br0 (stp_state on) bridgeport (isolated on\n learning off) control evpn asn 65000 <>",
      "(overlay $v {bridge br0 ({stp_state on})} {bridgeport ({isolated on} {learning off})}"
        + " {control evpn 65000} <>)")
    check(
      "overlay 1 srcport 1 2 nolearning ttl auto control static <>",
      "(overlay 1 {srcport 1 2} {nolearning} {ttl auto} {control static} <>)")
    check(
      "node n 192.168.8.100 dev e ssh \"root@h\"", "(node n 192.168.8.100 {dev e} {ssh \"root@h\"})"
    )
    check("node n foreign", "(node n {foreign})")
  }

  @Test func members() {
    check("a, b,\n\n, c", "(member a) (member b) (member c)")
    check(
      "n 192.168.8.100 dev e ttl 8 -> 10.20.1.2/24 fd20::2/64 mac 02:00:00:00:00:02",
      "(member n 192.168.8.100 {dev e} {ttl 8} (-> 10.20.1.2/24 fd20::2/64 {mac 02:00:00:00:00:02}))"
    )
    check("n 1.2.3.4\n  # why\n  -> .2", "(member n 1.2.3.4 (-> .2))")
    check("n ->\n  .2", "(member n (-> .2))")
    check("n peers [s1, s2]", "(member n {peers [s1 s2]})")
    check("n peers hub", "(member n {peers hub})")
    check("\"a b\" 1.2.3.4 < >", "(member \"a b\" 1.2.3.4 <>)")
    check("$h[1] ($x + 1) -> .${i + 2}", "(member (index $h 1) (+ $x 1) (-> `.${(+ $i 2)}`))")
    check("n host1.example.com -> .2", "(member n host1.example.com (-> .2))")
  }

  @Test func items() {
    check(
      "netns c dev eth0 veth foo -> 10.20.1.2/24 gateway 10.20.1.1",
      "(namespace c {dev eth0} {veth foo} (-> 10.20.1.2/24 {gateway 10.20.1.1}))")
    check(
      "container web image nginx -> 172.18.0.2",
      "(container web {image nginx} (-> 172.18.0.2))")
    check("port enp0s9", "(port enp0s9)")
    check("route default via 10.20.1.3 onlink", "(route default {via 10.20.1.3} {onlink})")
    check(
      "route 10.30.0.0/16 via n2 encap ip id 7 dst 10.0.0.1",
      "(route 10.30.0.0/16 {via n2} {encap ip} {id 7} {dst 10.0.0.1})")
    check(
      "fdb 52:54:00:00:00:09 dst 192.168.8.109 port 4 router",
      "(forwarding 52:54:00:00:00:09 {dst 192.168.8.109} {port 4} {router})")
    check(
      "neigh 10.20.1.9 lladdr 52:54:00:00:00:09",
      "(neighbour 10.20.1.9 {lladdr 52:54:00:00:00:09})")
  }

  @Test func expressions() {
    func value(_ text: String, _ expected: String) {
      check("let x = \(text)", "(let x \(expected))")
    }
    value("1 + 2 * 3 - 4 % 5 / 6", "(- (+ 1 (* 2 3)) (/ (% 4 5) 6))")
    value("not $a and $b or $c", "(or (and (not $a) $b) $c)")
    value("$a + 1 .. $b == [1]", "(== (.. (+ $a 1) $b) [1])")
    value("len($l) != 0x2a", "(!= (len $l) 42)")
    value("010", "10")
    value("9223372036854775807", "9223372036854775807")
    value("(1 +\n2)[\n0][1]", "(index (index (+ 1 2) 0) 1)")
    value("[a, on, \"x\",\n]", "[a #on \"x\"]")
    value("fd00::1", "fd00::1")
    value("::1", "::1")
    value("::/0", "::/0")
    value("::ffff:10.0.0.1", "::ffff:10.0.0.1")
    value("$c.lan", "$c.lan")
    value("1..5", "(.. 1 5)")
    value("$a..$b", "(.. $a $b)")
    value(".0x102", ".258")
    value("enp0s8", "enp0s8")
    value("br-3231f89d69f6", "br-3231f89d69f6")
    value("eth0.100", "eth0.100")
    value("$a in $b", "(in $a $b)")
  }

  @Test func templates() {
    check("${i} ${j}", "(member `${$i}` `${$j}`)")
    check("a${i} 10.${t}.0.1 -> ${x} ${y}", "(member `a${$i}` `10.${$t}.0.1` (-> `${$x}` `${$y}`))")
    check(
      "let x = \"${lan[5]}${c.l[i][0]}\"",
      "(let x \"${(index $lan 5)}${(index (index $c.l $i) 0)}\")")
    func value(_ text: String, _ expected: String) {
      check("let x = \(text)", "(let x \(expected))")
    }
    value("192.168.8.${i}", "`192.168.8.${$i}`")
    value("10.${t}.0.0/16", "`10.${$t}.0.0/16`")
    value("${base}/24", "`${$base}/24`")
    value("fd00:${i}::1/64", "`fd00:${$i}::1/64`")
    value("10.0.0.0/${n}", "`10.0.0.0/${$n}`")
    value("02:00:00:00:00:${h}", "`02:00:00:00:00:${$h}`")
    value("a-${i}", "`a-${$i}`")
    value("\"any ${x} \\\"\\\\\\n\\t\\${\"", "\"any ${$x} \"\\\n\t${\"")
    value("${c.lan}", "`${$c.lan}`")
    value("\"${a${i + 1}}\"", "\"${`a${(+ $i 1)}`}\"")
    value("${\"b ${c}\"}", "`${\"b ${$c}\"}`")
    value("\"\"", "\"\"")
    value("node${i}", "`node${$i}`")
    check("node${i}->.${i + 2}", "(member `node${$i}` (-> `.${(+ $i 2)}`))")
    check("a->.2", "(member a (-> .2))")
    check("\u{feff}a\r\nb\r\n", "(member a) (member b)")
  }
}

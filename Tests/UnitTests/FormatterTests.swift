import Diagnostics
import Syntax
import Testing

@Suite struct FormatterSpacing {
  @Test func blanks() {
    check("node1\t192.168.8.100->10.20.1.2/24", becomes: "node1 192.168.8.100 -> 10.20.1.2/24\n")
    check("param  vni:int=42", becomes: "param vni: int = 42\n")
    check("param vni : int", becomes: "param vni: int\n")
    check("let x=( 1+2 )* $y[ 0 ]", becomes: "let x = (1 + 2) * $y[0]\n")
    check("let x = [ a,b ,c, ]", becomes: "let x = [a, b, c,]\n")
    check("let x = 1  ..  $n - 1", becomes: "let x = 1..$n - 1\n")
    check("let n = len ( $x )", becomes: "let n = len($x)\n")
    check("use mesh (a=1 , [ ])", becomes: "use mesh(a = 1, [])\n")
    check("recipe r ( a , b:list=[] )<>", becomes: "recipe r(a, b: list = []) < >\n")
    check("import\t\"a.vxl\"   as  c", becomes: "import \"a.vxl\" as c\n")
    check("if not( $a==1 )and $b in[1]< >", becomes: "if not ($a == 1) and $b in [1] < >\n")
  }

  /// Here a blank, or none, is not for us to decide.
  @Test func blanksThatMeanSomething() {
    check(canonical: "let x = node${i + 2}..9\n")
    check("let x = node${i}  ..  9", becomes: "let x = node${i} .. 9\n")
    check("let x = .2  ..  .9", becomes: "let x = .2 .. .9\n")
    check("let x = .2 .. .${ i+2 }", becomes: "let x = .2 .. .${i + 2}\n")
    check("let x = $a  .. fd00::1", becomes: "let x = $a..fd00::1\n")
    check("let x = \"a  ${ $l[ 1 ]  }b\"", becomes: "let x = \"a  ${$l[1]}b\"\n")
    check("let x = \"${a}${b}\" == ${a}${b}", becomes: "let x = \"${a}${b}\" == ${a}${b}\n")
    check(
      "overlay 1 <\nlen(192.168.8.1 + 1)->.2\n>",
      becomes: "overlay 1 <\n  len (192.168.8.1 + 1) -> .2\n>\n")
    check("a peers[b]", becomes: "a peers [b]\n")
    check("overlay 1 bridge b( stp_state 1 )< >", becomes: "overlay 1 bridge b (stp_state 1) < >\n")
  }

  @Test func whiteSpaceAroundTheText() {
    check("", becomes: "")
    check(" \n\t\n", becomes: "")
    check("\n\n a  \n\n\n\n\tb ", becomes: "a\n\nb\n")
    check("\u{feff}a\r\nb\r\n", becomes: "a\nb\n")
    check("# a comment \t\r\n", becomes: "# a comment\n")
    check("#  \n#\n", becomes: "#\n#\n")
  }

  @Test func mistakesAreRefused() {
    for text in ["overlay 42 <", "a 192.168.8.300", "a \"b", "overlay 42 tll 5 <\n>", "a -> .2 >"] {
      #expect(formatted(text) == nil, "\(text)")
    }
    // What is wrong with its meaning alone has a layout.
    check("overlay 42<\na->.2\n>", becomes: "overlay 42 <\n  a -> .2\n>\n")
  }
}

@Suite struct FormatterBlocks {
  @Test func oneLineStaysOne() {
    check("for i in 0..9<node node${i}>", becomes: "for i in 0..9 < node node${i} >\n")
    check("overlay 42 < a -> .2,b -> .3 , >", becomes: "overlay 42 < a -> .2, b -> .3, >\n")
    check("if $a<b>else if $c<d>else<e>", becomes: "if $a < b > else if $c < d > else < e >\n")
    check("a < b < c > >", becomes: "a < b < c > >\n")
  }

  @Test func whatWasOpenedStaysOpen() {
    check("a <\n>", becomes: "a <\n>\n")
    check("a < b\n>", becomes: "a <\n  b\n>\n")
    check("a <\nb >", becomes: "a <\n  b\n>\n")
    check("a < b\nc >", becomes: "a <\n  b\n  c\n>\n")
    check("a < b <\nc > >", becomes: "a <\n  b <\n    c\n  >\n>\n")
    check("a <\n\n\nb\n\n\n>\n", becomes: "a <\n  b\n>\n")
    check("a < #c\n b >", becomes: "a <  #c\n  b\n>\n")
    check("a <\n\n#c\n\n>", becomes: "a <\n  #c\n>\n")
  }

  @Test func branchesAreAlike() {
    check(
      "if $a < b > else if $c <\nd > else < e >",
      becomes: "if $a <\n  b\n> else if $c <\n  d\n> else <\n  e\n>\n")
    check("if $a <\nb\n>\n\n\nelse\n<\nc\n>", becomes: "if $a <\n  b\n> else <\n  c\n>\n")
    check(
      "if $a < b > # one\n# two\nelse # three\n< c >",
      becomes: "if $a <\n  b\n>  # one\n# two\nelse  # three\n<\n  c\n>\n")
  }

  @Test func aBlockThatDoesNotFitIsOpened() {
    let name = String(repeating: "n", count: 40)
    check(
      "overlay 42 < \(name) -> .2, \(name) -> .3 >",
      becomes: "overlay 42 <\n  \(name) -> .2, \(name) -> .3\n>\n")
    check(
      "for h in $hosts < overlay 42 < \(name) -> .2, \(name) -> .3 > >",
      becomes: """
        for h in $hosts <
          overlay 42 <
            \(name) -> .2, \(name) -> .3
          >
        >

        """)
    // To the column.
    let exact = "a < \(String(repeating: "n", count: 94)) >"
    check(canonical: exact + "\n")
    check(
      "a < \(String(repeating: "n", count: 95)) >",
      becomes: "a <\n  \(String(repeating: "n", count: 95))\n>\n")
  }

  @Test func separators() {
    check("a,b\nc,\nd", becomes: "a, b\nc,\nd\n")
    check("a\n, b", becomes: "a,\nb\n")
    check("a # c\n, b", becomes: "a  # c\n, b\n")
    check(",a,,b", becomes: ", a,, b\n")
    check("a <,b>", becomes: "a <, b >\n")
    check("a <\nb\n>, c", becomes: "a <\n  b\n>,\nc\n")
    check("a, b <\nc\n>", becomes: "a,\nb <\n  c\n>\n")
    let name = String(repeating: "n", count: 45)
    check("\(name), \(name), \(name)", becomes: "\(name), \(name),\n\(name)\n")
  }
}

@Suite struct FormatterHeads {
  @Test func newlinesThatMeanNothing() {
    check(
      "overlay\n42\nport\n4789\ndev eth0\n<\n>", becomes: "overlay 42 port 4789 dev eth0 <\n>\n")
    check(
      "a 192.0.2.1\n-> .2\nb 192.0.2.2 ->\n.3", becomes: "a 192.0.2.1 -> .2\nb 192.0.2.2 -> .3\n")
    check("let a =\n\n1 +\n2", becomes: "let a = 1 + 2\n")
    check("use r(\n  1,\n  2\n)", becomes: "use r(1, 2)\n")
    check("for i,\nh in\n$x\n<\na\n>", becomes: "for i, h in $x <\n  a\n>\n")
  }

  @Test func aHeadThatDoesNotFit() {
    check(
      """
      overlay 42 name vxlan0 port 4789 group 239.1.1.1 dev enp0s8 bridge br0 (stp_state 1) subnet \
      10.20.1.0/24 fd20::/64 srcport 1 2 <
      node1 192.168.8.100 -> .2
      >
      """,
      becomes: """
        overlay 42
          name vxlan0
          port 4789
          group 239.1.1.1
          dev enp0s8
          bridge br0 (stp_state 1)
          subnet 10.20.1.0/24 fd20::/64
          srcport 1 2
        <
          node1 192.168.8.100 -> .2
        >

        """)
  }

  @Test func commentsInAHead() {
    check(
      """
      overlay 42 # the VNI
       name v port 4789   # two

      # one line
      dev eth0   # and the rest
      mtu 1400
      # last
      < # open
      >
      """,
      becomes: """
        overlay 42          # the VNI
          name v port 4789  # two

          # one line
          dev eth0          # and the rest
          mtu 1400
          # last
        <  # open
        >

        """)
  }

  @Test func longMembers() {
    let options = "dev enp0s8 ttl 8 tos 0x10 df set srcport 32768 60999 ageing 600 maxaddress 1000"
    check(
      "node1 192.168.8.100 \(options) -> .2 mac 02:00:00:00:00:02 < a >",
      becomes: """
        node1 192.168.8.100 \(options)
            -> .2 mac 02:00:00:00:00:02 <
          a
        >

        """)
    let name = String(repeating: "n", count: 90)
    check(canonical: "\(name) host -> 10.20.1.2/24 mac 02:00:00:00:00:02\n")
    check("node1 192.168.8.100 # why\n-> .2", becomes: "node1 192.168.8.100  # why\n    -> .2\n")
    check("node1 -> # why\n.2", becomes: "node1 ->  # why\n    .2\n")
  }

  @Test func longParameters() {
    check(
      """
      recipe mesh(vni: int, lan: prefix = 10.20.1.0/24, hosts: list = [node1, node2, node3], device: \
      text) < a >
      use mesh(vni = 42, lan = 10.20.1.0/24, hosts = [node1, node2, node3, node4, node5, node6], d = "off")
      """,
      becomes: """
        recipe mesh(
          vni: int,
          lan: prefix = 10.20.1.0/24,
          hosts: list = [node1, node2, node3],
          device: text
        ) <
          a
        >
        use mesh(
          vni = 42,
          lan = 10.20.1.0/24,
          hosts = [node1, node2, node3, node4, node5, node6],
          d = "off"
        )

        """)
  }

  @Test func longLists() {
    let names = (1...20).map { "node\($0)" }
    let list = names.joined(separator: ", ")
    check(
      "let hosts = [\(list)]",
      becomes: """
        let hosts = [
          node1, node2, node3, node4, node5, node6, node7, node8, node9, node10, node11, node12, node13,
          node14, node15, node16, node17, node18, node19, node20
        ]

        """)
    check(
      "let hosts = [a, # one\nb, c,\n\n# more\nd]",
      becomes: "let hosts = [\n  a,  # one\n  b, c,\n\n  # more\n  d\n]\n")
    check("let hosts = [ # why\n]", becomes: "let hosts = [  # why\n]\n")
  }

  @Test func longExpressions() {
    let part = "$a_rather_long_name == another_long_name"
    check(
      "if \(part) and \(part) or \(part) < a >",
      becomes: "if \(part) and \(part) or\n    \(part) <\n  a\n>\n")
    check(
      "let x = (\(part) and \(part) and \(part))",
      becomes: "let x = (\n  \(part) and \(part) and\n  \(part)\n)\n")
  }
}

@Suite struct FormatterColumns {
  @Test func arrowsAndUnderlays() {
    check(
      """
      overlay 42 <
      node1 192.168.8.100 -> .2
      node10 192.168.8.9 dev eth0 -> .3
      # between
      n -> .4
      route 10.0.0.0/8 via .2
      netns web dev eth0 -> .5

      other -> .6
      >
      """,
      becomes: """
        overlay 42 <
          node1  192.168.8.100        -> .2
          node10 192.168.8.9 dev eth0 -> .3
          # between
          n                           -> .4
          route 10.0.0.0/8 via .2
          netns web dev eth0          -> .5

          other -> .6
        >

        """)
    check(
      "node a 192.0.2.1\nnode bcd 192.0.2.2", becomes: "node a   192.0.2.1\nnode bcd 192.0.2.2\n")
  }

  @Test func blocksInALine() {
    check(
      """
      vm1 172.31.0.106 -> .11 < container c1 image centos -> .2 >
      vm10 172.31.0.107 dev eth0 -> .12 < container c10 image centos -> .3 >
      for i in 1..2 < x -> .2 >
      """,
      becomes: """
        vm1  172.31.0.106          -> .11 < container c1 image centos  -> .2 >
        vm10 172.31.0.107 dev eth0 -> .12 < container c10 image centos -> .3 >
        for i in 1..2 < x -> .2 >

        """)
  }

  @Test func nestedBlocksEndARun() {
    check(
      "a -> .2\nbcd -> .3 <\nnetns x -> .4\n>\nefghi -> .5\nj -> .6",
      becomes: """
        a   -> .2
        bcd -> .3 <
          netns x -> .4
        >
        efghi -> .5
        j     -> .6

        """)
  }

  @Test func aRunThatWouldNotFitIsLeft() {
    let name = String(repeating: "n", count: 94)
    check(canonical: "\(name) -> .2\nb -> .255\n")
  }

  @Test func severalMembersInALineHaveNoColumns() {
    check("a -> .2, b -> .3\nlonger -> .4", becomes: "a -> .2, b -> .3\nlonger -> .4\n")
  }

  @Test func comments() {
    check(
      "let a = 1 # one\nlet bcd = 2# two\nlet e = 3\nlet f = 4 # four",
      becomes: "let a = 1    # one\nlet bcd = 2  # two\nlet e = 3\nlet f = 4  # four\n")
    check(
      "if $a # one\n< b > # two\nelse # three\n< c > # four\noverlay 1 # five\n< # six\na # seven\n>",
      becomes: """
        if $a  # one
        <
          b
        >  # two
        else  # three
        <
          c
        >  # four
        overlay 1  # five
        <  # six
          a  # seven
        >

        """)
    check(
      "a -> .2 # one\noverlay 1 # two\n<\n>", becomes: "a -> .2  # one\noverlay 1  # two\n<\n>\n")
    check(
      "a -> .2 # one\noverlay 1 # two\nport 42 # three\n<\n>",
      becomes: "a -> .2  # one\noverlay 1  # two\n  port 42  # three\n<\n>\n")
    check(
      "a 192.0.2.1 -> .2 # é\nbc 192.0.2.2 dev \"é\" -> .3 # b",
      becomes: "a  192.0.2.1         -> .2  # é\nbc 192.0.2.2 dev \"é\" -> .3  # b\n")
  }
}

import Diagnostics
import Testing

private let mesh = """
  overlay 42 <
    node1 192.168.8.100 -> 10.20.1.2/24
    node2 192.168.8.101 -> 10.20.1.2/24
    node3 192.168.8.102 -> 10.20.1.4/24
    node4 192.168.8.103 -> 10.20.1.2/24
  >

  """

/// The range of the `occurrence`-th place where `needle` stands.
private func range(
  of needle: String, in text: String, occurrence: Int = 1, file: Int = 0
) -> SourceRange {
  let bytes = Array(text.utf8)
  let wanted = Array(needle.utf8)
  var seen = 0
  for lower in 0...(bytes.count - wanted.count)
  where Array(bytes[lower..<(lower + wanted.count)]) == wanted {
    seen += 1
    if seen == occurrence {
      return SourceRange(file: file, lower: lower, upper: lower + wanted.count)
    }
  }
  Issue.record("\(needle) does not stand in the text")
  return SourceRange(file: file, lower: 0, upper: 0)
}

private func render(
  _ diagnostic: Diagnostic, _ texts: String..., names: [String] = ["mesh.vxl", "other.vxl"],
  color: Bool = false
) -> String {
  let sources = zip(names, texts).map { SourceText(name: $0, bytes: Array($1.utf8)) }
  return Renderer(sources: Sources(sources), color: color).render(diagnostic)
}

@Suite struct RendererTests {
  /// On a narrow terminal a line is cut around what it is about.
  @Test func linesFitTheTerminal() {
    let text =
      "overlay 42 < node1 192.168.8.100 -> 10.2.2.2/24, node2 192.168.8.101 -> 10.2.2.2/24 >\n"
    let diagnostic = Diagnostic(
      .duplicateAddress, "given twice", at: range(of: "10.2.2.2", in: text, occurrence: 2)
    ).label(range(of: "10.2.2.2", in: text), "first here")
    let sources = Sources([SourceText(name: "repl", bytes: Array(text.utf8))])
    let lines = Renderer(sources: sources, color: false, columns: 40).render(diagnostic)
      .split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 40 }, "\(lines)")
    #expect(lines.contains("1 | …ode2 192.168.8.101 -> 10.2.2.2/24 >"), "\(lines)")
  }

  /// The order of places within what is shown; what is grave is shown first.
  @Test func notesDoNotPushErrorsOut() {
    let text = String(repeating: "a\n", count: 40)
    let source = SourceText(name: "x", bytes: Array(text.utf8))
    var all = (0..<25).map { line in
      Diagnostic(
        .assumedLength, "note \(line)", at: SourceRange(file: 0, lower: 2 * line, upper: 1))
    }
    for line in [30, 3] {
      let place = SourceRange(file: 0, lower: 2 * line, upper: 2 * line + 1)
      all.append(Diagnostic(.unknownNode, "warning \(line)", at: place))
      all.append(Diagnostic(.foreignSyntax, "error \(line)", at: place))
    }
    let renderer = Renderer(sources: Sources([source]), color: false)
    let titles = { (limit: Int) in
      renderer.render(all, limit: limit).split(separator: "\n").filter { $0.contains("]: ") }
        .compactMap { $0.split(separator: ": ").last.map(String.init) }
    }
    #expect(titles(5) == ["note 0", "warning 3", "error 3", "warning 30", "error 30"])
    #expect(titles(3) == ["warning 3", "error 3", "error 30"])
    #expect(titles(1) == ["error 3"])
    #expect(titles(2) == ["error 3", "error 30"])
    #expect(titles(100).count == 29)
    #expect(renderer.render(all, limit: 3).hasSuffix("… and 1 more warning, 25 more notes\n"))
  }

  @Test func labelsStandWithTheirLinesInOrder() {
    let diagnostic = Diagnostic(
      .duplicateAddress, "overlay address 10.20.1.2 is given to node1 and to node2",
      at: range(of: "10.20.1.2/24", in: mesh, occurrence: 2), "again here",
      help: "give node2 another address"
    ).label(range(of: "10.20.1.2/24", in: mesh), "first here").note("both would answer for it")
    #expect(
      render(diagnostic, mesh) == """
        error[duplicate-address]: overlay address 10.20.1.2 is given to node1 and to node2
         --> mesh.vxl:3:26
          |
        2 |   node1 192.168.8.100 -> 10.20.1.2/24
          |                          ------------ first here
        3 |   node2 192.168.8.101 -> 10.20.1.2/24
          |                          ^^^^^^^^^^^^ again here
          = note: both would answer for it
          = help: give node2 another address

        """)
  }

  @Test func linesInBetweenAreLeftOut() {
    let diagnostic = Diagnostic(
      .duplicateAddress, "twice", at: range(of: "10.20.1.2/24", in: mesh, occurrence: 3)
    ).label(range(of: "10.20.1.2/24", in: mesh), "first here")
    #expect(
      render(diagnostic, mesh) == """
        error[duplicate-address]: twice
         --> mesh.vxl:5:26
          |
        2 |   node1 192.168.8.100 -> 10.20.1.2/24
          |                          ------------ first here
        ...
        5 |   node4 192.168.8.103 -> 10.20.1.2/24
          |                          ^^^^^^^^^^^^

        """)
  }

  @Test func aLabelInAnotherFileHasItsOwnBlock() {
    let other = String(repeating: "\n", count: 9) + "node node1 192.168.8.100\n"
    let diagnostic = Diagnostic(
      .duplicateNode, "node1 is declared twice", at: range(of: "node1", in: mesh), "again here"
    ).label(range(of: "node1", in: other, file: 1), "first here")
    #expect(
      render(diagnostic, mesh, other) == """
        error[duplicate-node]: node1 is declared twice
          --> mesh.vxl:2:3
           |
         2 |   node1 192.168.8.100 -> 10.20.1.2/24
           |   ^^^^^ again here
          ::: other.vxl:10:6
           |
        10 | node node1 192.168.8.100
           |      ----- first here

        """)
  }

  @Test func marksOfOneLineHaveARowEach() {
    let text = "overlay 42 gbp gpe <\n>\n"
    let diagnostic = Diagnostic(
      .optionConflict, "`gbp` excludes `gpe`", at: range(of: "gpe", in: text), "not with"
    ).label(range(of: "gbp", in: text), "this")
    #expect(
      render(diagnostic, text) == """
        error[option-conflict]: `gbp` excludes `gpe`
         --> mesh.vxl:1:16
          |
        1 | overlay 42 gbp gpe <
          |            --- this
          |                ^^^ not with

        """)
  }

  @Test func aRangeOverLinesIsUnderlinedToTheEndOfItsFirst() {
    let diagnostic = Diagnostic(
      .singleMember, "one", at: SourceRange(file: 0, lower: 8, upper: mesh.utf8.count))
    #expect(
      render(diagnostic, mesh) == """
        warning[single-member]: one
         --> mesh.vxl:1:9
          |
        1 | overlay 42 <
          |         ^^^^

        """)
  }

  @Test func tabsAndHostileBytesKeepTheCaretAligned() {
    let text = "\tné\u{1b}[2J\u{202e}x bad\r\n"
    let diagnostic = Diagnostic(
      .invalidCharacter, "a \u{1b} in it", at: range(of: "bad", in: text), "this\u{7}")
    #expect(
      render(diagnostic, text, names: ["a\nb.vxl"]) == """
        error[invalid-character]: a \\x1b in it
         --> a\\x0ab.vxl:1:11
          |
        1 |  né\\x1b[2J\\u{202e}x bad
          |                     ^^^ this\\x07

        """)
  }

  @Test func invalidBytesAreSpelledOut() {
    let source = SourceText(name: "-", bytes: [0x61, 0xff, 0xe2, 0x82, 0x0a])
    let diagnostic = Diagnostic(
      .invalidUTF8, "no UTF-8", at: SourceRange(file: 0, lower: 2, upper: 3))
    #expect(
      Renderer(sources: Sources([source]), color: false).render(diagnostic) == """
        error[invalid-utf8]: no UTF-8
         --> -:1:3
          |
        1 | a\\xff\\xe2\\x82
          |      ^^^^

        """)
  }

  @Test(arguments: [0, 3, 6, 7, 100])
  func aRangeAtTheEndOfTheTextWorks(offset: Int) {
    let diagnostic = Diagnostic(
      .missingClose, "`>` expected", at: SourceRange(file: 0, lower: offset, upper: offset))
    let expected =
      switch offset {
      case 0: "1:1\n  |\n1 | abc\n  | ^\n"
      case 3: "1:4\n  |\n1 | abc\n  |    ^\n"
      case 6: "2:3\n  |\n2 | de\n  |   ^\n"
      default: "3:1\n  |\n3 |\n  | ^\n"
      }
    #expect(
      render(diagnostic, "abc\nde\n")
        == "error[missing-close]: `>` expected\n --> mesh.vxl:" + expected)
  }

  @Test(arguments: [0, 100, 500, 100_000, 399_997, 400_000])
  func aLongLineIsCutAroundTheCaret(lower: Int) throws {
    var line = String(repeating: "é", count: 200_000)
    line += "\n"
    let diagnostic = Diagnostic(
      .textTooLarge, "long", at: SourceRange(file: 0, lower: lower, upper: lower + 1))
    let lines = render(diagnostic, line).split(separator: "\n")
    let shown = try #require(lines.dropFirst(3).first)
    let caret = try #require(lines.dropFirst(4).first)
    #expect(shown.count <= 164)
    #expect(shown.hasSuffix("…") == (lower < 399_000))
    #expect(shown.hasPrefix("1 | …") == (lower > 300))
    #expect(caret.hasSuffix("^"))
    #expect(caret.count <= shown.count + 1)
  }

  @Test func withoutAPlaceThereIsNoSnippet() {
    let diagnostic = Diagnostic(
      .notPermitted, "CAP_NET_ADMIN is missing", at: nil, help: "run it as root\nor in `lab`"
    ).note("the kernel said EPERM")
    #expect(
      render(diagnostic) == """
        error[not-permitted]: CAP_NET_ADMIN is missing
          = note: the kernel said EPERM
          = help: run it as root
                  or in `lab`

        """)
  }

  @Test func aFixIsHelpUnlessThereIsHelp() {
    let place = range(of: "node1", in: mesh)
    let plain = Diagnostic(.foreignSyntax, "m", at: place)
    #expect(render(plain.fix(place, "X"), mesh).hasSuffix("  = help: write `X`\n"))
    #expect(render(plain.fix(place, ""), mesh).hasSuffix("  = help: leave it out\n"))
    let helped = Diagnostic(.foreignSyntax, "m", at: place, help: "h").fix(place, "X")
    #expect(render(helped, mesh).hasSuffix("  = help: h\n"))
  }

  @Test func whatIsSaidIsBrokenAtTheTerminalsWidth() {
    let renderer = Renderer(sources: Sources(), color: false, columns: 40)
    let diagnostic = Diagnostic(
      .locked, "a message that has more characters than a line", at: nil,
      help: "and a help that has more of them too")
    #expect(
      renderer.render(diagnostic) == """
        error[locked]: a message that has more
          characters than a line
          = help: and a help that has more of
                  them too

        """)
  }

  @Test func coloursAreThoseOfTheSeverity() {
    let text = "ab\n"
    let diagnostic = Diagnostic(
      .vniZero, "zero", at: SourceRange(file: 0, lower: 0, upper: 2), "here")
    #expect(
      render(diagnostic, text, color: true) == """
        \u{1b}[33mwarning[vni-zero]\u{1b}[0m\u{1b}[1m: zero\u{1b}[0m
         \u{1b}[34m-->\u{1b}[0m mesh.vxl:1:1
          \u{1b}[34m|\u{1b}[0m
        \u{1b}[34m1 |\u{1b}[0m ab
          \u{1b}[34m|\u{1b}[0m \u{1b}[33m^^ here\u{1b}[0m

        """)
    #expect(
      render(Diagnostic(.locked, "m", at: nil), color: true).hasPrefix("\u{1b}[1;31merror[locked]"))
    #expect(
      render(Diagnostic(.assumedLength, "m", at: nil), color: true).hasPrefix("\u{1b}[36mnote["))
  }

  @Test func diagnosticsAreSortedByPlace() {
    let renderer = Renderer(
      sources: Sources([SourceText(name: "a", bytes: []), SourceText(name: "b", bytes: [])]),
      color: false)
    let host = Diagnostic(.locked, "host", at: nil)
    let second = Diagnostic(.vniZero, "second", at: SourceRange(file: 0, lower: 0, upper: 0))
    let first = Diagnostic(.vniInUse, "first", at: SourceRange(file: 0, lower: 0, upper: 0))
    let third = Diagnostic(.vniInUse, "third", at: SourceRange(file: 1, lower: 0, upper: 0))
    let text = renderer.render([host, third, first, second])
    let titles = text.split(separator: "\n").filter { $0.contains("]: ") }
    #expect(
      titles == [
        "error[vni-in-use]: first", "warning[vni-zero]: second", "error[vni-in-use]: third",
        "error[locked]: host",
      ])
    #expect(text.contains("  | ^\n\nwarning"))
  }

  @Test func twentyAreShownAndTheRestIsCounted() {
    let renderer = Renderer(sources: Sources(), color: false)
    let errors = Array(repeating: Diagnostic(.locked, "m", at: nil), count: 55)
    #expect(renderer.render(errors).hasSuffix("error[locked]: m\n\n… and 35 more errors\n"))
    #expect(renderer.render(errors).split(separator: "\n").count == 21)
    let warning = Diagnostic(.vniZero, "m", at: nil)
    #expect(
      renderer.render(errors.prefix(21) + [warning, warning]).hasSuffix(
        "\n… and 1 more error, 2 more warnings\n"))
    #expect(renderer.render(Array(errors.prefix(20))).contains("more") == false)
    #expect(renderer.render([]) == "")
  }
}

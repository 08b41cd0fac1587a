import Foundation
import Testing

/// The prompt without a terminal: statements and commands from stdin.
@Suite struct ReplTests {
  private func run(_ lines: String, _ arguments: [String] = []) throws -> Ending {
    try Program.run(["repl"] + arguments, input: lines)
  }

  @Test func whatStandsBetweenTwoCommandsIsEnteredAtOnce() throws {
    let ending = try run(
      """
      overlay 42 < a -> 10.0.0.1/24, b -> 10.0.0.2/24 >
      node a 1.2.3.4
      node b 1.2.3.5
      :list
      """)
    #expect(ending.status == 0)
    #expect(
      ending.output == """
        overlay 42 port 4789: 2 nodes, mtu underlay-50
          a  1.2.3.4 -> 10.0.0.1/24  vxlan42  peer b
          b  1.2.3.5 -> 10.0.0.2/24  vxlan42  peer a
        node a 1.2.3.4
        node b 1.2.3.5
        overlay 42 < a -> 10.0.0.1/24, b -> 10.0.0.2/24 >
        node a 1.2.3.4
        node b 1.2.3.5

        """)
    #expect(ending.errors == "")
  }

  /// What `check` takes, the prompt takes.
  @Test(arguments: Program.samples) func samplesAreTaken(sample: String) throws {
    let text = try String(contentsOf: Program.root.appending(path: sample), encoding: .utf8)
    guard !text.contains("import ") else { return }
    let ending = try run(text + "\n:list\n")
    #expect(ending.status == 0, "\(ending.errors)")
    let formatted = try Program.run(["format", "-"], input: text)
    #expect(!ending.output.isEmpty)
    func words(_ text: String) -> [Substring] { text.split { $0.isWhitespace } }
    #expect(
      words(ending.output).suffix(words(formatted.output).count) == words(formatted.output)[...])
  }

  @Test(arguments: [
    ("let a = $b\n:list", 65, "error[unknown-variable]"),
    ("overlay 42 <\n", 65, "error[missing-close]"),
    ("overlay 42 <\n:list\n>", 64, "stands in the middle of a statement"),
    (":frobnicate", 64, "there is no command `:frobnicate`"),
    (":load none.vxl", 66, "cannot read none.vxl"), (":undo", 64, "there is nothing to take back"),
    (":set a=1", 64, "the recipe has no parameter `a`"), (":save", 64, "write `:save FILE`"),
    (":plan --frob", 64, "Unknown option '--frob'"),
    (":plan --set a=1", 64, "`:set NAME=VALUE` gives a parameter its value"),
    (":emit none", 64, "none"), (":node x", 64, "there is no host `x`"),
    (":explain nothing", 64, "there is no diagnostic `nothing`"),
    (":help frob", 64, "nothing is called"),
    (
      ":options --exact ttl\n:help :plan\n:help overlay\n:help singl\n", 64,
      "nothing is called `singl`"
    ),
  ])
  func theFirstErrorEndsIt(lines: String, status: Int32, text: String) throws {
    let ending = try run(lines + "\nlet after = 1\n")
    #expect(ending.status == status)
    #expect(ending.errors.contains(text), "\(ending.errors)")
    #expect(!ending.output.contains("after"))
  }

  @Test func parametersAreGiven() throws {
    let ending = try run(
      """
      param n: int
      :set n=43
      overlay $n < a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.0.2/24 >
      :emit a plain
      """)
    // A parameter without a value is an error, as it is for `check`.
    #expect(ending.status == 65)
    let given = try run(
      """
      param n: int = 42
      :set n=43
      overlay $n < a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.0.2/24 >
      :emit a plain
      :quit
      let never = $read
      """)
    #expect(given.status == 0)
    #expect(given.output.contains("type vxlan id 43 "))
  }

  /// Diagnostics count the lines of stdin, and those of a file that was loaded.
  @Test func placesAreThoseOfTheInput() throws {
    let errors = try run(
      """
      # one
      let a = 1

      :list
      let b = 2, overlay 42 < x 1.2.3.4 -> 10.0.0.1/24, y 1.2.3.5 -> 10.0.0.2/24 >
      let a = 3
      node n 1.2.3.9
      :list

      let c = $d
      """
    ).errors
    #expect(errors.contains("--> stdin:10:9\n   |\n10 | let c = $d\n   |         ^^"), "\(errors)")
    let syntax = try run("let a = 1\n:list\n\nlet b = (1\n").errors
    #expect(syntax.contains("--> stdin:4:"), "\(syntax)")
    try withFolder { folder in
      let file = folder + "/two.vxl"
      try "\n# A file.\n\nlet x = $y\n".write(toFile: file, atomically: true, encoding: .utf8)
      let loaded = try run("let a = 1\nlet b = 2\n:load \(file)\n").errors
      #expect(loaded.contains("--> \(file):4:9"), "\(loaded)")
      try "let x = 1\nnode n 1.2.3.4\n".write(toFile: file, atomically: true, encoding: .utf8)
      let twice = try run("let a = 1\n:load \(file)\nfor i in 1..2 <\n  node n 1.2.3.5\n>\n").errors
      #expect(twice.contains("--> stdin:4:8"), "\(twice)")
      #expect(twice.contains("::: \(file):2:6"), "\(twice)")
    }
    let twoOnALine = try run("let a = 1, let b = $c\n").errors
    #expect(twoOnALine.contains("--> stdin:1:20"), "\(twoOnALine)")
  }

  @Test func helpListsTheFormats() throws {
    let help = try run(":help emit\n:help graph\n").output
    #expect(help.contains("\n  plain     the bare ip, bridge and docker commands"), "\(help)")
    #expect(help.contains("\n  dot      for Graphviz\n"), "\(help)")
  }

  @Test func aMisplacedCommandHasALine() throws {
    #expect(try run("let a = 1\noverlay 42 <\n:list\n").errors.contains("`:list` at line 3 stands"))
  }

  /// What never ends fills no memory.
  @Test(arguments: [true, false]) func whatNeverEndsIsRefused(hasLines: Bool) throws {
    let rest = hasLines ? "yes '  a 1.2.3.4 ttl 8'" : "tr '\\0' ' ' </dev/zero"
    let ending = try Program.shell(
      "status=0; (echo 'overlay 42 <'; \(rest)) | (ulimit -v 2000000; \"$V\" repl) || status=$?; echo $status"
    )
    #expect(ending.output == "65\n", "\(ending.errors)")
    #expect(ending.errors.contains("error[text-too-large]"))
  }

  /// The picture is that of the command line.
  @Test func thePictureIsThatOfTheCommand() throws {
    let text = "overlay 42 < a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.0.2/24 >\n"
    for format in ["dot", "mermaid"] {
      let shown = try run(text + ":graph \(format)\n", ["-q"])
      let drawn = try Program.run(["graph", "--format", format, "-"], input: text)
      #expect(shown.status == 0, "\(shown.errors)")
      #expect(shown.output == drawn.output)
    }
    #expect(try run(text + ":graph --format nothing\n").status == 64)
    #expect(try run(text + ":graph --overlay 43\n").errors.contains("has no overlay 43"))
  }

  @Test func quietSaysResultsAlone() throws {
    let ending = try run("let a = 1\nnode a 1.2.3.4\n:list\n", ["-q"])
    #expect(ending.output == "let a = 1\nnode a 1.2.3.4\n")
  }

  @Test func withoutATerminalTheProgramAloneShowsItsHelp() throws {
    let ending = try Program.run([], input: "let a = 1\n")
    #expect(ending.output.contains("USAGE: vxloom"))
    #expect(ending.status == 0)
  }

  @Test func aHundredThousandLinesAreTaken() throws {
    let lines = (0..<100_000).map { "let a\($0) = \($0)\n" }.joined()
    let ending = try run(lines + ":undo\n")
    #expect(ending.status == 0)
    #expect(ending.output.hasSuffix("a99999 = 99999\ntook back `let a99999 = 99999`\n"))
  }

  // MARK: This host

  @Test(.enabled(if: hasNamespaces)) func commandsActOnThisHost() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        keep before
        cat > /run/lines <<'END'
        overlay 42 < node1 192.168.8.100 -> 10.20.1.2/24, node2 192.168.8.101 -> 10.20.1.3/24 >
        :plan
        :apply
        :status
        :apply
        overlay 42 ttl 9 < node1 192.168.8.100 -> 10.20.1.2/24, node2 192.168.8.101 -> 10.20.1.3/24 >
        :status
        :apply --json
        :status
        END
        V repl < /run/lines
        ip -d link show vxlan42 | grep -o 'alias vxloom repl node1 [^ ]*\\|ttl 9'
        printf ':remove\\n:remove --all\\n' | "$V" repl
        same before
        """)
    #expect(ending.status == 0, "\(ending.errors)\n\(ending.output)")
    let output = ending.output
    #expect(output.contains("node1: it holds 192.168.8.100"), "\(output)")
    #expect(output.contains("node1: nothing to do, all is as the recipe wants it"))
    #expect(output.contains("replaces the former overlay 42 port 4789"))
    #expect(output.contains("ttl 9\n"))
    #expect(output.contains("alias vxloom repl node1 vxlan42"))
    #expect(output.contains("status 0\n"))
  }

  /// What `:plan` finds is an answer; an `:apply` that does nothing is the first error.
  @Test(.enabled(if: hasNamespaces)) func anApplyThatNeedsAFlagEndsIt() async throws {
    let members = "< node1 192.168.8.100 -> 10.20.1.2/24, node2 192.168.8.101 -> 10.20.1.3/24 >"
    let ending = try await Program.isolated(
      Box.start + """
        printf '%s\\n' 'overlay 42 \(members)' :apply 'overlay 42 gbp \(members)' :plan :apply \\
          'let after = 1' >/run/lines
        V repl </run/lines
        """)
    #expect(ending.output.contains("-/+"), "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains("status 1\n"))
    #expect(!ending.output.contains("after"))
  }

  @Test(.enabled(if: hasNamespaces)) func aLabIsBuiltAndShown() throws {
    let ending = try run(
      """
      overlay 42 < a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.0.2/24, c 1.2.3.6 -> 10.0.0.3/24 >
      :lab
      :lab --via script
      """)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.components(separatedBy: "all 6 pairs talk").count == 3)
  }

  /// A failed lab is the first error.
  @Test(.enabled(if: hasNamespaces)) func aLabThatFailsEndsIt() throws {
    let ending = try run(
      """
      overlay 42 < a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.1.2/24 >
      :lab
      let after = 1
      """)
    #expect(ending.status == 3, "\(ending.errors)")
    #expect(!ending.output.contains("after"))
  }
}

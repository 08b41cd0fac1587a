import Foundation
import Testing

/// The prompt at a real terminal.
@Suite struct PromptTests {
  private let prompt = "vxloom> "

  /// A program at its first prompt.
  private func start(
    _ state: String, _ arguments: [String] = [], columns: UInt16 = 80,
    environment: [String: String] = [:]
  ) throws -> Keyboard {
    let keyboard = try Keyboard(
      arguments, state: state, columns: columns, environment: environment)
    keyboard.expect(prompt)
    return keyboard
  }

  @Test func whatIsEnteredIsAnswered() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("let lan = 10.20.1.0/24\r")
      keyboard.expect("\nlan = 10.20.1.0/24\n")
      keyboard.expect(prompt)
      keyboard.type("overlay 42 subnet $lan <\r")
      keyboard.expect("   ...> ")
      keyboard.type("  a 1.2.3.4 -> .2\r")
      keyboard.expect("   ...> ")
      keyboard.type("  b 1.2.3.5 -> .3\r")
      keyboard.expect("   ...> ")
      keyboard.type(">\r")
      keyboard.expect(
        "overlay 42 port 4789: 2 nodes, mtu underlay-50\n  a  1.2.3.4 -> 10.20.1.2/24  vxlan42  peer b"
      )
      keyboard.expect(prompt)
      keyboard.type("let x = $lam\r")
      keyboard.expect("error[unknown-variable]")
      keyboard.expect("did you mean `$lan`?")
      keyboard.expect(prompt)
      keyboard.type("\u{4}")
      #expect(keyboard.end() == 0)
    }
  }

  /// Tab completes what there is one of, and lists what there are several of when it is pressed again.
  @Test(arguments: [
    ("ov\t", ["overlay "]), ("overlay 42 df \t\t", ["unset", "set", "inherit", "Don't Fragment"]),
    ("overlay 42 < node1 < route 10.0.0.0/8 dev l\t", ["lo "]), ("use \t", ["mesh("]),
    ("use mesh(\t\t", ["vni =", "hosts ="]),
    ("overlay $\t\t", ["$lan", "10.20.1.0/24", "$number"]),
    ("overlay 42 < node\t\t", ["node1", "192.168.8.100", "node2"]),
    ("for n in 1..3 < let x = $n\t\t", ["$n ", "each of 1..3", "$number"]),
    ("recipe x(abc: int) < overlay $ab\t", ["$abc "]),
    ("overlay 42 < node1 -> .2 m\t", ["mac "]), ("overlay 42 ttl 8 pro\t", ["proxy "]),
    ("import \"par\t", ["part.vxl\""]), (":lo\t", [":load "]), (":load par\t", [":load part.vxl"]),
    (":emit node1 pl\t", ["plain "]),
    (":explain duplicate-addr\t", ["duplicate-address "]),
    (":apply --y\t", ["--yes "]), (":lab --via s\t", ["script "]),
    (":emit --format \t\t", ["bash ", "plain ", "the bare ip"]),
    ("let x = a${num\t", ["${number}"]), ("let x = \"a${1 + num\t}\"", ["number}\""]),
    ("overlay 42 < a${nu\t", ["${number}"]), ("overlay 42 < a${1 + nu\t + 1} 1", ["number + 1}"]),
    (":set mt\t1400\t", ["mtu=1400"]), (":set fa\t\t\t\t", ["fast=o", "on ", "off"]),
    (":set mtu=\t", ["mtu=1450"]),
    (":graph \t\t", ["dot ", "mermaid"]), (":apply --overlay \t", ["7 "]),
    (":plan --color=a\t\t", ["auto", "always"]),
    (":\t\t", [":plan ", "what would change on this host", ":quit"]),
  ])
  func tabCompletes(line: String, expected: [String]) throws {
    try withFolder { state in
      try "let x = 1\n".write(toFile: state + "/part.vxl", atomically: true, encoding: .utf8)
      try Self.library.write(toFile: state + "/library.vxl", atomically: true, encoding: .utf8)
      let keyboard = try start(state, ["repl", "library.vxl"])
      keyboard.type(line)
      for text in expected { keyboard.expect(text) }
    }
  }

  /// Nobody waits for long for an engine that does not answer.
  @Test func tabGivesUp() throws {
    try withFolder { state in
      try "#!/bin/sh\nexec sleep 600\n".write(
        toFile: state + "/docker", atomically: true, encoding: .utf8)
      _ = unsafe chmod(state + "/docker", 0o755)
      let keyboard = try start(state, environment: ["PATH": state + ":/usr/bin:/bin"])
      keyboard.type("overlay 42 docker \t")
      keyboard.type("\u{15}let a = 1\r")
      keyboard.expect("\na = 1\n", seconds: 10)
    }
  }

  private static let library = """
    param mtu = 1450
    param fast: bool = off
    let lan = 10.20.1.0/24
    let number = 7
    node node1 192.168.8.100
    node node2 192.168.8.101
    overlay 7 < node1 -> 10.7.0.1/24, node2 -> 10.7.0.2/24 >
    recipe mesh(vni: int, hosts: list) < overlay $vni < for h in $hosts < $h -> 10.0.0.1/24 > > >
    """

  @Test func controlCDropsTheLine() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("let a = 1")
      keyboard.expect("let a = 1")
      keyboard.type("\u{3}")
      keyboard.expect("^C\n" + prompt)
      keyboard.type("overlay 42 <\r")
      keyboard.expect("   ...> ")
      keyboard.type("\u{3}")
      keyboard.expect(prompt)
      keyboard.type(":list\r")
      keyboard.expect("nothing has been entered")
    }
  }

  @Test func aCommandInTheMiddleOfAStatementDropsNothing() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("overlay 42 <\r:list\r")
      keyboard.expect("`:list` stands in the middle of a statement")
      keyboard.type("a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.0.2/24 >\r")
      keyboard.expect("overlay 42 port 4789: 2 nodes")
    }
  }

  /// As a terminal sends what is pasted: between two sequences (bracketed paste).
  @Test func aLongRecipeIsPasted() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("\u{1b}[200~" + Self.longRecipe(mistake: "") + "\u{1b}[201~\r")
      keyboard.expect("overlay 42 port 4789: 190 nodes")
      keyboard.expect("… and 170 nodes more")
      keyboard.expect(prompt)
      keyboard.type("\u{1b}[200~" + Self.longRecipe(mistake: " tttl 9") + "\u{1b}[201~\r")
      keyboard.expect("tttl")
      keyboard.expect("error[")
      keyboard.expect("did you mean `ttl`")
      keyboard.expect(prompt)
      keyboard.type("\u{1b}[200~let p = 1\nlet q = 2\n:list\n\u{1b}[201~\r")
      keyboard.expect("p = 1\nq = 2\n")
      keyboard.expect("let p = 1")
    }
  }

  /// What is whole of a paste waits for its end, and is remembered with it; Ctrl-C drops all.
  @Test func aPasteMayEndInAnOpenBlock() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("\u{1b}[200~let a = 1\nlet b = 2\noverlay 42 <\n  x 1.2.3.4\u{1b}[201~\r")
      keyboard.expect("   ...> ")
      #expect(!keyboard.hasShown("a = 1\nb = 2\n"))
      keyboard.type("  y 1.2.3.${b} -> 10.0.0.$b/24, \t\t")
      keyboard.expect("fdb")
      keyboard.type("\u{3}")
      keyboard.expect(prompt)
      keyboard.type(":list\r")
      keyboard.expect("nothing has been entered\n" + prompt)
      keyboard.type("\u{1b}[200~let c = 3\noverlay 42 <\n a 1.2.3.4 -> 10.0.0.1/24\u{1b}[201~\r")
      keyboard.expect("   ...> ")
      keyboard.type(">\r")
      keyboard.expect("\nc = 3\noverlay 42 port 4789: 1 node, mtu underlay-50\n")
      keyboard.expect(prompt)
      keyboard.type("\u{4}")
      #expect(keyboard.end() == 0)
      #expect(
        try String(contentsOfFile: state + "/vxloom/history", encoding: .utf8)
          == ":list\nlet c = 3\\noverlay 42 <\\n a 1.2.3.4 -> 10.0.0.1/24\\n>\n")
    }
  }

  private static func longRecipe(mistake: String) -> String {
    let members = (1...190).map { number in
      "  n\(number) 10.1.0.\(number)\(number == 100 ? mistake : "") -> .\(number)"
    }
    let comments = (1...8).map { "# line \($0)" }
    return (comments + ["overlay 42 subnet 10.2.0.0/24 <"] + members + [">"]).joined(
      separator: "\n")
  }

  @Test func aNarrowTerminalIsEnough() throws {
    try withFolder { state in
      let keyboard = try start(state, columns: 40)
      let name = "node_with_a_name_that_is_long"
      keyboard.type("node \(name) 192.168.8.100 dev eth0 ttl 9\r")
      keyboard.expect("node \(name)\n    192.168.8.100 dev eth0\n" + prompt)
      keyboard.type("overlay 42 df \t\t")
      keyboard.expect("unset")
      keyboard.resize(columns: 30)
      keyboard.type("\u{3}")
      keyboard.expect("^C\n" + prompt)
      keyboard.type("let a = \"übergrößenträger\"\u{7f}\u{7f}\"\r")
      keyboard.expect("a = übergrößenträge\n")
    }
  }

  @Test func coloursAreMarked() throws {
    try withFolder { state in
      let keyboard = try Keyboard(
        ["repl", "--color", "always"], state: state, columns: 20, environment: ["TERM": "xterm"])
      keyboard.expect(prompt)
      // Were the colours counted as columns, a line would be broken too early.
      keyboard.type("# 45678901")
      keyboard.expect("# 45678901")
      keyboard.type("\u{3}")
      keyboard.expect(prompt)
      let plain = try start(state, environment: ["TERM": "dumb"])
      plain.type("let a = 1\r")
      plain.expect("\na = 1\n")
    }
  }

  // MARK: Commands

  /// A lab that is stopped leaves nothing, and the prompt goes on.
  @Test(.enabled(if: hasNamespaces)) func controlCStopsALab() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type(
        "overlay 42 subnet 10.0.0.0/16 < for i in 1..60 < n${i} (10.1.0.0 + $i) -> .${i} > >\r")
      keyboard.expect("60 nodes")
      keyboard.expect(prompt)
      keyboard.type(":lab\r")
      keyboard.expect(":lab\n")
      usleep(700_000)
      let children = try Program.shell("cat /proc/\(keyboard.identifier)/task/*/children").output
      keyboard.type("\u{3}")
      keyboard.expect(prompt)
      keyboard.type("let a = 1\r")
      keyboard.expect("\na = 1\n")
      let child = try #require(children.split(separator: " ").first)
      #expect(try Program.shell("test ! -e /proc/\(child)").status == 0)
      keyboard.type("\u{4}")
      #expect(keyboard.end() == 0)
    }
  }

  /// The question is asked, and what is no yes changes nothing.
  @Test(.enabled(if: hasNamespaces)) func applyAsks() throws {
    let ending = try Program.isolated(
      Box.start + """
        cat > /run/recipe.vxl <<'END'
        overlay 42 < node1 192.168.8.100 -> 10.20.1.2/24, node2 192.168.8.101 -> 10.20.1.3/24 >
        END
        export XDG_STATE_HOME=/run TERM=dumb
        # script(1) gives it a terminal; a line is typed when the one before has been answered.
        (sleep 1; echo ':apply'; sleep 1; echo n; sleep 1; echo ':apply'; sleep 1; echo y; sleep 1
          echo ':remove --yes'; sleep 1; echo ':quit') |
          script -qec "$V repl /run/recipe.vxl" /dev/null
        """)
    let output = ending.output
    #expect(output.contains("Apply this? [y/N]"), "\(output)\(ending.errors)")
    #expect(output.contains("nothing was changed"))
    #expect(output.contains("node1: 2 created"))
    #expect(output.contains("2 deleted") || output.contains("1 deleted"))
    #expect(ending.status == 0)
  }

  /// The session that the README shows is what the program prints.
  @Test(.enabled(if: hasNamespaces)) func theSessionOfTheReadme() throws {
    let readme = try String(
      contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    let block = try #require(readme.firstMatch(of: /(?s)```text\n\$ vxloom\n(.*?)```/))
    let written = String(block.1)
    try withFolder { state in
      let keyboard = try Keyboard(state: state)
      let continuation = "   ...> "
      for line in written.split(separator: "\n") {
        guard let mark = [prompt, continuation].first(where: { line.hasPrefix($0) }) else {
          continue
        }
        keyboard.expect(mark)
        keyboard.type(line.dropFirst(mark.count) + "\r")
      }
      #expect(keyboard.end() == 0)
      #expect(keyboard.shown == written)
    }
  }
}

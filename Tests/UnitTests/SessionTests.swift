import Diagnostics
import Dialogue
import Driver
import Testing
import Topology

@Suite struct SessionTests {
  private func session(_ texts: String...) -> Session {
    var session = Session(name: "repl", importer: Importer.none)
    for text in texts { _ = session.enter(Array(text.utf8)) }
    return session
  }

  private func enter(_ text: String, _ session: inout Session) -> Reply {
    session.enter(Array(text.utf8))
  }

  private func text(_ session: Session) -> String { String(decoding: session.text, as: UTF8.self) }

  private let hosts = """
    node node1 192.168.8.100
    node node2 192.168.8.101
    """

  // MARK: Answers

  @Test func valuesAreShown() {
    var session = session()
    #expect(enter("let lan = 10.20.1.0/24", &session).lines == ["lan = 10.20.1.0/24"])
    #expect(enter("let first = $lan[2]", &session).lines == ["first = 10.20.1.2/24"])
    #expect(enter("param vni: int = 42", &session).lines == ["vni = 42"])
    #expect(
      enter("node node1 192.168.8.100 dev eth0", &session).lines
        == ["node node1 192.168.8.100 dev eth0"])
    #expect(enter("recipe r(a: int, b = 1) < >", &session).lines == ["recipe r(a: int, [b])"])
  }

  @Test func overlaysAreALineForEachNode() {
    var session = session(hosts)
    let reply = enter(
      "overlay 42 bridge br0 < node1 < netns web -> 10.0.0.2/24 >, node2 mtu 1400 -> 10.0.0.3/24 >",
      &session)
    #expect(
      reply.lines == [
        "overlay 42 port 4789: 2 nodes",
        "  node1  192.168.8.100                 vxlan42  peer node2  mtu underlay-50  "
          + "bridge br0, netns web 10.0.0.2/24",
        "  node2  192.168.8.101 -> 10.0.0.3/24  vxlan42  peer node1  mtu 1400         "
          + "bridge br0",
      ])
    #expect(reply.status == .done)
  }

  @Test func tablesAreCounted() {
    var session = session(hosts)
    let reply = enter(
      "overlay 42 < route 10.9.0.0/16 via 10.0.0.3, node1 -> 10.0.0.2/24 <"
        + "fdb 52:54:00:00:00:01 dst node2, fdb 52:54:00:00:00:02 dst node2 >, "
        + "node2 -> 10.0.0.3/24 >", &session)
    #expect(
      reply.lines == [
        "overlay 42 port 4789: 2 nodes, mtu underlay-50",
        "  node1  192.168.8.100 -> 10.0.0.2/24  vxlan42  peer node2  2 fdb entries",
        "  node2  192.168.8.101 -> 10.0.0.3/24  vxlan42  peer node1",
        "  for each: 1 route",
      ])
  }

  @Test func whatAUseBringsIsShown() {
    var session = session(
      "recipe r(n: int) < overlay $n < a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.0.2/24 > >")
    #expect(
      enter("use r(7)", &session).lines.first
        == "overlay 7 port 4789: 2 nodes, mtu underlay-50")
    #expect(
      enter("for i in 1..9 < node n${i} (10.1.0.0 + $i) >", &session).lines
        == ["9 nodes: n1, n2, …, n9"])
    #expect(
      enter("for i in 1..13 < overlay (100 + $i) < a 1.2.3.4, b 1.2.3.5 > >", &session).lines.last
        == "… and 3 overlays more")
    #expect(enter("if off < node z 10.2.0.1 >", &session).lines == ["nothing comes of it"])
  }

  @Test func manyMembersAreCut() {
    var session = session()
    let reply = enter(
      "overlay 1 < for i in 1..30 < n${i} (10.1.0.0 + $i) -> (10.2.0.0 + $i) > >", &session)
    #expect(reply.lines.count == 22)
    #expect(reply.lines.last == "  … and 10 nodes more")
    #expect(reply.lines[1].contains("29 peers"))
  }

  // MARK: Mistakes

  @Test func whatIsWrongIsNotKept() {
    var session = session("let a = 1")
    let reply = enter("let b = $c", &session)
    #expect(reply.status == .recipe)
    #expect(reply.diagnostics.map(\.code) == [.unknownVariable])
    #expect(text(session) == "let a = 1\n")
    #expect(enter("overlay 42 < node1 192.168.8.300 -> 10.0.0.1/24 >", &session).status == .recipe)
    #expect(enter("let x =", &session).status == .recipe)
    #expect(session.statements.count == 1)
  }

  @Test func aNameThatNobodyUsesYetIsNoNews() {
    var session = session()
    #expect(enter("let a = 1", &session).diagnostics.isEmpty)
    #expect(
      enter("recipe r(n: int) < let unused = 1, overlay $n < > >", &session)
        .diagnostics.map(\.message) == ["the let `unused` is not used"])
  }

  @Test func aWarningIsGivenOnce() {
    var session = session()
    let overlay = "overlay 42 < node1 192.168.8.100 -> 10.0.0.1/24 >"
    #expect(enter(overlay, &session).diagnostics.map(\.code) == [.singleMember])
    #expect(enter("let a = 1", &session).diagnostics.isEmpty)
    #expect(enter(overlay, &session).diagnostics.map(\.code) == [.singleMember])
  }

  @Test func whatNoLongerFitsIsToldAtOnce() {
    var session = session(
      "param n: int = 1", "overlay 7 < a 1.2.3.4 -> 10.0.0.1/24 >", "let a = $n")
    let reply = session.set("n=x")
    #expect(reply.status == .usage)
    #expect(session.settings.isEmpty)
    #expect(session.set("n=2").status == .done)
    var other = self.session(
      "let lan = 10.0.0.0/24", "let first = $lan[1]", "let lan = 10.1.0.0/24")
    let changed = enter("let lan = 1", &other)
    #expect(changed.status == .recipe)
    #expect(text(other).hasPrefix("let lan = 10.1.0.0/24\n"))
    var third = self.session("param n: prefix = 10.0.0.0/8", "let first = $n[500]")
    let narrowed = third.set("n=10.0.0.0/24")
    #expect(narrowed.diagnostics.hasErrors)
    #expect(third.settings == ["n=10.0.0.0/24"])
    // What has been told does not stand in the way of what is right.
    #expect(enter("let good = 1", &third).lines == ["good = 1"])
    #expect(third.set("n=10.0.0.0/16").diagnostics.isEmpty)
  }

  // MARK: Replacing

  @Test func theSameNameReplaces() {
    var session = session("let a = 1", "let b = ($a + 1)", "node n 1.2.3.4", "recipe r() < >")
    #expect(enter("let a = 5", &session).lines == ["replaces the former `$a`", "a = 5"])
    #expect(text(session).hasPrefix("let a = 5\nlet b = ($a + 1)\n"))
    #expect(enter("node n 1.2.3.5", &session).lines.first == "replaces the former node `n`")
    #expect(
      enter("recipe r(x) < let y = $x >", &session).lines.first
        == "replaces the former recipe `r`")
    #expect(session.statements.count == 4)
  }

  @Test func anOverlayOfTheSameVNIAndPortReplaces() {
    let members = "< a 1.2.3.4 -> 10.0.0.1/24, b 1.2.3.5 -> 10.0.0.2/24 >"
    var session = session(
      "let vni = 42", "overlay $vni \(members)", "overlay 42 port 4790 ttl 9 \(members)")
    #expect(session.statements.count == 2)
    let reply = enter("overlay 42 ttl 8 \(members)", &session)
    #expect(reply.lines.first == "replaces the former overlay 42 port 4789")
    #expect(session.recipe.model.overlays.count == 1)
  }

  @Test func aReplacementThatNeedsALaterNameGoesToTheEnd() {
    var session = session("let a = 1", "let b = 2")
    #expect(enter("let a = ($b + 1)", &session).status == .done)
    #expect(text(session) == "let b = 2\nlet a = ($b + 1)\n")
    _ = session.undo()
    #expect(text(session) == "let a = 1\nlet b = 2\n")
  }

  /// What an overlay is called follows from what its variables are now.
  @Test func anOverlayIsKnownByWhatItIs() {
    func members(_ network: Int) -> String {
      "< a 1.2.3.4 -> 10.0.\(network).1/24, b 1.2.3.5 -> 10.0.\(network).2/24 >"
    }
    var session = session("let v = 5", "overlay $v \(members(1))", "let v = 6")
    let reply = enter("overlay 5 \(members(2))", &session)
    #expect(reply.lines.first == "overlay 5 port 4789: 2 nodes, mtu underlay-50")
    #expect(session.recipe.model.overlays.map(\.vni.value) == [6, 5])
    #expect(
      enter("overlay 6 \(members(1))", &session).lines.first
        == "replaces the former overlay 6 port 4789")
  }

  @Test func aFileThatSaysANameTwiceIsRefused() {
    var session = session()
    let text = Array("let a = 1\nlet a = 2".utf8)
    #expect(session.enter(text, isFile: true).status == .recipe)
    #expect(session.enter(text).lines == ["replaces the former `$a`", "a = 2"])
  }

  // MARK: Undoing

  @Test func aSettingIsTakenBack() {
    var session = session("param a = 1", "let b = 2")
    _ = session.set("a=2")
    _ = session.undo()
    #expect(session.settings.isEmpty && session.statements.count == 2)
    _ = session.set("a=3")
    _ = session.reset()
    _ = session.undo()
    #expect(session.settings == ["a=3"] && session.statements.count == 2)
  }

  @Test func undoTakesOneStatementBack() {
    var session = session("let a = 1\nlet b = 2", "let a = 3")
    #expect(session.undo() != nil)
    #expect(text(session) == "let a = 1\nlet b = 2\n")
    #expect(session.undo() != nil)
    #expect(text(session) == "let a = 1\n")
    #expect(session.undo() != nil)
    #expect(session.isEmpty)
    #expect(session.undo() == nil)
  }

  @Test func undoTellsWhatNoLongerFits() {
    var session = session("let b = 1", "let b = 2\nlet c = $b")
    _ = session.reset()
    #expect(session.isEmpty)
    #expect(session.undo()?.diagnostics.isEmpty == true)
    #expect(session.statements.count == 2)
  }

  // MARK: Texts

  @Test func commentsStayWithTheirStatements() {
    let text = "# first\n\nlet a = 1  # one\nlet b = 2, let c = 3\n# last\n"
    let session = session(text)
    #expect(session.statements.count == 3)
    #expect(self.text(session) == "# first\n\nlet a = 1  # one\nlet b = 2\n let c = 3\n# last\n")
    #expect(self.session("# alone").statements.map(\.kind) == [.comment])
    #expect(self.session("  ").isEmpty)
  }

  @Test func whatIsUsedBeforeItIsDeclaredMayComeInOnePiece() {
    let text = "overlay 1 < a -> 10.0.0.1/24, b -> 10.0.0.2/24 >\nnode a 1.2.3.4\nnode b 1.2.3.5"
    #expect(session(text).statements.count == 3)
  }

  @Test func anEditedTextIsTakenWholeOrNotAtAll() {
    var session = session("let a = 1", "let b = 2")
    #expect(session.replaceAll(Array("let c = $x".utf8)).status == .recipe)
    #expect(session.statements.count == 2)
    #expect(session.replaceAll(Array("let c = 3".utf8)).lines == ["c = 3"])
    #expect(text(session) == "let c = 3\n")
    _ = session.undo()
    #expect(session.statements.count == 2)
  }

  /// What the session keeps is its text and a few words for each statement.
  @Test func manyStatementsAreEnteredAtOnce() {
    var session = session()
    let text = (0..<20_000).map { "let a\($0) = \($0)" }.joined(separator: "\n")
    #expect(enter(text, &session).lines.count == 20_000)
    #expect(session.statements.count == 20_000)
  }
}

@Suite struct PromptLineTests {
  private func read(_ text: String) -> Result<PromptLine, PromptLine.Mistake> {
    PromptLine.read(text)
  }

  @Test func wordsAreTakenApart() {
    #expect(
      read(":save! \"a b\" c\\ d 'e\\'")
        == .success(
          PromptLine(command: .save, isForced: true, words: ["a b", "c d", "e\\"])))
    #expect(
      read(": plan") == .success(PromptLine(command: .plan, isForced: false, words: [])))
  }

  @Test func aCommandMayBeShortened() {
    #expect(read(":q") == .success(PromptLine(command: .quit, isForced: false, words: [])))
    #expect(read(":h dev") == .success(PromptLine(command: .help, isForced: false, words: ["dev"])))
  }

  @Test(arguments: [
    (":", "a command follows the `:`; `:help` lists them"),
    (":l", "`:l` may be :lab, :list, :load"),
    (":aply", "there is no command `:aply`; did you mean `:apply`?"),
    (":list!", "`!` belongs to `:save!` alone"), (":load \"x", "a quote is not closed"),
  ])
  func mistakesAreAnswered(line: String, message: String) {
    #expect(read(line) == .failure(.init(message: message)))
  }

  @Test func helpFitsANarrowScreen() {
    let lines = promptHelp(columns: 40).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 23)
    #expect(lines.allSatisfy { $0.count <= 40 })
    #expect(lines.contains("  :load     enter what a file says"))
  }

  @Test func helpFitsOneScreen() {
    let lines = promptHelp(columns: 80).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 23)
    #expect(lines.allSatisfy { $0.count <= 80 })
  }
}

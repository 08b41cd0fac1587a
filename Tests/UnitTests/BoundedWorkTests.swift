import Diagnostics
import Driver
import Testing
import Topology

/// Four times the text, or the numbers in it, is at most eight times the work, also where there is
/// much to tell of: what is quadratic takes sixteen times.
@Suite(.serialized) struct BoundedWorkTests {
  private func check(
    _ size: Int, _ expected: Code?, _ text: (Int) -> String,
    _ here: SourceLocation = #_sourceLocation
  ) {
    func time(_ count: Int) -> UInt64 {
      let text = text(count)
      return (0..<2).map { _ in
        let start = cpuTime()
        let made = meshRecipe(text)
        let time = cpuTime() - start
        // The whole of it is nothing to be shown.
        let codes = Set(made.diagnostics.map(\.code.rawValue))
        let isAsExpected = expected.map { codes.contains($0.rawValue) } ?? !made.hasErrors
        #expect(isAsExpected, "\(codes)", sourceLocation: here)
        return time
      }.min() ?? 0
    }
    let small = max(time(size), 5_000_000)
    let large = time(size * 4)
    #expect(large < small * 8, "\(small / 1000) µs, then \(large / 1000) µs", sourceLocation: here)
  }

  private func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map { line($0) + "\n" }.joined()
  }

  private func mesh(_ count: Int, _ items: String = "", _ member: String = "") -> String {
    """
    overlay 1 subnet 10.0.0.0/8 <
      \(items)
      for i in 1..\(count) < n${i} (11.0.0.0 + $i) \(member) -> (10.0.0.1 + $i) >
    >

    """
  }

  @Test func namesThatNobodyHas() {
    check(400, .unknownPeer) { self.mesh($0, "", "peers [zz${i}]") }
    check(400, .unknownNode) {
      self.mesh($0, "for i in 1..\($0) < route 172.16.0.0/16 metric $i via zz${i} >")
    }
    check(400, .missingUnderlay) { count in
      "for i in 1..\(count) < node n${i} (11.0.0.0 + $i) >\n"
        + "overlay 1 < for i in 1..\(count) < m${i} -> 10.1.0.1/24 > >\n"
    }
    check(400, .unknownVariable) { self.lines($0) { "let v\($0) = $w\($0)" } }
    check(400, .unknownRecipe) { count in
      self.lines(count) { "recipe r\($0)() < >" } + self.lines(count) { "use s\($0)()" }
    }
    check(40_000, .unknownVariable) { count in
      let word = String(repeating: "a", count: count)
      return "let \(word) = 1\nlet x = $\(word)b\n"
    }
  }

  @Test func arguments() {
    func recipe(_ count: Int, _ value: String) -> String {
      "recipe r(" + (0..<count).map { "p\($0)\(value)" }.joined(separator: ", ") + ") < >\n"
    }
    check(2_000, .unusedName) { count in
      let arguments = (0..<count).map { "p\($0) = 2" }.joined(separator: ", ")
      return recipe(count, " = 1") + "use r(\(arguments))\n"
    }
    check(2_000, .missingArgument) { recipe($0, "") + self.lines($0) { _ in "use r()" } }
  }

  @Test func manyLetsInOneBlock() {
    check(2_000, nil) { count in
      "overlay 1 subnet 10.0.0.0/8 <\n" + self.lines(count) { "let v\($0) = \($0)" }
        + self.lines(count) { "n\($0) (11.0.0.1 + $v\($0)) -> (10.0.0.1 + $v\($0))" } + ">\n"
    }
  }

  @Test func routesNetworksAndMembers() {
    check(500, nil) {
      self.mesh(
        $0,
        "for i in 1..\($0) < route 172.16.0.0/16 dev e9 metric $i, route 173.16.0.0/16 via 10.0.0.2 metric $i >"
      )
    }
    check(500, nil) { count in
      let addresses = (0..<count).map { "10.\($0 / 250).\($0 % 250).1/24" }
      return """
        overlay 1 <
          route 172.16.0.0/16 via 10.0.0.1
          a 11.0.0.1 -> \(addresses.joined(separator: " "))
          b 11.0.0.2 -> 10.0.0.2/24
        >
        """
    }
    check(500, nil) { count in
      """
      overlay 1 subnet 10.0.0.0/8 <
        for i in 1..\(count) < route 172.16.0.0/16 via (10.0.0.2 + $i) metric $i >
        hub 11.0.0.1 -> .1
        for i in 1..\(count) < s${i} (12.0.0.0 + $i) peers hub -> (10.0.0.2 + $i) >
      >
      """
    }
  }

  /// What is said of one place in many ways, and of one name in many overlays.
  @Test func onePlace() {
    var report = Report()
    let place = SourceRange(file: 0, lower: 0, upper: 1)
    for count in 0..<20_000 { report.add(Diagnostic(.wrongType, "\(count)", at: place)) }
    for count in 0..<20_000 { report.add(Diagnostic(.wrongType, "\(count)", at: place)) }
    #expect(report.count == 20_000)
    check(500, nil) { count in
      self.lines(count) { "overlay \($0 + 1) < a 11.0.0.1, b 11.0.0.2 >" }
        + self.lines(count) { "overlay \($0 + 30_001) < a, b >" }
    }
  }

  /// A product of two numbers in the text is bounded by the steps.
  @Test func whatHoldsForEveryMember() {
    let ports =
      "overlay 1 bridge br0 < for i in 1..9000 < port p${i} > for i in 1..9000 < n${i} > >\n"
    let options = String(repeating: " stp_state 1", count: 9_000)
    let groups = "overlay 1 bridge br0 (\(options)) < for i in 1..9000 < n${i} > >\n"
    for text in [ports.replacing("> for", with: ">, for"), groups] {
      let errors = meshRecipe(text).diagnostics.filter { $0.severity == .error }
      #expect(errors.map(\.code) == [.tooManySteps], "\(errors.prefix(3))")
    }
  }

  @Test func rangesAreNotWrittenOut() {
    for condition in ["1..9000000000 == 1..9000000000", "not 1..9000000000 == 2..9000000001"] {
      let made = meshRecipe("if \(condition) < overlay 7 < > >\n")
      #expect(!made.hasErrors && made.model.overlays.count == 1, "\(made.diagnostics)")
    }
  }

  /// Too many are refused as soon as they are counted.
  @Test func tooManyMembers() {
    let made = meshRecipe("overlay 1 < for i in 1..1000001 < n > >\n")
    #expect(made.diagnostics.filter { $0.severity == .error }.map(\.code) == [.tooManyMembers])
    #expect(made.model.overlays.isEmpty)
  }
}

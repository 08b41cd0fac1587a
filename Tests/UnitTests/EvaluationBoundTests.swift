import Diagnostics
import Driver
import Evaluation
import Syntax
import Testing
import Values
import Vocabulary

/// Nothing that a stranger writes makes the evaluation long, large or deep.
@Suite struct EvaluationBoundTests {
  private func codes(_ text: String) -> [Code] {
    let made = Recipe(name: "t.vxl", bytes: Array(text.utf8))
    return made.diagnostics.filter { $0.severity == .error }.map(\.code)
  }

  /// Recipes that use the one before twice: 2^50 uses.
  @Test func doublingRecipes() {
    var text = "recipe r0() < >\n"
    for level in 1...50 {
      text += "recipe r\(level)() < use r\(level - 1)(), use r\(level - 1)() >\n"
    }
    let source = SourceText(name: "t.vxl", bytes: Array((text + "use r50()\n").utf8))
    let program = Program([Program.File(name: "t.vxl", tree: parse(source, file: 0).value)])
    let made = evaluate(program, steps: 100_000)
    #expect(made.diagnostics.map(\.code) == [.tooManySteps])
  }

  @Test func longChainsOfRecipes() {
    var text = "recipe r0() < >\n"
    for level in 1...2000 { text += "recipe r\(level)() < use r\(level - 1)() >\n" }
    #expect(codes(text + "use r2000()\n") == [.nestingTooDeep])
    #expect(codes(text + "use r60()\n") == [])
  }

  /// Lists that hold the one before twice: 2^60 elements, if anybody counted them.
  @Test func doublingLists() {
    var text = "let l0 = [1, 2]\n"
    for level in 1...60 { text += "let l\(level) = [$l\(level - 1), $l\(level - 1)]\n" }
    #expect(codes(text + "if $l60 == $l60 < >\n") == [.tooManySteps])
    #expect(codes(text + "let x = 1 + $l60\n") == [.wrongType])
  }

  @Test func doublingTexts() {
    var text = "let t0 = \"0123456789abcdef\"\n"
    for level in 1...60 { text += "let t\(level) = \"${t\(level - 1)}${t\(level - 1)}\"\n" }
    #expect(codes(text) == [.textTooLong])
  }

  /// What stands side by side is no nesting, however long the row is.
  @Test(arguments: [
    ("+", "1", "200001"), ("*", "1", "1"), ("and", "on", "on"), ("or", "off", "off"),
  ])
  func rowsAreNoNesting(_ sign: String, _ operand: String, _ value: String) {
    let row = "let x = \(operand)" + String(repeating: " \(sign) \(operand)", count: 200_000)
    #expect(codes(row + "\nif $x == \(value) < > else < let y = 1 / 0 >\n") == [])
    #expect(codes(row + " \(sign) b\n") == [.wrongType])
    #expect(formatted(row + "\n") != nil)
  }

  @Test func nestedLoops() {
    let deep = (0..<70).map { "for i\($0) in 1..1 < " }.joined()
    #expect(codes(deep + String(repeating: ">", count: 70)) == [.nestingTooDeep])
    let branches = "if on < " + (1...3000).map { _ in "> else if off <" }.joined() + " >"
    #expect(codes(branches) == [])
  }

  /// Few steps that are each a lot of work.
  @Test func longItemsAndTextsAreMoreThanOneStep() {
    func told(_ text: String) -> [Code] {
      let source = SourceText(name: "t.vxl", bytes: Array(text.utf8))
      let program = Program([Program.File(name: "t.vxl", tree: parse(source, file: 0).value)])
      return evaluate(program, steps: 100_000).diagnostics.filter { $0.severity == .error }
        .map(\.code)
    }
    let addresses = String(repeating: " fd00::1", count: 3_000)
    let members = "overlay 1 < for i in 1..2000 < n${i} 10.0.0.1 -> \(addresses) > >\n"
    #expect(told(members).contains(.tooManySteps))
    let long = "let a = \"\(String(repeating: "x", count: 60_000))\"\n"
    #expect(told(long + "for _i in 1..2000 < let _b = \"${a}\" >\n") == [.tooManySteps])
    let parameters = (0..<2_000).map { "p\($0) = 1" }.joined(separator: ", ")
    let uses = "recipe r(\(parameters)) < >\nfor _i in 1..2000 < use r() >\n"
    #expect(told(uses) == [.tooManySteps])
  }

  @Test func endlessLoops() {
    #expect(codes("for i in 1..9000000000000 < >\n") == [.tooManySteps])
  }

  @Test func longSums() {
    let sum = (1...64).map(String.init).joined(separator: " + ")
    #expect(codes("overlay (\(sum)) < >\n") == [])
  }

  @Test func numbersAtTheEdge() {
    let least = "(0 - 9223372036854775807 - 1)"
    for text in [
      "\(least) / (0 - 1)", "\(least) % (0 - 1)", "\(least) * (0 - 1)", "0 - \(least)",
      "\(least) - 1",
      "\(least)..9223372036854775807",
    ] {
      #expect(codes("let x = \(text)\n") == [.numberOverflow], "\(text)")
    }
    #expect(codes("let x = len(\(least)..(\(least) + 5))\n") == [])
    #expect(codes("let x = 10.0.0.1 - \(least)\n") == [.addressOverflow])
    #expect(codes("for i in \"${9223372036854775806..9223372036854775807}\" < >\n") == [.wrongType])
    #expect(Value.list(.range(lower: .max - 1, count: 2)).description.hasSuffix("775807"))
    #expect(codes("let x = fd00::1 + 9223372036854775807\n") == [])
    #expect(codes("let x = ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff + 1\n") == [.addressOverflow])
    #expect(codes("let l = [1]\nlet x = $l[\(least)]\n") == [.indexOutOfRange])
    #expect(codes("let p = fd00::/8\nlet x = $p[9223372036854775807]\n") == [])
    #expect(codes("let p = 10.0.0.0/31\nlet x = $p[2]\n") == [.indexOutOfRange])
  }

  /// A thousand mistakes of one kind are one message.
  @Test func followUpsAreFolded() {
    let made = Recipe(
      name: "t.vxl",
      bytes: Array("overlay 42 < for i in 1..1000 < n${i} 10.0.0.1 ttl 300 -> 10.1.0.1/24 > >".utf8)
    )
    let errors = made.diagnostics.filter { $0.severity == .error }
    #expect(errors.count <= 3)
    #expect(errors.contains { $0.code == .valueOutOfRange && $0.repetition?.count == 999 })
  }

  @Test func theSameEachTime() {
    let text = """
      let a = [x, y, z]
      recipe r(b, c: int = 3) < for i, n in $b < node $n${i} 10.0.0.${i + c} > >
      use r($a), use r([q], 9)
      overlay $v < for i in 1..9 < n${i} -> .${i} > >
      """
    let render = {
      let made = Recipe(name: "t.vxl", bytes: Array(text.utf8))
      return Renderer(sources: made.sources, color: false).render(made.diagnostics)
    }
    #expect(!render().isEmpty)
    #expect((0..<5).allSatisfy { _ in render() == render() })
  }
}

import Diagnostics
import Foundation
import Syntax
import Testing

@Suite struct GrammarTests {
  @Test func theGrammarIsWhole() throws {
    let grammar = try Grammar()
    var missing: Set<String> = []
    func walk(_ part: Part) {
      switch part {
      case .name(let name):
        if grammar.rule(name) == nil, !grammar.hasForm(name), !terminals.contains(name) {
          missing.insert(name)
        }
      case .sequence(let parts), .choice(let parts): parts.forEach(walk)
      case .optional(let part), .repetition(let part), .adjoining(let part): walk(part)
      case .exception(let part, let parts): ([part] + parts).forEach(walk)
      case .literal, .form: break
      }
    }
    grammar.names.compactMap(grammar.rule).forEach(walk)
    #expect(missing == [])
    // Each rule is part of a file, but for the one that the rule of newlines names.
    let reached = Set(SentenceMaker.rules(grammar)).union(["header-option"])
    #expect(grammar.names.filter { grammar.rule($0) != nil && !reached.contains($0) } == [])
  }

  @Test func sentencesAreRead() throws {
    let grammar = try Grammar()
    var maker = SentenceMaker(grammar, seed: 1)
    var answered = 0
    for _ in 0..<1500 {
      let sentence = rendered(maker.sentence())
      let verdict = verdict(sentence)
      #expect(verdict != .refused, "\(sentence)")
      #expect(Recogniser.accepts(sentence, grammar), "\(sentence)")
      if verdict == .answered { answered += 1 }
    }
    #expect(answered < 150)
    // Every alternative of every rule stood in some sentence.
    let missing = SentenceMaker.branches(grammar).filter { maker.counts[$0] == nil }
    #expect(missing.isEmpty, "never made: \(missing)")
  }

  @Test func brokenSentencesAreJudgedAlike() throws {
    let grammar = try Grammar()
    var maker = SentenceMaker(grammar, seed: 2)
    var mutator = Mutator(grammar, seed: 3)
    var counts: [Verdict: Int] = [:]
    for _ in 0..<400 {
      let sentence = maker.sentence()
      for _ in 0..<10 {
        let text = rendered(mutator.mutate(sentence))
        let verdict = verdict(text)
        counts[verdict, default: 0] += 1
        guard verdict != .answered else { continue }
        #expect(
          Recogniser.accepts(text, grammar) == (verdict == .accepted),
          "the parser has \(verdict) what the grammar has not:\n\(text)")
      }
    }
    // Both kinds are there, or nothing has been compared.
    #expect(counts[.accepted] ?? 0 > 300)
    #expect(counts[.refused] ?? 0 > 1000)
    #expect(counts[.answered] ?? 0 < 400)
  }

  @Test func writtenRecipesAreJudgedAlike() throws {
    let grammar = try Grammar()
    var count = 0
    for (place, recipe) in try writtenRecipes() {
      let verdict = verdict(recipe)
      count += 1
      guard verdict != .answered else { continue }
      #expect(
        Recogniser.accepts(recipe, grammar) == (verdict == .accepted),
        "\(place): the parser has \(verdict) it:\n\(recipe)")
    }
    #expect(count > 250)
  }

  @Test func samplesAreInTheLanguage() throws {
    let grammar = try Grammar()
    let samples = try writtenRecipes().filter { $0.place.hasPrefix("samples/") }
    #expect(samples.count >= 8)
    for (place, recipe) in samples {
      #expect(Recogniser.accepts(recipe, grammar), "\(place)")
    }
  }

  /// Each token has the form that section 1 gives it.
  @Test func tokensHaveTheirForms() throws {
    let grammar = try Grammar()
    var seen: Set<String> = []
    for (_, recipe) in try writtenRecipes() {
      let source = SourceText(name: "t", bytes: Array(recipe.utf8))
      for token in tokens(of: source, file: 0).value {
        guard let name = terminal(token.kind), grammar.hasForm(name) else { continue }
        let text = String(decoding: source.bytes[token.bounds], as: UTF8.self)
        seen.insert(name)
        #expect(grammar.fits(text, name), "\(text) is no \(name)")
      }
    }
    #expect(seen.count == 7)
  }
}

/// Each rule of the tests can fail.
@Suite struct GrammarRuleTests {
  @Test func theNotationIsRead() throws {
    let rules = try NotationReader.rules(
      #"a = b "c" | ~ 'd' [ e ] { f - g - h } (* no *) b = ( "x" | /y\/\./ )"#)
    #expect(rules.map(\.name) == ["a", "b"])
    #expect(
      rules[0].part
        == .choice([
          .sequence([.name("b"), .literal("c")]),
          .sequence([
            .adjoining(.literal("d")), .optional(.name("e")),
            .repetition(.exception(.name("f"), [.name("g"), .name("h")])),
          ]),
        ]))
    #expect(rules[1].part == .choice([.literal("x"), .form(#"y/\."#)]))
    for wrong in ["a = (", "a = \"x", "= x", "a = ? ", "a = b -", "a = (* x", "a = | b"] {
      #expect(throws: NotationError.self) { try NotationReader.rules(wrong) }
    }
    #expect(throws: NotationError.self) { try Grammar(notation: "a = b a = c") }
  }

  @Test(arguments: [
    ("a 10.0.0.1 -> 10.0.0.2/24", true), ("a\n  -> .1", true), ("a ->\n\n .1", true),
    ("a .1 <\n>", true), ("a .1\n<\n>", false), ("overlay 1\n port 4789\n <>", true),
    ("overlay 1\n foo <>", false), ("if $x\n == 2 <> # c\n\n else\n <>", true),
    ("if $x <>, else <>", false), ("x <> y", false), ("x <>, y", true), ("use f(1,\n 2\n)", true),
    ("let x = 1 +\n 2", true), ("let x = 1\n + 2", false), ("let x = a or\nb", true),
    ("${i} ${j}", true), ("x ${i} ${j}", false), ("x srcport ${i}${j}", false),
    ("let x = $l[1]", true), ("let x = $l [1]", false), ("let x = 5-3", false),
    ("let x = \"${a.b}\"", true), ("let x = \"${a-b}\"", false), ("let x = \"${\"a-b\"}\"", true),
    ("overlay", false), ("\"overlay\"", true), ("let x = and", false), ("let and = 1", false),
    ("let x = $and", true),
    ("x port 1 $l [1]", false), ("x peers [a, b,]", true), ("x peers [,]", false), ("", true),
  ])
  func recogniserKnowsTheLanguage(_ sentence: String, _ isInIt: Bool) throws {
    #expect(Recogniser.accepts(sentence, try Grammar()) == isInIt)
    #expect((verdict(sentence) == .accepted) == isInIt)
  }

  @Test func answersAreTold() {
    #expect(verdict("a 10.0.0.1") == .accepted)
    #expect(verdict("a b") == .refused)
    #expect(verdict("a -> b") == .refused)
    #expect(verdict("a -> (b)") == .accepted)
    #expect(verdict("param x: integer") == .refused)
    #expect(verdict("overlay 1 control foo < >") == .refused)
    #expect(verdict("overlay 1 <\n dev eth0\n>") == .refused)
    #expect(verdict("overlay 1 <\n bridge b ( stp_state 1 )\n>") == .refused)
    #expect(verdict("vni 42 < >") == .answered)
  }
}

import Diagnostics
import Foundation
import Syntax
import Testing
import Vocabulary

/// What a keyword needs beside its case. The compiler asks for the function that reads it, and, once
/// it has an item of its own, for what that means; nothing but these tests asks for the rest.
@Suite struct KeywordTests {
  @Test(arguments: ItemKeyword.allCases) func theGrammarHasIt(keyword: ItemKeyword) throws {
    let grammar = try Grammar()
    let beginnings = Set(firstWords(of: .name("item"), grammar))
    // `else` goes on with what `if` has begun.
    let isBeginning = beginnings.contains(keyword.rawValue)
    #expect(
      isBeginning == (keyword != .else), "no rule of an item begins with `\(keyword.rawValue)`")
  }

  @Test func onlyKeywordsBeginItems() throws {
    let grammar = try Grammar()
    let keywords = Set(ItemKeyword.allCases.map(\.rawValue))
    #expect(Set(firstWords(of: .name("item"), grammar)).subtracting(keywords) == ["\"", "${"])
  }

  /// A sentence that begins with the keyword is read as an item of it, and not as a member.
  @Test(arguments: ItemKeyword.allCases) func theParserReadsIt(keyword: ItemKeyword) throws {
    guard keyword != .else else { return }
    let grammar = try Grammar()
    var maker = SentenceMaker(grammar, seed: 7)
    var count = 0
    for _ in 0..<3000 where count < 3 {
      let sentence = rendered(maker.sentence())
      guard sentence.hasPrefix(keyword.rawValue + " ") else { continue }
      let tree = parse(SourceText(name: "t", bytes: Array(sentence.utf8)), file: 0)
      #expect(tree.diagnostics.isEmpty, "\(sentence)")
      if case .member? = tree.value.items.first { Issue.record("a member: \(sentence)") }
      count += 1
    }
    #expect(count == 3)
  }

  @Test(arguments: ItemKeyword.allCases) func aPageShowsIt(keyword: ItemKeyword) throws {
    let pages = try writtenRecipes().filter { $0.place.hasPrefix("Tests/Spec/") }
    #expect(
      pages.contains { begins($0.recipe, with: keyword.rawValue) },
      "no recipe of Tests/Spec has an item `\(keyword.rawValue)`")
  }

  /// CONTRIBUTING.md counts the places, at most five, and each is there.
  @Test func thePlacesAreNamed() throws {
    let page = try text("CONTRIBUTING.md")
    let begin = try #require(page.range(of: "\n**A keyword.**"))
    let end = try #require(page[begin.upperBound...].range(of: "\n**"))
    let places = page[begin.upperBound..<end.lowerBound].split(separator: "\n").filter {
      $0.first?.isNumber == true
    }.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
    #expect(
      places == [
        "Sources/Vocabulary/Keyword.swift", "Sources/Syntax", "Sources/Evaluation", Grammar.path,
        "Tests/Spec",
      ])
    for place in places {
      #expect(
        FileManager.default.fileExists(atPath: repository.appendingPathComponent(place).path),
        "\(place) is not there")
    }
  }

  private func firstWords(of part: Part, _ grammar: Grammar) -> [String] {
    switch part {
    case .literal(let text): [text]
    case .name(let name): grammar.rule(name).map { firstWords(of: $0, grammar) } ?? []
    case .sequence(let parts): parts.first.map { firstWords(of: $0, grammar) } ?? []
    case .choice(let parts): parts.flatMap { firstWords(of: $0, grammar) }
    case .form, .optional, .repetition, .exception, .adjoining: []
    }
  }

  private func begins(_ recipe: String, with keyword: String) -> Bool {
    var previous: TokenKind = .newline
    for token in tokens(of: SourceText(name: "t", bytes: Array(recipe.utf8)), file: 0).value
    where !token.kind.isTrivia {
      let text = String(decoding: Array(recipe.utf8)[token.bounds], as: UTF8.self)
      let mayBegin = [.newline, .comma, .less, .greater].contains(previous)
      if mayBegin, token.kind == .word, text == keyword { return true }
      previous = token.kind
    }
    return false
  }
}

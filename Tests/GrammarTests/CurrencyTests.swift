import Foundation
import Testing

private let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

/// A file that holds words of `Sources/Vocabulary`, and what it should be.
private func expectCurrent(_ path: String, _ make: (String) throws -> String) throws {
  let written = try text(path)
  let made = try make(written)
  #expect(written == made, "\(path) is stale: `make update` writes it anew")
  if isUpdating, made != written {
    try made.write(
      to: repository.appendingPathComponent(path), atomically: true, encoding: .utf8)
  }
}

/// What was generated is what would be generated now.
@Suite struct CurrencyTests {
  @Test func rulesOfWordsAreCurrent() throws {
    try expectCurrent(Grammar.path) { written in
      try replacing(
        between: "(* begin generated *)", "(* end generated *)", in: written,
        by: "\n" + generatedRules() + "\n")
    }
  }

  @Test func textMateGrammarIsCurrent() throws {
    try expectCurrent(TextMate.path, replacingWordGroups)
  }

  @Test func vimSyntaxIsCurrent() throws {
    try expectCurrent("grammar/vim/syntax/vxloom.vim") { written in
      try replacing(
        between: "\" begin generated", "\" end generated", in: written, by: vimLists())
    }
  }

  @Test func marksAreFound() throws {
    #expect(try replacing(between: "<", ">", in: "a\n<\nb\n>\n", by: "c\n") == "a\n<\nc\n>\n")
    #expect(throws: NotationError.self) { try replacing(between: "<", ">", in: "a", by: "") }
    let types = Words.types.joined(separator: "|")
    #expect(
      try replacingWordGroups("\"generated: types\",\n a(?:x|y)b(?:z)\n")
        == "\"generated: types\",\n a(?:\(types))b(?:z)\n")
    for wrong in ["\"generated: types\"\n", "\"generated: types\"\nx", "\"generated: x\"\n(?:)"] {
      #expect(throws: NotationError.self) { try replacingWordGroups(wrong) }
    }
  }
}

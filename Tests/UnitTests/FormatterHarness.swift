import Diagnostics
import Syntax
import Testing

/// The canonical layout of a text; `nil` if it is refused.
func formatted(_ text: String) -> String? { formatted(bytes: Array(text.utf8)) }

func formatted(bytes: [UInt8]) -> String? {
  format(SourceText(name: "t", bytes: bytes), file: 0).value
    .map { String(decoding: $0, as: UTF8.self) }
}

/// The tokens of a text as they are written, comments without the blanks at their ends.
func words(_ text: String) -> [String] {
  let source = SourceText(name: "t", bytes: Array(text.utf8))
  return tokens(of: source, file: 0).value.compactMap { token in
    guard token.kind == .comment || !token.kind.isTrivia, token.kind != .newline else {
      return nil
    }
    var word = String(decoding: source.bytes[token.bounds], as: UTF8.self)
    while token.kind == .comment, word.last == " " || word.last == "\t" { word.removeLast() }
    return "\(token.kind) \(word)"
  }
}

/// What no layout may do, whatever it looks like: lose or move a token, change what is read, come
/// out otherwise when it is done again, or leave white space where there should be none.
func checkLayout(_ text: String, _ made: String) {
  #expect(words(made) == words(text), "the tokens of\n\(text)\nbecame\n\(made)")
  let (before, after) = (tree(text), tree(made))
  #expect(after.diagnostics == 0, "\(text)\nbecame\n\(made)")
  #expect(after.dump == before.dump, "the tree of\n\(text)\nbecame\n\(made)")
  let again = formatted(made)
  #expect(again == made, "a second time, \n\(made)\nbecame\n\(again ?? "refused")")
  #expect(!made.contains("\n\n\n") && !made.hasPrefix("\n"))
  #expect(made.isEmpty || (made.hasSuffix("\n") && !made.hasSuffix("\n\n")))
  for line in made.split(separator: "\n") {
    #expect(line.last != " " && line.first != "\t", "\(made)")
  }
}

private func tree(_ text: String) -> (dump: String, diagnostics: Int) {
  let found = parse(SourceText(name: "t", bytes: Array(text.utf8)), file: 0)
  return (dump(found.value), found.diagnostics.count)
}

func check(
  _ text: String, becomes expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let made = formatted(text)
  #expect(made == expected, "\n\(made ?? "refused")", sourceLocation: sourceLocation)
  if let made { checkLayout(text, made) }
}

/// A text that is already as it should be.
func check(canonical text: String, sourceLocation: SourceLocation = #_sourceLocation) {
  check(text, becomes: text, sourceLocation: sourceLocation)
}

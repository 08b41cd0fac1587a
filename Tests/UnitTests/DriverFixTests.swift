import Diagnostics
import Driver
import Foundation
import Syntax
import Testing

private func fixed(_ text: String) -> FixedText {
  applyFixes(Array(text.utf8)) { Recipe(name: "recipe.vxl", bytes: $0) }
}

private func text(_ fixed: FixedText) -> String { String(decoding: fixed.bytes, as: UTF8.self) }

private func errors(_ recipe: Recipe) -> Int {
  recipe.diagnostics.count { $0.severity == .error }
}

private let members = "\n  a 192.0.2.1 -> 10.0.0.1/24\n  b 192.0.2.2 -> 10.0.0.2/24\n>\n"

@Suite struct DriverFixTests {
  @Test func oneFixShowsTheNext() {
    let result = fixed(
      "overlay 42 {\n  a 192.0.2.1 => 10.0.0.1/24;\n  b: 192.0.2.2 - 10.0.0.2/24\n}\n")
    #expect(text(result) == "overlay 42 <" + members)
    #expect(result.recipe.diagnostics.isEmpty)
    let places = result.applied.map { "\($0.range.lower) \($0.phrase)" }
    #expect(
      places == [
        "11 `{` became `<`", "27 `=>` became `->`", "41 `;` was left out", "46 `:` was left out",
        "58 `-` became `->`", "72 `}` became `>`",
      ])
  }

  @Test func guessesAreLeftToTheAuthor() {
    for text in [
      "overlay 42 tll 5 <" + members, "overlay 42 tos 1 <" + members,
      "overlay 42 subnet 10.0.0.1/24 <" + members, "overlay 42 srcport 2 1 <" + members,
      "overlay 42 <\n  a 192.0.2.1:4789 -> 10.0.0.1/24\n>\n",
      "overlay 42 <\n  a 192.0.2.1 <- 10.0.0.1/24\n>\n",
      "overlay 42 <\n  a 192.0.2.010 -> 10.0.0.1/24\n>\n", "let a = $i-1\n",
      // Where packets go is nobody's guess.
      "overlay 42 <\n  fdb 52:54:00:00:00:09 dst c" + members,
      "overlay 42 <\n  route 10.9.0.0/16 via c" + members,
      // A value is not put in the place of a variable.
      "for i in 1..2 < overlay $i group 239.1.1.${i}/32 dev eth0 <\n  a 192.0.2.1\n> >\n",
    ] {
      let result = fixed(text)
      #expect(result.applied.isEmpty, "\(text)")
      #expect(result.bytes == Array(text.utf8))
      #expect(result.recipe.diagnostics.contains { $0.fix?.isSafe == false }, "\(text)")
    }
  }

  /// A recipe that says what it is told to.
  private func read(_ diagnostics: [Diagnostic]) -> ([UInt8]) -> Recipe {
    { bytes in
      var recipe = Recipe(name: "x", bytes: [])
      recipe.diagnostics = bytes == Array("abcdef".utf8) ? diagnostics : []
      return recipe
    }
  }

  private func fix(_ lower: Int, _ upper: Int, _ new: String, file: Int = 0) -> Diagnostic {
    let range = SourceRange(file: file, lower: lower, upper: upper)
    return Diagnostic(.foreignSyntax, "", at: range).fix(range, new)
  }

  private func applied(_ diagnostics: [Diagnostic]) -> String {
    let result = applyFixes(Array("abcdef".utf8), read: read(diagnostics))
    return String(decoding: result.bytes, as: UTF8.self)
  }

  @Test func theFirstOfOverlappingEditsWins() {
    #expect(applied([fix(1, 3, "X"), fix(2, 4, "Y"), fix(4, 5, "")]) == "aXdf")
    #expect(applied([fix(1, 3, "X"), fix(1, 3, "X")]) == "aXdef")
    #expect(applied([fix(2, 2, ","), fix(2, 2, ",")]) == "ab,cdef")
    #expect(applied([fix(4, 5, "E"), fix(0, 1, "A")]) == "AbcdEf")
  }

  @Test func onlyTheFileItselfIsChanged() {
    #expect(applied([fix(0, 1, "X", file: 1)]) == "abcdef")
    #expect(applied([fix(5, 9, "X")]) == "abcdef")
  }

  /// Fixes that make one another needed do not go on for ever.
  @Test func theRoundsAreBounded() {
    var rounds = 0
    let result = applyFixes([1]) { bytes in
      rounds += 1
      var recipe = Recipe(name: "x", bytes: [])
      recipe.diagnostics = [fix(0, 0, "a")]
      return recipe
    }
    #expect(rounds == 11)
    #expect(result.bytes.count == 11)
  }
}

/// What people write for what a sample has, with one meaning: to be taken back byte for byte.
private enum Damage: CaseIterable {
  case fatArrow, arrowOfText, semicolon, colon, dash, quotes, braces, synonym, comma, capitals
  case vni, netmask, equals

  /// The edits to a text; at most one of each damage at one token.
  func edit(
    _ token: Token, _ previous: Token?, _ bytes: [UInt8], _ lineStart: Bool
  ) -> (Range<Int>, String)? {
    let text = String(decoding: bytes[token.bounds], as: UTF8.self)
    let before = previous.map { String(decoding: bytes[$0.bounds], as: UTF8.self) } ?? ""
    let behind = token.bounds.upperBound..<token.bounds.upperBound
    let isName = lineStart && token.kind == .word && text.hasPrefix("node")
    let isOverlay = before == "overlay"
    switch self {
    case .fatArrow: return token.kind == .arrow ? (token.bounds, "=>") : nil
    case .arrowOfText: return token.kind == .arrow ? (token.bounds, "→") : nil
    case .semicolon: return token.kind == .prefix && before == "->" ? (behind, ";") : nil
    case .colon: return isName && bytes[token.bounds].count > 4 ? (behind, ":") : nil
    case .dash:
      return isName && text != "node"
        ? (token.bounds.lowerBound..<token.bounds.lowerBound, "- ") : nil
    case .quotes: return isOverlay && token.kind == .integer ? (token.bounds, "\"\(text)\"") : nil
    case .braces:
      return token.kind == .less ? (token.bounds, "{") : nil
    case .synonym: return text == "port" && !lineStart ? (token.bounds, "dstport") : nil
    case .comma: return isOverlay && token.kind == .integer ? (behind, ",") : nil
    case .capitals:
      // In a block it might be a member's name.
      let isOutermost = token.lower == 0 || bytes[token.bounds.lowerBound - 1] == 10
      return text == "overlay" && isOutermost ? (token.bounds, "OVERLAY") : nil
    case .vni:
      return isOverlay && token.kind == .integer
        ? (token.bounds.lowerBound..<token.bounds.lowerBound, "vni ") : nil
    case .netmask:
      guard token.kind == .prefix, before == "->", text.hasSuffix("/24") else { return nil }
      return (token.bounds, text.dropLast(3) + " 255.255.255.0")
    case .equals: return text == "dev" || text == "name" ? (behind, "=") : nil
    }
  }
}

let repository = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

private let samples: [(name: String, bytes: [UInt8])] = {
  let folder = repository.appending(path: "samples")
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  return names.filter { $0.hasSuffix(".vxl") }.sorted().compactMap { name in
    guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
    // What imports is no text that stands alone.
    guard !String(decoding: data, as: UTF8.self).contains("\nimport ") else { return nil }
    return (name, Array(data))
  }
}()

/// Damages a text at some of the tokens that can be, and gives what was done.
private func damaged(_ bytes: [UInt8], _ lottery: inout Lottery) -> (bytes: [UInt8], count: Int) {
  let all = tokens(of: SourceText(name: "x", bytes: bytes), file: 0).value
  var result: [UInt8] = []
  var end = 0
  var count = 0
  var previous: Token?
  var lineStart = true
  for token in all {
    if token.kind == .newline { lineStart = true }
    guard !token.kind.isTrivia, token.kind != .newline else { continue }
    let damage = Damage.allCases[Int.random(in: 0..<(Damage.allCases.count), using: &lottery)]
    if Int.random(in: 0..<(2), using: &lottery) == 0,
      let edit = damage.edit(token, previous, bytes, lineStart)
    {
      result += bytes[end..<edit.0.lowerBound] + Array(edit.1.utf8)
      end = edit.0.upperBound
      count += 1
    }
    previous = token
    lineStart = false
  }
  return (result + bytes[end...], count)
}

@Suite struct DriverFixPropertyTests {
  @Test func whatHasOneMeaningIsTakenBack() {
    #expect(samples.count >= 7)
    var lottery = Lottery(seed: 7)
    var total = 0
    for sample in samples {
      for round in 0..<60 {
        let (bytes, count) = damaged(sample.bytes, &lottery)
        let before = Recipe(name: sample.name, bytes: bytes)
        let result = applyFixes(bytes) { Recipe(name: sample.name, bytes: $0) }
        total += count
        let place: Comment =
          "\(sample.name), round \(round):\n\(String(decoding: bytes, as: UTF8.self))"
        #expect(count == 0 || before.hasErrors, place)
        #expect(!result.recipe.diagnostics.contains { $0.fix?.isSafe == true }, place)
        #expect(errors(result.recipe) == 0, place)
        #expect(text(result) == String(decoding: sample.bytes, as: UTF8.self), place)
        if result.bytes != sample.bytes { return }
      }
    }
    #expect(total > 400)
  }

  /// Of a text with any damage the fixes end, make nothing worse, and touch nothing but their places.
  @Test func anyDamageIsNotMadeWorse() {
    var lottery = Lottery(seed: 11)
    let pieces = [
      "=>", "{", "}", ";", ":", ",", "=", "-", "<", ">", "\"", "'", "\\", "$x", "on", "5",
    ]
    for sample in samples {
      for _ in 0..<100 {
        var bytes = sample.bytes
        for _ in 0...Int.random(in: 0..<(3), using: &lottery) {
          let place = Int.random(in: 0..<(bytes.count), using: &lottery)
          let piece = Array(pieces[Int.random(in: 0..<(pieces.count), using: &lottery)].utf8)
          bytes.replaceSubrange(
            place..<min(bytes.count, place + Int.random(in: 0..<(3), using: &lottery)), with: piece)
        }
        let before = Recipe(name: sample.name, bytes: bytes)
        let result = applyFixes(bytes) { Recipe(name: sample.name, bytes: $0) }
        let shown: Comment = "\(String(decoding: bytes, as: UTF8.self))\n→\n\(text(result))"
        #expect(!result.recipe.diagnostics.contains { $0.fix?.isSafe == true }, shown)
        #expect(errors(result.recipe) <= errors(before), shown)
        #expect(hasKept(bytes, result), shown)
      }
    }
  }

  /// Whether what stands outside of the edits is in the result, in its order.
  private func hasKept(_ bytes: [UInt8], _ result: FixedText) -> Bool {
    var kept: [UInt8] = []
    var end = 0
    for fix in result.applied where Int(fix.range.lower) >= end {
      kept += bytes[end..<Int(fix.range.lower)]
      end = Int(fix.range.upper)
    }
    kept += bytes[min(end, bytes.count)...]
    var rest = result.bytes[...]
    for byte in kept {
      guard let place = rest.firstIndex(of: byte) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }
}

import Foundation

/// As much of TextMate's way to read a text as `grammar/vxloom.tmLanguage.json` asks for: `match`,
/// `begin` and `end`, captures, and inclusion from the repository.
struct TextMate {
  static let path = "grammar/vxloom.tmLanguage.json"

  struct Pattern: Decodable {
    var name: String?
    var comment: String?
    var match: String?
    var begin: String?
    var end: String?
    var include: String?
    var captures: [String: Pattern]?
    var beginCaptures: [String: Pattern]?
    var endCaptures: [String: Pattern]?
    var patterns: [Pattern]?
  }

  private struct Grammar: Decodable {
    var name: String
    var scopeName: String
    var fileTypes: [String]
    var patterns: [Pattern]
    var repository: [String: Pattern]
  }

  private let grammar: Grammar
  private let forms: [String: NSRegularExpression]

  init(json: Data) throws {
    grammar = try JSONDecoder().decode(Grammar.self, from: json)
    var forms: [String: NSRegularExpression] = [:]
    func compile(_ pattern: Pattern) throws {
      for form in [pattern.match, pattern.begin, pattern.end].compactMap(\.self) {
        forms[form] = try NSRegularExpression(pattern: form)
      }
      try pattern.patterns?.forEach(compile)
    }
    try (grammar.patterns + grammar.repository.values).forEach(compile)
    self.forms = forms
  }

  var scopeName: String { grammar.scopeName }
  var fileTypes: [String] { grammar.fileTypes }

  /// The rules that are included but not there.
  var missing: [String] {
    var missing: [String] = []
    func walk(_ pattern: Pattern) {
      if let include = pattern.include, grammar.repository[String(include.dropFirst())] == nil {
        missing.append(include)
      }
      pattern.patterns?.forEach(walk)
    }
    (grammar.patterns + grammar.repository.values).forEach(walk)
    return missing
  }

  /// The innermost scope of each UTF-16 unit of a text; "": none.
  func scopes(_ text: String) -> [String] {
    var scopes = Array(repeating: "", count: text.utf16.count)
    var open: [Pattern] = []
    var start = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      read(String(line), start, &open, &scopes)
      start += line.utf16.count + 1
    }
    return scopes
  }

  private func read(
    _ line: String, _ start: Int, _ open: inout [Pattern], _ scopes: inout [String]
  ) {
    var position = 0
    let length = line.utf16.count
    // A rule that ends at the end of the line, such as that of a string, matches nothing there.
    var steps = 0
    while position <= length, steps < 10_000 {
      steps += 1
      let outer = open.last?.name ?? ""
      let closing = open.last?.end.flatMap { first($0, line, position) }
      let next = candidates(open.last?.patterns ?? grammar.patterns, line, position)
      if let closing, closing.range.location <= next?.found.range.location ?? .max {
        color(outer, position, closing.range.upperBound, start, &scopes)
        color(open.last?.endCaptures, closing, start, &scopes)
        position = closing.range.upperBound
        open.removeLast()
      } else if let (pattern, found) = next {
        color(outer, position, found.range.location, start, &scopes)
        color(pattern.name ?? outer, found.range.location, found.range.upperBound, start, &scopes)
        color(pattern.captures ?? pattern.beginCaptures, found, start, &scopes)
        position = max(found.range.upperBound, position)
        if pattern.begin != nil { open.append(pattern) } else if found.range.length == 0 { return }
      } else {
        return color(outer, position, length, start, &scopes)
      }
    }
  }

  /// The first match, and among those at the same place that of the first rule.
  private func candidates(_ patterns: [Pattern], _ line: String, _ position: Int)
    -> (pattern: Pattern, found: NSTextCheckingResult)?
  {
    var best: (pattern: Pattern, found: NSTextCheckingResult)?
    for pattern in flat(patterns) {
      guard let form = pattern.match ?? pattern.begin, let found = first(form, line, position)
      else { continue }
      if found.range.location < best?.found.range.location ?? .max { best = (pattern, found) }
    }
    return best
  }

  private func flat(_ patterns: [Pattern]) -> [Pattern] {
    patterns.flatMap { pattern -> [Pattern] in
      if let include = pattern.include {
        return flat(grammar.repository[String(include.dropFirst())].map { [$0] } ?? [])
      }
      let isGroup = pattern.match == nil && pattern.begin == nil
      return isGroup ? flat(pattern.patterns ?? []) : [pattern]
    }
  }

  private func first(_ form: String, _ line: String, _ position: Int) -> NSTextCheckingResult? {
    forms[form]?.firstMatch(
      in: line, options: [.withTransparentBounds, .withoutAnchoringBounds],
      range: NSRange(location: position, length: line.utf16.count - position))
  }

  private func color(
    _ captures: [String: Pattern]?, _ found: NSTextCheckingResult, _ start: Int,
    _ scopes: inout [String]
  ) {
    for (number, pattern) in captures ?? [:] {
      guard let number = Int(number), number < found.numberOfRanges, let name = pattern.name,
        found.range(at: number).location != NSNotFound
      else { continue }
      let range = found.range(at: number)
      color(name, range.location, range.upperBound, start, &scopes)
    }
  }

  private func color(
    _ name: String, _ lower: Int, _ upper: Int, _ start: Int, _ scopes: inout [String]
  ) {
    for index in lower..<max(lower, upper) { scopes[start + index] = name }
  }
}

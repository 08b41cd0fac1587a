/// One part of a rule, as `grammar/vxloom.ebnf` writes it.
indirect enum Part: Hashable {
  /// Another rule, or a token.
  case name(String)
  case literal(String)
  case form(String)
  case sequence([Part])
  case choice([Part])
  case optional(Part)
  case repetition(Part)
  /// The first, where it is none of the others.
  case exception(Part, [Part])
  /// Nothing stands before it.
  case adjoining(Part)
}

struct NotationError: Error, CustomStringConvertible {
  var description: String
}

/// Reads the notation that the head of the grammar describes.
struct NotationReader {
  private enum Symbol: Hashable {
    case name(String)
    case literal(String)
    case form(String)
    case sign(Character)
  }

  private var symbols: [Symbol] = []
  private var position = 0

  /// The rules in the order of the file.
  static func rules(_ text: String) throws -> [(name: String, part: Part)] {
    var reader = NotationReader()
    reader.symbols = try symbols(text)
    return try reader.readRules()
  }

  private static func symbols(_ text: String) throws -> [Symbol] {
    var symbols: [Symbol] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if rest.hasPrefix("(*") {
        guard let close = rest.firstRange(of: "*)") else {
          throw NotationError(description: "a comment has no end")
        }
        rest = rest[close.upperBound...]
      } else if first == "\"" || first == "'" {
        symbols.append(.literal(try enclosed(&rest, by: first)))
      } else if first == "/" {
        symbols.append(.form(try enclosed(&rest, by: first)))
      } else if first.isLetter {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
        symbols.append(.name(String(name)))
        rest = rest[name.endIndex...]
      } else if "=|[]{}()-~".contains(first) {
        symbols.append(.sign(first))
        rest.removeFirst()
      } else {
        throw NotationError(description: "`\(first)` means nothing in a grammar")
      }
    }
    return symbols
  }

  /// What stands between two of the same sign; a `\` keeps the next one from ending it.
  private static func enclosed(_ rest: inout Substring, by sign: Character) throws -> String {
    rest.removeFirst()
    var content = ""
    while let next = rest.popFirst() {
      if next == sign { return content }
      if next == "\\", sign == "/", let escaped = rest.popFirst() {
        content += escaped == "/" ? "/" : "\\" + String(escaped)
      } else {
        content.append(next)
      }
    }
    throw NotationError(description: "`\(sign)` has no partner")
  }

  private mutating func readRules() throws -> [(name: String, part: Part)] {
    var rules: [(name: String, part: Part)] = []
    while position < symbols.count {
      guard case .name(let name) = symbols[position], accept("=", at: position + 1) else {
        throw NotationError(description: "a rule begins with its name and `=`: \(place)")
      }
      position += 2
      rules.append((name, try readChoice()))
    }
    return rules
  }

  private func accept(_ sign: Character, at index: Int) -> Bool {
    index < symbols.count && symbols[index] == .sign(sign)
  }

  private mutating func accept(_ sign: Character) -> Bool {
    guard accept(sign, at: position) else { return false }
    position += 1
    return true
  }

  private var place: String { "\(symbols[position..<min(position + 4, symbols.count)])" }

  private mutating func readChoice() throws -> Part {
    var parts = [try readSequence()]
    while accept("|") { parts.append(try readSequence()) }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  private mutating func readSequence() throws -> Part {
    var parts: [Part] = []
    while let part = try readException() { parts.append(part) }
    guard !parts.isEmpty else { throw NotationError(description: "nothing stands before \(place)") }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func readException() throws -> Part? {
    guard let part = try readPart() else { return nil }
    var excepted: [Part] = []
    while accept("-") {
      guard let next = try readPart() else {
        throw NotationError(description: "nothing is excepted before \(place)")
      }
      excepted.append(next)
    }
    return excepted.isEmpty ? part : .exception(part, excepted)
  }

  private mutating func readPart() throws -> Part? {
    guard position < symbols.count, !accept("=", at: position + 1) else { return nil }
    switch symbols[position] {
    case .name(let name):
      position += 1
      return .name(name)
    case .literal(let text):
      position += 1
      return .literal(text)
    case .form(let form):
      position += 1
      return .form(form)
    case .sign(let sign): return try readBracket(sign)
    }
  }

  private mutating func readBracket(_ sign: Character) throws -> Part? {
    let partners: [Character: Character] = ["(": ")", "[": "]", "{": "}"]
    if sign == "~" {
      position += 1
      return try readPart().map { .adjoining($0) }
    }
    guard let close = partners[sign] else { return nil }
    position += 1
    let part = try readChoice()
    guard accept(close) else { throw NotationError(description: "expected \(close) at \(place)") }
    switch sign {
    case "[": return .optional(part)
    case "{": return .repetition(part)
    default: return part
    }
  }
}

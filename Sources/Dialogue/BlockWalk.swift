import Diagnostics
import Syntax
import Vocabulary

/// Finds the blocks that are open, what they bind, and where the item begins that is being written.
struct BlockWalk {
  /// A variable that an open block binds.
  struct Local: Equatable {
    var name: String
    var summary: String
  }

  private let bytes: [UInt8]
  private let tokens: [Token]
  private var itemStart = 0
  private var blocks: [(kind: Cursor.Block, locals: [Local])] = []
  /// What the items of the top level bind that stand before.
  private var globals: [Local] = []
  private var first = ""
  private var isInHead = false
  private var brackets = 0
  private var ignoresNewline = false

  /// `bytes`: the text up to the word that the cursor is at.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    tokens = Syntax.tokens(of: SourceText(name: "", bytes: bytes), file: 0).value
    for index in tokens.indices { take(tokens[index], index) }
  }

  var block: Cursor.Block { blocks.last?.kind ?? .top }

  /// Whether the cursor stands between `${` and `}`. What is not closed yet is no token of its own.
  var isInInterpolation: Bool {
    let start = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = bytes[start...]
    guard let brace = line.lastIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") })
    else { return false }
    return bytes[brace] == UInt8(ascii: "{") && brace > line.startIndex
      && bytes[brace - 1] == UInt8(ascii: "$")
  }

  /// What stands of the item.
  var units: [Unit] { Unit.read(tokens[itemStart...], bytes) }

  /// What may be named besides the names of the session, each once: an inner one hides an outer one.
  var locals: [Local] {
    var seen: Set<String> = []
    return (globals + blocks.flatMap(\.locals)).reversed()
      .filter { seen.insert($0.name).inserted }
  }

  private mutating func take(_ token: Token, _ index: Int) {
    let continues = ignoresNewline
    if !token.kind.isTrivia, token.kind != .newline { ignoresNewline = false }
    guard !token.kind.isTrivia else { return }
    if token.kind == .less {
      blocks.append((inner, bound(upTo: index)))
      begin(index + 1)
    } else if token.kind == .greater {
      endItem(at: index)
      if !blocks.isEmpty { blocks.removeLast() }
      brackets = 0
      begin(index + 1)
    } else if token.kind == .leftParenthesis || token.kind == .leftBracket {
      brackets += 1
    } else if token.kind == .rightParenthesis || token.kind == .rightBracket {
      brackets = max(0, brackets - 1)
    } else if token.kind == .newline {
      if brackets == 0, !isInHead, !continues { endItem(at: index) }
    } else if token.kind == .comma {
      if brackets == 0, !isInHead { endItem(at: index) }
    } else {
      ignoresNewline = token.kind == .arrow || token.kind == .equals
      if first.isEmpty { take(first: token) }
    }
  }

  private mutating func take(first token: Token) {
    first = String(decoding: bytes[token.bounds], as: UTF8.self)
    switch ItemKeyword(rawValue: first) {
    case .overlay, .recipe, .for, .if, .else: isInHead = true
    case .import, .param, .let, .node, .use, .netns, .container, .port, .route, .fdb, .neigh, nil:
      break
    }
  }

  /// What a `let` binds is known behind it, up to the end of its block.
  private mutating func endItem(at index: Int) {
    switch ItemKeyword(rawValue: first) {
    case .let, .param:
      let found = bound(upTo: index)
      if blocks.isEmpty { globals += found } else { blocks[blocks.count - 1].locals += found }
    case .import, .node, .recipe, .use, .for, .if, .else, .overlay, .netns, .container, .port,
      .route, .fdb, .neigh, nil:
      break
    }
    begin(index + 1)
  }

  private mutating func begin(_ index: Int) {
    (itemStart, first, isInHead) = (index, "", false)
  }

  /// What the block holds that the item begins.
  private var inner: Cursor.Block {
    switch ItemKeyword(rawValue: first) {
    case .overlay: .overlay
    case .recipe: .any
    case .for, .if, .else: block
    case .import, .param, .let, .node, .use, .netns, .container, .port, .route, .fdb, .neigh: .any
    case nil: .member
    }
  }

  // MARK: Variables

  /// What the item binds that ends at a token.
  private func bound(upTo index: Int) -> [Local] {
    let units = Unit.read(tokens[itemStart..<index], bytes)
    switch ItemKeyword(rawValue: first) {
    case .let, .param:
      guard units.count > 1 else { return [] }
      return [Local(name: units[1].text, summary: text(after: .equals, upTo: index))]
    case .for:
      let names = units.dropFirst().prefix { $0.text != ExpressionKeyword.in.rawValue }
        .filter { $0.kind == .word }
      return names.enumerated().map { number, name in
        let isIndex = names.count > 1 && number == 0
        return Local(
          name: name.text, summary: isIndex ? "its place, from 0" : "each of " + list(upTo: index))
      }
    case .recipe: return parameters(units.last?.group ?? [])
    case .import, .node, .use, .if, .else, .overlay, .netns, .container, .port, .route, .fdb,
      .neigh, nil:
      return []
    }
  }

  private func parameters(_ group: [Unit]) -> [Local] {
    group.split { $0.kind == .comma }.compactMap { parameter in
      guard let name = parameter.first, name.kind == .word else { return nil }
      let type = parameter.dropFirst().first?.kind == .colon ? parameter.dropFirst(2).first : nil
      return Local(name: name.text, summary: "a parameter" + (type.map { ": " + $0.text } ?? ""))
    }
  }

  private func list(upTo index: Int) -> String {
    let start = tokens[itemStart..<index].firstIndex { token in
      bytes[token.bounds].elementsEqual(ExpressionKeyword.in.rawValue.utf8)
    }
    return text(from: start.map { $0 + 1 } ?? index, upTo: index)
  }

  private func text(after kind: TokenKind, upTo index: Int) -> String {
    let start = tokens[itemStart..<index].firstIndex { $0.kind == kind }
    return text(from: start.map { $0 + 1 } ?? index, upTo: index)
  }

  /// What is written, on one line.
  private func text(from start: Int, upTo end: Int) -> String {
    guard start < end else { return "" }
    let written = bytes[Int(tokens[start].lower)..<Int(tokens[end - 1].upper)]
    return written.split { $0 <= UInt8(ascii: " ") }
      .map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }
}

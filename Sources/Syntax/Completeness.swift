import Diagnostics
import Vocabulary

/// Follows a text line by line, and knows whether it asks for more: a block, a parenthesis or a head
/// is open, or the last line ends with something after which a newline means nothing. What is wrong
/// in the text does not matter, and a head that cannot go on is as good as finished.
package struct Completeness: Sendable {
  /// The brackets that are open: `<`, `(` and `[`.
  private var brackets: [TokenKind] = []
  private var head: Head?
  /// The next word begins an item at the top level.
  private var isAtItem = true
  /// Conditions may end in a word that wants another side.
  private var isExpression = false
  private var last: Last = .nothing

  /// A head reaches to its `<`.
  private enum Head { case overlay, other }

  private enum Last { case nothing, closed, wantsMore, other }

  package init() {}

  /// Whether another line belongs to what was begun.
  package var isOpen: Bool { !brackets.isEmpty || head != nil || last == .wantsMore }

  /// Takes the next line, without its newline.
  package mutating func take(_ line: [UInt8]) {
    let source = SourceText(name: "", bytes: line)
    var isFirst = true
    for token in tokens(of: source, file: 0).value where !token.kind.isTrivia {
      let text = token.kind == .word ? String(decoding: line[token.bounds], as: UTF8.self) : ""
      if isFirst { begin(token.kind, text) }
      isFirst = false
      take(token.kind, text)
    }
    if brackets.isEmpty, head == nil, last != .wantsMore { isAtItem = true }
  }

  /// A head ends at a line that begins with what cannot belong to it.
  private mutating func begin(_ kind: TokenKind, _ word: String) {
    guard brackets.isEmpty, let open = head, last != .wantsMore, kind != .less else { return }
    let belongs =
      open == .overlay
      && (OptionIndex.option(word, at: .header) != nil
        || OptionIndex.spelling(forSynonym: word) != nil)
    if !belongs { head = nil }
  }

  private mutating func take(_ kind: TokenKind, _ word: String) {
    let wasClosed = last == .closed
    last = .other
    switch kind {
    case .less:
      brackets.append(kind)
      head = nil
    case .leftParenthesis, .leftBracket: brackets.append(kind)
    case .greater: close(.less)
    case .rightParenthesis: close(.leftParenthesis)
    case .rightBracket: close(.leftBracket)
    case .comma:
      if brackets.isEmpty, head == nil {
        isAtItem = true
        return
      }
    case .arrow, .equals, .doubleEquals, .unequal, .plus, .minus, .star, .slash, .percent, .range:
      last = .wantsMore
    case .word: take(word: word, afterBlock: wasClosed)
    case .blank, .newline, .comment, .byteOrderMark, .continuation, .conflictMarker, .integer,
      .address, .prefix, .mac, .host, .variable, .malformed, .templateText, .interpolationOpen,
      .interpolationClose, .stringOpen, .stringText, .stringClose, .fatArrow, .leftBrace,
      .rightBrace, .semicolon, .colon, .at, .end:
      break
    }
    isAtItem = false
  }

  private mutating func take(word: String, afterBlock: Bool) {
    guard brackets.isEmpty else { return }
    if isAtItem {
      isExpression = false
      switch ItemKeyword(rawValue: word) {
      case .overlay: head = .overlay
      case .recipe, .for, .if:
        head = .other
        isExpression = true
      case .let, .param: isExpression = true
      case .import, .node, .use, .else, .netns, .container, .port, .route, .fdb, .neigh, nil: break
      }
    } else if afterBlock, ItemKeyword(rawValue: word) == .else {
      head = .other
      isExpression = true
    } else if isExpression {
      switch ExpressionKeyword(rawValue: word) {
      case .and, .or, .not, .in: last = .wantsMore
      case .on, .off, .len, nil: break
      }
    }
  }

  /// What was opened within and not closed is closed with it.
  private mutating func close(_ open: TokenKind) {
    guard let index = brackets.lastIndex(of: open) else { return }
    brackets.removeLast(brackets.count - index)
    if brackets.isEmpty, open == .less { last = .closed }
  }
}

import Diagnostics
import Syntax

/// What stands between blanks: a word, a value, or a group in brackets, which may be open.
struct Unit {
  var kind: TokenKind
  var text: String
  var group: [Unit]?
  /// The group is not closed: the cursor is in it.
  var isOpen = false

  /// The units of some tokens, each with what adjoins it.
  static func read(_ tokens: ArraySlice<Token>, _ bytes: [UInt8]) -> [Unit] {
    var rest = tokens
    return read(&rest, bytes).units
  }

  private static func read(
    _ rest: inout ArraySlice<Token>, _ bytes: [UInt8]
  ) -> (units: [Unit], isClosed: Bool) {
    var units: [Unit] = []
    var upper: UInt32?
    while let token = rest.popFirst() {
      guard token.kind != .newline, !token.kind.isTrivia else { continue }
      let adjoins = token.lower == upper
      upper = token.upper
      if token.kind == .leftParenthesis || token.kind == .leftBracket {
        let (group, isClosed) = read(&rest, bytes)
        // An index belongs to what it adjoins.
        if token.kind == .leftBracket, adjoins, !units.isEmpty, isClosed { continue }
        units.append(Unit(kind: token.kind, text: "", group: group, isOpen: !isClosed))
        upper = nil
      } else if token.kind == .rightParenthesis || token.kind == .rightBracket {
        return (units, true)
      } else if adjoins, token.kind.joins, units.last?.kind.joins == true {
        units[units.count - 1].text += text(token, bytes)
      } else {
        units.append(Unit(kind: token.kind, text: text(token, bytes)))
      }
    }
    return (units, false)
  }

  private static func text(_ token: Token, _ bytes: [UInt8]) -> String {
    String(decoding: bytes[token.bounds], as: UTF8.self)
  }
}

extension TokenKind {
  /// Whether it is a part of a word, a template or a string.
  fileprivate var joins: Bool {
    switch self {
    case .word, .integer, .address, .prefix, .mac, .host, .variable, .malformed, .templateText,
      .interpolationOpen, .interpolationClose, .stringOpen, .stringText, .stringClose:
      true
    case .blank, .newline, .comment, .byteOrderMark, .continuation, .conflictMarker, .arrow,
      .fatArrow, .range, .less, .greater, .leftParenthesis, .rightParenthesis, .leftBracket,
      .rightBracket, .leftBrace, .rightBrace, .comma, .semicolon, .colon, .equals,
      .doubleEquals, .unequal, .plus, .minus, .star, .slash, .percent, .at, .end:
      false
    }
  }
}

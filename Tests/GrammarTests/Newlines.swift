import Syntax

/// Section 2 of the grammar: where a newline means nothing.
enum Newlines: Hashable {
  /// Among items.
  case items
  case brackets
  case head
  case overlayHead

  /// What holds from a word or sign of a rule on, up to the end of the sequence it stands in;
  /// `nil`: the same as before.
  static func behind(_ literal: String) -> Newlines? {
    switch literal {
    case "(", "[": .brackets
    case "<": .items
    case "overlay": .overlayHead
    case "recipe", "for", "if", "else": .head
    default: nil
    }
  }

  /// Whether a newline may be stepped over before `next`, which stands there for `part`.
  func meansNothing(before next: Lexeme, for part: Part, _ headerOptions: [String]) -> Bool {
    if part == .literal("->") || part == .literal("else") { return true }
    switch self {
    case .items: return false
    case .brackets: return true
    case .head: return next.kind != .word
    case .overlayHead: return next.kind != .word || headerOptions.contains(next.text)
    }
  }
}

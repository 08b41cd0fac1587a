import Diagnostics
package import Syntax
import Values
import Vocabulary

// From an expression to the value that its place needs; what does not fit is told here, at the
// value, with what was expected.

extension Evaluation {
  /// The text of a name; `nil` when there is none, which has been told.
  mutating func text(_ expression: Expression, _ what: String) -> Located<String>? {
    if case .missing = expression { return nil }
    if let text = quietText(expression) { return Located(text, expression.range) }
    wrongType(expression, what)
    return nil
  }

  func quietText(_ expression: Expression) -> String? { expression.literalText }

  mutating func address(_ expression: Expression, _ what: String) -> Located<Address>? {
    let expression = unquoted(expression, [.address, .prefix])
    switch expression {
    case .address(let address, let range): return Located(address, range)
    case .prefix(let prefix, let range):
      report(
        Diagnostic(
          .wrongType, "\(what) is an address, without a length", at: range,
          "this is a prefix"
        ).fix(range, prefix.address.description, isSafe: what != "the underlay"))
      return Located(prefix.address, range)
    case .word(let text, let range) where text.contains(".") && !isOtherLiteral(text):
      report(
        Diagnostic(
          .wrongType, "`\(printable(text))` is a host name, and \(what) is an address", at: range,
          help: "write the address: a recipe means the same wherever it is read"))
      return nil
    case .missing: return nil
    case .word, .string, .template, .integer, .mac, .host, .variable, .boolean, .list, .negation,
      .operation, .index, .length:
      wrongType(expression, "\(what), an address such as 192.168.8.100 or fd00::1")
      return nil
    }
  }

  mutating func mac(_ expression: Expression, _ what: String) -> Located<MAC>? {
    let expression = unquoted(expression, [.mac])
    guard case .mac(let mac, let range) = expression else {
      wrongType(expression, "\(what), such as 02:00:00:00:00:2a")
      return nil
    }
    if !mac.isOfDevice {
      report(
        Diagnostic(
          .invalidMAC,
          mac.isZero ? "the MAC \(mac) is zero" : "the MAC \(mac) is a multicast address",
          at: range,
          help: mac.isZero
            ? "write the device's own MAC, such as 02:00:00:00:00:2a"
            : "the first byte of a device's MAC is even, such as 02"))
      return nil
    }
    return Located(mac, range)
  }

  mutating func integer(_ expression: Expression, _ what: String) -> Located<Int64>? {
    let expression = unquoted(expression, [.integer])
    if case .integer(let number, let range) = expression { return Located(number, range) }
    wrongType(expression, what)
    return nil
  }

  /// The value is of another type than its place needs.
  mutating func wrongType(_ expression: Expression, _ what: String) {
    switch expression {
    case .missing: break
    case .word, .string, .integer, .address, .prefix, .mac, .host, .boolean, .list, .variable,
      .template, .negation, .operation, .index, .length:
      report(
        Diagnostic(
          .wrongType, "expected \(what), found \(expression.typePhrase)", at: expression.range,
          help: variableHelp(expression) ?? textHelp(expression)))
    }
  }
}

extension Evaluation {
  /// For a word that is the name of a variable.
  func variableHelp(_ expression: Expression) -> String? {
    guard case .word(let text, let range) = expression,
      wordsOfVariables.contains(range.traced(0))
    else { return nil }
    return "did you mean `$\(text)`?"
  }

  /// For a text that came out of a variable, and would be something else without quotes: written
  /// here, it would be no word.
  private func textHelp(_ expression: Expression) -> String? {
    guard case .word(let text, _) = expression, isOtherLiteral(text) else { return nil }
    return "it is text: leave the quotes out where it is set"
  }

  func isOtherLiteral(_ text: String) -> Bool {
    let place = SourceRange(file: 0, lower: 0, upper: 0)
    guard case .literal(let literal) = readLiteral(text, at: place) else { return false }
    return literal.kind != nil
  }

  /// What a text in quotes is without them, which is told, where that is one of these.
  mutating func unquoted(_ expression: Expression, _ kinds: [LiteralKind]) -> Expression {
    guard case .string(_, let range) = expression, let text = expression.literalText,
      case .literal(let literal) = readLiteral(text, at: range), let kind = literal.kind,
      kinds.contains(kind)
    else { return expression }
    // Where the text was put together, other characters stand between the quotes.
    let isWritten = Int(range.upper) - Int(range.lower) == text.utf8.count + 2
    let told = Diagnostic(
      .wrongType, "\(kind.rawValue) stands without quotes", at: range,
      help: isWritten ? "write `\(text)`" : "leave the quotes out")
    report(isWritten ? told.fix(range, text) : told)
    return literal
  }
}

/// What a literal is that is no text.
enum LiteralKind: String {
  case integer = "a number"
  case address = "an address"
  case prefix = "a prefix"
  case mac = "a MAC"
  case host = "a host number"
}

extension Expression {
  var kind: LiteralKind? {
    switch self {
    case .integer: .integer
    case .address: .address
    case .prefix: .prefix
    case .mac: .mac
    case .host: .host
    case .word, .string, .template, .variable, .boolean, .list, .negation, .operation, .index,
      .length, .missing:
      nil
    }
  }
}

extension Expression.Piece {
  var isExpression: Bool {
    switch self {
    case .text: false
    case .expression: true
    }
  }
}

extension Expression {
  /// The text of a literal that can be a name.
  package var literalText: String? {
    switch self {
    case .word(let text, _): return text
    case .integer(let number, _): return String(number)
    case .boolean(let value, _): return value ? "on" : "off"
    case .string(let pieces, _):
      var result = ""
      for piece in pieces {
        guard case .text(let text) = piece else { return nil }
        result += text
      }
      return result
    case .address, .prefix, .mac, .host, .template, .variable, .list, .negation, .operation,
      .index, .length, .missing:
      return nil
    }
  }

  /// What it is, as a diagnostic says it.
  var typePhrase: String {
    switch self {
    case .word(let text, _): "the word `\(printable(text))`"
    case .string: literalText.map { "the text `\(printable($0))`" } ?? "a string"
    case .template: "a template"
    case .integer(let number, _): "the number \(number)"
    case .address(let address, _): "the address \(address)"
    case .prefix(let prefix, _): "the prefix \(prefix)"
    case .mac(let mac, _): "the MAC \(mac)"
    case .host(let number, _): "the host number .\(number)"
    case .variable(let name, _): "the variable $\(printable(name))"
    case .boolean(let value, _): "`\(value ? "on" : "off")`"
    case .list: "a list"
    case .negation, .operation, .index, .length: "an expression"
    case .missing: "nothing"
    }
  }
}

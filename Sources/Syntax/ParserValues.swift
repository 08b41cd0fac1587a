import Diagnostics
import Values

// Values: literals, variables, templates, strings.
extension Parser {
  var startsValue: Bool { KindSet.values.contains(current.kind) }

  /// `value = VARIABLE { index } | TEMPLATE | INTEGER | ADDRESS | PREFIX | MAC | HOST
  /// | "(" expr ")" { index }`, the current token being one of their first ones.
  mutating func parseValue() -> Expression {
    let first = current
    if answerBraced() {
      presume()
      return .missing(range(from: first))
    }
    if at(.variable) { return parseVariable() }
    if at(.leftParenthesis) {
      let start = current
      let inner = parseEnclosed(.rightParenthesis) ?? .missing(range(of: start))
      return parseIndexes(inner, from: start)
    }
    if at(.templateText) || at(.interpolationOpen) { return parseTemplate() }
    if at(.malformed) { return parseMalformed() }
    let token = presume()
    return literal(token) ?? .missing(range(of: token))
  }

  mutating func parseMalformed() -> Expression { .missing(range(of: presume())) }

  private func literal(_ token: Token) -> Expression? {
    let bounds = token.bounds
    let place = range(of: token)
    if token.kind == .address {
      if let number = ipv4Value(bytes, bounds.lowerBound, bounds.upperBound) {
        return .address(.ipv4(number), place)
      }
      return Address(text: bytes[bounds]).map { .address($0, place) }
    }
    if token.kind == .prefix { return prefix(bounds).map { .prefix($0, place) } }
    if token.kind == .integer { return integerValue(bytes[bounds]).map { .integer($0, place) } }
    if token.kind == .mac { return MAC(text(of: token)).map { .mac($0, place) } }
    if token.kind == .host { return hostValue(bytes[bounds].dropFirst()).map { .host($0, place) } }
    return nil
  }

  func prefix(_ bounds: Range<Int>) -> Prefix? {
    guard let slash = bounds.last(where: { bytes[$0] == UInt8(ascii: "/") }),
      let length = decimalNumber(bytes[(slash + 1)..<bounds.upperBound]), length <= 128
    else { return nil }
    if let number = ipv4Value(bytes, bounds.lowerBound, slash) {
      return Prefix(.ipv4(number), length: Int(length))
    }
    guard let address = Address(text: bytes[bounds.lowerBound..<slash]) else { return nil }
    return Prefix(address, length: Int(length))
  }

  /// `VARIABLE { index }`
  mutating func parseVariable() -> Expression {
    let token = presume()
    let name = String(decoding: bytes[token.bounds].dropFirst(), as: UTF8.self)
    return parseIndexes(.variable(name, range(of: token)), from: token)
  }

  /// `index = ADJOINING-"[" expr "]"`
  mutating func parseIndexes(_ base: Expression, from start: Token) -> Expression {
    var result = base
    var count = 0
    while !isPanicking, at(.leftBracket), adjoins {
      count += 1
      if count > nestingBound {
        fail(
          Diagnostic(
            .nestingTooDeep, "over \(nestingBound) indexes in a row", at: range(of: current)))
        return result
      }
      let saved = isInInterpolation
      guard let index = parseEnclosed(.rightBracket) else { return result }
      isInInterpolation = saved
      result = .index(result, index, range(from: start))
    }
    return result
  }

  /// `TEMPLATE`: text and `${ expr }` that adjoin.
  mutating func parseTemplate() -> Expression {
    let start = current
    var pieces: [Expression.Piece] = []
    // What follows after a blank is another template.
    while !isPanicking, pieces.isEmpty || adjoins {
      if at(.templateText) {
        pieces.append(.text(text(of: presume())))
      } else if at(.interpolationOpen) {
        pieces.append(.expression(parseInterpolation()))
      } else {
        break
      }
    }
    return .template(pieces, range(from: start))
  }

  /// `STRING`
  mutating func parseString() -> Expression {
    let start = presume()
    var pieces: [Expression.Piece] = []
    while !isPanicking {
      if at(.stringText) {
        pieces.append(.text(unescaped(presume())))
      } else if at(.interpolationOpen) {
        pieces.append(.expression(parseInterpolation()))
      } else {
        expect(.stringClose)
        break
      }
    }
    return .string(pieces, range(from: start))
  }

  /// `"${" expr "}"`
  private mutating func parseInterpolation() -> Expression {
    let open = current
    guard enter(open) else {
      skipNested()
      return .missing(range(of: open))
    }
    advance()
    let saved = isInInterpolation
    isInInterpolation = true
    let inner = parseExpression()
    isInInterpolation = saved
    depth -= 1
    if !isPanicking { expect(.interpolationClose) }
    return inner
  }

  private func unescaped(_ token: Token) -> String {
    let raw = bytes[token.bounds]
    guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
    var result: [UInt8] = []
    var isEscape = false
    for byte in raw {
      if isEscape {
        result.append(
          byte == UInt8(ascii: "n") ? 0x0a : byte == UInt8(ascii: "t") ? 0x09 : byte)
        isEscape = false
      } else if byte == UInt8(ascii: "\\") {
        isEscape = true
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

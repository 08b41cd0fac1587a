import Diagnostics
import Syntax
import Values
import Vocabulary

// From an expression to its value; `nil` when there is none, which has been told.
extension Expansion {
  mutating func value(_ expression: Expression) -> Value? {
    switch expression {
    case .word(let text, _): return .text(text)
    case .integer(let number, _): return .integer(number)
    case .address(let address, _): return .address(address)
    case .prefix(let prefix, _): return .prefix(prefix)
    case .mac(let mac, _): return .mac(mac)
    case .host(let number, _): return .host(number)
    case .boolean(let value, _): return .boolean(value)
    case .missing: return nil
    case .variable(let name, let range): return variable(name, range)
    case .string(let pieces, let range): return text(pieces, at: range).map { .text($0) }
    case .template(let pieces, let range): return template(pieces, range)
    case .list(let elements, let range): return list(elements, range)
    case .negation(let operand, let range):
      guard count(at: range) else { return nil }
      return condition(operand, "`not`").map { .boolean(!$0) }
    case .length(let operand, let range): return length(operand, range)
    case .index(let base, let index, let range): return element(base, index, range)
    case .operation(let operation, let range): return value(operation, range)
    }
  }

  private mutating func variable(_ name: String, _ range: SourceRange) -> Value? {
    guard count(at: range, name.utf8.count / 256) else { return nil }
    switch environment.find(name) {
    case .value(let value): return value
    case .broken: return nil
    case .unset:
      // A name that stands nowhere has been told; this one stands further down.
      if !used.isEmpty, isDeclared(name) {
        report.add(
          Diagnostic(
            .unsetVariable, "`\(name)` is not set yet where the recipe is used", at: place(range),
            help: name.contains(".") ? "import it above the `use`" : "set it above the `use`"))
      }
      return nil
    }
  }

  /// Whether the top level of the file that is read sets the name, or that of an import does.
  private func isDeclared(_ name: String) -> Bool {
    let own = declarations[environment.file]
    if own.variables[name] != nil { return true }
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")),
      let file = own.qualifiers[String(name[..<dot])]?.file
    else { return false }
    return declarations[file].variables[String(name[name.index(after: dot)...])] != nil
  }

  mutating func condition(_ expression: Expression, _ what: String) -> Bool? {
    guard let value = value(expression) else { return nil }
    if case .boolean(let result) = value { return result }
    report.add(
      Diagnostic(
        .wrongType, "\(what) takes a comparison, or `on` or `off`, not \(value.phrase)",
        at: place(expression.range), help: wordHelp(expression) ?? value.switchHelp))
    return nil
  }

  private mutating func list(_ elements: [Expression], _ range: SourceRange) -> Value? {
    guard count(at: range, elements.count) else { return nil }
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    var isWhole = true
    for element in elements {
      if let value = value(element) { values.append(value) } else { isWhole = false }
    }
    guard isWhole else { return nil }
    let list = Value.list(ValueList(values))
    guard list.depth <= Bound.nesting else {
      report.add(
        Diagnostic(
          .nestingTooDeep, "over \(Bound.nesting) lists stand in each other", at: place(range)))
      return nil
    }
    return list
  }

  private mutating func length(_ operand: Expression, _ range: SourceRange) -> Value? {
    guard count(at: range), let value = value(operand) else { return nil }
    if case .list(let list) = value { return .integer(Int64(list.count)) }
    report.add(
      Diagnostic(.wrongType, "`len` takes a list, not \(value.phrase)", at: place(operand.range)))
    return nil
  }

  // MARK: Texts

  /// The text that pieces make together.
  mutating func text(_ pieces: [Expression.Piece], at range: SourceRange) -> String? {
    guard let bytes = bytes(pieces, at: range) else { return nil }
    defer { spareBytes = bytes }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same as UTF-8, in an array that is to be given back.
  private mutating func bytes(_ pieces: [Expression.Piece], at range: SourceRange) -> [UInt8]? {
    var bytes = takeSpareBytes()
    let pieces = pieces.span
    for index in pieces.indices {
      switch pieces[index] {
      case .text(let text): bytes.append(text: text)
      case .expression(let inner):
        guard let value = value(inner), add(value, to: &bytes, at: inner.range) else { return nil }
      }
      guard bytes.count <= Bound.textBytes else {
        report.add(
          Diagnostic(
            .textTooLong, "a text has at most \(Bound.textBytes) bytes", at: place(range)))
        return nil
      }
    }
    // Long texts that are made again and again are work, too.
    return count(at: range, bytes.count / 256) ? bytes : nil
  }

  /// Texts in texts take one each.
  private mutating func takeSpareBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    swap(&bytes, &spareBytes)
    bytes.removeAll(keepingCapacity: true)
    return bytes
  }

  private mutating func add(
    _ value: Value, to bytes: inout [UInt8], at range: SourceRange
  ) -> Bool {
    switch value {
    case .text(let text): bytes.append(text: text)
    case .integer(let number): bytes.append(decimal: number)
    case .list:
      report.add(
        Diagnostic(.wrongType, "\(value.phrase) cannot stand in a text", at: place(range)))
      return false
    case .address, .prefix, .mac, .boolean, .host: bytes.append(text: value.description)
    }
    return true
  }

  private mutating func template(_ pieces: [Expression.Piece], _ range: SourceRange) -> Value? {
    guard count(at: range), let bytes = bytes(pieces, at: range) else { return nil }
    defer { spareBytes = bytes }
    let text = String(decoding: bytes, as: UTF8.self)
    if isPlainWord(bytes.span) { return .text(text) }
    switch readLiteral(text, at: place(range)) {
    case .literal(let expression): return value(expression)
    case .broken(let reason):
      report.add(broken(text, reason, range))
      return nil
    }
  }

  private func broken(_ text: String, _ reason: Diagnostic?, _ range: SourceRange) -> Diagnostic {
    let shown = Value.text(text).description
    guard let reason else {
      let what = text.isEmpty ? "nothing" : "`\(shown)`"
      return Diagnostic(
        .malformedTemplate, "the template gives \(what), which is not one word or literal",
        at: place(range),
        help: "text with other characters is quoted, and may hold `${ }`: `\"…\"`")
    }
    return Diagnostic(
      reason.code, reason.message, at: place(range), "what the template gives", help: reason.help)
  }

  // MARK: Words

  /// For a word that is the name of a variable.
  func wordHelp(_ expression: Expression) -> String? {
    guard case .word(let text, let range) = expression, wordsOfVariables.contains(range) else {
      return nil
    }
    return "did you mean `$\(text)`?"
  }
}

extension Value {
  /// What is written here for the `true` and `false` of other languages.
  var switchHelp: String? {
    guard case .text(let text) = self else { return nil }
    switch text.lowercased() {
    case "true", "yes", "enabled": return "write `on`"
    case "false", "no", "disabled": return "write `off`"
    default: return nil
    }
  }
}

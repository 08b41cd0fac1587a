import Diagnostics
import Syntax
import Values
import Vocabulary

extension Expansion {
  mutating func value(_ operation: Expression.Operation, _ range: SourceRange) -> Value? {
    switch operation {
    case .pair(let sign, let left, let right):
      guard count(at: range) else { return nil }
      return pair(sign, left, right, range)
    case .junction(let word, let operands):
      guard count(at: range, operands.count - 1) else { return nil }
      for operand in operands {
        guard let truth = condition(operand, "`\(word.rawValue)`") else { return nil }
        if truth == (word == .or) { return .boolean(truth) }
      }
      return .boolean(word == .and)
    case .calculation(let first, let steps):
      guard count(at: range, steps.count) else { return nil }
      return calculation(first, steps)
    }
  }

  private mutating func pair(
    _ sign: Expression.Pair, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) -> Value? {
    // Both sides are told of.
    let first = value(left)
    let second = value(right)
    guard let first, let second else { return nil }
    let operands = Operands(left: left, right: right, range: range)
    switch sign {
    case .equal: return isEqual(first, second, operands).map { .boolean($0) }
    case .unequal: return isEqual(first, second, operands).map { .boolean(!$0) }
    case .within: return isWithin(first, second, operands).map { .boolean($0) }
    case .range: return span(first, second, operands)
    }
  }

  /// The sides of an operator as they were written.
  struct Operands {
    var left: Expression
    var right: Expression
    var range: SourceRange
  }

  private mutating func span(_ left: Value, _ right: Value, _ operands: Operands) -> Value? {
    guard case .integer(let lower) = left, case .integer(let upper) = right else {
      reportOperands(left, "..", right, operands)
      return nil
    }
    guard let list = ValueList(lower, through: upper) else {
      report.add(
        Diagnostic(
          .numberOverflow, "\(lower)..\(upper) has more numbers than can be counted",
          at: place(operands.range)))
      return nil
    }
    return .list(list)
  }

  mutating func reportOperands(
    _ left: Value, _ sign: String, _ right: Value, _ operands: Operands, help: String? = nil
  ) {
    report.add(
      Diagnostic(
        .wrongType, "`\(sign)` does not take \(left.phrase) and \(right.phrase)",
        at: place(operands.range), help: wordHelp(operands) ?? help))
  }

  private func wordHelp(_ operands: Operands) -> String? {
    wordHelp(operands.left) ?? wordHelp(operands.right)
  }

  // MARK: Comparison

  private mutating func isEqual(_ left: Value, _ right: Value, _ operands: Operands) -> Bool? {
    guard left.kind == right.kind else {
      report.add(
        Diagnostic(
          .wrongType,
          "\(left.phrase) and \(right.phrase) are of different types, and never equal",
          at: place(operands.range), help: wordHelp(operands)))
      return nil
    }
    return isSame(left, right, operands.range)
  }

  /// Counts what it compares: lists may hold one list many times.
  private mutating func isSame(_ left: Value, _ right: Value, _ range: SourceRange) -> Bool? {
    guard case .list(let one) = left, case .list(let other) = right else { return left == right }
    guard one.count == other.count else { return false }
    // Ranges are not written out.
    if case .range = one, case .range = other { return one == other }
    for index in 0..<one.count {
      guard count(at: range), let first = one[index], let second = other[index] else { return nil }
      guard let same = isSame(first, second, range) else { return nil }
      if !same { return false }
    }
    return true
  }

  /// An address or a prefix of the other family lies in no prefix: so `$a in ::/0` tells families.
  private mutating func isWithin(_ left: Value, _ right: Value, _ operands: Operands) -> Bool? {
    switch right {
    case .prefix(let outer):
      if case .address(let address) = left { return outer.contains(address) }
      if case .prefix(let inner) = left { return outer.contains(inner) }
    case .list(let list):
      if case .integer(let number) = left, case .range(let lower, let count) = list {
        return count > 0 && number >= lower && number <= lower + Int64(count - 1)
      }
      return isElement(left, of: list, operands)
    case .integer, .text, .address, .mac, .boolean, .host: break
    }
    report.add(
      Diagnostic(
        .wrongType, "`in` looks for \(left.phrase) in a list or a prefix, not in \(right.phrase)",
        at: place(operands.range), help: wordHelp(operands)))
    return nil
  }

  private mutating func isElement(
    _ value: Value, of list: ValueList, _ operands: Operands
  ) -> Bool? {
    for index in 0..<list.count {
      guard count(at: operands.range), let element = list[index] else { return nil }
      guard let same = isEqual(value, element, operands) else { return nil }
      if same { return true }
    }
    return false
  }

  // MARK: Elements

  mutating func element(
    _ base: Expression, _ index: Expression, _ range: SourceRange
  ) -> Value? {
    guard count(at: range) else { return nil }
    let whole = value(base)
    let position = value(index)
    guard let whole, let position else { return nil }
    guard case .integer(let number) = position else {
      report.add(
        Diagnostic(
          .wrongType, "an index is a number, not \(position.phrase)", at: place(index.range),
          help: wordHelp(index)))
      return nil
    }
    switch whole {
    case .list(let list):
      if number >= 0, number < list.count, let element = list[Int(number)] { return element }
      let last = list.count - 1
      reportIndex(
        "\(whole.phrase) has no element \(number)", index,
        list.count == 0 ? "the list is empty" : "the first is 0, the last \(last)")
      return nil
    case .prefix(let prefix):
      if number >= 0, let host = prefix.host(UInt128(number)) { return .prefix(host) }
      reportIndex(
        "\(prefix) has no host \(number)", index,
        "its hosts are 0 to \(prefix.last.number - prefix.network.address.number)")
      return nil
    case .integer, .text, .address, .mac, .boolean, .host:
      report.add(
        Diagnostic(
          .wrongType, "a list or a prefix has an index, not \(whole.phrase)",
          at: place(base.range)))
      return nil
    }
  }

  private mutating func reportIndex(_ message: String, _ index: Expression, _ help: String) {
    report.add(Diagnostic(.indexOutOfRange, message, at: place(index.range), help: help))
  }
}

extension Value {
  /// What may be compared with each other: `type`, and hosts by themselves.
  fileprivate var kind: Int {
    switch self {
    case .integer: 0
    case .text: 1
    case .address: 2
    case .prefix: 3
    case .mac: 4
    case .boolean: 5
    case .host: 6
    case .list: 7
    }
  }
}

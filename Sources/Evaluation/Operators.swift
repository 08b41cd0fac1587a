import Diagnostics
import Syntax
import Values
import Vocabulary

extension Expansion {
  mutating func operation(
    _ sign: Expression.Operator, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) -> Value? {
    switch sign {
    case .or:
      guard let first = condition(left, "`or`") else { return nil }
      return first ? .boolean(true) : condition(right, "`or`").map { .boolean($0) }
    case .and:
      guard let first = condition(left, "`and`") else { return nil }
      return first ? condition(right, "`and`").map { .boolean($0) } : .boolean(false)
    case .equal, .unequal, .within, .range, .plus, .minus, .times, .divided, .remainder: break
    }
    // Both sides are told of.
    let first = value(left)
    let second = value(right)
    guard let first, let second else { return nil }
    let operation = Operation(sign: sign, left: left, right: right, range: range)
    switch sign {
    case .equal: return isEqual(first, second, operation).map { .boolean($0) }
    case .unequal: return isEqual(first, second, operation).map { .boolean(!$0) }
    case .within: return isWithin(first, second, operation).map { .boolean($0) }
    case .range: return span(first, second, operation)
    case .plus, .minus, .times, .divided, .remainder: return number(first, second, operation)
    case .or, .and: return nil
    }
  }

  /// An operation as it was written.
  struct Operation {
    var sign: Expression.Operator
    var left: Expression
    var right: Expression
    var range: SourceRange
  }

  // MARK: Numbers and addresses

  private mutating func number(_ left: Value, _ right: Value, _ operation: Operation) -> Value? {
    switch (left, right, operation.sign) {
    case (.integer(let one), .integer(let other), _): return integer(one, other, operation)
    case (.address(let address), .integer(let number), .plus):
      return moved(address, by: number, forward: true, operation)
    case (.address(let address), .integer(let number), .minus):
      return moved(address, by: number, forward: false, operation)
    default:
      reportOperands(left, right, operation)
      return nil
    }
  }

  private mutating func integer(_ left: Int64, _ right: Int64, _ operation: Operation) -> Value? {
    var result: (partialValue: Int64, overflow: Bool)
    switch operation.sign {
    case .plus: result = left.addingReportingOverflow(right)
    case .minus: result = left.subtractingReportingOverflow(right)
    case .times: result = left.multipliedReportingOverflow(by: right)
    case .divided, .remainder:
      guard right != 0 else {
        report.add(
          Diagnostic(
            .divisionByZero, "\(left) cannot be divided by 0", at: place(operation.right.range)))
        return nil
      }
      result =
        operation.sign == .divided
        ? left.dividedReportingOverflow(by: right)
        : left.remainderReportingOverflow(dividingBy: right)
    case .or, .and, .equal, .unequal, .within, .range: return nil
    }
    guard !result.overflow else {
      report.add(
        Diagnostic(
          .numberOverflow, "\(left) \(operation.sign.rawValue) \(right) does not fit into 64 bits",
          at: place(operation.range)))
      return nil
    }
    return .integer(result.partialValue)
  }

  private mutating func moved(
    _ address: Address, by number: Int64, forward: Bool, _ operation: Operation
  ) -> Value? {
    let isUp = forward == (number >= 0)
    let distance = UInt128(number.magnitude)
    let most = address.family == .ipv4 ? UInt128(UInt32.max) : UInt128.max
    guard isUp ? distance <= most - address.number : distance <= address.number else {
      report.add(
        Diagnostic(
          .addressOverflow,
          "\(address) \(operation.sign.rawValue) \(number) is no \(address.family.word) address",
          at: place(operation.range)))
      return nil
    }
    let moved = isUp ? address.number + distance : address.number - distance
    return .address(Address(family: address.family, number: moved))
  }

  private mutating func span(_ left: Value, _ right: Value, _ operation: Operation) -> Value? {
    guard case .integer(let lower) = left, case .integer(let upper) = right else {
      reportOperands(left, right, operation)
      return nil
    }
    guard let list = ValueList(lower, through: upper) else {
      report.add(
        Diagnostic(
          .numberOverflow, "\(lower)..\(upper) has more numbers than can be counted",
          at: place(operation.range)))
      return nil
    }
    return .list(list)
  }

  private mutating func reportOperands(_ left: Value, _ right: Value, _ operation: Operation) {
    let sign = operation.sign.rawValue
    var help = wordHelp(operation.left) ?? wordHelp(operation.right)
    if help == nil, operation.sign == .plus {
      switch (left, right) {
      case (.text, _), (_, .text):
        help = "texts are joined in a template: `node${i}`, or `\"${a} ${b}\"`"
      case (.prefix, .integer(let number)):
        help = "a host of a prefix is an index: `$lan[\(number)]`"
      default: break
      }
    }
    report.add(
      Diagnostic(
        .wrongType, "`\(sign)` does not take \(left.phrase) and \(right.phrase)",
        at: place(operation.range), help: help))
  }

  // MARK: Comparison

  private mutating func isEqual(_ left: Value, _ right: Value, _ operation: Operation) -> Bool? {
    guard left.kind == right.kind else {
      report.add(
        Diagnostic(
          .wrongType,
          "\(left.phrase) and \(right.phrase) are of different types, and never equal",
          at: place(operation.range),
          help: wordHelp(operation.left) ?? wordHelp(operation.right)))
      return nil
    }
    return isSame(left, right, operation.range)
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

  private mutating func isWithin(_ left: Value, _ right: Value, _ operation: Operation) -> Bool? {
    switch (left, right) {
    case (.address(let address), .prefix(let prefix)): return prefix.contains(address)
    case (.prefix(let inner), .prefix(let outer)): return outer.contains(inner)
    case (.integer(let number), .list(.range(let lower, let count))):
      return count > 0 && number >= lower && number <= lower + Int64(count - 1)
    case (_, .list(let list)): return isElement(left, of: list, operation)
    default:
      report.add(
        Diagnostic(
          .wrongType, "`in` looks for \(left.phrase) in a list or a prefix, not in \(right.phrase)",
          at: place(operation.range),
          help: wordHelp(operation.left) ?? wordHelp(operation.right)))
      return nil
    }
  }

  private mutating func isElement(
    _ value: Value, of list: ValueList, _ operation: Operation
  ) -> Bool? {
    for index in 0..<list.count {
      guard count(at: operation.range), let element = list[index] else { return nil }
      guard let same = isEqual(value, element, operation) else { return nil }
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
      reportIndex("\(whole.phrase) has no element \(number)", index, elements: list.count)
      return nil
    case .prefix(let prefix):
      if number >= 0, let host = prefix.host(UInt128(number)) { return .prefix(host) }
      reportIndex("\(prefix) has no host \(number)", index, elements: nil)
      return nil
    case .integer, .text, .address, .mac, .boolean, .host:
      report.add(
        Diagnostic(
          .wrongType, "a list or a prefix has an index, not \(whole.phrase)",
          at: place(base.range)))
      return nil
    }
  }

  private mutating func reportIndex(_ message: String, _ index: Expression, elements: Int?) {
    let help = elements.map { $0 == 0 ? "the list is empty" : "the first is 0, the last \($0 - 1)" }
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

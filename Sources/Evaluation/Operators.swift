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

  /// From the left. All operands are told of.
  private mutating func calculation(
    _ first: Expression, _ steps: [Expression.Step]
  ) -> Value? {
    var result = value(first)
    for index in steps.indices {
      let operand = value(steps[index].operand)
      guard let left = result, let operand else {
        result = nil
        continue
      }
      result = number(left, steps[index].sign, operand) { Operands(first, steps, index) }
    }
    return result
  }

  /// The sides of an operator as they were written. Where numbers are calculated they are asked for
  /// only when something is to be told: there may be millions.
  struct Operands {
    var left: Expression
    var right: Expression
    var range: SourceRange

    init(left: Expression, right: Expression, range: SourceRange) {
      self.left = left
      self.right = right
      self.range = range
    }

    /// Of a step, and what was calculated before it, which has no word of its own.
    init(_ first: Expression, _ steps: [Expression.Step], _ index: Int) {
      range = steps[...index].reduce(first.range) { $0.union($1.operand.range) }
      left = index == 0 ? first : .missing(range)
      right = steps[index].operand
    }
  }

  // MARK: Numbers and addresses

  private mutating func number(
    _ left: Value, _ sign: Expression.Sign, _ right: Value, _ operands: () -> Operands
  ) -> Value? {
    if case .integer(let number) = right {
      switch left {
      case .integer(let one): return integer(one, sign, number, operands)
      case .address(let address):
        if sign == .plus { return moved(address, by: number, forward: true, operands) }
        if sign == .minus { return moved(address, by: number, forward: false, operands) }
      case .text, .prefix, .mac, .boolean, .host, .list: break
      }
    }
    let help = sign == .plus ? sumHelp(left, right) : nil
    reportOperands(left, sign.rawValue, right, operands(), help: help)
    return nil
  }

  private mutating func integer(
    _ left: Int64, _ sign: Expression.Sign, _ right: Int64, _ operands: () -> Operands
  ) -> Value? {
    if right == 0, sign == .divided || sign == .remainder {
      report.add(
        Diagnostic(
          .divisionByZero, "\(left) cannot be divided by 0", at: place(operands().right.range)))
      return nil
    }
    let result =
      switch sign {
      case .plus: left.addingReportingOverflow(right)
      case .minus: left.subtractingReportingOverflow(right)
      case .times: left.multipliedReportingOverflow(by: right)
      case .divided: left.dividedReportingOverflow(by: right)
      case .remainder: left.remainderReportingOverflow(dividingBy: right)
      }
    guard !result.overflow else {
      report.add(
        Diagnostic(
          .numberOverflow, "\(left) \(sign.rawValue) \(right) does not fit into 64 bits",
          at: place(operands().range)))
      return nil
    }
    return .integer(result.partialValue)
  }

  private mutating func moved(
    _ address: Address, by number: Int64, forward: Bool, _ operands: () -> Operands
  ) -> Value? {
    let isUp = forward == (number >= 0)
    let distance = UInt128(number.magnitude)
    let most = address.family == .ipv4 ? UInt128(UInt32.max) : UInt128.max
    guard isUp ? distance <= most - address.number : distance <= address.number else {
      report.add(
        Diagnostic(
          .addressOverflow,
          "\(address) \(forward ? "+" : "-") \(number) is no \(address.family.word) address",
          at: place(operands().range)))
      return nil
    }
    let moved = isUp ? address.number + distance : address.number - distance
    return .address(Address(family: address.family, number: moved))
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

  private mutating func reportOperands(
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

  private func sumHelp(_ left: Value, _ right: Value) -> String? {
    if left.isText || right.isText {
      return "texts are joined in a template: `node${i}`, or `\"${a} ${b}\"`"
    }
    guard case .prefix = left, case .integer(let number) = right else { return nil }
    return "a host of a prefix is an index: `$lan[\(number)]`"
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

  fileprivate var isText: Bool {
    if case .text = self { true } else { false }
  }
}

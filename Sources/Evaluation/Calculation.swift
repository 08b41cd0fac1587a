import Diagnostics
import Syntax
import Values

// Numbers and addresses. What comes out, and what is to be told where nothing does, are asked for
// separately: a loop calculates by the million.

extension Value {
  /// `nil` where the sign does not take them, or where what came out would be no such value.
  func calculated(_ sign: Expression.Sign, _ right: Value) -> Value? {
    guard case .integer(let number) = right else { return nil }
    switch self {
    case .integer(let own): return own.calculated(sign, number).map { .integer($0) }
    case .address(let own): return own.moved(sign, number).map { .address($0) }
    case .text, .prefix, .mac, .boolean, .host, .list: return nil
    }
  }
}

extension Int64 {
  fileprivate func calculated(_ sign: Expression.Sign, _ right: Int64) -> Int64? {
    let (result, isOver) =
      switch sign {
      case .plus: addingReportingOverflow(right)
      case .minus: subtractingReportingOverflow(right)
      case .times: multipliedReportingOverflow(by: right)
      case .divided: dividedReportingOverflow(by: right)
      case .remainder: remainderReportingOverflow(dividingBy: right)
      }
    return isOver ? nil : result
  }
}

extension Address {
  fileprivate func moved(_ sign: Expression.Sign, _ distance: Int64) -> Address? {
    switch sign {
    case .plus: moved(distance.magnitude, isUp: distance >= 0)
    case .minus: moved(distance.magnitude, isUp: distance < 0)
    case .times, .divided, .remainder: nil
    }
  }

  private func moved(_ distance: UInt64, isUp: Bool) -> Address? {
    switch self {
    case .ipv4(let number):
      guard let distance = UInt32(exactly: distance) else { return nil }
      let (moved, isOver) =
        isUp
        ? number.addingReportingOverflow(distance) : number.subtractingReportingOverflow(distance)
      return isOver ? nil : .ipv4(moved)
    case .ipv6(let number):
      let distance = UInt128(distance)
      let (moved, isOver) =
        isUp
        ? number.addingReportingOverflow(distance) : number.subtractingReportingOverflow(distance)
      return isOver ? nil : .ipv6(moved)
    }
  }
}

extension Expansion.Operands {
  /// Of a step, and what was calculated before it, which has no word of its own.
  fileprivate init(_ first: Expression, _ steps: [Expression.Step], _ index: Int) {
    let range = steps[...index].reduce(first.range) { $0.union($1.operand.range) }
    self.init(
      left: index == 0 ? first : .missing(range), right: steps[index].operand, range: range)
  }
}

extension Expansion {
  /// From the left. All operands are told of.
  mutating func calculation(_ first: Expression, _ steps: [Expression.Step]) -> Value? {
    var result = value(first)
    // What is looked at in a span is not copied.
    let span = steps.span
    for index in span.indices {
      let operand = value(span[index].operand)
      guard let left = result, let operand else {
        result = nil
        continue
      }
      let sign = span[index].sign
      result = left.calculated(sign, operand)
      if result == nil { reportCalculation(left, sign, operand, Operands(first, steps, index)) }
    }
    return result
  }

  private mutating func reportCalculation(
    _ left: Value, _ sign: Expression.Sign, _ right: Value, _ operands: Operands
  ) {
    switch (left, sign, right) {
    case (.integer(let one), .divided, .integer(0)), (.integer(let one), .remainder, .integer(0)):
      report.add(
        Diagnostic(
          .divisionByZero, "\(one) cannot be divided by 0", at: place(operands.right.range)))
    case (.integer(let one), _, .integer(let other)):
      report.add(
        Diagnostic(
          .numberOverflow, "\(one) \(sign.rawValue) \(other) does not fit into 64 bits",
          at: place(operands.range)))
    case (.address(let address), .plus, .integer(let number)),
      (.address(let address), .minus, .integer(let number)):
      report.add(
        Diagnostic(
          .addressOverflow,
          "\(address) \(sign.rawValue) \(number) is no \(address.family.word) address",
          at: place(operands.range)))
    case (.integer, _, _), (.text, _, _), (.address, _, _), (.prefix, _, _), (.mac, _, _),
      (.boolean, _, _), (.host, _, _), (.list, _, _):
      let help = sign == .plus ? sumHelp(left, right) : nil
      reportOperands(left, sign.rawValue, right, operands, help: help)
    }
  }

  private func sumHelp(_ left: Value, _ right: Value) -> String? {
    if left.isText || right.isText {
      return "texts are joined in a template: `node${i}`, or `\"${a} ${b}\"`"
    }
    guard case .prefix = left, case .integer(let number) = right else { return nil }
    return "a host of a prefix is an index: `$lan[\(number)]`"
  }
}

extension Value {
  fileprivate var isText: Bool {
    if case .text = self { true } else { false }
  }
}

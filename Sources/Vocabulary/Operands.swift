/// The values of an option: none, one, seldom more. One stands in the place itself.
package struct Operands: Hashable, Sendable {
  private var only: Operand?
  /// Where there are several, all of them.
  private var several: [Operand] = []

  package init(_ operands: [Operand] = []) {
    if operands.count == 1 { only = operands[0] } else { several = operands }
  }
}

extension Operands: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { only == nil ? several.count : 1 }
  package subscript(index: Int) -> Operand { only ?? several[index] }
  package var first: Operand? { only ?? several.first }
}

extension Operands: ExpressibleByArrayLiteral {
  package init(arrayLiteral operands: Operand...) { self.init(operands) }
}

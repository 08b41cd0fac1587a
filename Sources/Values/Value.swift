/// What an expression of the language can be.
package enum Value: Equatable, Sendable {
  case integer(Int64)
  case text(String)
  case address(Address)
  case prefix(Prefix)
  case mac(MAC)
  case boolean(Bool)
  /// `.N`: that host of the `subnet` of the overlay in which it is used.
  case host(UInt64)
  case list(ValueList)
}

/// A list of values. A range of numbers is not written out: it may have more than memory holds.
package enum ValueList: Sendable {
  /// `depth`: how deep lists stand in each other, 1 for a list without lists. It is kept because
  /// one list may stand in others many times.
  case elements([Value], depth: Int)
  /// From `lower`, `count` numbers.
  case range(lower: Int64, count: Int)

  package init(_ elements: [Value]) {
    self = .elements(elements, depth: 1 + (elements.lazy.map(\.depth).max() ?? 0))
  }

  package var count: Int {
    switch self {
    case .elements(let elements, _): elements.count
    case .range(_, let count): count
    }
  }

  /// The element at `index`, from 0; `nil` when there is none.
  package subscript(index: Int) -> Value? {
    guard index >= 0, index < count else { return nil }
    switch self {
    case .elements(let elements, _): return elements[index]
    case .range(let lower, _): return .integer(lower + Int64(index))
    }
  }

  /// From `lower` to `upper`, both included; empty when `upper` is less. `nil` when the numbers
  /// cannot be counted.
  package init?(_ lower: Int64, through upper: Int64) {
    guard lower <= upper else {
      self = .range(lower: lower, count: 0)
      return
    }
    let (distance, isTooLong) = upper.subtractingReportingOverflow(lower)
    guard !isTooLong, distance < .max else { return nil }
    self = .range(lower: lower, count: Int(distance) + 1)
  }
}

extension ValueList: Equatable {
  package static func == (left: ValueList, right: ValueList) -> Bool {
    guard left.count == right.count else { return false }
    if case .range(let one, _) = left, case .range(let other, _) = right {
      return one == other || left.count == 0
    }
    return (0..<left.count).allSatisfy { left[$0] == right[$0] }
  }
}

extension Value {
  /// How deep lists stand in it: 0 for what is no list.
  package var depth: Int {
    switch self {
    case .list(.elements(_, let depth)): depth
    case .list(.range): 1
    case .integer, .text, .address, .prefix, .mac, .boolean, .host: 0
    }
  }

  /// The type and the value, as a diagnostic says it: "the number 42".
  package var phrase: String {
    switch self {
    case .integer: "the number \(self)"
    case .text(let text): "the text `\(shortened(text, to: 60))`"
    case .address: "the address \(self)"
    case .prefix: "the prefix \(self)"
    case .mac: "the MAC \(self)"
    case .boolean: "`\(self)`"
    case .host: "the host \(self)"
    case .list(let list):
      list.count == 1 ? "a list of 1 element" : "a list of \(list.count) elements"
    }
  }
}

extension Value: CustomStringConvertible {
  /// As one would write it, cut where it is long.
  package var description: String {
    switch self {
    case .integer(let number): return String(number)
    case .text(let text): return shortened(text, to: 60)
    case .address(let address): return address.description
    case .prefix(let prefix): return prefix.description
    case .mac(let mac): return mac.description
    case .boolean(let value): return value ? "on" : "off"
    case .host(let number): return ".\(number)"
    case .list(.range(let lower, let count)):
      return count == 0 ? "[]" : "\(lower)..\(lower + Int64(count - 1))"
    case .list(.elements(let elements, _)): return ValueList.text(elements)
    }
  }
}

extension ValueList {
  /// The first elements only: a list may have a million, and hold others many times.
  fileprivate static func text(_ elements: [Value]) -> String {
    let shown = elements.prefix(3).map { element in
      if case .list(let list) = element { "[… \(list.count)]" } else { element.description }
    }
    let rest = elements.count > shown.count ? ", … \(elements.count) in all" : ""
    return "[" + shown.joined(separator: ", ") + rest + "]"
  }
}

private func shortened(_ text: String, to length: Int) -> String {
  let text = printable(text)
  let start = text.prefix(length)
  return start.endIndex < text.endIndex ? start + "…" : text
}

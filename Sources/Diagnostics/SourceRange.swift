/// A stretch of bytes in one source text: from `lower` up to, but not including, `upper`.
package struct SourceRange: Hashable, Sendable {
  /// The index of the text among the texts of this run (the first file is 0).
  package var file: UInt32
  /// Byte offsets from the beginning of the text.
  package var lower: UInt32
  package var upper: UInt32
  /// Which iteration or use of a recipe the text stands for, as `Expansions` knows it; 0: none.
  package var trace: UInt32 = 0

  package init(file: Int, lower: Int, upper: Int) {
    self.file = UInt32(truncatingIfNeeded: file)
    self.lower = UInt32(truncatingIfNeeded: lower)
    self.upper = UInt32(truncatingIfNeeded: upper)
  }

  /// The same text in an iteration or a use of a recipe.
  package func traced(_ trace: UInt32) -> SourceRange {
    var copy = self
    copy.trace = trace
    return copy
  }

  package var isEmpty: Bool { lower == upper }

  /// The least range that holds both; both lie in the same text.
  package func union(_ other: SourceRange) -> SourceRange {
    var copy = self
    copy.lower = min(lower, other.lower)
    copy.upper = max(upper, other.upper)
    return copy
  }
}

/// A value and the place where it was written.
package struct Located<Value> {
  package var value: Value
  package var range: SourceRange

  package init(_ value: Value, _ range: SourceRange) {
    self.value = value
    self.range = range
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

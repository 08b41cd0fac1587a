/// A stretch of bytes in one source text: from `lower` up to, but not including, `upper`.
package struct SourceRange: Hashable, Sendable {
  /// The index of the text among the texts of this run (the first file is 0).
  package var file: UInt32
  /// Byte offsets from the beginning of the text.
  package var lower: UInt32
  package var upper: UInt32

  package init(file: Int, lower: Int, upper: Int) {
    self.file = UInt32(truncatingIfNeeded: file)
    self.lower = UInt32(truncatingIfNeeded: lower)
    self.upper = UInt32(truncatingIfNeeded: upper)
  }

  package var isEmpty: Bool { lower == upper }

  /// The least range that holds both; both lie in the same text.
  package func union(_ other: SourceRange) -> SourceRange {
    SourceRange(
      file: Int(file), lower: Int(min(lower, other.lower)), upper: Int(max(upper, other.upper)))
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

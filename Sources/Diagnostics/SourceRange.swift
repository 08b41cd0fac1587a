/// A stretch of bytes in one source text: from `lower` up to, but not including, `upper`.
public struct SourceRange: Hashable, Sendable {
  /// The index of the text among the texts of this run (the first file is 0).
  public var file: UInt32
  /// Byte offsets from the beginning of the text.
  public var lower: UInt32
  public var upper: UInt32
  /// Which iteration or use of a recipe the text stands for, as `Expansions` knows it; 0: none.
  public var trace: UInt32 = 0

  @inlinable
  public init(file: Int, lower: Int, upper: Int) {
    self.file = UInt32(truncatingIfNeeded: file)
    self.lower = UInt32(truncatingIfNeeded: lower)
    self.upper = UInt32(truncatingIfNeeded: upper)
  }

  /// The same text in an iteration or a use of a recipe.
  @inlinable
  public func traced(_ trace: UInt32) -> SourceRange {
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

/// A value and the place where it was written. Public, because bodies of generic code that may be
/// inlined elsewhere must be: there are millions of these.
public struct Located<Value> {
  public var value: Value
  public var range: SourceRange

  @inlinable
  public init(_ value: Value, _ range: SourceRange) {
    self.value = value
    self.range = range
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

package enum Severity: Int, Comparable, Sendable, CaseIterable {
  case note, warning, error

  package static func < (left: Severity, right: Severity) -> Bool {
    left.rawValue < right.rawValue
  }

  package var word: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }
}

/// What is said of one mistake: what (`message`), where (`range`, `labels`), why (`notes`) and what
/// to do about it (`help`, `fix`).
package struct Diagnostic: Sendable, Equatable {
  /// A further place where the mistake matters.
  package struct Label: Sendable, Equatable {
    package var range: SourceRange
    package var text: String
  }

  /// Text that repairs the mistake when it stands in place of `range`.
  package struct Fix: Sendable, Equatable {
    package var range: SourceRange
    package var replacement: String
    /// Whether it gives what was certainly meant, so that it may be applied unasked: another
    /// spelling with one meaning. A guess is shown, and left to the author.
    package var isSafe: Bool
  }

  /// The same in other iterations or uses of a recipe: how many, and the place of the last.
  package struct Repetition: Sendable, Equatable {
    package var count: Int
    package var last: SourceRange
  }

  package var code: Code
  package var severity: Severity
  package var message: String
  /// `nil`: the diagnostic is of the command line or the host, not of a text.
  package var range: SourceRange?
  /// What stands beside the place itself.
  package var rangeText: String
  package var labels: [Label]
  package var notes: [String]
  package var help: String?
  package var fix: Fix?
  package var repetition: Repetition?

  /// The severity is that of the code unless another is given.
  package init(
    _ code: Code, _ message: String, at range: SourceRange?, _ rangeText: String = "",
    help: String? = nil, severity: Severity? = nil
  ) {
    self.code = code
    self.severity = severity ?? code.severity
    self.message = bounded(message)
    self.range = range
    self.rangeText = bounded(rangeText)
    self.labels = []
    self.notes = []
    self.help = help.map(bounded)
    self.fix = nil
    self.repetition = nil
  }

  package func label(_ range: SourceRange, _ text: String) -> Diagnostic {
    var copy = self
    copy.labels.append(Label(range: range, text: bounded(text)))
    return copy
  }

  package func note(_ text: String) -> Diagnostic {
    var copy = self
    copy.notes.append(bounded(text))
    return copy
  }

  package func fix(
    _ range: SourceRange, _ replacement: String, isSafe: Bool = true
  ) -> Diagnostic {
    var copy = self
    copy.fix = Fix(range: range, replacement: replacement, isSafe: isSafe)
    return copy
  }

  /// A fix that only the author can judge.
  package func guess(_ range: SourceRange, _ replacement: String) -> Diagnostic {
    fix(range, replacement, isSafe: false)
  }
}

/// A name of a recipe may be as long as the recipe: nobody reads on for pages.
private func bounded(_ text: String) -> String {
  let limit = 2000
  return text.utf8.count > limit ? text.prefix(limit) + "…" : text
}

/// What every phase returns: its value, and what is to be said of its input.
package struct Findings<Value> {
  package var value: Value
  package var diagnostics: [Diagnostic]

  @inlinable
  package init(_ value: Value, _ diagnostics: [Diagnostic] = []) {
    self.value = value
    self.diagnostics = diagnostics
  }

  package var hasErrors: Bool { diagnostics.hasErrors }
}

extension Findings: Sendable where Value: Sendable {}

extension [Diagnostic] {
  package var hasErrors: Bool { contains { $0.severity == .error } }

  /// In the order of files and places, those without a place last; else as they are.
  package var sortedByPlace: [Diagnostic] {
    func key(_ index: Int) -> (UInt32, UInt32, Int) {
      guard let range = self[index].range else { return (.max, .max, index) }
      return (range.file, range.lower, index)
    }
    return indices.sorted { key($0) < key($1) }.map { self[$0] }
  }
}

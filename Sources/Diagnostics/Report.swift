/// The diagnostics of a phase. What is said of the same text in other iterations or uses of a recipe
/// is counted with the first; what was said already is not said again.
package struct Report: Sendable {
  package private(set) var diagnostics: [Diagnostic] = []
  private var told: [Place: Told] = [:]
  /// How often something was told, also what was counted with another.
  package private(set) var additions = 0

  private struct Place: Hashable {
    var code: Code
    var range: SourceRange?
  }

  /// What was said of a place first, and all that was said of the same iteration or use.
  private struct Told {
    var index: Int
    var range: SourceRange?
    var messages: Set<String>
  }

  package init() {}

  package var count: Int { diagnostics.count }

  /// Where it stands in `diagnostics`; `nil` when it was said or counted with another.
  @discardableResult
  package mutating func add(_ diagnostic: Diagnostic) -> Int? {
    additions += 1
    let place = Place(code: diagnostic.code, range: diagnostic.range?.traced(0))
    if let earlier = told[place] {
      if let range = diagnostic.range, range != earlier.range {
        diagnostics[earlier.index].count(range, diagnostic.repetition)
        return nil
      }
      guard told[place]?.messages.insert(diagnostic.message).inserted == true else { return nil }
    } else {
      told[place] = Told(
        index: diagnostics.count, range: diagnostic.range, messages: [diagnostic.message])
    }
    diagnostics.append(diagnostic)
    return diagnostics.count - 1
  }

  package mutating func add(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { add(diagnostic) }
  }

  package mutating func note(_ index: Int, _ text: String) {
    guard diagnostics.indices.contains(index) else { return }
    diagnostics[index] = diagnostics[index].note(text)
  }
}

extension Diagnostic {
  fileprivate mutating func count(_ range: SourceRange, _ other: Repetition?) {
    let last = other?.last ?? range
    guard (repetition?.last ?? self.range) != last else { return }
    repetition = Repetition(count: (repetition?.count ?? 0) + 1 + (other?.count ?? 0), last: last)
  }
}

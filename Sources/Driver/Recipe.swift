import Checking
package import Diagnostics
import Evaluation
import Syntax
package import Topology
import Vocabulary

/// A text that was read: what it means, and all that is to be said of it.
package struct Recipe: Sendable {
  package var sources: [SourceText]
  package var model: Model
  package var diagnostics: [Diagnostic]
  /// The overlay that alone is worked on; the others still count where one depends on them, as for
  /// the MAC of a bridge that they share.
  package var selection: UInt32?

  package var hasErrors: Bool { diagnostics.hasErrors }

  /// Reads a text: lexer, parser, evaluation, and the rules across all hosts. Of a text with errors
  /// the rules tell only what is wrong with what is there: something that could not be read may be
  /// what they miss.
  package init(name: String, bytes: [UInt8]) {
    guard bytes.count <= Bound.totalTextBytes else {
      sources = []
      model = Model()
      diagnostics = [
        Diagnostic(
          .textTooLarge, "\(name) has more than \(Bound.totalTextBytes) bytes",
          at: nil)
      ]
      return
    }
    let source = SourceText(name: name, bytes: bytes)
    sources = [source]
    let tree = parse(source, file: 0)
    let evaluated = evaluate(tree.value)
    model = evaluated.value
    diagnostics = tree.diagnostics + evaluated.diagnostics
    let isWhole = !diagnostics.hasErrors
    diagnostics += check(model).filter { isWhole || !$0.mayBeFollowUp }
  }

  /// The same for one overlay alone; `nil` when there is none of that VNI.
  package func only(vni: UInt32) -> Recipe? {
    guard model.overlays.contains(where: { $0.vni.value == vni }) else { return nil }
    var copy = self
    copy.selection = vni
    return copy
  }

  /// The overlays that are worked on.
  package var overlays: [Overlay] {
    model.overlays.filter { selection == nil || $0.vni.value == selection }
  }

  /// The line, from 1, where a range begins, with the name of its text.
  package func line(_ range: SourceRange) -> (file: String, line: Int)? {
    guard Int(range.file) < sources.count else { return nil }
    let source = sources[Int(range.file)]
    return (source.name, source.line(at: Int(range.lower)))
  }
}

extension Diagnostic {
  /// Warnings, and errors about something that is missing.
  fileprivate var mayBeFollowUp: Bool {
    let aboutAbsence: Set<Code> = [
      .optionNeeds, .checksumMismatch, .portFlagsConflict, .incompleteTable,
    ]
    return severity != .error || aboutAbsence.contains(code)
  }
}

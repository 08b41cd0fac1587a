import Checking
package import Diagnostics
package import Evaluation
import Syntax
package import Topology
import Vocabulary

/// A text that was read: what it means, and all that is to be said of it.
package struct Recipe: Sendable {
  package var sources: Sources
  package var model: Model
  /// What its top level sees.
  package private(set) var scope = Scope()
  package var diagnostics: [Diagnostic]
  /// The overlay that alone is worked on; the others still count where one depends on them, as for
  /// the MAC of a bridge that they share.
  package var selection: UInt32?

  package var hasErrors: Bool { diagnostics.hasErrors }

  /// How many texts are files; behind them stand the values of `--set`.
  package private(set) var fileCount = 1

  /// Reads a text and what it imports: lexer, parser, evaluation, and the rules across all hosts.
  /// Of a text with errors the rules tell only what is wrong with what is there: something that
  /// could not be read may be what they miss. `settings` are `NAME=VALUE`; `origins`: where the parts
  /// of the text were written.
  package init(
    bytes: [UInt8], origins: [SourceText.Origin] = [], settings: [String] = [], importer: Importer
  ) {
    sources = Sources()
    model = Model()
    diagnostics = []
    guard bytes.count <= Bound.totalTextBytes else {
      diagnostics = [
        Diagnostic(
          .textTooLarge, "\(importer.first.name) has more than \(Bound.totalTextBytes) bytes",
          at: nil)
      ]
      return
    }
    var loader = Loader(importer)
    loader.load(importer.first, bytes, origins)
    sources = Sources(loader.sources)
    fileCount = loader.files.count
    var program = Program(loader.files)
    var found = loader.diagnostics + Recipe.apply(settings, &program, &sources)
    let evaluated = evaluate(program)
    model = evaluated.value.model
    scope = evaluated.value.scope
    sources.expansions = evaluated.value.expansions
    found += evaluated.diagnostics
    let isWhole = !found.hasErrors
    // What is wrong may be why a name is not used.
    if !isWhole { found.removeAll { $0.code == .unusedName } }
    found += check(model).filter { isWhole || !$0.mayBeFollowUp }
    var report = Report()
    report.add(found)
    diagnostics = report.diagnostics.sortedByPlace.map { $0.keepingVariables(sources) }
  }

  /// A text that stands alone.
  package init(name: String, bytes: [UInt8]) {
    self.init(bytes: bytes, importer: .none(name))
  }

  /// Whether what `--set` gave is wrong: a mistake of the command line, not of the recipe.
  package var hasWrongSettings: Bool {
    diagnostics.contains { diagnostic in
      guard diagnostic.severity == .error else { return false }
      return diagnostic.code == .unknownParameter
        || diagnostic.range.map { Int($0.file) >= fileCount } == true
    }
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
    guard let source = sources[range] else { return nil }
    return (source.name(at: Int(range.lower)), source.line(at: Int(range.lower)))
  }
}

extension Diagnostic {
  /// A fix that would put the value of one iteration in the place of a variable is a guess.
  fileprivate func keepingVariables(_ sources: Sources) -> Diagnostic {
    guard let fix, fix.isSafe, let bytes = sources[fix.range]?.bytes,
      fix.range.lower <= fix.range.upper, Int(fix.range.upper) <= bytes.count,
      bytes[Int(fix.range.lower)..<Int(fix.range.upper)].contains(UInt8(ascii: "$")),
      !fix.replacement.utf8.contains(UInt8(ascii: "$"))
    else { return self }
    var copy = self
    copy.fix?.isSafe = false
    return copy
  }

  /// Warnings, and errors about something that is missing.
  fileprivate var mayBeFollowUp: Bool {
    let aboutAbsence: Set<Code> = [
      .optionNeeds, .checksumMismatch, .portFlagsConflict, .incompleteTable,
    ]
    return severity != .error || aboutAbsence.contains(code)
  }
}

import Diagnostics
import Driver
import FoundationEssentials
import Topology

/// The version of all shapes in docs/schema.
private let schemaVersion = 1

/// One document on stdout: an object whose first key is `version`; the others are sorted, because
/// the encoder keeps no other order.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes, .sortedKeys]
  let text = String(decoding: try encoder.encode(value), as: UTF8.self)
  try write("{\n  \"version\" : \(schemaVersion)," + text.dropFirst() + "\n", to: 1)
}

/// A document in one line, for what goes on.
func printJSONLine(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
  let text = String(decoding: try encoder.encode(value), as: UTF8.self)
  try write("{\"version\":\(schemaVersion)," + text.dropFirst() + "\n", to: 1)
}

/// docs/schema/refusal.json: what stands in the place of a report that could not be made.
private struct RefusalReport: Encodable {
  var status: Int32
  var diagnostics: [CheckReport.Message]
}

/// Runs a command; with `--json`, what ended it is a document, too.
func reporting(_ json: Bool, _ command: () throws -> Void) throws {
  do {
    try command()
  } catch let ending as Ending where json && !ending.diagnostics.isEmpty {
    try printJSON(
      RefusalReport(
        status: ending.status.rawValue,
        diagnostics: ending.diagnostics.prefix(1000).map { .init($0, ending.sources) }))
    throw Ending(ending.status)
  }
}

/// docs/schema/check.json
struct CheckReport: Encodable {
  struct Place: Encodable {
    var file: String
    var line: Int
    var column: Int
    var endLine: Int
    var endColumn: Int
    var text: String?

    init?(_ range: SourceRange, _ sources: Sources, _ text: String? = nil) {
      guard let source = sources[range] else { return nil }
      file = source.name(at: Int(range.lower))
      line = source.line(at: Int(range.lower))
      column = source.column(at: Int(range.lower))
      endLine = source.line(at: Int(range.upper))
      endColumn = source.column(at: Int(range.upper))
      self.text = text
    }
  }

  /// A loop or a use of a recipe that a place stands in.
  struct Link: Encodable {
    var what: String
    var place: Place?
    var values: String
  }

  struct Message: Encodable {
    var code: String
    var severity: String
    var message: String
    var place: Place?
    var further: [Place]
    /// From the innermost loop or use to the outermost.
    var expansion: [Link]
    /// In how many other iterations or uses the same is to be said.
    var repetitions: Int
    var notes: [String]
    var help: String?
    var fix: Fix?

    init(_ diagnostic: Diagnostic, _ sources: Sources) {
      code = diagnostic.code.rawValue
      severity = diagnostic.severity.word
      message = diagnostic.message
      let text = diagnostic.rangeText.isEmpty ? nil : diagnostic.rangeText
      place = diagnostic.range.flatMap { Place($0, sources, text) }
      further = diagnostic.labels.compactMap { Place($0.range, sources, $0.text) }
      expansion = (diagnostic.range.map(sources.expansions.chain) ?? []).map { link in
        Link(what: link.what, place: Place(link.range, sources), values: link.values)
      }
      repetitions = diagnostic.repetition?.count ?? 0
      notes = diagnostic.notes
      help = diagnostic.help
      fix = diagnostic.fix.flatMap { Fix($0, sources) }
    }
  }

  /// Text that repairs the mistake when it stands in its place.
  struct Fix: Encodable {
    var place: Place
    var replacement: String
    /// Whether `--fix` applies it: what was certainly meant, and no guess.
    var safe: Bool

    init?(_ fix: Diagnostic.Fix, _ sources: Sources) {
      guard let place = Place(fix.range, sources) else { return nil }
      self.place = place
      replacement = fix.replacement
      safe = fix.isSafe
    }
  }

  struct AppliedFix: Encodable {
    /// In the text as it was before.
    var place: Place
    var found: String
    var replacement: String

    init?(_ fix: Driver.AppliedFix, _ source: SourceText) {
      guard let place = Place(fix.range, Sources([source])) else { return nil }
      self.place = place
      found = String(decoding: fix.old, as: UTF8.self)
      replacement = fix.new
    }
  }

  struct File: Encodable {
    var file: String
    var overlays: Int
    var nodes: [String]
    var diagnostics: [Message]
    /// How many there are; the list ends after 1,000.
    var count: Int
    /// What `--fix` changed.
    var fixes: [AppliedFix]?

    /// A file that could not be read.
    init(_ file: String, _ ending: Ending) {
      self.file = file
      overlays = 0
      nodes = []
      diagnostics = ending.diagnostics.map { Message($0, ending.sources) }
      count = diagnostics.count
    }

    init(_ file: String, _ recipe: Recipe, fixes: [AppliedFix]?) {
      self.file = file
      self.fixes = fixes
      overlays = recipe.model.overlays.count
      nodes = recipe.model.hostNames
      diagnostics = recipe.diagnostics.prefix(1000).map { Message($0, recipe.sources) }
      count = recipe.diagnostics.count
    }
  }

  var files: [File]
}

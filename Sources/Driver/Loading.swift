import Diagnostics
import Evaluation
import Syntax
import Values
import Vocabulary

/// How imports come in: the pure rooms read no file.
package struct Importer {
  /// A file that an import names.
  package struct File: Sendable, Equatable {
    /// As it is shown.
    package var name: String
    /// The same for each path to one file. Bytes: texts that Swift holds equal may name two files.
    package var identity: [UInt8]

    package init(name: String, identity: String) {
      self.name = name
      self.identity = Array(identity.utf8)
    }

    package static func == (left: File, right: File) -> Bool { left.identity == right.identity }
  }

  package struct Refusal: Error {
    /// Why, without anything of the file's content.
    package var reason: String
    package var help: String?

    package init(_ reason: String, help: String? = nil) {
      self.reason = reason
      self.help = help
    }
  }

  /// The recipe itself.
  package var first: File
  /// The file of a path in the text of another.
  package var locate: (_ path: String, _ importer: File) -> Result<File, Refusal>
  /// At most so many bytes and one more.
  package var read: (_ file: File, _ limit: Int) -> Result<[UInt8], Refusal>

  package init(
    first: File, locate: @escaping (String, File) -> Result<File, Refusal>,
    read: @escaping (File, Int) -> Result<[UInt8], Refusal>
  ) {
    self.first = first
    self.locate = locate
    self.read = read
  }

  /// For a text that stands alone.
  package static func none(_ name: String) -> Importer {
    let refusal = Refusal("a text that is no file imports nothing")
    return Importer(
      first: File(name: name, identity: name), locate: { _, _ in .failure(refusal) },
      read: { _, _ in .failure(refusal) })
  }
}

/// Reads a text and all that it imports, each file once.
struct Loader {
  let importer: Importer
  var sources: [SourceText] = []
  var files: [Program.File] = []
  var diagnostics: [Diagnostic] = []
  private var indices: [[UInt8]: Int] = [:]
  /// The files whose imports are being read, outermost first.
  private var open: [Importer.File] = []
  private var bytes = 0

  init(_ importer: Importer) { self.importer = importer }

  @discardableResult
  mutating func load(
    _ file: Importer.File, _ text: [UInt8], _ origins: [SourceText.Origin] = []
  ) -> Int {
    let index = files.count
    bytes += text.count
    indices[file.identity] = index
    let source = SourceText(name: file.name, bytes: text, origins: origins)
    let tree = parse(source, file: index)
    sources.append(source)
    diagnostics += tree.diagnostics
    files.append(Program.File(name: file.name, tree: tree.value))
    files[index].isBroken = tree.hasErrors
    open.append(file)
    for item in tree.value.importItems { files[index].imports.append(follow(item, from: file)) }
    open.removeLast()
    return index
  }

  private mutating func follow(_ item: ImportItem, from file: Importer.File) -> Int? {
    guard let path = path(item.path) else { return nil }
    switch importer.locate(path, file) {
    case .failure(let refusal):
      refuse(path, refusal, item)
      return nil
    case .success(let found):
      if let start = open.firstIndex(where: { $0.identity == found.identity }) {
        reportCycle(open[start...].map(\.name) + [found.name], item)
        return nil
      }
      if let index = indices[found.identity] { return index }
      return read(found, path, item)
    }
  }

  private mutating func read(
    _ file: Importer.File, _ path: String, _ item: ImportItem
  ) -> Int? {
    guard files.count <= Bound.imports else {
      if !diagnostics.contains(where: { $0.code == .tooManyImports }) {
        diagnostics.append(
          Diagnostic(
            .tooManyImports, "a recipe imports at most \(Bound.imports) files", at: item.range))
      }
      return nil
    }
    let room = Bound.totalTextBytes - bytes
    switch importer.read(file, room) {
    case .failure(let refusal):
      refuse(path, refusal, item)
      return nil
    case .success(let text):
      guard text.count <= room else {
        diagnostics.append(
          Diagnostic(
            .textTooLarge, "with this import the texts have over \(Bound.totalTextBytes) bytes",
            at: item.range))
        return nil
      }
      return load(file, text)
    }
  }

  /// `nil` when it is no plain text, which is told.
  private mutating func path(_ expression: Expression) -> String? {
    switch expression {
    case .string(let pieces, let range):
      var path = ""
      for piece in pieces {
        guard case .text(let text) = piece else {
          diagnostics.append(
            Diagnostic(
              .importRefused, "an import's path is plain text, without `${ }`", at: range,
              help: "what is imported does not depend on values; choose with `if` what is used"))
          return nil
        }
        path += text
      }
      return path
    case .word(let text, _): return text
    case .template, .integer, .address, .prefix, .mac, .host, .variable, .boolean, .list,
      .negation, .operation, .index, .length, .missing:
      return nil
    }
  }

  private mutating func refuse(
    _ path: String, _ refusal: Importer.Refusal, _ item: ImportItem
  ) {
    diagnostics.append(
      Diagnostic(
        .importRefused, "cannot import \(printable(path)): \(refusal.reason)",
        at: item.path.range, help: refusal.help))
  }

  private mutating func reportCycle(_ names: [String], _ item: ImportItem) {
    let message =
      names.count == 2
      ? "\(printable(names[0])) imports itself" : "these files import each other"
    var diagnostic = Diagnostic(
      .importCycle, message, at: item.range,
      help: "put what both need into a third file")
    if names.count > 2 {
      diagnostic = diagnostic.note(names.map { printable($0) }.joined(separator: " -> "))
    }
    diagnostics.append(diagnostic)
  }
}

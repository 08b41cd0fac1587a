import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink
import Topology
import Values

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Tell all diagnostics of recipes, and do nothing else.",
    discussion: """
      --fix applies the fixes that have one meaning, such as `->` for `=>`, and writes the files in \
      place, as `vxloom format` does; of stdin, the fixed text goes to stdout. What remains is told as \
      ever. Of several files the worst status counts.
      """)

  @Argument(help: "The recipes; `-` is stdin.", completion: .file(extensions: ["vxl"]))
  var files: [String]

  @Flag(help: "Make warnings errors.")
  var strict = false

  @Flag(help: "Apply the safe fixes first.")
  var fix = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try requireOneInput(files)
    if fix, json, files.contains("-") {
      throw ValidationError(
        "--fix writes the text of `-` to stdout, where --json prints its document")
    }
  }

  func run() throws {
    var status = ExitStatus.done
    var reports: [CheckReport.File] = []
    for file in files {
      do {
        var recipe = try readRecipe(file, reading, output)
        let fixes = fix ? try applyFixes(to: &recipe, file) : []
        if strict { recipe.makeWarningsErrors() }
        if json {
          reports.append(CheckReport.File(file, recipe, fixes: fix ? fixes : nil))
        } else {
          output.show(recipe.diagnostics, recipe.sources)
          summarize(file, recipe, fixes.count)
        }
        if recipe.hasErrors { status.worsen(to: recipe.hasWrongSettings ? .usage : .recipe) }
      } catch let ending as Ending {
        reports.append(CheckReport.File(file, ending))
        status.worsen(to: ending.status)
      }
    }
    if json { try printJSON(CheckReport(files: reports)) }
    if status != .done { throw Ending(status) }
  }

  /// Repairs the file, and leaves in `recipe` what it says then.
  private func applyFixes(
    to recipe: inout Recipe, _ file: String
  ) throws -> [CheckReport.AppliedFix] {
    guard let source = recipe.sources.texts.first else { return [] }
    let importer = fileImporter(file, root: reading.importRoot)
    let fixed = Driver.applyFixes(source.bytes) {
      Recipe(bytes: $0, settings: reading.set, importer: importer)
    }
    if file == "-" {
      try write(fixed.bytes, to: 1)
    } else if fixed.bytes != source.bytes {
      try replace(file, fixed.bytes)
    }
    recipe = fixed.recipe
    if !json, !output.quiet {
      for fix in fixed.applied { output.tell(line(fix, source)) }
    }
    return fixed.applied.compactMap { CheckReport.AppliedFix($0, source) }
  }

  private func line(_ fix: AppliedFix, _ source: SourceText) -> String {
    let place = Int(fix.range.lower)
    return "\(printable(source.name)):\(source.line(at: place)):\(source.column(at: place)): "
      + printable(fix.phrase)
  }

  private func replace(_ file: String, _ bytes: [UInt8]) throws {
    do {
      try Machine.rewriteFile(file, bytes)
    } catch {
      let diagnostic = Diagnostic(
        .unwritableFile, "cannot write \(printable(file)): \(errorName(error.code))", at: nil)
      output.show([diagnostic])
      throw Ending(.file, [diagnostic])
    }
  }

  private func summarize(_ file: String, _ recipe: Recipe, _ fixes: Int) {
    guard !output.quiet else { return }
    let overlays = recipe.model.overlays.count
    let nodes = recipe.model.hostNames.count
    let errors = recipe.diagnostics.count { $0.severity == .error }
    let warnings = recipe.diagnostics.count { $0.severity == .warning }
    var words = ["\(printable(file)): \(counted(overlays, "overlay")), \(counted(nodes, "node"))"]
    words.append(errors == 0 ? "no errors" : counted(errors, "error"))
    if warnings > 0 { words.append(counted(warnings, "warning")) }
    if fixes > 0 { words.append("\(fixes) fixed") }
    output.tell(words.joined(separator: ", "))
  }
}

extension Recipe {
  fileprivate mutating func makeWarningsErrors() {
    for index in diagnostics.indices where diagnostics[index].severity == .warning {
      diagnostics[index].severity = .error
    }
  }
}

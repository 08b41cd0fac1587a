import ArgumentParser
import Diagnostics
import Driver
import Topology

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Tell all diagnostics of recipes, and do nothing else.")

  @Argument(help: "The recipes; `-` is stdin.", completion: .file(extensions: ["vxl"]))
  var files: [String]

  @Flag(help: "Make warnings errors.")
  var strict = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    var status = ExitStatus.done
    var reports: [CheckReport.File] = []
    for file in files {
      do {
        var recipe = try readRecipe(file, reading, output)
        if strict { recipe.makeWarningsErrors() }
        if json {
          reports.append(CheckReport.File(file, recipe))
        } else {
          output.show(recipe.diagnostics, recipe.sources)
          summarize(file, recipe)
        }
        if recipe.hasErrors { status = recipe.hasWrongSettings ? .usage : .recipe }
      } catch let ending as Ending {
        reports.append(CheckReport.File(file, ending))
        status = ending.status
      }
    }
    if json { try printJSON(CheckReport(files: reports)) }
    if status != .done { throw Ending(status) }
  }

  private func summarize(_ file: String, _ recipe: Recipe) {
    guard !output.quiet else { return }
    let overlays = recipe.model.overlays.count
    let nodes = recipe.model.hostNames.count
    let errors = recipe.diagnostics.count { $0.severity == .error }
    let warnings = recipe.diagnostics.count { $0.severity == .warning }
    var words = ["\(file): \(counted(overlays, "overlay")), \(counted(nodes, "node"))"]
    words.append(errors == 0 ? "no errors" : counted(errors, "error"))
    if warnings > 0 { words.append(counted(warnings, "warning")) }
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

func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

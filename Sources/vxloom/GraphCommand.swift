import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink
import Scripting
import Values

extension GraphFormat: ExpressibleByArgument {}

struct GraphCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw a recipe: hosts, tunnels or groups, bridges, endpoints.",
    discussion: """
      dot      for Graphviz
      mermaid  a flowchart, as GitHub and others show it in Markdown
      svg      drawn by Graphviz, whose program `dot` must be installed

      Tunnels are drawn one by one while there are few of them, at most six, or fewer than members; \
      otherwise one segment stands for those of an overlay.
      """)

  @OptionGroup var input: RecipeArgument

  @Option(help: "What to write.")
  var format = GraphFormat.dot

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to; stdout without.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var shown: OutputOptions

  var overlay: UInt32? { input.overlay }

  func run() throws { try run(on: try input.load(shown)) }

  func run(on recipe: Recipe) throws {
    let text = graph(recipe, format: format)
    let picture: String
    switch format {
    case .dot, .mermaid: picture = text
    case .svg: picture = try drawn(text)
    }
    guard let output, output != "-" else { return try write(picture, to: 1) }
    try shown.save([EmittedFile(name: output, text: picture)])
  }

  private func drawn(_ text: String) throws -> String {
    do {
      let ending = try ChildProcess.run("dot", ["dot", "-Tsvg"], input: Array(text.utf8))
      if ending.status == 0 { return String(decoding: ending.output, as: UTF8.self) }
      let words = printable(String(decoding: ending.errors.prefix(500), as: UTF8.self))
      try refuse("Graphviz did not draw it: `dot` ended with \(ending.status): \(words)", nil)
    } catch let error as SystemError {
      try refuse(
        "Graphviz' program `dot` could not be run: \(errorName(error.code))",
        "install Graphviz (Debian: graphviz), or write `--format dot` or `--format mermaid`")
    }
  }

  private func refuse(_ message: String, _ help: String?) throws -> Never {
    shown.show([Diagnostic(.missingTool, message, at: nil, help: help)])
    throw Ending(.unavailable)
  }
}

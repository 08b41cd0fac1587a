import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink
import Planning
import Values

extension EmitFormat: ExpressibleByArgument {}

struct EmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit", abstract: "Write text that does the same without this program.",
    discussion: """
      bash   one script for one node: apply, remove, status, --dry-run; undoes itself on failure
      plain  the bare ip, bridge and docker commands, as a person would type them
      """)

  @OptionGroup var input: RecipeArgument

  @Option(help: "What to write.")
  var format = EmitFormat.bash

  @Option(help: ArgumentHelp("For which node.", valueName: "name"))
  var node: String?

  @Flag(help: "For all nodes: one file each in the directory of --output, and bundle.sh for bash.")
  var all = false

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to; stdout without.", valueName: "file|dir"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("The owner that our devices carry; the file's name.", valueName: "name"))
  var owner: String?

  @OptionGroup var shown: OutputOptions

  func validate() throws {
    if all, output == nil { throw ValidationError("--all needs a directory: --output DIR") }
    if all, node != nil { throw ValidationError("--all and --node exclude each other") }
  }

  func run() throws {
    let recipe = try input.load(shown)
    // Only scripts mark what they make; plain commands have no owner.
    let name = format == .plain ? "" : try vxloom.owner(input.file, owner, shown)
    if all, let output { return try writeAll(recipe, name, output) }
    let found = identifyNode(recipe.model, named: node, nil)
    shown.show(found.diagnostics)
    guard let identity = found.value else { throw Ending(.usage) }
    let text = try text(emit(recipe, node: identity.name, owner: name, format: format), recipe)
    guard let output, output != "-" else { return try write(text, to: 1) }
    try save([(output, text)])
  }

  private func writeAll(_ recipe: Recipe, _ owner: String, _ directory: String) throws {
    var files: [(path: String, text: String)] = []
    for node in recipe.emittedNodes {
      let found = emit(recipe, node: node, owner: owner, format: format)
      guard isFileName(node), format != .bash || node != "bundle" else {
        shown.show([
          Diagnostic(
            .unwritableFile, "the node `\(printable(node))` cannot name a file of its own", at: nil,
            help: "write it by itself: `--node` and `--output FILE`")
        ])
        throw Ending(.file)
      }
      files.append(("\(directory)/\(node).\(format.suffix)", try text(found, recipe)))
    }
    if format == .bash {
      files.append(("\(directory)/bundle.sh", try text(emitBundle(recipe, owner: owner), recipe)))
    }
    do {
      if !Machine.exists(directory) { try Machine.makeDirectory(directory) }
    } catch {
      try refuse(error, directory)
    }
    try save(files)
    for file in files { try shown.remark(file.path) }
    guard !shown.quiet else { return }
    for name in recipe.foreignNodes {
      shown.tell("note: nothing is written for \(printable(name)): others run it (`foreign`)")
    }
  }

  /// Files appear whole or not at all.
  private func save(_ files: [(path: String, text: String)]) throws {
    for file in files {
      do {
        try Machine.replaceFile(
          file.path, Array(file.text.utf8), mode: format == .bash ? 0o755 : 0o644)
      } catch {
        try refuse(error, file.path)
      }
    }
  }

  private func refuse(_ error: SystemError, _ path: String) throws {
    shown.show([
      Diagnostic(
        .unwritableFile, "cannot write \(printable(path)): \(errorName(error.code))", at: nil)
    ])
    throw Ending(.file)
  }

  private func text(_ found: Findings<String>, _ recipe: Recipe) throws -> String {
    shown.show(found.diagnostics, recipe.sources)
    if found.hasErrors { throw Ending(.recipe) }
    return found.value
  }

  private func isFileName(_ name: String) -> Bool {
    !name.isEmpty && !name.contains("/") && name != "." && name != ".." && !name.contains("\0")
  }
}

extension EmitFormat {
  var suffix: String {
    switch self {
    case .bash: "sh"
    case .plain: "txt"
    }
  }
}

import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Lab
import Netlink
import Topology
import Values
import Vocabulary

/// What a recipe is read with.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Give a parameter of the recipe; may be repeated.", valueName: "name=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "Imports stay below this directory; the recipe's own.", valueName: "directory"),
    completion: .directory)
  var importRoot: String?

  func validate() throws {
    guard let importRoot else { return }
    do {
      _ = try Descriptor(opening: importRoot, .directory)
    } catch {
      throw ValidationError(
        "--import-root \(printable(importRoot)) is no directory to import from: "
          + errorName(error.code))
    }
  }
}

/// A recipe as an argument.
struct RecipeArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The recipe; `-` is stdin.", valueName: "file"),
    completion: .file(extensions: ["vxl"]))
  var file: String

  @Option(help: ArgumentHelp("Take this overlay alone.", valueName: "vni"))
  var overlay: UInt32?

  @OptionGroup var reading: ReadingOptions

  /// See `loadRecipe`.
  func load(_ output: OutputOptions) throws -> Recipe {
    try loadRecipe(file, overlay, reading, output)
  }
}

/// Reads, evaluates and checks a recipe, and tells what is to be said of it. Ends the command where
/// it cannot be read or has errors.
func loadRecipe(
  _ file: String, _ overlay: UInt32?, _ reading: ReadingOptions, _ output: OutputOptions
) throws -> Recipe {
  let recipe = try readRecipe(file, reading, output)
  output.show(recipe.diagnostics, recipe.sources)
  try recipe.requireSound()
  return try recipe.narrowed(to: overlay, output)
}

/// What acts on a recipe, one that was read from a file or one that was entered at the prompt.
protocol RecipeCommand: ParsableCommand {
  var overlay: UInt32? { get }
  /// `recipe` has no errors, and what there is to be said of it has been said.
  func run(on recipe: Recipe) throws
}

extension Recipe {
  /// The same for one overlay alone; ends the command where there is none of that VNI.
  func narrowed(to overlay: UInt32?, _ output: OutputOptions) throws -> Recipe {
    guard let overlay else { return self }
    if let only = only(vni: overlay) { return only }
    let known = model.overlays.map { String($0.vni.value) }.joined(separator: ", ")
    output.tell(
      "error: the recipe has no overlay \(overlay); "
        + (known.isEmpty ? "it has none at all" : "its overlays are \(known)"))
    throw Ending(.usage)
  }

  /// Ends the command where there are errors.
  func requireSound() throws {
    guard hasErrors else { return }
    throw Ending(hasWrongSettings ? .usage : .recipe, diagnostics, sources)
  }
}

/// What stdin holds is gone once it was read.
func requireOneInput(_ files: [String]) throws {
  guard files.count(where: { $0 == "-" }) > 1 else { return }
  throw ValidationError("stdin is read once: write `-` once")
}

/// Reads and checks a file without a word about its content.
func readRecipe(
  _ file: String, _ reading: ReadingOptions, _ output: OutputOptions
) throws -> Recipe {
  Recipe(
    bytes: try readBytes(file, output), settings: reading.set,
    importer: fileImporter(file, root: reading.importRoot))
}

/// Ends the command where the file cannot be read.
func readBytes(_ file: String, _ output: OutputOptions) throws -> [UInt8] {
  do {
    return try readFile(file)
  } catch {
    let diagnostic = Diagnostic(
      .unreadableFile, "cannot read \(printable(file)): \(readError(error.code))", at: nil)
    output.show([diagnostic])
    throw Ending(.file, [diagnostic])
  }
}

private func readFile(_ file: String) throws(SystemError) -> [UInt8] {
  // A little more than a recipe may have, so that one that is too long is told of.
  let limit = Bound.totalTextBytes + 1
  guard file == "-" else { return try Machine.readFile(file, limit: limit) }
  let input = Descriptor(owning: 0)
  let bytes = try input.readAll(limit: limit)
  _ = input.release()
  return bytes
}

private func readError(_ code: Int32) -> String {
  switch code {
  case 21: "it is a directory"
  // A socket, or a device without a driver (open(2)).
  case 6: "it is nothing that can be read"
  default: errorName(code)
  }
}

/// Which host is worked on, and which node it is.
struct NodeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Which node of the recipe this host is.", valueName: "name"))
  var node: String?

  @Option(help: ArgumentHelp("Work in this network namespace.", valueName: "name|path"))
  var netns: String?
}

/// The same, and whose devices these are.
struct HostOptions: ParsableArguments {
  @OptionGroup private var place: NodeOptions

  var node: String? { place.node }
  var netns: String? { place.netns }

  @Option(
    help: ArgumentHelp("The owner that our devices carry; the file's name.", valueName: "name"))
  var owner: String?
}

extension HostOptions {
  func host(_ output: OutputOptions) throws -> Host { try place.host(output) }
  func sockets(_ output: OutputOptions) throws -> NetlinkSockets { try place.sockets(output) }
}

extension NodeOptions {
  /// The host that is worked on: this network namespace, or the one that was named.
  func host(_ output: OutputOptions) throws -> Host {
    let host = kernelHost(try sockets(output), log: output.logger)
    return Fault(Machine.environment("VXLOOM_FAULT"))?.injected(into: host) ?? host
  }

  func sockets(_ output: OutputOptions) throws -> NetlinkSockets {
    if let netns {
      do {
        _ = try Namespaces.open(netns)
      } catch {
        output.tell(
          "error: cannot open the network namespace \(printable(netns)): \(errorName(error.code))"
            + namespaceHelp())
        throw Ending(.usage)
      }
    }
    return NetlinkSockets(home: netns)
  }
}

func owner(_ file: String, _ given: String?, _ output: OutputOptions) throws -> String {
  let owner = ownerName(file: file, given: given)
  output.show(owner.diagnostics)
  guard let name = owner.value else { throw Ending(.usage, owner.diagnostics) }
  return name
}

/// The network namespaces that have a name (ip-netns(8)).
private func namespaceHelp() -> String {
  let names = ((try? Machine.list("/run/netns")) ?? []).map { printable($0) }
  return names.isEmpty
    ? "; there are none with a name"
    : "; there are \(names.prefix(20).joined(separator: ", "))" + (names.count > 20 ? ", …" : "")
}

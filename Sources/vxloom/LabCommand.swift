import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Lab
import Netlink
import Values

struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab", abstract: "Try a recipe: every node as a namespace on this machine.",
    discussion: """
      `vxloom lab FILE` builds the nodes, applies the recipe in each, asks who reaches whom, and
      takes all of it down. It needs no root; nothing of the machine is touched.
      """,
    subcommands: [
      LabRun.self, LabUp.self, LabVerify.self, LabExec.self, LabDown.self,
    ], defaultSubcommand: LabRun.self)
}

enum LabPath: String, ExpressibleByArgument, CaseIterable {
  case netlink, script
}

struct LabRun: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Build, verify all pairs, take down.")

  @OptionGroup var input: RecipeArgument

  @Option(help: "Whether nodes are set up by rtnetlink or by the emitted script.")
  var via = LabPath.netlink

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  var overlay: UInt32? { input.overlay }

  func run() throws { try reporting(json) { try carryOut(try input.load(output)) } }
  func run(on recipe: Recipe) throws { try reporting(json) { try carryOut(recipe) } }

  private func carryOut(_ recipe: Recipe) throws {
    let bench = LabBench(recipe, input.file, via, output)
    let laboratory = try bench.build()
    try bench.report(try bench.verify(laboratory), json: json)
  }
}

struct LabUp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Build the lab and leave it standing.")

  @OptionGroup var input: RecipeArgument

  @Option(help: "Whether nodes are set up by rtnetlink or by the emitted script.")
  var via = LabPath.netlink

  @OptionGroup var output: OutputOptions

  func run() throws {
    let recipe = try input.load(output)
    let name = try labName(input.file, output)
    if StandingLab.find(name) != nil {
      output.tell(
        "error: the lab of \(printable(name)) stands already; `vxloom lab down \(input.file)` takes it down"
      )
      throw Ending(.busy)
    }
    let bench = LabBench(recipe, input.file, via, output)
    try bench.hold(name)
    try output.remark(
      """
      the lab stands: \(bench.blueprint.nodes.map(printable).joined(separator: ", "))
      vxloom lab exec \(input.file) NODE -- COMMAND, vxloom lab verify \(input.file), vxloom lab down \(input.file)
      """)
  }
}

struct LabVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Ask who reaches whom in a lab that stands.")

  @OptionGroup var input: RecipeArgument

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  func run() throws { try reporting(json, carryOut) }

  private func carryOut() throws {
    let recipe = try input.load(output)
    let lab = try standing(input.file, output)
    let bench = LabBench(recipe, input.file, .netlink, output)
    do {
      let laboratory = try lab.open(bench.blueprint)
      try bench.report(try bench.verify(laboratory), json: json)
    } catch let error as SystemError {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
  }
}

struct LabExec: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exec", abstract: "Run a command in a node of a lab that stands.",
    usage: "vxloom lab exec [FILE] NODE -- COMMAND [ARGUMENT ...]")

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp(
      "The recipe (needed where several labs stand), the node, --, and the command.",
      valueName: "word"))
  var all: [String] = []

  private var output: OutputOptions { OutputOptions.standard }
  private var words: [String] { Array(all.prefix { $0 != "--" }) }
  private var command: [String] { Array(all.dropFirst(words.count + 1)) }

  func validate() throws {
    if words.contains("--help") || words.contains("-h") { throw CleanExit.helpRequest(self) }
    guard words.count == 1 || words.count == 2, !command.isEmpty else {
      throw ValidationError("write: vxloom lab exec [FILE] NODE -- COMMAND")
    }
  }

  func run() throws {
    let lab: StandingLab
    if words.count == 2 {
      lab = try standing(words[0], output)
    } else {
      lab = try onlyLab(output)
    }
    let node = words[words.count - 1]
    do {
      guard try lab.settle(in: node) else {
        output.tell(
          "error: the lab has no node `\(printable(node))`; it has \(lab.nodeNames.map(printable).joined(separator: ", "))"
        )
        throw Ending(.usage)
      }
    } catch let error as SystemError {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
    let error = ChildProcess.execute(command[0], command)
    output.tell("error: cannot run \(printable(command[0])): \(errorName(error.code))")
    throw Ending(.unavailable)
  }
}

struct LabDown: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "down", abstract: "Take a lab down.")

  @Argument(
    help: "The recipe whose lab it is; none where only one stands.",
    completion: .file(extensions: ["vxl"]))
  var file: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let lab = try file.map { try standing($0, output) } ?? onlyLab(output)
    do {
      try lab.end()
    } catch {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
  }
}

/// A lab has the name of its file.
func labName(_ file: String, _ output: OutputOptions) throws -> String {
  try owner(file, nil, output)
}

private func standing(_ file: String, _ output: OutputOptions) throws -> StandingLab {
  let name = try labName(file, output)
  if let lab = StandingLab.find(name) { return lab }
  output.tell("error: no lab of \(printable(name)) stands; `vxloom lab up \(file)` builds it")
  throw Ending(.unavailable)
}

private func onlyLab(_ output: OutputOptions) throws -> StandingLab {
  let labs = StandingLab.all()
  if let lab = labs.first, labs.count == 1 { return lab.lab }
  if labs.isEmpty {
    output.tell("error: no lab stands; `vxloom lab up FILE` builds one")
    throw Ending(.unavailable)
  }
  output.tell(
    "error: several labs stand: \(labs.map(\.name).joined(separator: ", ")); name the file")
  throw Ending(.usage)
}

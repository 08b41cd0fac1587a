import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Lab
import Netlink
import Planning
import Values

struct AgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agent",
    abstract: "Answer the kernel's misses from the recipe (`control resolve`), until stopped.",
    discussion: """
      It listens for questions of the kernel about neighbours and MACs, answers those that the recipe \
      has an answer to, and tells what it answered. SIGTERM and SIGINT end it, with status 0; what it \
      told the kernel stays until that needs the room. `vxloom apply` makes the devices; the agent may \
      start before.
      """)

  @OptionGroup var input: RecipeArgument
  @OptionGroup var place: NodeOptions

  @Flag(help: "Print a JSON document a line.")
  var json = false

  @OptionGroup var output: OutputOptions

  func run() throws { try reporting(json, carryOut) }

  private func carryOut() throws {
    let recipe = try input.load(output)
    let sockets = try place.sockets(output)
    let host = kernelHost(sockets, log: output.logger)
    let identity = try unwrap(identify(recipe, node: place.node, on: host), recipe, output)
    let resolver = Resolver(recipe.model, node: identity.name, only: recipe.selection)
    guard !resolver.devices.isEmpty else {
      output.tell("error: \(printable(identity.name)) is in no overlay with `control resolve`")
      throw Ending(.usage)
    }
    let log = AgentLog(node: identity.name, json: json, output: output)
    do {
      try Interruptions.install()
      let notifications = try kernelNotifications(sockets)
      // Where nobody reads the log any more, the network still needs its answers.
      let status = runAgent(resolver, on: host, notifications) { try? log.tell($0) }
      if status != .done { throw Ending(status) }
    } catch let error as SystemError {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status, [error.diagnostic(at: nil)])
    }
  }
}

import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Planning
import Topology
import Values

struct VerifyCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Ask from this host who of the other hosts is reached.",
    discussion: """
      From each endpoint of this host to each of the others in its overlay: small packets, and packets
      of the full MTU that nobody may split. The tables are compared as `plan` does. Where somebody is
      not reached, the cause is looked for: a link, the underlay, the UDP port, the MTU, the peer.
      """)

  @OptionGroup var input: RecipeArgument
  @OptionGroup var place: HostOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  var overlay: UInt32? { input.overlay }

  func run() throws { try reporting(json) { try carryOut(try input.load(output)) } }
  func run(on recipe: Recipe) throws { try reporting(json) { try carryOut(recipe) } }

  private func carryOut(_ recipe: Recipe) throws {
    let name = try owner(input.file, place.owner, output)
    let host = try place.host(output)
    if recipe.model.overlays.isEmpty {
      return try output.remark("the recipe has no overlays: there is nobody to be reached")
    }
    try Interruptions.install()
    let found = try unwrap(
      verify(recipe, node: place.node, owner: name, on: host), recipe, output)
    if let status = interruptionStatus() { throw Ending(status) }
    if json {
      try printJSON(VerifyReport(found, recipe))
    } else {
      try output.say(verificationText(found, recipe, color: output.color.isOn(for: 1)))
    }
    output.show(found.diagnostics, recipe.sources)
    if !found.matrix.isAsItShould { throw Ending(.unreachable) }
  }
}

/// docs/schema/verify.json
struct VerifyReport: Encodable {
  var node: String
  var reason: String
  var asWanted: Bool
  var pairs: [MatrixReport.Pair]
  /// What `apply` would do.
  var drift: [PlanReport.Line]
  var diagnostics: [CheckReport.Message]

  init(_ verification: Verification, _ recipe: Recipe) {
    let plan = verification.hostPlan
    node = plan.identity.name
    reason = plan.identity.reason
    let matrix = MatrixReport(verification.matrix, recipe)
    asWanted = matrix.asWanted
    pairs = matrix.pairs
    drift = PlanReport(plan, recipe).steps
    diagnostics = verification.diagnostics.map { .init($0, recipe.sources) }
  }
}

/// Which node this is and why, how it differs from the recipe, and who is reached.
private func verificationText(
  _ verification: Verification, _ recipe: Recipe, color: Bool
) -> String {
  let plan = verification.hostPlan
  var parts = ["\(printable(plan.identity.name)): \(plan.identity.reason)"]
  let drift = PlanReport(plan, recipe).steps
  if !drift.isEmpty {
    let lines = drift.map { line in
      let place = line.line.map { "  # line \($0)" } ?? ""
      return "  \(line.change) \(line.object)  \(line.text)\(place)"
    }
    parts.append(
      (["this host is not as the recipe wants it; `vxloom apply` would:"] + lines)
        .joined(separator: "\n"))
  }
  parts.append(
    matrixText(verification.matrix, recipe, from: plan.identity.name, color: color))
  return parts.joined(separator: "\n\n")
}

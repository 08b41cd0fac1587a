import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Planning
import Topology

struct PlanCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what would change on this host.")

  @OptionGroup var input: RecipeArgument
  @OptionGroup var place: HostOptions

  @Flag(help: "Show what `remove` would do.")
  var remove = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  var overlay: UInt32? { input.overlay }

  func run() throws { try reporting(json) { try carryOut(try input.load(output)) } }
  func run(on recipe: Recipe) throws { try reporting(json) { try carryOut(recipe) } }

  private func carryOut(_ recipe: Recipe) throws {
    let name = try owner(input.file, place.owner, output)
    let host = try place.host(output)
    if remove {
      let scope = RemovalScope(
        owner: name, node: place.node, devices: input.overlay.map { _ in recipe.devices },
        items: recipe.itemsOfTheirOwn, docker: recipe.docker)
      let removal = try unwrap(planForRemoval(scope, on: host), recipe, output)
      try show(PlanReport(removal, owner: name), removal.kept)
    } else {
      let found = try unwrap(
        planForApply(
          recipe, node: place.node, owner: name, on: host,
          consent: Consent(replace: true, prune: input.overlay == nil)),
        recipe, output)
      output.show(found.diagnostics + concerns(recipe, found.value, on: host), recipe.sources)
      let report = PlanReport(found.value, recipe)
      let needs = report.needs.joined(separator: " ")
      let remark = needs.isEmpty ? [] : ["`apply` needs `\(needs)` for all of this"]
      try show(report, report.remarks + remark)
    }
  }

  private func show(_ report: PlanReport, _ kept: [String]) throws {
    if json {
      try printJSON(report)
    } else {
      try output.say(report.text(color: output.color.isOn(for: 1)))
    }
    for text in kept { output.tell(text) }
    if !report.steps.isEmpty { throw Ending(.differs) }
  }
}

/// The value, or the end of the command with what there is to say.
func unwrap<Value>(
  _ result: Result<Value, Refusal>, _ recipe: Recipe?, _ output: OutputOptions,
  before saying: () -> Void = {}
) throws -> Value {
  switch result {
  case .success(let value): return value
  case .failure(let refusal):
    saying()
    output.show(refusal.diagnostics, recipe?.sources ?? Sources())
    throw Ending(refusal.status, refusal.diagnostics, recipe?.sources ?? Sources())
  }
}

extension Recipe {
  /// The names of all devices that the recipe may have made.
  var devices: Set<String> {
    var names: Set<String> = []
    for member in overlays.flatMap(\.members) {
      names.insert(member.device.value)
      if let bridge = member.bridge { names.insert(bridge.name.value) }
      for item in member.namespaces { names.insert(item.veth.value) }
    }
    return names
  }

  /// The ports and namespaces that no other overlay of the recipe has.
  var itemsOfTheirOwn: Set<String> {
    func items(_ overlays: [Overlay]) -> Set<String> {
      Set(
        overlays.flatMap(\.members).flatMap { member in
          member.ports.map(\.device.value) + member.namespaces.map(\.name.value)
        })
    }
    let others = model.overlays.filter { selection != nil && $0.vni.value != selection }
    return items(overlays).subtracting(items(others))
  }

  /// The Docker networks and containers that no other overlay of the recipe has.
  var docker: DockerScope {
    func parts(_ overlays: [Overlay]) -> [[String]] {
      overlays.flatMap(\.members).flatMap { member -> [[String]] in
        guard let network = member.docker?.value else { return [] }
        return [[network]] + member.containers.map { [network, $0.name.value] }
      }
    }
    let others = Set(
      parts(model.overlays.filter { selection != nil && $0.vni.value != selection }))
    let own = parts(overlays).filter { !others.contains($0) }
    return DockerScope(
      networks: Set(own.filter { $0.count == 1 }.flatMap(\.self)),
      containers: Set(own.filter { $0.count == 2 }),
      isNeeded: overlays.contains(where: \.hasDocker))
  }
}

extension Overlay {
  var hasDocker: Bool { members.contains { $0.docker != nil } }
}

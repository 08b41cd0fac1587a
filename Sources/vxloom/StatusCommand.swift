import ArgumentParser
import Diagnostics
import Driver
import Planning

struct StatusCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what of a recipe stands on this host, and what drifted.")

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
    let found = try unwrap(
      planForApply(
        recipe, node: place.node, owner: name, on: host,
        consent: Consent(replace: true, prune: input.overlay == nil)),
      recipe, output)
    output.show(found.diagnostics, recipe.sources)
    let report = StatusReport(found.value, recipe)
    if json {
      try printJSON(report)
    } else {
      try output.say(report.text(color: output.color.isOn(for: 1)))
    }
    for text in found.value.plan.kept { output.tell(text) }
    if !report.drift.isEmpty { throw Ending(.differs) }
  }
}

/// What stands and what has drifted, in words and in JSON (docs/schema/status.json).
struct StatusReport: Encodable {
  struct Device: Encodable {
    var name: String
    var kind: String
    var state: State
  }

  enum State: String, Encodable {
    case stands, missing, drifted
    case unwanted = "not wanted"
  }

  struct Drift: Encodable {
    /// "missing", "differs" or "unwanted".
    var drift: String
    var object: String
    var text: String
    /// What is there, and what the recipe wants.
    var found: String?
    var wanted: String?
    var file: String?
    var line: Int?
  }

  var owner: String
  var node: String
  var reason: String
  var devices: [Device]
  var drift: [Drift]

  init(_ plan: HostPlan, _ recipe: Recipe) {
    owner = plan.plan.owner
    node = plan.identity.name
    reason = plan.identity.reason
    devices = plan.devices.map { Device(name: $0.interface.name, kind: $0.kind, state: $0.state) }
    drift = PlanReport(plan, recipe).steps.map { line in
      Drift(
        drift: Self.word(line.change), object: line.object, text: line.text, found: line.from,
        wanted: line.to, file: line.file, line: line.line)
    }
  }

  private static func word(_ change: String) -> String {
    switch Change(rawValue: change) {
    case .create: "missing"
    case .change, .replace, nil: "differs"
    case .delete: "unwanted"
    }
  }

  /// First which node this is and why, then a line for each device, then one for each drift.
  func text(color: Bool) -> String {
    let names = devices.map(\.name.count).max() ?? 0
    let kinds = devices.map(\.kind.count).max() ?? 0
    var lines = ["\(node): \(reason)"]
    for device in devices {
      let line =
        "  \(pad(device.name, names))  \(pad(device.kind, kinds))  \(device.state.rawValue)"
      lines.append(color ? colored(line, device.state == .stands) : line)
    }
    if drift.isEmpty { return (lines + ["nothing has drifted"]).joined(separator: "\n") }
    let objects = drift.map(\.object.count).max() ?? 0
    for one in drift {
      let place = one.line.map { "  # line \($0)" } ?? ""
      lines.append("\(pad(one.drift, 8)) \(pad(one.object, objects))  \(one.text)\(place)")
    }
    return lines.joined(separator: "\n")
  }

  private func colored(_ line: String, _ isGood: Bool) -> String {
    "\u{1b}[\(isGood ? "32" : "33")m\(line)\u{1b}[0m"
  }
}

extension HostPlan {
  /// The devices that the recipe makes on this node, in its order, then those that it no longer has.
  fileprivate var devices: [(interface: Interface, kind: String, state: StatusReport.State)] {
    var states: [Interface: StatusReport.State] = [:]
    var deleted: [(Interface, String, StatusReport.State)] = []
    for step in plan.steps {
      guard let interface = step.operation.interface else { continue }
      if case .addLink = step.operation, step.replacement == nil {
        states[interface] = .missing
      } else if case .deleteLink(let link) = step.operation, step.replacement == nil {
        deleted.append((interface, link.kind.word, .unwanted))
      } else if states[interface] != .missing {
        states[interface] = .drifted
      }
    }
    let wanted = desired.links.map { link in
      (link.interface, link.kind.word, states[link.interface] ?? state(of: link, states))
    }
    return wanted + deleted
  }

  /// A veth pair is known by its outer end.
  private func state(
    of link: Link, _ states: [Interface: StatusReport.State]
  ) -> StatusReport.State {
    guard case .veth(let peer, _, _) = link.kind else { return .stands }
    return states[peer] == nil ? .stands : .drifted
  }
}

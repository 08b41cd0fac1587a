import Diagnostics
import Driver
import Planning

/// A plan as it is shown, in words and in JSON (docs/schema/plan.json).
struct PlanReport: Encodable {
  struct Line: Encodable {
    var change: String
    var object: String
    var text: String
    var from: String?
    var to: String?
    var file: String?
    var line: Int?
  }

  struct Counts: Encodable {
    var create = 0
    var change = 0
    var replace = 0
    var delete = 0
  }

  var owner: String
  var node: String?
  var reason: String?
  var steps: [Line]
  var counts = Counts()
  /// The flags that `apply` needs for all of it: "--replace", "--prune".
  var needs: [String] = []
  /// What is ours and the recipe no longer has, and what stays nevertheless.
  var leftovers: [String] = []
  private var kept: [String] = []

  private enum CodingKeys: CodingKey {
    case owner, node, reason, steps, counts, needs, leftovers
  }

  /// `isShown`: whether lines are wanted, or counts alone.
  init(_ plan: HostPlan, _ recipe: Recipe, isShown: Bool = true) {
    owner = plan.plan.owner
    node = plan.identity.name
    reason = plan.identity.reason
    steps = []
    if isShown { add(plan.plan, recipe) } else { count(plan.plan) }
    if counts.replace > 0 { needs.append("--replace") }
    if plan.consent.prune, plan.plan.takesThingsAway { needs.append("--prune") }
    leftovers = plan.plan.leftovers
    kept = plan.plan.kept
  }

  init(_ removal: RemovalPlan, owner: String) {
    self.owner = owner
    steps = []
    add(removal.plan, nil)
  }

  /// What is to be said beside the plan.
  var remarks: [String] {
    kept
      + leftovers.map { "\($0) is not in the recipe any more, and stays: `--prune` takes it away" }
  }

  private mutating func count(_ plan: Plan) {
    let made = plan.made
    for step in plan.steps {
      // Of entries there may be very many, and nobody reads the words.
      if let change = step.operation.changeOfEntry ?? step.line(isNew: made.contains)?.change {
        count(change)
      }
    }
  }

  private mutating func count(_ change: Change) {
    switch change {
    case .create: counts.create += 1
    case .change: counts.change += 1
    case .replace: counts.replace += 1
    case .delete: counts.delete += 1
    }
  }

  private mutating func add(_ plan: Plan, _ recipe: Recipe?) {
    let made = plan.made
    for step in plan.steps {
      guard let line = step.line(isNew: made.contains) else { continue }
      let place = step.range.flatMap { recipe?.line($0) }
      steps.append(
        Line(
          change: line.change.rawValue, object: line.object, text: line.text, from: line.from,
          to: line.to, file: place?.file, line: place?.line))
      count(line.change)
    }
  }

  /// First which node this is and why, then a line for each object, then the counts.
  func text(color: Bool) -> String {
    var lines: [String] = []
    if let node { lines.append("\(node): \(reason ?? "")") }
    let marks = steps.map(\.change.count).max() ?? 0
    let objects = steps.map(\.object.count).max() ?? 0
    let texts = steps.map(\.text.count).filter { $0 <= 72 }.max() ?? 0
    for step in steps {
      var line = pad(step.change, marks) + " " + pad(step.object, objects) + "  "
      line += step.line == nil ? step.text : pad(step.text, texts) + "  # line \(step.line ?? 0)"
      lines.append(color ? colored(line, step.change) : line)
    }
    lines.append(
      "\(counts.create) to create, \(counts.change) to change, \(counts.replace) to replace, \(counts.delete) to delete"
    )
    return lines.joined(separator: "\n")
  }

  private func colored(_ line: String, _ change: String) -> String {
    let code =
      switch Change(rawValue: change) {
      case .create: "32"
      case .change: "33"
      case .replace: "35"
      case .delete: "31"
      case nil: "0"
      }
    return "\u{1b}[\(code)m\(line)\u{1b}[0m"
  }
}

extension Plan {
  /// The devices that it makes.
  fileprivate var made: Set<Interface> {
    var made: Set<Interface> = []
    for step in steps {
      guard case .addLink(let link) = step.operation else { continue }
      made.insert(link.interface)
      if case .veth(let peer, _, _) = link.kind { made.insert(peer) }
    }
    return made
  }
}

func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

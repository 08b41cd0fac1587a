import Diagnostics
import Driver
import Evaluation
import Topology
import Values
import Vocabulary

/// What statements mean, in lines worth reading.
struct Answers {
  let recipe: Recipe
  let statements: [Statement]
  /// What came out of each statement, by its index.
  private var overlays: [Int: [Overlay]] = [:]
  private var nodes: [Int: [Node]] = [:]

  init(_ recipe: Recipe, _ statements: [Statement], _ composition: Composition) {
    self.recipe = recipe
    self.statements = statements
    for overlay in recipe.model.overlays {
      guard let index = origin(overlay.head, recipe, composition) else { continue }
      overlays[index, default: []].append(overlay)
    }
    for node in recipe.model.nodes {
      guard let index = origin(node.name.range, recipe, composition) else { continue }
      nodes[index, default: []].append(node)
    }
  }

  func lines(of indices: [Int]) -> [String] { indices.flatMap(lines) }

  private func lines(of index: Int) -> [String] {
    let statement = statements[index]
    let overlays = overlays[index] ?? []
    let nodes = nodes[index] ?? []
    switch statement.kind {
    case .comment: return []
    case .parameter, .binding: return variable(statement)
    case .recipe: return recipeLine(statement)
    case .import: return importLine(statement)
    case .node: return nodes.map(text)
    case .overlay, .other:
      if overlays.isEmpty, nodes.isEmpty { return ["nothing comes of it"] }
      return nodeSummary(nodes) + overlaySummary(overlays)
    }
  }

  /// Of more overlays only the first are shown.
  private static let shownOverlays = 10

  private func overlaySummary(_ overlays: [Overlay]) -> [String] {
    let shown = overlays.prefix(Self.shownOverlays)
    let rest = overlays.count - shown.count
    return shown.flatMap(OverlayAnswer.lines)
      + (rest > 0 ? ["… and \(counted(rest, "overlay")) more"] : [])
  }

  private func variable(_ statement: Statement) -> [String] {
    guard case .variable(let name)? = statement.definition else { return [] }
    return (recipe.scope.variables[name] ?? nil).map { ["\(name) = \($0)"] } ?? []
  }

  private func recipeLine(_ statement: Statement) -> [String] {
    guard case .recipe(let name)? = statement.definition else { return [] }
    return ["recipe " + recipePhrase(name, recipe.scope.recipes[name] ?? [])]
  }

  private func importLine(_ statement: Statement) -> [String] {
    let words = [
      (recipe.scope.variables.count, "variable"), (recipe.scope.recipes.count, "recipe"),
      (recipe.model.nodes.count, "node"),
    ]
    let counts = words.filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
    return [
      counts.isEmpty ? "nothing is known yet" : "known now: " + counts.joined(separator: ", ")
    ]
  }

  private func nodeSummary(_ nodes: [Node]) -> [String] {
    guard nodes.count > 3 else { return nodes.map(text) }
    let names = [nodes[0], nodes[1]].map { printable($0.name.value) }.joined(separator: ", ")
    return ["\(nodes.count) nodes: \(names), …, \(printable(nodes[nodes.count - 1].name.value))"]
  }

  private func text(_ node: Node) -> String {
    var words = ["node", printable(node.name.value)]
    if let underlay = node.underlay { words.append(underlay.value.description) }
    if let device = node.device { words += ["dev", printable(device.value)] }
    if let local = node.local { words += ["local", local.value.description] }
    if node.isForeign { words.append("foreign") }
    return words.joined(separator: " ")
  }
}

/// "mesh(vni: int, lan, hosts)"; what has a default stands in brackets.
func recipePhrase(_ name: String, _ parameters: [Scope.Parameter]) -> String {
  let words = parameters.map { parameter in
    let text = parameter.name + (parameter.type.map { ": \($0)" } ?? "")
    return parameter.isRequired ? text : "[\(text)]"
  }
  return "\(name)(\(words.joined(separator: ", ")))"
}

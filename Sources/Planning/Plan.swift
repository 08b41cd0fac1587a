/// What is to be done on one node, in this order.
package struct Plan: Sendable {
  package var owner: String
  package var node: String
  package var steps: [Step]
  /// What `MTU.underlay` is an index into; a plan for a host that was observed has none left.
  package var underlays: [UnderlayMTU]
  /// Entries that are kept as lists, in order, where they are only to be written; see `SharedLists`.
  package var floods: [Flood] = []
  /// What is ours and the recipe no longer has, and what stays nevertheless, in words.
  package var leftovers: [String] = []
  /// What stays because others use it, in words.
  package var kept: [String] = []

  package init(owner: String, node: String, steps: [Step] = [], underlays: [UnderlayMTU] = []) {
    self.owner = owner
    self.node = node
    self.steps = steps
    self.underlays = underlays
  }

  /// Whether it takes away devices that lead somewhere, and does not make them anew, or what is ours
  /// at the Docker engine.
  package var takesThingsAway: Bool {
    steps.contains { step in
      if case .docker(let step) = step.operation { return step.takesAway }
      guard case .deleteLink(let link) = step.operation else { return false }
      return step.replacement == nil && link.kind != .bridge
    }
  }
}

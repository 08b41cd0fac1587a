/// What is to be done on one node, in this order.
package struct Plan: Sendable {
  package var owner: String
  package var node: String
  package var steps: [Step]
  /// What `MTU.underlay` is an index into; a plan for a host that was observed has none left.
  package var underlays: [UnderlayMTU]
  /// Devices of ours that the recipe no longer has, and that stay.
  package var leftovers: [Interface] = []
  /// What stays because others use it, in words.
  package var kept: [String] = []

  package init(owner: String, node: String, steps: [Step] = [], underlays: [UnderlayMTU] = []) {
    self.owner = owner
    self.node = node
    self.steps = steps
    self.underlays = underlays
  }

  /// Whether it takes away devices that lead somewhere, and does not make them anew.
  package var deletesDevices: Bool {
    steps.contains { step in
      guard case .deleteLink(let link) = step.operation else { return false }
      return step.replacement == nil && link.kind != .bridge
    }
  }
}

/// What is to be done on one node, in this order.
package struct Plan: Sendable {
  package var owner: String
  package var node: String
  package var steps: [Step]
  /// What `MTU.underlay` is an index into; a plan for a host that was observed has none left.
  package var underlays: [UnderlayMTU]

  package init(owner: String, node: String, steps: [Step] = [], underlays: [UnderlayMTU] = []) {
    self.owner = owner
    self.node = node
    self.steps = steps
    self.underlays = underlays
  }
}

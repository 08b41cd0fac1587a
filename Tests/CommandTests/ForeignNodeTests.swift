import Foundation
import Testing

/// Nodes that others run: nothing is written for them.
@Suite struct ForeignNodeTests {
  @Test func foreignNodesAreNamed() throws {
    let recipe = """
      node switch 192.0.2.9 foreign
      node a 192.0.2.1
      overlay 42 < a -> 10.0.0.1/24, switch -> 10.0.0.9/24 >
      """
    try withFolder { folder in
      let ending = try Program.run(
        ["emit", "--all", "--owner", "o", "-o", "\(folder)/out", "-"], input: recipe)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.errors.contains("note: nothing is written for switch: others run it"))
      let named = try Program.run(["emit", "--owner", "o", "--node", "switch", "-"], input: recipe)
      #expect(named.status == 64)
      #expect(named.errors.contains("switch is `foreign`: others run it"))
    }
  }
}

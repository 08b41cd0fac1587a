import Foundation
import Testing

/// What is read and checked, but not carried out yet: `check` takes it, all others refuse.
@Suite struct UnsupportedCommandTests {
  private static let recipe = """
    overlay 201 bridge br0 control evpn asn 65000 <
      vm1 172.31.0.106 -> 10.0.0.1/24
      vm2 172.31.0.107 -> 10.0.0.2/24
    >
    overlay 202 <
      vm1 172.31.0.106 -> 10.0.1.1/24
      vm2 172.31.0.107 -> 10.0.1.2/24
    >
    """

  private static let commands = [
    ["emit", "--node", "vm1"], ["emit", "--node", "vm1", "--format", "plain"],
    ["plan", "--node", "vm1"], ["apply", "--node", "vm1", "--yes"], ["lab"],
    ["lab", "run", "--via", "script"], ["lab", "up"],
  ]

  @Test(arguments: commands) func isRefusedWhereItWouldBeCarriedOut(_ words: [String]) throws {
    try withFolder { folder in
      let file = "\(folder)/refused.vxl"
      try Self.recipe.write(toFile: file, atomically: true, encoding: .utf8)
      let ending = try Program.run(words + [file])
      #expect(ending.status == 65, "\(ending.errors)")
      #expect(ending.output.isEmpty)
      #expect(
        ending.errors.contains("error[not-supported]: `control evpn` is part of the language"))
    }
  }

  @Test func isNoMistake() throws {
    let check = try Program.run(["check", "-"], input: Self.recipe)
    #expect(check.status == 0, "\(check.errors)")
    #expect(!check.errors.contains("not-supported"))
    let json = try Program.run(["plan", "--json", "--owner", "o", "-"], input: Self.recipe)
    #expect(json.status == 65)
    #expect(json.output.contains("\"not-supported\""))
  }

  @Test func anotherOverlayIsCarriedOut() throws {
    let ending = try Program.run(
      ["emit", "--format", "plain", "--node", "vm1", "--overlay", "202", "-"], input: Self.recipe)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("vxlan202"))
    #expect(!ending.output.contains("vxlan201"))
  }

  @Test func noFileIsWritten() throws {
    try withFolder { folder in
      let ending = try Program.run(
        ["emit", "--all", "--owner", "o", "-o", "\(folder)/out", "-"], input: Self.recipe)
      #expect(ending.status == 65)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

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

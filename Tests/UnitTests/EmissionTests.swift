import Diagnostics
import Driver
import Foundation
import Lottery
import Planning
import Scripting
import Testing

/// What is written for one node after the other is what is written for each alone.
@Suite struct EmissionTests {
  private func check(_ text: String, _ formats: [EmitFormat] = [.plain]) {
    let recipe = Recipe(name: "mesh.vxl", bytes: Array(text.utf8))
    let errors = recipe.diagnostics.filter { $0.severity == .error }.map(\.message)
    #expect(errors.isEmpty, "\(text)")
    for format in formats {
      let nodes = recipe.emittedNodes(in: format)
      #expect(!nodes.isEmpty)
      var emission = Emission(recipe, owner: "o", format: format)
      for node in nodes {
        let together = emission.files(of: node)
        let alone = emitFiles(recipe, node: node, owner: "o", format: format)
        #expect(together.value == alone.value, "\(format) \(node)\n\(text)")
        #expect(together.diagnostics.map(\.message) == alone.diagnostics.map(\.message))
      }
    }
  }

  @Test func samples() throws {
    let folder = repository.appending(path: "samples")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where name.hasSuffix(".vxl") {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      guard !text.contains("import ") else { continue }
      check(text, EmitFormat.allCases.filter { $0 != .frr || text.contains("control evpn") })
    }
  }

  @Test(arguments: RecipeLottery.seeds) func drawnRecipes(_ seed: UInt64) {
    var lottery = RecipeLottery(seed: seed)
    check(lottery.recipe())
  }

  /// Devices of other names, lists of peers, overlays that not all are in, and a node that is alone.
  @Test func floods() {
    let members = (1...9).map { "n\($0) 172.16.0.\($0) -> 10.0.0.\($0)/8" }
    check("overlay 1 <\n" + members.joined(separator: "\n") + "\n>\n")
    check("overlay 1 <\n" + members.prefix(2).joined(separator: "\n") + "\n>\n")
    check("overlay 1 <\n" + members[0] + "\n>\n")
    let named = members.enumerated().map { number, member in
      member.replacing("->", with: "name tunnel\(number / 3) ->")
    }
    check("overlay 1 <\n" + named.joined(separator: "\n") + "\n>\n")
    let listed = members.prefix(6) + ["x 172.16.1.1 peers [n1, n2, n3] -> 10.0.1.1/8"]
    check(
      "overlay 1 <\n" + listed.joined(separator: "\n") + "\n>\noverlay 2 port 4790 <\n"
        + members.suffix(5).joined(separator: "\n").replacing("10.", with: "11.") + "\n>\n")
    check("overlay 1 control static bridge br0 <\n" + members.joined(separator: "\n") + "\n>\n")
  }
}

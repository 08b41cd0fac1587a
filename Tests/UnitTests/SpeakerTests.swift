import Driver
import Planning
import Testing
import Values

/// Who has BGP sessions with whom under `control evpn`.
@Suite struct SpeakerTests {
  private func recipe(_ members: String) -> Recipe {
    Recipe(
      name: "a.vxl",
      bytes: Array("overlay 1 bridge br0 control evpn asn 65000 <\n\(members)>\n".utf8))
  }

  @Test func allAreNeighboursWithoutReflectors() throws {
    let speaker = try #require(recipe(" a 192.0.2.1\n b 192.0.2.2\n c 192.0.2.3\n").speaker("b"))
    #expect(speaker.neighbours.map(\.name) == ["a", "c"])
    #expect(speaker.neighbours.allSatisfy { !$0.isClient })
    #expect("\(speaker.routerID)" == "192.0.2.2")
  }

  @Test func reflectorsAloneAreNeighbours() throws {
    let recipe = recipe(" a 192.0.2.1 reflector\n b 192.0.2.2\n c 192.0.2.3\n")
    #expect(try #require(recipe.speaker("b")).neighbours.map(\.name) == ["a"])
    #expect(try #require(recipe.speaker("a")).neighbours.map(\.isClient) == [true, true])
  }
}

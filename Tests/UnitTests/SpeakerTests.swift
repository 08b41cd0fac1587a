import Diagnostics
import Driver
import Planning
import Testing
import Values
import Vocabulary

/// `control evpn`: what a node's devices have, and what FRR is told.
@Suite struct SpeakerTests {
  private static let mesh = """
    overlay 42 bridge br0 control evpn asn 65000 <
      a 192.0.2.1 -> 10.0.0.1/24
      b 192.0.2.2 -> 10.0.0.2/24
      c 192.0.2.3 -> 10.0.0.3/24
    >
    """
  private static let reflected = mesh.replacing("2.1 ->", with: "2.1 reflector ->")

  private func recipe(_ text: String) -> Recipe {
    let recipe = Recipe(name: "mesh.vxl", bytes: Array(text.utf8))
    #expect(!recipe.hasErrors, "\(recipe.diagnostics.map(\.message))")
    return recipe
  }

  private func sessions(_ text: String, _ node: String) -> [String] {
    recipe(text).speaker(node)?.neighbours.map { $0.name + ($0.isClient ? " (client)" : "") } ?? []
  }

  @Test func everyOtherIsANeighbour() {
    #expect(sessions(Self.mesh, "a") == ["b", "c"])
    #expect(sessions(Self.mesh, "c") == ["a", "b"])
    #expect(recipe(Self.mesh).speaker("nobody") == nil)
  }

  @Test func reflectorsAreTheOnlyNeighboursOfOthers() {
    #expect(sessions(Self.reflected, "a") == ["b (client)", "c (client)"])
    #expect(sessions(Self.reflected, "b") == ["a"])
    let pair = Self.reflected.replacing("2.2 ->", with: "2.2 reflector ->")
    #expect(sessions(pair, "a") == ["b", "c (client)"])
    #expect(sessions(pair, "c") == ["a", "b"])
  }

  /// One BGP has all overlays of a node, and one session with each neighbour.
  @Test func overlaysShareTheirSessions() {
    let second = Self.mesh.replacing("42 bridge br0", with: "43 bridge br1")
      .replacing("10.0.0", with: "10.0.1").replacing("c 192.0.2.3", with: "d 192.0.2.4")
    let both = Self.reflected + "\n" + second
    #expect(sessions(both, "a") == ["b (client)", "c (client)", "d"])
    #expect(sessions(both, "d") == ["a", "b"])
    #expect(recipe(both).speaker("a")?.overlays.map(\.device) == ["vxlan42", "vxlan43"])
  }

  /// Of an IPv6 address a number that stays, and that is no host's address.
  @Test func routerIDs() throws {
    #expect(recipe(Self.mesh).speaker("a")?.routerID == Address("192.0.2.1"))
    let six = try #require(Address("2001:db8::1")?.routerID)
    #expect(six == Address("2001:db8::1")?.routerID)
    #expect("\(six)".hasPrefix("24") || "\(six)".hasPrefix("25"))
    #expect(six != Address("2001:db8::2")?.routerID)
  }

  @Test func devicesAreAsFRRWantsThem() {
    let text = emit(recipe(Self.mesh), node: "a", owner: "o", format: .plain).value
    for word in ["nolearning", "learning off", "neigh_suppress on"] {
      #expect(text.contains(word), "\(word) in\n\(text)")
    }
    for word in ["remote", "group", "00:00:00:00:00:00", "192.0.2.2"] {
      #expect(!text.contains(word), "\(word) in\n\(text)")
    }
    #expect(text.contains("vxloom emit --format frr --node a mesh.vxl"))
  }

  @Test func theFileHasWhatFRRNeeds() {
    let text = emit(recipe(Self.reflected), node: "a", owner: "o", format: .frr).value
    let lines = text.split(separator: "\n")
    for line in [
      "router bgp 65000", " bgp router-id 192.0.2.1", "  advertise-all-vni",
      " neighbor 192.0.2.2 peer-group clients", "  neighbor clients route-reflector-client",
      "  neighbor clients activate",
    ] {
      #expect(lines.contains(Substring(line)), "\(line) in\n\(text)")
    }
    let other = emit(recipe(Self.reflected), node: "b", owner: "o", format: .frr).value
    #expect(other.contains(" neighbor 192.0.2.1 peer-group overlay"))
    #expect(!other.contains("192.0.2.3") && !other.contains("reflector"))
  }

  @Test func withoutEVPNThereIsNoFile() {
    let text = Self.mesh.replacing("control evpn asn 65000", with: "control static")
    let found = emit(recipe(text), node: "a", owner: "o", format: .frr)
    #expect(found.diagnostics.map(\.code) == [.formatRefuses])
    #expect(found.value.isEmpty)
  }
}

import Diagnostics
import Driver
import Planning
import Testing
import Topology
import Values

/// What `removal` gives for hosts made by hand.
struct PlanningRemovalTests {
  private static let house = """
    overlay 42 dev enp0s8 bridge br0 <
      node1 192.168.8.100 -> 10.20.1.1/24 < netns c veth v0 -> 10.20.1.2/24; port lan0 >
      node2 192.168.8.101 -> 10.20.1.3/24
    >
    """.replacing("; ", with: "\n")

  private var start: World {
    var world = World()
    world.add(Interface("lan0"), .other(""))
    return world
  }

  private func standing(_ recipe: String, on world: World) -> World {
    var world = world
    let recipe = meshRecipe(recipe)
    #expect(!recipe.hasErrors, "\(recipe.diagnostics)")
    world.perform(recipe.difference(from: world.observed).value)
    return world
  }

  private func check(
    _ world: World, _ steps: [String], kept: [String] = [],
    scope: RemovalScope = RemovalScope(owner: "mesh"), _ here: SourceLocation = #_sourceLocation
  ) {
    let (plan, words) = removal(scope, world.observed)
    #expect(plan.steps.map { brief($0.operation) } == steps, sourceLocation: here)
    #expect(words == kept, sourceLocation: here)
  }

  private static let whole = [
    "delete veth v0", "lan0 down", "lan0 nomaster", "delete vxlan vxlan42", "netns delete c",
    "delete bridge br0",
  ]

  /// All goes, and the world is as it was before.
  @Test func everythingGoes() {
    let world = standing(Self.house, on: start)
    check(world, Self.whole)
    check(world, Self.whole, scope: RemovalScope(owner: nil))
    check(world, Self.whole, scope: RemovalScope(owner: "mesh", node: "node1"))
    check(world, [], scope: RemovalScope(owner: "mesh", node: "node2"))
    check(world, [], scope: RemovalScope(owner: "other"))
    var after = world
    after.perform(removal(RemovalScope(owner: "mesh"), world.observed).plan)
    #expect(after.observed == start.observed)
    check(after, [])
  }

  /// The undo of a removal makes all of it again.
  @Test func removalCanBeUndone() {
    let world = standing(Self.house, on: start)
    let plan = removal(RemovalScope(owner: "mesh"), world.observed).plan
    var after = world
    for step in plan.steps { after.perform(step.operation) }
    for step in plan.steps.reversed() {
      for operation in step.undo { after.perform(operation) }
    }
    func state(_ world: World) -> Set<String> {
      Set(
        world.observed.links.map { link in
          "\(link.interface) \(link.kind) \(link.settings) \(link.mac?.description ?? "") \(link.mtu) \(link.isUp) \(link.master ?? "") \(link.alias) \(link.addressGeneration == 1)"
        } + world.observed.addresses.map { "\($0.interface) \($0.prefix)" }
          + world.observed.forwarding.map { "\($0)" } + world.observed.routes.map { "\($0)" }
          + world.observed.namespaces)
    }
    // What notes the namespace goes after it: a run that is killed in between leaves no orphan.
    #expect(plan.steps.dropLast().last?.operation == .deleteNamespace("c"))
    let lost = state(world).subtracting(state(after))
    #expect(lost.isEmpty, "\(lost)")
  }

  @Test func foreignThingsStay() {
    var world = standing(Self.house, on: start)
    world.add(Interface("guest"), .veth) { $0.master = "br0" }
    check(
      world,
      [
        "delete veth v0", "lan0 down", "lan0 nomaster", "delete vxlan vxlan42", "netns delete c",
        "alias br0",
      ], kept: ["br0 stays: other ports are in it"])
    world = standing(Self.house, on: start)
    world.add(Interface("dummy0", in: "c"), .other("dummy"))
    check(
      world, Self.whole.filter { $0 != "netns delete c" },
      kept: ["the namespace c stays: dummy0 in c lives in it"])
    // The devices that tunnel modules put into every namespace are no inhabitants.
    world = standing(Self.house, on: start)
    for name in ["tunl0", "sit0", "ip6tnl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0"] {
      world.add(Interface(name, in: "c"), .other(""))
    }
    check(world, Self.whole)
  }

  /// What somebody has changed since is not ours to take back.
  @Test func whatWasMovedStays() {
    let all = standing(Self.house, on: start)
    var world = all
    world["lan0"].master = "other"
    check(world, Self.whole.filter { $0 != "lan0 nomaster" })
    world = all
    world["lan0"].master = nil
    world["lan0"].isUp = false
    check(world, Self.whole.filter { !$0.hasPrefix("lan0") })
    world = all
    world.observed.namespaces = []
    check(world, Self.whole.filter { $0 != "netns delete c" })
    world = all
    world["br0"].alias = "mine now"
    check(world, ["delete veth v0", "delete vxlan vxlan42"])
  }

  /// What we added to a foreign bridge is taken off it.
  @Test func foreignBridge() {
    var world = start
    world.add(Interface("br0"), .bridge) { $0.mac = MAC(0x0200_0000_00aa) }
    let before = world
    world = standing(Self.house, on: world)
    check(
      world,
      [
        "delete veth v0", "lan0 down", "lan0 nomaster", "br0 down",
        "address delete 10.20.1.1/24 dev br0", "netns delete c", "delete vxlan vxlan42",
      ])
    var after = world
    after.perform(removal(RemovalScope(owner: "mesh"), world.observed).plan)
    #expect(after.observed == before.observed)
    world.observed.addresses.removeAll { $0.interface.name == "br0" }
    world["br0"].isUp = false
    check(
      world,
      [
        "delete veth v0", "lan0 down", "lan0 nomaster", "netns delete c", "delete vxlan vxlan42",
      ])
  }

  // MARK: One overlay of several

  private static let two = """
    overlay 42 dev enp0s8 bridge br0 <
      node1 192.168.8.100 < netns c dev eth0 veth v0 -> 10.20.1.2/24 >
      node2 192.168.8.101
    >
    overlay 43 dev enp0s8 bridge br1 <
      node1 192.168.8.100 < netns c dev eth1 veth v1 -> 10.20.2.2/24 >
      node2 192.168.8.101
    >
    """

  private func scope(_ devices: String...) -> RemovalScope {
    RemovalScope(owner: "mesh", devices: Set(devices))
  }

  /// The namespace stays for the other overlay, whose device takes the note over.
  @Test func notesAreHandedOver() {
    var world = standing(Self.two, on: start)
    let first = scope("vxlan42", "br0", "v0")
    check(
      world,
      ["delete veth v0", "delete vxlan vxlan42", "alias v1 netns:c", "delete bridge br0"],
      kept: ["the namespace c stays: eth1 in c lives in it"], scope: first)
    world.perform(removal(first, world.observed).plan)
    // The other overlay has all that it wants, and takes the namespace with it.
    let rest = meshRecipe(Self.two).difference(from: world.observed, only: 43)
    #expect(rest.value.steps.isEmpty && rest.diagnostics.isEmpty)
    check(world, ["delete veth v1", "netns delete c", "delete vxlan vxlan43", "delete bridge br1"])
    // In the other order the note is where it was.
    world = standing(Self.two, on: start)
    let second = scope("vxlan43", "br1", "v1")
    check(world, ["delete veth v1", "delete vxlan vxlan43", "delete bridge br1"], scope: second)
    world.perform(removal(second, world.observed).plan)
    check(world, ["delete veth v0", "delete vxlan vxlan42", "netns delete c", "delete bridge br0"])
  }

  private static let shared = """
    overlay 42 dev enp0s8 bridge br0 <
      node1 192.168.8.100
      node2 192.168.8.101
    >
    overlay 43 dev enp0s8 bridge br0 <
      node1 192.168.8.100 < port lan0 >
      node2 192.168.8.101
    >
    """

  /// A bridge that another overlay shares stays, and keeps what that overlay asked for.
  @Test
  func sharedBridgeKeepsThePortsOfTheOther() {
    var world = standing(Self.shared, on: start)
    let first = scope("vxlan42", "br0")
    world.perform(removal(first, world.observed).plan)
    let rest = meshRecipe(Self.shared).difference(from: world.observed, only: 43)
    #expect(rest.value.steps.map { brief($0.operation) } == [])
  }
}

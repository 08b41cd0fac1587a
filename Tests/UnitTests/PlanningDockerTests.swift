import Diagnostics
import Driver
import Planning
import Scripting
import Testing
import Topology
import Values

/// Docker's part of plans, for hosts made by hand.
struct PlanningDockerTests {
  private static let recipe = """
    overlay 200 dev enp0s8 docker lan subnet 172.18.0.0/16 <
      node1 192.168.8.100 -> .11 < container c1 image busybox -> .2 >
      node2 192.168.8.101 -> .12 < container c2 image busybox -> .3 >
    >
    """
  private static let visiting = """
    overlay 200 dev enp0s8 docker lan <
      node1 192.168.8.100 -> 172.18.0.11/16 < container db -> 172.18.0.2/16 >
      node2 192.168.8.101 -> 172.18.0.12/16
    >
    """

  private var start: World {
    var world = World()
    world.observed.docker = ObservedDocker()
    return world
  }

  /// A network and a container of others.
  private func visited(_ change: (inout ObservedNetwork) -> Void = { _ in }) -> World {
    var world = start
    world.perform(
      .addNetwork(
        DockerNetwork(
          name: "lan", bridge: "br-lan", subnets: [Prefix("172.18.0.0/16")!],
          gateways: [Address("172.18.0.1")!], mtu: .bytes(1450), owner: "")))
    world.perform(
      .addContainer(
        DockerContainer(
          name: "db", image: "postgres", network: "bridge", addresses: [], mac: nil,
          macIsNeeded: false, owner: "")))
    world.observed.docker?.networks[0].owner = nil
    world.observed.docker?.networks[0].pools[0].range = Prefix("172.18.4.0/24")
    world.observed.docker?.containers[0].owner = nil
    if var network = world.observed.docker?.networks[0] {
      change(&network)
      world.observed.docker?.networks[0] = network
    }
    return world
  }

  private func plan(_ recipe: String, _ world: World) -> Findings<Plan> {
    let recipe = meshRecipe(recipe)
    #expect(!recipe.hasErrors, "\(recipe.diagnostics)")
    return recipe.difference(from: world.observed)
  }

  private func applied(_ recipe: String, _ world: World) -> World {
    var world = world
    world.perform(plan(recipe, world).value)
    return world
  }

  private func words(_ plan: Plan) -> [String] { plan.steps.map { brief($0.operation) } }

  private func codes(_ recipe: String, _ world: World) -> [Code] {
    plan(recipe, world).diagnostics.map(\.code)
  }

  @Test func dockerComesFirstAndTwiceIsNothing() {
    let found = plan(Self.recipe, start)
    #expect(found.diagnostics == [])
    #expect(
      words(found.value) == [
        "docker network create --subnet 172.18.0.0/16 --gateway 172.18.0.11"
          + " --opt com.docker.network.bridge.name=br-9f1dca0948ce"
          + " --opt com.docker.network.driver.mtu=1450 --label vxloom=mesh lan",
        "docker run -itd --name c1 --network lan --ip 172.18.0.2 --mac-address 02:61:a2:1a:c6:24"
          + " --label vxloom=mesh busybox",
        "add vxlan vxlan200", "alias vxlan200 docker:lan", "vxlan200 addrgenmode none",
        "vxlan200 master br-9f1dca0948ce", "vxlan200 up",
      ])
    let again = plan(Self.recipe, applied(Self.recipe, start))
    #expect(again.diagnostics == [])
    #expect(words(again.value) == [])
  }

  /// The inverse of all steps, and `remove`, leave the engine and the host as they were.
  @Test(arguments: [recipe, visiting]) func allOfItIsTakenBack(_ recipe: String) {
    let world = recipe == Self.visiting ? visited() : start
    let found = plan(recipe, world)
    var undone = world
    undone.perform(found.value)
    for operation in found.value.steps.reversed().flatMap(\.undo) { undone.perform(operation) }
    #expect(undone.observed.docker == world.observed.docker)
    #expect(undone.observed.links.map(\.interface) == world.observed.links.map(\.interface))
    var removed = applied(recipe, world)
    removed.perform(removal(RemovalScope(owner: "mesh"), removed.observed).plan)
    #expect(removed.observed.docker == world.observed.docker)
    #expect(removed.observed.links.map(\.interface) == world.observed.links.map(\.interface))
    #expect(removed.observed.addresses == world.observed.addresses)
  }

  @Test func removalComesLastAndTakesTheNetworkAfterItsContainers() {
    let world = applied(Self.recipe, start)
    #expect(
      words(removal(RemovalScope(owner: "mesh"), world.observed).plan) == [
        "delete vxlan vxlan200", "docker rm --force --volumes c1", "docker network rm lan",
      ])
    #expect(words(removal(RemovalScope(owner: "other"), world.observed).plan) == [])
  }

  /// Without the engine's answer nothing is asked of it.
  @Test func anEngineThatWasNotAskedIsLeftAlone() {
    var world = applied(Self.recipe, start)
    #expect(RemovalScope(owner: "mesh").isInDocker(world.observed))
    #expect(!RemovalScope(owner: "other").isInDocker(world.observed))
    world.observed.docker = nil
    #expect(
      words(removal(RemovalScope(owner: "mesh"), world.observed).plan) == ["delete vxlan vxlan200"])
  }

  @Test func aNetworkOfOthersIsJoinedAsItIs() {
    let found = plan(Self.visiting, visited())
    // It hands out another gateway than the member's address.
    #expect(found.diagnostics.map(\.code) == [.sharedGateway])
    #expect(
      words(found.value) == [
        "docker network connect --ip 172.18.0.2 --driver-opt vxloom=mesh lan db",
        "add vxlan vxlan200", "alias vxlan200 docker:lan address:172.18.0.11/16",
        "vxlan200 addrgenmode none", "br-lan address 02:42:00:00:00:01", "vxlan200 master br-lan",
        "br-lan mtu 1500", "address add 172.18.0.11/16 dev br-lan", "vxlan200 up",
      ])
    let world = applied(Self.visiting, visited())
    #expect(words(plan(Self.visiting, world).value) == [])
    #expect(
      words(removal(RemovalScope(owner: "mesh"), world.observed).plan) == [
        "address delete 172.18.0.11/16 dev br-lan", "delete vxlan vxlan200",
        "docker network disconnect lan db",
      ])
  }

  @Test func whatIsOnTheNetworkKeepsIt() {
    var world = applied(Self.recipe, start)
    world.perform(
      .addContainer(
        DockerContainer(
          name: "guest", image: "x", network: "lan", addresses: [], mac: nil, macIsNeeded: false,
          owner: "")))
    world.observed.docker?.containers[1].owner = nil
    let (plan, kept) = removal(RemovalScope(owner: "mesh"), world.observed)
    #expect(words(plan) == ["delete vxlan vxlan200", "docker rm --force --volumes c1"])
    #expect(kept == ["the Docker network lan stays: the container guest is on it"])
    world = applied(Self.recipe, start)
    world.add(Interface("vxlan9"), .vxlan) { $0.master = "br-9f1dca0948ce" }
    #expect(
      removal(RemovalScope(owner: "mesh"), world.observed).kept == [
        "the Docker network lan stays: vxlan9 is in its bridge"
      ])
  }

  /// `remove --overlay`: what another overlay of the recipe needs stays.
  @Test func oneOverlayAlone() {
    let two =
      Self.recipe + """

        overlay 201 dev enp0s8 docker wan subnet 172.19.0.0/16 <
          node1 192.168.8.100 -> .11 < container c1 image busybox -> .2 >
          node2 192.168.8.101 -> .12
        >
        """
    let world = applied(two, start)
    #expect(words(plan(two, world).value) == [])
    let scope = RemovalScope(
      owner: "mesh", devices: ["vxlan201"],
      docker: DockerScope(networks: ["wan"], containers: [["wan", "c1"]], isNeeded: true))
    #expect(
      words(removal(scope, world.observed).plan) == [
        "delete vxlan vxlan201", "docker network disconnect wan c1", "docker network rm wan",
      ])
  }

  // MARK: What the recipe no longer has

  private func plan(_ recipe: String, _ world: World, prune: Bool) -> Findings<Plan> {
    let recipe = meshRecipe(recipe)
    #expect(!recipe.hasErrors, "\(recipe.diagnostics)")
    return recipe.difference(from: world.observed, consent: Consent(prune: prune))
  }

  private static let elsewhere = """
    overlay 7 dev enp0s8 <
      node1 192.168.8.100 -> 10.0.0.1/24
      node2 192.168.8.101 -> 10.0.0.2/24
    >
    """

  @Test func whatTheRecipeNoLongerHasGoesWithConsent() {
    let world = applied(Self.recipe, start)
    let left = plan(Self.elsewhere, world, prune: false).value
    #expect(left.leftovers == ["vxlan200", "the container c1", "the Docker network lan"])
    #expect(!words(left).contains { $0.contains("docker") })
    let all = plan(Self.elsewhere, world, prune: true).value
    #expect(all.leftovers.isEmpty && all.takesThingsAway)
    #expect(words(all).first == "delete vxlan vxlan200")
    #expect(words(all).suffix(2) == ["docker rm --force --volumes c1", "docker network rm lan"])
    var after = world
    after.perform(all)
    #expect(words(plan(Self.elsewhere, after, prune: true).value) == [])
    // A part of the recipe looks for nothing that is left, nor does another owner or node.
    after = world
    after.observed.docker?.containers[0].owner = "other"
    after.observed.docker?.networks[0].owner = "other"
    #expect(plan(Self.elsewhere, after, prune: false).value.leftovers == ["vxlan200"])
  }

  /// Labels tell no node: what the devices of another node are in is not for this one to judge.
  @Test func whatAnotherNodeIsInStays() throws {
    var world = applied(Self.recipe, start)
    let index = try #require(
      world.observed.links.firstIndex { $0.interface.name == "vxlan200" })
    var mark = try #require(Ownership(alias: world.observed.links[index].alias))
    mark.node = "node9"
    world.observed.links[index].alias = mark.alias
    #expect(plan(Self.elsewhere, world, prune: false).value.leftovers.isEmpty)
    let scope = RemovalScope(owner: "mesh", node: "node1")
    #expect(words(removal(scope, world.observed).plan) == [])
    let other = RemovalScope(owner: "mesh", node: "node9")
    #expect(words(removal(other, world.observed).plan).count == 3)
  }

  /// What holds what the plan makes goes first; without consent it stands in the way.
  @Test func whatStandsInTheWayGoesFirst() {
    let world = applied(Self.recipe, start)
    let renamed = Self.recipe.replacing("container c1", with: "container c9")
    let refused = plan(renamed, world, prune: false)
    #expect(refused.diagnostics.map(\.code) == [.differentContainer])
    #expect(
      refused.diagnostics.first?.message
        == "the container c1, which the recipe no longer has, holds 172.18.0.2")
    let first = words(plan(renamed, world, prune: true).value)
    #expect(first.first == "docker rm --force --volumes c1")
    #expect(first.dropFirst().first?.hasPrefix("docker run -itd --name c9") == true)
    let another = Self.recipe.replacing("docker lan", with: "docker wan")
    #expect(plan(another, world, prune: false).diagnostics.map(\.code) == [.differentNetwork])
    let moved = plan(another, world, prune: true)
    #expect(moved.diagnostics.isEmpty)
    let early = words(moved.value).prefix(3).map { $0.prefix(20) }
    #expect(early == ["docker network disco", "docker network rm la", "docker network creat"])
  }

  /// The place of another's container is an entry, and goes by itself.
  @Test func aPlaceThatIsNotWantedIsLeft() {
    let world = applied(Self.visiting, visited())
    let without = Self.visiting.replacing("< container db -> 172.18.0.2/16 >", with: "")
    #expect(
      words(plan(without, world, prune: false).value) == ["docker network disconnect lan db"])
    // With the overlay it stays until that is allowed to go.
    #expect(
      !words(plan(Self.elsewhere, world, prune: false).value).contains { $0.contains("docker") })
    #expect(
      words(plan(Self.elsewhere, world, prune: true).value).last
        == "docker network disconnect lan db")
  }

  @Test func whatIsMissingIsTold() {
    #expect(codes(Self.visiting, start) == [.missingNetwork, .missingContainer])
  }

  @Test func whatDiffersIsTold() {
    #expect(codes(Self.recipe, visited { $0.driver = "macvlan" }) == [.differentNetwork])
    #expect(
      codes(Self.recipe, visited { $0.pools[0].subnet = Prefix("172.20.0.0/16")! })
        == [.differentNetwork])
    var world = applied(Self.recipe, start)
    world.observed.docker?.networks[0].pools[0].gateway = Address("172.18.0.99")!
    #expect(codes(Self.recipe, world) == [.differentNetwork])
    world = applied(Self.recipe, start)
    world.observed.docker?.containers[0].image = "nginx"
    #expect(codes(Self.recipe, world) == [.differentContainer])
    world = applied(Self.recipe, start)
    world.observed.docker?.containers[0].places[0].addresses = [Address("172.18.0.9")!]
    #expect(codes(Self.recipe, world) == [.differentContainer])
    world.observed.docker?.containers[0].owner = nil
    #expect(codes(Self.recipe, world) == [.differentContainer])
    // One that we put there is moved.
    world.observed.docker?.containers[0].places[0].owner = "mesh"
    #expect(
      words(plan(Self.recipe, world).value) == [
        "docker network disconnect lan c1",
        "docker network connect --ip 172.18.0.2 --driver-opt vxloom=mesh lan c1",
      ])
  }

  @Test func aWrittenMACHolds() {
    let recipe = Self.recipe.replacing("-> .2", with: "-> .2 mac 02:42:00:00:00:99")
    var world = applied(recipe, start)
    #expect(codes(recipe, world) == [])
    world.observed.docker?.containers[0].places[0].mac = MAC("02:42:00:00:00:98")!
    #expect(codes(recipe, world) == [.differentContainer])
    // One that is there, but not on the network, cannot be given one.
    world.observed.docker?.containers[0].places = []
    #expect(codes(recipe, world) == [.differentContainer])
    #expect(codes(Self.recipe, world) == [])
  }

  @Test func aContainerThatStopped() {
    var world = applied(Self.recipe, start)
    world.observed.docker?.containers[0].isRunning = false
    #expect(words(plan(Self.recipe, world).value) == ["docker start c1"])
    world.observed.docker?.containers[0].owner = nil
    let found = plan(Self.recipe, world)
    #expect(found.value.steps.isEmpty)
    #expect(found.diagnostics.map(\.severity) == [.warning])
  }

  @Test func whatWouldHurtIsToldOf() {
    let world = visited { network in
      network.pools[0].gateway = Address("172.18.0.11")!
      network.pools[0].range = nil
      network.mtu = nil
    }
    #expect(codes(Self.visiting, world) == [.sharedPool, .networkMTU])
    // A network of ours hands out addresses only to what the recipe does not name.
    var own = applied(Self.recipe, start)
    own.observed.docker?.networks[0].members = ["c1"]
    #expect(codes(Self.recipe, own) == [])
    own.observed.docker?.networks[0].members = ["c1", "guest"]
    #expect(codes(Self.recipe, own) == [.sharedPool])
  }

  @Test(arguments: [
    ("-P FORWARD DROP", true), ("-P FORWARD ACCEPT", false),
    ("-P FORWARD DROP\n-A FORWARD -i br-lan -o br-lan -j ACCEPT", false),
    ("-P FORWARD DROP\n-A DOCKER-FORWARD -i br-lan -j ACCEPT", false),
    ("-P FORWARD DROP\n-A FORWARD -i br-lan ! -o br-lan -j ACCEPT", true),
    ("-P FORWARD DROP\n-A FORWARD -o br-lan -m conntrack --ctstate RELATED -j ACCEPT", true),
    ("-P FORWARD DROP\n-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT", false),
    ("-P FORWARD DROP\n-A FORWARD -i br-other -o br-other -j ACCEPT", true),
  ]) func aFilterThatDropsIsToldOf(_ rules: String, _ drops: Bool) {
    var world = visited { $0.pools[0].gateway = Address("172.18.0.11")! }
    world.observed.docker?.packetFilter = rules
    #expect(codes(Self.visiting, world) == (drops ? [.filteredBridge] : []))
    world.observed.docker?.networks[0].connectsContainers = false
    #expect(codes(Self.visiting, world) == [.filteredBridge])
    world.observed.docker?.packetFilter = nil
    #expect(codes(Self.visiting, world) == [])
  }

  @Test func theEngineOfAnotherMachine() {
    var world = visited { $0.pools[0].gateway = Address("172.18.0.11")! }
    world.perform(.deleteLink(Link(Interface("br-lan"), .bridge)))
    #expect(codes(Self.visiting, world) == [.missingDevice])
  }

  /// The engine keeps the gateway to itself that it chose.
  @Test func aGatewayThatDockerChose() {
    var world = visited { $0.pools[0].gateway = nil }
    world.observed.learn(world.observed.docker ?? ObservedDocker())
    #expect(world.observed.docker?.networks[0].pools[0].gateway == Address("172.18.0.1"))
    #expect(codes(Self.visiting, world) == [.sharedGateway])
  }

  @Test func theBridgeHasANameOfItsOwn() {
    #expect(derivedDockerBridge("lan") == "br-9f1dca0948ce")
    var network = ObservedNetwork(id: "3231f89d69f6a75c")
    #expect(network.bridge == "br-3231f89d69f6")
    network.bridgeName = "docker9"
    #expect(network.bridge == "docker9")
  }
}

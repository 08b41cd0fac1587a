import Diagnostics
import Driver
import Foundation
import Planning
import Testing
import Topology
import Values
import Vocabulary

/// What `difference` gives for hosts made by hand.
struct PlanningDifferenceTests {
  private func check(
    _ recipe: String, on world: World, _ steps: [String], _ codes: [Code] = [],
    only vni: UInt32? = nil, _ here: SourceLocation = #_sourceLocation
  ) {
    let recipe = meshRecipe(recipe)
    #expect(!recipe.hasErrors, "\(recipe.diagnostics)", sourceLocation: here)
    let found = recipe.difference(from: world.observed, only: vni)
    #expect(found.value.steps.map { brief($0.operation) } == steps, sourceLocation: here)
    #expect(found.diagnostics.map(\.code) == codes, "\(found.diagnostics)", sourceLocation: here)
  }

  private static let pair = """
    overlay 42 dev enp0s8 ttl 8 <
      node1 192.168.8.100 -> 10.20.1.1/24
      node2 192.168.8.101 -> 10.20.1.2/24
    >
    """

  private static let house = """
    overlay 42 dev enp0s8 bridge br0 ( ageing_time 5000 ) bridgeport ( isolated on ) <
      node1 192.168.8.100 -> 10.20.1.1/24 <
        netns c -> 10.20.1.2/24 gateway 10.20.1.1
        port lan0
      >
      node2 192.168.8.101 -> 10.20.1.3/24
      node3 192.168.8.102 -> 10.20.1.4/24
    >
    """

  private var withPort: World {
    var world = World()
    world.add(Interface("lan0"), .other(""))
    return world
  }

  /// The world after the recipe has been applied.
  private func standing(_ recipe: String, on world: World) -> World {
    var world = world
    world.perform(meshRecipe(recipe).difference(from: world.observed).value)
    return world
  }

  // MARK: On an empty host, and again

  @Test func inOrder() {
    check(
      Self.house, on: withPort,
      [
        "add vxlan vxlan42", "alias vxlan42", "vxlan42 addrgenmode none", "add bridge br0",
        "alias br0 netns:c port:lan0 up:lan0", "br0 mtu 1450", "vxlan42 master br0",
        "vxlan42 type bridge_slave isolated on",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.101",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.102",
        "address add 10.20.1.1/24 dev br0", "vxlan42 up", "br0 up", "netns add c",
        "-n c link set dev lo up", "add veth \(veth)", "alias \(veth)",
        "link property add dev \(veth) altname vxlan42:c:eth0", "\(veth) master br0",
        "-n c address add 10.20.1.2/24 dev eth0", "-n c link set dev eth0 up", "\(veth) up",
        "-n c route add default via 10.20.1.1 dev eth0", "lan0 master br0", "lan0 up",
      ])
  }

  private let veth = derivedVethName(device: "vxlan42", namespace: "c", inner: "eth0")

  /// Every sample, for every node: what the plan makes is what the plan wants.
  @Test func nothingToDo() throws {
    let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "samples")
    let names = try FileManager.default.contentsOfDirectory(atPath: samples.path)
      .filter { $0.hasSuffix(".vxl") }.sorted()
    var texts = try names.map {
      String(decoding: try Data(contentsOf: samples.appending(path: $0)), as: UTF8.self)
    }
    #expect(texts.count >= 8)
    // What imports is no text that stands alone.
    texts.removeAll { $0.contains("\nimport ") }
    texts += [Self.pair, Self.house]
    for text in texts {
      let recipe = meshRecipe(text)
      for node in recipe.model.hostNames {
        var world = withPort
        world.add(Interface("eth0"), .other(""))
        for overlay in recipe.model.overlays {
          for member in overlay.members { world.observed.routeMTUs[member.underlay.value] = 1500 }
        }
        let first = recipe.difference(from: world.observed, node)
        #expect(first.diagnostics.isEmpty, "\(first.diagnostics)")
        #expect(!first.value.steps.isEmpty)
        world.perform(first.value)
        // The kernel derives it from `dev`: nobody asks for it.
        let second = recipe.difference(from: world.observed, node)
        #expect(second.value.steps.isEmpty, "\(node): \(second.value.steps.map(\.operation))")
        #expect(second.diagnostics.isEmpty, "\(second.diagnostics)")
      }
    }
  }

  /// What somebody took away comes again, and nothing else.
  @Test func whatIsMissingComesAgain() {
    let all = standing(Self.house, on: withPort)
    var world = all
    world.observed.addresses.removeAll { $0.interface.name == "br0" }
    check(Self.house, on: world, ["address add 10.20.1.1/24 dev br0"])
    world = all
    world.observed.forwarding.removeFirst()
    check(
      Self.house, on: world, ["bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.101"])
    world = all
    world.observed.routes = []
    check(Self.house, on: world, ["-n c route add default via 10.20.1.1 dev eth0"])
    world = all
    world["vxlan42"].isUp = false
    world["lo", in: "c"].isUp = false
    world["br0"].mtu = 1400
    check(
      Self.house, on: world,
      [
        "br0 mtu 1450", "vxlan42 up",
        "-n c link set dev lo up",
      ])
    world = all
    world["vxlan42"].master = nil
    check(Self.house, on: world, ["vxlan42 master br0"])
    world = all
    world["vxlan42"].portSettings = [Setting(.bridgePort(.isolated), form: 1)]
    check(Self.house, on: world, ["vxlan42 type bridge_slave isolated on"])
    world = all
    world["lan0"].master = nil
    world["lan0"].isUp = false
    check(Self.house, on: world, ["lan0 master br0", "lan0 up"])
  }

  // MARK: What is not ours

  @Test func foreignDevices() {
    for name in ["vxlan42", "br0", veth] {
      for alias in [
        "", "uplink", "vxloom other node1 \(name) #0", "vxloom mesh node2 \(name) #0",
        "vxloom mesh node1 else #0", "vxloom mesh node1 \(name) #0 what:x",
      ] {
        var world = withPort
        world.add(Interface(name), .other("dummy")) { $0.alias = alias }
        let found = meshRecipe(Self.house).difference(from: world.observed)
        #expect(found.diagnostics.map(\.code).contains(.foreignDevice), "\(name) \(alias)")
        #expect(found.hasErrors)
        #expect(
          !found.value.steps.contains {
            brief($0.operation).hasSuffix(" \(name)") && brief($0.operation).hasPrefix("add ")
          })
      }
    }
    // The inner end stands, the outer does not.
    var world = withPort
    world.perform(.addNamespace("c"))
    world.add(Interface("eth0", in: "c"), .other("dummy"))
    let found = meshRecipe(Self.house).difference(from: world.observed)
    #expect(found.diagnostics.map(\.code) == [.foreignDevice])
    #expect(found.diagnostics.first?.message.contains("eth0") == true)
  }

  /// The same said in other words, and times that come back one tick away, are no difference.
  @Test func equalInOtherWords() {
    let recipe = Self.pair.replacing("ttl 8", with: "ttl auto maxaddress unlimited ageing 100")
    var world = standing(recipe, on: World())
    for (option, number) in [(VXLANOption.ttl, 0), (.maxaddress, 0), (.ageing, 100)] {
      world["vxlan42"].settings.removeAll { $0.option == .vxlan(option) }
      world["vxlan42"].settings.append(Setting(.vxlan(option), [.number(UInt64(number))]))
    }
    check(recipe, on: world, [])
    var house = standing(Self.house, on: withPort)
    for (number, isSame) in [(4998, false), (4999, true), (5001, true), (5002, false)] {
      house["br0"].settings = [Setting(.bridge(.ageingTime), [.number(UInt64(number))])]
      check(Self.house, on: house, isSame ? [] : ["br0 type bridge ageing_time 5000"])
    }
  }

  // MARK: Bridges

  private var withBridge: World {
    var world = withPort
    world.add(Interface("br0"), .bridge) { link in
      link.mac = MAC("02:00:00:00:00:aa")
      link.mtu = 1400
    }
    return world
  }

  /// It is joined, keeps its MAC and its MTU, and the notes go to the overlay's own device.
  @Test func foreignBridge() {
    var world = withBridge
    check(
      Self.house, on: world,
      [
        "add vxlan vxlan42",
        "alias vxlan42 address:10.20.1.1/24 up:br0 netns:c port:lan0 up:lan0",
        "vxlan42 addrgenmode none", "br0 address 02:00:00:00:00:aa", "vxlan42 master br0",
        "br0 mtu 1400", "vxlan42 type bridge_slave isolated on",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.101",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.102",
        "address add 10.20.1.1/24 dev br0", "vxlan42 up", "br0 up", "netns add c",
        "-n c link set dev lo up", "add veth \(veth)", "alias \(veth)",
        "link property add dev \(veth) altname vxlan42:c:eth0",
        "\(veth) master br0",
        "-n c address add 10.20.1.2/24 dev eth0", "-n c link set dev eth0 up", "\(veth) up",
        "-n c route add default via 10.20.1.1 dev eth0", "lan0 master br0", "lan0 up",
      ])
    world = standing(Self.house, on: world)
    check(Self.house, on: world, [])
  }

  /// What was there before is not noted, and so never taken back.
  @Test func onlyWhatIsNewIsNoted() {
    var world = withBridge
    world["br0"].isUp = true
    world.give("br0", "10.20.1.1/24")
    world["lan0"].isUp = true
    world["lan0"].master = "br0"
    world.perform(.addNamespace("c"))
    world["lo", in: "c"].isUp = true
    let plan = meshRecipe(Self.house).difference(from: world.observed).value
    #expect(plan.steps.map { brief($0.operation) }.contains("alias vxlan42"))
    // The namespace is there, its loopback device is not up.
    world["lo", in: "c"].isUp = false
    let other = meshRecipe(Self.house).difference(from: world.observed).value
    let steps = other.steps.map { brief($0.operation) }
    #expect(steps.contains("alias vxlan42 lo:c"))
    #expect(steps.contains("-n c link set dev lo up"))
    #expect(!steps.contains("netns add c"))
  }

  @Test func ports() {
    check(
      Self.house,
      on: standing(Self.house, on: World()), [], [.missingDevice])
    #expect(
      meshRecipe(Self.house).difference(from: World().observed).diagnostics.map(\.severity)
        == [.warning])
    var world = standing(Self.house, on: withPort)
    world["lan0"].master = "other"
    let found = meshRecipe(Self.house).difference(from: world.observed)
    #expect(found.diagnostics.map(\.code) == [.foreignDevice])
    #expect(!found.value.steps.contains { brief($0.operation).contains("lan0 master") })
    // A port that comes later is noted then.
    world = standing(Self.house, on: World())
    world.add(Interface("lan0"), .other(""))
    check(
      Self.house, on: world, ["alias br0 netns:c port:lan0 up:lan0", "lan0 master br0", "lan0 up"])
  }

  /// With one overlay alone a shared bridge has the MAC that it has with all of them.
  @Test func sharedBridge() {
    let recipe = """
      overlay 50 port 4790 dev enp0s8 bridge br0 <
        node1 192.168.8.100
        node2 192.168.8.101
      >
      overlay 42 dev enp0s8 bridge br0 <
        node1 192.168.8.100
        node2 192.168.8.101
      >
      """
    let expected = MAC.derived(vni: 42, port: 4789, node: "node1", role: .bridge("br0"))
    for vni in [nil, 42, 50] as [UInt32?] {
      let plan = meshRecipe(recipe).difference(from: World().observed, only: vni).value
      let macs = plan.steps.compactMap { step -> MAC? in
        if case .addLink(let link) = step.operation, link.kind == .bridge { link.mac } else { nil }
      }
      #expect(macs == [expected])
    }
    // One after the other is the same as both at once.
    var world = World()
    for vni in [50, 42] as [UInt32] {
      world.perform(meshRecipe(recipe).difference(from: world.observed, only: vni).value)
    }
    check(recipe, on: world, [])
  }

  // MARK: The underlay

  @Test func underlayMTUs() throws {
    func mtu(_ recipe: String, _ world: World) -> (MTU?, [Code]) {
      let found = meshRecipe(recipe).difference(from: world.observed)
      let link = found.value.steps.lazy.compactMap { step -> Link? in
        if case .addLink(let link) = step.operation, link.kind == .vxlan { link } else { nil }
      }.first
      return (link?.mtu, found.diagnostics.map(\.code))
    }
    func check(
      _ recipe: String, _ world: World, _ expected: MTU?, _ codes: [Code] = [],
      _ here: SourceLocation = #_sourceLocation
    ) {
      let (found, told) = mtu(recipe, world)
      #expect(found == expected, sourceLocation: here)
      #expect(told == codes, sourceLocation: here)
    }
    let peers = try ["192.168.8.101", "192.168.8.102"].map { try #require(Address($0)) }
    let loose = """
      overlay 42 <
        node1 192.168.8.100 -> 10.20.1.1/24
        node2 192.168.8.101 -> 10.20.1.2/24
        node3 192.168.8.102 -> 10.20.1.3/24
      >
      """
    var world = World()
    // With `dev` the kernel does it.
    check(Self.pair, world, .unset)
    check(loose, world, .bytes(1450), [.unknownMTU])
    world.observed.routeMTUs = [peers[0]: 9000, peers[1]: 1400]
    check(loose, world, .bytes(1350))
    world.observed.routeMTUs = [peers[0]: 65536, peers[1]: 65536]
    check(loose, world, .bytes(65485))
    world.observed.routeMTUs = [peers[0]: 9000]
    check(loose, world, .bytes(1450), [.unknownMTU])
    // What does not fit is refused: the kernel would clamp it.
    check(Self.pair.replacing("ttl 8", with: "mtu 1450"), world, .bytes(1450))
    check(Self.pair.replacing("ttl 8", with: "mtu 1451"), world, nil, [.mtuTooLarge])
    world["enp0s8"].mtu = 9000
    check(Self.pair.replacing("ttl 8", with: "mtu 8950"), world, .bytes(8950))
    let plan = meshRecipe(Self.house).difference(from: world.observed).value
    #expect(plan.steps.map { brief($0.operation) }.contains("br0 mtu 8950"))
    #expect(plan.underlays.isEmpty)
  }

  @Test func underlayDevices() {
    check(
      Self.pair.replacing("enp0s8", with: "enp0s9"), on: World(),
      ["address add 10.20.1.1/24 dev vxlan42", "vxlan42 up"], [.missingDevice])
    let group = """
      overlay 42 group 239.1.1.1 <
        node1 192.168.8.100 -> 10.20.1.1/24
        node2 192.168.8.101 -> 10.20.1.2/24
      >
      """
    let rest = ["address add 10.20.1.1/24 dev vxlan42", "vxlan42 up"]
    check(group, on: World(), ["add vxlan vxlan42", "alias vxlan42"] + rest)
    var world = World()
    world.observed.addresses = []
    check(group, on: world, rest, [.missingDevice])
    world.give("lo", "192.168.8.100/32")
    check(group, on: world, rest, [.reservedDevice])
  }

  @Test func aliasesThatAreTooLong() {
    let names = (0..<8).map { "a-namespace-with-a-long-name-\($0)" }
    let items = names.map { "netns \($0)" }.joined(separator: "\n")
    let recipe = """
      overlay 42 dev enp0s8 bridge br0 <
        node1 192.168.8.100 <
          \(items)
        >
        node2 192.168.8.101
      >
      """
    let found = meshRecipe(recipe).difference(from: World().observed)
    #expect(found.diagnostics.map(\.code) == [.aliasTooLong])
    var world = World()
    for name in names { world.perform(.addNamespace(name)) }
    for name in names { world["lo", in: name].isUp = true }
    #expect(meshRecipe(recipe).difference(from: world.observed).diagnostics.isEmpty)
  }
}

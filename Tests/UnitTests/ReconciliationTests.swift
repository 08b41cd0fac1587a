import Diagnostics
import Driver
import Planning
import Testing
import Values
import Vocabulary

/// What becomes of devices of ours that stand and are not what a recipe wants.
struct ReconciliationTests {
  private static let pair = """
    overlay 42 dev enp0s8 ttl 8 <
      node1 192.168.8.100 -> 10.20.1.1/24
      node2 192.168.8.101 -> 10.20.1.2/24
    >
    """
  private static let third = "\n  node3 192.168.8.102 -> 10.20.1.3/24\n>"

  private static let house = """
    overlay 42 dev enp0s8 bridge br0 ( ageing_time 5000 ) <
      node1 192.168.8.100 -> 10.20.1.1/24 <
        netns c veth v0 -> 10.20.1.2/24
        port lan0
      >
      node2 192.168.8.101 -> 10.20.1.3/24
    >
    """

  private var start: World {
    var world = World()
    world.add(Interface("lan0"), .other(""))
    return world
  }

  private func standing(_ recipe: String, on world: World? = nil) -> World {
    var world = world ?? start
    world.perform(meshRecipe(recipe).difference(from: world.observed).value)
    return world
  }

  /// The steps on the way, and that nothing is left to do after them.
  private func check(
    _ recipe: String, on world: World, _ steps: [String], _ consent: Consent = Consent(),
    leftovers: [String] = [], kept: [String] = [], only vni: UInt32? = nil,
    _ here: SourceLocation = #_sourceLocation
  ) {
    let recipe = meshRecipe(recipe)
    #expect(!recipe.hasErrors, "\(recipe.diagnostics)", sourceLocation: here)
    let found = recipe.difference(from: world.observed, only: vni, consent: consent)
    #expect(found.diagnostics.isEmpty, "\(found.diagnostics)", sourceLocation: here)
    #expect(found.value.steps.map { brief($0.operation) } == steps, sourceLocation: here)
    #expect(found.value.leftovers == leftovers, sourceLocation: here)
    #expect(found.value.kept == kept, sourceLocation: here)
    var after = world
    after.perform(found.value)
    let again = recipe.difference(from: after.observed, only: vni, consent: consent)
    #expect(
      again.value.steps.isEmpty, "\(again.value.steps.map(\.operation))", sourceLocation: here)
  }

  private func reasons(_ recipe: String, on world: World) -> [String] {
    let found = meshRecipe(recipe).difference(from: world.observed)
    return found.value.steps.compactMap(\.replacement).first ?? []
  }

  // MARK: In place

  @Test func whatDriftedComesBack() throws {
    let all = standing(Self.pair)
    func set(_ setting: Setting?, _ option: DeviceOption) -> World {
      var world = all
      world["vxlan42"].settings.removeAll { $0.option == option }
      if let setting { world["vxlan42"].settings.append(setting) }
      return world
    }
    let (ttl, remote) = (DeviceOption.vxlan(.ttl), DeviceOption.vxlan(.remote))
    check(Self.pair, on: all, [])
    check(Self.pair, on: set(Setting(ttl, [.number(9)]), ttl), ["vxlan42 type vxlan ttl 8"])
    check(Self.pair, on: set(nil, ttl), ["vxlan42 type vxlan ttl 8"])
    let other = Setting(remote, [.address(try #require(Address("192.168.8.9")))])
    check(
      Self.pair, on: set(other, remote),
      ["vxlan42 type vxlan remote 192.168.8.101 dev enp0s8"])
    var world = all
    world["vxlan42"].mtu = 1400
    check(Self.pair, on: world, ["vxlan42 mtu 1450"])
    world = all
    world["vxlan42"].mac = MAC(2)
    check(Self.pair, on: world, ["vxlan42 address \(try #require(all["vxlan42"].mac))"])
  }

  /// What is written no more goes back to what a new device has, and the digest follows.
  @Test func whatIsWrittenNoMore() {
    check(
      Self.pair.replacing(" ttl 8", with: ""), on: standing(Self.pair),
      ["vxlan42 type vxlan ttl auto", "alias vxlan42"])
    check(
      Self.house.replacing(" ( ageing_time 5000 )", with: ""), on: standing(Self.house),
      ["br0 type bridge ageing_time 30000", "alias br0 netns:c port:lan0 up:lan0"])
    // What others set, and no recipe ever wrote, is theirs.
    var world = standing(Self.pair)
    world["vxlan42"].settings.append(Setting(.vxlan(.df), form: 1))
    check(Self.pair, on: world, [])
  }

  /// The only peer and a list of peers are never there at once: packets would go twice.
  @Test func fromTwoToThreeAndBack() {
    let three = Self.pair.replacing("\n>", with: Self.third)
    check(
      three, on: standing(Self.pair),
      [
        "vxlan42 type vxlan remote 0.0.0.0 dev enp0s8",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.101",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.102",
      ])
    check(
      Self.pair, on: standing(three),
      [
        "bridge fdb delete 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.101",
        "bridge fdb delete 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.102",
        "vxlan42 type vxlan remote 192.168.8.101 dev enp0s8",
      ])
  }

  /// The kernel leaves the entry of the only peer at the device that was.
  @Test func anotherUnderlayDevice() {
    var world = standing(Self.pair)
    world.add(Interface("enp0s9"), .other("")) { $0.mtu = 1400 }
    check(
      Self.pair.replacing("enp0s8", with: "enp0s9"), on: world,
      [
        "vxlan42 type vxlan remote 0.0.0.0", "vxlan42 type vxlan dev enp0s9 remote 192.168.8.101",
        "vxlan42 mtu 1350",
      ])
  }

  /// With the first address of a network the others would go as well: all are taken, and come again.
  @Test func addressesOfOneNetwork() throws {
    var world = standing(Self.pair)
    let prefix = try #require(Prefix("10.20.1.9/24"))
    let device = Interface("vxlan42")
    world.observed.addresses.removeAll { $0.interface == device }
    let first = ObservedAddress(interface: device, prefix: prefix, flags: 0x80, scope: 0)
    let own = try #require(Prefix("10.20.1.1/24"))
    let second = ObservedAddress(interface: device, prefix: own, flags: 0x81, scope: 0)
    world.observed.addresses += [first, second]
    check(
      Self.pair, on: world,
      [
        "address delete 10.20.1.1/24 dev vxlan42", "address delete 10.20.1.9/24 dev vxlan42",
        "address add 10.20.1.1/24 dev vxlan42",
      ])
  }

  /// A router or DHCP lends addresses, and the kernel gives link-local ones.
  @Test func addressesOfTheKernelStay() throws {
    var world = standing(Self.pair)
    for (text, flags) in [("fe80::1/64", UInt32(0x80)), ("2001:db8::1/64", 0)] {
      let prefix = try #require(Prefix(text))
      world.observed.addresses.append(
        ObservedAddress(interface: Interface("vxlan42"), prefix: prefix, flags: flags, scope: 0))
    }
    check(Self.pair, on: world, [])
  }

  // MARK: Made anew

  @Test func replacements() {
    let world = standing(Self.pair)
    #expect(
      reasons(Self.pair.replacing("overlay 42", with: "overlay 43 name vxlan42"), on: world) == [
        "`id 43` is wanted, and it has `id 42`"
      ])
    #expect(
      reasons(Self.pair.replacing("ttl 8", with: "ttl inherit"), on: world) == [
        "`ttl inherit` is wanted, and it has `ttl 8`"
      ])
    #expect(
      reasons(Self.pair.replacing("dev enp0s8 ", with: ""), on: world) == [
        "it has `dev enp0s8`, and the recipe none"
      ])
    var other = world
    other["vxlan42"].kind = .other("dummy")
    #expect(reasons(Self.pair, on: other) == ["it is a dummy, not a vxlan"])
    check(
      Self.pair.replacing("ttl 8", with: "ttl inherit"), on: world,
      [
        "delete vxlan vxlan42", "add vxlan vxlan42", "alias vxlan42",
        "address add 10.20.1.1/24 dev vxlan42", "vxlan42 up",
      ])
  }

  /// The kernel reserves the bits again with any change in place, and drops what has them.
  @Test func headerBitsInUse() {
    let bits = DeviceOption.vxlan(.reservedBits)
    let recipe = Self.pair.replacing("ttl 8", with: "ttl 8 gbp")
    var world = standing(recipe)
    world["vxlan42"].settings.append(Setting(bits, [.number(0x7700_0000_0000_00ff)]))
    check(recipe, on: world, [])
    #expect(
      reasons(recipe.replacing("ttl 8", with: "ttl 9"), on: world) == [
        "with `ttl 9` in place the kernel would forget `reserved_bits 0x77000000000000ff`, "
          + "and drop packets"
      ])
    // Somebody has changed the device in place.
    world["vxlan42"].settings.removeAll { $0.option == bits }
    world["vxlan42"].settings.append(Setting(bits, [.number(0xf7ff_ffff_0000_00ff)]))
    #expect(
      reasons(recipe, on: world) == [
        "`reserved_bits 0x77000000000000ff` is wanted, "
          + "and it has `reserved_bits 0xf7ffffff000000ff`"
      ])
  }

  /// Two devices that swap their VNIs cannot both be there in between.
  @Test func swappedNetworks() {
    let one = Self.pair.replacing("overlay 42", with: "overlay 1 name a")
    let two = Self.pair.replacing("overlay 42", with: "overlay 2 name b").replacing(
      "10.20.1", with: "10.20.2")
    let world = standing(one + "\n" + two)
    let swapped =
      one.replacing("overlay 1", with: "overlay 2") + "\n"
      + two.replacing("overlay 2", with: "overlay 1")
    let found = meshRecipe(swapped).difference(from: world.observed)
    #expect(
      found.value.steps.prefix(3).map { brief($0.operation) } == [
        "delete vxlan a", "delete vxlan b", "add vxlan a",
      ])
    // In one send: nothing else notes what the aliases do.
    let together = found.value.steps.dropFirst().prefix(while: \.followsCreation)
    #expect(together.contains { brief($0.operation) == "add vxlan b" })
    var world2 = world
    world2.perform(found.value)
    #expect(meshRecipe(swapped).difference(from: world2.observed).value.steps.isEmpty)
  }

  /// The kernel deletes a vxlan device with the one that it sends through.
  @Test func whatStandsOnADeviceOfOurs() {
    var world = standing(Self.pair)
    world.add(Interface("upper"), .vxlan) {
      $0.settings = [Setting(.vxlan(.dev), [.device(.named("vxlan42"))])]
    }
    let other = Self.pair.replacing("overlay 42", with: "overlay 7 name vxlan42")
    let found = meshRecipe(other).difference(from: world.observed)
    #expect(found.diagnostics.map(\.code) == [.differentDevice])
    #expect(found.diagnostics.first?.help?.hasPrefix("take upper away first") == true)
    let (plan, kept) = removal(RemovalScope(owner: "mesh"), world.observed)
    #expect(plan.steps.isEmpty && kept == ["vxlan42 stays: upper sends through it"])
    // Both ours: the upper one goes first.
    world["upper"].alias = "vxloom other node1 upper #0"
    #expect(
      removal(RemovalScope(owner: nil), world.observed).plan.steps.map { brief($0.operation) }
        == ["delete vxlan upper", "delete vxlan vxlan42"])
  }

  // MARK: What is left over

  @Test func devicesThatTheRecipeNoLongerHas() {
    let other = Self.pair.replacing("overlay 42", with: "overlay 7").replacing(
      "10.20.1", with: "10.7.0")
    let world = standing(Self.pair + "\n" + other)
    check(Self.pair, on: world, [], leftovers: ["vxlan7"])
    check(Self.pair, on: world, ["delete vxlan vxlan7"], Consent(prune: true))
    // A part of a recipe takes nothing away.
    check(Self.pair + "\n" + other, on: world, [], Consent(prune: true), only: 42)
    // Nor does another owner's, or another node's.
    var theirs = world
    theirs["vxlan7"].alias = theirs["vxlan7"].alias.replacing("mesh", with: "other")
    check(Self.pair, on: theirs, [], Consent(prune: true))
  }

  /// A bridge and a namespace go with the last that was in them; a port is set free at once.
  @Test func whatLosesItsLastPort() {
    let bare = """
      overlay 42 dev enp0s8 <
        node1 192.168.8.100 -> 10.20.1.1/24
        node2 192.168.8.101 -> 10.20.1.3/24
      >
      """
    check(
      bare, on: standing(Self.house),
      [
        "delete veth v0", "vxlan42 nomaster", "vxlan42 down", "vxlan42 addrgenmode eui64",
        "address add 10.20.1.1/24 dev vxlan42", "vxlan42 up", "lan0 down", "lan0 nomaster",
        "netns delete c", "delete bridge br0",
      ], Consent(prune: true))
  }

  /// What another alias has to note moves there before the one that noted it goes.
  @Test func notesMove() {
    let renamed = Self.house.replacing("br0", with: "br9")
    let found = meshRecipe(renamed).difference(from: standing(Self.house).observed)
    let steps = found.value.steps.map { brief($0.operation) }
    #expect(found.diagnostics.isEmpty)
    #expect(steps.contains("alias br9 netns:c port:lan0 up:lan0"), "\(steps)")
    #expect(steps.last == "delete bridge br0", "\(steps)")
    #expect(!steps.contains("lan0 down") && !steps.contains("netns delete c"))
  }

  /// A bridge that its vxlan device leaves for none is on its way out, too.
  @Test func notesMoveFromABridgeThatIsLeft() {
    let two = """
      overlay 42 dev enp0s8 bridge br0 <
        node1 192.168.8.100 < netns c veth v0 -> 10.20.1.2/24 >
      >
      """
    let apart = """
      overlay 42 dev enp0s8 <
        node1 192.168.8.100 -> 10.20.1.1/24
      >
      overlay 43 dev enp0s8 bridge br9 <
        node1 192.168.8.100 < netns c veth v9 dev eth9 -> 10.20.2.2/24 >
      >
      """
    let found = meshRecipe(apart).difference(
      from: standing(two).observed, consent: Consent(prune: true))
    let steps = found.value.steps.map { brief($0.operation) }
    #expect(steps.contains("alias br9 netns:c"), "\(steps)")
    #expect(steps.last == "delete bridge br0" && !steps.contains("netns delete c"), "\(steps)")
  }

  /// What stays, and has what the recipe needs for another, is in the way.
  @Test func whatStandsInTheWay() {
    let renamed = Self.pair.replacing("overlay 42", with: "overlay 42 name other")
    let world = standing(Self.pair)
    let found = meshRecipe(renamed).difference(from: world.observed)
    #expect(found.diagnostics.map(\.code) == [.differentDevice])
    #expect(found.diagnostics.first?.help?.contains("--prune") == true)
    let pruned = meshRecipe(renamed).difference(
      from: world.observed, consent: Consent(prune: true))
    #expect(pruned.diagnostics.isEmpty)
    #expect(pruned.value.steps.first.map { brief($0.operation) } == "delete vxlan vxlan42")
  }

  // MARK: Adoption

  @Test func adoption() {
    var world = standing(Self.pair)
    world["vxlan42"].alias = ""
    world["vxlan42"].settings.removeAll { $0.option == .vxlan(.ttl) }
    let refused = meshRecipe(Self.pair).difference(from: world.observed)
    #expect(refused.diagnostics.map(\.code) == [.foreignDevice])
    #expect(refused.diagnostics.first?.help?.contains("--adopt") == true)
    check(
      Self.pair, on: world, ["alias vxlan42", "vxlan42 type vxlan ttl 8", "alias vxlan42"],
      Consent(adopt: true))
    // Never what belongs to another owner, or is of another kind.
    for spoil in [
      { (link: inout ObservedLink) in link.alias = "vxloom other node1 vxlan42 #0" },
      { $0.kind = .other("macvlan") },
    ] {
      var theirs = world
      spoil(&theirs["vxlan42"])
      let found = meshRecipe(Self.pair).difference(
        from: theirs.observed, consent: Consent(adopt: true))
      #expect(found.diagnostics.map(\.code) == [.foreignDevice])
    }
  }
}

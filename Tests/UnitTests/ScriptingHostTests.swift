import Diagnostics
import Scripting
import Testing
import Values
import Vocabulary

@testable import Planning

/// Scripts on hosts that are not as the recipe takes them to be.
@Suite(.serialized)
struct ScriptingHostTests {
  /// The plan with every vxlan device's MTU, and that of what sits behind it, as a recipe gives it.
  private func fixed(_ plan: Plan, mtu bytes: UInt32) -> Plan {
    var plan = plan
    for (index, step) in plan.steps.enumerated() {
      switch step.operation {
      case .addLink(var link):
        if case .vxlan = link.kind { link.mtu = .bytes(bytes) }
        if case .veth(let peer, let mac, _) = link.kind {
          link.mtu = .bytes(bytes)
          link.kind = .veth(peer: peer, peerMAC: mac, peerMTU: .bytes(bytes))
        }
        plan.steps[index].operation = .addLink(link)
      case .setMTU(let interface, let from, _):
        plan.steps[index].operation = .setMTU(interface, from: from, to: .bytes(bytes))
      default: break
      }
    }
    return plan
  }

  /// The plan with the digests that its devices really have.
  private func digested(_ plan: Plan) -> Plan {
    var plan = plan
    for (index, step) in plan.steps.enumerated() {
      guard case .addLink(let link) = step.operation,
        case .setAlias(let interface, let from, let text) = plan.steps[index + 1].operation,
        var mark = Ownership(alias: text)
      else { continue }
      mark.digest = digest(of: link)
      plan.steps[index + 1].operation = .setAlias(interface, from: from, to: mark.alias)
    }
    return plan
  }

  @Test func statusEndsWhereTheMACDiffers() {
    ScriptHarness.check(
      """
      expect 0 $SH a.sh
      ip link set dev vxlan42 address 02:00:00:00:00:55
      expect 1 timeout 20 $SH a.sh status
      says 'differs  address of vxlan42'
      expect 0 $SH a.sh
      expect 0 $SH a.sh status
      ip link set dev vxlan42 mtu 1400
      expect 1 timeout 20 $SH a.sh status
      says 'differs  mtu of vxlan42'
      expect 0 $SH a.sh
      expect 0 $SH a.sh status
      """, ["a.sh": replicatedPlan()])
    ScriptHarness.check(
      """
      expect 0 $SH a.sh
      ip -n container link set dev eth0 mtu 1400 address 02:00:00:00:00:55
      expect 1 timeout 20 $SH a.sh status
      says 'differs  address of eth0'
      says 'differs  mtu of eth0'
      expect 0 $SH a.sh
      expect 0 $SH a.sh status
      """, ["a.sh": bridgedPlan()])
  }

  @Test func portsThatHoldAddressesAreRefused() {
    ScriptHarness.check(
      """
      refused() {
        # The kernel's own routes to a new address come in their own time.
        state >now; tries=0
        until sleep 0.1; state >before; cmp -s now before || [ $tries -ge 50 ]; do
          cp before now; tries=$((tries + 1))
        done
        expect 1 $SH a.sh
        says "$1"
        state >now; same before now
        expect 1 $SH a.sh --dry-run
        expect 1 $SH a.sh status
      }
      ip link set dev enp0s9 up
      ip address add 203.0.113.9/24 dev enp0s9
      refused 'error: enp0s9 holds 203.0.113.9: as a bridge port it would lose it'
      ip address flush dev enp0s9
      ip address add 2001:db8::9/64 dev enp0s9 nodad
      refused 'error: enp0s9 holds 2001:db8::9: as a bridge port it would lose it'
      ip address flush dev enp0s9
      ip address add 192.168.8.100/32 dev enp0s9 scope link
      refused 'error: enp0s9 holds 192.168.8.100: as a bridge port it would lose it'
      ip address flush dev enp0s9
      ip route add default dev enp0s9
      refused 'error: enp0s9 carries the default route'
      ip route flush default
      ip -6 address add fe80::9/64 dev enp0s9 nodad
      ip -6 route add default via fe80::1 dev enp0s9
      refused 'error: enp0s9 carries the default route'
      ip -6 route flush default
      ip link add dev br9 type bridge
      ip link set dev enp0s9 master br9
      refused 'error: enp0s9 is a port of br9'
      ip link set dev enp0s9 nomaster
      # A link-local address is no reason, and what stands is not asked again.
      expect 0 $SH a.sh
      ip address add 203.0.113.9/24 dev enp0s9
      expect 0 $SH a.sh
      says 'nothing to change'
      """, ["a.sh": bridgedPlan()])
    ScriptHarness.check(
      """
      state >before
      expect 1 $SH a.sh
      says 'error: enp0s8 holds 192.168.8.100: as a bridge port it would lose it'
      state >now; same before now
      """, ["a.sh": bridgedPlan(port: "enp0s8")])
  }

  @Test func anMTUThatDoesNotFitIsRefused() {
    let withDevice = fixed(pointToPointPlan(), mtu: 1500)
    let withRoutes = fixed(replicatedPlan(), mtu: 1500)
    let withGroup = fixed(
      bridgedPlan(dev: .holding(scriptAddress("192.168.8.100"))), mtu: 1451)
    ScriptHarness.check(
      """
      for script in device routes group; do
        expect 2 $SH $script.sh
        says 'does not fit the underlay: 1450 is the most'
        state >now; same before now
        expect 1 $SH $script.sh status
      done
      says 'missing  vxlan vxlan0'
      ip route add 192.168.8.102 dev enp0s8 mtu 1340
      expect 2 $SH routes.sh
      says 'error: mtu 1500 of vxlan42 does not fit the underlay: 1290 is the most'
      ip route delete 192.168.8.102
      expect 0 $SH fits.sh
      expect 0 $SH fits.sh status
      expect 0 $SH fits.sh remove
      ip link set dev enp0s8 mtu 1550
      expect 0 $SH device.sh
      expect 0 ip link show dev vxlan0
      says 'mtu 1500'
      expect 0 $SH device.sh remove
      # Where no route tells, nothing is refused.
      ip address flush dev enp0s8
      expect 0 $SH routes.sh
      """,
      [
        "device.sh": withDevice, "routes.sh": withRoutes, "group.sh": withGroup,
        "fits.sh": fixed(replicatedPlan(), mtu: 1450),
      ])
    ScriptHarness.check(
      """
      ip address add fd08::100/64 dev enp0s8 nodad
      expect 2 $SH a.sh
      says 'error: mtu 1450 of vxlan6 does not fit the underlay: 1430 is the most'
      """, ["a.sh": fixed(ipv6Plan(peers: ["fd08::101"]), mtu: 1450)])
  }

  @Test func anInnerDeviceThatIsNotOursIsLeftAlone() {
    ScriptHarness.check(
      """
      ip netns add container
      ip -n container link add dev eth0 type bridge
      state >before
      ip -n container address >inside
      expect 1 $SH a.sh
      says 'error: namespace container has a device eth0 that this script did not make'
      state >now; same before now
      ip -n container address >now; same inside now
      expect 1 $SH a.sh status
      ip -n container link delete dev eth0
      expect 0 $SH a.sh
      # The peer of our own device is no stranger, also when that is made anew.
      expect 0 $SH a.sh
      says 'nothing to change'
      sed -e 's/#ee/#e1/' a.sh >b.sh
      expect 0 $SH b.sh --replace
      expect 0 $SH b.sh status
      """, ["a.sh": bridgedPlan()])
  }

  @Test func aForeignLoopbackIsAsItWas() {
    ScriptHarness.check(
      """
      ip netns add container
      ip -n container -o address >inside
      # The route, one of the last steps, is refused.
      expect 2 $SH fails.sh
      ip -n container -o address >now; same inside now
      expect 0 ip -n container link show dev lo
      says 'state DOWN'
      expect 0 $SH a.sh
      expect 0 $SH a.sh remove --dry-run
      says 'ip -n container address delete 127.0.0.1/8 dev lo'
      expect 0 $SH a.sh remove
      ip -n container -o address >now; same inside now
      state >now
      # An address that was there stays.
      ip -n container address add 127.0.0.1/8 dev lo
      ip -n container -o address >inside
      expect 2 $SH fails.sh
      ip -n container -o address >now; same inside now
      """, ["a.sh": bridgedPlan(), "fails.sh": bridgedPlan(gateway: "10.99.0.1")])
  }

  @Test func theDefaultEntryOfARemoteIsNotDoubled() {
    ScriptHarness.check(
      """
      for turn in 1 2; do
        expect 0 $SH three.sh
        bridge fdb show dev vxlan0 >entries
        [ "$(grep -c '^00:00:00:00:00:00 dst ' entries)" = 2 ] || { cat entries; exit 1; }
        expect 0 $SH two.sh
        bridge fdb show dev vxlan0 >entries
        [ "$(grep -c ' dst ' entries)" = 1 ] || { cat entries; exit 1; }
        grep -q 'dst 192.168.8.101 via enp0s8 ' entries || { cat entries; exit 1; }
      done
      """, ["two.sh": pointToPointPlan(), "three.sh": threeMembersPlan()])
  }

  @Test func aFormThatCannotChangeNeedsReplace() {
    let number = digested(pointToPointPlan(more: [Setting(.vxlan(.ttl), [.number(64)])]))
    let inherited = digested(pointToPointPlan(more: [Setting(.vxlan(.ttl), form: 2)]))
    #expect(ScriptHarness.script(inherited).contains(" ttl inherit"))
    ScriptHarness.check(
      """
      expect 0 $SH number.sh
      expect 1 $SH inherited.sh status
      says 'vxlan0: other options'
      state >made
      expect 1 $SH inherited.sh
      says 'error: vxlan0 has options that cannot be changed in place'
      state >now; same made now
      expect 0 $SH inherited.sh --replace
      expect 0 ip -d link show dev vxlan0
      says ' ttl inherit '
      expect 0 $SH inherited.sh status
      expect 0 $SH inherited.sh
      says 'nothing to change'
      expect 1 $SH number.sh
      expect 0 $SH number.sh --replace
      expect 0 $SH number.sh status
      expect 0 ip -d link show dev vxlan0
      says ' ttl 64 '
      """, ["number.sh": number, "inherited.sh": inherited])
  }

  @Test func aDeviceTooSmallForIPv6() {
    ScriptHarness.check(
      """
      expect 0 $SH known.sh
      expect 0 $SH known.sh status
      expect 0 $SH known.sh
      says 'nothing to change'
      expect 0 $SH known.sh remove
      state >now; same before now
      ip link set dev enp0s8 mtu 1300
      state >before
      expect 0 $SH computed.sh
      expect 0 ip link show dev vxlan0
      says 'mtu 1250'
      expect 0 $SH computed.sh status
      expect 0 $SH computed.sh remove
      state >now; same before now
      """, ["known.sh": fixed(bridgedPlan(), mtu: 1200), "computed.sh": bridgedPlan()])
  }

  @Test func anUnpinnedBridgeKeepsItsMACAndMTU() {
    ScriptHarness.check(
      """
      bridge_now() { ip -d link show br0 | sed -n 's/.*> \\(mtu [0-9]*\\).*/\\1/p
        s/.*\\(link.ether [^ ]*\\).*/\\1/p'; }
      # Of itself the bridge would take the lower MAC of our device, and its smaller MTU.
      ip link add dev br0 type bridge
      ip link set dev extra address 06:00:00:00:00:01 master br0
      ip link set dev br0 up
      bridge_now >bridge
      grep -q '06:00:00:00:00:01' bridge || { cat bridge; exit 1; }
      expect 0 $SH a.sh
      bridge_now >now; same bridge now
      expect 0 $SH a.sh
      says 'nothing to change'
      bridge_now >now; same bridge now
      expect 0 $SH a.sh remove
      bridge_now >now; same bridge now
      expect 2 $SH fails.sh
      bridge_now >now; same bridge now
      """, ["a.sh": bridgedPlan(), "fails.sh": bridgedPlan(gateway: "10.99.0.1")])
  }

  /// Overlays with all that a script knows: bridges, namespaces, ports and tables.
  private func overlays(_ count: Int) -> Plan {
    var plan = ScriptPlanBuilder().plan
    for number in 0..<count {
      let part = bridgedPlan(
        dev: .holding(scriptAddress("192.168.\(number / 250).\(number % 250 + 1)")))
      var entries: [Step] = []
      for step in part.steps {
        if case .setUp(let interface) = step.operation, interface.name == "vxlan0" {
          for peer in 1...3 {
            let entry = ForwardingEntry(
              interface, mac: .zero, destination: scriptAddress("10.0.0.\(peer)"))
            entries.append(Step(.addForwarding(entry), range: step.range))
          }
        }
        entries.append(step)
      }
      plan.steps += entries.map { renumbered($0, number) }
      plan.underlays += part.underlays
    }
    return plan
  }

  private func renumbered(_ step: Step, _ number: Int) -> Step {
    func named(_ name: String) -> String { name == "lo" ? name : "\(name)n\(number)" }
    func named(_ interface: Interface) -> Interface {
      Interface(named(interface.name), in: interface.namespace.map(named))
    }
    func named(_ mtu: MTU) -> MTU { mtu == .unset ? mtu : .underlay(number) }
    var step = step
    switch step.operation {
    case .addNamespace(let name): step.operation = .addNamespace(named(name))
    case .addLink(var link):
      link.interface = named(link.interface)
      link.mtu = named(link.mtu)
      if case .veth(let peer, let mac, let mtu) = link.kind {
        link.kind = .veth(peer: named(peer), peerMAC: mac, peerMTU: named(mtu))
      }
      step.operation = .addLink(link)
    case .setAlias(let interface, let from, let text):
      guard var mark = Ownership(alias: text) else { break }
      mark.device = named(mark.device)
      mark.notes = mark.notes.map { note in
        switch note {
        case .namespace(let name): .namespace(named(name))
        case .port(let name): .port(named(name))
        case .up(let name): .up(named(name))
        case .loopback, .address, .entry, .docker: note
        }
      }
      step.operation = .setAlias(named(interface), from: from, to: mark.alias)
    case .stopLinkLocal(let interface): step.operation = .stopLinkLocal(named(interface))
    case .setMaster(let interface, let from, let bridge):
      step.operation = .setMaster(named(interface), from: from, to: bridge.map(named))
    case .setMTU(let interface, let from, let to):
      step.operation = .setMTU(named(interface), from: from, to: named(to))
    case .setUp(let interface): step.operation = .setUp(named(interface))
    case .addAddress(var entry):
      entry.interface = named(entry.interface)
      step.operation = .addAddress(entry)
    case .addRoute(let entry):
      step.operation = .addRoute(
        RouteEntry(
          destination: entry.destination, family: entry.family, settings: entry.settings,
          interface: named(entry.interface)))
    case .addForwarding(let entry):
      step.operation = .addForwarding(
        ForwardingEntry(named(entry.interface), mac: entry.mac, settings: entry.settings))
    default: break
    }
    return step
  }

  @Test func twiceTheOverlaysCostTwice() {
    func cost(_ count: Int) -> (bytes: Int, time: Duration) {
      let plan = overlays(count)
      var bytes = 0
      var best = Duration.seconds(1000)
      for _ in 0..<3 {
        let time = ContinuousClock().measure { bytes = ScriptHarness.script(plan).utf8.count }
        best = min(best, time)
      }
      return (bytes, best)
    }
    let small = cost(150)
    let large = cost(600)
    print("scripts of 150 and 600 overlays: \(small), \(large)")
    #expect(large.bytes - small.bytes < 4 * small.bytes)
    #expect(large.time < small.time * 8)
  }
}

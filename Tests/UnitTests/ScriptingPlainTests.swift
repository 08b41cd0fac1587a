import Diagnostics
import Planning
import Scripting
import Testing
import Values
import Vocabulary

struct ScriptingPlainTests {
  private func check(_ plan: Plan, _ expected: String) {
    let findings = plainScript(plan)
    #expect(String(decoding: findings.value, as: UTF8.self) == expected)
    #expect(findings.diagnostics.isEmpty)
  }

  @Test func twoMembers() {
    check(
      pointToPointPlan(),
      """
      # Vxloom: node1
      ip link add dev vxlan0 type vxlan id 42 dstport 4789 remote 192.168.8.101 local 192.168.8.100 dev enp0s8
      ip address add 10.20.1.2/24 dev vxlan0
      ip link set dev vxlan0 up

      """)
  }

  @Test func replicatedWithoutDevice() {
    check(
      replicatedPlan(),
      """
      # Vxloom: node1
      # mtu 1450: an Ethernet underlay's 1500 less 50 bytes of headers
      ip link add dev vxlan42 mtu 1450 type vxlan id 42 dstport 4789 local 192.168.8.100
      bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.101
      bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.102
      bridge fdb replace 52:54:00:00:00:09 dev vxlan42 dst 192.168.8.101
      ip address add 10.20.1.2/24 dev vxlan42
      ip address add fd20::2/64 dev vxlan42 nodad
      ip link set dev vxlan42 up

      """)
  }

  @Test func bridgedWithNamespaceAndPort() {
    check(
      bridgedPlan(options: [Setting(.bridgePort(.isolated))]),
      """
      # Vxloom: node1
      ip link add dev vxlan0 type vxlan id 42 dstport 4789 group 239.1.1.1 local 192.168.8.100 dev enp0s8
      ip link add dev br0 type bridge
      ip link set dev vxlan0 master br0
      ip link set dev vxlan0 type bridge_slave isolated on
      # mtu 1450: an Ethernet underlay's 1500 less 50 bytes of headers
      ip link set dev br0 mtu 1450
      ip address add 10.20.1.1/24 dev br0
      ip link set dev vxlan0 up
      ip link set dev br0 up
      ip netns add container
      ip -n container link set dev lo up
      ip link add dev foo mtu 1450 type veth peer name eth0 netns container mtu 1450
      ip link set dev foo master br0
      ip -n container address add 10.20.1.2/24 dev eth0
      ip -n container link set dev eth0 up
      ip link set dev foo up
      ip -n container route add default via 10.20.1.1 dev eth0
      ip link set dev enp0s9 master br0
      ip link set dev enp0s9 up

      """)
  }

  @Test func groupWithoutDeviceIsRefused() {
    let findings = plainScript(bridgedPlan(dev: .holding(scriptAddress("192.168.8.100"))))
    #expect(findings.diagnostics.map(\.code) == [.formatRefuses])
    #expect(findings.diagnostics.first?.message.contains("192.168.8.100") == true)
  }

  @Test func neededMACsAreWritten() {
    var plan = pointToPointPlan()
    guard case .addLink(var link) = plan.steps[0].operation else { return }
    link.macIsNeeded = true
    plan.steps[0].operation = .addLink(link)
    let text = String(decoding: plainScript(plan).value, as: UTF8.self)
    #expect(text.contains("ip link add dev vxlan0 address 02:00:00:00:00:2a type vxlan id 42"))
  }

  @Test func commandLines() {
    let plan = bridgedPlan()
    let lines = plan.steps.map { commandLine($0.operation, underlays: plan.underlays) }
    #expect(
      lines[1] == "ip link set dev vxlan0 alias 'vxloom mesh node1 vxlan0 #cc'")
    #expect(lines[2] == "ip link set dev vxlan0 addrgenmode none")
    #expect(
      lines.contains(
        "ip link add dev foo address 02:00:00:00:00:2c mtu 1450 type veth peer name eth0 netns "
          + "container address 02:00:00:00:00:2d mtu 1450"))
    let entry = ForwardingEntry(Interface("v"), mac: .zero, destination: scriptAddress("fd00::1"))
    #expect(
      commandLine(.deleteForwarding(entry), underlays: [])
        == "bridge fdb delete 00:00:00:00:00:00 dev v dst fd00::1")
    #expect(
      commandLine(.setMaster(Interface("v"), from: "b", to: nil), underlays: [])
        == "ip link set dev v nomaster")
  }
}

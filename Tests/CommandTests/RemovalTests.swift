import Testing

/// `remove` where others have moved in, on this kernel.
@Suite(.enabled(if: hasNamespaces)) struct RemovalTests {
  private static let house = """
    overlay 42 dev enp0s8 bridge br0 <
      node1 192.168.8.100 -> 10.20.1.1/24 <
        netns c veth v0 -> 10.20.1.2/24 gateway 10.20.1.1
        port lan0
      >
      node2 192.168.8.101 -> 10.20.1.3/24
    >
    """

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

  /// Six devices that go together, as a group.
  private static let six = (1...6).map { number in
    """
    overlay \(number) <
      node1 192.168.8.100 -> 10.20.\(number).1/24
      node2 192.168.8.101 -> 10.20.\(number).2/24
    >
    """
  }.joined(separator: "\n")

  /// The group that they are put into is nobody's: a device of others that is in the first one that
  /// would do stays.
  @Test func manyGoTogetherAndNobodyElse() async throws {
    try await check(
      Self.six,
      """
      ip link set lan0 group 0x76786c6d
      state >/run/before
      "$V" apply -q --node node1 /run/mesh.vxl
      [ $(ip -o link show type vxlan | wc -l) -eq 6 ]
      V remove /run/mesh.vxl
      ! ip -o link show type vxlan | grep .
      ip -d link show lan0 | grep -o 'group [^ ]*'
      state | diff /run/before -
      """, output: ["status 0", "group 1987603565"])
  }

  /// The same by the emitted script: a device of others stays that is in the first group that would
  /// do, and one that has the name of one of ours. `ip` is called a few times, and not for each device.
  @Test(arguments: ["dash", "bash", "busybox ash"].filter { has(String($0.prefix { $0 != " " })) })
  func theScriptTakesManyTogether(_ shell: String) async throws {
    try await check(
      Self.six,
      """
      ip link set lan0 group 0x56580000
      state >/run/before
      "$V" emit -q --node node1 /run/mesh.vxl >/run/mesh.sh
      \(shell) /run/mesh.sh
      ip link delete vxlan3; ip link add vxlan3 type bridge; ip link set vxlan3 alias 'vxloom other'
      mkdir /run/tools; real=$(command -v ip)
      printf '#!/bin/sh\\necho "$*" >>/run/calls\\nexec %s "$@"\\n' "$real" >/run/tools/ip
      chmod 755 /run/tools/ip
      PATH=/run/tools:$PATH \(shell) /run/mesh.sh remove
      if [ $(wc -l </run/calls) -lt 12 ]; then echo few; else cat /run/calls; fi
      "$real" -o link show type vxlan | grep . || echo none
      "$real" -o link show type bridge | grep -o vxlan3
      "$real" -d link show lan0 | grep -o 'group [^ ]*'
      "$real" link delete vxlan3
      state | diff /run/before -
      """, output: ["mesh.vxl, node1: removed", "few", "none", "vxlan3", "group 1448607744"])
  }

  /// Where the kernel refuses a step of it, all are there again as they were, groups too.
  @Test(arguments: [1, 4, 7]) func refusedTogetherTheyStay(_ fault: Int) async throws {
    try await check(
      Self.six,
      """
      "$V" apply -q --node node1 /run/mesh.vxl
      ip link set vxlan3 group 7
      at_rest >/run/before
      VXLOOM_FAULT=fail:\(fault) "$V" remove -q /run/mesh.vxl 2>/run/told && false || echo "ended with $?"
      grep -o kernel-refused /run/told
      at_rest | diff /run/before -
      if [ \(fault) -eq 7 ]; then ip -d link show vxlan3 | grep -o 'group [^ ]*'; fi
      ip -d link show vxlan1 | grep -o 'group [^ ]*'
      V remove /run/mesh.vxl
      """, output: ["ended with 2", "group default"] + (fault == 7 ? ["group 7"] : []))
  }

  private func check(
    _ recipe: String, _ script: String, output: [String] = [], errors: [String] = [],
    _ here: SourceLocation = #_sourceLocation
  ) async throws {
    let ending = try await Program.isolated(
      Box.start + Box.atRest
        + """
        ip link add lan0 address 02:00:00:00:ff:01 type veth peer name lan1 address 02:00:00:00:ff:02
        cat >/run/mesh.vxl <<'X'
        \(recipe)
        X
        \(script)
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)", sourceLocation: here)
    for text in output {
      #expect(ending.output.contains(text), "\(text)\n\(told)", sourceLocation: here)
    }
    for text in errors {
      #expect(ending.errors.contains(text), "\(text)\n\(told)", sourceLocation: here)
    }
  }

  /// A device that somebody put into our namespace keeps it, and is told of.
  @Test func foreignDeviceKeepsTheNamespace() async throws {
    try await check(
      Self.house,
      """
      "$V" apply /run/mesh.vxl
      ip -n c link add dev guest0 type bridge
      V remove /run/mesh.vxl
      ip netns list | grep -qx 'c.*'; ip -n c link show guest0 >/dev/null
      ! ip link show br0 2>/dev/null; ! ip -n c link show eth0 2>/dev/null
      V remove /run/mesh.vxl
      """, output: ["status 0", "nothing to remove"],
      errors: ["the namespace c stays: guest0 in c lives in it"])
  }

  /// A port that somebody put into our bridge keeps it; the last one that leaves frees it.
  @Test func foreignPortKeepsTheBridge() async throws {
    try await check(
      Self.house,
      """
      keep before
      "$V" apply /run/mesh.vxl
      ip link add dev guest type veth peer name guest1; ip link set guest master br0
      V remove /run/mesh.vxl
      ip -o link show master br0 | grep -c .
      ! ip netns list | grep -q c
      V plan --remove /run/mesh.vxl
      V remove /run/mesh.vxl
      ip link del guest
      V remove /run/mesh.vxl
      same before
      """, output: ["\n1\n", "status 0"], errors: ["br0 stays: other ports are in it"])
  }

  /// The namespace of two overlays goes with the second of them.
  @Test(arguments: [(42, 43), (43, 42)]) func sharedNamespace(_ order: (Int, Int)) async throws {
    try await check(
      Self.two,
      """
      keep before
      "$V" apply /run/mesh.vxl
      "$V" remove --overlay \(order.0) /run/mesh.vxl
      ip netns list | grep -q c
      V plan --overlay \(order.1) /run/mesh.vxl
      "$V" remove --overlay \(order.1) /run/mesh.vxl
      same before
      "$V" apply /run/mesh.vxl
      "$V" remove --overlay \(order.0) /run/mesh.vxl
      "$V" apply /run/mesh.vxl
      V plan /run/mesh.vxl
      "$V" remove /run/mesh.vxl
      same before
      """, output: ["status 0"])
  }

  /// What the other overlay asked for stays when one of two that share a bridge goes.
  @Test
  func sharedBridge() async throws {
    try await check(
      """
      overlay 42 dev enp0s8 bridge br0 <
        node1 192.168.8.100
        node2 192.168.8.101
      >
      overlay 43 dev enp0s8 bridge br0 <
        node1 192.168.8.100 < port lan0 >
        node2 192.168.8.101
      >
      """,
      """
      keep before
      "$V" apply /run/mesh.vxl
      "$V" remove --overlay 42 /run/mesh.vxl
      ip -o link show master br0 | grep -q lan0
      "$V" remove --overlay 43 /run/mesh.vxl
      same before
      """)
  }

  /// What was there before comes back: a bridge with its MAC and MTU, a namespace, a port.
  @Test func whatWasThereComesBack() async throws {
    try await check(
      Self.house,
      """
      ip link add dev br0 address 02:00:00:00:00:aa type bridge; ip link set br0 mtu 1400
      echo 1 >/proc/sys/net/ipv6/conf/br0/disable_ipv6
      ip netns add c; ip -n c link set lo up
      ip -n c link add dev guest0 type bridge
      keep before
      "$V" apply /run/mesh.vxl
      V plan /run/mesh.vxl
      "$V" remove /run/mesh.vxl
      state | sed 's/lan0@lan1.*//;s/lan1@lan0.*//' >/run/a
      sed 's/lan0@lan1.*//;s/lan1@lan0.*//' /run/before.state >/run/b
      diff /run/b /run/a
      """, output: ["status 0"])
  }

  /// A namespace that was there, with its loopback device never set up, is as it was.
  @Test
  func loopbackComesBack() async throws {
    try await check(
      Self.house,
      """
      ip netns add c
      keep before
      "$V" apply /run/mesh.vxl
      "$V" remove /run/mesh.vxl
      same before
      """)
  }

  /// A note that does not fit into the alias of who would take it over is told of instead.
  @Test func notesThatDoNotFit() async throws {
    let name = String(repeating: "n", count: 207)
    try await check(
      Self.two.replacing("netns c", with: "netns \(name)").replacing(
        "veth v1", with: "veth a-long-veth-nam"),
      """
      "$V" apply --owner b /run/mesh.vxl
      V remove --owner b --overlay 42 /run/mesh.vxl
      """, output: ["status 0\n"], errors: ["take it away with `ip netns delete`"])
  }

  /// A removal that is refused half-way is undone, devices and all that stood on them: the namespace
  /// is a mount point twice, and its file cannot be deleted.
  @Test func refusedRemovalIsUndone() async throws {
    try await check(
      Self.house,
      """
      "$V" apply /run/mesh.vxl
      for name in $(ip netns | cut -d ' ' -f 1); do
        mount --bind /run/netns/$name /run/netns/$name
      done
      at_rest >/run/before
      V remove /run/mesh.vxl
      V plan /run/mesh.vxl
      # Devices that were made again have other ifindexes, and ports other numbers.
      at_rest >/run/after; diff /run/before /run/after
      """, output: ["status 2\n", "status 0\n"])
  }

  /// Other owners' devices, and other nodes' of the same owner, are not touched.
  @Test func othersStay() async throws {
    try await check(
      Self.house,
      """
      "$V" apply --owner other /run/mesh.vxl
      keep before
      V remove /run/mesh.vxl
      V remove --owner mesh
      V remove --owner other --node node2
      same before
      V apply /run/mesh.vxl
      same before
      "$V" remove --owner other
      ! ip link show br0 2>/dev/null
      """, output: ["nothing to remove", "status 1"], errors: ["error[foreign-device]"])
  }
}

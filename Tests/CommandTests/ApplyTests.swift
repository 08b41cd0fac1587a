import Testing

/// `apply` and `remove` on this kernel, in namespaces of their own. PATH is empty for them: no
/// other program is started.
@Suite(.enabled(if: hasNamespaces)) struct ApplyTests {
  /// A host that is node1 of a sample, and a function that prints all of its state.
  private func host(_ address: String, _ device: String) -> String {
    """
    ip link set lo up
    ip link add \(device) type veth peer name other
    ip link set \(device) address 02:00:00:00:00:01; ip link set other address 02:00:00:00:00:02
    for device in \(device) other; do
      ip link set $device addrgenmode none; ip link set $device up
    done
    for device in \(device) other; do
      until ip -o link show dev $device | grep -q 'state UP'; do sleep 0.1; done
    done
    ip address add \(address) dev \(device)
    snapshot() {
      ip -d link; ip address | sed 's/valid_lft.*//'; ip route show table all
      ip -6 route show table all; bridge fdb; ip netns; ip neigh show nud permanent
    }
    """
  }

  private static let hosts: [(sample: String, address: String, device: String)] = [
    ("01-point-to-point", "172.31.0.106/24", "eth0"),
    ("02-point-to-point-in-detail", "192.168.8.100/24", "enp0s8"),
    ("03-every-option", "172.31.0.106/24", "eth0"),
    ("04-multicast", "192.168.8.100/24", "enp0s8"),
    ("05-namespaces-behind-a-bridge", "192.168.8.100/24", "enp0s8"),
    ("06-head-end-replication", "192.168.8.100/24", "enp0s8"),
    ("07-several-overlays", "192.168.8.100/24", "enp0s8"),
    ("08-ipv6", "fd00::100/64 nodad", "enp0s8"),
    ("13-routes-behind-members", "192.168.8.100/24", "enp0s8"),
  ]

  @Test(arguments: hosts.indices) func appliesOnceAndLeavesNothing(_ index: Int) async throws {
    let (sample, address, device) = Self.hosts[index]
    let ending = try await Program.isolated(
      host(address, device)
        + """

        f="$R/samples/\(sample).vxl"
        before=$(snapshot)
        PATH=/nonexistent "$V" plan "$f" >/dev/null || [ $? = 1 ]
        PATH=/nonexistent "$V" apply "$f"
        [ "$(snapshot)" != "$before" ] || { echo 'nothing was applied'; exit 9; }
        PATH=/nonexistent "$V" plan "$f" | tail -n 1
        PATH=/nonexistent "$V" apply -v "$f"
        PATH=/nonexistent "$V" remove "$f"
        PATH=/nonexistent "$V" remove "$f"
        after=$(snapshot)
        if [ "$before" != "$after" ]; then
          echo "$before" >/run/before; echo "$after" >/run/after; diff /run/before /run/after; exit 9
        fi
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("node1: ") || ending.output.contains("vm1: "))
    #expect(ending.output.contains("0 to create, 0 to change, 0 to replace, 0 to delete"))
    #expect(ending.output.contains("nothing to do"))
    #expect(ending.output.contains("nothing to remove"))
    #expect(!ending.errors.contains("[#]"), "the second apply sent something: \(ending.errors)")
  }

  /// What the kernel refuses half-way is undone, and told at the token.
  @Test func undoesWhatWentBefore() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        ip link add blocker type vxlan id 44 dstport 4789
        before=$(snapshot)
        "$V" apply "$R/samples/07-several-overlays.vxl" && exit 9 || echo "status $?"
        after=$(snapshot)
        [ "$before" = "$after" ] || { echo "$after"; exit 9; }
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("status 2"))
    #expect(ending.errors.contains("A VXLAN device with the specified VNI already exists"))
    #expect(ending.errors.contains("26 | overlay 44"), "\(ending.errors)")
    #expect(ending.errors.contains("have been undone"))
  }

  /// Namespaces, bridges and veth pairs are undone, too: the port of the last overlay is taken.
  @Test func undoesBridgesAndNamespaces() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        cat >/run/r.vxl <<'X'
        overlay 42 bridge br0 dev enp0s8 <
          node1 192.168.8.100 -> 10.20.1.1/24 < netns container -> 10.20.1.2/24 gateway 10.20.1.1 >
          node2 192.168.8.101 < netns container -> 10.20.1.3/24 >
        >
        overlay 43 port 5000 dev enp0s8 <
          node1 192.168.8.100 -> 10.20.2.1/24
          node2 192.168.8.101 -> 10.20.2.2/24
        >
        X
        ip link add blocker type vxlan id 1 dstport 5000 gbp; ip link set blocker up
        before=$(snapshot)
        "$V" apply /run/r.vxl && exit 9 || echo "status $?"
        after=$(snapshot)
        [ "$before" = "$after" ] || { echo "$after"; exit 9; }
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("status 2"))
    #expect(ending.errors.contains("the UDP port is taken"), "\(ending.errors)")
    #expect(ending.errors.contains("overlay 43 port 5000"))
  }

  @Test func foreignDevicesStayUntouched() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        ip link add vxlan0 type vxlan id 9 dstport 9999
        before=$(snapshot)
        "$V" apply "$R/samples/02-point-to-point-in-detail.vxl" && exit 9 || echo "status $?"
        "$V" remove --all --yes
        [ "$before" = "$(snapshot)" ]
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("status 1"))
    #expect(ending.errors.contains("error[foreign-device]"))
  }

  /// A bridge that was there is joined and left as it was; ports that were there come back.
  @Test func foreignBridgesAndPorts() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        ip link add br0 address 02:00:00:00:00:aa type bridge; ip link set br0 mtu 1400
        echo 1 >/proc/sys/net/ipv6/conf/br0/disable_ipv6; ip link set br0 up
        ip link add lan0 type veth peer name lan1
        before=$(snapshot | grep -v 'altname')
        cat >/run/r.vxl <<'X'
        overlay 42 bridge br0 dev enp0s8 <
          node1 192.168.8.100 -> 10.20.1.1/24 < port lan0, port gone0 >
          node2 192.168.8.101 -> 10.20.1.2/24
        >
        X
        "$V" apply /run/r.vxl
        ip -o link show master br0 | grep -c 'lan0\\|vxlan42'
        "$V" apply /run/r.vxl
        "$V" remove /run/r.vxl
        after=$(snapshot)
        echo "$before" | grep -v 'state' >/run/a; echo "$after" | grep -v 'state' >/run/b
        diff /run/a /run/b
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("\n2\n"))
    #expect(ending.output.contains("nothing to do"))
    #expect(ending.errors.contains("warning[missing-device]"))
  }

  /// A bridge of ours keeps its MTU when a port with a smaller one joins.
  @Test func ourBridgeKeepsItsMTU() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        ip link add lan0 mtu 1400 type veth peer name lan1
        cat >/run/r.vxl <<'X'
        overlay 42 bridge br0 dev enp0s8 <
          node1 192.168.8.100 -> 10.20.1.1/24 < port lan0 >
          node2 192.168.8.101 -> 10.20.1.2/24
        >
        X
        "$V" apply /run/r.vxl; "$V" plan /run/r.vxl; ip -o link show br0; "$V" remove /run/r.vxl
        "$V" emit --node node1 /run/r.vxl >/run/s; sh /run/s; sh /run/s status; ip -o link show br0
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.ranges(of: " mtu 1450 ").count == 2)
  }

  /// The script and the program know each other's work.
  @Test func bothMayBeMixed() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        f="$R/samples/05-namespaces-behind-a-bridge.vxl"
        before=$(snapshot)
        "$V" emit --node node1 "$f" >/run/s
        sh /run/s
        "$V" plan "$f"
        "$V" remove "$f"
        [ "$before" = "$(snapshot)" ] || exit 9
        "$V" apply "$f"
        sh /run/s status
        sh /run/s remove
        [ "$before" = "$(snapshot)" ] || exit 9
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("0 to create"))
  }

  @Test func sharedBridgesGoWithTheLastPort() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        cat >/run/r.vxl <<'X'
        overlay 42 bridge br0 dev enp0s8 <
          node1 192.168.8.100 -> 10.20.1.1/24
          node2 192.168.8.101 -> 10.20.1.2/24
        >
        X
        "$V" apply /run/r.vxl
        ip link add guest type veth peer name guest1; ip link set guest master br0
        "$V" remove /run/r.vxl
        ip -o link show br0
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.errors.contains("br0 stays: other ports are in it"))
  }

  @Test func interruptionUndoes() async throws {
    let ending = try await Program.isolated(
      host("192.168.8.100/24", "enp0s8")
        + """

        { echo 'overlay 42 dev enp0s8 <'
          i=1; while [ $i -lt 3000 ]; do
            echo "n$i 192.168.$((i / 250 + 8)).$((i % 250 + 1)) -> 10.20.$((i / 250)).$((i % 250 + 1))/16"
            i=$((i + 1)); done; echo '>'; } >/run/r.vxl
        before=$(snapshot)
        "$V" apply --node n1 -v /run/r.vxl 2>/run/log & pid=$!
        while ! grep -q 'fdb append' /run/log; do kill -0 $pid; done; kill -TERM $pid
        wait $pid && exit 9 || echo "status $?"
        [ "$before" = "$(snapshot)" ]
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("status 143"))
  }

  @Test func whoMayNotIsTold() async throws {
    let ending = try await Program.isolated(
      host("172.31.0.106/24", "eth0")
        + """

        before=$(snapshot)
        setpriv --inh-caps=-all --bounding-set=-all "$V" apply "$R/samples/01-point-to-point.vxl" \\
          && exit 9 || echo "status $?"
        setpriv --inh-caps=-all --bounding-set=-all "$V" plan "$R/samples/01-point-to-point.vxl" || true
        [ "$before" = "$(snapshot)" ]
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("status 77"))
    #expect(ending.output.contains("2 to create"))
    #expect(ending.errors.contains("CAP_NET_ADMIN"))
  }
}

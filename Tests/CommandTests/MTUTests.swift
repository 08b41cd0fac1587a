import Foundation
import Testing

/// MTUs on this kernel: what devices get, and whether packets of that size pass in one piece.
@Suite(.enabled(if: hasNamespaces)) struct MTUTests {
  /// Two hosts, and an overlay over an overlay: 1500, less 50, less 50, on the vxlan device, the
  /// bridge, and both ends of the veth pair; with and without `dev`.
  @Test(arguments: ["", " dev vxlan1"], ["netlink", "script"])
  func throughATunnel(_ device: String, _ path: String) async throws {
    let ending = try await Program.isolated(
      """
      for host in 1 2; do ip netns add h$host; ip -n h$host link set lo up; done
      ip link add e0 netns h1 type veth peer name e0 netns h2
      for host in 1 2; do
        ip -n h$host address add 192.168.8.$host/24 dev e0; ip -n h$host link set e0 up
      done
      cat >/run/below.vxl <<'X'
      overlay 1 dev e0 < h1 192.168.8.1 -> 10.1.0.1/24, h2 192.168.8.2 -> 10.1.0.2/24 >
      X
      cat >/run/above.vxl <<'X'
      overlay 2 port 4790 bridge br0\(device) subnet 10.2.0.0/24 <
        h1 10.1.0.1 < netns web1 veth out -> .1 >
        h2 10.1.0.2 < netns web2 veth out -> .2 >
      >
      X
      for host in 1 2; do
        for file in below above; do
          if [ \(path) = netlink ]; then
            "$V" apply -q --netns h$host --node h$host /run/$file.vxl
          else
            "$V" emit -q --node h$host /run/$file.vxl >/run/script
            nsenter --net=/run/netns/h$host sh /run/script >/dev/null
          fi
        done
      done
      for name in vxlan1 vxlan2 br0 out; do
        echo $name $(ip -n h1 -o link show $name | grep -o 'mtu [0-9]*')
      done
      echo eth0 $(ip -n web1 -o link show eth0 | grep -o 'mtu [0-9]*')
      # 28 bytes of headers come on top.
      for size in 1372 1373; do
        nsenter --net=/run/netns/web1 busybox ping -c 3 -W 1 -s $size 10.2.0.2 |
          grep -o '[0-9]* packets received'
        for name in h1 web1; do
          echo "$size: $(nsenter --net=/run/netns/$name busybox awk '/^Ip:/ {
            if (column) { print $column; exit }
            for (i = 1; i <= NF; i++) if ($i == "FragCreates") column = i
          }' /proc/net/snmp) split in $name"
        done
      done
      """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(5) == [
        "vxlan1 mtu 1450", "vxlan2 mtu 1400", "br0 mtu 1400", "out mtu 1400", "eth0 mtu 1400",
      ], "\(told)")
    #expect(lines.count { $0 == "3 packets received" } == 2, "\(told)")
    let split = lines.filter { $0.contains(" split in ") }
    // Whoever has one byte more splits it himself: the underlay is never asked to.
    #expect(
      split == [
        "1372: 0 split in h1", "1372: 0 split in web1", "1373: 0 split in h1",
        "1373: 6 split in web1",
      ], "\(told)")
  }

  /// The lab finds an MTU that promises more than the underlay takes: `NO` would be wrong, small
  /// packets pass.
  @Test func smallPacketsAreNotEnough() throws {
    try withFolder { folder in
      let file = "\(folder)/mtu.vxl"
      try """
      overlay 42 dev eth0 bridge br0 subnet 10.20.1.0/24 fd20::/64 <
        a 192.168.8.1 -> .1
        b 192.168.8.2 < netns web -> .2 >
      >
      """.write(toFile: file, atomically: true, encoding: .utf8)
      let ending = try Program.shell(
        """
        "$V" lab up -q "\(file)"
        trap '"$V" lab down "\(file)"' EXIT
        "$V" lab verify --json "\(file)" | grep -c '"fullMTU" : true'
        "$V" lab exec "\(file)" b -- sh -c 'PATH=$PATH:/usr/sbin; ip link set eth0 mtu 1400'
        "$V" lab verify "\(file)" || echo "status $?"
        """)
      let told = "\(ending.output)\n\(ending.errors)"
      #expect(ending.status == 0 && ending.output.contains("status 3"), "\(told)")
      #expect(ending.output.hasPrefix("4\n"), "\(told)")
      #expect(ending.output.contains("a      -      small"), "\(told)")
      #expect(
        ending.output.contains(
          "a (10.20.1.1) reaches b/web (10.20.1.2) with small packets only: 1450 bytes do not pass"),
        "\(told)")
      #expect(ending.output.contains("4 pairs talk; 4 of them only with small"), "\(told)")
    }
  }

  /// Where the underlay splits what it carries, packets of the full size pass, and cost double.
  @Test func splittingIsTold() throws {
    try withFolder { folder in
      let file = "\(folder)/split.vxl"
      try "overlay 42 < a 192.168.8.1 -> 10.0.0.1/24, b 192.168.8.2 -> 10.0.0.2/24 >"
        .write(toFile: file, atomically: true, encoding: .utf8)
      let ending = try Program.shell(
        """
        "$V" lab up -q "\(file)"
        trap '"$V" lab down "\(file)"' EXIT
        for node in a b; do
          "$V" lab exec "\(file)" $node -- sh -c 'PATH=$PATH:/usr/sbin; ip link set vxlan42 mtu 1500'
        done
        "$V" lab verify "\(file)" || echo "status $?"
        """)
      let told = "\(ending.output)\n\(ending.errors)"
      #expect(ending.output.contains("a splits packets of the full MTU"), "\(told)")
      #expect(ending.output.contains("status 3"), "\(told)")
    }
  }

  /// A device keeps the MTU that the underlay had when it was made.
  @Test(arguments: ["", "bridge br0"]) func anUnderlayThatChangedIsDrift(_ bridge: String)
    async throws
  {
    let ending = try await Program.isolated(
      Box.start + """
        cat >/run/mesh.vxl <<'X'
        overlay 42 dev enp0s8 \(bridge) subnet 10.20.1.0/24 <
          node1 192.168.8.100 -> .2
          node2 192.168.8.101 -> .3
        >
        X
        V apply -q /run/mesh.vxl
        ip link set enp0s8 mtu 1400
        V plan /run/mesh.vxl
        V apply -q /run/mesh.vxl
        V plan -q /run/mesh.vxl
        for device in /sys/class/net/vxlan42 /sys/class/net/br0; do
          [ ! -e $device ] || grep -x 1350 $device/mtu
        done
        """)
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains("vxlan42: 1450 -> 1350"), "\(ending)")
    let statuses = ending.output.matches(of: /(?m)^status (\d+)$/).map(\.1)
    #expect(statuses == ["0", "1", "0", "0"], "\(ending)")
  }
}

import Foundation
import Testing

/// Overlays that flood nothing: `control static` and `control resolve`, with real packets.
@Suite(.enabled(if: hasNamespaces && has("tcpdump"))) struct ControlTests {
  private static let recipe = """
    overlay 42 name vxlan0 dev enp0s8 control MODE subnet 10.20.1.0/24 fd20::/64 <
      node1 192.168.8.100 -> .2
      node2 192.168.8.101 bridge br0 -> .3 < netns web -> .13 gateway .3 >
      node3 192.168.8.102 bridge br0 < netns web -> .4, port enp0s9 -> .9 mac 52:54:00:00:00:09 >
    >
    """

  /// Over IPv6, too.
  @Test(arguments: ["static", "resolve"], ["netlink", "script"])
  func allPairsTalk(_ mode: String, _ path: String) throws {
    let recipe = Self.recipe.replacing("MODE", with: mode)
    for text in [recipe, overIPv6(recipe)] {
      let ending = try Program.run(["lab", "-q", "-", "--via", path], input: text)
      #expect(ending.status == 0, "\(ending.errors)\n\(ending.output)")
      #expect(ending.output.contains("all 40 pairs talk"))
    }
  }

  private func overIPv6(_ recipe: String) -> String {
    recipe.replacing("192.168.8.", with: "fd00:8::")
  }

  /// Broadcasts, and questions for addresses that nobody has, send no datagram at all; the same
  /// under `learn` sends some, so the count can fail.
  @Test(arguments: [("static", false), ("resolve", false), ("learn", true)])
  func nothingIsFlooded(_ mode: String, _ isFlooded: Bool) throws {
    try withFolder { folder in
      let file = "\(folder)/quiet-\(mode).vxl"
      try Self.recipe.replacing("MODE", with: mode)
        .write(toFile: file, atomically: true, encoding: .utf8)
      let ending = try Program.shell(
        """
        "$V" lab up -q "\(file)"
        trap '"$V" lab down "\(file)"' EXIT
        "$V" lab verify -q "\(file)" | tail -n 1
        "$V" lab exec "\(file)" node2 -- sh -c 'PATH=$PATH:/usr/sbin:/sbin
          tcpdump -Z root -i enp0s8 --immediate-mode -U -w "\(folder)/capture" udp 2>"\(folder)/log" &
          dump=$!
          while ! grep -q listening "\(folder)/log"; do sleep 0.1; kill -0 $dump; done
          for place in "" "ip netns exec web"; do
            $place busybox ping -b -c 2 -W 1 10.20.1.255 || true
            $place busybox ping -c 2 -W 1 10.20.1.77 || true
            $place busybox ping -6 -c 2 -W 1 fd20::77 || true
          done
          sleep 0.3; kill $dump; wait $dump || true' >"\(folder)/output" 2>&1
        tcpdump -r "\(folder)/capture" 2>/dev/null | wc -l
        """)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("all 40 pairs talk"), "\(ending.output)")
      let count = try #require(Int(ending.output.split(separator: "\n").last ?? ""))
      #expect((count > 0) == isFlooded, "\(count) datagrams")
    }
  }

  /// What the agent has answered holds when the kernel's own doubts would long have begun.
  @Test func answersDoNotGoStale() throws {
    try withFolder { folder in
      let file = "\(folder)/stale.vxl"
      try Self.recipe.replacing("MODE", with: "resolve")
        .write(toFile: file, atomically: true, encoding: .utf8)
      let ending = try Program.shell(
        """
        "$V" lab up -q "\(file)"
        trap '"$V" lab down "\(file)"' EXIT
        "$V" lab exec "\(file)" node2 -- sh -c 'PATH=$PATH:/usr/sbin:/sbin
          echo 1000 >/proc/sys/net/ipv4/neigh/vxlan0/base_reachable_time_ms
          ip netns exec web busybox ping -c 3 -W 1 10.20.1.4 >/dev/null; sleep 8
          ip -n web neigh flush dev eth0; ip netns exec web busybox ping -c 3 -W 1 10.20.1.4'
        """)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains(" 0% packet loss"), "\(ending.output)")
    }
  }

  /// A bridge that the host had keeps its MAC, and the tables of the others hold it.
  @Test(arguments: ["netlink", "script"]) func aBridgeOfOthersHasAnotherMAC(_ path: String)
    async throws
  {
    let apply =
      path == "netlink"
      ? "V apply /run/mesh.vxl"
      : #""$V" emit --node node2 /run/mesh.vxl >/run/mesh.sh; sh /run/mesh.sh || echo "status $?""#
    let ending = try await Program.isolated(
      Box.start + """
        ip address delete 192.168.8.100/24 dev enp0s8; ip address add 192.168.8.101/24 dev enp0s8
        ip link add br0 address 02:00:00:00:00:0b type bridge; ip link set br0 addrgenmode none
        cat >/run/mesh.vxl <<'X'
        overlay 42 dev enp0s8 control static subnet 10.20.1.0/24 <
          node1 192.168.8.100 -> .2
          node2 192.168.8.101 bridge br0 -> .3
        >
        X
        keep before
        \(apply)
        same before
        sed -i 's/-> .3/-> .3 mac 02:00:00:00:00:0b/' /run/mesh.vxl
        \(apply) >/dev/null
        ip -o link show br0 | grep -o 'link/ether [^ ]*'
        "$V" emit --format plain --node node1 /run/mesh.vxl | grep 'neigh'
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("status 1"), "\(ending.output)\n\(ending.errors)")
    #expect(ending.errors.contains("mac 02:00:00:00:00:0b"), "\(ending.errors)")
    #expect(ending.output.contains("link/ether 02:00:00:00:00:0b"))
    #expect(ending.output.contains("10.20.1.3 lladdr 02:00:00:00:00:0b"))
  }

  /// Ten thousand endpoints by script: through `ip -batch` and `bridge -batch`, and again nothing; with
  /// a name of the device that means something to `sed`.
  @Test func manyStationsByScript() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        cat >/run/mesh.vxl <<'X'
        overlay 42 name "v&x" dev enp0s8 control static subnet 10.0.0.0/9 <
          node1 192.168.8.100 -> 10.0.0.1
          for i in 2..10001 < n${i} (10.200.0.0 + $i) -> .${i} >
        >
        X
        "$V" emit -q --node node1 /run/mesh.vxl >/run/mesh.sh
        keep before
        sh /run/mesh.sh | tail -n 1
        bridge fdb show dev 'v&x' | grep -c ' dst '
        ip neigh show dev 'v&x' nud permanent | wc -l
        sh /run/mesh.sh
        ip neigh delete 10.0.0.7 dev 'v&x'
        ip neigh replace 10.0.0.8 lladdr 02:00:00:00:00:08 dev 'v&x' nud permanent
        ip neigh add 10.0.200.8 lladdr 02:00:00:00:00:08 dev 'v&x' nud permanent
        sh /run/mesh.sh status | grep differs
        sh /run/mesh.sh >/dev/null; sh /run/mesh.sh; ip neigh show dev 'v&x' nud permanent | wc -l
        sh /run/mesh.sh remove >/dev/null
        same before
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.matches(of: /(?m)^10000$/).count == 3, "\(ending.output)")
    #expect(ending.output.contains("differs  neighbours of v&x"), "\(ending.output)")
    #expect(ending.output.matches(of: /nothing to change/).count == 2, "\(ending.output)")
  }
}

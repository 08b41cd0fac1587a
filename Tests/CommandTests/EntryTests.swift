import Foundation
import Testing

/// `route`, `fdb` and `neigh` on this kernel: by netlink and by script the same, again nothing, and
/// taken back without a trace, also from devices that are not ours.
@Suite(.enabled(if: hasNamespaces)) struct EntryTests {
  /// Every option of the three items, on our devices and on one of the host's.
  private static let recipe = """
    overlay 42 dev enp0s8 bridge br0 subnet 10.20.1.0/24 fd20::/64 <
      route 10.30.0.0/16 via node2
      route fd30::/48 via node2 metric 7
      route fd31::/48 via node2 metric 1024
      route fd32::/48 via node2
      route 10.32.0.0/16 via node2 metric 1024
      route default via node3 table 100
      fdb 52:54:00:00:00:09 dst node2 router
      fdb 52:54:00:00:00:0a dst node3 port 4790 vni 43 via enp0s8 static
      fdb 52:54:00:00:00:0b dst 192.168.8.102 dynamic
      fdb 52:54:00:00:00:0c dst node3 extern_learn
      fdb 52:54:00:00:00:11 nhid 10
      fdb 01:00:5e:01:01:01 dst node2
      fdb 01:00:5e:01:01:01 dst node3
      fdb 52:54:00:00:00:0d master static sticky
      fdb 52:54:00:00:00:0e master dynamic extern_learn
      neigh .9 lladdr 52:54:00:00:00:09
      neigh fd20::9 lladdr 52:54:00:00:00:09 router
      neigh 10.9.9.9 lladdr 52:54:00:00:00:0f dev other extern_learn
      fdb 52:54:00:00:00:10 dev other self
      node1 192.168.8.100 -> .2 <
        route 10.9.0.0/16 via 192.168.9.9 dev other onlink metric 5 table 1000
        route 10.31.0.0/16 via .9 src .2 metric 10
      >
      node2 192.168.8.101 -> .3
      node3 192.168.8.102 -> .4
    >
    """

  private static let external = """
    overlay 42 external dev enp0s8 subnet 10.20.1.0/24 fd20::/64 <
      route 10.30.0.0/16 encap ip id 42 dst node2
      route 10.31.0.0/16 via node2 encap ip id 43 dst node2 metric 9
      route fd30::/48 encap ip6 id 42 dst fd00:8::101
      fdb 52:54:00:00:00:09 dst node2
      fdb 52:54:00:00:00:09 dst node2 src_vni 43 vni 44
      fdb 00:00:00:00:00:00 dst node2 src_vni 43
      node1 192.168.8.100 -> .2
      node2 192.168.8.101 -> .3
    >
    """

  /// On a bridge that the host had, with notes that fit into an alias.
  private static let joined = """
    overlay 42 dev enp0s8 bridge br0 subnet 10.20.1.0/24 fd20::/64 <
      route 10.30.0.0/16 via node2
      route fd30::/48 via node2 metric 7
      fdb 52:54:00:00:00:0d dev near0 master static
      neigh .9 lladdr 52:54:00:00:00:09
      neigh fd20::9 lladdr 52:54:00:00:00:09 router
      neigh 10.9.9.9 lladdr 52:54:00:00:00:0f dev other
      route default via node2 table 100
      node1 192.168.8.100 -> .2
      node2 192.168.8.101 -> .3
    >
    """

  /// What the host has beforehand.
  private static let nexthops = """
    ip nexthop add id 1 via 192.168.8.101 fdb; ip nexthop add id 10 group 1 fdb

    """

  private static let foreignBridge = """
    ip link add br0 address 02:00:00:00:00:0b type bridge; ip link set br0 addrgenmode none
    ip link add far0 type veth peer name near0; ip link set near0 master br0
    for end in far0 near0; do ip link set $end addrgenmode none; ip link set $end up; done
    ip link set br0 mtu 1450; ip link set br0 up
    until ip -6 route show table all | grep -q 'ff00::/8 dev br0'; do sleep 0.1; done

    """

  @Test(arguments: [
    (recipe, nexthops), (joined, foreignBridge), (external, ""),
  ])
  func bothPathsAndBack(_ recipe: String, _ before: String) async throws {
    let ending = try await Program.isolated(
      Box.start + Box.atRest + before + """
        cat >/run/mesh.vxl <<'X'
        \(recipe)
        X
        keep before
        "$V" emit --node node1 /run/mesh.vxl >/run/mesh.sh
        V apply /run/mesh.vxl
        V apply -v /run/mesh.vxl
        at_rest >/run/netlink
        sh /run/mesh.sh | grep 'nothing to change'
        sh /run/mesh.sh status >/run/status || { cat /run/status; exit 9; }
        sh /run/mesh.sh remove
        same before
        sh /run/mesh.sh
        sh /run/mesh.sh | grep 'nothing to change'
        at_rest >/run/script; diff /run/netlink /run/script
        V plan /run/mesh.vxl
        V remove /run/mesh.vxl
        same before
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    let statuses = ending.output.matches(of: /(?m)^status (\d+)$/).compactMap { Int($0.1) }
    #expect(statuses == [0, 0, 0, 0], "\(told)")
    #expect(!ending.errors.contains("[#]"), "the second apply sent something: \(told)")
  }

  /// A refusal in the last step: what stood before stands again, the neighbour and the entry that
  /// were replaced among it.
  @Test func undoesEntries() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        cat >/run/mesh.vxl <<'X'
        overlay 42 dev enp0s8 subnet 10.20.1.0/24 <
          neigh 192.168.8.9 lladdr 52:54:00:00:00:09 dev enp0s8
          route 10.9.0.0/16 via 192.168.8.9 dev enp0s8
          route 10.30.0.0/16 via node2 src 10.77.0.1
          node1 192.168.8.100 -> .2
          node2 192.168.8.101 -> .3
        >
        X
        ip neigh add 192.168.8.9 lladdr 02:00:00:00:00:99 dev enp0s8 nud permanent
        keep before
        V apply /run/mesh.vxl
        same before
        "$V" emit --node node1 /run/mesh.vxl >/run/mesh.sh
        sh /run/mesh.sh 2>/run/errors && exit 9 || cat /run/errors
        same before
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    #expect(ending.output.contains("status 2"), "\(told)")
    #expect(ending.errors.contains("Invalid prefsrc address"), "\(told)")
    #expect(ending.errors.contains("src 10.77.0.1"), "\(told)")
  }

  /// Entries that the host had already are left when ours are taken back.
  @Test func whatWasThereStays() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        cat >/run/mesh.vxl <<'X'
        overlay 42 dev enp0s8 subnet 10.20.1.0/24 <
          neigh 192.168.8.9 lladdr 52:54:00:00:00:09 dev enp0s8
          neigh 192.168.8.8 lladdr 52:54:00:00:00:08 dev enp0s8
          route 10.9.0.0/16 via 192.168.8.9 dev enp0s8
          node1 192.168.8.100 -> .2
          node2 192.168.8.101 -> .3
        >
        X
        ip neigh add 192.168.8.9 lladdr 52:54:00:00:00:09 dev enp0s8 nud permanent
        ip route add 10.9.0.0/16 via 192.168.8.9
        keep before
        "$V" emit --node node1 /run/mesh.vxl >/run/mesh.sh
        V apply /run/mesh.vxl; V remove /run/mesh.vxl; same before
        sh /run/mesh.sh; sh /run/mesh.sh remove; same before
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
  }

  @Test func aRouteOfOursThatLeadsElsewhereMakesRoom() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        for peer in node2 node3; do cat >/run/$peer.vxl <<X
        overlay 42 dev enp0s8 subnet 10.20.1.0/24 <
          route 10.30.0.0/16 via $peer
          node1 192.168.8.100 -> .2
          node2 192.168.8.101 -> .3
          node3 192.168.8.102 -> .4
        >
        X
        done
        V apply --owner mesh /run/node2.vxl; V apply --owner mesh /run/node3.vxl
        ip route show 10.30.0.0/16
        """)
    #expect(ending.output.contains("10.30.0.0/16 via 10.20.1.4 dev vxlan42"), "\(ending)")
  }

  /// A device that an entry names and the host lacks is told of before anything is done.
  @Test func missingDevices() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        cat >/run/mesh.vxl <<'X'
        overlay 42 dev enp0s8 subnet 10.20.1.0/24 <
          neigh 192.168.8.9 lladdr 52:54:00:00:00:09 dev othre
          fdb 52:54:00:00:00:09 dst node2 via enp0s9
          node1 192.168.8.100 -> .2
          node2 192.168.8.101 -> .3
        >
        X
        keep before
        V apply /run/mesh.vxl
        same before
        """)
    #expect(ending.status == 0 && ending.output.contains("status 2"), "\(ending)")
    #expect(ending.errors.contains("this host has no device othre"), "\(ending.errors)")
    #expect(ending.errors.contains("did you mean `other`?"), "\(ending.errors)")
    #expect(ending.errors.contains("this host has no device enp0s9"), "\(ending.errors)")
  }

  /// Packets go by a route of the recipe into a network behind a member, and come back: a host that
  /// has no such port refuses the connection, and nobody else has the address.
  @Test func packetsTakeTheRoute() throws {
    try withFolder { folder in
      let ending = try Program.shell(
        """
        f="\(folder)/behind.vxl"; cp "$R/samples/13-routes-behind-members.vxl" "$f"
        "$V" lab up "$f" >/dev/null
        trap '"$V" lab down "$f"' EXIT
        knock() {
          "$V" lab exec "$f" node1 -- timeout 3 bash -c ': </dev/tcp/10.30.2.1/9' 2>&1 || true
        }
        knock
        "$V" lab exec "$f" node2 -- sh -c 'PATH=$PATH:/usr/sbin:/sbin
          ip link add lan type veth peer name far; ip link set lan up; ip link set far up
          ip address add 10.30.2.1/24 dev lan; echo the network is there'
        knock
        """)
      #expect(ending.status == 0, "\(ending.errors)")
      let answers = ending.output.components(separatedBy: "the network is there")
      #expect(answers.first?.contains("Connection refused") == false, "\(ending.output)")
      #expect(answers.last?.contains("Connection refused") == true, "\(ending.output)")
    }
  }
}

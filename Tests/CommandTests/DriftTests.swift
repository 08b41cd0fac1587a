import Foundation
import Testing

/// What happens to an overlay in life is seen by `status`, and mended by `apply`.
@Suite(.enabled(if: hasNamespaces)) struct DriftTests {
  private static let bridged = """
    overlay 42 dev enp0s8 bridge br0 subnet 10.20.1.0/24 <
      node1 192.168.8.100 -> .2 < netns web veth out -> .12 gateway .2 >
      node2 192.168.8.101 -> .3
      node3 192.168.8.102 -> .4
    >
    """
  private static let tables = """
    overlay 42 name vx dev enp0s8 control static subnet 10.20.1.0/24 <
      node1 192.168.8.100 -> .2
      node2 192.168.8.101 -> .3
      node3 192.168.8.102 -> .4
    >
    """

  @Test(
    arguments: [
      (
        bridged,
        """
        ip link del enp0s8
        ip link add enp0s8 address 02:00:00:00:00:01 type veth peer name other
        ip link set other address 02:00:00:00:00:02
        ip link set enp0s8 addrgenmode none up; ip link set other addrgenmode none up
        ip address add 192.168.8.100/24 dev enp0s8; ip address add fd00:8::100/64 dev enp0s8 nodad
        """, "missing  vxlan      vxlan42"
      ),
      (bridged, "ip link set enp0s8 mtu 1400", "differs  mtu        vxlan42: 1450 -> 1350"),
      (
        bridged, "ip link set vxlan42 address 02:00:00:00:00:77",
        "differs  mac  vxlan42: 02:00:00:00:00:77 -> "
      ),
      (
        bridged, "bridge fdb del 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.102",
        "missing  entry  00:00:00:00:00:00 to 192.168.8.102 on vxlan42"
      ),
      (
        bridged, "bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.109",
        "unwanted entry  00:00:00:00:00:00 to 192.168.8.109 on vxlan42"
      ),
      (bridged, "ip link set vxlan42 nomaster", "missing  port  vxlan42 in br0"),
      (bridged, "ip link set out nomaster", "missing  port  out in br0"),
      (bridged, "ip link set br0 mtu 1400", "differs  mtu  br0: 1400 -> 1450"),
      (
        bridged, "ip -n web address del 10.20.1.12/24 dev eth0",
        "missing  address  10.20.1.12/24 on eth0 in web"
      ),
      (
        bridged, "ip -n web link set eth0 down",
        "missing  route  default via 10.20.1.2 on eth0 in web"
      ),
      (bridged, "ip link set vxlan42 type vxlan ttl 9", "nothing has drifted"),
      (
        tables, "ip link set vx down; ip link set vx up",
        "missing  neighbour  10.20.1.3 lladdr 02:d6:8d:b8:e0:89 on vx"
      ),
      (tables, "bridge fdb del 02:d6:8d:b8:e0:89 dev vx", "missing  entry  02:d6:8d:b8:e0:89 to"),
      (tables, "ip address add 10.20.1.99/24 dev vx", "unwanted address  10.20.1.99/24 on vx"),
      (
        tables, "ip link set vx type vxlan learning",
        "differs  options  vx: learning -> nolearning"
      ),
    ]) func isSeenAndMended(_ recipe: String, _ cause: String, _ words: String) async throws
  {
    let ending = try await Program.isolated(
      Box.start + Box.atRest + """
        cat >/run/mesh.vxl <<'X'
        \(recipe)
        X
        V apply -q /run/mesh.vxl
        at_rest >/run/before
        V status /run/mesh.vxl
        \(cause)
        V status /run/mesh.vxl
        V status --json /run/mesh.vxl
        V apply -q /run/mesh.vxl
        V status -q /run/mesh.vxl
        at_rest >/run/after
        """)
    let told = "\(cause)\n\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    let isDrift = words != "nothing has drifted"
    let statuses = ending.output.matches(of: /(?m)^status (\d+)$/).map(\.1)
    #expect(statuses == ["0", "0", isDrift ? "1" : "0", isDrift ? "1" : "0", "0", "0"], "\(told)")
    let lines = ending.output.replacing(#/  +/#, with: "  ")
    #expect(lines.contains(words.replacing(#/  +/#, with: "  ")), "\(told)")
    let json = ending.output.drop { $0 != "{" }
    let end = try #require(json.range(of: "\n}\n")?.upperBound)
    try SchemaTests().expect(String(json[..<end]), has: "status")
  }

  /// A change in place makes the kernel reserve the header bits again that a device uses, and it
  /// drops what has them: only another device mends that.
  @Test func headerBitsAreKept() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        cat >/run/mesh.vxl <<'X'
        overlay 42 name vx dev enp0s8 gbp <
          node1 192.168.8.100 -> 10.20.1.2/24
          node2 192.168.8.101 -> 10.20.1.3/24
        >
        X
        sed 's/gbp/gbp ttl 9/' /run/mesh.vxl >/run/next.vxl
        bits() { "$V" state | grep -o 'reserved_bits 0x[0-9a-f]*' || echo none; }
        V apply -q /run/mesh.vxl
        bits >/run/before
        if [ "$(cat /run/before)" = none ]; then echo 'skipped: this kernel has no reserved_bits'; exit; fi
        ip link set vx type vxlan ttl 7
        V status /run/mesh.vxl
        V apply -q --replace /run/mesh.vxl
        bits | diff /run/before -
        V apply -q --owner mesh /run/next.vxl
        V apply -q --owner mesh --replace /run/next.vxl
        bits | diff /run/before -
        V status -q --owner mesh /run/next.vxl
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    if ending.output.contains("skipped: ") { return print(ending.output) }
    let statuses = ending.output.matches(of: /(?m)^status (\d+)$/).map(\.1)
    #expect(statuses == ["0", "1", "0", "1", "0", "0"], "\(told)")
    #expect(ending.output.contains("`reserved_bits 0x77000000000000ff` is wanted"), "\(told)")
    #expect(ending.errors.contains("with `ttl 9` in place the kernel would forget"), "\(told)")
  }

  /// `status` on a host where nothing stands, and where another recipe did.
  @Test func whatStands() async throws {
    let ending = try await Program.isolated(
      Box.start + """
        cat >/run/mesh.vxl <<'X'
        \(Self.bridged)
        X
        V status /run/mesh.vxl
        V apply -q /run/mesh.vxl
        sed 's/42/43/' /run/mesh.vxl >/run/next.vxl
        V status --owner mesh /run/next.vxl
        """)
    #expect(ending.output.contains("  vxlan42  vxlan   missing\n  br0      bridge  missing\n"))
    #expect(ending.output.contains("  vxlan42  vxlan   not wanted\n"), "\(ending.output)")
  }
}

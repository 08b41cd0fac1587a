import Testing

/// Mistakes that only the kernel, or a look at the host, can find: each is told at the recipe's own
/// token, with the kernel's words or ours and with a remedy, and leaves all as it was.
@Suite(.enabled(if: hasNamespaces)) struct KernelErrorTests {
  struct Row: Sendable {
    /// What the host has.
    var host: String
    /// The header of the overlay, and the items of the member that this host is.
    var header: String
    var items: String
    var addresses: String
    /// The token that is pointed at, and what is said.
    var token: String
    var words: String
    var help: String
    /// What the remedy comes to, done to the host or to the recipe: then it works.
    var remedy: String

    init(
      _ header: String, _ items: String = "", on host: String = "", over addresses: String = "4",
      token: String, _ words: String, help: String, remedy: String
    ) {
      self.header = header
      self.items = items
      self.host = host
      self.addresses = addresses
      self.token = token
      self.words = words
      self.help = help
      self.remedy = remedy
    }
  }

  private static let rows: [Row] = [
    // Creating a vxlan device.
    Row(
      "overlay 42", on: "ip link add x type vxlan id 42 dstport 4789", token: "42",
      "A VXLAN device with the specified VNI already exists", help: "`ip -d link show type vxlan`",
      remedy: "ip link del x"),
    Row(
      "overlay 42 external", on: "ip link add x type vxlan external dstport 4789", token: "42",
      "A VXLAN device with the specified VNI already exists", help: "`ip -d link show type vxlan`",
      remedy: "edit 's/external/port 4790 external/'"),
    Row(
      "overlay 42", on: "echo 1 >/proc/sys/net/ipv6/conf/enp0s8/disable_ipv6", over: "6",
      token: "dev enp0s8", "IPv6 support disabled by administrator",
      help: "`sysctl net.ipv6.conf.enp0s8.disable_ipv6=0`",
      remedy: "echo 0 >/proc/sys/net/ipv6/conf/enp0s8/disable_ipv6"),
    Row(
      "overlay 42 name taken", on: "ip link add taken type veth peer name far", token: "taken",
      "taken", help: "another name", remedy: "edit 's/name taken/name free/'"),
    // Setting it up.
    Row(
      "overlay 42 port 4790",
      on: "ip link add x type vxlan id 9 dstport 4790 gbp; ip link set x up", token: "port 4790",
      "the UDP port is taken", help: "`ss -lunp`", remedy: "edit 's/port 4790/port 4791/'"),
    // MTUs.
    Row(
      "overlay 42 mtu 1451", token: "1451", "1450", help: "", remedy: "edit 's/mtu 1451/mtu 1450/'"),
    Row(
      "overlay 42 mtu 1000", over: "inner 6", token: "fd55::1/64",
      "IPv6 needs an MTU of at least 1280", help: "write a larger `mtu`",
      remedy: "edit 's/mtu 1000/mtu 1280/'"),
    // Ports.
    Row(
      "overlay 42 bridge br0", "port x", on: "ip link add x type bridge", token: "port x",
      "Can not enslave a bridge to a bridge", help: "a veth pair joins two bridges",
      remedy: "ip link add y type veth peer name z; ip link set z master x; edit 's/port x/port y/'"
    ),
    Row(
      "overlay 42 bridge br0 ( stp_state 1 ) bridgeport ( state 0 )", token: "state 0",
      "Spanning Tree", help: "leave out `state`", remedy: "edit 's/bridgeport ( state 0 )//'"),
    // Routes.
    Row(
      "overlay 42", "route 10.9.0.0/16 via 10.0.0.2",
      on: "ip route add 10.9.0.0/16 via 192.168.8.9",
      token: "route 10.9.0.0/16 via 10.0.0.2", "the host has such a route already",
      help: "differ in their `metric`", remedy: "edit 's/via 10.0.0.2/& metric 5/'"),
    Row(
      "overlay 42", "route 10.9.0.0/16 via 10.0.0.2 src 10.55.0.1", token: "src 10.55.0.1",
      "Invalid prefsrc address", help: "leave `src` out", remedy: "edit 's/src 10.55.0.1//'"),
    // Forwarding entries.
    Row(
      "overlay 42 maxaddress 1 control static", over: "three", token: "10.0.0.3/24",
      "the table is full", help: "raise `maxaddress`",
      remedy: "edit 's/maxaddress 1/maxaddress 9/'"),
    Row(
      "overlay 42", "fdb 02:00:00:00:00:09 nhid 77", token: "nhid 77", "Nexthop id does not exist",
      help: "`ip nexthop add id 1 via 192.0.2.2 fdb`",
      remedy: "ip nexthop add id 1 via 192.0.2.2 fdb; ip nexthop add id 77 group 1 fdb"),
    Row(
      "overlay 42", "fdb 02:00:00:00:00:09 nhid 77",
      on: "ip nexthop add id 77 via 192.168.8.9 dev enp0s8", token: "nhid 77",
      "Nexthop is not a fdb nexthop", help: "then `ip nexthop add id 10 group 1 fdb`",
      remedy:
        "ip nexthop del id 77; ip nexthop add id 1 via 192.0.2.2 fdb; ip nexthop add id 77 group 1 fdb"
    ),
    Row(
      "overlay 42", "fdb 02:00:00:00:00:09 nhid 77",
      on: "ip nexthop add id 77 via 192.168.8.9 fdb", token: "nhid 77",
      "Nexthop is not a multipath group", help: "then `ip nexthop add id 10 group 1 fdb`",
      remedy: "ip nexthop add id 78 group 77 fdb; edit 's/nhid 77/nhid 78/'"),
    Row(
      "overlay 42", "fdb 02:00:00:00:00:09 master static",
      token: "fdb 02:00:00:00:00:09 master static", "the device is in no bridge",
      help: "`master` needs `bridge`", remedy: "edit 's/overlay 42/& bridge br0/'"),
    Row(
      "overlay 42 external gpe", "fdb 02:00:00:00:00:09 dst 192.168.8.101",
      token: "fdb 02:00:00:00:00:09 dst 192.168.8.101",
      "FDB add only supported for Ethernet devices", help: "leave `gpe` out",
      remedy: "edit 's/ gpe//'"),
    Row(
      "overlay 42", "fdb 02:00:00:00:00:09 dst 192.168.8.101 via nosuch", token: "via nosuch",
      "this host has no device nosuch", help: "", remedy: "edit 's/via nosuch/via enp0s8/'"),
    // Neighbours.
    Row(
      "overlay 42 bridge br0", "neigh fd55::9 lladdr 02:00:00:00:00:09 dev br0",
      on: "ip link add br0 type bridge; echo 1 >/proc/sys/net/ipv6/conf/br0/disable_ipv6",
      token: "neigh fd55::9 lladdr 02:00:00:00:00:09 dev br0", "IPv6 is disabled on this device",
      help: "`sysctl net.ipv6.conf.br0.disable_ipv6=0`",
      remedy: "echo 0 >/proc/sys/net/ipv6/conf/br0/disable_ipv6"),
  ]

  private static let members = [
    "4": ("192.168.8.100", "192.168.8.101", "10.0.0.1/24", "10.0.0.2/24", ""),
    "6": ("fd00:8::100", "fd00:8::101", "10.0.0.1/24", "10.0.0.2/24", ""),
    "inner 6": ("192.168.8.100", "192.168.8.101", "fd55::1/64", "fd55::2/64", ""),
    "three": (
      "192.168.8.100", "192.168.8.101", "10.0.0.1/24", "10.0.0.2/24",
      "  c 192.168.8.102 -> 10.0.0.3/24\n"
    ),
  ]

  @Test(arguments: rows.indices) func isToldAndMended(_ index: Int) throws {
    let row = Self.rows[index]
    let (local, remote, one, two, more) = try #require(Self.members[row.addresses])
    let items = row.items.isEmpty ? "" : " <\n    \(row.items)\n  >"
    let recipe =
      "\(row.header) dev enp0s8 <\n  a \(local) -> \(one)\(items)\n  b \(remote) -> \(two)\n\(more)>"
    let ending = try Program.isolated(
      Box.start
        + """
        cat >/run/mesh.vxl <<'X'
        \(recipe)
        X
        edit() { sed "$1" /run/mesh.vxl >/run/new; mv /run/new /run/mesh.vxl; }
        \(row.host)
        keep before
        V apply -q --node a /run/mesh.vxl
        same before || exit 9
        \(row.remedy)
        V apply -q --node a /run/mesh.vxl
        """)
    let told = "\(recipe)\n\(ending.output)\n\(ending.errors)"
    #expect(ending.output.contains(/^status [12]\nstatus 0\n$/), "\(told)")
    #expect(ending.status == 0, "\(told)")
    #expect(ending.errors.contains(row.words), "\(told)")
    #expect(row.help.isEmpty || ending.errors.contains(row.help), "\(told)")
    #expect(marked(ending.errors).contains(row.token), "\(marked(ending.errors)) in \(told)")
  }

  /// The texts above the `^^^` of messages.
  private func marked(_ text: String) -> [String] {
    let lines = text.split(separator: "\n").map(Array.init)
    return zip(lines, lines.dropFirst()).compactMap { line, below in
      guard let first = below.firstIndex(of: "^"), let last = below.lastIndex(of: "^"),
        last < line.count
      else { return nil }
      return String(line[first...last])
    }
  }
}

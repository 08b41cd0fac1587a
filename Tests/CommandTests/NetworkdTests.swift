import Foundation
import Lottery
import Testing

/// `emit --format networkd`: what the real systemd-networkd makes of the files is what `apply` leaves.
@Suite(.enabled(if: hasNamespaces && Networkd.isThere)) struct NetworkdTests {
  private static let state = ExportedState(
    format: "networkd", start: Networkd.start, compare: { Networkd.compare($0) })

  @Test(arguments: Program.samples) func leavesWhatApplyLeaves(_ sample: String) async throws {
    try await Self.state.isThatOfApply(sample)
  }

  /// `EXPORT_CASES` says how many drawn recipes that the format accepts.
  static let seeds = ExportLottery.seeds(of: "networkd")

  @Test(arguments: seeds) func drawnRecipesLeaveWhatApplyLeaves(_ seed: UInt64) async throws {
    var lottery = RecipeLottery(seed: seed)
    try await Self.state.isThatOfApply(recipe: lottery.recipe())
  }

  /// What the lottery seldom brings together.
  @Test func bridgesPortsAndTablesLeaveWhatApplyLeaves() async throws {
    try await Self.state.isThatOfApply(
      recipe: """
        overlay 42 dev enp0s8 subnet 10.20.1.0/24 fd20::/64 ttl 8 tos 0x10 df set srcport 32768 60999
          bridge br0 (stp_state 0 forward_delay 400 priority 4096 mcast_snooping 0 group_fwd_mask 0x08)
          bridgeport (isolated on learning off neigh_suppress on cost 7 priority 8) <
          node1 192.168.8.100 -> .1 <
            port lan1
            route 10.30.0.0/16 via 10.20.1.9 metric 7 table 100
            route default via 10.20.1.9 table 101
            neigh 10.20.1.9 lladdr 52:54:00:00:00:09
            fdb 52:54:00:00:00:09 dst 192.168.8.102
            fdb 52:54:00:00:00:0a master
          >
          b 192.168.8.102 -> .2
        >
        overlay 43 port 4790 ttl inherit noudpcsum ageing 77 maxaddress 10 mtu 1400 <
          node1 192.168.8.100 -> 10.20.2.1/24 noprefixroute
          b 192.168.8.102 -> 10.20.2.2/24
          c 192.168.8.103 -> 10.20.2.3/24
        >
        overlay 44 port 4791 dev enp0s8 <
          node1 fd00:8::100 -> fd21::1/64 < fdb 52:54:00:00:00:0b dst fd00:8::102 vni 9 via enp0s8 >
          b fd00:8::102 -> fd21::2/64
        >
        """)
  }

  /// A comparison that cannot fail would prove nothing.
  @Test func whatIsMissingIsSeen() throws {
    let ending = try Program.isolated(
      Networkd.start + Box.node
        + """
        file=$R/samples/06-head-end-replication.vxl
        host node1
        \(Networkd.compare("node1", spoil: "sed -i s/192.168.8.102/192.168.8.103/"))
        """)
    #expect(ending.status != 0 && ending.output.contains("192.168.8.103"), "\(ending.output)")
  }

  @Test func whatHasNoWordIsRefusedAtItsToken() throws {
    let members = "< a 192.0.2.1 -> 10.0.0.1/24, b 192.0.2.2 -> 10.0.0.2/24 >"
    try Self.state.refuses("overlay 42 nolocalbypass \(members)", "`nolocalbypass`", at: ":1:12")
    try Self.state.refuses("overlay 42 name \"a*\" \(members)", "`a*`", at: ":1:17")
    try Self.state.refuses(
      "overlay 42 group 239.1.1.1 \(members)", "`group` needs `dev`", at: ":1:12")
    try Self.state.refuses(
      "overlay 42 bridge br0 (mcast_mld_version 2) \(members)", "`mcast_mld_version 2`",
      at: ":1:24")
    try Self.state.refuses(
      "overlay 42 bridge br0 < a 192.0.2.1 < netns web -> 10.0.0.1/24 >\n"
        + "b 192.0.2.2 -> 10.0.0.2/24 >", "the namespace web", at: ":1:45")
  }
}

/// The real program, as root of namespaces of its own: with no files but ours, and /sys read-only, so
/// that it waits for no udev.
enum Networkd {
  private static let path = "/lib/systemd/systemd-networkd"

  static let isThere: Bool = {
    if ProcessInfo.processInfo.environment["CI"] != nil { return true }
    if FileManager.default.isExecutableFile(atPath: path) { return true }
    print("skipped: systemd-networkd is not installed")
    return false
  }()

  static let start = """
    mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases \\
      /run/systemd/netif/lldp
    mount -t tmpfs tmpfs /etc/systemd/network
    sed 's/^systemd-network:x:[0-9]*:[0-9]*:/systemd-network:x:0:0:/' /etc/passwd >/run/passwd
    mount --bind /run/passwd /etc/passwd
    mount -t sysfs -o ro sysfs /sys

    """

  /// Fails with the difference where what networkd leaves of `$file` for a node is not what `apply`
  /// does. With all of its switches networkd sends that of the remote checksum, whose bits the
  /// kernel then counts as used from 6.14 on (`vxlan_nl2conf`): `reserved_bits` is not compared.
  /// `files` writes the files, and `mask` takes out what a format says it cannot say.
  static func compare(
    _ node: String, files: String = Networkd.files, mask: String = "", spoil: String = ":"
  ) -> String {
    """
    node=\(node)
    bare() { sed -E "s/ alias '[^']*'( name [^ ]*)?//; s/ reserved_bits [0-9a-fx]+//;\(mask)"; }
    "$V" apply -q --yes --node $node "$file"; at_rest | bare >/run/applied
    "$V" remove -q --yes --node $node "$file"
    \(files)
    \(spoil) /run/systemd/network/*.network
    timeout 120 \(path) >/run/log 2>&1 &
    networkd=$!; trap 'kill $networkd' EXIT
    tries=0
    while at_rest | bare >/run/made; ! cmp -s /run/applied /run/made && [ $tries -lt 12 ]; do
      tries=$((tries + 1)); sleep 0.2
    done
    grep -vE 'receive buffer|Link UP|carrier|Configuring|netdev ready|IPv6LL|completed' /run/log \\
      || true
    grep '^link vxlan\\|^link tunnel' /run/made >/dev/null
    diff /run/applied /run/made

    """
  }

  /// The underlay device is networkd's too, which leaves it as it is.
  private static let files = """
    "$V" emit -q --format networkd --node $node -o /run/systemd/network "$file"
    for made in /run/systemd/network/*.network.d; do
      [ -d "$made" ] || continue
      name=${made##*/}; name=${name%.network.d}
      printf '[Match]\\nName=%s\\n' "$name" >"${made%.d}"
      printf '%s\\n' '[Network]' KeepConfiguration=yes IPv6AcceptRA=no LinkLocalAddressing=no LLDP=no \\
        >>"${made%.d}"
    done
    """
}

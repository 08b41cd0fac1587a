import Foundation
import Lottery
import Testing

/// `emit --format netplan`: netplan takes the file, and what the real networkd makes of it is what
/// `apply` leaves, but for what the documentation names.
@Suite(.enabled(if: hasNamespaces && Networkd.isThere && has("netplan"))) struct NetplanTests {
  /// The underlay device and ports are described in a file of their own, as on any host.
  private static let files = """
    mkdir -p /run/root/etc/netplan
    "$V" emit -q --format netplan --node $node -o /run/root/etc/netplan "$file"
    {
      printf 'network:\\n  version: 2\\n  ethernets:\\n'
      { sed -n 's/.* link: "\\(.*\\)"/\\1/p' /run/root/etc/netplan/50-*.yaml
        echo unused; grep -o 'lan[0-9]' "$file"; } | sort -u |
        sed 's/.*/    &: {link-local: []}/'
    } >/run/root/etc/netplan/01-host.yaml
    chmod 600 /run/root/etc/netplan/*
    netplan generate --root-dir /run/root
    cp /run/root/run/systemd/network/* /run/systemd/network/
    for made in $(grep -l 'VXLAN=\\|Name=lan' /run/systemd/network/*.network); do
      mkdir $made.d
      printf '%s\\n' '[Network]' KeepConfiguration=yes IPv6AcceptRA=no LLDP=no >$made.d/host.conf
    done

    """

  /// Who made a route, whether an IPv6 address was asked for, and the link-local addresses of ports.
  private static let mask =
    "s/protocol [34] /protocol - /; s/flags 13[0-9]/flags 128/; s/^(link lan.*) generation [01]/\\1/"

  private static let state = ExportedState(
    format: "netplan", start: Networkd.start,
    compare: { Networkd.compare($0, files: files, mask: mask) })

  @Test(arguments: Program.samples) func leavesWhatApplyLeaves(_ sample: String) async throws {
    try await Self.state.isThatOfApply(sample)
  }

  static let seeds = ExportLottery.seeds(of: "netplan")

  @Test(arguments: seeds) func drawnRecipesLeaveWhatApplyLeaves(_ seed: UInt64) async throws {
    var lottery = RecipeLottery(seed: seed)
    try await Self.state.isThatOfApply(recipe: lottery.recipe())
  }

  /// What the lottery seldom brings together.
  @Test func bridgesAndSwitchesLeaveWhatApplyLeaves() async throws {
    try await Self.state.isThatOfApply(
      recipe: """
        overlay 42 dev enp0s8 subnet 10.20.1.0/24 ttl 8 tos 0x10 df set srcport 32768 60999
          bridge br0 (forward_delay 400 hello_time 300) bridgeport (neigh_suppress on) <
          node1 192.168.8.100 -> .1 < port lan1, route 10.30.0.0/16 via 10.20.1.9 metric 7 table 100 >
          b 192.168.8.102 -> .2
        >
        overlay 43 port 4790 noudpcsum ageing 77 maxaddress 10 mtu 1400 nolearning proxy rsc l2miss l3miss <
          node1 192.168.8.100 -> 10.20.2.1/24
          b 192.168.8.102 -> 10.20.2.2/24
        >
        overlay 44 port 4791 dev enp0s8 flowlabel 7 udp6zerocsumrx remcsumtx gbp group ff05::7 <
          node1 fd00:8::100 -> fd21::1/64
          b fd00:8::102 -> fd21::2/64
        >
        """)
  }

  @Test func whatHasNoWordIsRefusedAtItsToken() throws {
    let two = "a 192.0.2.1 -> 10.0.0.1/24, b 192.0.2.2 -> 10.0.0.2/24"
    try Self.state.refuses("overlay 42 ttl inherit < \(two) >", "`ttl inherit`", at: ":1:12")
    try Self.state.refuses("overlay 0 < \(two) >", "the VNI 0", at: ":1:9")
    try Self.state.refuses("overlay 42 < \(two)\nc 192.0.2.3 >", "a list of peers", at: ":1:44")
    try Self.state.refuses(
      "overlay 42 bridge br0 (mcast_snooping 0) < \(two) >", "`mcast_snooping 0`", at: ":1:24")
    try Self.state.refuses(
      "overlay 42 < a 192.0.2.1 -> 10.0.0.1/24 < neigh 10.0.0.9 lladdr 02:00:00:00:00:09 >\n"
        + "b 192.0.2.2 -> 10.0.0.2/24 >", "`neigh 10.0.0.9`", at: ":1:43")
  }
}

import Foundation
import Testing

/// Two hosts, `apply` in each, `verify` in one; then what can go wrong, caused for real.
@Suite(.enabled(if: hasNamespaces)) struct VerifyTests {
  private func run(_ script: String) async throws -> (lines: String, told: String) {
    let ending = try await Program.isolated(Hosts.start + script)
    let told = "\(ending.status):\n\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    return (ending.output + ending.errors, told)
  }

  struct Overlay: Sendable {
    var name: String
    var recipe: String
    /// Before the first `verify`.
    var before = ""
    var pairs = "all 4 pairs talk"
  }

  private static let members =
    "< a 192.168.8.101 -> .1 < netns web -> .11 >, b 192.168.8.102 -> .2 < netns web -> .12 > >"

  private static let overlays = [
    Overlay(name: "point to point", recipe: "overlay 42 bridge br0 subnet 10.20.1.0/24 \(members)"),
    Overlay(
      name: "group",
      recipe: "overlay 42 group 239.1.1.1 dev eth0 bridge br0 subnet 10.20.1.0/24 \(members)"),
    Overlay(
      name: "static",
      recipe: "overlay 42 control static bridge br0 subnet 10.20.1.0/24 \(members)"),
    Overlay(
      name: "resolve",
      recipe: "overlay 42 control resolve bridge br0 subnet 10.20.1.0/24 \(members)",
      before: """
        for host in a b; do begin $host "$V" agent /run/way.vxl; done
        sleep 0.5
        """),
    Overlay(
      name: "IPv6 in IPv6",
      recipe: """
        overlay 42 bridge br0 subnet fd20::/64 <
          a fd00:8::101 -> .1 < netns web -> .11 >
          b fd00:8::102 -> .2 < netns web -> .12 >
        >
        """),
    Overlay(
      name: "on the device itself, and a peer that others run",
      recipe: """
        node b foreign
        overlay 42 < a 192.168.8.101 -> 10.20.1.1/24, b 192.168.8.102 -> 10.20.1.2/24 >
        """,
      before: """
        on b ip link add vx type vxlan id 42 dstport 4789 remote 192.168.8.101 local 192.168.8.102
        on b ip address add 10.20.1.2/24 dev vx; on b ip link set vx up
        """, pairs: "the pair talks"),
  ]

  @Test(arguments: overlays) func everyWayIsVerified(_ overlay: Overlay) async throws {
    let (lines, told) = try await run(
      """
      cat >/run/way.vxl <<'END'
      \(overlay.recipe)
      END
      for host in a b; do on $host "$V" apply -q /run/way.vxl || [ $host = b ]; done
      \(overlay.before)
      V a "$V" verify /run/way.vxl
      on b sh -c 'ip link del vxlan42 || ip link del vx' 2>/dev/null
      V a "$V" verify -q /run/way.vxl
      """)
    #expect(lines.contains("\(overlay.pairs)\nstatus 0\n"), "\(overlay.name): \(told)")
    #expect(lines.contains("\nstatus 3\n"), "\(overlay.name): \(told)")
    #expect(lines.contains("error[no-answer]: b does not answer in VNI 42"), "\(told)")
  }

  struct Failure: Sendable {
    var name: String
    var cause: String
    /// What is said; the first is the diagnosis.
    var words: [String]
    var remedy: String
  }

  /// The remedy is what the message says, where a host can carry it out by itself.
  private static let failures = [
    Failure(
      name: "the vxlan device is down", cause: "on a ip link set dev vxlan42 down",
      words: [
        "error[link-down]: the vxlan device vxlan42 is down\n", "~ link  vxlan42 up",
        "`ip link set dev vxlan42 up`",
      ], remedy: "on a ip link set dev vxlan42 up"),
    Failure(
      name: "the underlay device is down", cause: "on a ip link set dev eth0 down",
      words: ["error[link-down]: the underlay device eth0 is down\n"],
      remedy: "on a ip link set dev eth0 up; sleep 0.2"),
    Failure(
      name: "the cable is out", cause: "on b ip link set dev eth0 down",
      words: ["error[link-down]: the underlay device eth0 has no carrier\n"],
      remedy: "on b ip link set dev eth0 up; sleep 0.2"),
    Failure(
      name: "the bridge is down", cause: "on a ip link set dev br0 down",
      words: ["error[link-down]: the bridge br0 is down\n"],
      remedy: "on a ip link set dev br0 up"),
    Failure(
      name: "a namespace's device is down", cause: "on a ip -n web link set dev eth0 down",
      words: [
        "error[link-down]: the device of the namespace eth0 in web is down\n",
        "`ip -n web link set dev eth0 up`", "2 of 4 pairs talk",
      ], remedy: "on a ip -n web link set dev eth0 up"),
    Failure(
      name: "the device is gone", cause: "on a ip link del dev vxlan42",
      words: [
        "error[link-down]: the vxlan device vxlan42 is not there\n", "+ vxlan  vxlan42",
      ], remedy: "on a \"$V\" apply -q /run/two.vxl"),
    Failure(
      name: "a namespace is gone", cause: "on a ip netns del web",
      words: [
        "error[unheld-address]: 10.20.1.11 of a/web is nowhere: there is no such namespace\n",
        "+ namespace  web", "2 of 4 pairs talk",
      ], remedy: "on a \"$V\" apply -q /run/two.vxl"),
    Failure(
      name: "an overlay address is gone", cause: "on a ip address del 10.20.1.1/24 dev br0",
      words: [
        "error[unheld-address]: 10.20.1.1 of a is on no device there\n", "+ address",
      ], remedy: "on a \"$V\" apply -q /run/two.vxl"),
    Failure(
      name: "the underlay address is gone",
      cause: "on a ip address del 192.168.8.101/24 dev eth0",
      words: [
        "error[unheld-address]: this host does not have 192.168.8.101, from which vxlan42 sends\n"
      ], remedy: "on a ip address add 192.168.8.101/24 dev eth0"),
    Failure(
      name: "the route is gone", cause: "on a ip route del 192.168.8.0/24 dev eth0",
      words: [
        "error[underlay-unreachable]: this host has no route to 192.168.8.102, the underlay of b\n"
      ], remedy: "on a ip route add 192.168.8.0/24 dev eth0 src 192.168.8.101"),
    Failure(
      name: "the peer has lost its underlay address",
      cause: "on b ip address del 192.168.8.102/24 dev eth0; on a ip neigh flush dev eth0",
      words: [
        "error[underlay-unreachable]: 192.168.8.102, the underlay of b, does not answer (asked from"
          + " 192.168.8.101, by eth0)"
      ], remedy: "on b ip address add 192.168.8.102/24 dev eth0"),
    Failure(
      name: "the UDP port is taken", cause: "on a ip link set dev vxlan42 down; hold a 4789",
      words: [
        "error[port-taken]: UDP port 4789 is taken by perl (process ", "vxlan42 cannot be set up",
      ], remedy: "release; on a ip link set dev vxlan42 up"),
    Failure(
      name: "the UDP port is taken by another vxlan device",
      cause: """
        on a ip link set dev vxlan42 down
        on a ip link add other type vxlan id 9 dstport 4789 gbp; on a ip link set other up
        """,
      words: [
        "error[port-taken]: UDP port 4789 is taken by other, a vxlan device with other flags"
      ], remedy: "on a ip link del other; on a ip link set dev vxlan42 up"),
    Failure(
      name: "the underlay takes less on the other side",
      cause: "on b ip link set dev eth0 mtu 1400",
      words: [
        "error[path-mtu]: to b packets of 135", " a/web  small  small", "1450 bytes do not pass",
        "or let the way between the hosts take 1500 bytes",
      ], remedy: "on b ip link set dev eth0 mtu 1500"),
    Failure(
      name: "the peer's device is gone", cause: "on b ip link del dev vxlan42",
      words: [
        "error[no-answer]: b does not answer in VNI 42 by UDP port 4789, though its underlay"
          + " 192.168.8.102 does\n"
      ], remedy: "on b \"$V\" apply -q /run/two.vxl"),
    Failure(
      name: "the peer has another VNI",
      cause: """
        on b ip link del dev vxlan42; on b ip link add vx master br0 type vxlan id 43 dstport 4789 \\
          remote 192.168.8.101 local 192.168.8.102; on b ip link set vx up
        """,
      words: ["error[no-answer]: b does not answer in VNI 42 by UDP port 4789"],
      remedy: "on b ip link del vx; on b \"$V\" apply -q /run/two.vxl"),
  ]

  @Test(arguments: failures) func theCauseIsTold(_ failure: Failure) async throws {
    let (lines, told) = try await run(
      """
      both apply -q /run/two.vxl
      V a "$V" verify --node a /run/two.vxl >/run/first
      \(failure.cause)
      V a "$V" verify --node a /run/two.vxl 2>&1
      \(failure.remedy)
      V a "$V" verify --node a /run/two.vxl >/run/last
      tail -n 2 /run/first /run/last
      """)
    #expect(lines.contains("\nstatus 3\n"), "\(failure.name): \(told)")
    for word in failure.words {
      #expect(lines.contains(word), "\(failure.name): no \(word) in \(told)")
    }
    let codes = lines.matches(of: /^error\[([a-z-]+)\]/.anchorsMatchLineEndings()).map { $0.1 }
    let expected = failure.words.filter { $0.hasPrefix("error[") }.count
    #expect(codes.count == expected, "\(failure.name): \(told)")
    for file in ["first", "last"] {
      #expect(
        lines.contains("==> /run/\(file) <==\nall 4 pairs talk\nstatus 0\n"),
        "\(failure.name): \(told)")
    }
  }

  /// What the message says to run on the other side shows our packets there.
  @Test(.enabled(if: has("tcpdump"))) func theCaptureShowsWhatArrives() throws {
    try withFolder { folder in
      let ending = try Program.shell(
        """
        f="\(folder)/verify-capture.vxl"; PATH=$PATH:/usr/sbin:/sbin
        echo 'overlay 42 < a 192.168.8.1 -> 10.20.1.1/24, b 192.168.8.2 -> 10.20.1.2/24 >' >"$f"
        "$V" lab up "$f" >/dev/null
        trap '"$V" lab down "$f"' EXIT
        on() { on_host=$1; shift; "$V" lab exec "$f" $on_host -- "$@"; }
        on b ip link del vxlan42
        on a "$V" verify "$f" >/dev/null 2>"\(folder)/told" || [ $? = 3 ]
        capture=$(sed -n "s/.*on b, .\\(tcpdump.*\\). shows whether.*/\\1/p" "\(folder)/told")
        echo "run: $capture"
        on b sh -c "exec tcpdump -Z root -c 1 ${capture#tcpdump }" \
          >"\(folder)/seen" 2>"\(folder)/log" & dump=$!
        while ! grep -q listening "\(folder)/log"; do sleep 0.1; kill -0 $dump; done
        on a "$V" verify "$f" >/dev/null 2>&1 || [ $? = 3 ]
        wait $dump
        cat "\(folder)/seen"
        """)
      let told = "\(ending.output)\n\(ending.errors)"
      #expect(ending.status == 0, "\(told)")
      #expect(
        ending.output.contains(
          "run: tcpdump -ni any 'src host 192.168.8.1 and udp dst port 4789 and udp[12:4] >> 8 = 42'\n"
        ), "\(told)")
      #expect(ending.output.contains("VXLAN, flags [I] (0x08), vni 42"), "\(told)")
    }
  }

  /// Under `control static` nobody learns: what is missing in the tables is told, and mended.
  @Test func theTablesAreCompared() async throws {
    let (lines, told) = try await run(
      """
      sed -i 's/bridge br0/control static &/' /run/two.vxl
      both apply -q /run/two.vxl
      on a "$V" verify -q /run/two.vxl
      on a bridge fdb show dev vxlan42 | grep 'dst 192.168.8.102' | while read -r mac rest; do
        on a bridge fdb del "$mac" dev vxlan42 dst 192.168.8.102
      done
      V a "$V" verify -q /run/two.vxl
      on a "$V" apply -q /run/two.vxl
      V a "$V" verify -q /run/two.vxl
      """)
    #expect(lines.components(separatedBy: "\n  + entry  ").count == 3, "\(told)")
    #expect(lines.contains("error[no-answer]") && lines.contains("0 of 4 pairs talk\nstatus 3"))
    #expect(lines.components(separatedBy: "all 4 pairs talk\nstatus 0").count == 2, "\(told)")
  }

  /// The README shows what is printed.
  @Test(.enabled(if: has("nft"))) func theReadmeShowsThis() async throws {
    let readme = try String(
      contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    let (lines, told) = try await run(
      """
      both apply -q /run/two.vxl
      on b ip link set dev eth0 mtu 1400
      show() { echo "$ vxloom $*"; on a sh -c "cd /run && \"$V\" $* 2>&1" || true; }
      show verify two.vxl
      on a nft add table inet filter
      on a nft add chain inet filter input '{ type filter hook input priority 0; policy drop; }'
      show doctor two.vxl
      """)
    let blocks = readme.components(separatedBy: "```text\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }.filter { $0.hasPrefix("$ vxloom verify") || $0.hasPrefix("$ vxloom doctor") }
    #expect(blocks.count == 2)
    for block in blocks { #expect(lines.contains(block), "\(block)\nis not in \(told)") }
  }

  /// What was learned still leads to the peer: the difference is told, and is no failure.
  @Test func aDifferenceAloneIsNoFailure() async throws {
    let (lines, told) = try await run(
      """
      both apply -q /run/two.vxl
      on a "$V" verify -q /run/two.vxl >/dev/null
      on a ip link set dev vxlan42 type vxlan remote 192.168.8.9
      V a "$V" verify -q /run/two.vxl
      """)
    #expect(lines.contains("all 4 pairs talk\n") && lines.contains("status 0\n"), "\(told)")
    #expect(lines.contains("remote"), "\(told)")
  }

  /// Of several peers the cause of each is told.
  @Test func eachPeerHasItsOwnCause() async throws {
    let (lines, told) = try await run(
      """
      on b ip address add 192.168.8.103/24 dev eth0
      cat >/run/three.vxl <<'END'
      overlay 42 < a 192.168.8.101 -> 10.20.1.1/24, b 192.168.8.102 -> 10.20.1.2/24
        c 192.168.8.103 -> 10.20.1.3/24, d 192.168.8.104 -> 10.20.1.4/24 >
      END
      on a "$V" apply -q /run/three.vxl; on b "$V" apply -q --node b /run/three.vxl
      V a "$V" verify /run/three.vxl
      """)
    #expect(lines.contains("1 of 3 pairs talk\nstatus 3"), "\(told)")
    #expect(lines.contains("  a     ok     NO     NO\n"), "\(told)")
    #expect(lines.contains("error[no-answer]: c does not answer"), "\(told)")
    #expect(
      lines.contains("error[underlay-unreachable]: 192.168.8.104, the underlay of d"), "\(told)")
  }

  /// In a namespace with a name, and where nobody may send echo requests.
  @Test func elsewhereAndWithoutRights() async throws {
    let (lines, told) = try await run(
      """
      both apply -q /run/two.vxl
      touch /run/netns/a; mount --bind /proc/$(cat /run/a/holder)/ns/net /run/netns/a
      status=0
      "$V" verify -v --overlay 42 --netns a --node a --owner two /run/two.vxl || status=$?
      echo "status $status"
      V a setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$V" verify /run/two.vxl 2>&1
      V a "$V" verify --overlay 43 /run/two.vxl 2>&1
      on a sh -c "echo '# nothing' >/run/none.vxl"; V a "$V" verify /run/none.vxl
      """)
    // The namespaces' names are those of this mount namespace, which has no `web`.
    #expect(lines.contains("2 of 4 pairs talk\nstatus 3"), "\(told)")
    #expect(lines.contains("[#] ping -c 1 -I 10.20.1.1 10.20.1.2\n"), "\(told)")
    #expect(lines.contains("[#] ping -c 1 -I 10.20.1.1 -M do -s 1422 10.20.1.2\n"), "\(told)")
    #expect(lines.contains("error[not-permitted]: cannot send echo requests"), "\(told)")
    #expect(lines.contains("this needs CAP_NET_RAW") && lines.contains("status 77"), "\(told)")
    #expect(lines.contains("the recipe has no overlay 43") && lines.contains("status 64"))
    #expect(lines.contains("there is nobody to be reached\nstatus 0"), "\(told)")
  }
}

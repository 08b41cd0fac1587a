import Foundation
import Testing

/// What a host does that hurts, caused for real, found, and mended by what the message says.
@Suite(.enabled(if: hasNamespaces)) struct DoctorTests {
  private func run(_ script: String) async throws -> (lines: String, told: String) {
    let ending = try await Program.isolated(Hosts.start + script)
    let told = "\(ending.status):\n\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    return (ending.output, told)
  }

  struct Ailment: Sendable {
    var name: String
    var cause: String
    var words: [String]
    var status: Int32
    var remedy: String
    /// What `doctor` is asked of; empty: the host at all.
    var file = "/run/two.vxl"
    /// Whether `plan` warns of it as well.
    var isInPlan = true
  }

  /// A remedy that begins with `$` is the first word in backquotes of the message.
  private static let ailments = [
    Ailment(
      name: "the UDP port is taken", cause: "hold a 4789",
      words: ["error[port-taken]: UDP port 4789 is taken by perl (process ", "1 error\n"],
      status: 2, remedy: "release"),
    Ailment(
      name: "the standard port is taken", cause: "hold a 4789",
      words: ["warning[port-taken]: UDP port 4789 is taken by perl (process ", "1 warning\n"],
      status: 0, remedy: "release", file: "", isInPlan: false),
    Ailment(
      name: "a device with other flags has the port",
      cause: "on a ip link add other type vxlan id 9 dstport 4789 gbp; on a ip link set other up",
      words: ["error[port-taken]: UDP port 4789 is taken by other, a vxlan device"],
      status: 2, remedy: "on a ip link del other"),
    Ailment(
      name: "a device that was moved away has the port",
      cause: """
        on a ip netns add far; on a ip link add other type vxlan id 9 dstport 4789
        on a ip link set other netns far; on a ip -n far link set other up
        """,
      words: ["warning[port-taken]: UDP port 4789 is in use, by the kernel or by a process"],
      status: 0, remedy: "on a ip netns del far; sleep 1"),
    Ailment(
      name: "the underlay address is missing",
      cause: "on a ip address del 192.168.8.101/24 dev eth0",
      words: ["error[unheld-address]: this host does not have 192.168.8.101"],
      status: 2, remedy: "on a ip address add 192.168.8.101/24 dev eth0",
      file: "--node a /run/two.vxl"),
    Ailment(
      name: "rp_filter is strict, and the way back another",
      cause: """
        on a ip link add eth1 type veth peer name far1
        on a ip link set eth1 up; on a ip link set far1 up
        on a ip route add 192.168.8.102/32 dev eth1
        on a sh -c 'echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter'
        """,
      words: [
        "warning[strict-reverse-path]: eth0 drops what comes from 192.168.8.102: the way back leaves"
          + " by eth1, and rp_filter is strict\n"
      ], status: 0, remedy: "$ on a sh -c 'echo 2 >/proc/sys/net/ipv4/conf/eth0/rp_filter' #"),
    Ailment(
      name: "too few groups may be joined",
      cause: """
        on a sh -c 'echo 1 >/proc/sys/net/ipv4/igmp_max_memberships'
        cat >/run/groups.vxl <<'END'
        overlay 1 group 239.1.1.1 dev eth0 < a 192.168.8.101 -> 10.1.0.1/24, b 192.168.8.102 -> 10.1.0.2/24 >
        overlay 2 group 239.1.1.2 dev eth0 < a 192.168.8.101 -> 10.2.0.1/24, b 192.168.8.102 -> 10.2.0.2/24 >
        END
        """,
      words: [
        "warning[too-many-groups]: this host may join 1 groups, and is to join more on UDP port 4789"
      ], status: 0, remedy: "on a sh -c 'echo 64 >/proc/sys/net/ipv4/igmp_max_memberships'",
      file: "/run/groups.vxl"),
    Ailment(
      name: "a new MAC for each device",
      cause: """
        mkdir -p /run/udev /run/systemd/network; touch /run/udev/control
        printf '[Link]\\nMACAddressPolicy = persistent\\n' >/run/systemd/network/99-default.link
        """,
      words: ["note[policy-mac]: udevd gives new devices MACs", "1 note\n"], status: 0,
      remedy: "echo >/run/systemd/network/99-default.link", isInPlan: false),
    Ailment(
      name: "ip is another", cause: "mkdir /run/bin; ln -s $(command -v busybox) /run/bin/ip",
      words: ["warning[missing-tool]: `ip` is not that of iproute2"], status: 0,
      remedy: "rm /run/bin/ip", isInPlan: false),
    Ailment(
      name: "no engine for Docker",
      cause: """
        export DOCKER_HOST=unix:///run/nowhere
        cat >/run/docker.vxl <<'END'
        overlay 200 dev eth0 docker lan subnet 172.18.0.0/16 < a 192.168.8.101 -> .11, b 192.168.8.102 -> .12 >
        END
        """,
      words: ["error[missing-tool]", " --> /run/docker.vxl:1:"], status: 69,
      remedy: "sed -i 's/docker lan//' /run/docker.vxl", file: "/run/docker.vxl", isInPlan: false),
  ]

  private static let filters = [
    Ailment(
      name: "nft drops the port",
      cause: """
        on a nft add table inet f
        on a nft add chain inet f in '{ type filter hook input priority 0; }'
        on a nft add rule inet f in udp dport { 4789, 8472 } counter drop
        """,
      words: [
        "warning[filtered-port]: a packet filter drops UDP port 4789: inet f in has `udp dport {"
          + " 4789, 8472 } counter packets 0 bytes 0 drop`\n"
      ], status: 0, remedy: "$ on a"),
    Ailment(
      name: "nft drops all that it does not know",
      cause: """
        on a nft add table inet f
        on a nft add chain inet f in '{ type filter hook input priority 0; policy drop; }'
        on a nft add rule inet f in ct state established,related accept
        on a nft add rule inet f in iif lo accept
        on a nft add rule inet f in tcp dport 22 accept
        """,
      words: [
        "warning[filtered-port]: a packet filter drops UDP port 4789: inet f in has `policy drop`\n"
      ], status: 0,
      remedy: "$ on a"),
    Ailment(
      name: "nft drops what leaves",
      cause: """
        on a nft add table ip f
        on a nft add chain ip f out '{ type filter hook output priority 0; }'
        on a nft add chain ip f udps
        on a nft add rule ip f out meta l4proto udp jump udps
        on a nft add rule ip f udps udp dport 4000-5000 reject
        """,
      words: [
        "warning[filtered-port]: a packet filter drops UDP port 4789: ip f udps has `udp dport 4000-5000 reject"
      ],
      status: 0, remedy: "on a nft flush ruleset"),
    Ailment(
      name: "what nft does is not certain",
      cause: """
        on a nft add table inet f
        on a nft add chain inet f in '{ type filter hook input priority 0; policy drop; }'
        on a nft add rule inet f in ip saddr 192.168.8.0/24 accept
        """,
      words: ["note[filtered-port]: a packet filter may drop UDP port 4789", "`policy drop`"],
      status: 0, remedy: "on a nft flush ruleset", isInPlan: false),
    Ailment(
      name: "iptables drops the port",
      cause: "on a iptables -A INPUT -p udp -m udp --dport 4789 -j DROP",
      words: ["warning[filtered-port]: a packet filter drops UDP port 4789: ip filter INPUT"],
      status: 0, remedy: "$ on a"),
    Ailment(
      name: "iptables drops the port, and there is no nft",
      cause: """
        on a mount --bind /dev/null /usr/sbin/nft
        on a iptables -A INPUT -p udp -m udp --dport 4789 -j DROP
        """,
      words: [
        "warning[filtered-port]: a packet filter drops UDP port 4789: iptables INPUT has `-p udp -m"
          + " udp --dport 4789 -j DROP`",
        "note[filtered-port]: the rules of nftables cannot be seen:",
      ], status: 0, remedy: "$ on a"),
    Ailment(
      name: "bridged packets are dropped",
      cause: """
        on a sh -c 'echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables'
        on a iptables -P FORWARD DROP
        """,
      words: [
        "warning[filtered-bridge]: this host drops what br0 passes on: br_netfilter is at work"
      ],
      status: 0, remedy: "$ on a"),
  ]

  private func examine(_ ailment: Ailment) async throws {
    let isQuoted = ailment.remedy.hasPrefix("$")
    let remedy =
      isQuoted
      ? "\(ailment.remedy.dropFirst(2))"
        + " $(sed -n 's/.*= help: `\\([^`]*\\)`.*/\\1/p' /run/first | head -n 1)"
      : ailment.remedy
    let code = try #require(ailment.words[0].firstMatch(of: /[a-z]+-[a-z-]+/)).0
    let (lines, told) = try await run(
      """
      PATH=/run/bin:$PATH
      \(ailment.cause)
      V a "$V" doctor \(ailment.file) >/run/first 2>&1; cat /run/first
      [ -z "\(ailment.file)" ] || V a "$V" plan \(ailment.file) >/run/plan 2>&1 || true
      \(remedy)
      on a "$V" doctor \(ailment.file) >/run/last 2>&1 || true
      echo "afterwards $(grep -c '\(code)' /run/last || true)"
      if [ -e /run/plan ]; then
        echo "planned $(grep -c '^warning.\(code)' /run/plan || true)"
      fi
      """)
    #expect(lines.contains("status \(ailment.status)\n"), "\(ailment.name): \(told)")
    for word in ailment.words {
      #expect(lines.contains(word), "\(ailment.name): no \(word) in \(told)")
    }
    // Where there is no `nft`, that stays to be said.
    let rest = ailment.words.count { $0.contains("cannot be seen:") }
    #expect(lines.contains("afterwards \(rest)\n"), "\(ailment.name): \(told)")
    if !ailment.file.isEmpty {
      #expect(
        lines.contains("planned \(ailment.isInPlan ? 1 : 0)\n"), "\(ailment.name): \(told)")
    }
  }

  @Test(arguments: ailments) func whatHurtsIsFound(_ ailment: Ailment) async throws {
    try await examine(ailment)
  }

  @Test(.enabled(if: has("nft") && has("iptables")), arguments: filters)
  func whatFiltersDropIsFound(_ ailment: Ailment) async throws {
    try await examine(ailment)
  }

  /// A filter that is said to drop the port really does, and the remedy really lets it through.
  @Test(.enabled(if: has("nft"))) func theFilterIsTheCause() async throws {
    let (lines, told) = try await run(
      """
      both apply -q /run/two.vxl
      on b nft add table inet f
      on b nft add chain inet f in '{ type filter hook input priority 0; policy drop; }'
      on b nft add rule inet f in meta l4proto icmp accept
      V a "$V" verify -q /run/two.vxl
      remedy=$(on b "$V" verify -q /run/two.vxl 2>&1 >/dev/null | true
        on b "$V" doctor /run/two.vxl 2>&1 | sed -n 's/.*= help: `\\([^`]*\\)`.*/\\1/p')
      echo "run: $remedy"
      on b $remedy
      V a "$V" verify -q /run/two.vxl
      """)
    #expect(lines.contains("0 of 4 pairs talk\nstatus 3"), "\(told)")
    #expect(told.contains("error[no-answer]"), "\(told)")
    #expect(lines.contains("run: nft insert rule inet f in udp dport 4789 accept\n"), "\(told)")
    #expect(lines.contains("all 4 pairs talk\nstatus 0"), "\(told)")
  }

  /// A healthy host, with and without a recipe, and whose rights are missing.
  @Test func healthAndRights() async throws {
    let (lines, told) = try await run(
      """
      on a "$V" doctor >/run/out 2>&1; grep -v note /run/out | tail -n 1
      V a "$V" doctor -q /run/two.vxl
      V a "$V" doctor --node c /run/two.vxl 2>&1
      V a "$V" doctor --node a 2>&1
      less() { setpriv --bounding-set=-$1 --inh-caps=-$1 "$V" doctor /run/two.vxl; }
      for right in net_admin sys_admin; do
        V a setpriv --bounding-set=-$right --inh-caps=-$right "$V" doctor /run/two.vxl 2>&1 |
          grep -v '^ '
      done
      V a setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$V" doctor 2>&1 | grep -v '^ '
      "$V" doctor --netns /run/nowhere 2>&1 || echo "status $?"
      """)
    #expect(lines.contains("\nstatus 0\n"), "\(told)")
    #expect(lines.contains("the recipe has no node c"), "\(told)")
    #expect(lines.contains("--node needs the recipe"), "\(told)")
    for (right, use) in [("NET_ADMIN", "`apply` and"), ("SYS_ADMIN", "the recipe's `netns` items")]
    {
      let words = "error[not-permitted]: this process has no CAP_\(right): \(use)"
      #expect(lines.contains(words), "\(told)")
    }
    #expect(lines.components(separatedBy: "status 77").count == 3, "\(told)")
    #expect(lines.contains("warning[not-permitted]: this process has no CAP_NET_RAW"), "\(told)")
    #expect(lines.contains("cannot open the network namespace /run/nowhere"), "\(told)")
  }

  /// Options that this `ip`, or this kernel, is too old for.
  @Test func oldTools() async throws {
    let version = try Program.shell("PATH=$PATH:/usr/sbin:/sbin; ip -V").output
    let found = try #require(version.firstMatch(of: /iproute2-(\d+)\.(\d+)/))
    let isOld = (Int(found.1) ?? 0, Int(found.2) ?? 0) < (6, 5)
    let (lines, told) = try await run(
      """
      sed -i 's/bridge br0/localbypass &/' /run/two.vxl
      V a "$V" doctor /run/two.vxl 2>&1
      """)
    #expect(
      lines.contains("warning[tool-too-old]: `localbypass` needs iproute2 ") == isOld, "\(told)")
    #expect(lines.contains("status 0\n") || lines.contains("error[kernel-too-old]"), "\(told)")
  }
}

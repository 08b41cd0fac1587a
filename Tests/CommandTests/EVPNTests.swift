import Foundation
import Testing

/// `control evpn` with the real FRR, in labs: what it tells the kernels, and what `verify` asks it.
@Suite(.enabled(if: hasNamespaces && hasFRR), .serialized) struct EVPNTests {
  private static let sample = "samples/17-bgp-evpn.vxl"

  /// Runs a script with the lab of a recipe: `$F` is its file, `on NODE COMMAND` runs there, `until_ok`
  /// tries for some time.
  private func inLab(_ recipe: String? = nil, _ script: String) async throws -> Ending {
    try await Lanes.run {
      try withFolder { folder in
        let text =
          try recipe
          ?? String(
            contentsOf: Program.root.appending(path: Self.sample), encoding: .utf8)
        let file = "\(folder)/\(UUID().uuidString).vxl"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try Program.shell(
          """
          F=\(file)
          on() { node=$1; shift; "$V" lab exec "$F" "$node" -- "$@"; }
          until_ok() {
            tries=0; until "$@" >/dev/null 2>&1; do
              tries=$((tries + 1)); [ $tries -lt 100 ] || { echo "never: $*"; return 1; }; sleep 0.2
            done
          }
          trap '"$V" lab down "$F"' EXIT
          "$V" lab up -q "$F"
          \(script)
          """)
      }
    }
  }

  private func expectDone(_ ending: Ending) {
    #expect(
      ending.status == 0 && ending.output.contains("done"), "\(ending.output)\n\(ending.errors)")
  }

  @Test func tenantsOfEqualMACsDoNotMeet() throws {
    let ending = try Program.run(["lab", Self.sample])
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("all 60 pairs talk; none of the 72 pairs that should not"))
    #expect(ending.errors.contains("note: BGP took"))
  }

  /// What FRR writes is no drift, and goes with the device.
  @Test func entriesOfFRRAreNoDrift() async throws {
    expectDone(
      try await inLab(
        nil,
        """
        on host3 bridge fdb show dev vxlan42 | grep -c '^00:00:00:00:00:00' | grep -x 5
        on host3 ip netns exec red busybox ping -c 1 -W 5 10.20.1.5
        until_ok on host3 sh -c 'bridge fdb show dev vxlan42 | grep "02:00:00:00:00:05.*extern_learn"'
        on host3 "$V" plan --node host3 "$F" | grep -x '0 to create, 0 to change, 0 to replace, 0 to delete'
        on host3 "$V" status --node host3 "$F" | grep 'nothing has drifted'
        "$V" emit --node host3 "$F" >"$F.sh"
        on host3 sh "$F.sh" apply | grep 'nothing to change'
        on host3 "$V" remove -q --yes --node host3 "$F"
        on host3 ip link | grep vxlan && exit 1
        echo done
        """))
  }

  @Test func anEndpointMoves() async throws {
    expectDone(
      try await inLab(
        nil,
        """
        on host1 ip netns exec red busybox ping -c 1 -W 5 10.20.1.3
        until_ok on host1 sh -c 'bridge fdb show dev vxlan42 | grep "02:00:00:00:00:03 dst 192.168.8.103"'
        on host3 ip -n red link delete dev eth0
        on host5 sh -c '
          ip netns add moved; ip -n moved link set lo up
          ip link add moving type veth peer name eth0 netns moved address 02:00:00:00:00:03
          ip link set moving master br42 up
          ip -n moved address add 10.20.1.3/24 dev eth0; ip -n moved link set eth0 up'
        on host5 ip netns exec moved busybox ping -c 1 -W 5 10.20.1.6
        until_ok on host1 sh -c 'bridge fdb show dev vxlan42 | grep "02:00:00:00:00:03 dst 192.168.8.105"'
        until_ok on host1 ip netns exec red busybox ping -c 1 -W 1 10.20.1.3
        until_ok on host3 sh -c 'bridge fdb show dev vxlan42 | grep "02:00:00:00:00:03 dst 192.168.8.105"'
        on host3 bridge fdb show dev vxlan43 | grep "02:00:00:00:00:03" && exit 1
        echo done
        """))
  }

  /// Of a reflector, and then of another node.
  @Test func aKilledDaemonComesBack() async throws {
    expectDone(
      try await inLab(
        nil,
        """
        for node in host1 host4; do
          killed=$(on $node cat /run/frr/bgpd.pid); kill -9 $killed
          until_ok on $node sh -c "! grep -qx $killed /run/frr/bgpd.pid"
          until_ok on $node sh -c 'vtysh -c "show bgp neighbors 192.168.8.102" | grep "state = Established"'
          until_ok on $node sh -c 'bridge fdb show dev vxlan42 | grep -c "^00:00:00:00:00:00" | grep -x 5'
          until_ok "$V" lab verify "$F"
        done
        echo done
        """))
  }

  /// However a lab ends, nothing of it goes on.
  @Test(arguments: ["INT", "TERM", "KILL"]) func nothingIsLeft(_ signal: String) async throws {
    let mark = "VXLOOM_TEST=\(UUID().uuidString)"
    let ending = try await Lanes.run {
      try Program.shell(
        """
        ours() { grep -slF '\(mark)' /proc/[0-9]*/environ | cut -d/ -f3; }
        named() { for process in $(ours); do cat /proc/$process/comm; done 2>/dev/null | grep -c "$1"; }
        env '\(mark)' setsid sh -c 'trap - INT; exec "$V" lab \(Self.sample)' >/dev/null 2>&1 &
        tries=0; until [ "$(named bgpd)" = 6 ]; do
          tries=$((tries + 1)); [ $tries -lt 300 ] || exit 7; sleep 0.02
        done
        lab=$(for process in $(ours); do
          [ $(cat /proc/$process/comm) = vxloom ] && echo $process; done | sort -n | head -n 1)
        kill -\(signal) $lab
        tries=0; while [ -n "$(ours)" ]; do
          tries=$((tries + 1)); [ $tries -lt 100 ] || { ours; exit 8; }; sleep 0.1
        done
        echo done
        """)
    }
    expectDone(ending)
  }

  @Test func verifyAsksFRR() async throws {
    let recipe = """
      overlay 42 bridge br0 subnet 10.20.1.0/24 control evpn asn 65000 <
        a 192.168.8.101 -> .1
        b 192.168.8.102 -> .2
      >
      """
    let ending = try await inLab(
      recipe,
      """
      told() { on $1 "$V" verify --node $1 "$F" 2>&1 | grep '^error' || true; }
      flooded() { on a bridge fdb show dev vxlan42 | grep '^00:00:00:00:00:00'; }
      bgp() { node=$1; shift; on $node vtysh -c 'configure terminal' "$@"; }
      echo "fine: $(told a)"
      bgp b -c 'router bgp 65000' -c 'address-family l2vpn evpn' -c 'no advertise-all-vni'
      until_ok sh -c '! "$0" lab exec "$1" a -- bridge fdb show dev vxlan42 | grep ^00:00:00:00:00:00' "$V" "$F"
      echo "a: $(told a)"; echo "b: $(told b)"
      bgp b -c 'no router bgp 65000'
      until_ok sh -c '"$0" lab exec "$1" a -- vtysh -c "show bgp neighbors" | grep "state = [^E]"' "$V" "$F"
      echo "a: $(told a)"; echo "b: $(told b)"
      echo done
      """)
    expectDone(ending)
    let lines = ending.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "fine: ", "\(ending.output)")
    for words in [
      "a: error[missing-route]: BGP has its sessions, and no route of b for VNI 42",
      "b: error[no-bgp]: FRR on this host does not know VNI 42",
      "a: error[session-down]: BGP has no session with b (192.168.8.102)",
    ] {
      #expect(lines.contains { $0.hasPrefix(words) }, "\(words) in\n\(ending.output)")
    }
  }

  // MARK: Many nodes

  /// `EVPN_NODES` says how many, 10 where nothing is said; beside static tables of as many.
  @Test(arguments: [false, true]) func manyNodesConverge(_ hasReflectors: Bool) async throws {
    let count = ProcessInfo.processInfo.environment["EVPN_NODES"].flatMap { Int($0) } ?? 10
    func recipe(_ head: String) -> String {
      let members = (1...count).map { number in
        "  n\(number) 192.168.8.\(number) \(hasReflectors && number < 3 && head != "control static" ? "reflector " : "")-> .\(number)\n"
      }
      return "overlay 42 bridge br0 subnet 10.20.0.0/16 \(head) <\n\(members.joined())>\n"
    }
    let clock = ContinuousClock()
    let start = clock.now
    let fixed = try Program.run(["lab", "-"], input: recipe("control static"))
    let fixedTime = clock.now - start
    #expect(fixed.status == 0, "\(fixed.errors)")
    let ending = try await inLab(
      recipe("control evpn asn 65000"),
      """
      "$V" lab verify "$F" | tail -n 1
      for program in zebra bgpd; do
        for number in $(seq \(count)); do cat "/proc/$(on n$number cat /run/frr/$program.pid)/smaps_rollup"; done |
          awk -v count=\(count) -v program=$program '/^Pss:/ { sum += $2 }
            END { printf "%s: %.1f MiB a node\\n", program, sum / 1024 / count }'
      done
      echo done
      """)
    let whole = clock.now - start - fixedTime
    expectDone(ending)
    #expect(ending.output.contains("all \(count * (count - 1)) pairs talk"), "\(ending.output)")
    print(
      "\(count) nodes\(hasReflectors ? " with two reflectors" : ""): static tables \(fixedTime), EVPN \(whole), "
        + ending.output.split(separator: "\n").filter { $0.contains("MiB") }.joined(separator: ", ")
    )
  }
}

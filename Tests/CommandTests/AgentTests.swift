import Foundation
import Testing

/// `vxloom agent` on this kernel: what it answers, what it says, and how it ends.
@Suite(.enabled(if: hasNamespaces)) struct AgentTests {
  private static let start =
    Box.start + """
      cat >/run/mesh.vxl <<'X'
      overlay 42 name vxlan0 dev enp0s8 control resolve subnet 10.20.0.0/16 fd20::/64 <
        node1 192.168.8.100 -> .2
        node2 192.168.8.101 -> .3
        node3 192.168.8.102 -> .4
      >
      X
      agent=
      trap '[ -z "$agent" ] || kill -KILL $agent 2>/dev/null || true' EXIT
      agent() { "$V" agent /run/mesh.vxl "$@" >/run/log 2>/run/errors & agent=$!; }
      # wait_for TEXT: until the log has it.
      wait_for() {
        tries=0
        until grep -q -- "$1" /run/log; do
          tries=$((tries + 1)); [ $tries -lt 100 ] || { echo "no $1"; cat /run/log; exit 9; }
          sleep 0.1
        done
      }
      stop() { kill -TERM $agent; status=0; wait $agent || status=$?; echo "agent $status"; }
      knock() { # ADDRESS [TIMES]
        bash -c 'for i in $(seq 1 $2); do echo; done >/dev/udp/$1/9' - "$1" "${2:-1}" 2>/dev/null || true
      }

      """

  @Test func answersAndTellsIt() async throws {
    let ending = try await Program.isolated(
      Self.start + """
        V apply -q /run/mesh.vxl
        agent
        wait_for 'listening for misses of vxlan0'
        knock 10.20.0.3; knock fd20::4; knock 10.20.0.77
        wait_for '10.20.0.3 is at 02:'; wait_for 'fd20::4 is at 02:'
        wait_for 'nobody in the recipe has 10.20.0.77'
        ip neigh show nud all dev vxlan0 | grep -v ^ff02 | sed 's/02:[0-9a-f:]*/MAC/'
        bridge fdb show dev vxlan0 | sed 's/02:[0-9a-f:]*/MAC/'
        V plan /run/mesh.vxl
        # A forwarding entry that is gone is asked for again, by its MAC.
        mac=$(bridge fdb show dev vxlan0 | sed -n 's/ dst 192.168.8.101 .*//p')
        bridge fdb delete $mac dev vxlan0 dst 192.168.8.101
        >/run/log; knock 10.20.0.3; wait_for 'is behind 192.168.8.101'
        stop
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    #expect(ending.output.contains("10.20.0.3 lladdr MAC NOARP"), "\(told)")
    #expect(ending.output.contains("fd20::4 lladdr MAC NOARP"), "\(told)")
    #expect(ending.output.contains("MAC dst 192.168.8.101 self"), "\(told)")
    #expect(ending.output.contains("MAC dst 192.168.8.102 self"), "\(told)")
    #expect(ending.output.contains("0 to create, 0 to change, 0 to replace"), "\(told)")
    #expect(ending.output.contains("agent 0"), "\(told)")
  }

  /// It may start before the devices are there, and goes on when they are made anew; what was asked
  /// before it started is answered then, and what the recipe no longer has is forgotten.
  @Test func devicesComeAndGo() async throws {
    let ending = try await Program.isolated(
      Self.start + """
        agent
        wait_for 'not there yet: vxlan0'
        for round in 1 2; do
          V apply -q /run/mesh.vxl
          >/run/log; knock 10.20.0.3; wait_for '10.20.0.3 is at 02:'
          [ $round = 2 ] || V remove -q /run/mesh.vxl
        done
        stop
        ip neigh replace 10.20.0.9 lladdr 02:00:00:00:00:09 dev vxlan0 nud noarp
        ip neigh replace 10.20.0.4 lladdr 02:00:00:00:00:09 dev vxlan0 nud noarp
        agent
        wait_for '10.20.0.4 is at 02:'
        tries=0; while ip neigh show nud all dev vxlan0 | grep 10.20.0.9; do
          tries=$((tries + 1)); [ $tries -lt 50 ]; sleep 0.1
        done >/dev/null
        stop
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.matches(of: /agent 0/).count == 2, "\(ending.output)")
  }

  /// A flood of questions: those that were lost are no harm, and it says what it left.
  @Test func survivesOverruns() async throws {
    let ending = try await Program.isolated(
      Self.start + """
        V apply -q /run/mesh.vxl
        # A neighbour that nobody has asked for: each datagram is a question for its MAC.
        ip neigh replace 10.20.0.99 lladdr 02:00:00:00:00:63 dev vxlan0 nud permanent
        agent
        wait_for listening
        kill -STOP $agent
        knock 10.20.0.99 30000
        kill -CONT $agent
        wait_for 'notifications were lost'
        knock 10.20.0.3; wait_for '10.20.0.3 is at 02:'
        grep -c 'nobody in the recipe has 02:00:00:00:00:63' /run/log
        stop
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("agent 0"), "\(ending.output)")
    let times = ending.output.matches(of: /(?m)^(\d+)$/).compactMap { Int($0.1) }
    #expect(times.count == 1 && times[0] <= 1, "told more than once: \(ending.output)")
  }

  /// No more than a thousand answers at once.
  @Test func answersAreLimited() async throws {
    let ending = try await Program.isolated(
      Self.start + """
        V apply -q /run/mesh.vxl
        mac=$("$V" emit -q --format plain --node node2 /run/mesh.vxl | sed -n 's/.* address \\(02:[^ ]*\\) .*/\\1/p')
        agent
        wait_for listening
        kill -STOP $agent
        ip neigh replace 10.20.0.3 lladdr $mac dev vxlan0 nud permanent
        knock 10.20.0.3 3000
        kill -CONT $agent
        wait_for 'too many questions'
        sleep 1
        >/run/log; knock 10.20.0.4; wait_for '10.20.0.4 is at 02:'
        stop
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains("agent 0"), "\(ending.output)")
  }

  @Test func asJSON() async throws {
    let ending = try await Program.isolated(
      Self.start + """
        V apply -q /run/mesh.vxl
        agent --json
        wait_for listening
        knock 10.20.0.3; knock 10.20.0.77; wait_for '"neighbour"'; wait_for '"unknown"'
        stop >/dev/null; cat /run/log
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    let lines = ending.output.split(separator: "\n").filter { $0.hasPrefix("{") }
    #expect(lines.count >= 4, "\(ending.output)")
    for line in lines { try SchemaTests().expect(String(line), has: "agent") }
  }

  @Test func whatItRefuses() throws {
    let learn = "overlay 42 < a 192.168.8.1 -> 10.0.0.1/24, b 192.168.8.2 -> 10.0.0.2/24 >"
    let ending = try Program.run(["agent", "--node", "a", "-"], input: learn)
    #expect(ending.status == 64, "\(ending.errors)")
    #expect(ending.errors.contains("a is in no overlay with `control resolve`"))
  }
}

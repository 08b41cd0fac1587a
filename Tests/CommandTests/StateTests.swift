import Foundation
import Testing

/// One plan, two interpreters: rtnetlink and the emitted script leave the same kernel state in
/// every node, read from raw dumps by our own decoder.
@Suite(.enabled(if: hasNamespaces)) struct StateTests {
  @Test(arguments: Program.labSamples) func bothPathsLeaveTheSameState(_ sample: String) throws {
    let netlink = try states(sample, "netlink")
    let script = try states(sample, "script")
    #expect(netlink.keys.sorted() == script.keys.sorted())
    #expect(netlink.count >= 2)
    for node in netlink.keys.sorted() {
      let one = netlink[node] ?? []
      let other = script[node] ?? []
      #expect(one.contains { $0.contains(" vxlan mac 02:") && $0.contains(" id ") }, "\(one)")
      #expect(one.contains { $0.hasPrefix("entry") } && one.contains { $0.hasPrefix("route") })
      let difference =
        one.filter { !other.contains($0) }.map { "netlink: \($0)" }
        + other.filter { !one.contains($0) }.map { "script:  \($0)" }
      #expect(difference.isEmpty, "\(node):\n\(difference.joined(separator: "\n"))")
    }
  }

  /// Peers of one's own, and addresses without the kernel's routes.
  @Test func bothPathsKeepToPeersAndFlags() throws {
    try withFolder { folder in
      let recipe = "\(folder)/flags.vxl"
      try """
      overlay 42 bridge br0 <
        hub 192.168.8.1 -> 10.0.0.1/24 fd20::1/64 noprefixroute nodad
        one 192.168.8.2 peers hub < netns web -> 10.0.0.2/24 fd20::2/64 noprefixroute >
        two 192.168.8.3 peers [hub] -> 10.0.0.3/24
      >
      """.write(toFile: recipe, atomically: true, encoding: .utf8)
      let netlink = try states(recipe, "netlink")
      let script = try states(recipe, "script")
      #expect(netlink == script)
      let (hub, one) = (netlink["hub"] ?? [], netlink["one"] ?? [])
      // IFA_F_PERMANENT, IFA_F_NODAD and IFA_F_NOPREFIXROUTE.
      #expect(hub.contains("address br0 10.0.0.1/24 flags 640 scope 0"), "\(hub)")
      #expect(hub.contains("address br0 fd20::1/64 flags 642 scope 0"))
      #expect(!hub.contains { $0.hasPrefix("route - 10.0.0.0/24") })
      #expect(hub.count { $0.hasPrefix("entry vxlan42 00:00:00:00:00:00") } == 2)
      #expect(one.contains("address eth0 in web fd20::2/64 flags 642 scope 0"), "\(one)")
      #expect(one.contains { $0.hasPrefix("link vxlan42") && $0.contains(" remote 192.168.8.1") })
    }
  }

  /// The state of each node of a lab, once nothing moves any more.
  private func states(_ sample: String, _ path: String) throws -> [String: [String]] {
    try withFolder { folder in
      // The same name for both, because aliases hold it; labs of tests that run at once differ.
      let file = "\(folder)/\(sample.split(separator: "/").last ?? "state.vxl")"
      let nodes = try Program.run(["check", "--json", sample])
      let report = try #require(
        JSONSerialization.jsonObject(with: Data(nodes.output.utf8)) as? [String: Any])
      let files = try #require(report["files"] as? [[String: Any]])
      let names = try #require(files.first?["nodes"] as? [String])
      var states: [String: [String]] = [:]
      let ending = try Program.shell(
        """
        cp "\(sample.hasPrefix("/") ? sample : "$R/" + sample)" "\(file)"
        cp -r "$R/samples/lib" "\(folder)/lib"
        "$V" lab up --via \(path) "\(file)" >/dev/null
        trap '"$V" lab down "\(file)"' EXIT
        for node in \(names.joined(separator: " ")); do
          former=; tries=0
          while :; do
            sleep 0.5
            state=$("$V" lab exec "\(file)" $node -- "$V" state)
            case $state in
              *tentative*) ;;
              "$former") break ;;
            esac
            if [ $tries = 30 ]; then break; fi
            former=$state; tries=$((tries + 1))
          done
          echo "node $node"; printf '%s\\n' "$state"
        done
        """)
      #expect(ending.status == 0, "\(ending.errors)")
      var node = ""
      for line in ending.output.split(separator: "\n").map(String.init) {
        if line.hasPrefix("node ") {
          node = String(line.dropFirst(5))
        } else {
          states[node, default: []].append(line)
        }
      }
      return states
    }
  }
}

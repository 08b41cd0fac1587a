import Foundation
import Testing

/// Real packets in ways that the lab itself does not ask about, or that no sample takes.
@Suite(.enabled(if: hasNamespaces)) struct ModeTests {
  /// Runs pings in a lab of a recipe, by both paths; gives what they print.
  private func pings(_ recipe: String, _ node: String, _ command: String) throws -> [String] {
    try ["netlink", "script"].map { path in
      try withFolder { folder in
        // Labs are found by the names of their files.
        let file = "\(folder)/mode-\(UUID().uuidString.prefix(8)).vxl"
        try recipe.write(toFile: file, atomically: true, encoding: .utf8)
        let ending = try Program.shell(
          """
          "$V" lab up -q --via \(path) "\(file)"
          trap '"$V" lab down "\(file)"' EXIT
          # What is sent first may be dropped: the kernel may tell itself of a carrier only a second later
          # (`linkwatch_schedule_work` in net/core/link_watch.c).
          in_node() { "$V" lab exec "\(file)" \(node) -- sh -c "PATH=$PATH:/usr/sbin:/sbin; $1" || true; }
          in_node '\(command)' >/dev/null
          in_node '\(command)'
          """)
        #expect(ending.status == 0, "\(ending.errors)")
        return ending.output
      }
    }
  }

  /// A routed overlay: where packets go is told by the routes' own encapsulation.
  @Test(arguments: [("192.168.8.", "ip"), ("fd00:8::", "ip6")])
  func routesEncapsulate(_ underlay: String, _ kind: String) throws {
    let recipe = """
      overlay 42 external udp6zerocsumrx dev eth0 subnet 10.20.1.0/24 <
        neigh .1 lladdr 02:00:00:00:00:01
        neigh .2 lladdr 02:00:00:00:00:02
        a \(underlay)1 -> .1 mac 02:00:00:00:00:01 < route 10.20.1.2/32 encap \(kind) id 42 dst b >
        b \(underlay)2 -> .2 mac 02:00:00:00:00:02 < route 10.20.1.1/32 encap \(kind) id 42 dst a >
      >
      """
    for output in try pings(recipe, "a", "busybox ping -c 3 -W 1 10.20.1.2") {
      #expect(output.contains(" 0% packet loss"), "\(output)")
    }
    // Without the way back nobody answers.
    let oneWay = recipe.replacing(/< route 10.20.1.1.*>/, with: "")
    for output in try pings(oneWay, "a", "busybox ping -c 2 -W 1 10.20.1.2") {
      #expect(output.contains("100% packet loss"), "\(output)")
    }
  }

  /// Why `checksum-mismatch` speaks of routes: the kernel drops what has no checksum over IPv6.
  @Test(arguments: [("192.168.8.", "ip", " 0%"), ("fd00:8::", "ip6", "100%")])
  func routesSendWithoutChecksums(_ underlay: String, _ kind: String, _ loss: String) throws {
    let recipe = """
      overlay 42 external dev eth0 subnet 10.20.1.0/24 <
        neigh .1 lladdr 02:00:00:00:00:01
        neigh .2 lladdr 02:00:00:00:00:02
        a \(underlay)1 -> .1 mac 02:00:00:00:00:01 < route 10.20.1.2/32 encap \(kind) id 42 dst b >
        b \(underlay)2 -> .2 mac 02:00:00:00:00:02 < route 10.20.1.1/32 encap \(kind) id 42 dst a >
      >
      """
    for output in try pings(recipe, "a", "busybox ping -c 2 -W 1 10.20.1.2") {
      #expect(output.contains("\(loss) packet loss"), "\(output)")
    }
  }

  /// `rsc`: what is sent to the router's MAC goes straight to the host that it is for; the router of
  /// this lab forwards nothing.
  @Test(
    arguments: [(" rsc", " 0% packet loss"), ("", "100% packet loss")],
    [("192.168.8.", ["10.20.1.", "10.20.2."]), ("fd00:8::", ["fd20:1::", "fd20:2::"])])
  func routesAreCutShort(
    _ rule: (option: String, loss: String), _ networks: (under: String, over: [String])
  ) throws {
    let (under, over) = networks
    let length = under.contains(":") ? 64 : 24
    let recipe = """
      overlay 42 dev eth0 control static\(rule.option) bridge br0 <
        fdb 02:00:00:00:00:fe dst r router
        a \(under)1 < netns w -> \(over[0])2/\(length) gateway \(over[0])254 >
        b \(under)2 < netns w -> \(over[1])2/\(length) gateway \(over[1])254 >
        r \(under)3 -> \(over[0])254/\(length) \(over[1])254/\(length) mac 02:00:00:00:00:fe
      >
      """
    let ping = "ip netns exec w busybox ping -c 2 -W 1 \(over[1])2"
    for output in try pings(recipe, "a", ping) {
      #expect(output.contains(rule.loss), "\(output)")
    }
  }

  /// Link-local underlays, and a group of IPv6.
  @Test(arguments: ["netlink", "script"]) func overIPv6(_ path: String) throws {
    let recipe = """
      overlay 42 dev eth0 subnet 10.20.1.0/24 fd20::/64 <
        a fe80::1 -> .1
        b fe80::2 -> .2
        c fe80::3 -> .3
      >
      overlay 43 port 4790 dev eth0 group ff05::43 flowlabel 7 subnet 10.20.2.0/24 <
        a fd00::1 -> .1
        b fd00::2 -> .2
        c fd00::3 -> .3
      >
      """
    let ending = try Program.run(["lab", "-q", "-", "--via", path], input: recipe)
    #expect(ending.status == 0, "\(ending.errors)\n\(ending.output)")
    #expect(ending.output.contains("all 18 pairs talk"))
  }
}

import Foundation
import Testing

/// Labs of the samples on this kernel.
@Suite(.enabled(if: hasNamespaces)) struct LabTests {
  @Test(arguments: Program.labSamples, ["netlink", "script"])
  func allPairsTalk(_ sample: String, _ path: String) throws {
    let ending = try Program.run(["lab", sample, "--via", path])
    #expect(ending.status == 0, "\(ending.errors)\n\(ending.output)")
    #expect(ending.output.contains("pairs talk"))
    #expect(!ending.output.contains("NO"))
  }

  @Test func aHundredNodesTalk() throws {
    let ending = try Program.run(["lab", "samples/10-a-hundred-nodes.vxl"])
    #expect(ending.status == 0, "\(ending.errors)\n\(ending.output.suffix(400))")
    #expect(ending.output.contains("all 9900 pairs talk"), "\(ending.output.suffix(400))")
  }

  @Test func aParameterFromOutside() throws {
    let sample = "samples/12-multicast-or-copies.vxl"
    for (value, word) in [("off", "append 00:00:00:00:00:00"), ("on", "group 239.1.1.1")] {
      let setting = ["--set", "multicast=\(value)", sample]
      let plain = try Program.run(["emit", "--format", "plain", "--node", "node1"] + setting)
      #expect(plain.output.contains(word))
      let ending = try Program.run(["lab"] + setting)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("all 6 pairs talk"))
    }
  }

  /// What the README shows is what the program prints.
  @Test func theMatrixOfTheReadme() throws {
    let readme = try String(
      contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    let blocks = readme.matches(of: /(?s)```console\n\$ vxloom lab ([^\n]+)\n(.*?)```/)
    #expect(blocks.count == 3)
    for block in blocks {
      let ending = try Program.run(["lab", String(block.1)])
      #expect(ending.output == String(block.2))
    }
  }

  /// More nodes than the kernel has room for neighbours (gc_thresh3).
  @Test func aLabOfManyNodes() throws {
    let members = (1...40).map { "  n\($0) 192.168.8.\($0) -> .\($0)\n" }.joined()
    let recipe = "overlay 42 dev eth0 subnet 10.20.0.0/16 <\n\(members)>\n"
    let ending = try Program.run(["lab", "-"], input: recipe)
    #expect(ending.status == 0, "\(ending.output.suffix(400))")
    #expect(ending.output.contains("all 1560 pairs talk"))
  }

  @Test func tellsWhoDoesNotTalk() throws {
    // Two networks in one overlay: the hosts have no route to one another.
    let recipe = """
      overlay 9 <
        a 192.168.8.1 -> 10.0.1.1/24
        b 192.168.8.2 -> 10.0.2.1/24
      >
      """
    let ending = try Program.run(["lab", "-"], input: recipe)
    #expect(ending.status == 3)
    #expect(ending.output.contains("a (10.0.1.1) does not reach b (10.0.2.1)"))
  }

  @Test func overlaysDoNotMeet() throws {
    let recipe = """
      overlay 1 bridge br1 <
        a 192.168.8.1 < netns red -> 10.0.0.1/24 >
        b 192.168.8.2 < netns red -> 10.0.0.2/24 >
      >
      overlay 2 bridge br2 <
        a 192.168.8.1 < netns blue -> 10.0.0.3/24 >
        b 192.168.8.2 < netns blue -> 10.0.0.4/24 >
      >
      """
    let ending = try Program.run(["lab", "-"], input: recipe)
    #expect(ending.status == 0, "\(ending.errors)\n\(ending.output)")
    #expect(ending.output.contains("all 4 pairs talk; none of the 8 pairs that should not"))
  }

  /// Two overlays in one bridge are one network: what should be apart is not.
  @Test func tellsOfLeaks() throws {
    let recipe = """
      overlay 1 bridge br0 <
        a 192.168.8.1 < netns red -> 10.0.0.1/24 >
        b 192.168.8.2 < netns red -> 10.0.0.2/24 >
      >
      overlay 2 bridge br0 <
        a 192.168.8.1 < netns blue -> 10.0.0.3/24 >
        c 192.168.8.3 < netns blue -> 10.0.0.4/24 >
      >
      """
    let ending = try Program.run(["lab", "-"], input: recipe)
    #expect(ending.status == 3)
    #expect(ending.output.contains("reaches, and should not"))
  }

  /// Spokes of one network do not reach each other, with and without a bridge; those that nobody
  /// can know of are not asked.
  @Test(arguments: ["", "bridge br0"], ["netlink", "script"])
  func spokesReachTheHubOnly(_ bridge: String, _ path: String) throws {
    let recipe = """
      overlay 7 \(bridge) <
        hub 192.168.8.1 -> 10.0.0.1/24 10.0.1.1/24
        one 192.168.8.2 peers hub -> 10.0.0.2/24
        two 192.168.8.3 peers hub -> 10.0.0.3/24
        far 192.168.8.4 peers hub -> 10.0.1.4/24
        dark 192.168.8.5 peers hub -> 10.0.0.5/24 noprefixroute
      >
      """
    let ending = try Program.run(["lab", "-", "--via", path], input: recipe)
    #expect(ending.output.contains("none of the 2 pairs that should not"), "\(ending.output)")
    #expect(ending.errors.contains("addresses with `noprefixroute`"))
    #expect(!ending.output.contains("dark"))
  }

  /// What a bridge of the hub sends back reaches the spokes, as the warning has it.
  @Test func aHairpinLetsSpokesTalk() throws {
    let recipe = """
      overlay 7 <
        hub 192.168.8.1 bridge br0 bridgeport (hairpin on) -> 10.0.0.1/24
        one 192.168.8.2 peers hub -> 10.0.0.2/24
        two 192.168.8.3 peers hub -> 10.0.0.3/24
      >
      """
    let ending = try withFolder { folder in
      let file = "\(folder)/hairpin.vxl"
      try recipe.write(toFile: file, atomically: true, encoding: .utf8)
      return try Program.shell(
        """
        "$V" check --strict \(file)
        "$V" lab up \(file)
        trap '"$V" lab down \(file)' EXIT
        "$V" lab verify \(file)
        "$V" lab exec \(file) one -- busybox ping -c 3 -W 2 10.0.0.3
        """)
    }
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains("all 4 pairs talk"))
  }

  @Test func foreignNodesAreLeftOut() throws {
    let recipe = """
      node switch 192.168.8.9 foreign
      node a 192.168.8.1
      node b 192.168.8.2
      overlay 7 subnet 10.0.0.0/24 < a -> .1, b -> .2, switch -> .9 >
      """
    let ending = try Program.run(["lab", "-"], input: recipe)
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains("all 2 pairs talk"))
    #expect(ending.errors.contains("switch is `foreign`"))
  }

  @Test func portsAndWhatIsBehindThem() throws {
    let recipe = """
      overlay 7 bridge br0 subnet 10.0.0.0/24 <
        a 192.168.8.1 -> .1 < port enp0s9 -> .11 mac 52:54:00:00:00:07 >
        b 192.168.8.2 -> .2 < port enp0s9 -> .12 mac 52:54:00:00:00:08 >
      >
      """
    for path in ["netlink", "script"] {
      let ending = try Program.run(["lab", "-", "--via", path], input: recipe)
      #expect(ending.status == 0, "\(ending.errors)\n\(ending.output)")
      #expect(ending.output.contains("all 12 pairs talk"))
    }
  }

  @Test func anUnprivilegedUserMayHaveLabs() throws {
    let ending = try withFolder { folder in
      try Program.shell(
        """
        cp "$V" "\(folder)/vxloom"; cp "$R"/samples/05-*.vxl "\(folder)/a.vxl"; chmod -R a+rX "\(folder)"
        if [ "$(id -u)" = 0 ]; then
          exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
            --bounding-set=-all "\(folder)/vxloom" lab "\(folder)/a.vxl"
        fi
        exec "\(folder)/vxloom" lab "\(folder)/a.vxl"
        """)
    }
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("all 6 pairs talk"))
  }

  @Test func aLabThatStands() throws {
    try withFolder { folder in
      let ending = try Program.shell(
        """
        f=\(folder)/standing.vxl; cp "$R"/samples/01-*.vxl $f
        "$V" lab up $f
        trap '"$V" -h >/dev/null; "$V" lab down $f 2>/dev/null || true' EXIT
        "$V" lab verify $f
        "$V" lab exec $f vm1 -- ip -o -4 address show dev vxlan1
        "$V" lab exec $f vm1 -- sh -c 'exit 7' && exit 1 || echo "status $?"
        "$V" lab exec $f nobody -- true && exit 1 || echo "status $?"
        "$V" lab up $f && exit 1 || echo "status $?"
        "$V" lab down $f
        "$V" lab down $f && exit 1 || echo "status $?"
        """)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("all 2 pairs talk"))
      #expect(ending.output.contains("10.0.0.106/24"))
      let statuses = ending.output.split(separator: "\n").filter { $0.hasPrefix("status") }
      #expect(statuses == ["status 7", "status 64", "status 75", "status 69"])
    }
  }

  @Test func theMatrixAsJSON() throws {
    let ending = try Program.run(["lab", "samples/01-point-to-point.vxl", "--json"])
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    #expect(ending.output.hasPrefix("{\n  \"version\" : 1,"))
    #expect(object["asWanted"] as? Bool == true)
    let pairs = try #require(object["pairs"] as? [[String: Any]])
    #expect(pairs.count == 2)
    #expect(pairs.allSatisfy { $0["reaches"] as? Bool == true })
  }
}

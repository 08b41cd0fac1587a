import Foundation
import Testing

/// `emit --format systemd`: systemd takes the units, and what they start and stop does what it should.
@Suite struct SystemdTests {
  @Test(.enabled(if: has("systemd-analyze")), arguments: Program.samples)
  func systemdTakesTheUnits(_ sample: String) throws {
    try withFolder { folder in
      let ending = try Program.run(
        ["emit", "-q", "--format", "systemd", "--all", "-o", folder, sample])
      #expect(ending.status == 0, "\(ending.errors)")
      let owner = String(sample.dropFirst("samples/".count).dropLast(".vxl".count))
      for node in try Program.firstAndLastNode(sample) {
        try verify("\(folder)/\(node)/vxloom-\(owner).service")
        let script = "\(folder)/\(node)/\(owner).sh"
        #expect(FileManager.default.isExecutableFile(atPath: script))
        #expect(try Program.run(["emit", "-q", "--node", node, sample]).output == text(script))
      }
    }
  }

  @Test(.enabled(if: has("systemd-analyze")))
  func namesOfNodesStandInUnitsAsTheyAre() throws {
    try withFolder { folder in
      let recipe = """
        overlay 42 dev eth0 <
          "50%i \\\\" 192.168.8.101 -> 10.20.1.1/24
          b 192.168.8.102 -> 10.20.1.2/24
        >
        """
      let ending = try Program.run(
        [
          "emit", "-q", "--format", "systemd", "--owner", "x", "--node", "50%i \\", "-o", folder,
          "-",
        ], input: recipe)
      #expect(ending.status == 0, "\(ending.errors)")
      let unit = "\(folder)/vxloom-x.service"
      try verify(unit)
      #expect(try text(unit).contains("Description=Overlays of x on the node 50%%i \\ (vxloom)\n"))
    }
  }

  @Test func dockerComesBefore() throws {
    try withFolder { folder in
      func unit(_ sample: String, _ node: String, _ owner: String) throws -> String {
        let ending = try Program.run(
          ["emit", "-q", "--format", "systemd", "--node", node, "-o", folder, sample])
        #expect(ending.status == 0, "\(ending.errors)")
        return try text("\(folder)/vxloom-\(owner).service")
      }
      let docker = try unit("samples/14-docker-networks.vxl", "vm1", "14-docker-networks")
      #expect(docker.contains("\nAfter=docker.service\n"))
      let plain = try unit("samples/01-point-to-point.vxl", "vm1", "01-point-to-point")
      #expect(!plain.contains("docker") && plain.contains("\nAfter=network-online.target\n"))
    }
  }

  /// The commands of the unit, as systemd would run them.
  @Test(.enabled(if: hasNamespaces)) func whatTheUnitRunsMakesAndTakes() throws {
    let ending = try Program.isolated(
      Box.start + """
        cat >/run/unit42.vxl <<'X'
        overlay 42 dev enp0s8 < node1 192.168.8.100 -> 10.20.1.1/24, b 192.168.8.102 -> 10.20.1.2/24 >
        X
        "$V" emit --format systemd --node node1 -o /run/unit42 /run/unit42.vxl
        does() {
          command=$(sed -n "s|/etc/vxloom|/run/unit42|; s/^Exec$1=//p" /run/unit42/vxloom-unit42.service)
          sh -euc "$command"
        }
        keep before
        does Start; "$V" status --node node1 /run/unit42.vxl | tail -n 1
        does Reload | grep 'nothing to change'
        does Stop; same before
        """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    #expect(
      ending.output.hasPrefix("/run/unit42/unit42.sh\n/run/unit42/vxloom-unit42.service\n"),
      "\(ending.output)")
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private func verify(_ unit: String) throws {
    let ending = try Program.shell(
      "PATH=$PATH:/usr/sbin systemd-analyze verify --recursive-errors=no '\(unit)' 2>&1")
    #expect(ending.status == 0 && ending.output.isEmpty, "\(ending.output)")
  }
}

import Diagnostics
import Driver
import Netlink
import Planning
import Testing

/// What is judged of a host that no test can cause: kernels without modules, drivers, versions.
@Suite struct ExaminationTests {
  private static let recipe = """
    overlay 42 dev eth0 bridge br0 <
      node1 192.0.2.1 < netns web -> 10.0.0.1/24 >
      node2 192.0.2.2 -> 10.0.0.2/24
    >
    """

  private func codes(
    _ text: String? = recipe, release: String = "99.0", _ change: (inout Senses) -> Void
  ) throws -> [String] {
    let recorder = Recorder()
    recorder.kernelRelease = release
    var host = recorder.host
    host.senses.command = { _ in
      .success(CommandAnswer(output: "ip utility, iproute2-99.0.0, libbpf 1.1.2\n"))
    }
    change(&host.senses)
    let recipe = text.map { Recipe(name: "mesh.vxl", bytes: Array($0.utf8)) }
    #expect(recipe?.hasErrors != true)
    let examination = try examine(recipe, node: text.map { _ in "node1" }, on: host).get()
    #expect(recorder.requests.isEmpty)
    // The host has no addresses at all.
    return examination.diagnostics.filter { $0.code != .unheldAddress }.map {
      "\($0.severity.word) \($0.code.rawValue): \($0.message)"
    }
  }

  @Test func aHealthyHost() throws {
    #expect(try codes { _ in } == [])
    #expect(try codes(nil) { _ in } == [])
  }

  /// Where the kernel has neither tables of nf_tables nor older ones, no program is started to list
  /// them; `nft` is asked where it has some, or does not say.
  @Test(arguments: [false, true, nil]) func filtersAreReadWhereThereAreSome(_ areThere: Bool?)
    throws
  {
    var asked: [String] = []
    _ = try codes { senses in
      senses.hasFilterTables = { areThere }
      senses.command = { words in
        asked += words.prefix(1)
        return .success(CommandAnswer())
      }
    }
    #expect(asked.filter { $0 != "ip" } == (areThere == false ? [] : ["nft"]))
  }

  /// The older tables are files of their own.
  @Test func olderTablesAreRead() throws {
    var asked: [[String]] = []
    _ = try codes { senses in
      senses.hasFilterTables = { false }
      senses.file = { $0.hasSuffix("/ip_tables_names") ? "filter\n" : nil }
      senses.command = { words in
        asked.append(words)
        return .success(CommandAnswer(output: "iptables v1.8.9 (nf_tables)\n"))
      }
    }
    #expect(asked.contains(["iptables-legacy", "--wait", "5", "-S"]))
    #expect(!asked.contains { $0.first == "nft" })
  }

  /// NSX keeps ports of VXLAN to itself (moby#33416).
  @Test func aFabricsPort() throws {
    func vendor(_ name: String) -> (inout Senses) -> Void {
      { $0.file = { $0 == "/sys/class/dmi/id/sys_vendor" ? name + "\n" : nil } }
    }
    let found = try codes(nil, vendor("VMware, Inc."))
    #expect(found == [])
    #expect(
      try codes(Self.recipe, vendor("VMware, Inc.")).first?.hasPrefix("note filtered-port: ")
        == true)
    #expect(try codes(Self.recipe, vendor("QEMU")) == [])
    let elsewhere = Self.recipe.replacing("overlay 42", with: "overlay 42 port 14789")
    #expect(try codes(elsewhere, vendor("VMware, Inc.")) == [])
  }

  @Test func modules() throws {
    func files(_ dependencies: String?, _ builtin: String) -> (String) -> String? {
      { path in
        switch path {
        case "/lib/modules/99.0/modules.dep": dependencies
        case "/lib/modules/99.0/modules.builtin": builtin
        default: nil
        }
      }
    }
    let some = "kernel/drivers/net/veth.ko:\nkernel/net/bridge/bridge.ko.zst: kernel/net/llc.ko\n"
    let missing = "error missing-module: this kernel, 99.0, has no module vxlan"
    #expect(try codes { $0.file = files(some, "") } == [missing])
    #expect(try codes(nil) { $0.file = files(some, "") } == [missing])
    #expect(try codes { $0.file = files(some, "kernel/drivers/net/vxlan/vxlan.ko\n") } == [])
    #expect(
      try codes {
        $0.file = files(some, "")
        $0.list = { $0 == "/sys/module" ? ["vxlan"] : [] }
      } == [])
    // A kernel that was built without modules has no list.
    #expect(try codes { $0.file = files(nil, "") } == [])
    let flat = "overlay 42 < node1 192.0.2.1 -> 10.0.0.1/24, node2 192.0.2.2 -> 10.0.0.2/24 >"
    #expect(try codes(flat) { $0.file = files("/vxlan.ko:", "") } == [])
    #expect(try codes { $0.file = files("/vxlan.ko:", "") }.count == 2)
  }

  @Test func drivers() throws {
    func offload(_ driver: String, _ isOn: Bool) -> (String) -> Senses.Offload? {
      { $0 == "eth0" ? Senses.Offload(driver: driver, computesChecksums: isOn) : nil }
    }
    #expect(
      try codes { $0.offload = offload("vmxnet3", true) } == [
        "warning checksum-offload: the driver of eth0, vmxnet3, may get checksums wrong inside of"
          + " VXLAN packets"
      ])
    #expect(try codes { $0.offload = offload("vmxnet3", false) } == [])
    #expect(try codes { $0.offload = offload("virtio_net", true) } == [])
  }

  @Test func versions() throws {
    let text = Self.recipe.replacing("dev eth0", with: "dev eth0 localbypass")
    func tools(_ output: String) throws -> [String] {
      try codes(text) { $0.command = { _ in .success(CommandAnswer(output: output)) } }
    }
    let old =
      "warning tool-too-old: `localbypass` needs iproute2 6.5 in an emitted script, and this is"
    #expect(try tools("ip utility, iproute2-6.4.0, libbpf 1.1.2\n") == [old + " 6.4"])
    #expect(try tools("ip utility, iproute2-6.5.0\n") == [])
    #expect(try tools("ip utility, iproute2-ss200127\n") == [old + " 5.5"])
    let kernel = try codes(text, release: "6.4.0-1-amd64") { _ in }
    #expect(
      kernel == [
        "error kernel-too-old: `localbypass` needs Linux 6.5 or later, and this is 6.4.0-1-amd64"
      ])
    #expect(
      try codes { $0.command = { _ in .failure(SystemError(2, "run it")) } }.contains {
        $0.hasPrefix("warning missing-tool: there is no `ip` here")
      })
  }

  /// What somebody else may decide is no failure.
  @Test func statuses() {
    func status(_ codes: Code...) -> Driver.ExitStatus {
      Examination(diagnostics: codes.map { Diagnostic($0, "", at: nil) }).status
    }
    #expect(status() == .done)
    #expect(status(.filteredPort, .strictReversePath, .policyMAC) == .done)
    #expect(status(.portTaken, .filteredPort) == .refused)
    #expect(status(.portTaken, .missingModule) == .unavailable)
    #expect(status(.portTaken, .missingModule, .notPermitted) == .notPermitted)
  }
}

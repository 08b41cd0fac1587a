import Foundation
import Testing

/// `emit --format batch`: what the files leave is what `apply` leaves, but for the alias.
@Suite(.enabled(if: hasNamespaces)) struct BatchTests {
  private static let order = """
    # The commands that the first file tells, in its directory.
    run() { (cd "$1" && sed -n 's/^#   //p' 0*1-*.batch >/run/order && sh -e /run/order); }

    """

  @Test(arguments: Program.samples.filter { !$0.contains("docker") })
  func leavesWhatApplyLeaves(_ sample: String) async throws {
    for node in try Program.firstAndLastNode(sample) {
      let ending = try await Program.isolated(
        """
        file=$R/\(sample)
        \(Box.node)\(Self.order)
        host \(node)
        "$V" emit --format batch --node \(node) -o /run/batch "$file" >/dev/null
        "$V" apply --yes --node \(node) "$file" >/dev/null; settled >/run/applied
        "$V" remove --yes --node \(node) "$file" >/dev/null
        run /run/batch
        settled >/run/batched
        diff /run/applied /run/batched
        grep -c '^link vxlan' /run/batched
        """)
      #expect(ending.status == 0, "\(node):\n\(ending.output)\n\(ending.errors)")
      #expect((Int(ending.output.split(separator: "\n").last ?? "") ?? 0) > 0, "\(ending.output)")
    }
  }

  /// Names that mean something to a batch file, and to a shell.
  @Test func namesStandAsTheyAre() async throws {
    let ending = try await Program.isolated(
      """
      file=/run/names.vxl
      cat >$file <<'X'
      overlay 42 name "'v" dev "a'b" bridge "$(x)\\\\" <
        node1 192.168.8.1 < netns "n\\";s" dev "e\\"" veth "w\\\\" -> 10.0.0.1/24 >
        node2 192.168.8.2 -> 10.0.0.2/24
      >
      X
      \(Box.node)\(Self.order)
      ip link add "a'b" type veth peer name far
      ip link set "a'b" up; ip link set far up; ip address add 192.168.8.1/24 dev "a'b"
      "$V" emit --format batch --node node1 -o /run/batch "$file" >/dev/null
      cat /run/batch/*
      "$V" apply --yes --node node1 "$file" >/dev/null; settled >/run/applied
      "$V" remove --yes --node node1 "$file" >/dev/null
      run /run/batch
      settled >/run/batched; diff /run/applied /run/batched
      """)
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
  }

  @Test func whatCannotStandInAFileIsRefused() throws {
    func refused(_ recipe: String, _ words: String) throws {
      try withFolder { folder in
        let ending = try Program.run(
          ["emit", "--format", "batch", "--node", "a", "-o", "\(folder)/out", "-"], input: recipe)
        #expect(ending.status == 65)
        #expect(ending.errors.contains("error[format-refuses]"), "\(ending.errors)")
        #expect(ending.errors.contains(words), "\(ending.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
      }
    }
    let members = "< a 192.0.2.1 -> 10.0.0.1/24, b 192.0.2.2 -> 10.0.0.2/24 >"
    try refused("overlay 42 name \"v#1\" \(members)", "`#` ends the line")
    try refused("overlay 42 name \"'\\\"\" \(members)", "quotes know no escape")
    try refused("overlay 42 group 239.1.1.1 \(members)", "`group` needs `dev` in this format")
    try refused(
      "overlay 42 docker net subnet 10.0.0.0/24 \(members)",
      "`docker` cannot stand in batch files")
  }

  @Test func directoriesAreWritten() throws {
    try withFolder { folder in
      let sample = "samples/06-head-end-replication.vxl"
      let one = try Program.run(["emit", "--format", "batch", "--node", "node1", sample])
      #expect(one.status == 64 && one.errors.contains("--output DIR"), "\(one.errors)")
      let all = try Program.run(["emit", "--format", "batch", "--all", "-o", folder, sample])
      #expect(all.status == 0, "\(all.errors)")
      let names = ["01-ip.batch", "02-bridge.batch", "03-ip.batch"]
      for node in ["node1", "node2", "node3"] {
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(node)").sorted()
            == names)
      }
      let stale = "\(folder)/node1/04-ip.batch"
      try "".write(toFile: stale, atomically: true, encoding: .utf8)
      let again = try Program.run(
        ["emit", "--format", "batch", "--node", "node1", "-o", "\(folder)/node1", sample])
      #expect(again.errors.contains("04-ip.batch was not written by this run"), "\(again.errors)")
      #expect(
        again.output == names.map { "\(folder)/node1/\($0)\n" }.joined(), "\(again.output)")
    }
  }
}

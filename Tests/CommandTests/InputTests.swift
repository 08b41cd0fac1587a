import Foundation
import Testing

/// What a person can get wrong: a clear message with the place, the documented exit status, never a
/// trap, and nothing touched.
struct InputTests {
  private func check(_ recipe: String) throws -> Ending {
    try Program.run(["check", "-"], input: recipe)
  }

  private let members = """
      a 192.168.1.1 -> 10.0.0.1/24
      b 192.168.1.2 -> 10.0.0.2/24
    >
    """

  @Test func unknownOption() throws {
    let ending = try check("overlay 42 tll 5 <\n" + members)
    #expect(ending.status == 65)
    #expect(ending.errors.contains("error[unknown-option]: `tll` is no option"))
    #expect(ending.errors.contains("--> stdin:1:12"))
    #expect(ending.errors.contains("did you mean `ttl`?"))
    #expect(ending.errors.contains("1 error"))
  }

  @Test func vniOutOfRange() throws {
    let ending = try check("overlay 16777216 <\n" + members)
    #expect(ending.status == 65)
    #expect(ending.errors.contains("error[vni-out-of-range]"))
    #expect(ending.errors.contains("--> stdin:1:9"))
  }

  @Test func mixedFamiliesAndEqualAddresses() throws {
    let ending = try check(
      "overlay 42 <\n a 192.168.1.1 -> 10.0.0.1/24\n b fd00::2 -> 10.0.0.1/24\n>\n")
    #expect(ending.status == 65)
    #expect(ending.errors.contains("error[mixed-families]"))
    #expect(ending.errors.contains("error[duplicate-address]"))
    #expect(ending.errors.contains("2 errors"))
  }

  @Test func missingClose() throws {
    let ending = try check("overlay 42 <\n a 192.168.1.1 -> 10.0.0.1/24\n")
    #expect(ending.status == 65)
    #expect(ending.errors.contains("error[missing-close]: `>` expected (to close `<` at line 1)"))
    #expect(ending.errors.contains("1 error"), "\(ending.errors)")
  }

  /// An error in one place does not hide one in another.
  @Test func allErrorsOfAFileComeInOneRun() throws {
    let ending = try check(
      """
      overlay 42 tll 5 <
        a 192.168.1.300 -> 10.0.0.1/24
        b 192.168.1.2 -> 10.0.0.2/24
        c 192.168.1.3 -> 10.0.0.2/24
      >
      """)
    for code in ["unknown-option", "malformed-address", "duplicate-address"] {
      #expect(ending.errors.contains("error[\(code)]"), "\(code): \(ending.errors)")
    }
    #expect(ending.errors.contains("3 errors"), "\(ending.errors)")
  }

  @Test func filesThatCannotBeRead() throws {
    try withFolder { folder in
      for path in ["\(folder)/none.vxl", folder] {
        for command in ["check", "apply", "plan", "lab", "remove"] {
          let ending = try Program.run([command, path])
          #expect(ending.status == 66, "\(command) \(path): \(ending.status) \(ending.errors)")
          #expect(ending.errors.contains("error[unreadable-file]: cannot read"))
        }
      }
    }
  }

  @Test func filesWithoutOverlaysAreRight() throws {
    for text in ["", "\n\n# nothing\n", "\u{feff}"] {
      let ending = try check(text)
      #expect(ending.status == 0, "\(ending.errors)")
    }
    try withFolder { folder in
      try "".write(toFile: "\(folder)/empty.vxl", atomically: true, encoding: .utf8)
      for command in ["plan", "apply", "remove", "lab"] {
        let ending = try Program.run([command, "\(folder)/empty.vxl"])
        #expect(ending.status == 0, "\(command): \(ending.errors)")
      }
    }
  }

  @Test func randomBytes() throws {
    try withFolder { folder in
      var state: UInt64 = 42
      for round in 0..<20 {
        let bytes = (0..<3000).map { _ -> UInt8 in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return UInt8(truncatingIfNeeded: state >> 56)
        }
        try Data(bytes).write(to: URL(filePath: "\(folder)/random.vxl"))
        for command in ["check", "apply", "lab"] {
          let ending = try Program.run([command, "\(folder)/random.vxl"])
          #expect(ending.status == 65, "round \(round) \(command): \(ending.status)")
        }
      }
    }
  }

  @Test(arguments: ["<", "overlay 1 <", "for i in 0..1 <", "if on <"])
  func deepNesting(_ opener: String) throws {
    let ending = try check(String(repeating: opener, count: 10_000))
    #expect(ending.status == 65)
    #expect(ending.errors.contains("error[nesting-too-deep]"))
    #expect(ending.errors.utf8.count < 20_000, "too many messages")
  }

  @Test(arguments: ["(", "["]) func deepExpressions(_ opener: String) throws {
    let ending = try check("let x = " + String(repeating: opener, count: 10_000))
    #expect(ending.status == 65)
    #expect(ending.errors.contains("error[nesting-too-deep]"))
  }

  @Test func theCommandLine() throws {
    let sample = "samples/01-point-to-point.vxl"
    for (arguments, status) in [
      (["emit", sample], 64), (["emit", "--node", "vm3", sample], 64), (["nonsense"], 64),
      (["check"], 64), (["apply", "--node", "nobody", sample], 64), (["explain", "nonsense"], 64),
      (["emit", "--all", sample], 64), (["plan", "--overlay", "7", sample], 64),
      (["remove"], 64), (["--version"], 0), (["--help"], 0), (["lab", "--help"], 0),
    ] {
      let ending = try Program.run(arguments)
      #expect(ending.status == status, "\(arguments): \(ending.status) \(ending.errors)")
      #expect(ending.status == 0 || !ending.errors.isEmpty, "\(arguments) says nothing")
    }
    let near = try Program.run(["emit", "--node", "vm3", sample])
    #expect(near.errors.contains("did you mean `vm1`?"))
    #expect(near.errors.contains("the nodes are vm1, vm2"))
  }

  /// A message of the command line says what there is.
  @Test func theCommandLineSaysWhatThereIs() throws {
    let sample = "samples/07-several-overlays.vxl"
    for (arguments, words) in [
      (["chekc", sample], "there is no command `chekc`; did you mean `check`?"),
      (["frobnicate"], "the commands are check, format, plan, "),
      ([sample], "as in `vxloom check \(sample)`"),
      (["plan", "--overlay", "7", sample], "the recipe has no overlay 7; its overlays are "),
      (["emit", "--format", "yaml", sample], "  - bash\n  - plain\n  - batch\n"),
      (["check", "--color", "blue", sample], "'auto', 'always' or 'never'"),
      (["plan", "--set", "x=1", sample], "it has none at all"),
    ] {
      let ending = try Program.run(arguments)
      #expect(ending.status == 64, "\(arguments): \(ending.errors)")
      #expect(ending.errors.contains(words), "\(arguments): \(ending.errors)")
    }
  }

  @Test func whatIsReadFromStdinNeedsAnOwner() throws {
    let ending = try Program.run(["apply", "-"], input: "overlay 42 <\n" + members)
    #expect(ending.status == 64)
    #expect(ending.errors.contains("--owner NAME"))
  }

  @Test func outputThatCannotBeWritten() throws {
    let sample = "samples/01-point-to-point.vxl"
    let full = try Program.shell("\"$V\" emit --node vm1 \(sample) >/dev/full && exit 9 || exit $?")
    #expect(full.status == 66)
    #expect(full.errors.contains("No space left on device"))
    let closed = try Program.shell("{ \"$V\" options || echo $? >&2; } | true")
    #expect(closed.errors.hasSuffix("66\n"), "\(closed.errors)")
    let folder = try Program.run(["emit", "--node", "vm1", "-o", "/nonexistent/x", sample])
    #expect(folder.status == 66)
    #expect(folder.errors.contains("error[unwritable-file]"))
  }

  @Test func emitWritesOneFileForEachNode() throws {
    try withFolder { folder in
      let ending = try Program.run(
        ["emit", "--all", "-o", "\(folder)/out", "samples/04-multicast.vxl"])
      #expect(ending.status == 0, "\(ending.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/out").sorted()
      #expect(names == ["bundle.sh", "node1.sh", "node2.sh", "node3.sh"])
      let one = try Program.run(["emit", "--node", "node2", "samples/04-multicast.vxl"])
      let file = try String(contentsOfFile: "\(folder)/out/node2.sh", encoding: .utf8)
      #expect(one.output == file)
    }
  }

  /// The same input gives the same bytes, whatever the order of hashed collections.
  @Test(arguments: [
    ["check", "--json"], ["emit", "--node", "node1"],
    ["emit", "--format", "plain", "--node", "node1"],
  ])
  func outputIsDeterministic(_ command: [String]) throws {
    let sample = "samples/07-several-overlays.vxl"
    let endings = try ["1", "2", "77"].map { seed in
      try Program.run(command + [sample], environment: ["SWIFT_DETERMINISTIC_HASHING": seed])
    }
    let others = try (0..<3).map { _ in try Program.run(command + [sample]) }
    #expect(Set((endings + others).map(\.output)).count == 1)
    #expect(endings[0].status == 0)
  }

  @Test func controlCharactersDoNotReachTheTerminal() throws {
    let ending = try check("overlay 42 name \"a\u{1b}[31m\" <\n" + members)
    #expect(ending.status == 65)
    #expect(!ending.errors.contains("\u{1b}"))
    #expect(ending.errors.contains("\\x1b"))
  }

  @Test func explainsEveryCode() throws {
    let list = try Program.run(["explain"])
    let codes = list.output.split(separator: "\n").compactMap { $0.split(separator: " ").last }
    #expect(codes.count > 80)
    for code in codes.prefix(5) + codes.suffix(5) {
      let ending = try Program.run(["explain", String(code)])
      #expect(ending.status == 0)
      #expect(ending.output.contains("[\(code)]") && ending.output.contains("Right:"))
    }
  }

  @Test func optionsShowTheTable() throws {
    let ending = try Program.run(["options"])
    for words in [
      "ttl inherit", "srcport 0..65535 0..65535", "nolearning", "neigh_suppress on",
      "stp_state 0..1", "needs a new device", "changes in place",
    ] {
      #expect(ending.output.contains(words), "\(words)")
    }
    let json = try Program.run(["options", "--json"])
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["options"] as? [Any])?.count ?? 0 > 100)
  }

  /// Of several files the worst status counts, whichever comes last.
  @Test func theWorstStatusCounts() throws {
    let ending = try Program.shell(
      """
      cd "$(mktemp -d)"; echo 'overlay' >wrong.vxl; echo 'let a = 1' >fine.vxl
      for files in 'missing wrong.vxl fine.vxl' 'wrong.vxl missing' 'fine.vxl wrong.vxl fine.vxl'; do
        for command in check 'format --check'; do
          status=0; "$V" $command $files 2>/dev/null || status=$?; echo "$status"
        done
      done
      """)
    #expect(ending.output == "66\n66\n66\n66\n65\n65\n", "\(ending)")
  }

  @Test(arguments: [["check"], ["check", "--json"], ["format"], ["format", "--check"]])
  func stdinIsReadOnce(_ command: [String]) throws {
    let ending = try Program.run(command + ["-", "-"], input: "let a = 1\n")
    #expect(ending.status == 64, "\(ending)")
    #expect(ending.errors.contains("stdin is read once: write `-` once"))
  }

  @Test func aParameterIsSetOnce() throws {
    let ending = try Program.run(
      ["check", "-", "--set", "a=2", "--set", "a=3"], input: "param a = 1\noverlay $a < >\n")
    #expect(ending.status == 64, "\(ending)")
    #expect(ending.errors.contains("error[duplicate-argument]: `--set a` is given twice"))
  }

  /// Which node it is that has no file of its own, and why.
  @Test(arguments: [
    ("a/b", "because of the `/` in it"), ("bundle", "because bundle.sh is the script"),
    (String(repeating: "n", count: 253), "because it is longer than 255 bytes"),
  ]) func nodesThatNameNoFile(_ node: String, _ reason: String) throws {
    let ending = try Program.shell(
      """
      cd "$(mktemp -d)"
      echo 'overlay 1 < "\(node)" 192.168.1.1 -> 10.0.0.1/24, b 192.168.1.2 -> 10.0.0.2/24 >' >r.vxl
      status=0; "$V" emit --all -o out r.vxl || status=$?; ls; echo "status $status"
      """)
    #expect(ending.errors.contains("the node `\(node)` cannot name a file"), "\(ending)")
    #expect(ending.errors.contains(reason) && ending.errors.contains("--node NAME --output FILE"))
    #expect(ending.output == "r.vxl\nstatus 66\n")
  }
}

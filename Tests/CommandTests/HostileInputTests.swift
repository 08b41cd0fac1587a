import Foundation
import Testing

/// Whatever comes in, and wherever it is to go: a clear message, the documented status, nothing half
/// written.
struct HostileInputTests {
  // MARK: Texts

  /// The tests' build is many times slower than the one that people use: 16 MiB and a million items
  /// are for `make soak`.
  private static let isInFull = ProcessInfo.processInfo.environment["SOAK_MINUTES"] != nil
  private static let size = isInFull ? 16 << 20 : 2 << 20
  private static let count = isInFull ? 1_000_000 : 50_000

  /// Recipes of many MiB, and what they end with.
  @Test(arguments: [
    ("comment", "# ", "x", "", 0),
    ("name", "overlay 1 name ", "x", " <\n>\n", 65),
    ("string", "overlay 1 name \"", "x", "", 65),
    ("blocks", "", "<", "", 65),
    ("brackets", "let x = ", "(", "", 65),
    ("digits", "overlay ", "9", "", 65),
    ("empty lines", "", "\n", "", 0),
    ("NUL", "", "\0", "", 65),
    ("statements", "", "let x = 1\n", "", 65),
    ("a line", "", "let x = 1;", "", 65),
  ])
  func longTexts(_ name: String, _ start: String, _ body: String, _ end: String, _ status: Int32)
    throws
  {
    try withFolder { folder in
      let text = start + String(repeating: body, count: Self.size / body.utf8.count) + end
      try text.write(toFile: "\(folder)/long.vxl", atomically: true, encoding: .utf8)
      let ending = try Program.run(["check", "\(folder)/long.vxl"])
      #expect(ending.status == status, "\(name): \(ending.status) \(ending.errors.prefix(2000))")
      #expect(ending.errors.utf8.count < 100_000, "\(name): \(ending.errors.utf8.count) bytes")
    }
  }

  enum Many: CaseIterable {
    case overlaysOfALoop, entries, members

    func text(_ count: Int) -> String {
      switch self {
      case .overlaysOfALoop:
        "for i in 1..\(count) <\n overlay $i <\n  a 192.0.2.1 -> 10.0.0.1/24\n"
          + "  b 192.0.2.2 -> 10.0.0.2/24\n >\n>\n"
      case .entries:
        "overlay 1 control static <\n a 192.0.2.1 -> 10.0.0.1/8 <\n"
          + String(repeating: "  fdb 02:00:00:00:00:01 dst b\n", count: count)
          + " >\n b 192.0.2.2 -> 10.0.0.2/8\n>\n"
      case .members:
        "overlay 1 <\n" + String(repeating: " a 192.0.2.1 -> 10.0.0.1/24\n", count: count) + ">\n"
      }
    }
  }

  /// Very many items, written out and by a loop: refused at a bound, or done. That the time grows as
  /// the text does, `BoundedWorkTests` compare.
  @Test(arguments: Many.allCases) func manyItems(_ items: Many) throws {
    try withFolder { folder in
      try items.text(Self.count).write(
        toFile: "\(folder)/many.vxl", atomically: true, encoding: .utf8)
      for command in ["check", "format"] {
        let ending = try Program.run([command, "\(folder)/many.vxl"])
        let told = "\(command): \(ending.status) \(ending.errors.prefix(1000))"
        #expect([0, 64, 65].contains(ending.status), "\(told)")
        #expect(ending.errors.utf8.count < 100_000, "\(told)")
      }
    }
  }

  /// Each byte in a device's name, bare and as a string: taken as it is, or refused with a place.
  @Test func everyByteInAName() throws {
    try withFolder { folder in
      var files: [String] = []
      for byte in UInt8.min...UInt8.max {
        for quote in ["", "\""] {
          let file = "\(folder)/b\(byte)\(quote.isEmpty ? "bare" : "text").vxl"
          var bytes = Array("overlay 42 name \(quote)a".utf8)
          bytes.append(byte)
          bytes += Array("b\(quote) <\n a 192.0.2.1 -> 10.0.0.1/24\n".utf8)
          bytes += Array(" b 192.0.2.2 -> 10.0.0.2/24\n>\n".utf8)
          try Data(bytes).write(to: URL(filePath: file))
          files.append(file)
        }
      }
      var taken = 0
      for file in files {
        let ending = try Program.run(["emit", "--node", "a", "--format", "plain", file])
        if ending.status == 0 {
          taken += 1
          #expect(ending.output.contains("type vxlan id 42"), "\(file)")
          let check = try Program.start(
            "/bin/sh", ["-n", "-c", ending.output], input: nil, environment: [:])
          #expect(check.status == 0, "\(file): \(ending.output)")
        } else {
          #expect(ending.status == 65, "\(file): \(ending.status) \(ending.errors)")
          #expect(ending.errors.contains("--> "), "\(file): \(ending.errors)")
          #expect(!ending.errors.utf8.contains { $0 < 0x20 && $0 != 0x0a }, "\(file)")
        }
      }
      #expect(taken > 100, "only \(taken) are taken")
    }
  }

  // MARK: Files

  private func shell(_ script: String) throws -> String {
    let ending = try Program.isolated(
      """
      R() { status=0; timeout 60 "$V" "$@" >/run/out 2>/run/errors || status=$?
        echo "$1: $status $(head -n 1 /run/errors)"; }
      printf 'overlay   1 <\\n a 192.0.2.1 -> 10.0.0.1/24\\n b 192.0.2.2 -> 10.0.0.2/24\\n>\\n' \\
        >/run/one.vxl
      cd /run

      """ + script)
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    return ending.output
  }

  @Test(.enabled(if: hasNamespaces && has("perl"))) func filesThatAreNone() throws {
    let text = try shell(
      """
      perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "socket.vxl", Listen => 1) or die'
      mkdir folder.vxl; mkfifo pipe.vxl; ln -s loop.vxl loop.vxl; ln -s none none.vxl
      for file in socket.vxl folder.vxl loop.vxl none.vxl one.vxl/x "$(printf 'x%.0s' $(seq 300))"; do
        for command in check format emit plan apply lab status remove; do R $command $file; done
      done
      for command in check format plan; do R $command /dev/zero; done
      # A pipe is read to its end, and waited for.
      cat one.vxl >pipe.vxl & R check pipe.vxl; wait
      R check /dev/null
      """)
    let lines = text.split(separator: "\n")
    #expect(lines.filter { $0.contains(": 66 error[unreadable-file]: cannot read ") }.count == 48)
    #expect(lines.filter { $0.contains(": 65 error[text-too-large]: /dev/zero has") }.count == 3)
    #expect(
      text.hasSuffix(
        "check: 0 pipe.vxl: 1 overlay, 2 nodes, no errors\n"
          + "check: 0 /dev/null: 0 overlays, 0 nodes, no errors\n"), "\(text)")
    #expect(!text.contains(": error "), "an error without a name: \(text)")
  }

  /// Where there is no room, what was there stays, and nothing else appears.
  @Test(.enabled(if: hasNamespaces)) func aFullDisk() throws {
    let text = try shell(
      """
      mkdir full; mount -t tmpfs -o size=64k tmpfs full
      { cat one.vxl; i=0; while [ $i -lt 900 ]; do i=$((i + 1)); echo "# $i ${i}0000000000000000"; done
      } >full/long.vxl
      cp full/long.vxl .; ls full >before
      echo old >full/a.sh; ls full >before
      head -c 20000 /dev/zero >full/rest || :; ls full >before
      R emit --node a -o full/a.sh one.vxl
      R emit --all -o full one.vxl; R emit --all -o full/new one.vxl
      R format full/long.vxl
      ls full | diff before - && cmp full/long.vxl long.vxl && cat full/a.sh
      """)
    let lines = text.split(separator: "\n")
    #expect(
      lines.filter { $0.contains("error[unwritable-file]: cannot write full/") }.count >= 4,
      "\(text)")
    #expect(lines.filter { $0.contains(": 66 ") }.count >= 4, "\(text)")
    #expect(text.hasSuffix("\nold\n"), "\(text)")
  }

  @Test(.enabled(if: hasNamespaces)) func aReadOnlyDirectory() throws {
    let text = try shell(
      """
      mkdir fixed; mount -t tmpfs tmpfs fixed; cp one.vxl fixed; mount -o remount,ro fixed
      R emit --node a -o fixed/a.sh one.vxl; R emit --all -o fixed/all one.vxl
      R emit --all -o fixed one.vxl; R format fixed/one.vxl
      R check fixed/one.vxl; R format --check fixed/one.vxl
      ls fixed
      """)
    #expect(
      text == """
        emit: 66 error[unwritable-file]: cannot write fixed/a.sh: Read-only file system
        emit: 66 error[unwritable-file]: cannot write fixed/all: Read-only file system
        emit: 66 error[unwritable-file]: cannot write fixed/a.sh: Read-only file system
        format: 66 error[unwritable-file]: cannot write fixed/one.vxl: Read-only file system
        check: 0 fixed/one.vxl: 1 overlay, 2 nodes, no errors
        format: 1\(" ")
        one.vxl

        """, "\(text)")
  }

  // MARK: Where results go

  private static let results = [
    "check --json one.vxl", "emit --node a one.vxl", "options", "explain", "--help", "--version",
    "emit --help", "--generate-completion-script bash", "plan --node a one.vxl", "format -",
    "status --node a one.vxl", "remove one.vxl", "lab one.vxl", "doctor",
  ]

  /// A closed standard output, one that nobody reads, and one on a full disk.
  @Test(.enabled(if: hasNamespaces)) func resultsThatCannotBeWritten() throws {
    let text = try shell(
      Self.results.map { command in
        """
        for where in '>&-' '>/dev/full' '>pipe'; do
          rm -f pipe; mkfifo pipe
          # Opened and closed by its reader before anything is written.
          [ "$where" != '>pipe' ] || { exec 3<>pipe; where='>&4'; exec 4>pipe; exec 3<&-; }
          status=0
          eval "timeout 60 \\"\\$V\\" \(command) <one.vxl $where 2>errors" || status=$?
          exec 4>&-
          echo "\(command) $where: $status $(grep -c 'error\\[unwritable-file\\]' errors)"
        done

        """
      }.joined())
    for line in text.split(separator: "\n") {
      #expect(line.hasSuffix(": 66 1"), "\(line)")
    }
    #expect(text.split(separator: "\n").count == 3 * Self.results.count, "\(text)")
  }

  /// No file becomes standard output, or an error's, because they were closed.
  @Test(.enabled(if: hasNamespaces)) func closedDescriptors() throws {
    let text = try shell(
      """
      for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
        status=0; eval "timeout 60 \\"\\$V\\" emit --node a -o file one.vxl $closed" 2>/dev/null || status=$?
        echo "$status $(head -n 1 file)"; rm file
        status=0; eval "timeout 60 \\"\\$V\\" check none.vxl $closed" >/dev/null 2>&1 || status=$?
        echo "$status"
      done
      "$V" apply --node a one.vxl <&- >/dev/null 2>&1; ip -o link show dev vxlan1 | wc -l
      "$V" remove one.vxl <&- >&- 2>&- || echo "removed, and nobody heard: $?"
      ! ip link show dev vxlan1 2>/dev/null
      status=0; "$V" check - <&- 2>&1 || echo "status $?"
      """)
    #expect(
      text == String(repeating: "0 #!/bin/sh\n66\n", count: 4) + """
        1
        removed, and nobody heard: 66
        error[unreadable-file]: cannot read -: Bad file descriptor
        status 66

        """, "\(text)")
  }
}

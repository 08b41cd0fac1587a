import Foundation
import Testing

/// Imports and parameters of the built executable, with real files.
struct ImportTests {
  /// Runs a script in a directory of its own, with `vxloom` in its path.
  private func run(_ script: String) throws -> Ending {
    try withFolder { folder in
      try Program.shell(
        "PATH=$(dirname \"$V\"):$PATH; mkdir \"\(folder)/d\"; cd \"\(folder)/d\"; { \(script)\n} 2>&1 || echo \"status $?\""
      )
    }
  }

  /// What `explain` shows is true.
  @Test(arguments: [
    "import-refused", "import-cycle", "name-clash", "too-many-imports", "overlays-not-taken",
    "unknown-parameter",
  ]) func examples(_ code: String) throws {
    let text = try Program.run(["explain", code]).output
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
      .filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
    try #require(lines.count == 2, "\(text)")
    let wrong = try run(lines[0])
    #expect(wrong.output.contains("[\(code)]"), "\(wrong.output)")
    let repaired = try run(lines[1])
    #expect(
      !repaired.output.contains("[\(code)]") && !repaired.output.contains("error["),
      "\(repaired.output)")
  }

  private let pair = """
    overlay $vni <
      a 192.168.1.1 -> 10.0.0.1/24
      b 192.168.1.2 -> 10.0.0.2/24
    >
    """

  @Test func pathsBeginAtTheImportingFile() throws {
    let ending = try run(
      """
      mkdir -p site/lib/deep
      echo 'let vni = 42' >site/lib/deep/vni.vxl
      echo 'import "deep/vni.vxl"' >site/lib/all.vxl
      printf 'import "lib/all.vxl"\\n%s\\n' '\(pair)' >site/main.vxl
      vxloom emit --format plain --node a site/main.vxl
      cd site; vxloom emit --format plain --node a - <main.vxl
      cd lib; vxloom check ../main.vxl
      """)
    #expect(ending.output.matches(of: /vxlan id 42/).count == 2, "\(ending.output)")
    #expect(ending.output.contains("no errors"))
  }

  /// A stranger's recipe reads nothing that lies elsewhere, and shows nothing of it.
  @Test func nothingElseIsRead() throws {
    let ending = try run(
      """
      mkdir in; echo 'let secret = 1 +' >out.vxl; mkfifo in/fifo; mkdir in/dir
      ln -s ../out.vxl in/link.vxl; ln -s . in/self; echo 'let fine = 1' >in/fine.vxl
      for path in ../out.vxl link.vxl "$PWD/out.vxl" /etc/passwd /dev/stdin fifo dir missing '' \\
        in/../../out.vxl; do
        echo "import \\"$path\\"" >in/main.vxl
        timeout 10 vxloom check in/main.vxl || echo "status $?"
      done
      """)
    #expect(ending.output.matches(of: /error\[import-refused\]/).count == 10, "\(ending.output)")
    #expect(ending.output.matches(of: /status 65/).count == 10)
    #expect(!ending.output.contains("secret") && !ending.output.contains("root:"))
    let allowed = try run(
      """
      mkdir in; echo 'let vni = 42' >out.vxl; ln -s main.vxl in/again.vxl
      printf 'import "../out.vxl"\\n%s\\n' '\(pair)' >in/main.vxl
      vxloom check --import-root . in/main.vxl; vxloom plan --import-root . --node a in/main.vxl || true
      echo 'import "again.vxl"' >in/main.vxl; vxloom check in/main.vxl
      """)
    #expect(!allowed.output.contains("import-refused"), "\(allowed.output)")
    #expect(allowed.output.contains("error[import-cycle]"), "\(allowed.output)")
  }

  /// A mistake in an import shows its file and line; one of `--set` ends with 64.
  @Test func placesAndStatuses() throws {
    let ending = try run(
      """
      mkdir lib; printf 'param vni: int = 42\\nlet x = 1 / 0\\n' >lib/c.vxl
      echo 'import "lib/c.vxl" as c' >main.vxl
      vxloom check main.vxl || echo "status $?"
      printf 'param vni: int = 42\\n' >lib/c.vxl
      printf 'import "lib/c.vxl" as c\\noverlay $c.vni < a 10.0.0.1 -> 10.1.0.1/24, b 10.0.0.2 -> 10.1.0.2/24 >\\n' >main.vxl
      vxloom emit --set c.vni=43 --format plain --node a main.vxl
      vxloom check --set vni=43 main.vxl || echo "status $?"
      vxloom emit --set c.vni=x --node a main.vxl || echo "status $?"
      vxloom plan --set c.vni --node a main.vxl || echo "status $?"
      """)
    #expect(ending.output.contains("--> lib/c.vxl:2:13"), "\(ending.output)")
    #expect(ending.output.contains("vxlan id 43"))
    #expect(ending.output.contains("its parameters are `c.vni` (int)"))
    #expect(ending.output.contains("--> --set c.vni:1:1"))
    #expect(ending.output.matches(of: /status 65/).count == 1)
    #expect(ending.output.matches(of: /status 64/).count == 3)
  }

  /// Paths are bytes: two names that look the same may be two files.
  @Test func namesThatLookTheSame() throws {
    let ending = try run(
      """
      one=$(printf '\\303\\251.vxl'); two=$(printf 'e\\314\\201.vxl')
      echo 'let one = 1' >"$one"; echo 'let two = 2' >"$two"
      printf 'import "%s"\\nimport "%s"\\noverlay ($one + $two) < >\\n' "$one" "$two" >main.vxl
      vxloom check main.vxl
      """)
    #expect(ending.output.contains("no errors"), "\(ending.output)")
  }

  /// `..` behind a symbolic link is the directory above its target, for nested imports, too.
  @Test func linksAndDots() throws {
    let ending = try run(
      """
      mkdir -p real/sub; ln -s real/sub link; ln -s b a; ln -s a b
      echo 'let vni = 42' >real/d.vxl; echo 'let vni = 666' >d.vxl
      echo 'import "d.vxl"' >real/c.vxl
      printf 'import "link/../c.vxl"\\n%s\\n' '\(pair)' >main.vxl
      vxloom emit --format plain --node a main.vxl
      echo 'import "a"' >main.vxl; vxloom check main.vxl || echo "status $?"
      vxloom check --import-root nowhere main.vxl || echo "status $?"
      """)
    #expect(ending.output.contains("vxlan id 42"), "\(ending.output)")
    #expect(ending.output.contains("cannot import a: Too many levels of symbolic links"))
    #expect(ending.output.matches(of: /status 65/).count == 1)
    #expect(ending.output.contains("--import-root nowhere is no directory to import from"))
    #expect(ending.output.matches(of: /status 64/).count == 1)
  }

  /// What stands in the place of an import when it is opened is looked at, not what stood there.
  @Test func whatIsReplacedIsNotRead() throws {
    let ending = try run(
      """
      mkdir in; echo 'let secret = 1 +' >out.vxl; echo 'let fine = 1' >in/x.vxl
      echo 'import "x.vxl"' >in/main.vxl
      ( set +e; n=0; while [ ! -e stop ]; do
          ln -s ../out.vxl in/l; mv -T in/l in/x.vxl
          echo 'let fine = 1' >in/f; mv -T in/f in/x.vxl
        done ) &
      for i in $(seq 60); do vxloom check in/main.vxl || true; done; touch stop; wait
      """)
    #expect(!ending.output.contains("secret"), "\(ending.output)")
  }
}

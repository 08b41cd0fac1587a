import Diagnostics
import Foundation
import Planning
import Scripting
import Testing

/// Runs shell text in namespaces of its own, where `ip` may do what it likes.
enum ScriptHarness {
  static func run(
    _ program: String, _ arguments: [String], directory: URL? = nil,
    environment: [String: String]? = nil
  ) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    if let environment { process.environment = environment }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { return (127, "\(error)") }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// In continuous integration everything should be there: a test that misses it fails.
  private static let isIntegration = ProcessInfo.processInfo.environment["CI"] != nil

  static func exists(_ program: String) -> Bool {
    if isIntegration { return true }
    return ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + program)
    }
  }

  private static let unshare = getuid() == 0 ? ["-nm"] : ["-Urnm"]

  /// Whether this machine lets us; prints why not.
  static let works: Bool = {
    let probe = run(
      "/usr/bin/env",
      ["unshare"] + unshare + [
        "sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; ip link add dev a0 type vxlan id 1 dstport 4789",
      ])
    if isIntegration { return true }
    if probe.status != 0 { print("skipped: no vxlan in a namespace here: \(probe.output)") }
    return probe.status == 0
  }()

  /// The shells to try; the missing ones are named.
  static let shells: [String] = [
    ("dash", "dash"), ("bash", "bash"), ("busybox", "busybox ash"),
  ].compactMap { program, command in
    if exists(program) { return command }
    print("skipped: \(program) is not installed")
    return nil
  }

  private static let start = #"""
    set -u
    PATH=$PATH:/usr/sbin:/sbin
    mount -t tmpfs tmpfs /run
    mkdir /run/netns
    ip link set dev lo up
    ip link add dev enp0s8 type veth peer name far
    ip link set dev enp0s8 addrgenmode none
    ip link set dev far addrgenmode none up
    ip address add 192.168.8.100/24 dev enp0s8
    ip link set dev enp0s8 up
    ip link add dev enp0s9 type veth peer name far9
    ip link set dev enp0s9 addrgenmode none
    ip link add dev extra type veth peer name extra9
    ip link set dev far9 addrgenmode none up
    # Everything but clocks, carriers and what IPv6 does by itself.
    state() {
      { ip -d link; ip -o address; ip route show table all; ip -6 route show table all
        bridge fdb; ip neighbour show nud permanent; ip netns list; ls /run/netns; } |
        sed -e 's/[a-z_]*_timer *[0-9.]*//g' -e 's/qdisc [a-z]*//' -e 's/state [A-Za-z]* //g' \
          -e 's/NO-CARRIER,//' -e '/ fe80:/d' -e '/33:33:/d' -e '/ff00::/d' -e 's/ linkdown//' \
          -e 's/ (id: [0-9]*)//' -e 's/tso_max_size [0-9]*//'
    }
    # expect STATUS COMMAND…
    expect() {
      wanted=$1
      shift
      "$@" >out 2>&1
      status=$?
      if [ $status -ne "$wanted" ]; then echo "FAILED: $*: $status, not $wanted"; cat out; exit 1; fi
    }
    says() { if ! grep -q -e "$1" out; then echo "FAILED: not said: $1"; cat out; exit 1; fi; }
    same() { if ! diff "$1" "$2"; then echo "FAILED: $1 is not $2"; exit 1; fi; }
    state >before

    """#

  /// The scenario's text runs with `$SH`, and the files beside it; it ends with status 0.
  static func scenario(_ text: String, shell: String, files: [String: String]) -> String? {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "vxloom-scripting-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      for (name, content) in files {
        try Data(content.utf8).write(to: directory.appending(path: name))
      }
      let whole = start + "SH='\(shell)'\n" + text + "\n"
      try Data(whole.utf8).write(to: directory.appending(path: "scenario.sh"))
    } catch { return "\(error)" }
    let result = run(
      "/usr/bin/env", ["unshare"] + unshare + ["sh", "scenario.sh"], directory: directory)
    return result.status == 0 ? nil : "[\(shell)] status \(result.status)\n\(result.output)"
  }

  /// Runs a scenario under each shell, with the scripts of some plans.
  static func check(
    _ text: String, _ plans: [String: Plan], shells: [String] = shells,
    place: SourceLocation = #_sourceLocation
  ) {
    guard works else { return }
    let files = plans.mapValues(script)
    for shell in shells {
      let failure = scenario(text, shell: shell, files: files)
      #expect(failure == nil, "\(failure ?? "")", sourceLocation: place)
    }
  }

  static func script(_ plan: Plan) -> String {
    bashScript(plan, recipeName: "mesh.vxl", source: scriptSource).value
  }
}

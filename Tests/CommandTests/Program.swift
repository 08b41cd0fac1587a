import Foundation
import Testing

/// What a process did.
struct Ending {
  var status: Int32
  var output: String
  var errors: String
}

/// The built executable, run for real.
enum Program {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The executable lies beside the bundle of the tests.
  static let path: String = {
    if let given = ProcessInfo.processInfo.environment["VXLOOM"] { return given }
    return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "vxloom").path
  }()

  static func run(
    _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
  ) throws -> Ending {
    try start(path, arguments, input: input, environment: environment)
  }

  /// Runs a shell script; `$V` is the executable, `$R` the repository.
  static func shell(_ script: String) throws -> Ending {
    try start("/bin/sh", ["-euc", script], input: nil, environment: ["V": path, "R": root.path])
  }

  /// Runs a shell script as root in user, network and mount namespaces of its own, with /run empty:
  /// nothing of the machine can be touched.
  static func isolated(_ script: String) throws -> Ending {
    let prelude = "mount -t tmpfs tmpfs /run; mkdir /run/netns; PATH=$PATH:/usr/sbin:/sbin; "
    return try start(
      "/usr/bin/env", ["unshare", "-Urnm", "--", "/bin/sh", "-euc", prelude + script], input: nil,
      environment: ["V": path, "R": root.path])
  }

  /// The same beside other tests (`Lanes`).
  static func isolated(_ script: String) async throws -> Ending {
    try await Lanes.run { try isolated(script) }
  }

  static var samples: [String] {
    let folder = root.appending(path: "samples")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".vxl") }.sorted().map { "samples/" + $0 }
  }

  /// Without the one that is about many nodes.
  static var smallSamples: [String] { samples.filter { !$0.contains("hundred") } }

  /// Those of them that a lab of this machine can build.
  static var labSamples: [String] { smallSamples.filter { !$0.contains("evpn") || hasFRR } }

  /// The first and the last, which are enough for what is the same for all.
  static func firstAndLastNode(_ sample: String) throws -> [String] {
    let report = try run(["check", "--json", sample])
    let root = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
    let files = try #require(root?["files"] as? [[String: Any]])
    let names = try #require(files.first?["nodes"] as? [String])
    return [names[0], names[names.count - 1]]
  }

  static func start(
    _ program: String, _ arguments: [String], input: String?, environment: [String: String]
  ) throws -> Ending {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = root
    var variables = ProcessInfo.processInfo.environment
    variables["NO_COLOR"] = "1"
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    // Files, not pipes: a process may print more than a pipe holds.
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vxloom-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ content: String = "") throws -> FileHandle {
      let url = folder.appending(path: name)
      try Data(content.utf8).write(to: url)
      return try FileHandle(forUpdating: url)
    }
    process.standardInput = try file("input", input ?? "")
    process.standardOutput = try file("output")
    process.standardError = try file("errors")
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }
    return Ending(
      status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
  }
}

/// Tests that wait for processes more than they work: several go on beside the others, which would
/// wait for them one after the other on as many threads as there are cores. What they find is to be
/// judged outside, where the test is known.
enum Lanes {
  private static let queue = {
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 2 * ProcessInfo.processInfo.activeProcessorCount
    return queue
  }()

  static func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.addOperation { continuation.resume(with: Result { try body() }) }
    }
  }
}

/// A folder for files of one test.
func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "vxloom-files-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The same for what waits.
func withFolderAwaiting<Value>(
  _ body: (String) async throws -> Value
) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "vxloom-files-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}

/// Whether this machine lets tests have namespaces; where it does not, kernel tests are skipped and
/// say so. In continuous integration they are not skipped: they fail.
let hasNamespaces: Bool = {
  if ProcessInfo.processInfo.environment["CI"] != nil { return true }
  let probe = try? Program.isolated("ip link add probe type vxlan id 1 dstport 4789")
  if probe?.status == 0 { return true }
  print("skipped: no namespaces with vxlan here: \(probe?.errors ?? "unshare did not start")")
  return false
}()

func has(_ tool: String) -> Bool {
  if ProcessInfo.processInfo.environment["CI"] != nil { return true }
  if (try? Program.shell("PATH=$PATH:/usr/sbin:/sbin command -v \(tool)"))?.status == 0 {
    return true
  }
  print("skipped: \(tool) is not installed")
  return false
}

/// Where Debian has it, out of everybody's PATH.
let hasFRR = has("/usr/lib/frr/bgpd")

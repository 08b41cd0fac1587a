import Checking
import Diagnostics
import Driver
import Evaluation
import Foundation
import Netlink
import Planning
import Scripting
import Syntax
import Testing
import Topology

/// Four times the recipe takes at most eight times the work, in every phase: what is quadratic
/// takes sixteen times. Not a test of absolute times.
@Suite(.serialized) struct LinearityTests {
  private struct Phases {
    var times: [(name: String, nanoseconds: UInt64)] = []

    mutating func time<Value>(_ name: String, _ body: () -> Value) -> Value {
      let start = cpuTime()
      let value = body()
      times.append((name, cpuTime() - start))
      return value
    }
  }

  /// Every phase that a recipe goes through, on a host that is `n0`.
  private func run(_ text: String, _ withBash: Bool) -> Phases {
    var phases = Phases()
    let source = SourceText(name: "mesh.vxl", bytes: Array(text.utf8))
    let tree = phases.time("parse") { parse(source, file: 0) }
    let program = Program([Program.File(name: source.name, tree: tree.value)])
    let evaluated = phases.time("evaluate") { evaluate(program) }
    let model = Findings(evaluated.value.model, evaluated.diagnostics)
    let told = phases.time("check") { Checking.check(model.value) }
    let errors = (tree.diagnostics + model.diagnostics + told).filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(errors.prefix(3))")
    var world = World()
    world.give("enp0s8", "10.0.0.1/8")
    let found = phases.time("identify") { identifyNode(model.value, named: nil, world.observed) }
    #expect(found.value?.name == "n0")
    let desired = phases.time("derive") { derive(model.value, node: "n0", owner: "mesh") }
    let empty = phases.time("difference, empty host") { difference(desired, nil) }
    let first = phases.time("difference, first time") { difference(desired, world.observed) }
    #expect(!first.hasErrors && !first.value.steps.isEmpty)
    world.perform(first.value)
    let again = phases.time("difference, nothing to do") { difference(desired, world.observed) }
    #expect(again.value.steps.isEmpty && again.diagnostics.isEmpty)
    let back = phases.time("removal") { removal(RemovalScope(owner: "mesh"), world.observed).plan }
    #expect(!back.steps.isEmpty)
    let recorder = Recorder()
    let done = phases.time("execute") { execute(first.value, on: recorder.host, world.observed) }
    #expect(done.status == .done)
    let plain = phases.time("plain") { plainScript(empty.value) }
    #expect(!plain.value.isEmpty)
    guard withBash else { return phases }
    let bash = phases.time("bash") {
      bashScript(empty.value, recipeName: "mesh.vxl") {
        ("mesh.vxl", source.line(at: Int($0.lower)))
      }
    }
    #expect(!bash.value.isEmpty)
    return phases
  }

  fileprivate func check(_ size: Int, withBash: Bool = true, _ recipe: (Int) -> String) {
    check(size, recipe) { run($0, withBash) }
  }

  private func check(_ size: Int, _ recipe: (Int) -> String, _ run: (String) -> Phases) {
    var least: [[UInt64]] = []
    var names: [String] = []
    for count in [size, size * 4] {
      let text = recipe(count)
      let runs = (0..<3).map { _ in run(text).times }
      names = runs[0].map(\.name)
      least.append(names.indices.map { phase in runs.map { $0[phase].nanoseconds }.min() ?? 0 })
    }
    for (phase, name) in names.enumerated() {
      // What takes no time has no ratio.
      let small = max(least[0][phase], 1_000_000)
      let ratio = Double(least[1][phase]) / Double(small)
      #expect(ratio < 8, "\(name): \(least[0][phase] / 1000) µs, then \(least[1][phase] / 1000) µs")
    }
  }

  private func overlays(_ count: Int) -> String {
    (0..<count).map { number in
      let network = "10.\(100 + number / 256 / 64).\(number / 64 % 256).\(number % 64 * 4)"
      return """
        overlay \(number + 1) dev enp0s8 subnet \(network)/30 <
          n0 10.0.0.1 -> .1
          n\(number + 1) 10.0.\(1 + number / 250).\(number % 250 + 1) -> .2
        >

        """
    }.joined()
  }

  @Test func manyOverlays() { check(1_000, withBash: false, overlays) }

  @Test
  func manyOverlaysInOneScript() { check(250, overlays) }

  private func members(_ count: Int) -> String {
    let lines = (0..<count).map { number in
      let (high, low) = (number / 250, number % 250 + 1)
      return "  n\(number) 10.0.\(high).\(low) -> 10.120.\(high).\(low)/16\n"
    }
    return "overlay 42 dev enp0s8 <\n\(lines.joined())>\n"
  }

  @Test func manyMembers() { check(5_000, members) }

  /// One run of lines, one line, one list, one expression in another, and nothing but white space.
  @Test(arguments: [
    "overlay 42 <\n|  n 10.0.0.1 -> 10.0.0.2/24 # c\n|>", "a < |b -> .2, |>",
    "let x = [|node1, |]", "let x = [|# c\nnode1,\n|]", "overlay 42 # c\n|  port 42|\n<\n>",
    "use f(|$a + $b + $c, |)", "a|\n \t\n|b", "a -> |.2 |", "|if $a < b >\nelse if $b < c >\n|",
    "|if $a <\n b <\n c\n> >\n|",
  ])
  func layout(_ parts: String) {
    let parts = parts.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let text = { count in parts[0] + String(repeating: parts[1], count: count) + parts[2] }
    check(800, text) { text in
      var phases = Phases()
      let bytes = Array(text.utf8)
      let made = phases.time("format") { FormattedText(name: "mesh.vxl", bytes: bytes) }
      #expect(made.bytes != nil, "\(made.diagnostics.prefix(3))")
      let changes = phases.time("difference") {
        layoutDifference(name: "mesh.vxl", from: bytes, to: made.bytes ?? [])
      }
      #expect(!changes.isEmpty)
      return phases
    }
  }
}

extension LinearityTests {
  /// Each member with entries of its own, beside those that hold for all.
  @Test func manyEntries() {
    check(2_000) { count in
      let lines = (0..<count).map { number in
        let (high, low) = (number / 250, number % 250 + 1)
        return """
            n\(number) 10.0.\(high).\(low) -> 10.120.\(high).\(low)/16 <
              route 10.200.\(high).0/24 via 10.120.255.1 metric \(number + 1)
              fdb 00:00:00:00:00:00 dst 10.1.\(high).\(low)
              neigh 10.120.254.\(low) lladdr 52:54:00:00:00:09
            >

          """
      }
      return """
        overlay 42 dev enp0s8 <
          route 10.201.0.0/16 via n1
          fdb 52:54:00:00:00:09 dst n1
        \(lines.joined())>

        """
    }
  }
}

/// The time that this thread has worked, in nanoseconds.
func cpuTime() -> UInt64 {
  var time = timespec()
  guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

import Diagnostics
import Driver
import Netlink
import Planning
import Scripting
import Testing
import Topology
import Values

/// `execute` over a host that only writes down what it is asked, and refuses where it is told to.
struct DriverExecuteTests {
  private struct Case {
    var name: String
    var plan: Plan
    var observed: Observed
  }

  private static let house = """
    overlay 42 dev enp0s8 bridge br0 bridgeport ( isolated on ) <
      node1 192.168.8.100 -> 10.20.1.1/24 <
        netns c veth v0 -> 10.20.1.2/24 gateway 10.20.1.1
        port lan0
      >
      node2 192.168.8.101 -> 10.20.1.3/24
      node3 192.168.8.102 -> 10.20.1.4/24
    >
    overlay 43 dev enp0s8 <
      node1 192.168.8.100 -> 10.20.2.1/24 fd00::1/64
      node2 192.168.8.101 -> 10.20.2.3/24 fd00::2/64
    >
    """

  /// Plans to apply and to remove: on a bridge of ours, and on one that was there.
  private static let cases: [Case] = {
    let recipe = meshRecipe(house)
    var plain = World()
    plain.add(Interface("lan0"), .other(""))
    var bridged = plain
    bridged.add(Interface("br0"), .bridge) { $0.mac = MAC(0x0200_0000_00aa) }
    var cases: [Case] = []
    for (name, start) in [("own bridge", plain), ("foreign bridge", bridged)] {
      let plan = recipe.difference(from: start.observed).value
      cases.append(Case(name: "apply, \(name)", plan: plan, observed: start.observed))
      var world = start
      world.perform(plan)
      let back = removal(RemovalScope(owner: "mesh"), world.observed).plan
      cases.append(Case(name: "remove, \(name)", plan: back, observed: world.observed))
    }
    return cases
  }()

  /// The requests of a plan, and for each the requests that take it back.
  private func translated(_ test: Case) -> [(request: HostRequest, undo: [Operation])] {
    var translator = Translator(test.observed)
    return test.plan.steps.compactMap { step in
      translator.request(step.operation).map { ($0, step.undo) }
    }
  }

  /// The requests that undo the operations, on a host to which the plan was done.
  private func undoing(_ test: Case, _ operations: [Operation]) -> [HostRequest] {
    var translator = Translator(test.observed)
    for step in test.plan.steps { _ = translator.request(step.operation) }
    return operations.compactMap { translator.request($0) }
  }

  @Test func allGoesWell() {
    #expect(Self.cases.count == 4)
    for test in Self.cases {
      let recorder = Recorder()
      let execution = execute(test.plan, on: recorder.host, test.observed)
      #expect(execution.status == .done)
      #expect(execution.diagnostics.isEmpty)
      #expect(execution.done == test.plan.steps.count)
      #expect(recorder.requests == translated(test).map(\.request))
      #expect(recorder.requests.count >= 6)
      #expect(
        recorder.log == test.plan.steps.map { commandLine($0.operation, underlays: []) })
    }
  }

  /// A creation, its alias and what belongs to it share one send; table entries too; nothing else.
  @Test func whatSharesASend() {
    let test = Self.cases[0]
    let recorder = Recorder()
    _ = execute(test.plan, on: recorder.host, test.observed)
    var expected: [Int] = []
    var previous: Operation?
    for step in test.plan.steps {
      var isEntry = false
      if case .addForwarding = step.operation, case .addForwarding? = previous { isEntry = true }
      if step.followsCreation || isEntry {
        expected[expected.count - 1] += 1
      } else {
        expected.append(1)
      }
      previous = step.operation
    }
    #expect(recorder.sends.map(\.count) == expected)
    #expect(expected.contains(3) && expected.contains(2))
    for (place, step) in test.plan.steps.enumerated() {
      guard case .addLink(let link) = step.operation else { continue }
      guard case .setAlias(let device, _, _) = test.plan.steps[place + 1].operation else {
        Issue.record("no alias after \(link.interface)")
        continue
      }
      #expect(device == link.interface)
      #expect(test.plan.steps[place + 1].followsCreation)
    }
  }

  /// For every request: when it is refused, the undo is exactly the inverse of what was
  /// acknowledged, in reverse order, and nothing else. What follows in the same send is
  /// acknowledged, as the kernel does it, and undone too.
  @Test(arguments: cases.indices) func everyRefusalIsUndone(_ index: Int) {
    let test = Self.cases[index]
    let all = translated(test)
    for failing in all.indices {
      let recorder = Recorder()
      recorder.answer = { $0 == failing ? .code(22) : nil }
      let execution = execute(test.plan, on: recorder.host, test.observed)
      #expect(execution.status == .refused, "\(test.name) \(failing)")
      #expect(execution.diagnostics.count == 1)
      let asked = recorder.requests.count { request in all.contains { $0.request == request } }
      #expect(asked > failing)
      let sent = forward(recorder, all.map(\.request), failing)
      let done = all[..<sent].indices.filter { $0 != failing }
      let expected = undoing(test, done.reversed().flatMap { all[$0].undo })
      #expect(Array(recorder.requests.dropFirst(sent)) == expected, "\(test.name) \(failing)")
      let told = execution.diagnostics.flatMap(\.notes).joined(separator: "\n")
      #expect(told.contains(done.isEmpty ? "nothing was changed" : "undone"))
    }
  }

  /// How many requests went out before the undoing: those up to the end of the failing send.
  private func forward(_ recorder: Recorder, _ all: [HostRequest], _ failing: Int) -> Int {
    var count = 0
    for send in recorder.sends {
      count += send.count
      if count > failing { break }
    }
    #expect(Array(recorder.requests.prefix(count)) == Array(all.prefix(count)))
    return count
  }

  /// Answers that are lost (ENOBUFS): the kernel may have done it, so all of the send is undone.
  @Test(arguments: cases.indices) func lostAnswersAreUndone(_ index: Int) {
    let test = Self.cases[index]
    let all = translated(test)
    for failing in all.indices {
      let recorder = Recorder()
      recorder.answer = { $0 == failing ? .lost(105) : nil }
      let execution = execute(test.plan, on: recorder.host, test.observed)
      #expect(execution.status == .refused)
      let sent = forward(recorder, all.map(\.request), failing)
      var done = Array(all.indices.prefix(sent))
      // A call that is no message says by itself that it did nothing.
      if case .message = all[failing].request {} else { done.removeAll { $0 == failing } }
      let expected = undoing(test, done.reversed().flatMap { all[$0].undo })
      #expect(Array(recorder.requests.dropFirst(sent)) == expected, "\(test.name) \(failing)")
    }
  }

  @Test(arguments: cases.indices) func interruptionsAreUndone(_ index: Int) {
    let test = Self.cases[index]
    let all = translated(test)
    for (signal, status) in [
      (2, Driver.ExitStatus.interrupted), (15, .terminated), (1, .terminated),
    ] {
      for moment in 0...all.count {
        let recorder = Recorder()
        recorder.signal = { $0 >= moment ? Int32(signal) : 0 }
        let execution = execute(test.plan, on: recorder.host, test.observed)
        var sent = 0
        for send in sends(test) where sent < moment { sent += send }
        if sent == all.count {
          // The last send was out: there is nothing to stop any more.
          #expect(execution.status == .done)
          continue
        }
        #expect(execution.status == status)
        #expect(execution.diagnostics.map(\.code) == [.interrupted])
        let undo = undoing(test, all[..<sent].reversed().flatMap(\.undo))
        #expect(recorder.requests == all[..<sent].map(\.request) + undo, "\(test.name) \(moment)")
      }
    }
  }

  /// How many requests each send of the plan has.
  private func sends(_ test: Case) -> [Int] {
    let recorder = Recorder()
    _ = execute(test.plan, on: recorder.host, test.observed)
    return recorder.sends.map(\.count)
  }

  /// What cannot be undone is listed as the commands that would do it; the rest is undone.
  @Test(arguments: cases.indices) func failedUndoingIsTold(_ index: Int) {
    let test = Self.cases[index]
    let all = translated(test)
    let last = all.indices.last ?? 0
    let operations = all[..<last].reversed().flatMap(\.undo)
    let undo = undoing(test, operations)
    for broken in undo.indices {
      for (code, isTold) in [
        (16, true), (1, true), (2, false), (19, false), (17, false), (99, false),
      ] {
        let recorder = Recorder()
        recorder.answer = {
          $0 == last ? .code(22) : $0 == last + 1 + broken ? .code(Int32(code)) : nil
        }
        let execution = execute(test.plan, on: recorder.host, test.observed)
        #expect(Array(recorder.requests.dropFirst(all.count)) == undo, "\(test.name)")
        #expect(execution.status == (isTold ? .undoFailed : .refused))
        let commands = execution.diagnostics.filter { $0.code == .undoFailed }.flatMap(\.notes)
        #expect(commands.count == (isTold ? 1 : 0))
        for command in commands {
          let words = operations.map { commandLine($0, underlays: []) }
          #expect(words.contains(command))
        }
      }
      let lost = Recorder()
      lost.answer = { $0 == last ? .code(22) : $0 == last + 1 + broken ? .lost(105) : nil }
      #expect(execute(test.plan, on: lost.host, test.observed).status == .undoFailed)
    }
  }

  // MARK: Entries

  private func flood(_ members: Int) -> (Plan, Observed) {
    let lines = (1...members).map {
      "n\($0) 10.9.\($0 / 250).\($0 % 250 + 1) -> 10.20.\($0 / 250).\($0 % 250 + 1)/16"
    }
    let recipe = meshRecipe("overlay 42 dev enp0s8 <\n\(lines.joined(separator: "\n"))\n>")
    let world = World()
    return (recipe.difference(from: world.observed, "n1").value, world.observed)
  }

  @Test func entriesAreSentInBatches() {
    for (members, batches) in [(3, [2]), (101, [100]), (102, [100, 1]), (301, [100, 100, 100])] {
      let (plan, observed) = flood(members)
      let recorder = Recorder()
      #expect(execute(plan, on: recorder.host, observed).status == .done)
      // Before them the device with its alias, after them the address and `up`.
      #expect(recorder.sends.map(\.count) == [2] + batches + [1, 1], "\(members)")
    }
  }

  /// One entry of a batch is refused: the others of the batch are undone, those before too.
  @Test func oneOfABatch() {
    let (plan, observed) = flood(152)
    let test = Case(name: "flood", plan: plan, observed: observed)
    let all = translated(test)
    let recorder = Recorder()
    recorder.answer = { $0 == 120 ? .code(28) : nil }
    let execution = execute(plan, on: recorder.host, observed)
    #expect(execution.status == .refused)
    let done = all[..<153].indices.filter { $0 != 120 }
    #expect(
      Array(recorder.requests.dropFirst(153))
        == undoing(test, done.reversed().flatMap { all[$0].undo }))
    #expect(execution.diagnostics.first?.notes.contains { $0.contains("152 steps") } == true)
  }

  /// The kernel says nothing of a name that is taken: the place is that of the name.
  @Test func aNameThatIsTaken() throws {
    let text =
      "overlay 42 name vx0 bridge br0 <\n"
      + "  n0 10.0.0.1 -> 10.1.0.1/24 < netns red veth foo -> 10.1.0.9/24 >\n"
      + "  n1 10.0.0.2 -> 10.1.0.2/24\n>\n"
    let recipe = Recipe(name: "t.vxl", bytes: Array(text.utf8))
    let plan = difference(derive(recipe.model, node: "n0", owner: "o"), nil).value
    var places: [String] = []
    for step in plan.steps {
      guard case .addLink(let link) = step.operation, link.kind != .bridge else { continue }
      var host = Recorder().host
      host.send = { _, messages in .success(messages.map { _ in Acknowledgement(code: 17) }) }
      let execution = execute(
        Plan(owner: "o", node: "n0", steps: [step]), on: host, World().observed)
      let told = try #require(execution.diagnostics.first)
      let range = try #require(told.range)
      places.append(
        String(decoding: Array(text.utf8)[Int(range.lower)..<Int(range.upper)], as: UTF8.self))
      #expect(told.message.contains("named \(link.interface.name) exists"))
    }
    #expect(places == ["vx0", "foo"])
  }

  // MARK: Words and statuses

  @Test func statusesOfRefusals() {
    let test = Self.cases[0]
    func check(_ code: Int32, text: String?, _ status: Driver.ExitStatus, _ words: Code) {
      let recorder = Recorder()
      var host = recorder.host
      host.send = { _, messages in
        .success(messages.map { _ in Acknowledgement(code: code, text: text) })
      }
      let execution = execute(test.plan, on: host, test.observed)
      #expect(execution.status == status)
      #expect(execution.diagnostics.map(\.code) == [words])
      if let text { #expect(execution.diagnostics[0].message.contains(text)) }
    }
    check(1, text: nil, .notPermitted, .notPermitted)
    check(1, text: "IPv6 is off", .refused, .kernelRefused)
    check(95, text: "Unknown device type", .unavailable, .kernelRefused)
    check(95, text: nil, .refused, .kernelRefused)
    check(17, text: nil, .refused, .kernelRefused)
    check(4095, text: nil, .refused, .kernelRefused)
  }
}

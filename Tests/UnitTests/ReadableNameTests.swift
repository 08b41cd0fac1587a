import Diagnostics
import Driver
import Planning
import Scripting
import Testing

/// The readable names of devices whose own name had to be derived: an aid that hosts may lack.
@Suite struct ReadableNameTests {
  private static let recipe = meshRecipe(
    """
    overlay 42 dev enp0s8 bridge br0 <
      node1 192.168.8.100 < netns web -> 10.20.1.2/24, netns db veth foo -> 10.20.1.4/24 >
      node2 192.168.8.101 -> 10.20.1.3/24
    >
    """)

  private static let name = "vxlan42:web:eth0"

  /// Only what was derived has one; it is given in the send of the creation.
  @Test func derivedDevicesGetOne() throws {
    let plan = Self.recipe.difference(from: World().observed).value
    let steps = plan.steps.filter { if case .addName = $0.operation { true } else { false } }
    #expect(
      steps.map { commandLine($0.operation, underlays: []) }
        == ["ip link property add dev veth\(plan.derivedEnd) altname \(Self.name)"])
    #expect(!steps.contains { !$0.followsCreation })
  }

  /// EOPNOTSUPP from a kernel before 5.5, EEXIST where somebody has the name: nothing is undone, and
  /// no later plan asks again.
  @Test(arguments: [95, 17]) func hostsMayLackIt(_ code: Int32) throws {
    let world = World()
    let plan = Self.recipe.difference(from: world.observed).value
    let place = try #require(
      plan.steps.firstIndex { if case .addName = $0.operation { true } else { false } })
    let recorder = Recorder()
    recorder.answer = { $0 == place ? .code(code) : nil }
    let execution = execute(plan, on: recorder.host, world.observed)
    #expect(execution.status == .done && execution.done == plan.steps.count - 1)
    var without = world
    for step in plan.steps where step.operation != plan.steps[place].operation {
      without.perform(step.operation)
    }
    #expect(Self.recipe.difference(from: without.observed).value.steps.isEmpty)
  }

  @Test func otherRefusalsCount() throws {
    let plan = Self.recipe.difference(from: World().observed).value
    let place = try #require(
      plan.steps.firstIndex { if case .addName = $0.operation { true } else { false } })
    let recorder = Recorder()
    recorder.answer = { $0 == place ? .code(12) : nil }
    #expect(execute(plan, on: recorder.host, World().observed).status == .refused)
  }

  /// What undoes the removal of a device gives it all the names that it had.
  @Test func undoingRestoresNames() throws {
    var world = World()
    world.perform(Self.recipe.difference(from: world.observed).value)
    let plan = removal(RemovalScope(owner: "mesh"), world.observed).plan
    let undone = plan.steps.flatMap(\.undo).map { commandLine($0, underlays: []) }
    #expect(undone.contains { $0.hasSuffix("altname \(Self.name)") }, "\(undone)")
  }
}

extension Plan {
  /// The digits of the derived name.
  fileprivate var derivedEnd: String {
    for case .addLink(let link) in steps.map(\.operation) where link.readableName != nil {
      return String(link.interface.name.dropFirst(4))
    }
    return "?"
  }
}

import Diagnostics
import Driver
import Planning
import Testing

@testable import Checking

/// Messages as a person sees them that no page of `Tests/Spec` can show: what hangs on a moment, and
/// what takes minutes. `SpecTests` look here for their codes.
@Suite struct ShownTests {
  private static let recipe = meshRecipe(
    """
    overlay 42 dev enp0s8 <
      node1 192.168.8.100 -> 10.20.1.1/24
      node2 192.168.8.101 -> 10.20.1.2/24
      node3 192.168.8.102 -> 10.20.1.3/24
    >
    """)

  private func shown(_ diagnostics: [Diagnostic]) -> String {
    Renderer(sources: Self.recipe.sources, color: false).render(diagnostics)
  }

  private func carryOut(_ change: (Recorder) -> Void) -> String {
    let world = World()
    let recorder = Recorder()
    change(recorder)
    let plan = Self.recipe.difference(from: world.observed).value
    return shown(execute(plan, on: recorder.host, world.observed).diagnostics)
  }

  @Test func aSignalBetweenTwoSteps() {
    let text = carryOut { recorder in recorder.signal = { $0 > 3 ? 15 : 0 } }
    #expect(
      text == """
        error[interrupted]: interrupted by SIGTERM
          = note: 4 steps that were done before have been undone

        """)
  }

  @Test func aHostThatFailsWhileItIsUndone() {
    let text = carryOut { recorder in recorder.answer = { $0 > 3 ? .code(22) : nil } }
    #expect(
      text == """
        error[kernel-refused]: the kernel refused: no
         --> mesh.vxl:2:26
          |
        2 |   node1 192.168.8.100 -> 10.20.1.1/24
          |                          ^^^^^^^^^^^^
          = note: tried: ip address add 10.20.1.1/24 dev vxlan42

        error[undo-failed]: undoing failed as well; these commands would finish it
          = note: bridge fdb delete 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.102
          = note: bridge fdb delete 00:00:00:00:00:00 dev vxlan42 dst 192.168.8.101
          = note: ip link set dev vxlan42 alias ''
          = note: ip link delete dev vxlan42

        """)
  }

  @Test func moreEntriesThanAKernelShouldBeGiven() {
    let text = shown(entryBoundRules(Self.recipe.model, limit: 1))
    #expect(
      text == """
        error[too-many-entries]: node1 would get over 1 forwarding and neighbour entries
         --> mesh.vxl:2:3
          |
        2 |   node1 192.168.8.100 -> 10.20.1.1/24
          |   ^^^^^
          = note: the same for 2 other nodes
          = help: a multicast `group` needs no list of peers

        """)
  }
}

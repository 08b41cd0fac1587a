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

  /// What no test can cause: a kernel without modules, a driver, an old iproute2.
  @Test func hostsOfOthers() throws {
    let recipe = meshRecipe(
      "overlay 42 dev eth0 localbypass < node1 192.0.2.1 -> 10.0.0.1/24, node2 192.0.2.2 -> 10.0.0.2/24 >"
    )
    var host = Recorder().host
    host.kernelRelease = { "99.0" }
    host.senses.file = { $0.hasPrefix("/lib/modules/") ? "/bridge.ko:" : nil }
    host.senses.offload = { _ in Senses.Offload(driver: "vmxnet3", computesChecksums: true) }
    host.senses.command = { _ in .success(CommandAnswer(output: "ip utility, iproute2-6.1.0\n")) }
    let found = try examine(recipe, node: "node1", on: host).get().diagnostics
      .filter { $0.code != .unheldAddress }
    let text = Renderer(sources: recipe.sources, color: false).render(found)
    #expect(
      text == """
        error[missing-module]: this kernel, 99.0, has no module vxlan
         --> mesh.vxl:1:9
          |
        1 | overlay 42 dev eth0 localbypass < node1 192.0.2.1 -> 10.0.0.1/24, node2 192.0.2.2 -> 10.0.0.2/24 >
          |         ^^
          = help: install your distribution's package of further modules (Ubuntu on a Raspberry Pi: linux-modules-extra-raspi), or a kernel with CONFIG_VXLAN

        warning[tool-too-old]: `localbypass` needs iproute2 6.5 in an emitted script, and this is 6.1
         --> mesh.vxl:1:21
          |
        1 | overlay 42 dev eth0 localbypass < node1 192.0.2.1 -> 10.0.0.1/24, node2 192.0.2.2 -> 10.0.0.2/24 >
          |                     ^^^^^^^^^^^
          = help: use `apply` on this host, or install a newer iproute2

        warning[checksum-offload]: the driver of eth0, vmxnet3, may get checksums wrong inside of VXLAN packets
         --> mesh.vxl:1:41
          |
        1 | overlay 42 dev eth0 localbypass < node1 192.0.2.1 -> 10.0.0.1/24, node2 192.0.2.2 -> 10.0.0.2/24 >
          |                                         ^^^^^^^^^
          = help: if pings pass and TCP hangs: `ethtool -K eth0 tx-checksum-ip-generic off`

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

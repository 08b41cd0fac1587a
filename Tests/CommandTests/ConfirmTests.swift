import Foundation
import Testing

/// What `apply --confirm` has done is undone by itself, unless `vxloom confirm` comes in time.
@Suite(.enabled(if: hasNamespaces)) struct ConfirmTests {
  private static let recipe = """
    cat >/run/mesh.vxl <<'X'
    overlay 42 dev enp0s8 bridge br0 subnet 10.20.1.0/24 <
      node1 192.168.8.100 -> .2 < netns web -> .12 >
      node2 192.168.8.101 -> .3
    >
    X
    keep before
    gone() {
      tries=0
      until ! ip link show vxlan42 >/run/seen 2>&1 || [ $tries = 100 ]; do
        tries=$((tries + 1)); sleep 0.1
      done
      # The lock is free once the child has ended.
      "$V" remove -q /run/mesh.vxl 2>/run/said
      same before
    }

    """

  private func statuses(_ script: String) async throws -> (Ending, [Int]) {
    let ending = try await Program.isolated(Box.start + Self.recipe + script)
    #expect(ending.status == 0, "\(ending)")
    return (ending, ending.output.matches(of: /(?m)^status (\d+)$/).compactMap { Int($0.1) })
  }

  @Test func itStaysWhenConfirmed() async throws {
    let (ending, statuses) = try await statuses(
      """
      V apply -q --confirm 3 /run/mesh.vxl
      # Whoever comes meanwhile has to wait.
      V apply -q --no-wait /run/mesh.vxl
      V confirm
      sleep 3.3
      V apply -q --no-wait /run/mesh.vxl
      V status -q /run/mesh.vxl
      V confirm
      V remove -q /run/mesh.vxl
      same before
      """)
    #expect(statuses == [0, 75, 0, 0, 0, 75, 0], "\(ending)")
    #expect(ending.errors.contains("unless `vxloom confirm` comes before"), "\(ending)")
    #expect(ending.errors.contains("nothing waits for `vxloom confirm`"), "\(ending)")
  }

  @Test func itGoesWhenNobodyConfirms() async throws {
    let (ending, statuses) = try await statuses(
      "V apply -q --confirm 1 /run/mesh.vxl; gone; V confirm")
    #expect(statuses == [0, 75], "\(ending)")
    #expect(ending.errors.contains("nobody confirmed within 1 seconds: all is undone"), "\(ending)")
  }

  /// Also when the process, or its terminal, is gone before all is done; and not twice when it fails.
  @Test(arguments: ["kill:9", "fail:9"]) func itGoesWhenTheProcessDoes(_ fault: String) async throws
  {
    let (ending, statuses) = try await statuses(
      """
      export VXLOOM_FAULT=\(fault)
      V apply -q --confirm 60 /run/mesh.vxl
      unset VXLOOM_FAULT
      gone
      V confirm
      """)
    #expect(statuses == [fault.hasPrefix("kill") ? 137 : 2, 75], "\(ending)")
  }

  /// What changes and what is made anew comes back as well.
  @Test func aChangeGoesToo() async throws {
    let (ending, statuses) = try await statuses(
      """
      V apply -q /run/mesh.vxl
      keep first
      sed 's/overlay 42/overlay 43 name vxlan42 ttl 9/; s/ -> .12/ -> .13/' /run/mesh.vxl >/run/next.vxl
      V apply -q --owner mesh --replace --prune --confirm 1 /run/next.vxl
      tries=0
      until "$V" status -q /run/mesh.vxl >/run/said 2>&1 || [ $tries = 60 ]; do
        tries=$((tries + 1)); sleep 0.1
      done
      V status /run/mesh.vxl
      V remove -q /run/mesh.vxl
      same before
      """)
    #expect(statuses == [0, 0, 0, 0], "\(ending)")
  }
}

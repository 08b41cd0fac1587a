import Diagnostics
import Driver
import Planning
import Testing

/// Options that the running kernel is too old for, refused before the first step.
@Suite struct KernelAgeTests {
  /// One option of each kind that is newer than its neighbours, each on a line of its own.
  private static let recipe = """
    overlay 42 bridge br0 (
      fdb_max_learned 9
    ) bridgeport (
      locked on
    )
      mtu 1400
      localbypass
    <
      fdb 52:54:00:00:00:09 master static sticky
      fdb 52:54:00:00:00:0a nhid 10
      neigh 10.0.0.9 lladdr 52:54:00:00:00:09 router
      node1 192.0.2.1 -> 10.0.0.1/24
      node2 192.0.2.2 -> 10.0.0.2/24
    >
    """

  private func plan(_ text: String, on release: String) -> Result<Findings<HostPlan>, Refusal> {
    let recorder = Recorder()
    recorder.kernelRelease = release
    let recipe = Recipe(name: "mesh.vxl", bytes: Array(text.utf8))
    #expect(!recipe.hasErrors, "\(recipe.diagnostics)")
    let result = planForApply(recipe, node: "node1", owner: "mesh", on: recorder.host)
    #expect(recorder.requests.isEmpty)
    return result
  }

  /// Each refusal as its line and its message.
  private func refusals(_ text: String, on release: String) -> [String] {
    guard case .failure(let refusal) = plan(text, on: release) else { return [] }
    #expect(refusal.status == .unavailable)
    let recipe = Recipe(name: "mesh.vxl", bytes: Array(text.utf8))
    return refusal.diagnostics.map { diagnostic in
      #expect(diagnostic.code == .kernelTooOld)
      let line = diagnostic.range.flatMap { recipe.line($0)?.line } ?? 0
      return "\(line) \(diagnostic.message)"
    }
  }

  @Test func eachIsToldAtItsPlace() {
    let release = "4.10.0-1-amd64"
    #expect(
      refusals(Self.recipe, on: release) == [
        "7 `localbypass` needs Linux 6.5 or later, and this is \(release)",
        "2 `fdb_max_learned` needs Linux 6.7 or later, and this is \(release)",
        "4 `locked` needs Linux 5.18 or later, and this is \(release)",
        "9 `sticky` needs Linux 5.0 or later, and this is \(release)",
        "10 `nhid` needs Linux 5.8 or later, and this is \(release)",
        "11 `router` needs Linux 4.11 or later, and this is \(release)",
      ])
  }

  @Test func theFirstKernelThatHasItIsNewEnough() {
    for release in ["6.7.0", "6.7", "6.18.44", "7.0-rc1", "10.0.0"] {
      #expect(refusals(Self.recipe, on: release).isEmpty, "\(release)")
    }
    #expect(refusals(Self.recipe, on: "6.6.99").count == 1)
    #expect(refusals(Self.recipe, on: "6.4.0").count == 2)
  }

  @Test func whatCannotBeReadIsBelieved() {
    for release in ["", "unknown", "6", ".5", "six.five"] {
      #expect(refusals(Self.recipe, on: release).isEmpty, "\(release)")
    }
  }

  /// Where features are brought back the option is tried, unless no dump would show it.
  @Test func distributionsThatBringFeaturesBack() {
    let hidden = "overlay 42 mtu 1400 mcroute localbypass < node1 192.0.2.1, node2 192.0.2.2 >"
    for release in ["5.14.0-427.13.1.el9_4.x86_64", "5.14.21-150500.55.19-default"] {
      #expect(refusals(Self.recipe, on: release).isEmpty)
      #expect(
        refusals(hidden, on: release) == [
          "1 `mcroute` needs Linux 6.17 or later, and this is \(release)"
        ])
    }
    #expect(refusals(hidden, on: "5.14.0-1.fc35.x86_64").count == 2)
  }

  /// What is not written is not asked for.
  @Test func othersAreNotSpokenOf() {
    #expect(
      refusals("overlay 42 mtu 1400 < node1 192.0.2.1, node2 192.0.2.2 >", on: "4.0.0").isEmpty)
  }
}

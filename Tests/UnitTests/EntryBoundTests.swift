import Diagnostics
import Driver
import Testing

@testable import Checking

/// The bound of entries for one node, with a small number in its place.
@Suite struct EntryBoundTests {
  private func told(_ text: String, limit: Int) -> [String] {
    let recipe = Recipe(name: "t.vxl", bytes: Array(text.utf8))
    return entryBoundRules(recipe.model, limit: limit).map { "\($0.message) \($0.notes)" }
  }

  private func mesh(_ header: String, _ count: Int, _ item: String = "") -> String {
    "overlay \(header) subnet 10.1.0.0/16 < \(item)\nfor i in 1..\(count) < n${i} 10.0.0.${i} -> .${i} > >\n"
  }

  @Test func floodListsOfAllOverlaysCount() {
    let two = mesh("1", 4) + mesh("2", 4)
    #expect(told(two, limit: 6) == [])
    #expect(
      told(two, limit: 5) == [
        "n1 would get over 5 forwarding and neighbour entries [\"the same for 3 other nodes\"]"
      ])
  }

  @Test func whatHasNoListDoesNot() {
    #expect(told(mesh("1 group 239.1.1.1 dev eth0", 9), limit: 1) == [])
    // One peer is the device's `remote`.
    #expect(told(mesh("1", 2), limit: 0) == [])
  }

  @Test func completeTablesAndWrittenEntriesCount() {
    #expect(told(mesh("1 control static", 4), limit: 6) == [])
    #expect(told(mesh("1 control static", 4), limit: 5).count == 1)
    let written = "fdb 52:54:00:00:00:01 dst 10.0.0.99, neigh .99 lladdr 52:54:00:00:00:01"
    #expect(told(mesh("1 group 239.1.1.1 dev eth0", 3, written), limit: 2) == [])
    #expect(told(mesh("1 group 239.1.1.1 dev eth0", 3, written), limit: 1).count == 1)
  }
}

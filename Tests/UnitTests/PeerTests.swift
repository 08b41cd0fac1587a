import Diagnostics
import Driver
import Planning
import Testing
import Topology
import Values
import Vocabulary

private func recipe(_ text: String) -> Recipe { Recipe(name: "mesh.vxl", bytes: Array(text.utf8)) }

private func overlay(_ members: [String], _ header: String = "42") -> Recipe {
  recipe("overlay \(header) <\n\(members.joined(separator: "\n"))\n>\n")
}

/// A member of an overlay in 10.0.0.0/8.
private func member(_ number: Int, _ peers: [Int]?) -> String {
  let list = peers.map { " peers [\($0.map { "n\($0)" }.joined(separator: ", "))]" } ?? ""
  let (high, low) = (number / 250, number % 250 + 1)
  return "n\(number) 172.16.\(high).\(low)\(list) -> 10.0.\(high).\(low)/8"
}

/// Who is a peer of whom, said once more: each names the other or writes nothing.
private func isPeer(_ one: Int, _ other: Int, _ lists: [[Int]?]) -> Bool {
  one != other && lists[one]?.contains(other) ?? true && lists[other]?.contains(one) ?? true
}

@Suite struct PeerTests {
  /// All ways in which four members may write `peers`, or not.
  @Test func peersAreThoseWhoNameEachOther() {
    for choice in 0..<6561 {
      var rest = choice
      var lists: [[Int]?] = []
      for number in 0..<4 {
        let others = (0..<4).filter { $0 != number }
        // Nine of the sixteen sets of three: none written, empty, and seven others.
        let written = rest % 9
        rest /= 9
        lists.append(
          written == 0
            ? nil
            : others.enumerated().filter { (written - 1) >> $0.offset & 1 == 1 }.map(\.element))
      }
      let model = overlay(lists.enumerated().map { member($0.offset, $0.element) }).model
      let found = model.overlays[0]
      let table = PeerTable(found)
      for (one, member) in found.members.enumerated() {
        let expected = (0..<4).filter { isPeer(one, $0, lists) }
        #expect(found.peers(of: member).map(\.name.value) == expected.map { "n\($0)" })
        #expect((0..<4).filter { table.arePeers(one, $0) } == expected)
        #expect(table.count(of: one) == expected.count)
      }
    }
  }

  @Test func devicesFloodToPeersOnly() {
    let model = overlay([member(0, nil), member(1, [0]), member(2, [0]), member(3, [])]).model
    func flooded(_ node: String) -> [String] {
      let plan = difference(derive(model, node: node, owner: "o"), nil).value
      return plan.steps.compactMap { destination(of: $0.operation) }
    }
    #expect(flooded("n0") == ["172.16.0.2", "172.16.0.3"])
    #expect(flooded("n1") == ["remote 172.16.0.1"])
    #expect(flooded("n3") == [])
  }

  /// Where an operation makes a device flood to.
  private func destination(of operation: Planning.Operation) -> String? {
    switch operation {
    case .addForwarding(let entry): return entry.destination.map { "\($0)" }
    case .addLink(let link):
      let remote = link.settings.first { $0.option == .vxlan(.remote) }
      if case .address(let address)? = remote?.operands.first { return "remote \(address)" }
      return nil
    default: return nil
    }
  }

  private func hubs(_ recipe: Recipe) -> [Diagnostic] {
    recipe.diagnostics.filter { $0.code == .hubDoesNotForward }
  }

  @Test func ringsAndPairsOfHubsAreHubs() {
    // Each is between two that do not talk to each other, and none has more peers than the others.
    let ring = overlay((0..<5).map { member($0, [($0 + 1) % 5, ($0 + 4) % 5]) })
    #expect(hubs(ring).count == 1)
    let two = overlay([member(0, nil), member(1, nil), member(2, [0, 1]), member(3, [0, 1])])
    #expect(hubs(two).first?.notes.contains("the same for n1") == true)
    // Two groups that meet in one.
    let groups = overlay([
      member(1, [2, 0]), member(2, [1, 0]), member(3, [4, 0]), member(4, [3, 0]), member(0, nil),
    ])
    #expect(hubs(groups).count == 1)
    #expect(hubs(groups).first?.message.contains("but n0 passes") == true)
  }

  @Test func whoeverTalksToAllIsNoHub() {
    let whole = overlay((0..<5).map { one in member(one, (0..<5).filter { $0 != one }) })
    #expect(whole.diagnostics == [])
    let apart = overlay([member(0, [1]), member(1, [0]), member(2, [3]), member(3, [2])])
    #expect(hubs(apart).isEmpty)
  }

  /// A hub with very many spokes, and a mesh that is written out.
  @Test func manyPeersAreCheckedQuickly() {
    let star = overlay((0..<20_000).map { member($0, $0 == 0 ? nil : [0]) })
    let hubs = (0..<300).map { one in member(one, nil) }
    let spokes = (300..<600).map { one in member(one, Array(0..<300)) }
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(star.diagnostics.map(\.code) == [.longFloodList, .hubDoesNotForward])
      #expect(self.hubs(overlay(hubs + spokes)).count == 1)
    }
    #expect(time < .seconds(20))
  }
}

@Suite struct ForeignNodeTests {
  private let text = """
    node a 192.0.2.1
    node switch 192.0.2.9 foreign
    overlay 42 < a -> 10.0.0.1/24, switch -> 10.0.0.9/24 >
    """

  @Test func whyNothingIsMadeIsTold() {
    let recipe = recipe(text)
    let named = identifyNode(recipe.model, named: "switch", nil)
    #expect(named.value == nil)
    #expect(named.diagnostics.first?.message.contains("`foreign`: others run it") == true)
    #expect(recipe.emittedNodes == ["a"])
    #expect(recipe.foreignNodes == ["switch"])
    var observed = Observed()
    observed.addresses = [
      ObservedAddress(
        interface: Interface("eth0"), prefix: Prefix("192.0.2.9/24")!, flags: 0, scope: 0)
    ]
    let held = identifyNode(recipe.model, named: nil, observed)
    #expect(held.diagnostics.first?.message.contains("it holds 192.0.2.9 on eth0") == true)
    let all = self.recipe(text.replacing("node a 192.0.2.1", with: "node a 192.0.2.1 foreign"))
    #expect(
      identifyNode(all.model, named: nil, nil).diagnostics.first?.help?.contains("no node of ours")
        == true)
  }

  private func recipe(_ text: String) -> Recipe { Recipe(name: "a.vxl", bytes: Array(text.utf8)) }
}

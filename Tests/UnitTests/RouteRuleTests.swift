import Diagnostics
import Driver
import Testing

/// Next hops are judged by all networks that a member is in, however many routes come before.
@Suite struct RouteRuleTests {
  private func told(_ text: String) -> [String] {
    meshRecipe(text).diagnostics.filter { $0.code == .unreachableGateway }
      .map { $0.message + $0.notes.joined() }
  }

  private func overlay(_ shared: String, _ own: String) -> String {
    """
    overlay 1 <
      \(shared)
      a 192.168.8.1 -> 10.1.0.1/24 < \(own) >
      b 192.168.8.2 -> 10.1.0.2/24
    >
    """
  }

  private let link = "route 10.77.0.0/24 encap ip id 7 dst b"

  @Test func manyRoutesBeforeTheOneThatMatters() {
    let others = "for i in 1..200 < route 172.16.${i}.0/24 via 10.1.0.2 >\n"
    for before in ["", others] {
      #expect(told(overlay("", before + "\(link), route 10.78.0.0/24 via 10.77.0.9")) == [])
      #expect(told(overlay(before + "\(link), route 10.78.0.0/24 via 10.77.0.9", "")) == [])
      #expect(
        told(overlay("", before + "route 10.78.0.0/24 via 10.77.0.9")) == [
          "the next hop 10.77.0.9 is in no network of a in this overlay"
        ])
      #expect(
        told(overlay(before + "route 10.78.0.0/24 via 10.77.0.9", "")) == [
          "the next hop 10.77.0.9 is in no network of a in this overlaythe same for b"
        ])
      #expect(
        told(overlay(before + "route 10.78.0.0/24 via 10.77.0.9", link)) == [
          "the next hop 10.77.0.9 is in no network of b in this overlay"
        ])
    }
  }

  /// Networks that lie in each other count once, and those of the other family not at all.
  @Test func networksInNetworks() {
    let text = """
      overlay 1 <
        route 10.78.0.0/24 via 10.1.0.9
        a 192.168.8.1 -> 10.1.0.1/24 10.1.0.3/16 fd00::1/64 fd01::1/48
        b 192.168.8.2 -> 10.2.0.2/24
      >
      """
    #expect(told(text) == ["the next hop 10.1.0.9 is in no network of b in this overlay"])
  }
}

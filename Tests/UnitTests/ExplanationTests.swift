import Diagnostics
import Testing
import Values

/// That every code has an explanation is a test of the house.
@Suite struct ExplanationTests {
  @Test func theCollidingMACIsTheDerivedOne() {
    let derived = MAC.derived(vni: 42, port: 4789, node: "node1", role: .vxlan)
    #expect(Code.collidingMAC.explanation.wrong.contains("mac \(derived)"))
  }

  @Test func anExampleIsARecipe() {
    #expect(
      Code.duplicateAddress.explanation.wrong == """
        overlay 42 <
          node1 192.168.8.100 -> 10.20.1.2/24
          node2 192.168.8.101 -> 10.20.1.2/24
        >

        """)
    #expect(!Code.duplicateAddress.explanation.isCommand)
    #expect(Code.locked.explanation.isCommand)
  }

  @Test func examplesOfNestedBlocksAreLaidOut() {
    #expect(
      Code.duplicateNamespace.explanation.wrong == """
        overlay 42 bridge br0 <
          node1 192.168.8.100 <
            netns web veth outer1 -> 10.20.1.2/24
            netns web veth outer2 -> 10.20.1.4/24 mac 02:00:00:00:00:04
          >
          node2 192.168.8.101 < netns web -> 10.20.1.3/24 >
        >

        """)
  }
}

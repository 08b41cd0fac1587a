import Syntax
import Testing

@Suite struct CompletenessTests {
  private func isOpen(_ text: String) -> Bool {
    var completeness = Completeness()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      completeness.take(Array(line.utf8))
    }
    return completeness.isOpen
  }

  @Test(arguments: [
    "overlay 42 <", "overlay 42", "overlay 42\n  port 4789", "overlay 42\n  dstport 4789",
    "overlay 42 <\n  node1 192.168.8.100 -> 10.20.1.2/24 <", "overlay 42 <\n  a 1.2.3.4 <\n  >",
    "let a =", "let a = 1 +", "let a = [1,", "let a = (1", "let a = on and", "let a = 1 # not\n ..",
    "use mesh(", "use mesh(vni = 42,", "for i in 1..3", "for i in 1..3 <", "for i in",
    "if $a == 1", "if $a == 1 < let b = 1 > else", "if $a == 1 < > else if $b", "recipe m(a: int)",
    "recipe m(a", "node a 1.2.3.4, overlay 1", "overlay 42 < # >", "import \"x\", let a =",
    "overlay 42 bridge br0 (", "overlay 42 port 4789 <\n  a 1.2.3.4 ->",
  ])
  func asksForMore(text: String) { #expect(isOpen(text)) }

  @Test(arguments: [
    "", "# a comment <", "let a = 1", "let a = [1, 2]", "let a = \"<\"", "node a 1.2.3.4",
    "node a 1.2.3.4,", "overlay 42 < >", "overlay 42 < a 1.2.3.4 -> 1.2.3.4/24 >",
    "overlay 42\nport 4789 <\n>", "for i in 1..3 < let b = $i >", "if $a == 1 < >", "use mesh(1)",
    "if on < > else < >", "recipe m(a) <\n>", "import \"x\" as c", "nonsense", "let a = (1 +\n2)",
    "let a = andorra",
    // What is wrong is not waited for.
    ">", ") ]", "overlay 42 < ( >", "overlay 42\nnode1 1.2.3.4 -> 10.0.0.1/24", "let a = \"x",
    "for i in 1..3\nlet b = 1",
  ])
  func isWhole(text: String) { #expect(!isOpen(text)) }
}

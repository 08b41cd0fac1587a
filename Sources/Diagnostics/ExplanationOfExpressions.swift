// What goes wrong while a recipe is worked out.

private func vni(_ expression: String) -> String {
  overlay(
    "(\(expression)) subnet 10.20.1.0/24", "node1 192.168.8.100 -> .2", "node2 192.168.8.101 -> .3")
}

extension Explanation {
  static let divisionByZero = Explanation(
    "There is no number that this could be.",
    wrong: vni("42 / 0"), repaired: vni("42 / 1"))

  static let numberOverflow = Explanation(
    "Numbers have 64 bits and a sign: up to 9223372036854775807.",
    wrong: vni("9223372036854775807 + 42"), repaired: vni("40 + 2"))

  static let addressOverflow = Explanation(
    "Adding to an address must give an address of the same family.",
    wrong: overlay("42", "node1 (255.255.255.0 + 256) -> 10.20.1.2/24", node2),
    repaired: overlay("42", "node1 (192.168.8.0 + 100) -> 10.20.1.2/24", node2))

  static let indexOutOfRange = Explanation(
    "The elements of a list are counted from 0, the hosts of a prefix by their host number.",
    wrong: "let vnis = [42, 43]\n"
      + overlay(
        "$vnis[2] subnet 10.20.1.0/24", "node1 192.168.8.100 -> .2", "node2 192.168.8.101 -> .3"),
    repaired: "let vnis = [42, 43]\n"
      + overlay(
        "$vnis[0] subnet 10.20.1.0/24", "node1 192.168.8.100 -> .2", "node2 192.168.8.101 -> .3"))

  static let tooManySteps = Explanation(
    "Working out a recipe takes at most 10,000,000 steps, so that it always ends soon: an item, an"
      + " iteration, a use, an element of a list and an operator are a step each. A `netns` or a"
      + " `port` in an overlay's block is one for each member.",
    wrong: "for i in 1..9000000000 <\n>\n", repaired: "for _i in 1..9 <\n>\n")

  static let textTooLong = Explanation(
    "A text has at most 64 KiB. Nothing that takes a text needs that much.",
    wrong: eightTimes + "let e = \"${d}${d}${d}${d}${d}${d}${d}${d}${d}\"\n", repaired: eightTimes)
}

/// A text of 8 KiB.
private let eightTimes =
  "let a = \"0123456789abcdef\"\n"
  + zip(["b", "c", "d"], ["a", "b", "c"]).map { name, earlier in
    "let \(name) = \"" + String(repeating: "${\(earlier)}", count: 8) + "\"\n"
  }.joined()

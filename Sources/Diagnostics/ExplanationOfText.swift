// The text, the grammar, and what may stand where.

extension Explanation {
  static let invalidCharacter = Explanation(
    "The language does not use this character outside of comments and strings. Control"
      + " characters are not allowed anywhere.",
    wrong: overlay("42", node1 + " ?", node2), repaired: pair)

  static let invalidUTF8 = Explanation(
    "A recipe is UTF-8 text. A byte that is not UTF-8 usually comes from an editor that saves"
      + " another encoding.",
    wrong: #"$ printf '# caf\351\n' | vxloom check -"#,
    repaired: #"$ printf '# caf\303\251\n' | vxloom check -"#)

  static let unterminatedString = Explanation(
    "A string ends on the line on which it begins.",
    wrong: "overlay 42 name \"vxlan0\n<\n  \(node1)\n  \(node2)\n>\n",
    repaired: overlay("42 name \"vxlan0\"", node1, node2))

  static let invalidEscape = Explanation(
    #"In a string a backslash stands before one of " \ n t $ and nothing else."#,
    wrong: overlay(#"42 name "vx\lan0""#, node1, node2),
    repaired: overlay(#"42 name "vxlan0""#, node1, node2))

  static let malformedAddress = Explanation(
    "What looks like an address must be one: four numbers from 0 to 255 without leading zeros,"
      + " or an IPv6 address without a zone.",
    wrong: overlay("42", "node1 192.168.8.300 -> 10.20.1.2/24", node2), repaired: pair)

  static let malformedPrefix = Explanation(
    "The length of a prefix is 0 to 32 for IPv4 and 0 to 128 for IPv6.",
    wrong: overlay("42", "node1 192.168.8.100 -> 10.20.1.2/33", node2), repaired: pair)

  static let malformedMAC = Explanation(
    "A MAC is six bytes of two hexadecimal digits with colons between them.",
    wrong: overlay("42", node1 + " mac 02-00-00-00-00-2a", node2),
    repaired: overlay("42", node1 + " mac 02:00:00:00:00:2a", node2))

  static let malformedInteger = Explanation(
    "An integer is decimal, or hexadecimal after 0x, and has at most 63 bits.",
    wrong: overlay("99999999999999999999", node1, node2), repaired: pair)

  static let malformedHost = Explanation(
    "After the dot stands one number: the host's number in the overlay's subnet. In a network"
      + " larger than 256 addresses it may be larger than 255.",
    wrong: overlay(
      "42 subnet 10.20.0.0/16", "node1 192.168.8.100 -> .1.2", "node2 192.168.8.101 -> .259"),
    repaired: overlay(
      "42 subnet 10.20.0.0/16", "node1 192.168.8.100 -> .258", "node2 192.168.8.101 -> .259"))

  static let malformedTemplate = Explanation(
    "In a template an expression begins with ${ and ends with } on the same line.",
    wrong: overlay("42", "node${1 192.168.8.100 -> 10.20.1.2/24", node2), repaired: pair)

  static let gluedVariable = Explanation(
    "Where a variable ends is not clear when a word or a sign touches it. Braces tell: ${i}.",
    wrong: "let i = 1\n" + overlay("42", "node$i 192.168.8.100 -> 10.20.1.2/24", node2),
    repaired: "let i = 1\n" + overlay("42", "node${i} 192.168.8.100 -> 10.20.1.2/24", node2))

  static let foreignSyntax = Explanation(
    "This is how another language or program spells it. The message shows our spelling.",
    wrong: overlay("42", "node1 192.168.8.100 => 10.20.1.2/24", node2), repaired: pair)

  static let mergeConflict = Explanation(
    "The file holds the marks of a merge that was not finished. Both versions stand between them:"
      + " keep one.",
    wrong: """
      overlay 42 <
        node1 192.168.8.100 -> 10.20.1.2/24
      <<<<<<< HEAD
        node2 192.168.8.101 -> 10.20.1.3/24
      =======
        node3 192.168.8.102 -> 10.20.1.4/24
      >>>>>>> branch
      >

      """,
    repaired: pair)

  static let textTooLarge = Explanation(
    "All files together may have 64 MiB, and one text 64 KiB. What needs more is damaged, or was"
      + " made by a program that went wrong.",
    wrong: "$ head -c 70000000 /dev/zero | tr '\\0' '#' | vxloom check -",
    repaired: "$ head -c 70000 /dev/zero | tr '\\0' '#' | vxloom check -")

  static let expectedToken = Explanation(
    "Something else must stand here. The message names everything that may.",
    wrong: overlay("", node1, node2), repaired: pair)

  static let missingClose = Explanation(
    "Every < needs its >. The message shows the < that is still open.",
    wrong: "overlay 42 <\n  \(node1)\n  \(node2)\n", repaired: pair)

  static let unmatchedClose = Explanation(
    "There is no open < that this > could close.", wrong: pair + ">\n", repaired: pair)

  static let missingSeparator = Explanation(
    "A newline or a comma ends an item.",
    wrong: "overlay 42 < \(node1), \(node2) > overlay 43 <\n"
      + "  node1 192.168.8.100 -> 10.20.2.2/24\n  node2 192.168.8.101 -> 10.20.2.3/24\n>\n",
    repaired: pair
      + overlay(
        "43", "node1 192.168.8.100 -> 10.20.2.2/24", "node2 192.168.8.101 -> 10.20.2.3/24"))

  static let nestingTooDeep = Explanation(
    "Blocks, lists and parentheses may be nested 64 levels deep.",
    wrong: "$ { printf 'if on < %.0s' $(seq 100); printf '> %.0s' $(seq 100); } | vxloom check -",
    repaired: "$ { printf 'if on < %.0s' $(seq 9); printf '> %.0s' $(seq 9); } | vxloom check -")

  static let unknownOption = Explanation(
    "No option has this name here. Options are spelled as iproute2 spells them; `vxloom options`"
      + " lists them.",
    wrong: overlay("42 ttll 8", node1, node2), repaired: overlay("42 ttl 8", node1, node2))

  static let missingValue = Explanation(
    "The option needs a value after it.",
    wrong: overlay("42 port", node1, node2), repaired: overlay("42 port 4789", node1, node2))

  static let misplacedItem = Explanation(
    "The item is right, but this block does not hold such items. A member, for example, stands in"
      + " an overlay.",
    wrong: "\(node1)\n\(node2)\n", repaired: pair)

  static let misplacedOption = Explanation(
    "The option exists, but not here. What all members of an overlay must share stands in its"
      + " header alone.",
    wrong: overlay("42", "node1 192.168.8.100 gbp -> 10.20.1.2/24", node2),
    repaired: overlay("42 gbp", node1, node2))

  static let duplicateOption = Explanation(
    "An option is written at most once in one place.",
    wrong: overlay("42 ttl 8 ttl 16", node1, node2), repaired: overlay("42 ttl 8", node1, node2))

  static let unknownValue = Explanation(
    "The option takes one of a few words, and this is none of them.",
    wrong: overlay("42 df maybe", node1, node2), repaired: overlay("42 df set", node1, node2))

  static let valueOutOfRange = Explanation(
    "The kernel has no room for this number, or makes another one of it without a word.",
    wrong: overlay("42 ttl 256", node1, node2), repaired: overlay("42 ttl 255", node1, node2))

  static let wrongType = Explanation(
    "A value of another kind is needed here. An underlay address, for example, has no length.",
    wrong: overlay("42", "node1 192.168.8.100/24 -> 10.20.1.2/24", node2), repaired: pair)

  static let optionConflict = Explanation(
    "These options cannot hold together: the kernel refuses them, or one of them would be left out"
      + " without a word.",
    wrong: overlay("42 external gbp gpe", node1, node2),
    repaired: overlay("42 external gbp", node1, node2))

  static let optionNeeds = Explanation(
    "The kernel accepts this option only together with another one.",
    wrong: overlay("42 vnifilter", node1, node2),
    repaired: overlay("42 external vnifilter", node1, node2))

  static let derivedOption = Explanation(
    "This follows from the rest of the recipe and cannot be written. A device's `remote` is the"
      + " other member of an overlay of two.",
    wrong: overlay("42", "node1 192.168.8.100 remote 192.168.8.101 -> 10.20.1.2/24", node2),
    repaired: pair)
}

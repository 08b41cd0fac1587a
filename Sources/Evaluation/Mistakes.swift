import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

// Mistakes that are recognised as what was meant, and those that an overlay makes in many places.
extension Evaluation {
  /// What is the same at every address of an overlay.
  struct Repeated: Hashable {
    var code: Code
    var family: Family?
  }

  /// Tells it at the first place, and counts the others. Afterwards `finishRepeats` says how many.
  mutating func reportFirst(_ diagnostic: Diagnostic, _ family: Family? = nil) {
    let key = Repeated(code: diagnostic.code, family: family)
    guard repeats[key] == nil else {
      repeats[key]?.others += 1
      return
    }
    repeats[key] = (report(diagnostic), 0)
  }

  mutating func finishRepeats() {
    for (index, others) in repeats.values where others > 0 {
      guard let index else { continue }
      let what = others == 1 ? "1 other address" : "\(others) other addresses"
      note(index, "the same for \(what) of this overlay")
    }
    repeats.removeAll(keepingCapacity: true)
  }

  /// `dev eth0` on a line of its own in an overlay's block.
  func isHeaderOption(_ member: MemberItem) -> Bool {
    guard member.right == nil, member.block == nil, case .word(let word, _) = member.name,
      nodes[word] == nil, OptionIndex.option(word, at: .header) != nil
    else { return false }
    guard case .address(let address, _)? = member.underlay else { return true }
    return !address.isUnicast
  }

  mutating func reportHeaderOption(_ member: MemberItem) {
    let word = quietText(member.name) ?? ""
    report(
      Diagnostic(
        .misplacedOption, "`\(word)` is an option of the header", at: member.name.range,
        help: "write it before the `<` of the overlay; a member of this name is quoted"))
    // Nothing more is to be said of the addresses that rely on it.
    if word == LanguageOption.subnet.spelling {
      repeats[Repeated(code: .missingSubnet)] = (nil, 0)
      for family in [Family.ipv4, .ipv6] {
        repeats[Repeated(code: .assumedLength, family: family)] = (nil, 0)
      }
    }
  }

  /// The overlay address left of `->` and the underlay right of it.
  mutating func reportSwapped(_ item: MemberItem, _ name: Located<String>) -> Bool {
    guard case .prefix(let prefix, let left)? = item.underlay, item.right?.values.count == 1,
      case .address(let address, let right)? = item.right?.values.first
    else { return false }
    report(
      Diagnostic(
        .wrongType, "left of `->` stands the underlay, right of it the overlay", at: left,
        "this has a length", help: "write `\(printable(name.value)) \(address) -> \(prefix)`"
      ).label(right, "this has none"))
    return true
  }
}

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
    guard member.right == nil, member.block == nil, case .word(let word, _) = member.name else {
      return false
    }
    if isVNI(member) { return true }
    guard OptionIndex.option(word, at: .header) != nil else { return false }
    let name = fullName(member.name) ?? word
    guard nodes[name] == nil else { return false }
    switch member.underlay {
    case .address(let address, _): return !address.isUnicast
    // A member of this name may have its underlay in another overlay.
    case nil: return !member.options.isEmpty || writtenUnderlays[name] == nil
    case .word, .string, .template, .integer, .prefix, .mac, .host, .variable, .boolean, .list,
      .negation, .operation, .index, .length, .missing:
      return true
    }
  }

  /// `vni 42` on a line of its own.
  private func isVNI(_ member: MemberItem) -> Bool {
    guard case .integer? = member.underlay, let name = quietText(member.name) else { return false }
    return ["vni", "vxlan", "id"].contains(name)
  }

  mutating func reportHeaderOption(_ member: MemberItem) {
    let word = quietText(member.name) ?? ""
    if isVNI(member), case .integer(let number, _)? = member.underlay {
      report(
        Diagnostic(
          .misplacedOption, "the VNI stands right after `overlay`", at: member.name.range,
          help: "write `overlay \(number) <` at the head of this block"))
      return
    }
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

  /// A value as other tools write it: `df on`, `ageing 5m`, `vlan_filtering yes`, `tos EF`.
  func meant(
    _ option: DeviceOption, _ value: Expression, _ forms: [Int]
  ) -> (words: String, isSure: Bool)? {
    guard let text = quietText(value) else { return nil }
    let shapes = forms.map { option.row.forms[$0] }
    let words = shapes.compactMap { $0.words.dropFirst().first }
    if let truth = Elsewhere.truth(text) {
      for (yes, no) in [("on", "off"), ("set", "unset")] where words.contains(yes) {
        return (truth ? yes : no, true)
      }
      for case .number(0...1)? in shapes.map(\.operands.first) { return (truth ? "1" : "0", true) }
    }
    if option == .vxlan(.tos), let value = Elsewhere.trafficClass(text) {
      return ("0x" + hexText(UInt64(value), digits: 2), false)
    }
    return withoutUnit(text, isTime: option == .vxlan(.ageing))
  }

  /// `300s`, `5m`, `64hops`: the numbers of options have no units; times are seconds.
  func withoutUnit(_ text: String, isTime: Bool) -> (words: String, isSure: Bool)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = UInt32(digits), digits.count < text.count else { return nil }
    let unit = text.dropFirst(digits.count).lowercased()
    guard isTime else { return unit.allSatisfy(\.isLetter) ? (String(number), false) : nil }
    switch unit {
    case "s", "sec", "secs", "second", "seconds": return (String(number), true)
    case "m", "min", "mins", "minutes": return (String(UInt64(number) * 60), true)
    case "h", "hour", "hours": return (String(UInt64(number) * 3600), true)
    default: return nil
    }
  }

  /// `node2 10.20.1.3/24`: the only address has a length, so it is that of the overlay.
  mutating func withSides(_ item: MemberItem, _ name: Located<String>) -> MemberItem {
    guard item.right == nil, case .prefix(let prefix, let place)? = item.underlay else {
      return item
    }
    var before = place
    before.upper = place.lower
    let isDeclared = nodes[name.value].map { model.nodes[$0].underlay != nil } ?? false
    let told = Diagnostic(
      .expectedToken, "an overlay address stands right of `->`, the underlay left of it",
      at: place,
      help: "write `-> \(prefix)`" + (isDeclared ? "" : ", and before it the host's own address"))
    report(item.options.isEmpty ? told.guess(before, "-> ") : told)
    var copy = item
    copy.underlay = isDeclared ? nil : .missing(before)
    copy.right = item.underlay.map { RightSide(arrow: before, values: [$0], options: []) }
    return copy
  }

  /// `10.20.1.2 255.255.255.0`: the second is no address that a host can have.
  mutating func withoutNetmasks(_ values: [Expression]) -> [Expression] {
    var result: [Expression] = []
    for value in values {
      guard case .address(let mask, let place) = value, mask.number >> 28 == 0xf,
        let length = mask.netmaskLength,
        case .address(let address, let start)? = result.last,
        let prefix = Prefix(address, length: length)
      else {
        result.append(value)
        continue
      }
      let whole = start.union(place)
      report(
        Diagnostic(
          .foreignSyntax, "`\(mask)` is a netmask, and a length is written `/\(length)`",
          at: place, help: "write `\(prefix)`"
        ).fix(whole, prefix.description))
      result[result.count - 1] = .prefix(prefix, whole)
    }
    return result
  }

  /// The overlay address left of `->` and the underlay right of it.
  mutating func reportSwapped(
    _ item: MemberItem, _ name: Located<String>, _ header: Header
  ) -> Bool {
    if reportSwappedHosts(item, name, header) { return true }
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

  /// The same of two addresses without lengths, by the overlay's `subnet`.
  private mutating func reportSwappedHosts(
    _ item: MemberItem, _ name: Located<String>, _ header: Header
  ) -> Bool {
    guard case .address(let address, let left)? = item.underlay, item.right?.values.count == 1,
      case .address(let other, let right)? = item.right?.values.first,
      let subnet = header.subnets.first(where: { $0.value.contains(address) }),
      other.family == address.family, !subnet.value.contains(other)
    else { return false }
    report(
      Diagnostic(
        .wrongType, "left of `->` stands the underlay, right of it the overlay", at: left,
        "this lies in the overlay's network",
        help: "write `\(printable(name.value)) \(other) -> \(address)`"
      ).label(right, "this does not").label(subnet.range, "the overlay's network"))
    return true
  }
}

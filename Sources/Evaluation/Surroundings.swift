import Diagnostics
import Syntax
import Topology
import Values

/// What the names in an item of an overlay stand for.
struct Surroundings {
  var members: [Member] = []
  var indices: [String: Int] = [:]
  var subnets: [Located<Prefix>] = []
  /// Whose address it is: of the overlay, and of the underlay.
  var overlayOwners: [Address: String] = [:]
  var underlayOwners: [Address: String] = [:]
  /// The family that a name's overlay address must have; `nil` while nothing has told.
  var family: Family?

  init() {}

  init(_ overlay: Overlay) {
    members = overlay.members
    subnets = overlay.subnets
    for (index, member) in members.enumerated() {
      let name = member.name.value
      if indices[name] == nil { indices[name] = index }
      for address in member.addresses where overlayOwners[address.value.address] == nil {
        overlayOwners[address.value.address] = name
      }
      if member.unread.contains(.underlay) { continue }
      for address in [member.underlay, member.source] where underlayOwners[address.value] == nil {
        underlayOwners[address.value] = name
      }
    }
  }

  subscript(name: String) -> Member? { indices[name].map { members[$0] } }
}

extension Evaluation {
  /// An address of the underlay, or a member or node, which stands for its own.
  mutating func underlayAddress(_ value: Expression, of option: String) -> Located<Address>? {
    guard let name = nodeName(value) else {
      return address(value, "`\(option)`").flatMap { unicast($0, "`\(option)`") }
    }
    if let member = surroundings[name] {
      if member.unread.contains(.underlay) { return nil }
      return Located(member.underlay.value, value.range)
    }
    guard let node = nodes[name] else {
      reportUnknown(name, value, "`\(option)`")
      return nil
    }
    if let underlay = model.nodes[node].underlay { return Located(underlay.value, value.range) }
    report(
      Diagnostic(
        .missingUnderlay, "\(printable(name)) has no underlay address", at: value.range,
        help: "write the address in place of the name"))
    return nil
  }

  /// An address of the overlay: written, `.N`, or a member, which stands for its own of the family
  /// that fits.
  mutating func overlayAddress(_ value: Expression, of option: String) -> Located<Address>? {
    let found = foundOverlayAddress(value, of: option)
    if surroundings.family == nil { surroundings.family = found?.value.family }
    return found
  }

  private mutating func foundOverlayAddress(
    _ value: Expression, of option: String
  ) -> Located<Address>? {
    if case .host(let number, let range) = value { return host(number, range) }
    guard let name = nodeName(value) else {
      return address(value, "`\(option)`").flatMap { unicast($0, "`\(option)`") }
    }
    guard let member = surroundings[name] else {
      reportUnknown(name, value, "`\(option)`")
      return nil
    }
    let wanted = surroundings.family
    let own = member.addresses.first { wanted == nil || $0.value.family == wanted }
    if let own { return Located(own.value.address, value.range) }
    if member.unread.contains(.addresses) { return nil }
    let what = wanted.map { "\($0.word) address" } ?? "address"
    report(
      Diagnostic(
        .mixedFamilies, "\(printable(name)) has no \(what) in this overlay", at: value.range,
        help: "write the address that is meant, or give \(printable(name)) one after `->`"
      ).label(member.name.range, "it has none"))
    return nil
  }

  /// `.N` of the subnet of the family that fits.
  private mutating func host(_ number: UInt64, _ range: SourceRange) -> Located<Address>? {
    let wanted = surroundings.family
    let subnet = surroundings.subnets.first { wanted == nil || $0.value.family == wanted }
    guard let subnet else {
      report(
        Diagnostic(
          .missingSubnet, "`.\(number)` is a host of the overlay's `subnet`, and there is none",
          at: range, help: "write `subnet 10.20.1.0/24` in the header"))
      return nil
    }
    if let prefix = subnet.value.host(UInt128(number)) { return Located(prefix.address, range) }
    report(
      Diagnostic(.outsideSubnet, "\(subnet.value) has no host .\(number)", at: range)
        .label(subnet.range, "the overlay's network"))
    return nil
  }

  /// The text of what can be a name and no address. A text with a dot is one only where somebody has
  /// that name; else it is a host name, which has an answer of its own.
  private func nodeName(_ value: Expression) -> String? {
    switch value {
    case .word(let text, _):
      guard let name = fullName(value) else { return nil }
      let isKnown = surroundings[name] != nil || nodes[name] != nil
      return isKnown || !text.contains(".") ? name : nil
    case .string: return fullName(value)
    case .template, .integer, .address, .prefix, .mac, .host, .variable, .boolean, .list,
      .negation, .operation, .index, .length, .missing:
      return nil
    }
  }

  private mutating func reportUnknown(_ name: String, _ value: Expression, _ what: String) {
    let near = suggestions.nearest(
      to: name, among: surroundings.members.map(\.name.value) + model.nodes.map(\.name.value))
    var diagnostic = Diagnostic(
      .unknownNode, "\(what) names \(printable(name)), which is no member of this overlay",
      at: value.range,
      help: near.map { "did you mean `\($0)`?" } ?? "write a member's name, or an address",
      severity: .error)
    if let near { diagnostic = diagnostic.guess(value.range, near) }
    report(diagnostic)
  }
}

import Diagnostics
import Topology
import Values
import Vocabulary

/// `control`: what it excludes and needs, and under `static` and `resolve` that nobody is missing.
func controlRules(_ overlay: Overlay, _ nodes: DeclaredNodes) -> [Diagnostic] {
  var diagnostics = reflectors(overlay)
  guard let control = overlay.control else { return diagnostics }
  diagnostics += exclusions(overlay, control) + impliedSwitches(overlay, control)
  switch control.value {
  case .learn: break
  case .evpn(let asn):
    diagnostics += bridges(overlay, control) + reserved(asn) + speakerRules(overlay, control)
  case .static, .resolve:
    diagnostics += strangers(overlay, nodes, control)
    if diagnostics.isEmpty {
      diagnostics.append(
        Diagnostic(
          .noBroadcast,
          "under `control \(control.value.word)` broadcast and multicast do not cross",
          at: control.range))
    }
  }
  return diagnostics
}

private func reflectors(_ overlay: Overlay) -> [Diagnostic] {
  if case .evpn = overlay.mode { return [] }
  let reflectors = overlay.distinctMembers.compactMap { member in
    member.reflector.map { (range: $0, name: member.name.value) }
  }
  guard let first = reflectors.first else { return [] }
  return [
    Diagnostic(
      .optionNeeds, "`reflector` needs `control evpn`", at: first.range,
      help: "it reflects the routes of BGP, and nothing else has any"
    ).label(overlay.head, "this is `control \(overlay.mode.word)`")
      .alsoFor(reflectors.dropFirst().map(\.name), "members", word: "for")
  ]
}

private func exclusions(_ overlay: Overlay, _ control: Located<Control>) -> [Diagnostic] {
  guard !control.value.floods else { return [] }
  var others: [(name: String, range: SourceRange, help: String)] = []
  if let group = overlay.group {
    others.append(("group", group.range, "nothing is flooded, and so nothing is sent to a group"))
  }
  let external = overlay.settings.first { $0.value.option == .vxlan(.external) }
  if let external, overlay.isExternal {
    others.append(
      ("external", external.range, "an external device is told by routes and entries where to send")
    )
  }
  return others.map { other in
    let (first, second) =
      control.range.lower < other.range.lower
      ? (control.range, other.range) : (other.range, control.range)
    return Diagnostic(
      .optionConflict, "`control \(control.value.word)` and `\(other.name)` exclude each other",
      at: second, help: other.help
    ).label(first, "the other")
  }
}

// MARK: Switches

/// What a mode sends itself cannot be written otherwise.
private func impliedSwitches(_ overlay: Overlay, _ control: Located<Control>) -> [Diagnostic] {
  let implied = control.value.implied
  var seen: Set<SourceRange> = []
  var diagnostics: [Diagnostic] = []
  for setting in overlay.distinctMembers.flatMap({ $0.settings + $0.portSettings }) {
    guard let isOn = implied[setting.value.option], (setting.value.form == 0) != isOn,
      seen.insert(setting.range).inserted
    else { continue }
    let form = setting.value.option.row.forms[setting.value.form].words.joined(separator: " ")
    diagnostics.append(
      Diagnostic(
        .optionConflict, "`control \(control.value.word)` and `\(form)` exclude each other",
        at: setting.range, help: "leave it out: the mode sets it"
      ).label(control.range, "the other"))
  }
  return diagnostics
}

// MARK: EVPN

private func bridges(_ overlay: Overlay, _ control: Located<Control>) -> [Diagnostic] {
  let without = overlay.members.filter { $0.bridge == nil && $0.docker == nil }
  guard let first = without.first else { return [] }
  return [
    Diagnostic(
      .optionNeeds, "`control evpn` needs `bridge`", at: control.range,
      help: "write `bridge br0` in the header: BGP tells the MACs that it finds in the bridge"
    ).label(first.name.range, "has no bridge")
      .alsoFor(without.dropFirst().map(\.name.value), "members", word: "for")
  ]
}

/// Reserved numbers (RFC 6793, RFC 7300).
private func reserved(_ asn: Located<UInt32>?) -> [Diagnostic] {
  guard let asn, [23456, 65535, 4_294_967_295].contains(asn.value) else { return [] }
  return [
    Diagnostic(
      .reservedASN, "the number \(asn.value) of an autonomous system is reserved", at: asn.range,
      help: "64512 to 65534, and 4200000000 to 4294967294, are for private use")
  ]
}

// MARK: Complete tables

/// Endpoints whose address or MAC nobody knows. `proxy` swallows what it cannot answer, so each
/// means silence.
private func strangers(
  _ overlay: Overlay, _ nodes: DeclaredNodes, _ control: Located<Control>
) -> [Diagnostic] {
  let known = knownAddresses(overlay)
  let hops = overlay.members.flatMap(\.namespaces).flatMap(\.gateways) + nextHops(overlay)
  let problems =
    overlay.members.flatMap { strangers($0, isForeign: nodes.foreign.contains($0.name.value)) }
    + hops.filter { !known.contains($0.value) }.map { hop in
      Stranger(
        "the gateway \(hop.value) is no endpoint of this overlay", hop.range,
        "write who has it as an address, or its MAC with `neigh` and where that is with `fdb`")
    }
  return problems.map { problem in
    Diagnostic(
      .incompleteTable, "under `control \(control.value.word)` \(problem.what)", at: problem.range,
      help: problem.help
    ).label(control.range, "nothing is flooded, nothing learned")
  }
}

/// The addresses of the endpoints, and those whose MAC and place are written with `neigh` and `fdb`.
private func knownAddresses(_ overlay: Overlay) -> Set<Address> {
  let tables = blocks(overlay)
  let placed = Set(tables.flatMap(\.forwarding).map(\.mac.value))
  let written = tables.flatMap(\.neighbours).filter { neighbour in
    neighbour.mac.map { placed.contains($0.value) } ?? false
  }
  return Set(
    overlay.members.flatMap(\.endpointPrefixes).map(\.value.address)
      + written.map(\.address.value))
}

/// What routes go by, but for those through a device of their own.
private func nextHops(_ overlay: Overlay) -> [Located<Address>] {
  blocks(overlay).flatMap(\.routes).filter { $0.device == nil }
    .compactMap { $0.settings.address(.route(.via)) }
}

private struct Stranger {
  var what: String
  var range: SourceRange
  var help: String

  init(_ what: String, _ range: SourceRange, _ help: String) {
    (self.what, self.range, self.help) = (what, range, help)
  }
}

private func strangers(_ member: Member, isForeign: Bool) -> [Stranger] {
  var strangers: [Stranger] = []
  let address = "write its address: `-> 10.20.1.2/24`"
  if isForeign, member.mac == nil, !member.addresses.isEmpty {
    strangers.append(
      Stranger(
        "the MAC of \(printable(member.name.value)) must be known, which others run",
        member.name.range, "write it behind the address: `mac 52:54:00:00:00:07`"))
  }
  for item in member.namespaces where item.addresses.isEmpty {
    strangers.append(
      Stranger(
        "the address of the namespace \(printable(item.name.value)) must be known",
        item.name.range, address))
  }
  if let docker = member.docker, let address = member.addresses.first {
    strangers.append(
      Stranger(
        "the MAC behind \(address.value.address) must be known, and Docker chooses that of its bridge",
        address.range,
        "leave the address out: containers reach the gateway of \(printable(docker.value)) on their own host"
      ))
  }
  for item in member.containers {
    let name = printable(item.name.value)
    if item.addresses.isEmpty {
      strangers.append(
        Stranger("the address of the container \(name) must be known", item.name.range, address))
    }
    if item.image == nil {
      strangers.append(
        Stranger(
          "the MAC of the container \(name) must be known", item.name.range,
          "write `image`: one that is there already keeps a MAC that the recipe does not know"))
    }
  }
  for item in member.ports where item.addresses.isEmpty || item.mac == nil {
    strangers.append(
      Stranger(
        "the address and the MAC of what is behind \(printable(item.device.value)) must be known",
        item.device.range, "write them: `-> 10.20.1.7/24 mac 52:54:00:00:00:07`"))
  }
  return strangers
}

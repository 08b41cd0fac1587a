import Diagnostics
import Topology
import Values

private struct Holder {
  var mac: MAC
  var range: SourceRange
  var isWritten: Bool
  var name: String
  /// A MAC is not derived from a name that could not be read.
  var isKnown: Bool
}

/// A MAC stands for one device of an overlay, whether it was written or derived.
func macRules(_ overlay: Overlay) -> [Diagnostic] {
  var first: [MAC: Holder] = [:]
  var diagnostics: [Diagnostic] = []
  for holder in overlay.members.flatMap({ holders($0, overlay) }) where holder.isKnown {
    guard let other = first[holder.mac] else {
      first[holder.mac] = holder
      continue
    }
    diagnostics.append(clash(other, holder))
  }
  return diagnostics
}

private func holders(_ member: Member, _ overlay: Overlay) -> [Holder] {
  let isNamed = !member.unread.contains(.name)
  let node = isNamed ? member.name.value : "a member without a name"
  func derived(_ role: MACRole) -> MAC {
    overlay.derivedMAC(role, on: node)
  }
  func holder(_ written: Located<MAC>?, _ role: MACRole, _ range: SourceRange, _ name: String)
    -> Holder
  {
    Holder(
      mac: written?.value ?? derived(role), range: written?.range ?? range,
      isWritten: written != nil, name: name, isKnown: written != nil || isNamed)
  }
  let device = holder(
    member.bridge == nil ? member.mac : nil, .vxlan, member.name.range,
    "\(member.device.value) of \(node)")
  var holders = [device]
  if let bridge = member.bridge {
    holders.append(
      holder(
        member.mac, .bridge(bridge.name.value), bridge.name.range, "\(bridge.name.value) of \(node)"
      ))
  }
  // The same device of a namespace twice is told by the rules of names.
  var seen: Set<[String]> = []
  for item in member.namespaces
  where seen.insert([item.name.value, item.device.value]).inserted {
    let inner = MACRole.namespace(item.name.value, device: item.device.value)
    holders.append(holder(item.mac, inner, item.name.range, "\(item.name.value) of \(node)"))
    holders.append(
      holder(nil, .veth(item.veth.value), item.name.range, "\(item.veth.value) of \(node)"))
  }
  // A container that was there before has a MAC that the recipe does not know; the same one twice is
  // told by the rules of names, too.
  for item in member.containers
  where item.image != nil && seen.insert([item.name.value]).inserted {
    let role = MACRole.container(item.name.value)
    holders.append(holder(item.mac, role, item.name.range, "\(item.name.value) of \(node)"))
  }
  for item in member.ports {
    guard let mac = item.mac else { continue }
    holders.append(holder(mac, .vxlan, mac.range, "\(item.device.value) of \(node)"))
  }
  return holders
}

private func clash(_ first: Holder, _ second: Holder) -> Diagnostic {
  if first.isWritten, second.isWritten {
    return Diagnostic(
      .duplicateMAC,
      "the MAC \(second.mac) is given to \(printable(first.name)) and to \(printable(second.name))",
      at: second.range, "again here", help: "a host drops frames that come from its own MAC"
    ).label(first.range, "first here")
  }
  return Diagnostic(
    .collidingMAC,
    "the MAC \(second.mac) of \(printable(second.name)) is that of \(printable(first.name)) too",
    at: second.range, help: "write a MAC of its own for one of them: `mac 02:00:00:00:00:01`"
  ).label(first.range, "the other")
}

import Diagnostics
import Topology
import Values

/// What one member may send, another has to be able to answer.
func mtuRules(_ overlay: Overlay) -> [Diagnostic] {
  var first: (mtu: Located<UInt32>, member: Member)?
  for member in overlay.distinctMembers {
    guard case .bytes(let mtu) = member.mtu else { continue }
    guard let other = first else {
      first = (mtu, member)
      continue
    }
    guard mtu.value != other.mtu.value else { continue }
    return [
      Diagnostic(
        .differentMTUs,
        "\(printable(member.name.value)) has an MTU of \(mtu.value), and \(printable(other.member.name.value)) one of \(other.mtu.value)",
        at: mtu.range, help: "give all members the least: `mtu \(min(mtu.value, other.mtu.value))`"
      ).label(other.mtu.range, "the other")
    ]
  }
  return []
}

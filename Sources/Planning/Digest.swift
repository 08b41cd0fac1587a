import Values
import Vocabulary

/// What tells two devices of one name apart that the kernel could not turn into each other: the
/// options that cannot change in place with their values, and the names of all that were written.
func digest(of link: Link) -> String {
  var parts = [link.kind.word]
  if case .veth(let peer, _, _) = link.kind {
    parts.append("peer \(peer.namespace ?? "") \(peer.name)")
  }
  // Whatever changes in place, the kernel forgets the header bits that these use (`Judgement`).
  let users: [DeviceOption] = [
    .vxlan(.gbp), .vxlan(.gpe), .vxlan(.remcsumrx), .vxlan(.reservedBits),
  ]
  let usesHeaderBits = link.settings.contains { users.contains($0.option) }
  for setting in link.settings {
    switch setting.changeability {
    case .replace: parts.append(setting.words(device: \.text).joined(separator: " "))
    case .inPlace where usesHeaderBits:
      parts.append(setting.words(device: \.text).joined(separator: " "))
    case .inPlace: break
    }
  }
  let names = link.settings.map(\.option).filter { $0.row.spelling != nil }.map(\.name)
  let text = (parts + ["options"] + names).joined(separator: "\n")
  return hexText(fnv1a64(text), digits: 16)
}

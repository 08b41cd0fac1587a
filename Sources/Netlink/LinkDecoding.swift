import Planning
import Values
import Vocabulary

/// The names of the devices of one namespace.
struct NameTable {
  private var names: [UInt32: String] = [:]

  init(_ links: [[UInt8]]) {
    for message in links {
      guard let header = LinkHeader(message) else { continue }
      let attributes = Attributes(of: message, headerSize: LinkHeader.size)
      if let name = attributes[LinkAttribute.name]?.text { names[header.index] = name }
    }
  }

  subscript(_ index: UInt32) -> String? { names[index] }

  /// The name, or `if7`, as `ip` shows what it cannot resolve.
  func text(_ index: UInt32, isElsewhere: Bool = false) -> String {
    (isElsewhere ? nil : names[index]) ?? "if\(index)"
  }
}

/// The device in an RTM_NEWLINK; `nil` for any other message.
func decodeLink(_ message: [UInt8], _ namespace: String?, _ names: NameTable) -> ObservedLink? {
  guard let header = LinkHeader(message) else { return nil }
  let attributes = Attributes(of: message, headerSize: LinkHeader.size)
  guard let name = attributes[LinkAttribute.name]?.text else { return nil }
  let info = attributes.nested(LinkAttribute.info)
  var link = ObservedLink(
    interface: Interface(name, in: namespace), index: header.index,
    kind: kind(info[LinkInfoAttribute.kind]?.text ?? ""))
  link.isUp = header.flags & LinkFlags.up != 0
  link.hasCarrier = header.flags & LinkFlags.lowerUp != 0
  link.isLoopback = header.flags & LinkFlags.loopback != 0
  link.mtu = attributes.number(LinkAttribute.mtu) ?? 0
  link.mac = attributes[LinkAttribute.address].flatMap { MAC(bytes: $0) }
  link.alias = attributes[LinkAttribute.alias]?.text ?? ""
  link.names = attributes.nested(LinkAttribute.properties).all(LinkAttribute.alternativeName)
    .map(\.text)
  link.master = attributes.number(LinkAttribute.master).flatMap { $0 == 0 ? nil : names.text($0) }
  link.addressGeneration =
    attributes.nested(LinkAttribute.families).nested(ipv6FamilyAttribute)[
      addressGenerationAttribute]?.first
  decodeOptions(info, attributes, names, into: &link)
  return link
}

private func kind(_ text: String) -> ObservedLink.Kind {
  switch text {
  case "vxlan": .vxlan
  case "bridge": .bridge
  case "veth": .veth
  default: .other(text)
  }
}

private func decodeOptions(
  _ info: Attributes, _ attributes: Attributes, _ names: NameTable, into link: inout ObservedLink
) {
  let namespaceID = attributes.number(LinkAttribute.linkNamespaceID)
  let name = { names.text($0, isElsewhere: namespaceID != nil) }
  let data = info.nested(LinkInfoAttribute.data)
  switch link.kind {
  case .vxlan:
    link.settings = decodeSettings(.vxlan, data, name: name)
    link.peerNamespaceID = namespaceID.map { Int32(bitPattern: $0) }
  case .bridge: link.settings = decodeSettings(.bridge, data, name: name)
  case .veth:
    link.peerIndex = attributes.number(LinkAttribute.link)
    link.peerNamespaceID = namespaceID.map { Int32(bitPattern: $0) }
  case .other: break
  }
  if info[LinkInfoAttribute.portKind]?.text == "bridge" {
    let portData = info.nested(LinkInfoAttribute.portData)
    link.portSettings = decodeSettings(.bridgePort, portData, name: name)
  }
}

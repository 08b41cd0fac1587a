/// FNV-1a with 64 bits (draft-eastlake-fnv): the hash behind every derived name, MAC and digest.
package func fnv1a64(_ text: String, after start: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
  let bytes = text.utf8Span.span
  var hash = start
  for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
  return hash
}

/// What a derived MAC is for: the last part of the hashed text.
package enum MACRole: Hashable, Sendable {
  case vxlan
  case bridge(String)
  case namespace(String, device: String)
  case veth(String)
  /// One that we start.
  case container(String)

  package var text: String {
    switch self {
    case .vxlan: "vxlan"
    case .bridge(let name): "bridge \(name)"
    case .namespace(let name, let device): "netns \(name) \(device)"
    case .veth(let name): "veth \(name)"
    case .container(let name): "container \(name)"
    }
  }
}

extension MAC {
  /// The MAC that the language derives (language.md, "An overlay's header"): 02, then the low five
  /// bytes of FNV-1a over `VNI/PORT/NODE/ROLE`. Part of the language: it never changes.
  package static func derived(vni: UInt32, port: UInt16, node: String, role: MACRole) -> MAC {
    DerivedMACs(vni: vni, port: port).mac(node, role)
  }
}

/// The derived MACs of one overlay.
package struct DerivedMACs: Sendable {
  private let start: UInt64

  package init(vni: UInt32, port: UInt16) { start = fnv1a64("\(vni)/\(port)/") }

  /// That of a vxlan device, of which there may be a million in an overlay.
  package func mac(ofDevice node: String) -> MAC {
    MAC(0x02 << 40 | fnv1a64("/vxlan", after: fnv1a64(node, after: start)) & 0xff_ffff_ffff)
  }

  package func mac(_ node: String, _ role: MACRole) -> MAC {
    let hash = fnv1a64(role.text, after: fnv1a64("/", after: fnv1a64(node, after: start)))
    return MAC(0x02 << 40 | hash & 0xff_ffff_ffff)
  }
}

/// The name of the outer end of a veth pair that the recipe does not name: `veth` and eleven
/// hexadecimal digits, 15 bytes.
package func derivedVethName(device: String, namespace: String, inner: String) -> String {
  "veth" + hexText(pairHash(device: device, namespace: namespace, inner: inner), digits: 11)
}

/// The same name as people read it, `vxlan42:web:eth0`: the alternative name of that device. No part
/// can hold a `:`, so no two pairs of a host share one, nor is it a device's own. Where it is too
/// long for the kernel (ALTIFNAMSIZ in uapi/linux/if.h), its end is that of the derived name.
package func readableVethName(device: String, namespace: String, inner: String) -> String {
  let whole = "\(device):\(namespace):\(inner)"
  guard whole.utf8.count > longestAlternativeName else { return whole }
  let hash = hexText(pairHash(device: device, namespace: namespace, inner: inner), digits: 11)
  var start = ""
  for scalar in whole.unicodeScalars {
    let length = start.utf8.count + UTF8.width(scalar)
    if length + 1 + hash.utf8.count > longestAlternativeName { break }
    start.unicodeScalars.append(scalar)
  }
  return "\(start):\(hash)"
}

private let longestAlternativeName = 127

private func pairHash(device: String, namespace: String, inner: String) -> UInt64 {
  fnv1a64("\(device)/\(namespace)/\(inner)") >> 20
}

/// The name of the bridge of a Docker network that we make: like those that Docker derives from a
/// network's id, 15 bytes.
package func derivedDockerBridge(_ network: String) -> String {
  "br-" + hexText(fnv1a64("docker/\(network)") >> 16, digits: 12)
}

extension Address {
  /// The router id of a node that is reached at this address (RFC 6286): an IPv4 address itself; of
  /// an IPv6 address 28 bits of FNV-1a over its text, in 240.0.0.0/4, where no host's address lies.
  package var routerID: Address {
    switch self {
    case .ipv4: self
    case .ipv6: .ipv4(0xf000_0000 | UInt32(fnv1a64("router/\(self)") >> 36))
    }
  }
}

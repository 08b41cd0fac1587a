import Diagnostics
import Topology
import Values
import Vocabulary

/// Docker networks of an overlay: gateways that hosts share, and what Docker decides by itself.
func dockerRules(_ overlay: Overlay, _ nodes: DeclaredNodes) -> [Diagnostic] {
  guard overlay.distinctMembers.contains(where: { $0.docker != nil }) else { return [] }
  let members = overlay.members.filter { $0.docker != nil }
  var diagnostics = members.compactMap { member -> Diagnostic? in
    guard let mac = member.mac, let docker = member.docker else { return nil }
    return Diagnostic(
      .optionConflict, "`mac` and `docker` exclude each other", at: mac.range,
      help: "the address is that of Docker's bridge, whose MAC is Docker's choice"
    ).label(docker.range, "the other")
  }
  diagnostics += sharedGateway(overlay, members.filter { !nodes.foreign.contains($0.name.value) })
  return diagnostics
}

/// A member that gives its host no IPv4 address leaves the choice to Docker, which takes the first
/// of the network on every host.
private func sharedGateway(_ overlay: Overlay, _ members: [Member]) -> [Diagnostic] {
  let silent = members.filter { member in
    !member.addresses.contains { $0.value.family == .ipv4 }
  }
  guard let first = silent.first, let docker = first.docker else { return [] }
  let subnet = overlay.subnets.first { $0.value.family == .ipv4 }
  let gateway = subnet?.value.host(1)?.address
  let names = silent.map(\.name.value)
  let help = "give each host an address of its own: `\(printable(names[0])) … -> ADDRESS`"
  if names.count > 1 {
    let what = gateway.map { "hand out \($0) as the gateway" } ?? "may hand out the same gateway"
    let others = names.count == 2 ? printable(names[1]) : "\(names.count - 1) others"
    return [
      Diagnostic(
        .sharedGateway, "\(printable(names[0])) and \(others) \(what)", at: docker.range, help: help
      ).label(first.name.range, "has no address of its own")
    ]
  }
  guard let gateway,
    let other = members.flatMap(\.endpointPrefixes).first(where: { $0.value.address == gateway })
  else { return [] }
  return [
    Diagnostic(
      .sharedGateway, "\(printable(names[0])) hands out \(gateway) as the gateway, which is taken",
      at: first.name.range, "has no address of its own", help: help
    ).label(other.range, "taken here")
  ]
}

/// Docker networks and containers of one host: each is made once.
func dockerRules(_ host: Host) -> [Diagnostic] {
  var networks: [String: Overlay] = [:]
  var containers: [[String]: SourceRange] = [:]
  var images: [String: Located<String>] = [:]
  var diagnostics: [Diagnostic] = []
  for part in host.parts {
    guard let docker = part.member.docker else { continue }
    if let other = networks[docker.value] {
      diagnostics += subnetConflict(host, docker.value, other, part.overlay)
    } else {
      networks[docker.value] = part.overlay
    }
    for item in part.member.containers {
      let name = "the container \(printable(item.name.value)) of \(printable(host.name))"
      if let earlier = containers[[docker.value, item.name.value]] {
        diagnostics.append(
          Diagnostic(
            .duplicateContainer,
            "\(name) is connected to \(printable(docker.value)) twice", at: item.name.range,
            "again here"
          ).label(earlier, "first here"))
      } else {
        containers[[docker.value, item.name.value]] = item.name.range
      }
      guard let image = item.image else { continue }
      let earlier = images[item.name.value] ?? image
      images[item.name.value] = earlier
      if earlier.value != image.value {
        diagnostics.append(
          Diagnostic(
            .optionConflict, "\(name) is given two images", at: image.range, "again here"
          ).label(earlier.range, "first here"))
      }
    }
  }
  return diagnostics
}

private func subnetConflict(
  _ host: Host, _ network: String, _ first: Overlay, _ second: Overlay
) -> [Diagnostic] {
  second.subnets.compactMap { subnet in
    guard let other = first.subnets.first(where: { $0.value.family == subnet.value.family }),
      other.value != subnet.value
    else { return nil }
    return Diagnostic(
      .optionConflict,
      "\(printable(network)) on \(printable(host.name)) is one Docker network, and is given two subnets",
      at: subnet.range, help: "write the same `subnet` for both, or take another network"
    ).label(other.range, "overlay \(first.vni.value)")
  }
}

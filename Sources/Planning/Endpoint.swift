package import Diagnostics
package import Topology
package import Values

/// Who can be asked whether he reaches others: an overlay address, and where it lives.
package struct Endpoint: Sendable, Equatable {
  package enum Place: Hashable, Sendable {
    /// On the host itself: on the vxlan device, or on its bridge.
    case host
    /// In a named namespace of the host.
    case namespace(String)
    /// In a Docker container of the host.
    case container(String)
    /// Behind a port of the host.
    case port(String)
  }

  package var node: String
  package var place: Place
  package var address: Address
  /// Where the address is written.
  package var range: SourceRange
  /// The overlays that the place is in, as indices into the model: places that share none should
  /// not reach each other.
  package var overlay: Int

  /// "node1", "node1/container", "node1:enp0s9"
  package var name: String {
    switch place {
    case .host: node
    case .namespace(let name), .container(let name): "\(node)/\(name)"
    case .port(let device): "\(node):\(device)"
    }
  }

  package static func all(of model: Model) -> [Endpoint] {
    model.overlays.enumerated().filter { !$0.element.isExternal }.flatMap { index, overlay in
      overlay.members.flatMap { member in endpoints(member, index) }
    }
  }

  private static func endpoints(_ member: Member, _ overlay: Int) -> [Endpoint] {
    func endpoints(
      _ place: Place, _ prefixes: some Sequence<Located<Prefix>>
    ) -> [Endpoint] {
      prefixes.map {
        Endpoint(
          node: member.name.value, place: place, address: $0.value.address, range: $0.range,
          overlay: overlay)
      }
    }
    return endpoints(.host, member.noPrefixRoute == nil ? member.addresses : MemberAddresses.none)
      + member.namespaces.filter { $0.noPrefixRoute == nil }.flatMap { item in
        endpoints(.namespace(item.name.value), item.addresses)
      }
      + member.containers.flatMap { item in
        endpoints(.container(item.name.value), item.addresses)
      }
      + member.ports.flatMap { item in endpoints(.port(item.device.value), item.addresses) }
  }
}

/// One question of the matrix.
package struct Question: Sendable, Equatable {
  /// Indices into the endpoints.
  package var from: Int
  package var to: Int
  /// Whether the answer should be yes.
  package var shouldReach: Bool
}

/// All questions of those who ask: within an overlay and family everybody should reach his peers;
/// places that are in no overlay together should not reach each other.
package func questions(
  _ endpoints: [Endpoint], _ reach: Reach, asking: (Endpoint) -> Bool = { _ in true }
) -> [Question] {
  var overlays: [String: Set<Int>] = [:]
  for endpoint in endpoints { overlays[endpoint.name, default: []].insert(endpoint.overlay) }
  var questions: [Question] = []
  for (from, one) in endpoints.enumerated() where asking(one) {
    for (to, other) in endpoints.enumerated() where from != to && one.name != other.name {
      guard one.address.family == other.address.family else { continue }
      if one.overlay == other.overlay {
        let onlyHere = overlays[one.name]?.intersection(overlays[other.name] ?? []).count == 1
        guard let answer = reach.answer(one, other, onlyHere: onlyHere) else { continue }
        questions.append(Question(from: from, to: to, shouldReach: answer))
      } else if overlays[one.name]?.isDisjoint(with: overlays[other.name] ?? []) == true {
        questions.append(Question(from: from, to: to, shouldReach: false))
      }
    }
  }
  return questions
}

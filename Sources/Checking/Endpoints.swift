import Diagnostics
import Topology
import Values

// The addresses of all endpoints of an overlay, one after the other. Most members have one and nothing
// behind it: that is looked at where it stands, without a copy of the member.

extension Overlay {
  /// With the index of the member.
  func forEachEndpoint(_ body: (Int, Located<Prefix>) -> Void) {
    for index in members.indices {
      if let prefix = members[index].soleEndpoint {
        body(index, prefix)
      } else {
        for prefix in members[index].endpointPrefixes { body(index, prefix) }
      }
    }
  }

  /// Whether something is true of each; not asked any more once it was not.
  func allEndpoints(_ isTrue: (Located<Prefix>) -> Bool) -> Bool {
    members.indices.allSatisfy { index in
      members[index].soleEndpoint.map(isTrue)
        ?? members[index].endpointPrefixes.allSatisfy(isTrue)
    }
  }

  var endpointCount: Int {
    members.indices.reduce(0) { count, index in
      count + (members[index].soleEndpoint == nil ? members[index].endpointPrefixes.count : 1)
    }
  }
}

extension Member {
  /// The one address of a member with nothing behind it.
  var soleEndpoint: Located<Prefix>? {
    guard shared.isBare, case .one(let prefix) = addresses else { return nil }
    return prefix
  }

  /// The addresses of all endpoints that it brings.
  var endpointPrefixes: MemberAddresses {
    if shared.isBare { return addresses }
    let parts = parts
    let others =
      parts.namespaces.flatMap(\.addresses) + parts.containers.flatMap(\.addresses)
      + parts.ports.flatMap(\.addresses)
    return addresses + others
  }
}

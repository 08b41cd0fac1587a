package import Diagnostics
package import Values

/// The overlay addresses of a member, in the order of the text. One, as most members have, needs no
/// storage of its own: an overlay may have a million members.
package enum MemberAddresses: Sendable {
  case one(Located<Prefix>)
  /// None, or several.
  case list([Located<Prefix>])

  package static let none = MemberAddresses.list([])

  package init(_ prefixes: [Located<Prefix>]) {
    if prefixes.count == 1 { self = .one(prefixes[0]) } else { self = .list(prefixes) }
  }

  package static func + (
    left: MemberAddresses, right: [Located<Prefix>]
  ) -> MemberAddresses {
    if right.isEmpty { return left }
    return MemberAddresses(Array(left) + right)
  }
}

extension MemberAddresses: RandomAccessCollection {
  package var startIndex: Int { 0 }

  package var endIndex: Int {
    switch self {
    case .one: 1
    case .list(let prefixes): prefixes.count
    }
  }

  package subscript(index: Int) -> Located<Prefix> {
    switch self {
    case .one(let prefix): prefix
    case .list(let prefixes): prefixes[index]
    }
  }
}

extension MemberAddresses: ExpressibleByArrayLiteral {
  package init(arrayLiteral prefixes: Located<Prefix>...) { self.init(prefixes) }
}

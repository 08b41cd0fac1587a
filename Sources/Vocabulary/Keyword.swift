/// The words that begin an item, and so are reserved there, in every block alike.
package enum ItemKeyword: String, CaseIterable, Sendable {
  case `import`, param, `let`, node, recipe, use, `for`, `if`, `else`
  case overlay, netns, container, port, route, fdb, neigh
}

/// The words that are reserved in an expression.
package enum ExpressionKeyword: String, CaseIterable, Sendable {
  case and, or, not, `in`, on, off, len
}

/// The types that a parameter may name.
package enum TypeName: String, CaseIterable, Sendable {
  case int, text, address, prefix, mac, bool, list
}

/// The bounds of the language; each has its named error.
package enum Bound {
  package static let nesting = 64
  package static let textBytes = 64 * 1024
  package static let totalTextBytes = 64 * 1024 * 1024
  /// An item, an iteration, a use, an element of a list, an operator.
  package static let steps = 10_000_000
  package static let imports = 64
  package static let members = 1_000_000
  /// Derived entries for one node.
  package static let entries = 2_000_000
  package static let vni: ClosedRange<UInt64> = 0...16_777_215
  /// Head-end replication costs the kernel the square of the number of peers.
  package static let floodListWarning = 10_000
}

/// What follows an option's keyword: the rule `option` of the grammar.
package enum Arity: Sendable, Equatable {
  /// FLAG
  case none
  /// KEY word1
  case one
  /// KEY2 word1 word1
  case two
  /// `subnet` value [ value ]
  case oneOrTwoValues
  /// `peers` ( name | list )
  case nameOrList
  /// `bridge` word1 [ group ]
  case oneAndGroup
  /// `bridgeport` group
  case group
  /// `control` ( word | `evpn` `asn` word1 )
  case control
}

/// Where an option may stand.
package enum Place: Sendable, CaseIterable {
  case header, node
  /// Left and right of a member's `->`.
  case member, memberOverlay
  case namespace, namespaceOverlay
  case container, containerOverlay, port, portOverlay
  case route, forwarding, neighbour
  /// Inside the parentheses of `bridge NAME ( … )` and `bridgeport ( … )`.
  case bridgeGroup, bridgePortGroup

  /// "an overlay's header", as a diagnostic says it.
  package var phrase: String {
    switch self {
    case .header: "an overlay's header"
    case .node: "a `node`"
    case .member: "the underlay side of a member"
    case .memberOverlay: "the overlay side of a member"
    case .namespace: "a `netns`"
    case .namespaceOverlay: "the overlay side of a `netns`"
    case .container: "a `container`"
    case .containerOverlay: "the overlay side of a `container`"
    case .port: "a `port`"
    case .portOverlay: "the overlay side of a `port`"
    case .route: "a `route`"
    case .forwarding: "an `fdb`"
    case .neighbour: "a `neigh`"
    case .bridgeGroup: "the options of a bridge"
    case .bridgePortGroup: "the options of a bridge port"
    }
  }
}

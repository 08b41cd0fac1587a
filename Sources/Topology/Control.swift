package import Diagnostics
package import Vocabulary

/// Who keeps the forwarding table of an overlay.
package enum Control: Sendable, Equatable {
  /// The kernel, from the frames that it sees.
  case learn
  /// Nobody: every entry is written ahead.
  case `static`
  /// A program that answers the kernel's misses.
  case resolve
  /// BGP; `nil`: the number was not understood, which has been told.
  case evpn(asn: Located<UInt32>?)

  /// As a recipe spells it.
  package var word: String {
    switch self {
    case .learn: "learn"
    case .static: "static"
    case .resolve: "resolve"
    case .evpn: "evpn"
    }
  }

  /// Whether the recipe itself must name every endpoint: nothing is flooded and nothing learned.
  package var needsCompleteTable: Bool {
    switch self {
    case .learn, .evpn: false
    case .static, .resolve: true
    }
  }

  /// Whether devices flood to their peers, and so have peers of their own.
  package var floods: Bool {
    switch self {
    case .learn: true
    case .static, .resolve, .evpn: false
    }
  }
}

extension Control {
  /// The switches that the mode sets, and how.
  package var implied: [DeviceOption: Bool] {
    switch self {
    case .learn: [:]
    case .static: [.vxlan(.learning): false, .vxlan(.proxy): true]
    case .resolve:
      [
        .vxlan(.learning): false, .vxlan(.proxy): true, .vxlan(.l2miss): true,
        .vxlan(.l3miss): true,
      ]
    case .evpn:
      [
        .vxlan(.learning): false, .bridgePort(.learning): false, .bridgePort(.neighSuppress): true,
      ]
    }
  }
}

extension Overlay {
  /// Whether the recipe alone fills the tables of its devices: no control plane, agent or other
  /// program does.
  package var hasTablesOfItsOwn: Bool {
    guard !isExternal else { return false }
    switch mode {
    case .learn, .static: return true
    case .resolve, .evpn: return false
    }
  }
}

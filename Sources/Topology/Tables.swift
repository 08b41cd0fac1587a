package import Diagnostics
package import Values
package import Vocabulary

/// What the items `route`, `fdb` and `neigh` of one block ask for.
package struct TableItems: Sendable {
  package var routes: [StaticRoute] = []
  package var forwarding: [StaticForwarding] = []
  package var neighbours: [StaticNeighbour] = []

  package init() {}

  package var isEmpty: Bool { routes.isEmpty && forwarding.isEmpty && neighbours.isEmpty }
}

/// `route DESTINATION …`
package struct StaticRoute: Sendable {
  /// `nil`: the default route.
  package var destination: Located<Prefix>?
  package var family: Family
  /// In the order of the table.
  package var settings: [Located<Setting>]
  /// The device that was written.
  package var device: Located<String>?
  /// The member that an item of an overlay's block leaves out.
  package var pointsAt: String?
  package var range: SourceRange

  package init(
    destination: Located<Prefix>?, family: Family, settings: [Located<Setting>],
    device: Located<String>?, pointsAt: String?, range: SourceRange
  ) {
    self.destination = destination
    self.family = family
    self.settings = settings
    self.device = device
    self.pointsAt = pointsAt
    self.range = range
  }
}

/// `fdb MAC …`
package struct StaticForwarding: Sendable {
  package let mac: Located<MAC>
  private let content: Content
  package let device: Located<String>?
  package let pointsAt: String?
  package let range: SourceRange

  /// A recipe may have a million of them: `dst` alone stands without an array.
  private enum Content {
    case destination(Located<Address>)
    case settings([Located<Setting>])
  }

  package init(
    mac: Located<MAC>, settings: [Located<Setting>], device: Located<String>?, pointsAt: String?,
    range: SourceRange
  ) {
    self.mac = mac
    let destination = settings.count == 1 ? settings.address(.forwarding(.dst)) : nil
    content = destination.map { .destination($0) } ?? .settings(settings)
    self.device = device
    self.pointsAt = pointsAt
    self.range = range
  }

  /// `destination` with the place of its option.
  package init(
    mac: Located<MAC>, destination: Located<Address>, pointsAt: String?, range: SourceRange
  ) {
    self.mac = mac
    content = .destination(destination)
    device = nil
    self.pointsAt = pointsAt
    self.range = range
  }

  package var settings: [Located<Setting>] {
    switch content {
    case .destination(let address):
      [Located(Setting(.forwarding(.dst), [.address(address.value)]), address.range)]
    case .settings(let settings): settings
    }
  }

  package var destination: Located<Address>? {
    switch content {
    case .destination(let address): address
    case .settings(let settings): settings.address(.forwarding(.dst))
    }
  }

  /// Whether it says nothing but where the MAC is.
  package var isPlain: Bool {
    if case .destination = content { device == nil } else { false }
  }
}

/// `neigh ADDRESS …`
package struct StaticNeighbour: Sendable {
  package let address: Located<Address>
  private let content: Content
  package let device: Located<String>?
  package let pointsAt: String?
  package let range: SourceRange

  /// As with `StaticForwarding`.
  private enum Content {
    case mac(Located<MAC>)
    case settings([Located<Setting>])
  }

  package init(
    address: Located<Address>, settings: [Located<Setting>], device: Located<String>?,
    pointsAt: String?, range: SourceRange
  ) {
    self.address = address
    let mac = settings.count == 1 ? settings.mac(.neighbour(.lladdr)) : nil
    content = mac.map { .mac($0) } ?? .settings(settings)
    self.device = device
    self.pointsAt = pointsAt
    self.range = range
  }

  /// `mac` with the place of its option.
  package init(
    address: Located<Address>, mac: Located<MAC>, pointsAt: String?, range: SourceRange
  ) {
    self.address = address
    content = .mac(mac)
    device = nil
    self.pointsAt = pointsAt
    self.range = range
  }

  package var settings: [Located<Setting>] {
    switch content {
    case .mac(let mac): [Located(Setting(.neighbour(.lladdr), [.mac(mac.value)]), mac.range)]
    case .settings(let settings): settings
    }
  }

  package var mac: Located<MAC>? {
    switch content {
    case .mac(let mac): mac
    case .settings(let settings): settings.mac(.neighbour(.lladdr))
    }
  }

  /// Whether it says nothing but the MAC.
  package var isPlain: Bool {
    if case .mac = content { device == nil } else { false }
  }
}

extension [Located<Setting>] {
  package func first(_ option: DeviceOption) -> Located<Setting>? {
    first { $0.value.option == option }
  }

  package func address(_ option: DeviceOption) -> Located<Address>? {
    guard let setting = first(option), case .address(let address)? = setting.value.operands.first
    else { return nil }
    return Located(address, setting.range)
  }

  package func mac(_ option: DeviceOption) -> Located<MAC>? {
    guard let setting = first(option), case .mac(let mac)? = setting.value.operands.first
    else { return nil }
    return Located(mac, setting.range)
  }

  package func number(_ option: DeviceOption) -> UInt64? {
    guard case .number(let number)? = first(option)?.value.operands.first else { return nil }
    return number
  }
}

extension Overlay {
  /// What holds for a member: what stands in its own block, and in the overlay's unless it points at
  /// the member.
  package func tables(for member: Member) -> TableItems {
    // Long ones are not copied for nothing.
    if tables.isEmpty { return member.tables }
    let name = member.name.value
    var all = TableItems()
    all.routes = tables.routes.filter { $0.pointsAt != name } + member.tables.routes
    all.forwarding = tables.forwarding.filter { $0.pointsAt != name } + member.tables.forwarding
    all.neighbours = tables.neighbours.filter { $0.pointsAt != name } + member.tables.neighbours
    return all
  }
}

extension Overlay {
  /// Whether some route holds for a member.
  package func hasRoutes(for member: Member) -> Bool {
    !member.tables.routes.isEmpty || tables.routes.contains { $0.pointsAt != member.name.value }
  }

  /// The device whose neighbours answer for the overlay: with `proxy` the vxlan device itself.
  package func neighbourDevice(of member: Member) -> String {
    let hasProxy = member.isOn(.proxy) == true || mode.needsCompleteTable
    return hasProxy ? member.device.value : member.bridgeName ?? member.device.value
  }
}

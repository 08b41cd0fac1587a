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
  package var mac: Located<MAC>
  package var settings: [Located<Setting>]
  package var device: Located<String>?
  package var pointsAt: String?
  package var range: SourceRange

  package init(
    mac: Located<MAC>, settings: [Located<Setting>], device: Located<String>?, pointsAt: String?,
    range: SourceRange
  ) {
    self.mac = mac
    self.settings = settings
    self.device = device
    self.pointsAt = pointsAt
    self.range = range
  }
}

/// `neigh ADDRESS …`
package struct StaticNeighbour: Sendable {
  package var address: Located<Address>
  package var settings: [Located<Setting>]
  package var device: Located<String>?
  package var pointsAt: String?
  package var range: SourceRange

  package init(
    address: Located<Address>, settings: [Located<Setting>], device: Located<String>?,
    pointsAt: String?, range: SourceRange
  ) {
    self.address = address
    self.settings = settings
    self.device = device
    self.pointsAt = pointsAt
    self.range = range
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

  package func number(_ option: DeviceOption) -> UInt64? {
    guard case .number(let number)? = first(option)?.value.operands.first else { return nil }
    return number
  }
}

extension Overlay {
  /// What holds for a member: what stands in its own block, and in the overlay's unless it points at
  /// the member.
  package func tables(for member: Member) -> TableItems {
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

import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

// The item `route`.

extension Evaluation {
  mutating func route(_ item: RouteItem, of member: String?) -> StaticRoute? {
    var destination: Located<Prefix>?
    surroundings.family = nil
    if let written = item.destination {
      destination = routeDestination(written)
      surroundings.family = destination?.value.family
    }
    let options = read(item.options, at: .route)
    let settings = merged([options.settings])
    if item.destination != nil, destination == nil { return nil }
    let owner = owner(of: settings)
    if let gateway = settings.address(.route(.via)),
      reportItself(member, owner, "the next hop", gateway.range)
    {
      return nil
    }
    guard let family = surroundings.family ?? settings.address(.route(.dst))?.value.family else {
      // Of a default route nothing tells the family; what should have has been told of.
      if !item.options.contains(where: { $0.keyword.value == "via" }) {
        report(
          Diagnostic(
            .optionNeeds, "a default route needs `via`", at: item.range,
            help: "write the next hop: a member, or an address on the overlay's network"))
      }
      return nil
    }
    return StaticRoute(
      destination: destination, family: family,
      settings: settings.filter { $0.value.option != .route(.dev) },
      device: options.device(.route(.dev)), pointsAt: member == nil ? owner : nil,
      range: item.range)
  }

  /// The member that the route leads to: whose overlay address the next hop is, or, where only the
  /// tunnel says it, whose underlay address.
  private func owner(of settings: [Located<Setting>]) -> String? {
    if let gateway = settings.address(.route(.via)) {
      return surroundings.overlayOwners[gateway.value]
    }
    return settings.address(.route(.dst)).flatMap { surroundings.underlayOwners[$0.value] }
  }

  private mutating func routeDestination(_ value: Expression) -> Located<Prefix>? {
    switch value {
    case .prefix(let prefix, let range):
      if prefix.network != prefix {
        report(
          Diagnostic(
            .invalidSubnet, "\(prefix) is an address in a network, not the network itself",
            at: range
          ).fix(range, prefix.network.description))
      }
      return Located(prefix.network, range)
    case .address(let address, let range):
      return Located(Prefix(clamped: address, length: address.family.bits), range)
    case .word, .string, .template, .integer, .mac, .host, .variable, .boolean, .list, .negation,
      .operation, .index, .length, .missing:
      wrongType(value, "`default`, or the network that the route leads to, such as 10.30.0.0/16")
      return nil
    }
  }
}

extension ReadOptions {
  /// The device that an entry names.
  func device(_ option: DeviceOption) -> Located<String>? {
    guard let setting = setting(option),
      case .device(.named(let name))? = setting.value.operands.first
    else { return nil }
    return Located(name, setting.range)
  }
}

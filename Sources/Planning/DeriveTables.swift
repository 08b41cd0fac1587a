import Diagnostics
import Topology
import Vocabulary

// The entries that a recipe writes: after everything else, because a route needs a device that is
// up, and setting a device down takes its neighbours away.
extension Derivation {
  mutating func addEntries(_ member: Member, of overlay: Overlay, _ stations: [Station]) {
    let device = Interface(member.device.value)
    let holder = Interface(member.bridgeName ?? member.device.value)
    let tables = overlay.tables(for: member)
    addStationNeighbours(stations, device, tables.neighbours)
    desired.wishes.reserveCapacity(
      desired.wishes.count + tables.forwarding.count + tables.neighbours.count
        + tables.routes.count)
    for item in tables.forwarding {
      let entry = entry(item, interface(item.device) ?? device, overlay)
      wish(.forwarding(entry, keeper: device), item.range, ranges(item))
    }
    let answering = Interface(overlay.neighbourDevice(of: member))
    for item in tables.neighbours {
      let entry = entry(item, interface(item.device) ?? answering)
      wish(.neighbour(entry, keeper: device), item.range, ranges(item))
    }
    for item in tables.routes {
      let entry = RouteEntry(
        destination: item.destination?.value, family: item.family,
        settings: item.settings.map(\.value), interface: interface(item.device) ?? holder)
      wish(.route(entry, keeper: device), item.range, ranges(item.settings, item.device))
    }
  }

  private func interface(_ name: Located<String>?) -> Interface? {
    name.map { Interface($0.value) }
  }

  private func entry(
    _ item: StaticForwarding, _ device: Interface, _ overlay: Overlay
  ) -> ForwardingEntry {
    // As most are.
    if !overlay.isExternal, item.isPlain, let destination = item.destination {
      return ForwardingEntry(device, mac: item.mac.value, destination: destination.value)
    }
    return ForwardingEntry(device, mac: item.mac.value, settings: settings(item, overlay))
  }

  private func entry(_ item: StaticNeighbour, _ device: Interface) -> NeighbourEntry {
    if item.isPlain, let mac = item.mac {
      return NeighbourEntry(device, address: item.address.value, mac: mac.value)
    }
    return NeighbourEntry(
      device, address: item.address.value, settings: item.settings.map(\.value))
  }

  private func ranges(_ item: StaticForwarding) -> SettingRanges {
    guard item.isPlain, let destination = item.destination else {
      return ranges(item.settings, item.device)
    }
    return SettingRanges(.forwarding(.dst), destination.range)
  }

  private func ranges(_ item: StaticNeighbour) -> SettingRanges {
    guard item.isPlain, let mac = item.mac else { return ranges(item.settings, item.device) }
    return SettingRanges(.neighbour(.lladdr), mac.range)
  }

  /// An external device has no VNI of its own: the overlay's stands for one that is not written. A
  /// port or VNI that the device has anyway, a dump does not show.
  private func settings(_ item: StaticForwarding, _ overlay: Overlay) -> [Setting] {
    var settings = item.settings.map(\.value)
    let options = settings.map(\.option)
    let vni = Operand.number(UInt64(overlay.vni.value))
    guard !options.contains(.forwarding(.master)), item.device == nil else { return settings }
    settings.removeAll { setting in
      setting == Setting(.forwarding(.port), [.number(UInt64(overlay.port.value))])
        || (!overlay.isExternal && setting == Setting(.forwarding(.vni), [vni]))
    }
    guard overlay.isExternal else { return settings }
    if !options.contains(.forwarding(.vni)), options.contains(.forwarding(.dst)) {
      settings.append(Setting(.forwarding(.vni), [vni]))
    }
    if !options.contains(.forwarding(.sourceVNI)) {
      settings.append(Setting(.forwarding(.sourceVNI), [vni]))
    }
    return settings
  }

  private func ranges(
    _ settings: [Located<Setting>], _ device: Located<String>?
  ) -> SettingRanges {
    var ranges = SettingRanges(settings)
    if let device {
      for option: DeviceOption in [.route(.dev), .forwarding(.dev), .neighbour(.dev)] {
        ranges[option] = device.range
      }
    }
    return ranges
  }
}

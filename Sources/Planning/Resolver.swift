import Diagnostics
package import Topology
package import Values

/// What the kernel asks where a table has no answer (`l2miss`, `l3miss`, `app_solicit`).
package enum Miss: Hashable, Sendable {
  /// Which MAC answers for an address?
  case address(Address)
  /// Behind which host is a MAC?
  case mac(MAC)
}

/// What the recipe knows to answer.
package enum MissAnswer: Hashable, Sendable {
  /// A neighbour of the vxlan device.
  case neighbour(Address, MAC)
  /// An entry of its forwarding table.
  case place(MAC, Address)
}

/// What the misses of one node's vxlan devices are answered with, under `control resolve`.
package struct Resolver: Sendable {
  package struct Device: Sendable {
    package let name: String
    package let vni: UInt32
    fileprivate let macs: [Address: MAC]
    fileprivate let places: [MAC: Address]
    fileprivate let own: Set<Miss>
  }

  package let devices: [Device]

  /// With `only`, for the overlays of that VNI alone.
  package init(_ model: Model, node: String, only vni: UInt32? = nil) {
    let bridges = model.stationBridges()
    devices = model.overlays.compactMap { overlay in
      guard overlay.mode == .resolve, vni == nil || overlay.vni.value == vni,
        let index = overlay.members.firstIndex(where: { $0.name.value == node })
      else { return nil }
      return Device(overlay, index, overlay.stations(bridges))
    }
  }

  package func device(named name: String) -> Device? { devices.first { $0.name == name } }
}

extension Resolver.Device {
  fileprivate init(_ overlay: Overlay, _ index: Int, _ stations: [Station]) {
    let member = overlay.members[index]
    var macs: [Address: MAC] = [:]
    var places: [MAC: Address] = [:]
    var own: Set<Miss> = []
    for station in stations {
      if station.member == index {
        own.formUnion([.address(station.address), .mac(station.mac)])
      } else {
        macs[station.address] = station.mac
        places[station.mac] = overlay.members[station.member].underlay.value
      }
    }
    self.init(
      name: member.device.value, vni: overlay.vni.value, macs: macs, places: places, own: own)
  }

  /// Whether the miss is about an endpoint of this very host, which answers by itself.
  package func isOwn(_ miss: Miss) -> Bool { own.contains(miss) }

  package func mac(of address: Address) -> MAC? { macs[address] }

  /// The answers; none where the recipe has no such endpoint. Whoever asks for an address sends to
  /// its MAC next, and what waits is sent at once: the place of that is told first.
  package func answers(to miss: Miss) -> [MissAnswer] {
    switch miss {
    case .address(let address):
      guard let mac = macs[address], let place = places[mac] else { return [] }
      return [.place(mac, place), .neighbour(address, mac)]
    case .mac(let mac): return places[mac].map { [.place(mac, $0)] } ?? []
    }
  }
}

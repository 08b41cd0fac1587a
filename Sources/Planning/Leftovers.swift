import Diagnostics
import Values
import Vocabulary

/// What stands on the host by an alias of this owner and node, and what has to become of it: devices
/// that the recipe no longer has, and notes of what nobody asks for any more.
struct Leftovers {
  enum Fate {
    /// It stays noted where it is.
    case stays
    /// It is wanted, and another alias has to note it.
    case moves
    /// It is taken back.
    case stale
  }

  /// Vxlan devices and veth pairs that are taken away before all else.
  private(set) var pruned: [MarkedDevice] = []
  /// Those that stay because nobody allowed to take them away.
  private(set) var staying: [MarkedDevice] = []
  private(set) var docker: DockerLeftovers?
  private var bridges: [MarkedDevice] = []
  private let all: [MarkedDevice]
  private let devices: Set<Interface>
  private let wanted: WantedNotes
  private let consent: Consent
  private let observed: Observed
  private let masters: [Interface: String]

  /// `whole` is what the whole recipe wants; a plan for a part of it takes no device away.
  init(
    _ whole: Desired, _ observed: Observed, docker networks: DockerBridges, consent: Consent,
    isPart: Bool
  ) {
    self.observed = observed
    self.consent = consent
    devices = Set(whole.wishes.flatMap(\.wish.links))
    wanted = WantedNotes(whole, docker: networks)
    masters = whole.masters
    all = observed.markedDevices.filter { device in
      device.mark.owner == whole.owner && device.mark.node == whole.node
    }
    guard !isPart else { return }
    let rest = all.filter { !devices.contains($0.link.interface) }
    bridges = rest.filter { $0.link.kind == .bridge }
    let others = rest.filter { $0.link.kind != .bridge }
    if consent.prune { pruned = others } else { staying = others }
    if !consent.prune { staying += bridges.filter { !goes($0) } }
    guard let engine = observed.docker else { return }
    let noted = staying.flatMap(\.mark.notes).compactMap { note in
      if case .docker(let network) = note { network } else { nil }
    }
    docker = DockerLeftovers(
      whole, observed, engine, noted: Set(noted), prune: consent.prune)
  }

  /// A bridge of ours goes with its last port. With consent to take away what is left, whatever is in
  /// it is looked at.
  private func goes(_ bridge: MarkedDevice) -> Bool {
    guard bridges.contains(where: { $0.link.interface == bridge.link.interface }) else {
      return false
    }
    let gone = Set(pruned.map(\.link.interface))
    return !observed.links.contains { link in
      link.interface.namespace == nil && !gone.contains(link.interface)
        && !bridge.mark.notes.contains(.port(link.interface.name))
        && master(of: link) == bridge.link.interface.name
    }
  }

  /// The bridge that a device is in when the wishes are met: one of the recipe in none but its own.
  private func master(of link: ObservedLink) -> String? {
    masters[link.interface] ?? (devices.contains(link.interface) ? nil : link.master)
  }

  private func isGoing(_ device: MarkedDevice) -> Bool {
    pruned.contains { $0.link.interface == device.link.interface } || goes(device)
  }

  func fate(of note: Ownership.Note, on device: MarkedDevice) -> Fate {
    switch wanted.fate(of: note, on: device.link) {
    case .stays: isGoing(device) ? .moves : .stays
    case .moves: .moves
    case .stale: .stale
    }
  }

  /// Whether one of our aliases tells of it already: a run that was killed may have come so far.
  func isNoted(_ note: Ownership.Note) -> Bool {
    all.contains { $0.mark.notes.contains(note) }
  }

  /// What other aliases have to note from now on.
  var moving: Set<Ownership.Note> {
    var notes: Set<Ownership.Note> = []
    for device in all {
      for note in device.mark.notes where fate(of: note, on: device) == .moves {
        notes.insert(note)
      }
    }
    return notes
  }

  // MARK: Steps

  /// What goes before the wishes are met.
  func early() -> (steps: [Step], kept: [String]) {
    var removal = removal(of: withMasters(observed))
    removal.remove(pruned)
    remove(atTheEngine: true, &removal)
    return (removal.steps, removal.kept)
  }

  /// What goes at the Docker engine goes early or late.
  private func remove(atTheEngine isEarly: Bool, _ removal: inout Removal) {
    guard let docker, let engine = observed.docker, docker.isInTheWay == isEarly else { return }
    removal.remove(docker.going, engine)
  }

  /// The host with its devices in the bridges that they are in when the wishes are met.
  private func withMasters(_ observed: Observed) -> Observed {
    var observed = observed
    for index in observed.links.indices where observed.links[index].interface.namespace == nil {
      let link = observed.links[index]
      observed.links[index].master = master(of: link)
    }
    return observed
  }

  /// What goes when they are met: `observed` is the host without what has gone, `aliases` are those
  /// that devices got.
  func late(_ observed: Observed, _ aliases: [Interface: Ownership]) -> (
    steps: [Step], kept: [String]
  ) {
    var removal = removal(of: withMasters(observed))
    removal.remove(bridges.filter { consent.prune || goes($0) })
    let left = Set((bridges + pruned + staying).map(\.link.interface))
    for device in all where !left.contains(device.link.interface) {
      guard device.mark.notes.contains(where: { fate(of: $0, on: device) != .stays }) else {
        continue
      }
      removal.strip(device, alias: aliases[device.link.interface] ?? device.mark) { note in
        fate(of: note, on: device) != .stays
      }
    }
    remove(atTheEngine: false, &removal)
    return (removal.steps, removal.kept)
  }

  private func removal(of observed: Observed) -> Removal {
    Removal(observed, others: all.filter { !isGoing($0) }) { note, device in
      fate(of: note, on: device) == .stale
    }
  }

  // MARK: In the way

  /// A device that stays, and has what a new one of the recipe needs for itself.
  func obstacle(to link: Link) -> (device: MarkedDevice, words: String)? {
    if staying.isEmpty { return nil }
    let inventory = Inventory(observed)
    for device in staying {
      switch link.kind {
      case .vxlan:
        let same: [DeviceOption] = [.vxlan(.id), .vxlan(.port)]
        let isSame = same.allSatisfy { option in
          device.link.setting(option)?.operands
            == link.settings.first { $0.option == option }?.operands
        }
        if device.link.kind == .vxlan, isSame { return (device, "has its VNI and port") }
      case .veth(let peer, _, _):
        if inventory.peer(of: device.link)?.interface == peer {
          return (device, "has its place in \(peer.text)")
        }
      case .bridge: break
      }
    }
    return nil
  }

  /// A device that stays and holds an address of the recipe.
  func holder(of entry: AddressEntry) -> MarkedDevice? {
    guard entry.interface.namespace == nil else { return nil }
    let holders = observed.addresses.filter { $0.prefix == entry.prefix }.map(\.interface)
    return staying.first { device in
      device.link.interface != entry.interface && holders.contains(device.link.interface)
    }
  }
}

extension Desired {
  /// The bridges that devices are to be ports of.
  fileprivate var masters: [Interface: String] {
    var masters: [Interface: String] = [:]
    for wish in wishes {
      switch wish.wish {
      case .membership(let interface, let bridge, _): masters[interface] = bridge
      case .port(let interface, let bridge, _): masters[interface] = bridge.name
      case .network, .container, .namespace, .link, .portSettings, .mtu, .forwarding, .address,
        .applicationProbes, .up, .route, .neighbour:
        break
      }
    }
    return masters
  }
}

/// Which notes the wishes still ask for.
private struct WantedNotes {
  private var namespaces: Set<String> = []
  private var ports: [String: String] = [:]
  private var ups: Set<String> = []
  private var addresses: [String: Set<Prefix>] = [:]
  private var entries: [Wish] = []
  private var networks: [Interface: String] = [:]

  init(_ desired: Desired, docker: DockerBridges) {
    func add(_ wish: Wish, on interface: Interface, _ keeper: Interface) {
      if interface.namespace == nil, interface != keeper { entries.append(wish) }
    }
    for wish in desired.wishes.map(\.wish) {
      switch wish {
      case .namespace(let name, _, _): namespaces.insert(name)
      case .port(let interface, let bridge, _): ports[interface.name] = bridge.name
      case .up(let interface, _): if interface.namespace == nil { ups.insert(interface.name) }
      case .address(let entry, _):
        guard entry.interface.namespace == nil else { continue }
        addresses[entry.interface.name, default: []].insert(entry.prefix)
      case .route(let entry, let keeper): add(wish, on: entry.interface, keeper)
      case .forwarding(let entry, let keeper): add(wish, on: entry.interface, keeper)
      case .neighbour(let entry, let keeper): add(wish, on: entry.interface, keeper)
      case .membership(let interface, let bridge, _):
        networks[interface] = docker.network(of: bridge)
      case .network, .container, .link, .portSettings, .mtu, .applicationProbes: break
      }
    }
  }

  func fate(of note: Ownership.Note, on link: ObservedLink) -> Leftovers.Fate {
    let bridge = link.kind == .bridge ? link.interface.name : link.master
    switch note {
    case .namespace(let name), .loopback(let name):
      return namespaces.contains(name) ? .stays : .stale
    case .port(let name): return ports[name].map { $0 == bridge ? .stays : .moves } ?? .stale
    case .up(let name):
      if ups.contains(name) { return .stays }
      return ports[name].map { $0 == bridge ? .stays : .moves } ?? .stale
    case .address(let prefix):
      return link.master.flatMap { addresses[$0] }?.contains(prefix) == true ? .stays : .stale
    case .entry(let kind, let words):
      return entries.contains { $0.note(on: link.master) == .entry(kind, words) } ? .stays : .stale
    case .docker(let network):
      return networks[link.interface] == network ? .stays : .stale
    }
  }
}

extension Wish {
  fileprivate func note(on bridge: String?) -> Ownership.Note? {
    switch self {
    case .route(let entry, _): entry.note(on: bridge)
    case .forwarding(let entry, _): entry.note(on: bridge)
    case .neighbour(let entry, _): entry.note(on: bridge)
    case .network, .container, .namespace, .link, .membership, .portSettings, .port, .mtu, .address,
      .applicationProbes, .up:
      nil
    }
  }
}

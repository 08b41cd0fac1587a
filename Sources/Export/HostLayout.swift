import Diagnostics
import Planning
import Values
import Vocabulary

/// What a plan for an empty host comes to, by device: for programs that are told a state, not steps.
struct HostLayout {
  enum Origin {
    /// We make it.
    case made(Link)
    /// It is there, and becomes a port of a bridge of ours.
    case port
    /// It is there, and somebody else's.
    case foreign
  }

  struct Device {
    var name: String
    var origin: Origin
    var range: SourceRange?
    var settingRanges = SettingRanges()
    var bridge: String?
    var portSettings: [(setting: Setting, range: SourceRange?)] = []
    var mtu = MTU.unset
    var hasLinkLocal = true
    var addresses: [AddressEntry] = []
    var routes: [(entry: RouteEntry, range: SourceRange?)] = []
    var forwarding: [(entry: ForwardingEntry, range: SourceRange?)] = []
    var neighbours: [(entry: NeighbourEntry, range: SourceRange?)] = []
    /// The vxlan devices that send through it.
    var tunnels: [String] = []
  }

  /// What is no state of a device.
  enum Rest {
    case namespace(String)
    case applicationProbes
    case docker
  }

  private(set) var devices: [Device] = []
  private(set) var rest: [(what: Rest, range: SourceRange?)] = []
  private var indices: [String: Int] = [:]
  private var pairs: Set<String> = []

  init(_ plan: Plan) {
    for step in plan.steps { add(step) }
  }

  private mutating func add(_ step: Step) {
    let operation = step.operation
    switch operation {
    case .addNamespace(let name): rest.append((.namespace(name), step.range))
    case .addLink(let link): make(link, step)
    case .stopLinkLocal(let interface): change(interface, step) { $0.hasLinkLocal = false }
    case .setMaster(let interface, _, let bridge):
      change(interface, step, as: .port) { $0.bridge = bridge }
    case .setPortOptions(let interface, _, let settings):
      change(interface, step) { device in
        device.portSettings += settings.map { setting in
          (setting, step.settingRanges[setting.option] ?? step.range)
        }
      }
    case .setMTU(let interface, _, let mtu): change(interface, step) { $0.mtu = mtu }
    case .setApplicationProbes: rest.append((.applicationProbes, step.range))
    case .addAddress(let entry): change(entry.interface, step) { $0.addresses.append(entry) }
    case .addRoute(let entry):
      change(entry.interface, step) { $0.routes.append((entry, step.range)) }
    case .addForwarding(let entry):
      change(entry.interface, step) { $0.forwarding.append((entry, step.range)) }
    case .addNeighbour(let entry):
      change(entry.interface, step) { $0.neighbours.append((entry, step.range)) }
    case .docker: rest.append((.docker, step.range))
    // Set up are all, names and aliases are for us; the others are in no plan for an empty host.
    case .setUp, .setAlias, .addName, .deleteName, .deleteNamespace, .deleteLink, .startLinkLocal,
      .setOptions, .setMAC, .setDown, .deleteAddress, .deleteRoute, .deleteForwarding,
      .deleteNeighbour:
      break
    }
  }

  private mutating func make(_ link: Link, _ step: Step) {
    if case .veth = link.kind {
      pairs.insert(link.interface.name)
      return
    }
    let index = index(link.interface, step, .made(link))
    devices[index].settingRanges = step.settingRanges
    devices[index].mtu = link.mtu
    guard let underlay = link.underlay else { return }
    let below = self.index(Interface(underlay), step, .foreign)
    devices[below].tunnels.append(link.interface.name)
  }

  /// What is inside of a namespace stands or falls with it, and with its end outside.
  private mutating func change(
    _ interface: Interface, _ step: Step, as origin: Origin = .foreign,
    _ body: (inout Device) -> Void
  ) {
    guard interface.namespace == nil, !pairs.contains(interface.name) else { return }
    body(&devices[index(interface, step, origin)])
  }

  private mutating func index(_ interface: Interface, _ step: Step, _ origin: Origin) -> Int {
    if let known = indices[interface.name] {
      if case .foreign = devices[known].origin { devices[known].origin = origin }
      return known
    }
    devices.append(
      Device(name: interface.name, origin: origin, range: step.nameRange ?? step.range))
    indices[interface.name] = devices.count - 1
    return devices.count - 1
  }
}

extension Link {
  /// The device that a vxlan device sends through, where its name is known.
  var underlay: String? {
    for case .device(.named(let name)) in settings.flatMap(\.operands) { return name }
    return nil
  }
}

import Planning
import Values
import Vocabulary

/// A device of ours, and what its alias says.
struct MarkedDevice {
  var name: String
  /// The variable of the script that holds the alias without its notes.
  var variable: String
  var base: String
}

/// What is looked up in a plan again and again, by one pass over its steps.
struct PlanIndex {
  private(set) var links: [Link] = []
  private(set) var marks: [MarkedDevice] = []
  private(set) var linkOf: [Interface: Link] = [:]
  /// By the name of a device, its mark.
  private(set) var markOf: [String: MarkedDevice] = [:]
  /// The devices that the plan makes, both ends of veth pairs among them.
  private(set) var made: Set<Interface> = []
  /// The devices by kind, in order.
  private(set) var names: [String: [String]] = [:]
  private(set) var bridges: Set<String> = []
  /// What is asked of the Docker engine; by the names of bridges, the numbers of their variables in
  /// a script, and their networks.
  private(set) var docker: [DockerStep] = []
  private(set) var dockerBridges: [String: Int] = [:]
  private(set) var dockerNetworks: [String: String] = [:]
  /// The entries that are compared and fed together, by their device.
  private(set) var entries: [Interface: [ForwardingEntry]] = [:]
  /// The neighbours that are compared and fed together, by their device.
  private(set) var neighbours: [Interface: [NeighbourEntry]] = [:]
  private(set) var usesBridge = false
  private(set) var mtus: Set<MTU> = []
  /// The vxlan devices that become ports of a bridge.
  private(set) var vxlansOf: [String: [String]] = [:]
  /// The device whose alias bears a note on an empty host.
  private(set) var bearerOf: [Ownership.Note: String] = [:]

  init(_ plan: Plan) {
    for step in plan.steps {
      mtus.formUnion(step.operation.mtus)
      switch step.operation {
      case .addLink(let link): add(link)
      case .setAlias(let interface, _, let text): add(interface, alias: text)
      case .addForwarding(let entry):
        usesBridge = true
        if entry.isInTable { entries[entry.interface, default: []].append(entry) }
      case .addNeighbour(let entry):
        if isInTable(entry) { neighbours[entry.interface, default: []].append(entry) }
      case .setMaster(let interface, _, let bridge?):
        if let link = linkOf[interface], case .vxlan = link.kind {
          vxlansOf[bridge, default: []].append(interface.name)
        }
      case .docker(let step): add(step)
      default: break
      }
    }
  }

  private mutating func add(_ step: DockerStep) {
    docker.append(step)
    guard case .addNetwork(let network) = step else { return }
    bridges.insert(network.bridge)
    dockerBridges[network.bridge] = dockerBridges.count + 1
    dockerNetworks[network.bridge] = network.name
  }

  private mutating func add(_ link: Link) {
    links.append(link)
    if linkOf[link.interface] == nil { linkOf[link.interface] = link }
    made.insert(link.interface)
    names[link.kindWord, default: []].append(link.interface.name)
    switch link.kind {
    case .veth(let peer, _, _): made.insert(peer)
    case .bridge: bridges.insert(link.interface.name)
    case .vxlan: break
    }
  }

  private mutating func add(_ interface: Interface, alias: String) {
    guard let ownership = Ownership(alias: alias) else { return }
    let mark = MarkedDevice(
      name: interface.name, variable: "alias\(marks.count + 1)", base: ownership.base)
    marks.append(mark)
    if markOf[mark.name] == nil { markOf[mark.name] = mark }
    for note in ownership.notes where bearerOf[note] == nil { bearerOf[note] = mark.name }
  }

  /// The devices that may bear a note, the first of them that is ours: the bridge, then the vxlan
  /// devices in it. A loopback device is noted where its namespace would be.
  func bearers(of note: Ownership.Note, on bridge: String?) -> [String] {
    var wanted = note
    if case .loopback(let name) = note { wanted = .namespace(name) }
    let first = bearerOf[wanted]
    var bearers = first.map { [$0] } ?? []
    if let bridge = bridge ?? first {
      bearers += (vxlansOf[bridge] ?? []).reversed().filter { $0 != first }
    }
    return bearers
  }

  /// Whether a neighbour is one of the table of a vxlan device of ours: a MAC and nothing else.
  func isInTable(_ entry: NeighbourEntry) -> Bool {
    guard case .vxlan? = linkOf[entry.interface]?.kind else { return false }
    return entry.settings.map(\.option) == [.neighbour(.lladdr)]
  }

  /// Whether an interface of the namespace that the script works in is a bridge of the plan.
  func isBridge(_ interface: Interface) -> Bool {
    interface.namespace == nil && bridges.contains(interface.name)
  }
}

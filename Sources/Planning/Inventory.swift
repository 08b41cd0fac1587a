import Values
import Vocabulary

/// What a host has, to be looked up by device; and how a device would be made again.
struct Inventory {
  private let links: [Interface: ObservedLink]
  private let byNamespace: [String: [ObservedLink]]
  private let portsByMaster: [String: [Interface]]
  private let uppersByDevice: [String: [Interface]]
  private let veths: [UInt32: [ObservedLink]]
  private let addresses: [Interface: [ObservedAddress]]
  private let forwarding: [ObservedForwarding]
  private let forwardingRuns: Runs
  private let neighbours: [ObservedNeighbour]
  private let neighbourRuns: Runs
  private let routes: [Interface: [ObservedRoute]]
  private let probes: [Interface: [ObservedProbes]]

  init(_ observed: Observed) {
    var links: [Interface: ObservedLink] = [:]
    var byNamespace: [String: [ObservedLink]] = [:]
    var ports: [String: [Interface]] = [:]
    var uppers: [String: [Interface]] = [:]
    var veths: [UInt32: [ObservedLink]] = [:]
    for link in observed.links {
      links[link.interface] = link
      if let namespace = link.interface.namespace {
        byNamespace[namespace, default: []].append(link)
      } else if let master = link.master {
        ports[master, default: []].append(link.interface)
      }
      if link.interface.namespace == nil, let lower = link.lower {
        uppers[lower, default: []].append(link.interface)
      }
      if link.kind == .veth { veths[link.index, default: []].append(link) }
    }
    var addresses: [Interface: [ObservedAddress]] = [:]
    for address in observed.addresses {
      addresses[address.interface, default: []].append(address)
    }
    var routes: [Interface: [ObservedRoute]] = [:]
    for route in observed.routes {
      guard let device = route.device else { continue }
      routes[Interface(device, in: route.namespace), default: []].append(route)
    }
    (self.links, self.byNamespace, portsByMaster) = (links, byNamespace, ports)
    uppersByDevice = uppers
    (self.veths, self.addresses, self.routes) = (veths, addresses, routes)
    forwarding = observed.forwarding
    forwardingRuns = Runs(forwarding.indices) { observed.forwarding[$0].entry.interface }
    neighbours = observed.neighbours
    neighbourRuns = Runs(neighbours.indices) { observed.neighbours[$0].interface }
    probes = Dictionary(grouping: observed.applicationProbes, by: \.interface)
  }

  func link(_ interface: Interface) -> ObservedLink? { links[interface] }
  func links(in namespace: String) -> [ObservedLink] { byNamespace[namespace] ?? [] }
  func ports(of bridge: String) -> [Interface] { portsByMaster[bridge] ?? [] }

  /// The vxlan devices that send through it, and go with it.
  func uppers(of link: ObservedLink) -> [Interface] {
    link.interface.namespace == nil ? uppersByDevice[link.interface.name] ?? [] : []
  }

  /// How many devices it stands on.
  func depth(of link: ObservedLink) -> Int {
    var (depth, current) = (0, link)
    // The kernel lets no device stand on itself.
    while depth < links.count, let lower = current.lower.flatMap({ links[Interface($0)] }) {
      (depth, current) = (depth + 1, lower)
    }
    return depth
  }

  func addresses(of interface: Interface) -> [ObservedAddress] { addresses[interface] ?? [] }

  func address(_ prefix: Prefix, of interface: Interface) -> ObservedAddress? {
    addresses[interface]?.first { $0.prefix == prefix }
  }

  /// The other end of a veth pair, where the namespace that it is in was looked at.
  func peer(of link: ObservedLink) -> ObservedLink? {
    guard link.kind == .veth, let index = link.peerIndex else { return nil }
    return veths[index]?.first { other in
      other.peerIndex == link.index && other.interface != link.interface
        && (other.interface.namespace == link.interface.namespace)
          == (link.peerNamespaceID == nil)
    }
  }

  /// The link as it would have to be made again; `nil` for a kind that we do not make.
  func description(of link: ObservedLink) -> Link? {
    let kind: Link.Kind
    switch link.kind {
    case .vxlan: kind = .vxlan
    case .bridge: kind = .bridge
    case .veth:
      let peer = peer(of: link)
      kind = .veth(
        peer: peer?.interface ?? Interface(beginning(of: link.interface.name, bytes: 14) + "p"),
        peerMAC: peer?.mac, peerMTU: peer.map { .bytes($0.mtu) } ?? .unset)
    case .other: return nil
    }
    return Link(
      link.interface, kind, settings: link.settings.filter { !$0.isInitial }, mac: link.mac,
      macIsNeeded: true,
      mtu: .bytes(link.mtu))
  }

  /// What stood on a link besides what is sent with its creation, in the order of its return.
  func restoration(of link: ObservedLink) -> [Operation] {
    var operations: [Operation] = []
    if !link.alias.isEmpty {
      operations.append(.setAlias(link.interface, from: "", to: link.alias))
    }
    operations += link.names.map { .addName(link.interface, $0) }
    if link.addressGeneration == 1 { operations.append(.stopLinkLocal(link.interface)) }
    if let master = link.master {
      operations.append(.setMaster(link.interface, from: nil, to: master))
      operations += portRestoration(of: link)
    }
    if link.kind == .bridge {
      operations += ports(of: link.interface.name).map { port in
        .setMaster(port, from: nil, to: link.interface.name)
      }
    }
    let ends = [link] + (peer(of: link).map { [$0] } ?? [])
    for end in ends { operations += standing(on: end.interface) }
    for end in ends.reversed() where end.isUp { operations.append(.setUp(end.interface)) }
    for end in ends { operations += afterwards(on: end.interface) }
    return operations
  }

  /// What was written of a port of a bridge. Its state and its cost follow from what it is.
  func portRestoration(of link: ObservedLink) -> [Operation] {
    let written = link.portSettings.filter {
      !$0.isInitial && $0.option != .bridgePort(.state) && $0.option != .bridgePort(.cost)
    }
    return written.isEmpty ? [] : [.setPortOptions(link.interface, from: [], to: written)]
  }

  private func standing(on interface: Interface) -> [Operation] {
    lastingForwarding(of: interface).map { .addForwarding($0) }
      + probes(of: interface).map {
        .setApplicationProbes(interface, $0.family, from: 0, to: $0.count)
      }
      + addresses(of: interface).filter { !$0.prefix.address.isLinkLocalIPv6 }
      .map { .addAddress($0.entry) }
  }

  /// What needs a device that is up: neighbours, and routes that the kernel did not make by itself.
  private func afterwards(on interface: Interface) -> [Operation] {
    lastingNeighbours(of: interface).map { .addNeighbour($0) }
      + routes(of: interface).filter { !$0.isOfKernel }.compactMap(\.entry).map { .addRoute($0) }
  }

  // MARK: Tables

  /// Learned entries are the kernel's business, and so is the one that a bridge has for a port.
  func lastingForwarding(of interface: Interface) -> [ForwardingEntry] {
    let own = links[interface]?.mac
    return forwardingRuns[interface].flatMap { run in
      forwarding[run].lazy.filter { $0.isWritten(own: own) }.map(\.entry)
    }
  }

  func lastingNeighbours(of interface: Interface) -> [NeighbourEntry] {
    neighbourRuns[interface].flatMap { neighbours[$0].lazy.compactMap(\.entry) }
  }

  func routes(of interface: Interface) -> [ObservedRoute] { routes[interface] ?? [] }

  func writtenRoutes(of interface: Interface) -> [RouteEntry] {
    routes(of: interface).filter(\.isWritten).compactMap(\.entry)
  }

  func probes(of interface: Interface) -> [ObservedProbes] { probes[interface] ?? [] }

  // MARK: Entries that an alias notes

  func route(noted words: [String], on bridge: String?) -> RouteEntry? {
    routes[device(words, bridge)]?.lazy.compactMap(\.entry).first {
      $0.noteWords(on: bridge) == words
    }
  }

  func forwarding(noted words: [String], on bridge: String?) -> ForwardingEntry? {
    forwardingRuns[device(words, bridge)].lazy.flatMap { forwarding[$0].lazy.map(\.entry) }
      .first { $0.noteWords(on: bridge) == words }
  }

  func neighbour(noted words: [String], on bridge: String?) -> NeighbourEntry? {
    neighbourRuns[device(words, bridge)].lazy.flatMap { neighbours[$0].lazy.compactMap(\.entry) }
      .first { $0.noteWords(on: bridge) == words }
  }

  private func device(_ words: [String], _ bridge: String?) -> Interface {
    Interface(words.count > 2 && words[1] == "dev" ? words[2] : bridge ?? "")
  }
}

extension ObservedLink {
  /// The device that a vxlan device sends through.
  var lower: String? {
    guard kind == .vxlan, case .device(.named(let name))? = setting(.vxlan(.dev))?.operands.first
    else { return nil }
    return name
  }
}

extension ObservedForwarding {
  fileprivate func isWritten(own: MAC?) -> Bool {
    master == nil
      ? isLasting && (destination != nil || entry.has(.nhid))
      : mac != own && (isLasting || entry.has(.externLearn))
  }
}

/// Where the entries of each device are: a dump gives them one device after the other.
private struct Runs {
  private var runs: [Interface: [Range<Int>]] = [:]

  init(_ indices: Range<Int>, _ interface: (Int) -> Interface) {
    var start = indices.lowerBound
    while start < indices.upperBound {
      let device = interface(start)
      var end = start + 1
      while end < indices.upperBound, interface(end) == device { end += 1 }
      runs[device, default: []].append(start..<end)
      start = end
    }
  }

  subscript(_ interface: Interface) -> [Range<Int>] { runs[interface] ?? [] }
}

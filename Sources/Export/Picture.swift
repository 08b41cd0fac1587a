import Diagnostics
package import Topology
import Values

/// What is drawn of a model, before any format: hosts with what they hold, and the lines between. Boxes
/// are known by number, so that no name of a recipe has to be one of a drawing.
package struct Picture: Sendable {
  struct Host: Sendable {
    /// Its name, then the underlay.
    var lines: [String]
    var isForeign: Bool
    var boxes: [Box] = []
  }

  struct Box: Sendable {
    enum Kind: Int, Sendable, CaseIterable { case device, bridge, endpoint, segment }

    var number: Int
    var kind: Kind
    var lines: [String]
  }

  struct Line: Sendable {
    enum Kind: Sendable { case inside, tunnel, segment }

    var from: Int
    var to: Int
    var kind: Kind
    /// The overlay, by number: each has a colour of its own.
    var overlay: Int
  }

  var hosts: [Host] = []
  /// What stands for the tunnels of an overlay, where single ones are not drawn.
  var segments: [Box] = []
  var lines: [Line] = []

  /// Tunnels are drawn one by one where there are at most so many, or fewer than members: three or four
  /// hosts that all talk to each other, and any star.
  static let fewTunnels = 6
}

extension Picture {
  /// The picture of a model; with `only`, of the overlays of that VNI alone.
  package init(_ model: Model, only vni: UInt32? = nil) {
    var painter = Painter(model)
    let overlays = model.overlays.filter { vni == nil || $0.vni.value == vni }
    for (number, overlay) in overlays.enumerated() { painter.add(overlay, number) }
    self = painter.picture
  }
}

private struct Painter {
  var picture = Picture()
  private var count = 0
  private let foreign: Set<String>
  /// The hosts by name, and their boxes by what they stand for.
  private var hosts: [String: Int] = [:]
  private var boxes: [Place: Int] = [:]

  /// What a box stands for on a host.
  private struct Place: Hashable {
    var host: Int
    var word: String
    var name: String
  }

  init(_ model: Model) {
    foreign = Set(model.nodes.filter(\.isForeign).map(\.name.value))
  }

  mutating func add(_ overlay: Overlay, _ number: Int) {
    let devices = overlay.members.map { add($0, of: overlay, number) }
    let tunnels = overlay.drawnTunnels
    for (one, other) in tunnels ?? [] {
      picture.lines.append(
        Picture.Line(from: devices[one], to: devices[other], kind: .tunnel, overlay: number))
    }
    guard tunnels == nil else { return }
    let segment = Picture.Box(number: next(), kind: .segment, lines: overlay.segmentLines)
    picture.segments.append(segment)
    picture.lines += devices.map {
      Picture.Line(from: segment.number, to: $0, kind: .segment, overlay: number)
    }
  }

  /// Gives the box of the vxlan device.
  private mutating func add(_ member: Member, of overlay: Overlay, _ number: Int) -> Int {
    let host = host(of: member)
    let device = box(
      host, .device, "", member.device.value,
      ["VNI \(overlay.vni.value), port \(overlay.port.value)"])
    let addresses = member.addresses.map { "\($0.value)" }
    guard let bridge = bridge(of: member, host) else {
      note(addresses, host, device)
      return device
    }
    note(addresses, host, bridge)
    connect(device, bridge, number)
    for item in member.namespaces {
      let lines = described(item.device.value, item.addresses.map(\.value))
      let space = box(host, .endpoint, "netns", item.name.value, [])
      note(lines, host, space)
      connect(bridge, space, number)
    }
    for item in member.containers {
      let lines = item.addresses.map { "\($0.value)" }
      connect(bridge, box(host, .endpoint, "container", item.name.value, lines), number)
    }
    for item in member.ports {
      let port = box(host, .endpoint, "port", item.device.value, [])
      note(item.addresses.map { "\($0.value)" }, host, port)
      connect(bridge, port, number)
    }
    return device
  }

  private func described(_ device: String, _ addresses: [Prefix]) -> [String] {
    addresses.isEmpty ? [device] : addresses.map { "\(device) \($0)" }
  }

  private mutating func host(of member: Member) -> Int {
    let name = member.name.value
    var line = "\(member.underlay.value)"
    if let device = member.underlayDevice { line += " on \(device.value)" }
    if let local = member.local, local.value != member.underlay.value {
      line += ", itself \(local.value)"
    }
    let index = hosts[name] ?? picture.hosts.count
    if hosts[name] == nil {
      hosts[name] = index
      let isForeign = foreign.contains(name)
      picture.hosts.append(
        Picture.Host(lines: isForeign ? [name, "foreign"] : [name], isForeign: isForeign))
    }
    if !picture.hosts[index].lines.dropFirst().contains(line) {
      picture.hosts[index].lines.append(line)
    }
    return index
  }

  private mutating func bridge(of member: Member, _ host: Int) -> Int? {
    if let bridge = member.bridge {
      return box(host, .bridge, "bridge", bridge.name.value, [])
    }
    return member.docker.map { box(host, .bridge, "docker", $0.value, []) }
  }

  /// The box of that name, which several overlays may share.
  private mutating func box(
    _ host: Int, _ kind: Picture.Box.Kind, _ word: String, _ name: String, _ lines: [String]
  ) -> Int {
    let place = Place(host: host, word: word, name: name)
    if let known = boxes[place] { return known }
    let number = next()
    boxes[place] = number
    let title = word.isEmpty ? name : "\(word) \(name)"
    picture.hosts[host].boxes.append(
      Picture.Box(number: number, kind: kind, lines: [title] + lines))
    return number
  }

  private mutating func note(_ lines: [String], _ host: Int, _ box: Int) {
    guard let index = picture.hosts[host].boxes.firstIndex(where: { $0.number == box }) else {
      return
    }
    for line in lines where !picture.hosts[host].boxes[index].lines.dropFirst().contains(line) {
      picture.hosts[host].boxes[index].lines.append(line)
    }
  }

  private mutating func connect(_ one: Int, _ other: Int, _ overlay: Int) {
    picture.lines.append(Picture.Line(from: one, to: other, kind: .inside, overlay: overlay))
  }

  private mutating func next() -> Int {
    count += 1
    return count
  }
}

extension Overlay {
  /// The tunnels, by the numbers of their members; `nil` where one segment is drawn for all of them.
  fileprivate var drawnTunnels: [(Int, Int)]? {
    guard group == nil, !isExternal, mode.hasTunnels else { return nil }
    let table = PeerTable(self)
    let count = members.indices.reduce(0) { $0 + table.count(of: $1) } / 2
    guard count <= max(Picture.fewTunnels, members.count - 1) else { return nil }
    // Pairs are looked for where there can be some only: there are few of them, not of members.
    let open = members.indices.filter { table.listed($0) == nil }
    var tunnels = open.flatMap { one in
      open.filter { $0 > one && table.arePeers(one, $0) }.map { (one, $0) }
    }
    for one in members.indices {
      for other in (table.listed(one) ?? []).sorted()
      where table.listed(other) == nil || other > one {
        tunnels.append((min(one, other), max(one, other)))
      }
    }
    return tunnels.sorted { $0 < $1 }
  }

  fileprivate var segmentLines: [String] {
    ["overlay \(vni.value)"] + subnets.map { "\($0.value)" } + [reachLine]
  }

  /// How the members are reached, in a few words.
  private var reachLine: String {
    if let group { return "group \(group.value)" }
    if isExternal { return "external" }
    let peers = hasPeerLists ? ", by peers" : ""
    switch mode {
    case .learn: return "a copy to each\(peers)"
    case .static, .resolve: return "control \(mode.word)"
    case .evpn(let asn): return "control evpn" + (asn.map { " asn \($0.value)" } ?? "")
    }
  }
}

extension Control {
  /// Whether the recipe itself says who sends to whom.
  fileprivate var hasTunnels: Bool {
    switch self {
    case .learn, .static, .resolve: true
    case .evpn: false
    }
  }
}

package import Diagnostics
package import Values
package import Vocabulary

/// What the texts describe, with everything expanded and every member resolved: a member carries
/// what holds for it, whether the member, its `node` or the header said so.
package struct Model: Sendable {
  package var nodes: [Node]
  package var overlays: [Overlay]

  package init(nodes: [Node] = [], overlays: [Overlay] = []) {
    self.nodes = nodes
    self.overlays = overlays
  }

  /// The names of all hosts: declared nodes first, then members in the order of the text.
  package var hostNames: [String] {
    var seen: Set<String> = []
    let names = nodes.map(\.name.value) + overlays.flatMap { $0.members.map(\.name.value) }
    return names.filter { seen.insert($0).inserted }
  }
}

/// A `node` statement.
package struct Node: Sendable {
  package var name: Located<String>
  package var underlay: Located<Address>?
  package var device: Located<String>?
  package var local: Located<Address>?
  package var settings: [Located<Setting>]
  package var isForeign: Bool
  /// Where a roll-out finds the host.
  package var ssh: Located<String>?

  package init(
    name: Located<String>, underlay: Located<Address>? = nil, device: Located<String>? = nil,
    local: Located<Address>? = nil, settings: [Located<Setting>] = [], isForeign: Bool = false
  ) {
    self.name = name
    self.underlay = underlay
    self.device = device
    self.local = local
    self.settings = settings
    self.isForeign = isForeign
  }
}

package struct Overlay: Sendable {
  package static let standardPort: UInt16 = 4789

  package var vni: Located<UInt32>
  /// Not in a text with errors whose VNI could not be read.
  package var isNumbered = true
  package var port: Located<UInt16>
  package var subnets: [Located<Prefix>]
  package var group: Located<Address>?
  /// The settings of the header alone, such as `gbp`; those of members are in the members.
  package var settings: [Located<Setting>]
  package private(set) var members: [Member] = []
  /// The members but for those that are like the one before them, by index: enough for what depends
  /// on the parts alone, and a few where there are a million members.
  package private(set) var distinct: [Int] = []
  /// `nil`: not written.
  package var control: Located<Control>?
  /// The entries that hold for every member but the one that they point at.
  package var tables = TableItems()
  /// From `overlay` to the end of its head.
  package var head: SourceRange

  package init(
    vni: Located<UInt32>, port: Located<UInt16>, subnets: [Located<Prefix>] = [],
    group: Located<Address>? = nil, settings: [Located<Setting>] = [], head: SourceRange
  ) {
    self.vni = vni
    self.port = port
    self.subnets = subnets
    self.group = group
    self.settings = settings
    self.head = head
  }

  package mutating func reserve(members count: Int) { members.reserveCapacity(count) }

  package mutating func append(_ member: consuming Member) {
    let last = members.count - 1
    if last < 0 || !members[last].isLike(member) { distinct.append(members.count) }
    members.append(member)
  }

  /// Puts members in the places of others.
  package mutating func replace(_ changed: [(index: Int, member: Member)]) {
    for (index, member) in changed { members[index] = member }
    findDistinct()
  }

  package mutating func removeMembers(where isUnwanted: (Member) -> Bool) {
    members.removeAll(where: isUnwanted)
    findDistinct()
  }

  private mutating func findDistinct() {
    distinct = members.indices.filter { $0 == 0 || !members[$0].isLike(members[$0 - 1]) }
  }

  /// The family of the underlay: that of the first member.
  package var family: Family { members.first?.underlay.value.family ?? .ipv4 }

  /// Who keeps the forwarding table.
  package var mode: Control { control?.value ?? .learn }

  package var isExternal: Bool {
    settings.contains { $0.value.option == .vxlan(.external) && $0.value.form == 0 }
  }
}

/// What could not be read of a member, in a text with errors.
package struct Unread: OptionSet, Sendable {
  package static let name = Unread(rawValue: 1)
  package static let underlay = Unread(rawValue: 2)
  /// The overlay addresses, or one of them.
  package static let addresses = Unread(rawValue: 4)
  /// Who it is, or how it is reached.
  package static let identity = Unread(rawValue: 3)

  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// As of any set, but without a call for each of very many members.
  package func contains(_ other: Unread) -> Bool { rawValue & other.rawValue == other.rawValue }
}

package struct Bridge: Sendable {
  package var name: Located<String>
  package var settings: [Located<Setting>]

  package init(name: Located<String>, settings: [Located<Setting>] = []) {
    self.name = name
    self.settings = settings
  }
}

package enum MTUChoice: Sendable, Equatable {
  case automatic
  case bytes(Located<UInt32>)
}

/// `netns NAME …`: a network namespace joined to the bridge by a veth pair.
package struct NamespaceItem: Sendable {
  package var name: Located<String>
  /// The device inside.
  package var device: Located<String>
  /// The outer end, written or derived.
  package var veth: Located<String>
  package var addresses: [Located<Prefix>]
  /// Where `noprefixroute` is written.
  package var noPrefixRoute: SourceRange?
  package var mac: Located<MAC>?
  package var gateways: [Located<Address>]
  package var range: SourceRange

  package init(
    name: Located<String>, device: Located<String>, veth: Located<String>,
    addresses: [Located<Prefix>] = [], mac: Located<MAC>? = nil,
    gateways: [Located<Address>] = [], range: SourceRange
  ) {
    self.name = name
    self.device = device
    self.veth = veth
    self.addresses = addresses
    self.mac = mac
    self.gateways = gateways
    self.range = range
  }
}

/// `port IFNAME …`: an existing device that joins the bridge, and what is behind it.
package struct PortItem: Sendable {
  package var device: Located<String>
  package var addresses: [Located<Prefix>]
  package var mac: Located<MAC>?
  package var range: SourceRange

  package init(
    device: Located<String>, addresses: [Located<Prefix>] = [], mac: Located<MAC>? = nil,
    range: SourceRange
  ) {
    self.device = device
    self.addresses = addresses
    self.mac = mac
    self.range = range
  }
}

package import Diagnostics
package import Values
package import Vocabulary

/// One host's part in an overlay. What plain members have in common with their overlay is kept once
/// for all of them: an overlay may have a million.
package struct Member: Sendable {
  package var name: Located<String>
  package var addresses: MemberAddresses
  /// Where its peers reach it.
  package var underlay: Located<Address>
  package var range: SourceRange
  package var unread: Unread = []
  /// Shared by copies, and never changed once it is: a change makes another.
  package private(set) var shared: SharedParts

  package init(
    name: Located<String>, underlay: Located<Address>, addresses: MemberAddresses = [],
    parts: SharedParts, range: SourceRange
  ) {
    self.name = name
    self.underlay = underlay
    self.addresses = addresses
    self.range = range
    shared = parts
  }

  /// The address that the device sends from.
  package var source: Located<Address> { local ?? underlay }

  package func setting(_ option: VXLANOption) -> Located<Setting>? {
    settings.first { $0.value.option == .vxlan(option) }
  }

  /// Whether a switch is written on (`proxy`), off (`noproxy`) or not at all.
  package func isOn(_ option: VXLANOption) -> Bool? { setting(option).map { $0.value.form == 0 } }
}

/// What a member has beside its name and addresses.
package struct MemberParts: Sendable {
  /// The host's own address, where it is another.
  package var local: Located<Address>?
  package var underlayDevice: Located<String>?
  /// The name of the vxlan device.
  package var device: Located<String>
  package var bridge: Bridge?
  package var portSettings: [Located<Setting>]
  package var mtu: MTUChoice
  /// The vxlan options that hold for this member, in the order of the table, each once.
  package var settings: [Located<Setting>]
  /// Where `noprefixroute` is written: the kernel makes no route of the addresses.
  package var noPrefixRoute: SourceRange?
  /// The MAC that was written for what holds the addresses.
  package var mac: Located<MAC>?
  /// The only members that it talks to; `nil`: those that talk to it.
  package var peers: PeerList?
  /// Where `reflector` is written.
  package var reflector: SourceRange?
  /// The Docker network whose bridge the device is in.
  package var docker: Located<String>?
  package var containers: [ContainerItem] = []
  package var namespaces: [NamespaceItem]
  package var ports: [PortItem]
  /// The entries of its own block.
  package var tables: TableItems = TableItems()

  package init(device: Located<String>) {
    self.device = device
    portSettings = []
    mtu = .automatic
    settings = []
    namespaces = []
    ports = []
  }
}

/// The parts of one member, or of many that are alike.
package final class SharedParts: Sendable {
  package let parts: MemberParts
  /// See `MemberParts.isBare`.
  package let isBare: Bool

  package init(_ parts: MemberParts) {
    self.parts = parts
    isBare = parts.isBare
  }
}

extension MemberParts {
  /// Whether there is nothing but the vxlan device: nothing that it joins, nothing behind it, no
  /// further address, MAC, peers or entries.
  fileprivate var isBare: Bool {
    local == nil && underlayDevice == nil && bridge == nil && docker == nil && mac == nil
      && noPrefixRoute == nil && peers == nil && namespaces.isEmpty && containers.isEmpty
      && ports.isEmpty && tables.isEmpty
  }
}

extension Member {
  /// Whether it is known to have the same parts as another: what is to be said of these has been
  /// said of it.
  package func isLike(_ other: Member) -> Bool { shared === other.shared }

  package var parts: MemberParts {
    get { shared.parts }
    set { shared = SharedParts(newValue) }
  }

  package var local: Located<Address>? {
    get { shared.parts.local }
    set { parts.local = newValue }
  }
  package var underlayDevice: Located<String>? {
    get { shared.parts.underlayDevice }
    set { parts.underlayDevice = newValue }
  }
  package var device: Located<String> {
    get { shared.parts.device }
    set { parts.device = newValue }
  }
  package var bridge: Bridge? {
    get { shared.parts.bridge }
    set { parts.bridge = newValue }
  }
  package var portSettings: [Located<Setting>] {
    get { shared.parts.portSettings }
    set { parts.portSettings = newValue }
  }
  package var mtu: MTUChoice {
    get { shared.parts.mtu }
    set { parts.mtu = newValue }
  }
  package var settings: [Located<Setting>] {
    get { shared.parts.settings }
    set { parts.settings = newValue }
  }
  package var noPrefixRoute: SourceRange? {
    get { shared.parts.noPrefixRoute }
    set { parts.noPrefixRoute = newValue }
  }
  package var mac: Located<MAC>? {
    get { shared.parts.mac }
    set { parts.mac = newValue }
  }
  package var peers: PeerList? {
    get { shared.parts.peers }
    set { parts.peers = newValue }
  }
  package var reflector: SourceRange? {
    get { shared.parts.reflector }
    set { parts.reflector = newValue }
  }
  package var docker: Located<String>? {
    get { shared.parts.docker }
    set { parts.docker = newValue }
  }
  package var containers: [ContainerItem] {
    get { shared.parts.containers }
    set { parts.containers = newValue }
  }
  package var namespaces: [NamespaceItem] {
    get { shared.parts.namespaces }
    set { parts.namespaces = newValue }
  }
  package var ports: [PortItem] {
    get { shared.parts.ports }
    set { parts.ports = newValue }
  }
  package var tables: TableItems {
    get { shared.parts.tables }
    set { parts.tables = newValue }
  }
}

extension Overlay {
  /// See `distinct`.
  package var distinctMembers: [Member] { distinct.map { members[$0] } }
}

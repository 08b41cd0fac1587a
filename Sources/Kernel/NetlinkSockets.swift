package import Netlink

/// One netlink socket for each network namespace that is worked in, opened at first use and kept. A
/// namespace is named as `ip netns` names it; `nil` is the home.
package final class NetlinkSockets {
  private final class Station {
    let namespace: Descriptor
    var socket: NetlinkSocket

    init(_ namespace: consuming Descriptor, _ socket: consuming NetlinkSocket) {
      self.namespace = namespace
      self.socket = socket
    }
  }

  private let node: NodeSpace?
  private let home: String?
  private var stations: [String?: Station] = [:]

  /// The home is a namespace by name or path, or where we are; or the same within a node, where
  /// names are the node's.
  package init(home: String? = nil, node: NodeSpace? = nil) {
    self.home = home
    self.node = node
  }

  /// See `NetlinkSocket.exchange`.
  package func exchange(
    _ namespace: String?, _ messages: [[UInt8]]
  ) throws(SystemError) -> [[UInt8]] {
    try station(namespace).socket.exchange(messages)
  }

  /// See `NetlinkSocket.query`; a dump of forwarding entries is watched.
  package func query(_ namespace: String?, _ message: [UInt8]) throws(SystemError) -> [[UInt8]] {
    if message == DumpRequest.forwarding.message { return try forwarding(namespace) }
    return try station(namespace).socket.query(message)
  }

  func dumpForwarding(_ namespace: String?) throws(SystemError) -> [[UInt8]] {
    try station(namespace).socket.query(DumpRequest.forwarding.message)
  }

  /// An open descriptor of the namespace, which stays open until the name is deleted here.
  package func descriptor(_ namespace: String?) throws(SystemError) -> Int32 {
    try station(namespace).namespace.number
  }

  /// The same, for who enters it; `nil` where we are there already, which takes no capability.
  package func entrance(_ namespace: String?) throws(SystemError) -> Int32? {
    if namespace == nil, home == nil, node == nil { return nil }
    return try descriptor(namespace)
  }

  /// Listens in a namespace to groups of notifications (RTNLGRP_…).
  func listen(_ groups: [Int32], in namespace: String?) throws(SystemError) -> NetlinkListener {
    guard let namespace else { return try listen(groups) }
    let number = try descriptor(namespace)
    return try there { () throws(SystemError) -> NetlinkListener in
      try Namespaces.inside(number) { () throws(SystemError) -> NetlinkListener in
        try NetlinkListener(groups)
      }
    }
  }

  /// The same at home.
  package func listen(_ groups: [Int32]) throws(SystemError) -> NetlinkListener {
    try atHome { () throws(SystemError) -> NetlinkListener in try NetlinkListener(groups) }
  }

  package func list() -> [String] {
    (try? there { () throws(SystemError) -> [String] in Namespaces.list() }) ?? []
  }

  package func add(_ name: String) throws(SystemError) {
    stations[name] = nil
    try there { () throws(SystemError) -> Void in try Namespaces.add(name) }
  }

  package func delete(_ name: String) throws(SystemError) {
    stations[name] = nil
    try there { () throws(SystemError) -> Void in try Namespaces.delete(name) }
  }

  /// Runs `body` where the home is.
  package func atHome<Value>(
    _ body: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value {
    guard home != nil else { return try there(body) }
    let number = try descriptor(nil)
    return try there { () throws(SystemError) -> Value in try Namespaces.inside(number, body) }
  }

  private func station(_ namespace: String?) throws(SystemError) -> Station {
    if let station = stations[namespace] { return station }
    let name = namespace ?? home
    let station = try there { () throws(SystemError) -> Station in
      let descriptor = try Namespaces.open(orCurrent: name)
      // To enter a namespace takes CAP_SYS_ADMIN: not asked for where we are there already.
      guard name != nil else { return Station(descriptor, try NetlinkSocket()) }
      let socket = try Namespaces.inside(descriptor.number) {
        () throws(SystemError) -> NetlinkSocket in try NetlinkSocket()
      }
      return Station(descriptor, socket)
    }
    stations[namespace] = station
    return station
  }

  private func there<Value>(
    _ body: () throws(SystemError) -> Value
  ) throws(SystemError) -> Value {
    guard let node else { return try body() }
    return try node.enter(body)
  }
}

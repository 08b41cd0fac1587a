import Planning
import Values
import Vocabulary

/// Why a command is no operation of ours.
struct NotExpressible: Error, CustomStringConvertible {
  var description: String
}

/// The words of an `ip` or `bridge` command, read from the left.
private struct Words {
  var rest: ArraySlice<String>

  mutating func next() throws -> String {
    guard let word = rest.popFirst() else { throw NotExpressible(description: "ends early") }
    return word
  }

  mutating func accept(_ word: String) -> Bool {
    guard rest.first == word else { return false }
    rest.removeFirst()
    return true
  }

  mutating func value<Value>(_ read: (String) -> Value?) throws -> Value {
    let word = try next()
    guard let value = read(word) else { throw NotExpressible(description: "value \(word)") }
    return value
  }

  func expectEnd() throws {
    if let word = rest.first { throw NotExpressible(description: "word \(word)") }
  }
}

/// The operation that a command asks for.
func operation(forCommand command: String) throws -> Planning.Operation {
  var words = Words(rest: command.split(separator: " ").map(String.init)[...])
  if words.accept("bridge") {
    guard words.accept("fdb") else { throw NotExpressible(description: "not fdb") }
    return try forwarding(&words)
  }
  guard words.accept("ip") else { throw NotExpressible(description: "not ip") }
  let isIPv6 = words.accept("-6")
  switch try words.next() {
  case "link" where !isIPv6: return try link(&words)
  case "addr": return try address(&words)
  case "route": return try route(&words)
  case "neigh" where !isIPv6: return try neighbour(&words)
  case let word: throw NotExpressible(description: "object \(word)")
  }
}

private func link(_ words: inout Words) throws -> Planning.Operation {
  switch try words.next() {
  case "add": return try addition(&words)
  case "set":
    _ = words.accept("dev")
    return try change(Interface(try words.next()), &words)
  case "property":
    guard words.accept("add"), words.accept("dev") else {
      throw NotExpressible(description: "no addition")
    }
    let interface = Interface(try words.next())
    guard words.accept("altname") else { throw NotExpressible(description: "no name") }
    return .addName(interface, try words.next())
  case "del":
    let link = Link(Interface(try words.next()), .bridge)
    try words.expectEnd()
    return .deleteLink(link)
  case let word: throw NotExpressible(description: "link \(word)")
  }
}

private func addition(_ words: inout Words) throws -> Planning.Operation {
  _ = words.accept("name")
  var link = Link(Interface(try words.next()), .bridge)
  while !words.accept("type") {
    switch try words.next() {
    case "mtu": link.mtu = .bytes(try words.value { UInt32($0) })
    case "address": link.mac = try words.value { MAC($0) }
    case "index": _ = try words.next()
    case let word: throw NotExpressible(description: "word \(word)")
    }
  }
  switch try words.next() {
  case "vxlan":
    link.kind = .vxlan
    link.settings = try settings(.vxlan, &words)
  case "bridge": link.settings = try settings(.bridge, &words)
  case "veth": link.kind = try veth(&words)
  case let word: throw NotExpressible(description: "kind \(word)")
  }
  try words.expectEnd()
  return .addLink(link)
}

private func veth(_ words: inout Words) throws -> Link.Kind {
  guard words.accept("peer"), words.accept("name") else {
    throw NotExpressible(description: "no peer")
  }
  var peer = Interface(try words.next())
  var mac: MAC?
  var mtu = MTU.unset
  while !words.rest.isEmpty {
    switch try words.next() {
    case "mtu": mtu = .bytes(try words.value { UInt32($0) })
    case "address": mac = try words.value { MAC($0) }
    case "netns": peer.namespace = try words.next()
    case let word: throw NotExpressible(description: "word \(word)")
    }
  }
  return .veth(peer: peer, peerMAC: mac, peerMTU: mtu)
}

private func change(_ interface: Interface, _ words: inout Words) throws -> Planning.Operation {
  let result: Planning.Operation
  switch try words.next() {
  case "up": result = .setUp(interface)
  case "down": result = .setDown(interface)
  case "mtu": result = .setMTU(interface, from: .unset, to: .bytes(try words.value { UInt32($0) }))
  case "master": result = .setMaster(interface, from: nil, to: try words.next())
  case "nomaster": result = .setMaster(interface, from: "br0", to: nil)
  case "alias": result = .setAlias(interface, from: "", to: try words.next())
  case "addrgenmode" where words.accept("none"): result = .stopLinkLocal(interface)
  case "type" where words.accept("bridge_slave"):
    result = .setPortOptions(interface, from: [], to: try settings(.bridgePort, &words))
  case let word: throw NotExpressible(description: "word \(word)")
  }
  try words.expectEnd()
  return result
}

private func address(_ words: inout Words) throws -> Planning.Operation {
  let verb = try words.next()
  let prefix = try words.value { Prefix($0) }
  guard words.accept("dev") else { throw NotExpressible(description: "no dev") }
  let interface = Interface(try words.next())
  let skipsDetection = words.accept("nodad")
  let entry = AddressEntry(
    interface, prefix, skipsDetection: skipsDetection,
    skipsPrefixRoute: words.accept("noprefixroute"))
  try words.expectEnd()
  switch verb {
  case "add": return .addAddress(entry)
  case "del": return .deleteAddress(entry)
  default: throw NotExpressible(description: "addr \(verb)")
  }
}

private func route(_ words: inout Words) throws -> Planning.Operation {
  let verb = try words.next()
  guard verb == "add" || verb == "del" else { throw NotExpressible(description: "route \(verb)") }
  let destination = words.accept("default") ? nil : try words.value { Prefix($0) }
  let (settings, device) = try entrySettings(.route, &words)
  let gateway = settings.first?.operands.first
  var family = destination?.family ?? .ipv4
  if case .address(let address) = gateway { family = address.family }
  let entry = RouteEntry(
    destination: destination, family: family, settings: settings,
    interface: Interface(device ?? "v0"))
  return verb == "add" ? .addRoute(entry) : .deleteRoute(entry)
}

private func forwarding(_ words: inout Words) throws -> Planning.Operation {
  let verb = try words.next()
  let mac = try words.value { MAC($0) }
  let (settings, device) = try entrySettings(.forwarding, &words)
  guard let device else { throw NotExpressible(description: "no dev") }
  let entry = ForwardingEntry(Interface(device), mac: mac, settings: settings)
  switch verb {
  case "append" where entry.isAppended: return .addForwarding(entry)
  case "replace" where !entry.isAppended, "add" where !entry.isAppended:
    return .addForwarding(entry)
  case "del": return .deleteForwarding(entry)
  default: throw NotExpressible(description: "fdb \(verb)")
  }
}

private func neighbour(_ words: inout Words) throws -> Planning.Operation {
  let verb = try words.next()
  let address = try words.value { Address($0) }
  // `permanent` is the state that `ip neigh` takes by itself.
  var rest = Array(words.rest)
  if let place = rest.firstIndex(of: "nud") { rest.remove(at: place) }
  words.rest = rest[...]
  let (settings, device) = try entrySettings(.neighbour, &words)
  guard let device else { throw NotExpressible(description: "no dev") }
  let entry = NeighbourEntry(Interface(device), address: address, settings: settings)
  switch verb {
  case "replace", "add": return .addNeighbour(entry)
  case "del": return .deleteNeighbour(entry)
  default: throw NotExpressible(description: "neigh \(verb)")
  }
}

/// The options of an entry, and the device among them.
private func entrySettings(
  _ kind: OptionKind, _ words: inout Words
) throws -> ([Setting], device: String?) {
  var settings = try settings(kind, &words)
  let isDevice = { (setting: Setting) in setting.option.name == "dev" }
  let device = settings.first(where: isDevice)?.operands.first
  settings.removeAll(where: isDevice)
  guard case .device(.named(let name))? = device else { return (settings, nil) }
  return (settings, name)
}

// Options, by the spelling that THE TABLE has for iproute2.

/// Other spellings of iproute2's, in its own words.
private let otherSpellings = [
  "vni": "id", "hoplimit": "ttl", "dsfield": "tos", "fastleave": "mcast_fast_leave",
]

private func settings(_ kind: OptionKind, _ words: inout Words) throws -> [Setting] {
  var settings: [Setting] = []
  while let word = words.rest.first {
    if word == "dstport", words.rest.dropFirst().first == "0" {
      // "Use 'dstport 0' to get default": nothing is sent.
      words.rest.removeFirst(2)
      continue
    }
    if !kind.isEntry { words.rest[words.rest.startIndex] = otherSpellings[word] ?? word }
    // `port` is iproute2's other word for `srcport`.
    if word == "port", kind == .vxlan { words.rest[words.rest.startIndex] = "srcport" }
    settings.append(try setting(kind, &words))
  }
  let order = DeviceOption.all
  return settings.sorted { left, right in
    order.firstIndex(of: left.option) ?? 0 < order.firstIndex(of: right.option) ?? 0
  }
}

private func setting(_ kind: OptionKind, _ words: inout Words) throws -> Setting {
  for option in DeviceOption.all(of: kind) {
    for (index, form) in option.row.forms.enumerated() {
      let literals = form.words
      guard words.rest.starts(with: literals) else { continue }
      let values = words.rest.dropFirst(literals.count).prefix(form.operands.count)
      let operands = zip(values, form.operands).compactMap { operand($0, $1) }
      guard operands.count == form.operands.count else { continue }
      words.rest.removeFirst(literals.count + operands.count)
      return Setting(option, form: index, Operands(operands))
    }
  }
  throw NotExpressible(description: "option \(words.rest.joined(separator: " "))")
}

private func operand(_ word: String, _ shape: OperandShape) -> Operand? {
  switch shape {
  case .number(let range), .hexNumber(let range):
    let number =
      word.hasPrefix("0x") ? hexNumber(Array(word.utf8.dropFirst(2))[...]) : UInt64(word)
    return number.flatMap { range.contains($0) ? .number($0) : nil }
  case .unicast, .underlayAddress, .overlayAddress:
    return Address(word).flatMap { $0.isMulticast ? nil : .address($0) }
  case .multicast: return Address(word).flatMap { $0.isMulticast ? .address($0) : nil }
  case .device: return .device(.named(word))
  case .mac, .bridgeGroup: return MAC(word).map { .mac($0) }
  }
}

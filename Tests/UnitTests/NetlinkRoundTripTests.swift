import Diagnostics
import Driver
import Lottery
import Planning
import Testing
import Values
import Vocabulary

@testable import Netlink

// What our operations are encoded to, decoded as if a kernel had dumped it, is what they say: a
// request to make something and the dump that shows it are messages of one shape.

/// The devices that messages speak of.
private struct Devices {
  private(set) var indices: IndexTable
  private var names: [String?: [[UInt8]]] = [:]

  init() {
    var observed = Observed()
    observed.links = ["enp0s8", "eth0", "lan1", "br0"].enumerated().map { index, name in
      ObservedLink(interface: Interface(name), index: UInt32(index + 2), kind: .other(""))
    }
    indices = IndexTable(observed: observed)
    for link in observed.links { know(link.interface) }
  }

  mutating func know(_ interface: Interface) {
    guard let index = indices[interface] else { return }
    var builder = MessageBuilder(MessageType.newLink, 2)
    builder.linkHeader(index: index)
    builder.attribute(LinkAttribute.name, name: interface.name)
    names[interface.namespace, default: []].append(builder.request.bytes)
  }

  func table(_ namespace: String?) -> NameTable { NameTable(names[namespace] ?? []) }

  /// The message of an operation; `nil` where it is no message.
  mutating func message(_ operation: Planning.Operation) -> (namespace: String?, [UInt8])? {
    let form = hostForm(of: operation, indices: &indices, descriptor: { _ in 3 }, hasIPv6: true)
    if case .addLink(let link) = operation {
      know(link.interface)
      if case .veth(let peer, _, _) = link.kind { know(peer) }
    }
    guard case .message(let namespace, let request) = form else { return nil }
    return (namespace, request.bytes)
  }
}

/// What an operation says, and what its message is decoded to; `nil` where a dump has another shape.
private func bothWays(
  _ operation: Planning.Operation, _ devices: inout Devices
) -> (said: String, read: String)? {
  guard let (namespace, message) = devices.message(operation) else { return nil }
  let names = devices.table(namespace)
  if case .addLink(let link) = operation {
    let read = decodeLink(message, namespace, names)
    return (text(link), read.map { text($0, as: link) } ?? "nothing")
  }
  if case .addAddress(let entry) = operation {
    let read = decodeAddress(message, namespace, names)
    return ("\(entry)", read.map { "\(address($0))" } ?? "nothing")
  }
  if case .addRoute(let entry) = operation {
    return ("\(entry)", decodeRoute(message, namespace, names)?.entry.map { "\($0)" } ?? "nothing")
  }
  // That a dump tells of by an attribute, where the request has a flag.
  if case .addForwarding(let entry) = operation, !entry.isInBridge {
    return ("\(entry)", decodeForwarding(message, namespace, names).map { "\($0.entry)" } ?? "")
  }
  if case .addNeighbour(let entry) = operation {
    return ("\(entry)", decodeNeighbour(message, namespace, names)?.entry.map { "\($0)" } ?? "")
  }
  return nil
}

private func address(_ read: ObservedAddress) -> AddressEntry {
  // IFA_F_NODAD (uapi/linux/if_addr.h).
  AddressEntry(
    read.interface, read.prefix, skipsDetection: read.flags & 2 != 0,
    skipsPrefixRoute: read.skipsPrefixRoute)
}

/// A form that a dump shows in another way is compared where dumps are: `everyFormComesBack`.
private func comparable(_ settings: [Setting]) -> [Setting] {
  settings.filter { $0.shape.dump == .same || $0.shape.dump == .rounded }
}

private func text(_ link: Link) -> String {
  let mtu: UInt32 = if case .bytes(let bytes) = link.mtu { bytes } else { 0 }
  return "\(link.interface) \(link.kind.word) \(mtu) \(link.mac.map { "\($0)" } ?? "–")"
    + " \(comparable(link.settings))"
}

private func text(_ read: ObservedLink, as link: Link) -> String {
  // A number that another form has a word for is that form.
  let settings = comparable(link.settings).map { wanted in
    read.settings.first { $0.option == wanted.option }.map {
      $0.shape.attribute == wanted.shape.attribute && number($0) == number(wanted) ? wanted : $0
    }
  }
  let kind =
    switch read.kind {
    case .vxlan: "vxlan"
    case .bridge: "bridge"
    case .veth: "veth"
    case .other(let word): word
    }
  return "\(read.interface) \(kind) \(read.mtu) \(read.mac.map { "\($0)" } ?? "–")"
    + " \(settings.compactMap(\.self))"
}

private func number(_ setting: Setting) -> Operands {
  setting.operands.isEmpty ? [.number(setting.shape.constant)] : setting.operands
}

/// The operations of drawn recipes, and of one recipe for each form of each option.
@Test func operationsComeBack() {
  let drawn = RecipeLottery.seeds.map { seed in
    var lottery = RecipeLottery(seed: seed)
    return lottery.recipe()
  }
  var compared = 0
  for text in drawn + OptionRecipe.all.map(\.text) {
    let recipe = Recipe(name: "recipe.vxl", bytes: Array(text.utf8))
    #expect(!recipe.hasErrors, "\(text)")
    let plan = difference(derive(recipe.model, node: "node1", owner: "o"), nil).value
    var devices = Devices()
    for step in plan.steps {
      guard let (said, read) = bothWays(step.operation, &devices) else { continue }
      #expect(said == read, "\(text)")
      compared += 1
    }
  }
  print("netlink operations: \(compared) came back")
  #expect(compared > 1000)
}

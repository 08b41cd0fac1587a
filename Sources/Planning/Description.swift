import Values
import Vocabulary

/// What a step does to the objects of a host, as a plan counts and shows it.
package enum Change: String, Sendable, CaseIterable {
  case create = "+"
  case change = "~"
  case replace = "-/+"
  case delete = "-"
}

/// One line of a plan.
package struct PlanLine: Sendable, Equatable {
  package var change: Change
  /// "vxlan", "bridge", "address", …
  package var object: String
  package var text: String
  /// For a change: what was, and what is to be.
  package var from: String?
  package var to: String?

  package init(
    _ change: Change, _ object: String, _ text: String, from: String? = nil, to: String? = nil
  ) {
    self.change = change
    self.object = object
    self.text = text
    self.from = from
    self.to = to
  }
}

extension Step {
  /// The line of the plan. A device that is made anew has one line, with what forces it.
  package func line(isNew: (Interface) -> Bool) -> PlanLine? {
    guard let replacement else { return operation.line(isNew: isNew) }
    guard case .addLink(let link) = operation else { return nil }
    let reasons = replacement.joined(separator: "; ")
    return PlanLine(
      .replace, link.kind.word, "\(link.interface.text): \(reasons); what it learned is forgotten")
  }
}

extension Operation {
  /// What an entry of a table is to a plan; `nil` for all else.
  package var changeOfEntry: Change? {
    switch self {
    case .addForwarding, .addNeighbour: .create
    case .deleteForwarding, .deleteNeighbour: .delete
    case .addNamespace, .deleteNamespace, .addLink, .deleteLink, .setAlias, .addName, .deleteName,
      .stopLinkLocal, .startLinkLocal, .setMaster, .setOptions, .setPortOptions, .setMTU, .setMAC,
      .setApplicationProbes, .setUp, .setDown, .addAddress, .deleteAddress, .addRoute,
      .deleteRoute, .docker:
      nil
    }
  }

  /// The line of the plan; `nil` where the operation is part of an object that another one makes.
  /// `isNew` tells whether the plan makes an interface.
  package func line(isNew: (Interface) -> Bool) -> PlanLine? {
    switch self {
    case .addNamespace(let name): PlanLine(.create, "namespace", name)
    case .deleteNamespace(let name): PlanLine(.delete, "namespace", name)
    case .addLink(let link): PlanLine(.create, link.kind.word, link.text)
    case .deleteLink(let link): PlanLine(.delete, link.kind.word, link.interface.text)
    case .setAlias(let interface, _, _):
      changed(interface, "alias", "of \(interface.text)", isNew)
    case .addName, .deleteName, .stopLinkLocal, .startLinkLocal: nil
    case .setMaster(let interface, let from, let to):
      memberLine(interface, from, to, isNew)
    case .setOptions(let interface, let from, let to):
      changed(interface, "options", (settingsText(from), settingsText(to)), isNew)
    case .setPortOptions(let interface, let from, let to):
      changed(interface, "port", (settingsText(from), settingsText(to)), isNew)
    case .setMTU(let interface, let from, let to):
      changed(interface, "mtu", (from.text, to.text), isNew)
    case .setMAC(let interface, let from, let to):
      changed(interface, "mac", ("\(from)", "\(to)"), isNew)
    case .setApplicationProbes(let interface, let family, _, let to):
      changed(
        interface, "neighbours",
        "\(family.word) neighbours of \(interface.text) are asked of \(to == 0 ? "the network" : "the agent")",
        isNew)
    case .setUp(let interface): changed(interface, "link", "\(interface.text) up", isNew)
    case .setDown(let interface): changed(interface, "link", "\(interface.text) down", isNew)
    case .addAddress(let entry): PlanLine(.create, "address", entry.text)
    case .deleteAddress(let entry): PlanLine(.delete, "address", entry.text)
    case .addRoute(let route): PlanLine(.create, "route", route.text)
    case .deleteRoute(let route): PlanLine(.delete, "route", route.text)
    case .addForwarding(let entry): PlanLine(.create, "entry", entry.text)
    case .deleteForwarding(let entry): PlanLine(.delete, "entry", entry.text)
    case .addNeighbour(let entry): PlanLine(.create, "neighbour", entry.text)
    case .deleteNeighbour(let entry): PlanLine(.delete, "neighbour", entry.text)
    case .docker(let step): step.line
    }
  }

  private func changed(
    _ interface: Interface, _ object: String, _ text: String, _ isNew: (Interface) -> Bool
  ) -> PlanLine? {
    isNew(interface) || isLoopback(interface) ? nil : PlanLine(.change, object, text)
  }

  /// "vxlan42: 1400 -> 1450"
  private func changed(
    _ interface: Interface, _ object: String, _ values: (from: String, to: String),
    _ isNew: (Interface) -> Bool
  ) -> PlanLine? {
    guard !isNew(interface), !isLoopback(interface) else { return nil }
    let change = values.from.isEmpty ? values.to : "\(values.from) -> \(values.to)"
    return PlanLine(
      .change, object, "\(interface.text): \(change)", from: values.from, to: values.to)
  }

  private func isLoopback(_ interface: Interface) -> Bool {
    interface.name == "lo" && interface.namespace != nil
  }

  private func memberLine(
    _ interface: Interface, _ from: String?, _ to: String?, _ isNew: (Interface) -> Bool
  ) -> PlanLine? {
    if isNew(interface) { return nil }
    if let to { return PlanLine(.create, "port", "\(interface.text) in \(to)") }
    return PlanLine(.delete, "port", "\(interface.text) in \(from ?? "its bridge")")
  }
}

private func settingsText(_ settings: [Setting]) -> String {
  settings.flatMap { $0.words(device: \.text) }.joined(separator: " ")
}

extension DeviceReference {
  package var text: String {
    switch self {
    case .named(let name): printable(name)
    case .holding(let address): "(the device that holds \(address))"
    }
  }
}

extension Interface {
  package var text: String {
    namespace.map { "\(printable(name)) in \(printable($0))" } ?? printable(name)
  }
}

extension Link.Kind {
  package var word: String {
    switch self {
    case .vxlan: "vxlan"
    case .bridge: "bridge"
    case .veth: "veth"
    }
  }
}

extension Link {
  var text: String {
    var parts = [interface.text]
    if case .veth(let peer, _, _) = kind { parts.append("to \(peer.text)") }
    if !settings.isEmpty { parts.append(settingsText(settings)) }
    return parts.joined(separator: "  ")
  }
}

extension MTU {
  var text: String {
    switch self {
    case .unset: "of the kernel's choice"
    case .bytes(let bytes): String(bytes)
    case .underlay: "that the underlay leaves"
    }
  }
}

extension AddressEntry {
  var text: String {
    "\(prefix) on \(interface.text)" + (skipsPrefixRoute ? " without a route to its network" : "")
  }
}

extension RouteEntry {
  var text: String {
    ([destination?.description ?? "default"] + settingWords + ["on", interface.text])
      .joined(separator: " ")
  }

  private var settingWords: [String] {
    settings.flatMap { $0.words(device: \.text) }
  }
}

extension ForwardingEntry {
  var text: String {
    var parts = ["\(mac)"]
    if let destination { parts += ["to", "\(destination)"] }
    let rest = settings.filter { $0.option != .forwarding(.dst) }
    parts += rest.flatMap { $0.words(device: \.text) }
    return (parts + ["on", interface.text]).joined(separator: " ")
  }
}

extension NeighbourEntry {
  var text: String {
    (["\(address)"] + settings.flatMap { $0.words(device: \.text) } + ["on", interface.text])
      .joined(separator: " ")
  }
}

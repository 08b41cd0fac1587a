import Diagnostics
import Planning
import Values
import Vocabulary

extension ScriptWriter {
  /// One line a step, below the recipe's line that it comes from.
  func steps(_ source: (SourceRange) -> (file: String, line: Int)?) -> [String] {
    var lines: [String] = []
    var place = ""
    var tables: Set<Interface> = []
    var neighbours: Set<Interface> = []
    for step in plan.steps {
      var written: [String]
      if case .addForwarding(let entry) = step.operation, entry.isInTable {
        guard tables.insert(entry.interface).inserted else { continue }
        written = table(entry.interface)
      } else if case .addNeighbour(let entry) = step.operation, index.isInTable(entry) {
        guard neighbours.insert(entry.interface).inserted else { continue }
        written = self.neighbours(of: entry.interface)
      } else {
        written = self.lines(for: step.operation).map { "  " + $0 }
      }
      if written.isEmpty { continue }
      if let range = step.range, let found = source(range) {
        let text = "  # \(commentText(found.file)):\(found.line)"
        if text != place { lines.append(text) }
        place = text
      }
      lines += written
    }
    return lines.isEmpty ? ["  :"] : lines
  }

  /// The forwarding entries of one device, for `bridge -batch`.
  private func table(_ interface: Interface) -> [String] {
    let start = (["  table", shellWord(interface.name)] + floodAddress(interface) + ["<<'END'"])
      .joined(separator: " ")
    var lines = [start]
    for entry in index.entries[interface] ?? [] {
      let words = entry.settings.flatMap { $0.words(device: \.nameInBatch) }
      lines.append(
        (["fdb", entry.verb, "\(entry.mac)", "dev", interface.name] + words)
          .joined(separator: " "))
    }
    return lines + ["END"]
  }

  /// The neighbours of one device, for `ip -batch`.
  private func neighbours(of interface: Interface) -> [String] {
    let lines = (index.neighbours[interface] ?? []).map { entry in
      (["neigh", "replace", "\(entry.address)"]
        + entry.settings.flatMap { $0.words(device: \.nameInBatch) }
        + ["dev", interface.name, "nud", "permanent"]).joined(separator: " ")
    }
    return ["  neighbours \(shellWord(interface.name)) <<'END'"] + lines + ["END"]
  }

  /// The device's remote or group, of which the kernel makes an entry.
  func floodAddress(_ interface: Interface) -> [String] {
    guard let link = index.linkOf[interface] else { return [] }
    for setting in link.settings {
      guard setting.option == .vxlan(.remote) || setting.option == .vxlan(.group) else { continue }
      for case .address(let address) in setting.operands { return ["\(address)"] }
    }
    return []
  }

  private func lines(for operation: Operation) -> [String] {
    words(for: operation).map { $0.joined(separator: " ") }
  }

  /// The calls of the preamble's functions that an operation becomes.
  private func words(for operation: Operation) -> [[String]] {
    switch operation {
    case .addNamespace(let name):
      return [["namespace", shellWord(name)] + noteWords(.namespace(name))]
    case .deleteNamespace: return [generic(operation)]
    case .addLink(let link): return creation(link)
    case .deleteLink: return [generic(operation)]
    case .setAlias(let interface, _, _):
      return index.markOf[interface.name] == nil ? [generic(operation)] : []
    case .addName(let interface, let name):
      return [["readable_name", shellWord(interface.name), shellWord(name)]]
    case .deleteName: return [generic(operation)]
    case .stopLinkLocal(let interface): return [["quiet", shellWord(interface.name)]]
    case .startLinkLocal: return [generic(operation)]
    case .setMaster(let interface, _, let bridge?):
      let names = [shellWord(interface.name), name(Interface(bridge))]
      let network = index.dockerNetworks[bridge].map { Ownership.Note.docker($0).text }
      return index.made.contains(interface)
        ? [["join"] + names + (network.map { [shellWord($0), names[0]] } ?? [])]
        : [["join_port"] + names + noteWords(.port(interface.name), on: bridge)]
    case .setMaster(_, _, nil): return [generic(operation)]
    case .setOptions: return [generic(operation)]
    case .setPortOptions(let interface, _, let options):
      return [["settle", "bridge_slave", shellWord(interface.name)] + options.map(quotedSetting)]
    case .setMTU(let interface, _, let value):
      guard let number = spelling.mtu(value) else { return [] }
      let name = shellWord(interface.name)
      return index.isBridge(interface)
        ? [["bridge_mtu", name, number]]
        : [["property", namespaceWord(interface), name, "mtu", number]]
    case .setMAC: return [generic(operation)]
    case .setApplicationProbes(let interface, let family, _, let count):
      return [
        ["probes", namespaceWord(interface), shellWord(interface.name), family.neighbourTable]
          + ["\(count)"]
      ]
    case .setUp(let interface): return [up(interface)]
    case .setDown: return [generic(operation)]
    case .addAddress(let entry): return [address(entry)]
    case .deleteAddress: return [generic(operation)]
    case .addRoute(let entry): return [route(entry)]
    case .deleteRoute: return [generic(operation)]
    case .addForwarding(let entry): return [forwarding(entry)]
    case .deleteForwarding: return [generic(operation)]
    case .addNeighbour(let entry): return [neighbour(entry)]
    case .deleteNeighbour: return [generic(operation)]
    case .docker(let step): return words(for: step)
    }
  }

  private func namespaceWord(_ interface: Interface) -> String {
    shellWord(interface.namespace ?? "")
  }

  /// What a plan for an empty host does not hold: the command as it is.
  private func generic(_ operation: Operation) -> [String] {
    var words = spelling.words(of: operation)
    if words.first == "ip" {
      let isElsewhere = words.dropFirst().first == "-n"
      words = ["ip_in", isElsewhere ? words[2] : "''"] + words.dropFirst(isElsewhere ? 3 : 1)
    } else {
      words = ["\"$BRIDGE\""] + words.dropFirst()
    }
    return ["step", "differs", shellWord(words.dropFirst(2).joined(separator: " "))] + words
  }

  private func creation(_ link: Link) -> [[String]] {
    let name = shellWord(link.interface.name)
    let variable = index.markOf[link.interface.name]?.variable
    var lines = [
      ["link", link.kindWord, name, variable.map { "\"$\($0)\"" } ?? "''"] + spelling.creation(link)
    ]
    let settings = changeable(link)
    if !settings.isEmpty {
      lines.append(["settle", link.kindWord, name] + settings.map(quotedSetting))
    }
    let flood = floodAddress(link.interface)
    if index.entries[link.interface] == nil, !flood.isEmpty {
      lines.append(["table", name] + flood + ["</dev/null"])
    }
    return lines
  }

  /// The settings that may change on a device that stands; a vxlan device without peers of its own
  /// must not keep a former one.
  private func changeable(_ link: Link) -> [Setting] {
    var settings = link.settings.filter { setting in
      setting.changeability == .inPlace && setting.shape.layout != .flag
        && setting.shape.dump != .never
    }
    let options = link.settings.map(\.option)
    let excluding: [DeviceOption] = [.vxlan(.remote), .vxlan(.group), .vxlan(.external)]
    if case .vxlan = link.kind, !options.contains(where: excluding.contains) {
      let isIPv6 = link.settings.contains { setting in
        if case .address(let address)? = setting.operands.first { return address.family == .ipv6 }
        return false
      }
      settings.append(
        Setting(.vxlan(.remote), [.address(Address(family: isIPv6 ? .ipv6 : .ipv4, number: 0))]))
    }
    return settings
  }

  private func up(_ interface: Interface) -> [String] {
    let words = [namespaceWord(interface), shellWord(interface.name)]
    if let namespace = interface.namespace {
      return ["up"] + words + (interface.name == "lo" ? noteWords(.loopback(namespace)) : [])
    }
    if !index.made.contains(interface) {
      return ["up_port"] + words + noteWords(.up(interface.name))
    }
    let isBridge = index.isBridge(interface)
    return ["up"] + words
      + (isBridge ? noteWords(.up(interface.name), on: interface.name) : [])
  }

  private func address(_ entry: AddressEntry) -> [String] {
    let interface = entry.interface
    let isBridge = index.isBridge(interface)
    return ["address", namespaceWord(interface), name(interface), "\(entry.prefix)"]
      + [entry.flags.count == 1 ? entry.flags[0] : "'\(entry.flags.joined(separator: " "))'"]
      + (isBridge ? noteWords(.address(entry.prefix), on: interface.name) : [])
  }
}

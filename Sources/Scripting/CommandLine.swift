package import Planning

/// An operation as the `ip` or `bridge` command that does it: for `-v` and for plans.
package func commandLine(_ operation: Operation, underlays: [UnderlayMTU]) -> String {
  Spelling.withoutHost(underlays, leavesOutUnneededMACs: false).words(of: operation)
    .joined(separator: " ")
}

extension Spelling {
  /// One command, whole.
  func words(of operation: Operation) -> [String] {
    switch operation {
    case .addNamespace(let name): ["ip", "netns", "add", word(name)]
    case .deleteNamespace(let name): ["ip", "netns", "delete", word(name)]
    case .addLink(let link):
      ip(link.interface) + ["link", "add", "dev", word(link.interface.name)] + creation(link)
    case .deleteLink(let link):
      ip(link.interface) + ["link", "delete", "dev", word(link.interface.name)]
    case .setAlias(let interface, _, let alias): linkSet(interface, ["alias", word(alias)])
    case .addName(let interface, let name): property("add", interface, name)
    case .deleteName(let interface, let name): property("delete", interface, name)
    case .stopLinkLocal(let interface): linkSet(interface, ["addrgenmode", "none"])
    case .startLinkLocal(let interface): linkSet(interface, ["addrgenmode", "eui64"])
    case .setMaster(let interface, _, let bridge):
      linkSet(interface, bridge.map { ["master", word($0)] } ?? ["nomaster"])
    case .setOptions(let interface, _, let options):
      linkSet(interface, ["type", kindWord(options)] + settings(options))
    case .setPortOptions(let interface, _, let options):
      linkSet(interface, ["type", "bridge_slave"] + settings(options))
    case .setMTU(let interface, _, let value):
      linkSet(interface, mtu(value).map { ["mtu", $0] } ?? [])
    case .setMAC(let interface, _, let mac): linkSet(interface, ["address", "\(mac)"])
    case .setApplicationProbes(let interface, let family, _, let count):
      ip(interface) + ["ntable", "change", "name", family.neighbourTable]
        + ["dev", word(interface.name), "app_probes", "\(count)"]
    case .setUp(let interface): linkSet(interface, ["up"])
    case .setDown(let interface): linkSet(interface, ["down"])
    case .addAddress(let entry): address("add", entry) + entry.flags
    case .deleteAddress(let entry): address("delete", entry)
    case .addRoute(let entry): route("add", entry)
    case .deleteRoute(let entry): route("delete", entry)
    case .addForwarding(let entry): forwarding(entry.verb, entry)
    case .deleteForwarding(let entry): forwarding("delete", entry)
    case .addNeighbour(let entry): neighbour("replace", entry)
    case .deleteNeighbour(let entry): neighbour("delete", entry)
    case .docker(let step):
      ["docker"]
        + step.words(DockerSpelling(word: word, mtu: mtu, isPlain: leavesOutUnneededMACs))
    }
  }
}

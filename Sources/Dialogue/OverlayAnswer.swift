import Diagnostics
import Topology
import Values
import Vocabulary

/// An overlay in a line, and a line for each of its nodes.
enum OverlayAnswer {
  /// Of more members only the first are shown.
  private static let shownMembers = 20

  static func lines(of overlay: Overlay) -> [String] {
    let peers = PeerTable(overlay)
    let shown = overlay.members.prefix(shownMembers)
    let common = commonMTU(overlay)
    let rows = shown.enumerated().map { row($1, $0, overlay, peers, withMTU: common == nil) }
    var lines = [head(overlay, common)] + aligned(rows).map { "  " + $0 }
    let tables = tables(overlay.tables)
    if !tables.isEmpty { lines.append("  for each: " + tables.joined(separator: ", ")) }
    let rest = overlay.members.count - shown.count
    if rest > 0 { lines.append("  … and \(counted(rest, "node")) more") }
    return lines
  }

  /// What is said once for all members.
  private static func commonMTU(_ overlay: Overlay) -> String? {
    guard let first = overlay.members.first else { return nil }
    let common = mtu(first, overlay)
    return overlay.members.allSatisfy { mtu($0, overlay) == common } ? common : nil
  }

  private static func head(_ overlay: Overlay, _ mtu: String?) -> String {
    var words = ["overlay \(overlay.vni.value) port \(overlay.port.value)"]
    if let group = overlay.group { words.append("group \(group.value)") }
    if let control = overlay.control { words.append("control \(control.value.word)") }
    if overlay.isExternal { words.append("external") }
    let count = counted(overlay.members.count, "node")
    return words.joined(separator: " ") + ": " + count + (mtu.map { ", " + $0 } ?? "")
  }

  /// Its name, how it is reached and what it is given, the device, the peers, the MTU where they
  /// differ, and what is behind it.
  private static func row(
    _ member: Member, _ index: Int, _ overlay: Overlay, _ peers: PeerTable, withMTU: Bool
  ) -> [String] {
    let addresses = member.addresses.map(\.value.description)
    let sides = [member.underlay.value.description] + (addresses.isEmpty ? [] : ["->"] + addresses)
    return [
      printable(member.name.value), sides.joined(separator: " "), printable(member.device.value),
      reach(member, index, overlay, peers), withMTU ? mtu(member, overlay) : "", behind(member),
    ]
  }

  private static func reach(
    _ member: Member, _ index: Int, _ overlay: Overlay, _ peers: PeerTable
  ) -> String {
    if overlay.group != nil { return "by group" }
    let count = peers.count(of: index)
    switch count {
    case 0: return "no peer"
    case 1...3:
      let others = overlay.members.indices.filter { peers.arePeers(index, $0) }
      let names = others.map { printable(overlay.members[$0].name.value) }
      return (count == 1 ? "peer " : "peers ") + names.joined(separator: ", ")
    default: return "\(count) peers"
    }
  }

  private static func mtu(_ member: Member, _ overlay: Overlay) -> String {
    switch member.mtu {
    case .bytes(let bytes): "mtu \(bytes.value)"
    case .automatic: "mtu underlay-\(overlay.family == .ipv4 ? 50 : 70)"
    }
  }

  private static func behind(_ member: Member) -> String {
    var parts: [String] = []
    if let bridge = member.bridge { parts.append("bridge \(printable(bridge.name.value))") }
    if let network = member.docker { parts.append("docker \(printable(network.value))") }
    parts += member.namespaces.map { "netns " + endpoint($0.name.value, $0.addresses.map(\.value)) }
    parts += member.containers.map { container in
      "container " + endpoint(container.name.value, container.addresses.map(\.value))
    }
    parts += member.ports.map { "port " + endpoint($0.device.value, $0.addresses.map(\.value)) }
    parts += tables(member.tables)
    let shown = parts.prefix(5)
    let rest = parts.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? ", and \(rest) more" : "")
  }

  /// How many lines of the tables were written.
  private static func tables(_ tables: TableItems) -> [String] {
    let counts = [
      (tables.routes.count, "route", "routes"),
      (tables.forwarding.count, "fdb entry", "fdb entries"),
      (tables.neighbours.count, "neighbour", "neighbours"),
    ]
    return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
  }

  private static func endpoint(_ name: String, _ addresses: [Prefix]) -> String {
    ([printable(name)] + addresses.map(\.description)).joined(separator: " ")
  }

  /// Rows as lines, each column as wide as it has to be.
  private static func aligned(_ rows: [[String]]) -> [String] {
    guard let count = rows.first?.count else { return [] }
    let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).filter { $1 > 0 }.map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ")
      return String(
        line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.endIndex)])
    }
  }
}

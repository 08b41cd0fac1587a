import Diagnostics
import Netlink
import Planning
import Topology
import Values
import Vocabulary

/// A socket as /proc/net/udp and udp6 show it (proc_net(5)).
struct UDPSocket: Hashable {
  var port: UInt16
  var isIPv6: Bool
  /// Whether it takes what comes to any address.
  var isWildcard: Bool
  var inode: UInt64

  /// After a line of names: `sl local_address rem_address st … uid timeout inode …`.
  static func all(in text: String, isIPv6: Bool) -> [UDPSocket] {
    text.split(separator: "\n").dropFirst().compactMap { line in
      let words = line.split(separator: " ")
      guard words.count > 9, let inode = UInt64(words[9]) else { return nil }
      let local = words[1].split(separator: ":")
      guard local.count == 2, let port = UInt16(local[1], radix: 16) else { return nil }
      return UDPSocket(
        port: port, isIPv6: isIPv6, isWildcard: local[0].allSatisfy { $0 == "0" }, inode: inode)
    }
  }

  /// Those of a host.
  static func all(of host: Host) -> [UDPSocket] {
    let four = host.senses.file("/proc/thread-self/net/udp") ?? ""
    let six = host.senses.file("/proc/thread-self/net/udp6") ?? ""
    return all(in: four, isIPv6: false) + all(in: six, isIPv6: true)
  }

  /// Whether it keeps a vxlan device of the family from the port. An IPv6 socket for all addresses
  /// takes IPv4 as well, unless it was told not to, which does not show.
  fileprivate func takes(_ port: UInt16, _ family: Family) -> Bool {
    guard self.port == port else { return false }
    switch family {
    case .ipv4: return !isIPv6 || isWildcard
    case .ipv6: return isIPv6
    }
  }
}

/// Whether somebody else has the UDP port of an overlay. Where it cannot be seen who, it is a warning:
/// the kernel's own sockets may be shared.
func portTaken(_ part: Part, _ sockets: [UDPSocket], _ host: Host) -> Diagnostic? {
  let port = part.overlay.port.value
  let name = printable(part.device.name)
  for link in part.observed.vxlanDevices(onPort: port)
  where link.interface != part.device && link.isUp {
    let isSame = flagsOfSocket(link.settings) == part.socketFlags
    if isSame { return nil }
    return Diagnostic(
      .portTaken,
      "UDP port \(port) is taken by \(printable(link.interface.name)), a vxlan device with other"
        + " flags: \(name) cannot be set up", at: part.overlay.port.range,
      help: "take another `port`, or the same of `gbp`, `gpe`, `external` and their likes")
  }
  guard part.observed.link(part.device)?.isUp != true else { return nil }
  return portTaken(port, part.overlay.family, name, at: part.overlay.port.range, sockets, host)
}

/// The same for a port alone.
func portTaken(
  _ port: UInt16, _ family: Family, _ device: String?, at range: SourceRange?,
  _ all: [UDPSocket], _ host: Host
) -> Diagnostic? {
  let sockets = all.filter { $0.takes(port, family) }
  guard let socket = sockets.first else { return nil }
  let holder = sockets.lazy.compactMap { host.senses.holder($0.inode) }.first.map(printable)
  let consequence = device.map { ": \($0) cannot be set up" } ?? ""
  guard let holder else {
    // What holds IPv6 may hold it alone.
    guard socket.isIPv6 == (family == .ipv6) else { return nil }
    return Diagnostic(
      .portTaken, "UDP port \(port) is in use, by the kernel or by a process that cannot be seen",
      at: range,
      help:
        "`ss -lunp 'sport = :\(port)'` shows it; a vxlan device that a container runtime moved to"
        + " another namespace still holds its port here", severity: .warning)
  }
  return Diagnostic(
    .portTaken, "UDP port \(port) is taken by \(holder)\(consequence)", at: range,
    help: "`ss -lunp 'sport = :\(port)'` shows it; stop it, or take another `port`")
}

extension Observed {
  /// The vxlan devices here that receive on a UDP port.
  func vxlanDevices(onPort port: UInt16) -> [ObservedLink] {
    links.filter { link in
      link.interface.namespace == nil && link.kind == .vxlan
        && link.setting(.vxlan(.port))?.operands == [.number(UInt64(port))]
    }
  }
}

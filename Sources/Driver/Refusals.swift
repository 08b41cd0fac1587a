package import Diagnostics
package import Netlink
import Planning
import Scripting
import Values
import Vocabulary

// What a refusal means: the kernel's words where it has some, and a reason of ours from the
// operation and the errno where it has none. errno numbers: asm-generic/errno.h.

extension Stop {
  var status: ExitStatus {
    switch self {
    case .refused(_, let code, let text, _, _): status(code, text)
    case .unknownDevice: .refused
    case .system(let step, let error): error.status(of: step)
    case .docker(_, let failure): failure.status
    case .interrupted(let signal): signal == 2 ? .interrupted : .terminated
    }
  }

  /// EPERM with a text is not about capabilities ("IPv6 support disabled by administrator").
  private func status(_ code: Int32, _ text: String?) -> ExitStatus {
    if code == 1, text == nil { return .notPermitted }
    if code == 95, text?.contains("Unknown device type") == true { return .unavailable }
    return .refused
  }

  var diagnostic: Diagnostic {
    switch self {
    case .refused(let step, let code, let text, let offset, let request):
      refusal(step, code, text, offset, request)
    case .unknownDevice(let step, let interface):
      Diagnostic(
        .missingDevice, "this host has no device \(interface.text)", at: step.range
      )
      .note("tried: \(commandLine(step.operation, underlays: []))")
    case .system(let step, let error):
      error.diagnostic(of: step)
        .note("tried: \(commandLine(step.operation, underlays: []))")
    case .docker(let step, let failure):
      failure.diagnostic(at: step.range)
        .note("tried: \(commandLine(step.operation, underlays: []))")
    case .interrupted(let signal):
      Diagnostic(.interrupted, "interrupted by \(signalName(signal))", at: nil)
    }
  }

  private func refusal(
    _ step: Step, _ code: Int32, _ text: String?, _ offset: Int?, _ request: Request?
  ) -> Diagnostic {
    let reason =
      text.flatMap { remedy(step.operation, saying: $0) }
      ?? (code == 1 && text != nil ? nil : reason(step.operation, code, text))
    let option = offset.flatMap { request?.option(atOffset: $0) } ?? reason?.option
    let name = reason?.isAboutName == true ? step.nameRange : nil
    let range = option.flatMap { step.settingRanges[$0] } ?? name ?? step.range
    var diagnostic = Diagnostic(
      code == 1 && text == nil ? .notPermitted : .kernelRefused,
      "the kernel refused: \(text ?? reason?.words ?? errorName(code))", at: range,
      help: reason?.help)
    diagnostic.notes.append("tried: \(commandLine(step.operation, underlays: []))")
    if text == nil { diagnostic.notes.append("the kernel said only \(errorName(code))") }
    return diagnostic
  }
}

private func signalName(_ number: Int32) -> String {
  switch number {
  case 1: "SIGHUP"
  case 2: "SIGINT"
  case 15: "SIGTERM"
  default: "signal \(number)"
  }
}

private struct Reason {
  var words: String
  var help: String?
  /// The option that is at fault, where the kernel does not say.
  var option: DeviceOption?
  /// The name of the device is at fault.
  var isAboutName = false
}

/// What helps, where an errno alone does not tell. The kernel's texts may change: without them there
/// is no remedy, and nothing else.
private func remedy(_ operation: Operation, saying text: String) -> Reason? {
  if case .addLink(let link) = operation, text.contains("IPv6 support disabled") {
    let device = link.settings.first { $0.option == .vxlan(.dev) }?.words(device: \.text).last
    return Reason(
      words: text, help: "`sysctl net.ipv6.conf.\(device ?? "all").disable_ipv6=0`",
      option: .vxlan(.dev))
  }
  if case .addForwarding = operation, text.contains("only supported for Ethernet") {
    return Reason(
      words: text, help: "a `gpe` device carries no Ethernet frames: leave `gpe` out, or the entry")
  }
  return nil
}

private func reason(_ operation: Operation, _ code: Int32, _ text: String?) -> Reason? {
  if code == 1 {
    return Reason(
      words: "this needs CAP_NET_ADMIN",
      help: "run it with `sudo`; `check`, `plan`, `emit` and `lab` work without")
  }
  if code == 105 {
    return Reason(
      words: "no buffer space: the host joined more groups than it may",
      help: "raise `sysctl net.ipv4.igmp_max_memberships`")
  }
  switch operation {
  case .addLink(let link): return linkReason(link, code, text)
  case .setUp: return upReason(code)
  case .addAddress(let entry): return addressReason(entry, code)
  case .addForwarding(let entry): return forwardingReason(entry, code)
  case .setMaster: return masterReason(code)
  case .setMTU:
    return code == 22
      ? Reason(words: "the MTU does not fit the device below", help: "write a smaller `mtu`") : nil
  case .addRoute(let entry): return routeReason(entry, code)
  case .addNeighbour(let entry): return neighbourReason(entry, code)
  case .setPortOptions(_, _, let settings): return portReason(settings, code)
  case .addNamespace, .deleteNamespace, .deleteLink, .setAlias, .addName, .deleteName,
    .stopLinkLocal, .startLinkLocal, .setOptions, .setMAC, .setApplicationProbes, .setDown,
    .deleteAddress, .deleteRoute, .deleteForwarding, .deleteNeighbour, .docker:
    return nil
  }
}

private func linkReason(_ link: Link, _ code: Int32, _ text: String?) -> Reason? {
  switch code {
  // Of a VNI that is taken the kernel speaks; of a name it says nothing (seen on 6.18).
  case 17 where text == nil:
    return Reason(
      words: "a device named \(link.interface.name) exists already",
      help: "`ip link show dev \(link.interface.name)` shows it; take another name",
      isAboutName: true)
  case 17:
    return Reason(
      words: "a device with this name or this VNI and port exists already",
      help:
        "`ip -d link show type vxlan` lists them; a container runtime may own one in another namespace",
      option: .vxlan(.id))
  case 22:
    return Reason(words: "the name or a value is not taken", help: nil)
  case 95 where !link.settings.isEmpty && link.kind == .bridge:
    return Reason(
      words: "this kernel does not support one of the bridge's options",
      help: "`vlan_filtering` needs a kernel with CONFIG_BRIDGE_VLAN_FILTERING")
  case 95:
    return Reason(
      words: "this kernel does not know \(link.kind.word) devices",
      help: "load the module: `modprobe \(link.kind.word)`")
  default: return nil
  }
}

private func upReason(_ code: Int32) -> Reason? {
  switch code {
  case 98:
    return Reason(
      words: "the UDP port is taken, by another process or by a vxlan device with other flags",
      help: "`ss -lunp` shows who has it; take another `port`", option: .vxlan(.port))
  case 99:
    return Reason(
      words: "the underlay has no such address", help: "`ip address show` lists those that it has",
      option: .vxlan(.local))
  default: return nil
  }
}

private func addressReason(_ entry: AddressEntry, _ code: Int32) -> Reason? {
  switch code {
  case 17: Reason(words: "the address is assigned already", help: nil)
  case 13:
    Reason(
      words: "IPv6 is disabled on this device",
      help: "`sysctl net.ipv6.conf.\(entry.interface.name).disable_ipv6=0`")
  case 22 where entry.prefix.family == .ipv6:
    Reason(words: "IPv6 needs an MTU of at least 1280", help: "write a larger `mtu`")
  default: nil
  }
}

private func forwardingReason(_ entry: ForwardingEntry, _ code: Int32) -> Reason? {
  switch code {
  case 22 where entry.has(.nhid):
    Reason(
      words: "the host has no such nexthop group for forwarding entries",
      help: "`ip nexthop add id 1 via 192.0.2.2 fdb`, then `ip nexthop add id 10 group 1 fdb`",
      option: .forwarding(.nhid))
  case 28: Reason(words: "the table is full", help: "raise `maxaddress`")
  case 95 where entry.isInBridge:
    Reason(words: "the device is in no bridge", help: "`master` needs `bridge`")
  case 95: Reason(words: "the device has no forwarding table of its own", help: nil)
  case 97:
    Reason(
      words: "the destination is of another family than the device", help: nil,
      option: .forwarding(.dst))
  default: nil
  }
}

private func routeReason(_ entry: RouteEntry, _ code: Int32) -> Reason? {
  switch code {
  case 17:
    Reason(
      words: "the host has such a route already",
      help: "`ip route show` lists them; two routes to one network differ in their `metric`")
  case 22 where entry.settings.contains { $0.option == .route(.src) }:
    Reason(
      words: "the source is no address of this host",
      help: "write an address that the node has in an overlay, or leave `src` out",
      option: .route(.src))
  case 100: Reason(words: "the device of the route is down", help: nil)
  case 101, 113:
    Reason(
      words: "the next hop is in no network of this host",
      help: "write `onlink` where it answers nevertheless", option: .route(.via))
  default: nil
  }
}

private func neighbourReason(_ entry: NeighbourEntry, _ code: Int32) -> Reason? {
  code == 22 && entry.address.family == .ipv6
    ? Reason(
      words: "IPv6 is disabled on this device",
      help: "`sysctl net.ipv6.conf.\(entry.interface.name).disable_ipv6=0`") : nil
}

private func masterReason(_ code: Int32) -> Reason? {
  switch code {
  case 16:
    Reason(
      words: "the device is busy: the bridge may be below it",
      help: "`ip -d link show` tells what stands on the device")
  case 22:
    Reason(
      words: "this kind of device cannot be a bridge port",
      help: "give the bridge an Ethernet device, or one end of a veth pair")
  case 40:
    Reason(
      words: "this would make a loop of devices",
      help: "a veth pair joins two bridges: write one of its ends as `port`")
  default: nil
  }
}

private func portReason(_ settings: [Setting], _ code: Int32) -> Reason? {
  guard code == 16, settings.setPortState else { return nil }
  return Reason(
    words: "the Spanning Tree Protocol of the kernel chooses the states of this bridge's ports",
    help: "leave out `state`, or `stp_state 1`", option: .bridgePort(.state))
}

/// Why the kernel does not hold what it took, where its age is not the reason.
func reasonWhyNotHeld(_ operation: Operation) -> String? {
  guard case .setPortOptions(_, _, let settings) = operation, settings.setPortState else {
    return nil
  }
  return "without a daemon for the Spanning Tree Protocol, the kernel lets a disabled or blocking"
    + " port forward at once: leave `state` out, or set the device down"
}

extension [Setting] {
  fileprivate var setPortState: Bool { contains { $0.option == .bridgePort(.state) } }
}

extension SystemError {
  fileprivate func diagnostic(of step: Step) -> Diagnostic {
    guard case .docker = step.operation else { return diagnostic(at: step.range) }
    return dockerRefusal(at: step.range).diagnostics.first ?? diagnostic(at: step.range)
  }

  fileprivate func status(of step: Step) -> ExitStatus {
    guard case .docker = step.operation else { return status }
    return dockerRefusal(at: step.range).status
  }

  /// A failed system call as it is told to people.
  package func diagnostic(at range: SourceRange?) -> Diagnostic {
    let isPermission = code == 1 || code == 13
    return Diagnostic(
      isPermission ? .notPermitted : .kernelRefused, "cannot \(attempt): \(errorName(code))",
      at: range,
      help: isPermission
        ? "this needs CAP_NET_ADMIN, and CAP_SYS_ADMIN for namespaces: run it with `sudo`" : nil)
  }

  package var status: ExitStatus { code == 1 || code == 13 ? .notPermitted : .refused }
}

/// The words of strerror(3) for what the kernel says about networks, with the number for the rest.
package func errorName(_ code: Int32) -> String {
  switch code {
  case 1: "Operation not permitted"
  case 2: "No such file or directory"
  case 3: "No such process"
  case 4: "Interrupted system call"
  case 5: "Input/output error"
  case 6: "No such device or address"
  case 9: "Bad file descriptor"
  case 11: "Resource temporarily unavailable"
  case 12: "Cannot allocate memory"
  case 13: "Permission denied"
  case 16: "Device or resource busy"
  case 17: "File exists"
  case 19: "No such device"
  case 20: "Not a directory"
  case 21: "Is a directory"
  case 22: "Invalid argument"
  case 24: "Too many open files"
  case 28: "No space left on device"
  case 30: "Read-only file system"
  case 32: "Broken pipe"
  case 34: "Numerical result out of range"
  case 36: "File name too long"
  case 40: "Too many levels of symbolic links"
  case 90: "Message too long"
  case 95: "Operation not supported"
  case 97: "Address family not supported by protocol"
  case 98: "Address already in use"
  case 99: "Cannot assign requested address"
  case 100: "Network is down"
  case 101: "Network is unreachable"
  case 105: "No buffer space available"
  case 113: "No route to host"
  default: "error \(code)"
  }
}

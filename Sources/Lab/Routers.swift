import Driver
import Kernel
package import Netlink
import Planning
package import Values

// Nodes under `control evpn` run the real FRR: zebra and bgpd, in a directory of the node's own.

/// The programs of FRR on this machine.
package struct RoutingPrograms: Sendable {
  let folder: String
  /// As `bgpd --version` has it: `8.4.4`.
  package let version: String

  /// `nil`: they are not installed.
  package static func find() -> RoutingPrograms? {
    let folders = ["/usr/lib/frr", "/usr/libexec/frr", "/usr/local/sbin", "/usr/sbin"]
    guard
      let folder = folders.first(where: { folder in
        ["zebra", "bgpd"].allSatisfy { Machine.exists("\(folder)/\($0)") }
      })
    else { return nil }
    let limits = ChildProcess.Limits(milliseconds: 10_000, patience: 0)
    let ending = try? ChildProcess.run(
      "\(folder)/bgpd", ["bgpd", "--version"], limits: limits)
    let words = String(decoding: ending?.output ?? [], as: UTF8.self).split(separator: " ")
    let version = words.dropFirst(2).first?.prefix { !$0.isWhitespace } ?? ""
    return RoutingPrograms(folder: folder, version: String(version))
  }

  /// IPv6 addresses of VXLAN devices came with 10.6 (FRRouting/frr, release notes).
  package var carriesIPv6: Bool {
    let numbers = version.split(separator: ".").compactMap { Int($0) }
    guard let major = numbers.first else { return false }
    return major > 10 || (major == 10 && numbers.dropFirst().first ?? 0 >= 6)
  }
}

/// One program of one node.
private struct Daemon {
  var name: String
  var space: NodeSpace
  var programs: RoutingPrograms
}

private struct RunningDaemon {
  var daemon: Daemon
  var process: Int32
  /// On the monotonic clock, in milliseconds.
  var start: Int64
}

private let folder = "/run/frr"

extension Laboratory {
  /// Starts the programs in each of these nodes, and a process that starts them again where one ends,
  /// as watchfrr(8) does on a host. All of them end with this process.
  package func startRouters(
    _ configurations: [(node: String, text: String)], _ programs: RoutingPrograms
  ) throws(SystemError) {
    guard !configurations.isEmpty else { return }
    var spaces: [NodeSpace] = []
    for (node, text) in configurations {
      guard let space = self.spaces[node] else { continue }
      try space.enter { () throws(SystemError) in try furnish(text) }
      spaces.append(space)
    }
    let daemons = ["zebra", "bgpd"].flatMap { name in
      spaces.map { Daemon(name: name, space: $0, programs: programs) }
    }
    let parent = Machine.process
    let keeper = try Holder.start { reports in keep(daemons, parent, reports) }
    if try keeper.report(timeoutMilliseconds: 60_000).isEmpty {
      throw SystemError(10, "start FRR")
    }
  }
}

/// The directory of the node's FRR. What is logged goes nowhere: a lab has no syslog of its own.
private func furnish(_ text: String) throws(SystemError) {
  try Machine.makeDirectory(folder)
  let lines = text.split(separator: "\n").filter { !$0.hasPrefix("log ") }
  try Machine.writeAnew("\(folder)/bgpd.conf", lines.joined(separator: "\n") + "\n")
  try Machine.writeAnew("\(folder)/zebra.conf", "")
}

/// In a child: starts all and starts again what ends, until it is asked to stop.
private func keep(
  _ daemons: [Daemon], _ parent: Int32, _ reports: borrowing Descriptor
) -> Int32 {
  var running: [RunningDaemon] = []
  do {
    try ChildProcess.endWithParent(parent)
    try Interruptions.install()
    for daemon in daemons { running.append(try start(daemon)) }
    try reports.write([1])
    while Interruptions.current == 0 {
      Machine.pause(milliseconds: 200)
      for index in running.indices { try revive(&running[index]) }
    }
    end(running)
    return 0
  } catch {
    end(running)
    return error.status.rawValue
  }
}

/// One that ends at once is not started more than once in a second.
private func revive(_ running: inout RunningDaemon) throws(SystemError) {
  if running.process != 0, try ChildProcess.poll(running.process) != nil { running.process = 0 }
  guard running.process == 0, Machine.monotonicMilliseconds - running.start >= 1000,
    Interruptions.current == 0
  else { return }
  running = try start(running.daemon)
}

private func end(_ running: [RunningDaemon]) {
  let processes = running.map(\.process).filter { $0 != 0 }
  for process in processes { try? ChildProcess.signal(process, ChildProcess.terminate) }
  let deadline = Machine.monotonicMilliseconds + 3000
  for process in processes {
    while (try? ChildProcess.poll(process)) == .some(nil) {
      if Machine.monotonicMilliseconds >= deadline {
        try? ChildProcess.signal(process, ChildProcess.kill)
      }
      Machine.pause(milliseconds: 10)
    }
  }
}

private func start(_ daemon: Daemon) throws(SystemError) -> RunningDaemon {
  let keeper = Machine.process
  let holder = try Holder.start { _ in become(daemon, keeper) }
  return RunningDaemon(
    daemon: daemon, process: holder.process, start: Machine.monotonicMilliseconds)
}

/// In a child: becomes the program.
private func become(_ daemon: Daemon, _ keeper: Int32) -> Int32 {
  do {
    Interruptions.release()
    try ChildProcess.endWithParent(keeper)
    try daemon.space.settle(
      replacing: accounts(), copies: "\(folder)/\(daemon.name).account")
    // bgpd asks again only after seconds.
    let deadline = Machine.monotonicMilliseconds + 10_000
    while daemon.name != "zebra", !Machine.exists("\(folder)/zserv.api"),
      Machine.monotonicMilliseconds < deadline
    {
      Machine.pause(milliseconds: 20)
    }
    return ChildProcess.execute(
      "\(daemon.programs.folder)/\(daemon.name)",
      [
        daemon.name, "-f", "\(folder)/\(daemon.name).conf", "-i", "\(folder)/\(daemon.name).pid",
        "-z", "\(folder)/zserv.api", "--vty_socket", folder, "-P", "0", "--limit-fds", "4096",
      ]
    ).code
  } catch {
    return error.code
  }
}

/// FRR becomes the user `frr`. Without root there is none but root in a lab, and with it the kernel
/// would forget who ends with whom (PR_SET_PDEATHSIG, prctl(2)): here root is that user.
private func accounts() -> [(path: String, text: String)] {
  [
    ("/etc/passwd", "root:x:0:0::/root:/bin/sh\nfrr:x:0:0::/run/frr:/bin/false\n"),
    ("/etc/group", "root:x:0:\nfrr:x:0:\nfrrvty:x:0:root,frr\n"),
  ]
}

// MARK: Convergence

/// Where the kernel of a node should be told to send what is for all of a VNI.
package struct AwaitedList: Sendable {
  package var node: String
  package var vni: UInt32
  package var device: String
  package var peers: [(name: String, address: Address)]

  package init(
    node: String, vni: UInt32, device: String, peers: [(name: String, address: Address)]
  ) {
    (self.node, self.vni, self.device, self.peers) = (node, vni, device, peers)
  }
}

extension Laboratory {
  /// Waits until BGP has told each node of its peers, and gives what is missing when the time is over.
  package func converge(
    _ awaited: [AwaitedList], milliseconds: Int, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(SystemError) -> [AwaitedList] {
    let total = awaited.reduce(0) { $0 + $1.peers.count }
    let deadline = Machine.monotonicMilliseconds + Int64(milliseconds)
    var missing = awaited
    while true {
      missing = try stillMissing(missing)
      let left = missing.reduce(0) { $0 + $1.peers.count }
      progress(total - left, total)
      if missing.isEmpty || Machine.monotonicMilliseconds >= deadline
        || Interruptions.current != 0
      {
        return missing
      }
      Machine.pause(milliseconds: 100)
    }
  }

  private func stillMissing(
    _ awaited: [AwaitedList]
  ) throws(SystemError) -> [AwaitedList] {
    var lists: [String: [String: Set<Address>]] = [:]
    for node in Set(awaited.map(\.node)).sorted() {
      guard let host = host(node) else { continue }
      lists[node] = try floodLists(host)
    }
    return awaited.compactMap { list in
      let known = lists[list.node]?[list.device] ?? []
      var list = list
      list.peers.removeAll { known.contains($0.address) }
      return list.peers.isEmpty ? nil : list
    }
  }
}

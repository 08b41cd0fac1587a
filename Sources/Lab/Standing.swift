package import Kernel
package import Netlink
import Values

/// A lab that a holder process keeps alive. It is found without a file: the holder has a file in
/// memory whose name is that of the lab, and whose text names the descriptors of its nodes.
package struct StandingLab {
  package let process: Int32
  /// The nodes with the numbers of their descriptors in the holder.
  let nodes: [(name: String, network: Int32, mounts: Int32)]

  package static func find(_ name: String) -> StandingLab? {
    let wanted = marker(name)
    return all().first { marker($0.name) == wanted }?.lab
  }

  /// All labs of processes that we may look into, in the order of their process numbers.
  package static func all() -> [(name: String, lab: StandingLab)] {
    guard let own = try? Machine.readFile("/proc/self/comm"),
      let entries = try? Machine.list("/proc")
    else { return [] }
    let processes = entries.compactMap { Int32($0) }.filter { $0 != Machine.process }.sorted()
    return processes.compactMap { process in
      guard let comm = try? Machine.readFile("/proc/\(process)/comm"), comm == own else {
        return nil
      }
      return lab(of: process)
    }
  }

  private static func lab(of process: Int32) -> (name: String, lab: StandingLab)? {
    let directory = "/proc/\(process)/fd"
    for descriptor in (try? Machine.list(directory)) ?? [] {
      let path = "\(directory)/\(descriptor)"
      guard var target = Machine.linkTarget(path), target.hasPrefix("/memfd:" + prefix),
        let text = try? Machine.readFile(path)
      else { continue }
      target.removeFirst("/memfd:".count + prefix.count)
      if target.hasSuffix(" (deleted)") { target.removeLast(" (deleted)".count) }
      return (target, StandingLab(process: process, text: String(decoding: text, as: UTF8.self)))
    }
    return nil
  }

  private init(process: Int32, text: String) {
    self.process = process
    nodes = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: "\t")
      guard words.count == 3, let network = Int32(words[1]), let mounts = Int32(words[2]) else {
        return nil
      }
      return (String(words[0]), network, mounts)
    }
  }

  package var nodeNames: [String] { nodes.map(\.name).filter { !$0.hasSuffix(":") } }

  /// Opens its namespaces. From here on this process is in the lab's user namespace.
  package func open(_ blueprint: Blueprint) throws(SystemError) -> Laboratory {
    var spaces: [String: NodeSpace] = [:]
    try Isolation.join(process)
    for node in nodes { spaces[node.name] = try space(node) }
    return Laboratory(blueprint, spaces: spaces)
  }

  /// Goes into a node for good; to execute a program there. `nil`: there is no such node.
  package func settle(in node: String) throws(SystemError) -> Bool {
    guard let found = nodes.first(where: { $0.name == node }) else { return false }
    try Isolation.join(process)
    try space(found).settle()
    return true
  }

  private func space(
    _ node: (name: String, network: Int32, mounts: Int32)
  ) throws(SystemError) -> NodeSpace {
    try NodeSpace.open(heldBy: process, network: node.network, mounts: node.mounts)
  }

  /// Ends the holder, and with it the lab; waits until it is gone.
  package func end() throws(SystemError) {
    try ChildProcess.signal(process, ChildProcess.terminate)
    let deadline = Machine.monotonicMilliseconds + 5000
    while Machine.monotonicMilliseconds < deadline {
      do {
        try ChildProcess.signal(process, 0)
      } catch {
        return
      }
      if isZombie { return }
      Machine.pause(milliseconds: 5)
    }
    try ChildProcess.signal(process, ChildProcess.kill)
  }

  private var isZombie: Bool {
    guard let bytes = try? Machine.readFile("/proc/\(process)/stat") else { return true }
    return String(decoding: bytes, as: UTF8.self).split(separator: ")").last?.hasPrefix(" Z")
      == true
  }
}

private let prefix = "vxloom-lab:"

/// The name of the file in memory; the kernel takes 249 bytes.
private func marker(_ name: String) -> String { prefix + beginning(of: name, bytes: 200) }

extension Laboratory {
  /// The file in memory by which the lab is found; it must stay open.
  package func mark(_ name: String) throws(SystemError) -> Descriptor {
    let file = try Descriptor(memoryFile: marker(name))
    let lines = spaces.sorted { $0.key < $1.key }.map { name, space in
      "\(name)\t\(space.network.number)\t\(space.mounts.number)\n"
    }
    try file.write(Array(lines.joined().utf8))
    try file.rewind()
    return file
  }
}

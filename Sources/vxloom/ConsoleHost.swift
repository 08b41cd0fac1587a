import Dialogue
import Driver
import Kernel
import Lab
import Planning
import Topology
import Values

extension Console {
  /// What this host has, looked at when Tab asks.
  var surroundings: Surroundings {
    Surroundings(
      interfaces: {
        let sockets = try? options.place.sockets(output)
        guard let sockets, let found = try? observe(kernelHost(sockets, log: nil)).get() else {
          return []
        }
        return found.links.filter { $0.interface.namespace == nil }.map { link in
          let addresses = found.addresses.filter { $0.interface == link.interface }
          let words =
            [kindWord(link.kind), link.isUp ? "up" : "down"]
            + addresses.prefix(1).map(\.prefix.description)
          return .init(
            name: link.interface.name, summary: words.joined(separator: ", "),
            isBridge: kindWord(link.kind) == "bridge")
        }
      },
      networks: {
        // Those of other drivers have no bridge to join. Nobody waits for an engine that is stuck.
        let arguments = ["network", "ls", "--filter", "driver=bridge", "--format", "{{.Name}}"]
        let limits = ChildProcess.Limits(milliseconds: 2_000, patience: 0)
        guard
          let answer = try? ChildProcess.run("docker", ["docker"] + arguments, limits: limits),
          answer.status == 0
        else { return [] }
        return String(decoding: answer.output, as: UTF8.self).split(separator: "\n").map(
          String.init)
      },
      namespaces: { (try? Machine.list("/run/netns")) ?? [] }, flags: { flags($0) })
  }
}

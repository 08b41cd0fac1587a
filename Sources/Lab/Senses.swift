import Driver
import Kernel
import Netlink

/// What is looked at of the host that a set of sockets works on.
func kernelSenses(_ sockets: NetlinkSockets) -> Senses {
  func atHome<Value>(_ body: () throws(SystemError) -> Value) -> Value? {
    try? sockets.atHome(body)
  }
  var senses = Senses()
  senses.file = { path in
    atHome { () throws(SystemError) in
      String(decoding: try Machine.readFile(path, limit: 1 << 24), as: UTF8.self)
    }
  }
  senses.list = { path in (try? Machine.list(path)) ?? [] }
  senses.command = { words in
    Result { () throws(SystemError) in
      try sockets.atHome { () throws(SystemError) in try run(words) }
    }
  }
  senses.hasFilterTables = {
    atHome { () throws(SystemError) in try Machine.hasFilterTables() }
  }
  senses.has = { capability in
    switch capability {
    case .networkAdministration: Machine.has(.networkAdministration)
    case .rawSockets: Machine.has(.rawSockets)
    case .systemAdministration: Machine.has(.systemAdministration)
    }
  }
  senses.holder = { inode in
    SocketHolder.find(inode).map { "\($0.name) (process \($0.process))" }
  }
  senses.offload = { device in
    guard let found = atHome({ () throws(SystemError) in try Machine.offload(of: device) })
    else { return nil }
    return Senses.Offload(
      driver: found.driver, computesChecksums: found.computesTransmitChecksums)
  }
  return senses
}

/// The directories of administrators' programs are not in everybody's PATH.
private func run(_ words: [String]) throws(SystemError) -> CommandAnswer {
  let limits = ChildProcess.Limits(milliseconds: 10_000, patience: 0)
  let name = words.first ?? ""
  let places = [name, "/usr/sbin/\(name)", "/sbin/\(name)"]
  let path = isInPath(name) ? name : places.dropFirst().first { Machine.exists($0) }
  guard let path else { throw SystemError(2, "run \(name)") }
  let ending = try ChildProcess.run(path, words, environment: ["LC_ALL=C"], limits: limits)
  return CommandAnswer(
    status: ending.status, output: String(decoding: ending.output, as: UTF8.self),
    errors: String(decoding: ending.errors, as: UTF8.self))
}

package func isInPath(_ tool: String) -> Bool {
  let path = Machine.environment("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin"
  return path.split(separator: ":").contains { Machine.exists("\($0)/\(tool)") }
}

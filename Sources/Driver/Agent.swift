package import Netlink
package import Planning
import Values
import Vocabulary

/// What the kernel tells by itself, as closures that the executable fills from `Kernel`.
package struct Notifications {
  /// The messages that came, or none once the time is over. EINTR after a signal, ENOBUFS where
  /// messages were lost.
  package var receive: (_ timeoutMilliseconds: Int) -> Result<[[UInt8]], SystemError>
  /// A clock that only goes forward: milliseconds.
  package var now: () -> Int64

  package init(
    receive: @escaping (Int) -> Result<[[UInt8]], SystemError>, now: @escaping () -> Int64
  ) {
    self.receive = receive
    self.now = now
  }
}

/// What an agent has to tell.
package enum AgentEvent: Sendable, Hashable {
  /// It listens; the devices of the recipe that stand, and those that do not (yet).
  case listening(devices: [String], missing: [String])
  case answered(MissAnswer, device: String)
  /// The recipe has no such endpoint.
  case unknown(Miss, device: String)
  /// Misses came faster than they are answered; so many were left to be asked again.
  case limited(Int)
  /// Notifications were lost; the tables were read anew.
  case resynchronised
  case refused(SystemError)
}

/// Answers the misses of a node's devices until a signal asks it to stop. What is wrong for good ends
/// it, too: no permission, or no socket.
package func runAgent(
  _ resolver: Resolver, on host: Host, _ notifications: Notifications,
  report: @escaping (AgentEvent) -> Void
) -> ExitStatus {
  var agent = Agent(
    resolver: resolver, host: host, notifications: notifications, report: report)
  return agent.run()
}

private struct Agent {
  let resolver: Resolver
  let host: Host
  let notifications: Notifications
  let report: (AgentEvent) -> Void
  private var devices: [UInt32: Resolver.Device] = [:]
  private var budget: AgentBudget
  private var told: [Miss: Int64] = [:]

  init(
    resolver: Resolver, host: Host, notifications: Notifications,
    report: @escaping (AgentEvent) -> Void
  ) {
    self.resolver = resolver
    self.host = host
    self.notifications = notifications
    self.report = report
    budget = AgentBudget(now: notifications.now())
  }

  mutating func run() -> ExitStatus {
    if let error = findDevices() { return end(error) }
    tellDevices()
    if let error = resynchronise() { return end(error) }
    // The kernel tells of a loss once, until what it kept has been read: only then are the tables
    // worth reading (`netlink_overrun` in net/netlink/af_netlink.c).
    var isBehind = false
    while host.interruption() == 0 {
      switch notifications.receive(isBehind ? 0 : 1000) {
      case .success(let messages):
        if let error = take(messages) { return end(error) }
        guard isBehind, messages.isEmpty else { continue }
        isBehind = false
        if let error = findDevices() ?? resynchronise() { return end(error) }
        report(.resynchronised)
      case .failure(let error) where error.code == 4: continue
      case .failure(let error) where error.code == 105: isBehind = true
      case .failure(let error): return end(error)
      }
    }
    return .done
  }

  private func end(_ error: SystemError) -> ExitStatus {
    report(.refused(error))
    return error.status
  }

  // MARK: Devices

  /// Ifindexes change when a device is made anew.
  private mutating func findDevices() -> SystemError? {
    switch host.query(nil, DumpRequest.links.message) {
    case .failure(let error): return error
    case .success(let messages):
      devices = [:]
      for link in messages.compactMap({ observedLink(in: $0, namespace: nil) }) {
        guard link.kind == .vxlan, let device = resolver.device(named: link.interface.name),
          link.hasVNI(device.vni)
        else { continue }
        devices[link.index] = device
      }
      return nil
    }
  }

  private func tellDevices() {
    let standing = Set(devices.values.map(\.name))
    let names = resolver.devices.map(\.name)
    report(
      .listening(
        devices: names.filter { standing.contains($0) },
        missing: names.filter { !standing.contains($0) }))
  }

  // MARK: Questions

  private mutating func take(_ messages: [[UInt8]]) -> SystemError? {
    var questions: [(Miss, UInt32)] = []
    var devicesChanged = false
    for notification in messages.compactMap(notification) {
      switch notification {
      case .miss(let miss, let index): questions.append((miss, index))
      case .link: devicesChanged = true
      }
    }
    if devicesChanged, let error = findDevices() { return error }
    return send(questions.flatMap { answer($0, index: $1) })
  }

  private mutating func answer(_ miss: Miss, index: UInt32) -> [[UInt8]] {
    guard let device = devices[index], !device.isOwn(miss) else { return [] }
    let now = notifications.now()
    let answers = device.answers(to: miss)
    guard !answers.isEmpty else {
      tellUnknown(miss, device, now)
      return []
    }
    guard budget.take(now) else {
      if let count = budget.refused(now) { report(.limited(count)) }
      return []
    }
    for answer in answers { report(.answered(answer, device: device.name)) }
    return answers.map { answerMessage($0, index: index) }
  }

  /// Once a minute for each, so that who scans a network does not fill the log.
  private mutating func tellUnknown(_ miss: Miss, _ device: Resolver.Device, _ now: Int64) {
    if let last = told[miss], now - last < 60_000 { return }
    if told.count >= 1000 { told = told.filter { now - $0.value < 60_000 } }
    guard told.count < 1000 else { return }
    told[miss] = now
    report(.unknown(miss, device: device.name))
  }

  /// A device may vanish under way: of what the kernel answers, only a lack of permission matters.
  private func send(_ messages: [[UInt8]]) -> SystemError? {
    guard !messages.isEmpty else { return nil }
    switch host.send(nil, messages) {
    case .failure(let error) where error.code == 105: return nil
    case .failure(let error): return error
    case .success(let answers):
      let isForbidden = answers.contains { $0.code == 1 }
      return isForbidden ? SystemError(1, "answer the kernel") : nil
    }
  }

  /// What was asked while nobody listened is answered now, and what an agent answered by another
  /// recipe is forgotten.
  private mutating func resynchronise() -> SystemError? {
    let dump: [[UInt8]]
    switch host.query(nil, DumpRequest.neighbours.message) {
    case .failure(let error): return error
    case .success(let messages): dump = messages
    }
    var messages: [[UInt8]] = []
    for neighbour in dump.compactMap(knownNeighbour) {
      guard let device = devices[neighbour.index] else { continue }
      let wanted = device.mac(of: neighbour.address)
      if neighbour.isAnswer, wanted == neighbour.mac { continue }
      if neighbour.isAnswer, wanted == nil {
        messages.append(forgetMessage(neighbour.address, index: neighbour.index))
      } else {
        messages += answer(.address(neighbour.address), index: neighbour.index)
      }
    }
    return send(messages)
  }
}

/// How many misses are answered: a thousand at once, and a thousand each second. The kernel asks
/// again for the rest.
private struct AgentBudget {
  private static let perSecond = 1000.0
  private var left = perSecond
  private var last: Int64
  private var refusals = 0
  private var lastTold: Int64

  init(now: Int64) {
    last = now
    lastTold = now - 1000
  }

  mutating func take(_ now: Int64) -> Bool {
    left = min(left + Double(now - last) * Self.perSecond / 1000, Self.perSecond)
    last = now
    guard left >= 1 else { return false }
    left -= 1
    return true
  }

  /// How many were refused since this was told, once a second.
  mutating func refused(_ now: Int64) -> Int? {
    refusals += 1
    guard now - lastTold >= 1000 else { return nil }
    defer { (refusals, lastTold) = (0, now) }
    return refusals
  }
}

extension ObservedLink {
  fileprivate func hasVNI(_ vni: UInt32) -> Bool {
    setting(.vxlan(.id)) == Setting(.vxlan(.id), [.number(UInt64(vni))])
  }
}

internal import CKernel
internal import Netlink
internal import Values

/// The state of one run. A pair waits in `queue` until it may send; its request is in `flights`
/// until it has been answered or the interval is over; then it queues again, or ends.
struct EchoRun: ~Copyable {
  private struct State {
    var result: EchoResult?
    var attempts = 0
    var congested = 0
    var firstSent: Int64 = 0
    var lastError: Int32 = 0
  }

  private struct Flight {
    var pair: Int
    var deadline: Int64
  }

  private struct Request {
    var pair: Int
    var sent: Int64
  }

  private final class Endpoint {
    let socket: EchoSocket
    var sequence: UInt16 = 0
    var requests: [UInt16: Request] = [:]

    init(_ socket: consuming EchoSocket) { self.socket = socket }
  }

  private let pairs: [EchoPair]
  private let settings: EchoSettings
  private var endpoints: [Endpoint?] = []
  private var states: [State]
  private var queue = Queue<Int>()
  private var flights = Queue<Flight>()
  /// Those whose last request has had its interval, until their time is over.
  private var lasting = Queue<Flight>()
  private var isFlying: [Bool]
  private var flying = 0
  /// Pairs begun since neighbour tables were last emptied, at `relieved`.
  private var begun = 0
  private var relieved: Int64 = 0
  private var isCongested = false
  private var unresolved = 0

  init(_ pairs: [EchoPair], _ endpoints: [EchoEndpoint], _ settings: EchoSettings) {
    self.pairs = pairs
    self.settings = settings
    states = Array(repeating: State(), count: pairs.count)
    isFlying = Array(repeating: false, count: pairs.count)
    var codes: [Int32] = []
    for (index, endpoint) in endpoints.enumerated() {
      let identifier = UInt16(truncatingIfNeeded: Int(ck_process()) &* 31 &+ index)
      do {
        let socket = try EchoSocket(
          endpoint, forbidFragments: settings.forbidFragments, identifier: identifier)
        self.endpoints.append(Endpoint(socket))
        codes.append(0)
      } catch {
        self.endpoints.append(nil)
        codes.append(error.code)
      }
    }
    for (index, pair) in pairs.enumerated() {
      if codes.indices.contains(pair.from), codes[pair.from] == 0 {
        queue.append(index)
        unresolved += 1
      } else {
        let code = codes.indices.contains(pair.from) ? codes[pair.from] : CK_EINVAL
        states[index].result = .missed(code: code)
      }
    }
  }

  mutating func results(_ relief: (() -> Void)?) -> [EchoResult] {
    while unresolved > 0 {
      sendSome()
      if let relief, needsRelief() { relief() }
      guard wait() else {
        return states.map { $0.result ?? .missed(code: CK_EINTR) }
      }
      expire()
    }
    return states.map { $0.result ?? .missed(code: $0.lastError) }
  }

  /// Whether the neighbour tables may be full: each pair takes an entry on either side.
  private mutating func needsRelief() -> Bool {
    let now = ck_clock_microseconds()
    let isFull = isCongested && now - relieved >= 50_000
    guard isFull || begun >= 200 else { return false }
    isCongested = false
    relieved = now
    begun = 0
    return true
  }

  private func payload(of index: Int) -> Int { pairs[index].payload ?? settings.payload }

  private var interval: Int64 { Int64(settings.intervalMilliseconds) * 1000 }

  /// A few requests, so that answers are read before they overflow a socket.
  private mutating func sendSome() {
    var burst = 0
    while burst < 32, flying < max(settings.unanswered, 1), let pair = queue.popFirst() {
      guard states[pair].result == nil else { continue }
      send(pair)
      burst += 1
    }
  }

  private mutating func send(_ index: Int) {
    let pair = pairs[index]
    guard let endpoint = endpoints[pair.from] else { return }
    endpoint.sequence &+= 1
    let now = ck_clock_microseconds()
    endpoint.requests[endpoint.sequence] = Request(pair: index, sent: now)
    let code = endpoint.socket.send(
      to: pair.to, sequence: endpoint.sequence, payload: payload(of: index))
    if states[index].firstSent == 0 {
      states[index].firstSent = now
      begun += 1
    }
    // A full neighbour table empties itself within seconds: that is no attempt. IPv6 says EINVAL.
    let isCongestion =
      code == CK_ENOBUFS || code == CK_EAGAIN || (code == CK_EINVAL && endpoint.socket.isIPv6)
    if isCongestion, states[index].congested < 10 {
      states[index].congested += 1
      isCongested = true
    } else {
      states[index].attempts += 1
    }
    if code != 0 {
      states[index].lastError = code
      // What is too long stays too long.
      if code == CK_EMSGSIZE || states[index].attempts >= settings.attempts {
        resolve(index, .missed(code: code))
        return
      }
    }
    isFlying[index] = true
    flying += 1
    flights.append(Flight(pair: index, deadline: now + interval))
  }

  /// Waits for something to come, or for the next interval to be over, and reads it. False: a
  /// signal asks us to stop.
  private mutating func wait() -> Bool {
    let now = ck_clock_microseconds()
    var milliseconds = 0
    if queue.isEmpty || flying >= settings.unanswered {
      let next = min(flights.first?.deadline ?? now + interval, lasting.first?.deadline ?? .max)
      milliseconds = Int(max((next - now + 999) / 1000, 0))
    }
    let open = endpoints.compactMap { $0 }
    let entries = open.map { Poll.Entry($0.socket.descriptor.number) }
    guard let ready = Poll.wait(entries, milliseconds: milliseconds) else {
      return Interruptions.current == 0
    }
    for (endpoint, isReady) in zip(open, ready) where isReady {
      for echo in endpoint.socket.receive() { take(echo, at: endpoint) }
    }
    return Interruptions.current == 0
  }

  private mutating func take(_ echo: ck_echo, at endpoint: Endpoint) {
    guard let request = endpoint.requests[echo.sequence],
      endpoint.socket.address(of: echo) == pairs[request.pair].to
    else { return }
    if echo.error != 0 {
      states[request.pair].lastError = echo.error
    } else if echo.length == payload(of: request.pair) {
      let time = Int(ck_clock_microseconds() - request.sent)
      resolve(request.pair, .reached(microseconds: time))
    }
  }

  private mutating func expire() {
    let now = ck_clock_microseconds()
    while let flight = flights.first, flight.deadline <= now {
      _ = flights.popFirst()
      let index = flight.pair
      guard states[index].result == nil else { continue }
      isFlying[index] = false
      flying -= 1
      if states[index].attempts < settings.attempts {
        queue.append(index)
      } else {
        let timeout = Int64(settings.timeoutMilliseconds) * 1000
        lasting.append(Flight(pair: index, deadline: states[index].firstSent + timeout))
      }
    }
    while let flight = lasting.first, flight.deadline <= now {
      _ = lasting.popFirst()
      guard states[flight.pair].result == nil else { continue }
      resolve(flight.pair, .missed(code: states[flight.pair].lastError))
    }
  }

  private mutating func resolve(_ index: Int, _ result: EchoResult) {
    guard states[index].result == nil else { return }
    states[index].result = result
    unresolved -= 1
    if isFlying[index] {
      isFlying[index] = false
      flying -= 1
    }
  }
}

/// First in, first out.
struct Queue<Element> {
  private var elements: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == elements.count }
  var first: Element? { isEmpty ? nil : elements[head] }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    head += 1
    let element = elements[head - 1]
    if head > 4096, head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }
}

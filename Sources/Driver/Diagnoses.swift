import Diagnostics
import Netlink
import Planning
import Topology
import Values

// Why a pair does not talk. What comes first in this order is told: a link is down, the underlay
// address is missing, the peer's underlay cannot be reached, the UDP port is taken, the MTU is too
// large for the way, nobody answers.

/// The failures of one overlay towards one peer.
private struct Failure {
  var part: Part
  var peer: Member
  var answers: [Matrix.Answer]

  var isSmallOnly: Bool { answers.allSatisfy { $0.fullSize?.passes == false } }
}

extension Verifier {
  func diagnoses(_ matrix: Matrix) -> [Diagnostic] {
    var report = Report()
    var remote: [Failure] = []
    for failure in failures(matrix) {
      guard let cause = localCause(failure, matrix) else {
        remote.append(failure)
        continue
      }
      report.add([cause])
    }
    let unreachable = underlays(remote)
    var tooLarge: [Failure] = []
    for (failure, underlay) in zip(remote, unreachable) {
      if let underlay {
        report.add([underlay])
      } else if let taken = taken(failure.part) {
        report.add([taken])
      } else if failure.isSmallOnly {
        tooLarge.append(failure)
      } else if let told = speakerDiagnosis(failure.part, failure.peer, outlook, host) {
        report.add([told])
      } else {
        report.add([silence(failure, matrix)])
      }
    }
    report.add(tooLargePackets(tooLarge, matrix))
    return report.diagnostics
  }

  private func failures(_ matrix: Matrix) -> [Failure] {
    let parts = Dictionary(
      outlook.parts.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    var failures: [Failure] = []
    var places: [Int: [String: Int]] = [:]
    for answer in matrix.failures {
      let peer = matrix.endpoints[answer.question.to]
      guard let part = parts[peer.overlay], let member = part.peer(named: peer.node) else {
        continue
      }
      if let place = places[peer.overlay]?[peer.node] {
        failures[place].answers.append(answer)
      } else {
        places[peer.overlay, default: [:]][peer.node] = failures.count
        failures.append(Failure(part: part, peer: member, answers: [answer]))
      }
    }
    return failures
  }

  // MARK: On this host

  private func localCause(_ failure: Failure, _ matrix: Matrix) -> Diagnostic? {
    let part = failure.part
    // A vxlan device whose port is taken cannot be up; that is told in its turn.
    let isTaken = taken(part) != nil
    let sources = failure.answers.map { matrix.endpoints[$0.question.from] }
    return downLink(part, sources, exceptDevice: isTaken) ?? missingUnderlay(part)
      ?? missingSource(failure, sources)
  }

  private func downLink(
    _ part: Part, _ sources: [Endpoint], exceptDevice: Bool
  ) -> Diagnostic? {
    let member = part.member
    let underlayRange = member.underlayDevice?.range ?? member.source.range
    if let underlay = part.underlay,
      let down = down(underlay, "the underlay device", underlayRange)
    {
      return down
    }
    if !exceptDevice, let down = down(part.device, "the vxlan device", member.device.range) {
      return down
    }
    if let bridge = part.bridge, let down = down(bridge, "the bridge", member.range) {
      return down
    }
    for case .namespace(let name) in sources.map(\.place) {
      guard let item = member.namespaces.first(where: { $0.name.value == name }),
        outlook.observed.namespaces.contains(name)
      else { continue }
      let inner = Interface(item.device.value, in: name)
      if let down = down(inner, "the device of the namespace", item.range)
        ?? down(Interface(item.veth.value), "the outer end of its pair", item.range)
      {
        return down
      }
    }
    return nil
  }

  private func down(_ interface: Interface, _ what: String, _ range: SourceRange) -> Diagnostic? {
    let name = printable(interface.text)
    guard let link = outlook.observed.link(interface) else {
      return Diagnostic(
        .linkDown, "\(what) \(name) is not there", at: range,
        help: "`vxloom apply` makes what is the recipe's; `ip link` shows what the host has")
    }
    if !link.isUp {
      let place = interface.namespace.map { "-n \(printable($0)) " } ?? ""
      return Diagnostic(
        .linkDown, "\(what) \(name) is down", at: range,
        help: "`ip \(place)link set dev \(printable(interface.name)) up`")
    }
    guard !link.hasCarrier else { return nil }
    return Diagnostic(
      .linkDown, "\(what) \(name) has no carrier", at: range,
      help: link.kind == .bridge
        ? "none of its ports is up" : "look at its cable, or at the other end")
  }

  private func missingUnderlay(_ part: Part) -> Diagnostic? {
    guard part.holder(of: part.local) == nil else { return nil }
    return unheldUnderlay(part)
  }

  /// The endpoint itself is not there: its address, its namespace, or its container.
  private func missingSource(_ failure: Failure, _ sources: [Endpoint]) -> Diagnostic? {
    for (answer, source) in zip(failure.answers, sources) {
      let why: String
      switch (answer.code, source.place) {
      // EADDRNOTAVAIL
      case (99, _): why = "is on no device there"
      // ENOENT
      case (2, .container): why = "is nowhere: the container does not run"
      case (2, _): why = "is nowhere: there is no such namespace"
      case (_, _): continue
      }
      return Diagnostic(
        .unheldAddress, "\(source.address) of \(printable(source.name)) \(why)", at: source.range,
        help: "`vxloom apply` puts it there")
    }
    return nil
  }

  private func taken(_ part: Part) -> Diagnostic? {
    if let link = outlook.observed.link(part.device), link.isUp { return nil }
    let taken = portTaken(part, UDPSocket.all(of: host), host)
    // Whose socket it is may not be known: it may be one that devices share.
    return taken?.severity == .error ? taken : nil
  }

  // MARK: The underlay

  /// Of each failure whether the peer's underlay is why.
  private func underlays(_ failures: [Failure]) -> [Diagnostic?] {
    let routes = failures.map { outlook.observed.route(from: $0.part, to: $0.peer, host) }
    var addresses: [EchoRequest] = []
    for failure in failures {
      let request = EchoRequest(from: failure.part.local, to: failure.peer.underlay.value)
      if !addresses.contains(request) { addresses.append(request) }
    }
    for request in addresses { host.log?(request.words) }
    // The kernel takes three seconds to find that nobody has an address.
    var round = EchoRound(addresses)
    round.timeoutMilliseconds = 3500
    guard case .success(let answers) = host.echo(round) else {
      return failures.map { _ in nil }
    }
    let results = Dictionary(
      zip(addresses, answers).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    return zip(failures, routes).map { failure, route in
      let request = EchoRequest(from: failure.part.local, to: failure.peer.underlay.value)
      return unreachable(failure, route, results[request])
    }
  }

  private func unreachable(
    _ failure: Failure, _ route: Way, _ answer: EchoAnswer?
  ) -> Diagnostic? {
    let peer = failure.peer
    let address = peer.underlay.value
    let what = "\(address), the underlay of \(printable(peer.name.value))"
    let noRoute = Diagnostic(
      .underlayUnreachable, "this host has no route to \(what)", at: peer.underlay.range,
      help: "`ip route get \(address)` shows the way that packets take")
    if case .none = route { return noRoute }
    guard case .missed(let code)? = answer else { return nil }
    // ENETUNREACH. Asked for a way by one device, the kernel takes everybody to be on its link.
    if code == 101 { return noRoute }
    var way = "asked from \(failure.part.local)"
    if case .by(let device) = route { way += ", by \(printable(device))" }
    return Diagnostic(
      .underlayUnreachable,
      "\(what), does not answer (\(way))" + (code == 0 ? "" : ": \(errorName(code))"),
      at: peer.underlay.range,
      help: "is that host up, and on this network? `ping -I \(failure.part.local) \(address)`"
    ).note("a packet filter that drops echo requests looks the same from here")
  }

  // MARK: The overlay

  private func silence(_ failure: Failure, _ matrix: Matrix) -> Diagnostic {
    let (overlay, peer) = (failure.part.overlay, failure.peer)
    let name = printable(peer.name.value)
    let port = overlay.port.value
    var diagnostic = Diagnostic(
      .noAnswer,
      "\(name) does not answer in VNI \(overlay.vni.value) by UDP port \(port), though its underlay"
        + " \(peer.underlay.value) does", at: peer.underlay.range,
      help: "on \(name), `\(capture(failure.part))` shows whether packets arrive")
    diagnostic.notes = [
      "if none arrive, something on the way drops UDP port \(port): a packet filter, or a fabric that"
        + " keeps it to itself",
      "if they do, `vxloom verify` there says what is wrong with its side",
    ]
    if let group = overlay.group {
      diagnostic.notes.append(
        "what is for all goes to \(group.value): switches with IGMP snooping and no querier lose it"
      )
    }
    switch overlay.mode {
    case .resolve:
      diagnostic.notes.append("`vxloom agent` must run on both hosts (`control resolve`)")
    case .learn, .static, .evpn: break
    }
    // EPERM
    if failure.answers.contains(where: { $0.code == 1 }) {
      diagnostic.notes.insert("a packet filter of this host refuses to send to it", at: 0)
    }
    return diagnostic
  }

  /// What shows on the other side whether our packets arrive (pcap-filter(7)); it cannot look behind
  /// the UDP header of IPv6.
  private func capture(_ part: Part) -> String {
    let filter = "src host \(part.local) and udp dst port \(part.overlay.port.value)"
    switch part.local.family {
    case .ipv4:
      return "tcpdump -ni any '\(filter) and udp[12:4] >> 8 = \(part.overlay.vni.value)'"
    case .ipv6: return "tcpdump -ni any '\(filter)'"
    }
  }

  // MARK: The MTU

  private func tooLargePackets(_ failures: [Failure], _ matrix: Matrix) -> [Diagnostic] {
    let ways = failures.compactMap { failure -> SizedWay? in
      guard let answer = failure.answers.first, let full = answer.fullSize else { return nil }
      return SizedWay(question: answer.question, mtu: full.mtu)
    }
    let sizes = largestPassing(ways) { probes throws(SystemError) in
      try echo(probes, attempts: 3, milliseconds: 900)
    }
    return zip(failures, zip(ways, sizes)).map { failure, measured in
      let (way, size) = measured
      let overhead: UInt32 = failure.part.local.family == .ipv4 ? 50 : 70
      let name = printable(failure.peer.name.value)
      return Diagnostic(
        .pathMTU,
        "to \(name) packets of \(size) bytes pass, and larger ones, up to the MTU of \(way.mtu), do"
          + " not", at: failure.peer.underlay.range,
        help:
          "write `mtu \(size)` in the header, or let the way between the hosts take \(way.mtu + overhead) bytes"
      ).note("with what VXLAN adds, the way takes \(size + overhead) bytes")
    }
  }
}

/// The way to a peer's underlay address.
enum Way {
  case by(String)
  case none
}

extension Observed {
  /// As the vxlan device asks: by its `dev`, where one is written.
  func route(from part: Part, to peer: Member, _ host: Host) -> Way {
    let written = part.member.underlayDevice.flatMap { link(Interface($0.value))?.index }
    switch host.query(nil, routeQuery(to: peer.underlay.value, output: written)) {
    case .failure: return .none
    case .success(let messages):
      guard let answer = messages.compactMap(routeAnswer).first else { return .none }
      let device = links.first {
        $0.interface.namespace == nil && $0.index == answer.output
      }
      return .by(device?.interface.name ?? "if\(answer.output)")
    }
  }
}

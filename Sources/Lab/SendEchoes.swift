import Driver
import Kernel
import Netlink
import Values

/// Sends a round of echo requests from this host. Without CAP_NET_RAW, and where ping sockets are
/// not for everybody, EPERM; a namespace that cannot be entered misses its requests.
func sendEchoes(_ round: EchoRound, _ sockets: NetlinkSockets) -> Result<[EchoAnswer], SystemError>
{
  var origins = Origins()
  let places = round.requests.map { origins.place(of: $0, sockets) }
  let pairs = zip(round.requests, places).compactMap { request, place -> EchoPair? in
    guard case .success(let index) = place else { return nil }
    return EchoPair(
      from: index, to: request.destination,
      payload: request.size.map { echoPayload(size: $0, request.destination.family) })
  }
  var settings = EchoSettings()
  settings.attempts = round.attempts
  settings.timeoutMilliseconds = round.timeoutMilliseconds
  settings.forbidFragments = round.isUnsplit
  var results = Echo.run(pairs, endpoints: origins.endpoints, settings: settings)[...]
  if !Machine.has(.rawSockets), results.contains(.missed(code: 1)) {
    return .failure(SystemError(1, "send echo requests"))
  }
  return .success(
    places.map { place in
      switch place {
      case .success: results.popFirst().map(EchoAnswer.init) ?? .missed(code: 0)
      case .failure(let error): .missed(code: error.code)
      }
    })
}

/// From where requests go, each place once.
private struct Origins {
  private struct Key: Hashable {
    var namespace: String?
    var source: Address
  }

  private(set) var endpoints: [EchoEndpoint] = []
  private var indices: [Key: Int] = [:]

  mutating func place(
    of request: EchoRequest, _ sockets: NetlinkSockets
  ) -> Result<Int, SystemError> {
    let key = Key(namespace: request.namespace, source: request.source)
    if let known = indices[key] { return .success(known) }
    return Result { () throws(SystemError) in
      let number = try sockets.entrance(request.namespace)
      indices[key] = endpoints.count
      endpoints.append(EchoEndpoint(namespace: number, source: request.source))
      return endpoints.count - 1
    }
  }
}

internal import CKernel
internal import Netlink
internal import Values

/// The socket of one endpoint.
struct EchoSocket: ~Copyable {
  let descriptor: Descriptor
  let isIPv6: Bool
  private let isRaw: Bool
  private let identifier: UInt16

  init(
    _ endpoint: EchoEndpoint, forbidFragments: Bool, identifier: UInt16
  ) throws(SystemError) {
    guard let namespace = endpoint.namespace else {
      self = try EchoSocket(endpoint.source, forbidFragments, identifier)
      return
    }
    self = try Namespaces.inside(namespace) { () throws(SystemError) -> EchoSocket in
      try EchoSocket(endpoint.source, forbidFragments, identifier)
    }
  }

  private init(
    _ source: Address, _ forbidFragments: Bool, _ identifier: UInt16
  ) throws(SystemError) {
    var raw: Int32 = 0
    let isIPv6 = source.family == .ipv6
    let result = unsafe ck_echo_open(isIPv6 ? 1 : 0, source.bytes, forbidFragments ? 1 : 0, &raw)
    descriptor = Descriptor(owning: try check(result, "open an echo socket on \(source)"))
    self.isIPv6 = isIPv6
    isRaw = raw == 1
    self.identifier = identifier
  }

  /// 0, or a positive errno.
  func send(to destination: Address, sequence: UInt16, payload: Int) -> Int32 {
    let length = Int32(clamping: payload)
    let bytes = destination.bytes
    guard (bytes.count == 16) == isIPv6 else { return CK_EINVAL }
    func request() -> Int32 {
      -(unsafe ck_echo_send(
        descriptor.number, isIPv6 ? 1 : 0, bytes, identifier, sequence, length))
    }
    // The first error may be another request's, which waited to be told.
    let code = request()
    return code == 0 || code == CK_EMSGSIZE || code == CK_EAGAIN ? code : request()
  }

  /// What has come: answers, and errors in place of answers.
  func receive() -> [ck_echo] {
    var received: [ck_echo] = []
    while true {
      var echo = ck_echo()
      let result = unsafe ck_echo_receive_error(descriptor.number, isIPv6 ? 1 : 0, &echo)
      if result < 0 { break }
      if result == 1, isOurs(echo) { received.append(echo) }
    }
    while true {
      var echo = ck_echo()
      let result = unsafe ck_echo_receive(
        descriptor.number, isIPv6 ? 1 : 0, isRaw ? 1 : 0, &echo)
      if result == -CK_EAGAIN { return received }
      // Other errors are those of the queue above, told once more.
      if result == 1, isOurs(echo) { received.append(echo) }
    }
  }

  func address(of echo: ck_echo) -> Address? {
    let bytes = unsafe withUnsafeBytes(of: echo.address) { unsafe Array($0) }
    return Address(bytes: bytes.prefix(isIPv6 ? 16 : 4))
  }

  private func isOurs(_ echo: ck_echo) -> Bool { !isRaw || echo.identifier == identifier }
}

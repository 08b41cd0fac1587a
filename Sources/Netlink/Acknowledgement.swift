/// What a system call or the kernel refused: a positive errno (errno(3)).
package struct SystemError: Error, Hashable, Sendable {
  package var code: Int32
  /// What was tried, in words: "open a netlink socket".
  package var attempt: String

  package init(_ code: Int32, _ attempt: String) {
    self.code = code
    self.attempt = attempt
  }
}

/// The kernel's answer to one message: NLMSG_ERROR with its extended acknowledgement
/// (Documentation/userspace-api/netlink/intro.rst).
package struct Acknowledgement: Hashable, Sendable {
  /// 0: done; otherwise a positive errno.
  package var code: Int32
  /// NLMSGERR_ATTR_MSG: the kernel's words, without a full stop.
  package var text: String?
  /// NLMSGERR_ATTR_OFFS: where the offending attribute begins, in bytes from the message's start.
  package var offset: Int?

  package init(code: Int32 = 0, text: String? = nil, offset: Int? = nil) {
    self.code = code
    self.text = text
    self.offset = offset
  }
}

/// The answer in an NLMSG_ERROR, or in the NLMSG_DONE that ends a dump: a refused dump ends with a
/// negative number. `nil` for any other message.
package func acknowledgement(in message: [UInt8]) -> (sequence: UInt32, Acknowledgement)? {
  guard let header = MessageHeader(message) else { return nil }
  let payload = message[...].dropFirst(MessageHeader.size)
  let number = payload.hostNumber(as: UInt32.self).map { Int32(bitPattern: $0) }
  switch header.type {
  case MessageType.error:
    guard let number else { return nil }
    return (header.sequence, acknowledgement(number, header, payload, refusedHeader: true))
  case MessageType.done:
    return (header.sequence, acknowledgement(number ?? 0, header, payload, refusedHeader: false))
  default:
    return nil
  }
}

private func acknowledgement(
  _ number: Int32, _ header: MessageHeader, _ payload: ArraySlice<UInt8>, refusedHeader: Bool
) -> Acknowledgement {
  var result = Acknowledgement(code: number == .min ? .max : abs(number))
  guard header.flags & MessageFlags.hasAttributes != 0 else { return result }
  let refused = refusedHeader ? refusedLength(header, payload) : 0
  let attributes = Attributes(payload.from(4 + refused))
  result.text = attributes[ErrorAttribute.message].map(sentence)
  result.offset = attributes.number(ErrorAttribute.offset).map { Int($0) }
  return result
}

/// How much of the refused message comes back: its header, or all of it.
private func refusedLength(_ header: MessageHeader, _ payload: ArraySlice<UInt8>) -> Int {
  guard header.flags & MessageFlags.capped == 0,
    let length = payload.hostNumber(at: 4, as: UInt32.self)
  else { return MessageHeader.size }
  return aligned(Int(length))
}

/// The kernel's words without the full stop that some of them end with.
private func sentence(_ payload: ArraySlice<UInt8>) -> String {
  var text = payload.text
  while let last = text.last, last == "." || last == "\n" || last == " " { text.removeLast() }
  return text
}

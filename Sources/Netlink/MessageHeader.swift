/// `struct nlmsghdr` (uapi/linux/netlink.h).
package struct MessageHeader: Hashable, Sendable {
  package static let size = 16

  package var length: UInt32
  package var type: UInt16
  package var flags: UInt16
  package var sequence: UInt32

  /// `nil` for what is shorter than a header.
  package init?(_ message: [UInt8]) {
    self.init(message[...])
  }

  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count >= Self.size,
      let length = bytes.hostNumber(at: 0, as: UInt32.self),
      let type = bytes.hostNumber(at: 4, as: UInt16.self),
      let flags = bytes.hostNumber(at: 6, as: UInt16.self),
      let sequence = bytes.hostNumber(at: 8, as: UInt32.self)
    else { return nil }
    self.length = length
    self.type = type
    self.flags = flags
    self.sequence = sequence
  }

  /// A dump that has to be taken again: something changed under it.
  package var isInterrupted: Bool { flags & MessageFlags.interrupted != 0 }
}

package func setSequence(_ sequence: UInt32, in message: inout [UInt8]) {
  message.replace(at: 8, host: sequence)
}

/// Appends a message, filled up to a multiple of four bytes, with its sequence number and without the
/// wish for an acknowledgement.
package func append(_ message: [UInt8], sequence: UInt32, to bytes: inout [UInt8]) {
  let start = bytes.count
  bytes += message
  while bytes.count % 4 != 0 { bytes.append(0) }
  guard bytes.count - start >= MessageHeader.size else { return }
  let flags = lowFlags(ofMessageAt: start)
  bytes[flags] &= ~UInt8(truncatingIfNeeded: MessageFlags.acknowledge)
  bytes[flags] |= UInt8(truncatingIfNeeded: MessageFlags.request)
  bytes.replace(at: start + 8, host: sequence)
}

/// Where the lower byte of its flags stands.
private func lowFlags(ofMessageAt start: Int) -> Int {
  #if _endian(little)
    start + 6
  #else
    start + 7
  #endif
}

/// The kernel is to answer the message that begins there even where all went well.
package func wishAcknowledgement(ofMessageAt start: Int, in bytes: inout [UInt8]) {
  guard bytes.count - start >= MessageHeader.size else { return }
  bytes[lowFlags(ofMessageAt: start)] |= UInt8(truncatingIfNeeded: MessageFlags.acknowledge)
}

/// The message, filled up to a multiple of four bytes, with its sequence number and with flags that
/// it may not have yet.
package func prepared(_ message: [UInt8], sequence: UInt32, flags: UInt16) -> [UInt8] {
  guard let header = MessageHeader(message) else { return message }
  var bytes = message
  setSequence(sequence, in: &bytes)
  bytes.replace(at: 6, host: header.flags | flags)
  bytes += [UInt8](repeating: 0, count: aligned(bytes.count) - bytes.count)
  return bytes
}

/// The messages of one datagram, headers included. What follows a broken length is left out.
package func splitMessages(_ datagram: [UInt8]) -> [[UInt8]] {
  var messages: [[UInt8]] = []
  var rest = datagram[...]
  while let header = MessageHeader(rest) {
    let length = Int(header.length)
    guard length >= MessageHeader.size, length <= rest.count else { break }
    messages.append(Array(rest.prefix(length)))
    rest = rest.dropFirst(aligned(length))
  }
  return messages
}

/// Messages and attributes begin at multiples of four bytes.
func aligned(_ length: Int) -> Int { (length + 3) & ~3 }

/// The header of a netlink message: length, type, flags and sequence number, in host order
/// (netlink(7), struct nlmsghdr). All that this room knows of messages.
struct MessageHeader {
  static let size = 16
  /// Message types.
  static let error: UInt16 = 2
  static let done: UInt16 = 3
  /// Flags: a request, one of several parts, one that wants an acknowledgement; a dump that changed
  /// under way; a request for a dump.
  static let request: UInt16 = 0x1
  static let multipart: UInt16 = 0x2
  static let acknowledge: UInt16 = 0x4
  static let interrupted: UInt16 = 0x10
  static let dump: UInt16 = 0x300

  var length: Int
  var type: UInt16
  var flags: UInt16
  var sequence: UInt32

  /// `nil` where the bytes from `offset` on hold no whole message.
  init?(_ bytes: [UInt8], at offset: Int = 0) {
    guard bytes.count - offset >= Self.size else { return nil }
    func number(_ at: Int, _ count: Int) -> UInt32 {
      (0..<count).reduce(0) { value, index in
        let byte = UInt32(bytes[offset + at + index])
        let shift = UInt32(1).littleEndian == 1 ? index : count - 1 - index
        return value | byte << UInt32(shift * 8)
      }
    }
    length = Int(number(0, 4))
    type = UInt16(number(4, 2))
    flags = UInt16(number(6, 2))
    sequence = number(8, 4)
    guard length >= Self.size, length <= bytes.count - offset else { return nil }
  }

  /// The messages of a datagram.
  static func messages(in datagram: [UInt8]) -> [(header: MessageHeader, bytes: [UInt8])] {
    var messages: [(MessageHeader, [UInt8])] = []
    var offset = 0
    while let header = MessageHeader(datagram, at: offset) {
      messages.append((header, Array(datagram[offset..<offset + header.length])))
      offset += (header.length + 3) & ~3
    }
    return messages
  }

  /// The message, filled up to a multiple of 4, with its sequence number and additional flags.
  static func prepared(_ message: [UInt8], sequence: UInt32, flags: UInt16) -> [UInt8] {
    guard message.count >= size else { return message }
    var bytes = message
    unsafe withUnsafeBytes(of: sequence) { unsafe bytes.replaceSubrange(8..<12, with: $0) }
    unsafe withUnsafeBytes(of: flags) { added in
      unsafe bytes[6] |= added[0]
      unsafe bytes[7] |= added[1]
    }
    while bytes.count % 4 != 0 { bytes.append(0) }
    return bytes
  }

  /// The positive errno that an NLMSG_ERROR or NLMSG_DONE carries after its header; 0: none.
  static func code(_ bytes: [UInt8]) -> Int32 {
    guard bytes.count >= size + 4 else { return 0 }
    let number = unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: size, as: Int32.self)
    }
    return number < 0 ? -max(number, -Int32.max) : 0
  }
}

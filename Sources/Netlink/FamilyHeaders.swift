// The headers of the families as the kernel sends them; `nil` for a message of another type, or one
// that is too short.

/// `struct ifinfomsg` (uapi/linux/rtnetlink.h).
struct LinkHeader {
  static let size = 16
  var index: UInt32
  var flags: UInt32

  init?(_ message: [UInt8]) {
    guard let header = familyHeader(message, MessageType.newLink, Self.size),
      header.first == AddressFamily.unspecified,
      let index = header.hostNumber(at: 4, as: UInt32.self),
      let flags = header.hostNumber(at: 8, as: UInt32.self)
    else { return nil }
    self.index = index
    self.flags = flags
  }
}

/// `struct ifaddrmsg` (uapi/linux/if_addr.h).
struct AddressHeader {
  static let size = 8
  var length: UInt8
  var flags: UInt8
  var scope: UInt8
  var index: UInt32

  init?(_ message: [UInt8]) {
    guard let header = familyHeader(message, MessageType.newAddress, Self.size),
      let length = header.hostNumber(at: 1, as: UInt8.self),
      let flags = header.hostNumber(at: 2, as: UInt8.self),
      let scope = header.hostNumber(at: 3, as: UInt8.self),
      let index = header.hostNumber(at: 4, as: UInt32.self)
    else { return nil }
    self.length = length
    self.flags = flags
    self.scope = scope
    self.index = index
  }
}

/// `struct rtmsg` (uapi/linux/rtnetlink.h).
struct RouteHeader {
  static let size = 12
  var family: UInt8
  var length: UInt8
  var table: UInt8
  var routeProtocol: UInt8
  var scope: UInt8
  var type: UInt8
  var flags: UInt32

  init?(_ message: [UInt8]) {
    guard let header = familyHeader(message, MessageType.newRoute, Self.size),
      let flags = header.hostNumber(at: 8, as: UInt32.self)
    else { return nil }
    let bytes = Array(header)
    family = bytes[0]
    length = bytes[1]
    table = bytes[4]
    routeProtocol = bytes[5]
    scope = bytes[6]
    type = bytes[7]
    self.flags = flags
  }
}

/// `struct ndmsg` (uapi/linux/neighbour.h).
struct NeighbourHeader {
  static let size = 12
  var family: UInt8
  var index: UInt32
  var state: UInt16
  var flags: UInt8

  init?(_ message: [UInt8], _ type: UInt16 = MessageType.newNeighbour) {
    guard let header = familyHeader(message, type, Self.size),
      let family = header.first, let index = header.hostNumber(at: 4, as: UInt32.self),
      let state = header.hostNumber(at: 8, as: UInt16.self),
      let flags = header.hostNumber(at: 10, as: UInt8.self)
    else { return nil }
    self.family = family
    self.index = index
    self.state = state
    self.flags = flags
  }
}

/// Exactly `size` bytes after the message's header.
private func familyHeader(
  _ message: [UInt8], _ type: UInt16, _ size: Int
) -> ArraySlice<UInt8>? {
  guard let header = MessageHeader(message), header.type == type,
    let rest = message[...].from(MessageHeader.size), rest.count >= size
  else { return nil }
  return rest.prefix(size)
}

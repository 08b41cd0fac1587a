/// The attributes in a part of a message (`struct nlattr`, uapi/linux/netlink.h).
struct Attributes {
  private var entries: [(type: UInt16, payload: ArraySlice<UInt8>)] = []

  init(_ bytes: ArraySlice<UInt8>?) {
    var rest = bytes ?? []
    while let length = rest.hostNumber(at: 0, as: UInt16.self),
      let type = rest.hostNumber(at: 2, as: UInt16.self)
    {
      guard length >= 4, Int(length) <= rest.count else { break }
      // The two highest bits say "nested" and "network order".
      entries.append((type & 0x3fff, rest.prefix(Int(length)).dropFirst(4)))
      rest = rest.dropFirst(aligned(Int(length)))
    }
  }

  /// The attributes of a message, after a family header of `headerSize` bytes.
  init(of message: [UInt8], headerSize: Int) {
    self.init(message[...].from(MessageHeader.size + headerSize))
  }

  /// The payload of the last attribute of a type, which is the one that the kernel would take.
  subscript(_ type: UInt16) -> ArraySlice<UInt8>? {
    entries.last { $0.type == type }?.payload
  }

  /// The payloads of a type that may come more than once.
  func all(_ type: UInt16) -> [ArraySlice<UInt8>] {
    entries.filter { $0.type == type }.map(\.payload)
  }

  func nested(_ type: UInt16) -> Attributes { Attributes(self[type]) }

  func number(_ type: UInt16) -> UInt32? { self[type]?.hostNumber() }
}

/// The attributes in a part of a message (`struct nlattr`, uapi/linux/netlink.h).
struct Attributes {
  private let bytes: ArraySlice<UInt8>
  private var entries: [(type: UInt16, lower: Int, upper: Int)] = []
  /// A bit for each type below 64 that is there.
  private(set) var present: UInt64 = 0

  init(_ bytes: ArraySlice<UInt8>?) {
    self.bytes = bytes ?? []
    var offset = 0
    while let length = self.bytes.hostNumber(at: offset, as: UInt16.self),
      let number = self.bytes.hostNumber(at: offset + 2, as: UInt16.self)
    {
      guard length >= 4, Int(length) <= self.bytes.count - offset else { break }
      // The two highest bits say "nested" and "network order".
      let type = number & 0x3fff
      let start = self.bytes.startIndex + offset
      entries.append((type, start + 4, start + Int(length)))
      if type < 64 { present |= 1 << UInt64(type) }
      offset += aligned(Int(length))
    }
  }

  /// The attributes of a message, after a family header of `headerSize` bytes.
  init(of message: [UInt8], headerSize: Int) {
    self.init(message[...].from(MessageHeader.size + headerSize))
  }

  /// The payload of the last attribute of a type, which is the one that the kernel would take.
  subscript(_ type: UInt16) -> ArraySlice<UInt8>? {
    entries.last { $0.type == type }.map { bytes[$0.lower..<$0.upper] }
  }

  /// The payloads of a type that may come more than once.
  func all(_ type: UInt16) -> [ArraySlice<UInt8>] {
    entries.filter { $0.type == type }.map { bytes[$0.lower..<$0.upper] }
  }

  func nested(_ type: UInt16) -> Attributes { Attributes(self[type]) }

  func number(_ type: UInt16) -> UInt32? { self[type]?.hostNumber() }
}

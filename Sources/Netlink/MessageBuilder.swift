import Values
package import Vocabulary

/// A message for the kernel, with the places of the options in it.
package struct Request: Sendable {
  package var bytes: [UInt8]
  /// Where the attribute of an option begins, in bytes from the message's start.
  package var optionOffsets: [(offset: Int, option: DeviceOption)]

  package init(
    bytes: [UInt8], optionOffsets: [(offset: Int, option: DeviceOption)] = []
  ) {
    self.bytes = bytes
    self.optionOffsets = optionOffsets
  }

  /// The option that an extended acknowledgement's offset is about.
  package func option(atOffset offset: Int) -> DeviceOption? {
    optionOffsets.first { $0.offset == offset }?.option
  }
}

/// Builds one message: `struct nlmsghdr`, the family's header, attributes.
package struct MessageBuilder {
  private var bytes: [UInt8] = []
  private var optionOffsets: [(offset: Int, option: DeviceOption)] = []

  package init(_ type: UInt16, _ flags: UInt16) {
    bytes.reserveCapacity(128)
    bytes.append(host: UInt32(0))
    bytes.append(host: type)
    bytes.append(host: flags)
    bytes.append(host: UInt64(0))
  }

  /// The message, with its length filled in: in place, for there may be a million of them.
  package var request: Request {
    mutating get {
      bytes.replace(at: 0, host: UInt32(truncatingIfNeeded: bytes.count))
      return Request(bytes: bytes, optionOffsets: optionOffsets)
    }
  }
}

// Attributes.
extension MessageBuilder {
  package mutating func attribute(_ type: UInt16, _ payload: some Collection<UInt8>) {
    let start = open(type)
    bytes.append(contentsOf: payload.prefix(Int(UInt16.max) - 4))
    close(start)
  }

  mutating func attribute(_ type: UInt16, number: UInt32) {
    let start = open(type)
    bytes.append(host: number)
    close(start)
  }

  mutating func attribute(_ type: UInt16, mac: MAC) {
    let start = open(type)
    bytes.append(network: UInt16(truncatingIfNeeded: mac.number >> 32))
    bytes.append(network: UInt32(truncatingIfNeeded: mac.number))
    close(start)
  }

  mutating func attribute(_ type: UInt16, address: Address) {
    let start = open(type)
    switch address {
    case .ipv4(let number): bytes.append(network: number)
    case .ipv6(let number): bytes.append(network: number)
    }
    close(start)
  }

  /// With the NUL that iproute2 sends, too.
  mutating func attribute(_ type: UInt16, name: String) {
    attribute(type, Array(name.utf8) + [0])
  }

  package mutating func nest(_ type: UInt16, _ body: (inout MessageBuilder) -> Void) {
    let start = open(type)
    body(&self)
    close(start)
  }

  /// The attribute that comes next belongs to an option.
  mutating func note(_ option: DeviceOption) {
    optionOffsets.append((bytes.count, option))
  }

  private mutating func open(_ type: UInt16) -> Int {
    let start = bytes.count
    bytes.append(host: UInt16(0))
    bytes.append(host: type)
    return start
  }

  private mutating func close(_ start: Int) {
    bytes.replace(at: start, host: UInt16(truncatingIfNeeded: bytes.count - start))
    while bytes.count % 4 != 0 { bytes.append(0) }
  }
}

// The headers of the families.
extension MessageBuilder {
  /// `struct ifinfomsg` (uapi/linux/rtnetlink.h).
  mutating func linkHeader(index: UInt32 = 0, flags: UInt32 = 0, change: UInt32 = 0) {
    bytes.append(host: UInt32(0))
    bytes.append(host: index)
    bytes.append(host: flags)
    bytes.append(host: change)
  }

  /// `struct ifaddrmsg` (uapi/linux/if_addr.h).
  mutating func addressHeader(
    family: UInt8, length: UInt8 = 0, flags: UInt8 = 0, scope: UInt8 = 0, index: UInt32 = 0
  ) {
    bytes.append(contentsOf: [family, length, flags, scope])
    bytes.append(host: index)
  }

  /// `struct rtmsg` (uapi/linux/rtnetlink.h).
  mutating func routeHeader(
    family: UInt8, length: UInt8 = 0, table: UInt8 = 0, routeProtocol: UInt8 = 0,
    scope: UInt8 = 0, type: UInt8 = 0, flags: UInt32 = 0
  ) {
    bytes.append(contentsOf: [family, length, 0, 0, table, routeProtocol, scope, type])
    bytes.append(host: flags)
  }

  /// `struct ndtmsg` (uapi/linux/neighbour.h).
  mutating func neighbourTableHeader(family: UInt8 = AddressFamily.unspecified) {
    bytes.append(contentsOf: [family, 0, 0, 0])
  }

  /// `struct nfgenmsg` (uapi/linux/netfilter/nfnetlink.h): of all families.
  mutating func filterHeader() { bytes.append(host: UInt32(0)) }

  /// `struct ndmsg` (uapi/linux/neighbour.h).
  mutating func neighbourHeader(
    family: UInt8, index: UInt32 = 0, state: UInt16 = 0, flags: UInt8 = 0
  ) {
    bytes.append(contentsOf: [family, 0, 0, 0])
    bytes.append(host: index)
    bytes.append(host: state)
    bytes.append(contentsOf: [flags, 0])
  }
}

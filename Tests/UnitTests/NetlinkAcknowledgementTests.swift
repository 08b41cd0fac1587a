import Testing
import Values

@testable import Netlink

private func answer(
  type: UInt16, flags: UInt16, code: Int32, refused: [UInt8], text: String? = nil,
  offset: UInt32? = nil
) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.append(host: UInt32(bitPattern: code))
  bytes += refused
  if let text { bytes += attribute(1, Array(text.utf8) + [0]) }
  if let offset {
    var payload: [UInt8] = []
    payload.append(host: offset)
    bytes += attribute(2, payload)
  }
  var header: [UInt8] = []
  header.append(host: UInt32(16 + bytes.count))
  header.append(host: type)
  header.append(host: flags)
  header.append(host: UInt32(77))
  header.append(host: UInt32(0))
  return header + bytes
}

private func attribute(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.append(host: UInt16(4 + payload.count))
  bytes.append(host: type)
  bytes += payload
  while bytes.count % 4 != 0 { bytes.append(0) }
  return bytes
}

@Test func acknowledgements() throws {
  let header = Array(DumpRequest.routes.message.prefix(16))
  let done = try #require(
    acknowledgement(in: answer(type: 2, flags: 0x100, code: 0, refused: header)))
  #expect(done.sequence == 77)
  #expect(done.1 == Acknowledgement())
  // Capped, with text and offset.
  let capped = answer(
    type: 2, flags: 0x300, code: -17, refused: header, text: "Already there.", offset: 52)
  #expect(
    acknowledgement(in: capped)?.1
      == Acknowledgement(code: 17, text: "Already there", offset: 52))
  // Not capped: the whole message comes back, and its length is in it.
  let whole = answer(
    type: 2, flags: 0x200, code: -22, refused: DumpRequest.links.message, text: "No")
  #expect(acknowledgement(in: whole)?.1 == Acknowledgement(code: 22, text: "No"))
}

@Test func endsOfDumps() {
  let good = answer(type: 3, flags: 2, code: 0, refused: [])
  #expect(acknowledgement(in: good)?.1 == Acknowledgement())
  let refused = answer(type: 3, flags: 0x202, code: -22, refused: [], text: "Invalid header")
  #expect(
    acknowledgement(in: refused)?.1 == Acknowledgement(code: 22, text: "Invalid header"))
  #expect(acknowledgement(in: DumpRequest.links.message) == nil)
}

@Test func datagramsAreSplit() throws {
  let first = DumpRequest.links.message
  var second = DumpRequest.forwarding.message
  setSequence(9, in: &second)
  let messages = splitMessages(first + second + [1, 2, 3])
  #expect(messages == [first, second])
  #expect(MessageHeader(second)?.sequence == 9)
  #expect(splitMessages([UInt8](repeating: 0, count: 40)) == [])
}

@Test func requestsOfDumpsAreThoseOfIproute2() throws {
  let recorded = try ["dump_addrs", "dump_fdb", "dump_neigh"].map {
    try NetlinkVector.named($0).message
  }
  let ours: [DumpRequest] = [.addresses, .forwarding, .neighbours]
  #expect(ours.map(\.message) == recorded)
}

@Test func routesToPeers() throws {
  let query = routeQuery(to: .ipv4(0x0a09_0101), output: 2)
  #expect(query.count == 16 + 12 + 8 + 8)
  // The kernel's own answers to such queries, recorded on 6.18.
  let recorded = hexBytes(
    "02200000fe0000010002000008000f00fe000000080001000a0901010800040002000000080007000a000001"
      + "080005000a000002080019000000000024000c0002000000000000000000000000000000000000000000000000"
      + "00000000000000")
  var message: [UInt8] = []
  message.append(host: UInt32(16 + recorded.count))
  message.append(host: UInt16(24))
  message += [UInt8](repeating: 0, count: 10) + recorded
  #expect(routeAnswer(in: message)?.output == 2)
  #expect(routeAnswer(in: message)?.mtu == nil)
  #expect(routeAnswer(in: message + attribute(8, attribute(2, [0x78, 5, 0, 0])))?.mtu == 1400)
}

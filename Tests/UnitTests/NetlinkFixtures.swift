import Foundation
import Testing

/// A recorded message (Fixtures/netlink-vectors.json): what iproute2 sent for a command, and for
/// a dump what the kernel answered.
struct NetlinkVector: Decodable {
  var name: String
  var group: String
  var command: String
  var iproute2: String?
  var hex: String
  var replies: [String]?

  private enum CodingKeys: String, CodingKey {
    case name, group, command, iproute2, replies
    case hex = "message_hex"
  }

  static func load() throws -> [NetlinkVector] {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/netlink-vectors", withExtension: "json"))
    return try JSONDecoder().decode([NetlinkVector].self, from: Data(contentsOf: url))
  }

  static func named(_ name: String) throws -> NetlinkVector {
    try #require(try load().first { $0.name == name })
  }

  var message: [UInt8] { hexBytes(hex) }
  var replyMessages: [[UInt8]] { (replies ?? []).map(hexBytes) }
}

func hexBytes(_ text: String) -> [UInt8] {
  let digits = Array(text.utf8)
  return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
    UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
  }
}

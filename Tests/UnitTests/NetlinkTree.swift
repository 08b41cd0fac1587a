@testable import Netlink

/// A message as text that two encoders can be compared by: attributes sorted inside each nest,
/// ifindexes and file descriptors masked, names without their NUL.
struct NetlinkTree {
  var message: [UInt8]
  /// Paths that are left out: `18.2.7`.
  var omitted: Set<String> = []
  private var kind = ""

  init(_ message: [UInt8], omitting omitted: Set<String> = []) {
    self.message = message
    self.omitted = omitted
    let top = Attributes(of: message, headerSize: LinkHeader.size)
    kind = isLink ? top.nested(18)[1]?.text ?? "" : ""
  }

  private var type: UInt16 { MessageHeader(message)?.type ?? 0 }
  private var flags: UInt16 { MessageHeader(message)?.flags ?? 0 }
  private var isLink: Bool { (16...19).contains(type) }
  private var isRoute: Bool { (24...26).contains(type) }

  private var headerSize: Int {
    switch type {
    case 16...19: 16
    case 20...22: 8
    default: 12
    }
  }

  var text: String {
    let rest = message.dropFirst(16)
    var header = Array(rest.prefix(headerSize))
    if !isRoute, header.count >= 8 {
      let index = header[4..<8].contains { $0 != 0 } ? UInt8(1) : 0
      header.replaceSubrange(4..<8, with: [isCreation ? 9 : index, 0, 0, 0])
    }
    return "type \(type) flags \(flags) length \(message.count == declaredLength) \(header)\n"
      + lines(rest.dropFirst(headerSize), path: "").sorted().joined(separator: "\n")
  }

  private var isCreation: Bool { isLink && flags == 0x605 }
  private var declaredLength: Int { Int(MessageHeader(message)?.length ?? 0) }

  private func lines(_ bytes: ArraySlice<UInt8>, path: String) -> [String] {
    var lines: [String] = []
    var rest = bytes
    while let length = rest.hostNumber(at: 0, as: UInt16.self), length >= 4,
      Int(length) <= rest.count, let type = rest.hostNumber(at: 2, as: UInt16.self)
    {
      let inner = path.isEmpty ? "\(type)" : "\(path).\(type)"
      let payload = rest.prefix(Int(length)).dropFirst(4)
      if !omitted.contains(inner) { lines += attribute(inner, payload) }
      rest = rest.dropFirst((Int(length) + 3) & ~3)
    }
    if !rest.isEmpty { lines.append("\(path): \(rest.count) bytes too many") }
    return lines
  }

  private func attribute(_ path: String, _ payload: ArraySlice<UInt8>) -> [String] {
    if isLink, kind == "veth", path == "18.2.1" {
      let header = Array(payload.prefix(16))
      return ["\(path) \(header[..<4]) \(header[8...])"] + lines(payload.dropFirst(16), path: path)
    }
    if isLink, ["18", "18.2", "18.5", "26", "26.10"].contains(path) {
      return ["\(path) {"] + lines(payload, path: path)
    }
    if isLink, ["3", "18.1", "18.2.1.3"].contains(path) { return ["\(path) \(payload.text)"] }
    if isRoute, path == "1", payload.allSatisfy({ $0 == 0 }) { return [] }
    if isMasked(path) { return ["\(path) \(payload.contains { $0 != 0 })"] }
    return ["\(path) \(Array(payload))"]
  }

  private func isMasked(_ path: String) -> Bool {
    if isRoute { return path == "4" }
    guard isLink else { return false }
    return ["10", "18.2.1.28"].contains(path) || (kind == "vxlan" && path == "18.2.3")
  }
}

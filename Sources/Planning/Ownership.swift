package import Values
package import Vocabulary

/// The interface alias by which we know what is ours, and the only state there is:
/// `vxloom OWNER NODE DEVICE #DIGEST [notes]`. Every byte of a field other than letters, digits,
/// `.`, `_` and `-` is written `%XX` (in notes, `/` and `:` stay too).
package struct Ownership: Hashable, Sendable {
  /// What we did to a thing that is not ours, and have to take back.
  package enum Note: Hashable, Sendable {
    /// We made this network namespace.
    case namespace(String)
    /// We set up the loopback device of a namespace that was there.
    case loopback(String)
    /// We made this device of the host a port of the bridge.
    case port(String)
    /// We set this device of the host up.
    case up(String)
    /// We added this address to the bridge, which was there.
    case address(Prefix)
    /// We added this route, forwarding entry or neighbour to a device that was there: the words that
    /// tell it apart from others.
    case entry(OptionKind, [String])
    /// The device is in the bridge of this Docker network: what is ours there is known by its label.
    case docker(String)
  }

  /// IFALIASZ (uapi/linux/if.h) less the closing zero.
  package static let longestAlias = 255

  package var owner: String
  package var node: String
  package var device: String
  package var digest: String
  package var notes: [Note]

  package init(owner: String, node: String, device: String, digest: String, notes: [Note] = []) {
    self.owner = owner
    self.node = node
    self.device = device
    self.digest = digest
    self.notes = notes
  }

  /// `nil` when the alias is not one of ours.
  package init?(alias: String) {
    // Most aliases are nobody's: by their bytes, and no further than needed.
    guard alias.utf8.starts(with: "vxloom ".utf8) else { return nil }
    let words = alias.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard words.count >= 5, words[0] == "vxloom", words[4].first == "#",
      let owner = unescape(words[1]), let node = unescape(words[2]),
      let device = unescape(words[3])
    else { return nil }
    self.init(owner: owner, node: node, device: device, digest: String(words[4].dropFirst()))
    for word in words.dropFirst(5) {
      guard let note = Note(text: word) else { return nil }
      notes.append(note)
    }
  }

  /// The alias without its notes.
  package var base: String {
    "vxloom \(escape(owner)) \(escape(node)) \(escape(device)) #\(digest)"
  }

  package var alias: String { ([base] + notes.map(\.text)).joined(separator: " ") }
}

extension Ownership.Note {
  package var text: String {
    switch self {
    case .namespace(let name): "netns:" + escape(name)
    case .loopback(let name): "lo:" + escape(name)
    case .port(let name): "port:" + escape(name)
    case .up(let name): "up:" + escape(name)
    case .address(let prefix): "address:" + prefix.description
    case .entry(let kind, let words):
      kind.noteWord + ":" + words.map(escapeWord).joined(separator: ",")
    case .docker(let network): "docker:" + escape(network)
    }
  }

  init?(text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let rest = String(text[text.index(after: colon)...])
    guard let value = unescape(rest) else { return nil }
    for kind in OptionKind.allCases where kind.isEntry && kind.noteWord == text[..<colon] {
      let words = rest.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      self = .entry(kind, words.compactMap(unescape))
      return
    }
    switch text[..<colon] {
    case "netns": self = .namespace(value)
    case "lo": self = .loopback(value)
    case "port": self = .port(value)
    case "up": self = .up(value)
    case "docker": self = .docker(value)
    case "address":
      guard let prefix = Prefix(rest) else { return nil }
      self = .address(prefix)
    default: return nil
    }
  }
}

extension OptionKind {
  /// The item that makes such entries.
  fileprivate var noteWord: String {
    switch self {
    case .route: "route"
    case .forwarding: "fdb"
    case .neighbour: "neigh"
    case .vxlan, .bridge, .bridgePort: ""
    }
  }
}

private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
  case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
  default: false
  }
}

private func escape(_ text: String) -> String { escape(text, isPlain) }

/// A word of a note, where `/` and `:` have no meaning of their own.
private func escapeWord(_ text: String) -> String {
  escape(text) { isPlain($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
}

private func escape(_ text: String, _ isPlain: (UInt8) -> Bool) -> String {
  if text.utf8.allSatisfy(isPlain) { return text }
  var result = ""
  for byte in text.utf8 {
    if isPlain(byte) {
      result.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      result += "%" + hexText(UInt64(byte), digits: 2).uppercased()
    }
  }
  return result
}

private func unescape(_ text: String) -> String? {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%") {
      guard let number = hexNumber(rest.prefix(2)), rest.count >= 2 else { return nil }
      bytes.append(UInt8(truncatingIfNeeded: number))
      rest = rest.dropFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(validating: bytes, as: UTF8.self)
}

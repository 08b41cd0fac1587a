import Planning
import Values
import Vocabulary

// Entries of tables as calls of the preamble's functions; each setting is one word.
extension ScriptWriter {
  func route(_ entry: RouteEntry) -> [String] {
    let family = entry.family == .ipv6 ? "-6" : "''"
    let name = name(entry.interface)
    return ["route", shellWord(entry.interface.namespace ?? ""), family]
      + [entryNote(entry.interface, entry.note), entry.destinationText, name]
      + entry.settings.map(quotedSetting)
  }

  func forwarding(_ entry: ForwardingEntry) -> [String] {
    ["entry", entryNote(entry.interface, entry.note), name(entry.interface)]
      + [entry.verb, "\(entry.mac)"] + entry.settings.map(quotedSetting)
  }

  func neighbour(_ entry: NeighbourEntry) -> [String] {
    ["neighbour", entryNote(entry.interface, entry.note), name(entry.interface)]
      + ["\(entry.address)"] + entry.settings.map(quotedSetting)
  }

  /// The note, and the devices that may bear it, as one word; empty where the device is ours.
  private func entryNote(
    _ interface: Interface, _ note: (String?) -> Ownership.Note
  ) -> String {
    let isBridge = index.isBridge(interface)
    guard interface.namespace == nil, isBridge || !index.made.contains(interface) else {
      return "''"
    }
    let bridge = isBridge ? interface.name : nil
    let note = note(bridge)
    let bearers = index.bearers(of: note, on: bridge)
    return shellWord(([note.text] + bearers).joined(separator: " "))
  }
}

extension DeviceReference {
  /// A batch of `bridge` knows no quotes.
  var nameInBatch: String {
    switch self {
    case .named(let name): name
    case .holding(let address): "\(address)"
    }
  }
}

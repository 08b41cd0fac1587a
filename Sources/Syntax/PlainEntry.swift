package import Diagnostics
package import Values

/// `fdb MAC dst ADDRESS` or `neigh ADDRESS lladdr MAC` of IPv4 and nothing else, as most entries are
/// written. It says the same as an `EntryItem`, without what has to be allocated for that.
package struct PlainEntry: Sendable {
  package let kind: EntryItem.Kind
  package let mac: MAC
  private let addressNumber: UInt32
  private let file: UInt32
  private var trace: UInt32 = 0
  private let keywordSpan: PlainSpan
  private let keySpan: PlainSpan
  private let optionSpan: PlainSpan
  private let valueSpan: PlainSpan

  init(
    kind: EntryItem.Kind, mac: MAC, address: UInt32, file: UInt32,
    words: (Token, Token, Token, Token)
  ) {
    self.kind = kind
    self.mac = mac
    addressNumber = address
    self.file = file
    (keywordSpan, keySpan) = (PlainSpan(words.0), PlainSpan(words.1))
    (optionSpan, valueSpan) = (PlainSpan(words.2), PlainSpan(words.3))
  }
}

extension PlainEntry {
  /// The same in an iteration or a use of a recipe.
  package func traced(_ trace: UInt32) -> PlainEntry {
    var copy = self
    copy.trace = trace
    return copy
  }

  package var address: Address { .ipv4(addressNumber) }
  package var keyRange: SourceRange { keySpan.range(in: file, trace) }
  package var optionRange: SourceRange { range(optionSpan, valueSpan) }
  package var range: SourceRange { range(keywordSpan, valueSpan) }

  private func range(_ first: PlainSpan, _ last: PlainSpan) -> SourceRange {
    var whole = first.range(in: file, trace)
    whole.upper = last.range(in: file, trace).upper
    return whole
  }

  package var item: EntryItem {
    let valueRange = valueSpan.range(in: file, trace)
    let (key, value): (Expression, Expression) =
      switch kind {
      case .forwarding: (.mac(mac, keyRange), .address(address, valueRange))
      case .neighbour: (.address(address, keyRange), .mac(mac, valueRange))
      }
    let option = OptionItem(
      keyword: Located(kind.plainOption, optionSpan.range(in: file, trace)), values: [value],
      group: [], range: optionRange)
    return EntryItem(
      kind: kind, keyword: keywordSpan.range(in: file, trace), key: key, options: [option],
      range: range)
  }
}

extension EntryItem.Kind {
  package var word: String {
    switch self {
    case .forwarding: "fdb"
    case .neighbour: "neigh"
    }
  }

  /// The option that most have, and have alone.
  var plainOption: String {
    switch self {
    case .forwarding: "dst"
    case .neighbour: "lladdr"
    }
  }
}

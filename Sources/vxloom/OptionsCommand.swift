import ArgumentParser
import Vocabulary

struct OptionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "options", abstract: "The table of all options.")

  @Argument(help: "Only options whose spelling contains this.")
  var word: String?

  @Flag(help: "Only those that are spelled exactly so.")
  var exact = false

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  struct Row: Encodable {
    var option: String
    var kind: String
    var values: [String]
    var standard: String
    var places: [String]
    var kernel: String?
    var iproute2: String?
    var changeable: Bool?
    var summary: String
  }

  private struct Report: Encodable {
    var options: [Row]
  }

  func run() throws {
    let rows = Self.rows.filter(isWanted)
    if json { return try printJSON(Report(options: rows)) }
    var kind = ""
    for row in rows {
      if row.kind != kind {
        try output.say((kind.isEmpty ? "" : "\n") + heading(row.kind))
        kind = row.kind
      }
      for line in lines(row) { try output.say(line) }
    }
  }

  private func isWanted(_ row: Row) -> Bool {
    guard let word else { return true }
    guard exact else { return row.option.contains(word) }
    return row.option == word || row.values.contains { $0.split(separator: " ").first == word[...] }
  }

  private func heading(_ kind: String) -> String {
    switch kind {
    case "language": "Of the language"
    case "vxlan": "Of the vxlan device (ip link add type vxlan)"
    case "bridge": "Of a bridge: bridge NAME ( … )"
    case "bridgeport": "Of the device as a bridge port: bridgeport ( … )"
    case "route": "Of a route: route NETWORK | default (ip route)"
    case "fdb": "Of a forwarding entry: fdb MAC (bridge fdb)"
    default: "Of a neighbour: neigh ADDRESS (ip neigh)"
    }
  }

  private func lines(_ row: Row) -> [String] {
    var facts = [row.standard.isEmpty ? nil : "default: \(row.standard)"]
    facts.append(row.kernel.map { "since Linux \($0)" })
    facts.append(row.changeable.map { $0 ? "changes in place" : "needs a new device" })
    let known = facts.compactMap(\.self)
    let values = row.values.joined(separator: " | ")
    var lines = ["  \(values)", "      \(row.summary)"]
    if !known.isEmpty { lines.append("      " + known.joined(separator: "; ")) }
    return lines
  }

  static var rows: [Row] {
    let language = LanguageOption.allCases.map { option in
      Row(
        option: option.spelling, kind: "language",
        values: [option.values.isEmpty ? option.spelling : "\(option.spelling) \(option.values)"],
        standard: "", places: option.places.map(\.phrase), summary: option.summary)
    }
    return language + DeviceOption.all.compactMap(row)
  }

  private static func row(_ option: DeviceOption) -> Row? {
    let row = option.row
    guard let spelling = row.spelling else { return nil }
    let kind =
      switch row.kind {
      case .vxlan: "vxlan"
      case .bridge: "bridge"
      case .bridgePort: "bridgeport"
      case .route: "route"
      case .forwarding: "fdb"
      case .neighbour: "neigh"
      }
    let values = row.forms.map { form in
      let words =
        row.keywords.contains(form.words[0]) ? form.words : [spelling] + form.words.dropFirst()
      return (words + form.operands.map(\.word)).joined(separator: " ")
    }
    return Row(
      option: spelling, kind: kind, values: values, standard: row.standard,
      places: row.places.map(\.phrase), kernel: row.kernel.description,
      iproute2: row.iproute2.description,
      changeable: row.kind.isEntry ? nil : row.changeability == .inPlace,
      summary: row.summary)
  }
}

extension OperandShape {
  fileprivate var word: String {
    switch self {
    case .number(let range): "\(range.lowerBound)..\(range.upperBound)"
    case .hexNumber(let range):
      range.upperBound > 0xffff ? "MASK" : "\(range.lowerBound)..\(range.upperBound)"
    case .unicast: "ADDRESS"
    case .underlayAddress, .overlayAddress: "ADDRESS|NODE"
    case .multicast: "GROUP"
    case .device: "DEVICE"
    case .mac, .bridgeGroup: "MAC"
    }
  }
}

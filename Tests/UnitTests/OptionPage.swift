import Diagnostics
import Driver
import Foundation
import Lottery
import Netlink
import Planning
import Scripting
import Testing
import Values
import Vocabulary

/// What tests do with each option, from the data that they hold.
struct OptionEvidence {
  /// Recorded messages of iproute2 that ours are compared with.
  let recorded: Set<DeviceOption>
  /// The samples, which both paths carry out on a kernel, with the same state in the end.
  let samples: Set<DeviceOption>
  /// Random recipes that a kernel is made to hold, shows, and forgets again.
  let random: Set<DeviceOption>
  /// Recipes with one form of the option each, which kernels take, old ones too, or are refused for.
  let alone = Set(OptionRecipe.all.map(\.option))
  /// The first page of the reference that holds what comes of it.
  let pages: [DeviceOption: String]

  static let whole = Result { try OptionEvidence() }

  private init() throws {
    var recorded: Set<DeviceOption> = []
    for vector in try NetlinkVector.load() where notExpressible[vector.name] == nil {
      guard let operation = try? operation(forCommand: vector.command) else { continue }
      recorded.formUnion(operation.settings.map(\.option))
    }
    self.recorded = recorded
    random = RecipeLottery.seeds.reduce(into: []) { options, seed in
      var lottery = RecipeLottery(seed: seed)
      options.formUnion(Self.options(in: lottery.recipe()))
    }
    samples = try Self.files("samples", "vxl").reduce(into: []) { options, file in
      options.formUnion(Self.options(in: try Self.text(file)))
    }
    var pages: [DeviceOption: String] = [:]
    for file in try Self.files("Tests/Spec", "md") {
      for recipe in Self.recipes(try Self.text(file)) {
        for option in Self.options(in: recipe) where pages[option] == nil {
          pages[option] = file
        }
      }
    }
    self.pages = pages
  }

  /// The options that the plans of a recipe's nodes set; none of one with errors or imports.
  private static func options(in text: String) -> Set<DeviceOption> {
    let recipe = Recipe(name: "recipe.vxl", bytes: Array(text.utf8))
    guard !recipe.hasErrors else { return [] }
    var options: Set<DeviceOption> = []
    for node in recipe.emittedNodes.prefix(2) {
      let plan = difference(derive(recipe.model, node: node, owner: "o"), nil).value
      options.formUnion(plan.steps.flatMap(\.operation.settings).map(\.option))
    }
    return options
  }

  /// The blocks of a page that have results to be held.
  private static func recipes(_ page: String) -> [String] {
    page.components(separatedBy: "\n```vxl\n").dropFirst().map { part in
      part.components(separatedBy: "\n```\n")[0] + "\n"
    }
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static func files(_ folder: String, _ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(".\(suffix)") }.sorted().map { "\(folder)/\($0)" }
  }

  func words(_ option: DeviceOption) -> String {
    var words: [String] = []
    if recorded.contains(option) { words.append("messages") }
    if samples.contains(option) { words.append("samples") }
    if random.contains(option) { words.append("random") }
    if alone.contains(option) { words.append("alone") }
    if let page = pages[option] {
      let name = page.split(separator: "/").last ?? ""
      words.append("[\(name.prefix(2))](../\(page))")
    }
    return words.isEmpty ? "–" : words.joined(separator: ", ")
  }
}

/// What the two interpreters make of an option: tried, not claimed.
struct OptionPaths {
  private let bare: Planning.Operation
  private let whole: Planning.Operation

  init(_ option: DeviceOption) {
    let needs = option.row.needs.filter { $0.row.kind == option.row.kind }.map(Self.setting)
    bare = Self.operation(option.row.kind, needs)
    whole = Self.operation(option.row.kind, needs + [Self.setting(option)])
  }

  /// An entry that says nothing more says this by itself.
  var isDefault: Bool { bare == whole }

  var isInScripts: Bool {
    isDefault || commandLine(bare, underlays: []) != commandLine(whole, underlays: [])
  }

  var isInMessages: Bool { isDefault || message(bare) != message(whole) }

  private func message(_ operation: Planning.Operation) -> [UInt8] {
    var observed = Observed()
    for (index, name) in ["vxlan0", "br0", "eth0"].enumerated() {
      observed.links.append(
        ObservedLink(interface: Interface(name), index: UInt32(index + 2), kind: .other("")))
    }
    var indices = IndexTable(observed: observed)
    let form = hostForm(of: operation, indices: &indices, descriptor: { _ in 3 }, hasIPv6: true)
    guard case .message(_, let request) = form else { return [] }
    return request.bytes
  }

  private static func operation(_ kind: OptionKind, _ settings: [Setting]) -> Planning.Operation {
    let device = Interface("vxlan0")
    switch kind {
    case .vxlan: return .addLink(Link(Interface("new0"), .vxlan, settings: settings))
    case .bridge: return .addLink(Link(Interface("new0"), .bridge, settings: settings))
    case .bridgePort: return .setPortOptions(device, from: [], to: settings)
    case .route:
      return .addRoute(
        RouteEntry(
          destination: Prefix("10.0.0.0/24"), family: .ipv4, settings: settings, interface: device))
    case .forwarding:
      return .addForwarding(ForwardingEntry(device, mac: .zero, settings: settings))
    case .neighbour:
      return .addNeighbour(
        NeighbourEntry(device, address: .ipv4(0x0a00_0001), settings: settings))
    }
  }

  private static func setting(_ option: DeviceOption) -> Setting {
    let operands = option.row.forms[0].operands.map { shape -> Operand in
      switch shape {
      case .number(let range), .hexNumber(let range): .number(min(range.upperBound, 7))
      case .unicast, .underlayAddress, .overlayAddress: .address(.ipv4(0xc000_0201))
      case .multicast: .address(.ipv4(0xef01_0101))
      case .device: .device(.named("eth0"))
      case .mac, .bridgeGroup: .mac(MAC(0x0180_c200_0000))
      }
    }
    return Setting(option, Operands(operands))
  }
}

/// `docs/options.md`.
func optionPage() throws -> String {
  let evidence = try OptionEvidence.whole.get()
  var lines = [
    "# Options", "",
    "Made from the table in `Sources/Vocabulary` and from what the tests hold; `make update` writes",
    "it anew. What the options mean, and their values: `vxloom options`.", "",
    "- **script**, **netlink**: whether emitted scripts, and `apply`, can set it. *default*: it holds",
    "  anyway, and nothing is sent. *read*: it is known where a kernel shows it.",
    "- **in place**: whether it changes on a device that stands; otherwise the device is made anew.",
    "- **Linux**, **iproute2**: the first version that has it.",
    "- **tested**: *messages*: ours are those that iproute2 was recorded to send; *samples*: script and",
    "  `apply` leave the same state on a kernel; *random*: a kernel holds it in random recipes, shows",
    "  it, and forgets it; *alone*: each form by itself, on kernels old and new (`make test-kernels`); a",
    "  number: the page of the reference that holds what comes of it.",
  ]
  for kind in OptionKind.allCases {
    lines += ["", "## \(kind.heading)", ""]
    lines += [
      "| option | script | netlink | in place | Linux | iproute2 | tested |",
      "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += DeviceOption.all(of: kind).map { line($0, evidence) }
  }
  return lines.joined(separator: "\n") + "\n"
}

private func line(_ option: DeviceOption, _ evidence: OptionEvidence) -> String {
  let row = option.row
  let paths = OptionPaths(option)
  let words = paths.isDefault ? "default" : "yes"
  let isRead = row.spelling == nil && !evidence.samples.contains(option)
  let cells = [
    "`\(option.name)`" + (row.spelling == nil ? " (not written)" : ""),
    paths.isInScripts && !isRead ? words : "no",
    isRead ? "read" : paths.isInMessages ? words : "no", inPlace(row),
    "\(row.kernel)", "\(row.iproute2)", evidence.words(option),
  ]
  return "| " + cells.joined(separator: " | ") + " |"
}

/// Entries are replaced whole.
private func inPlace(_ row: OptionRow) -> String {
  if row.kind.isEntry { return "–" }
  guard row.changeability == .inPlace else { return "no" }
  let others = row.forms.filter { $0.changeability.map { $0 != .inPlace } ?? false }
  guard !others.isEmpty else { return "yes" }
  return "yes, but not "
    + others.map { "`\($0.words.joined(separator: " "))`" }.joined(separator: ", ")
}

extension OptionKind {
  fileprivate var heading: String {
    switch self {
    case .vxlan: "The vxlan device: `ip link add type vxlan`"
    case .bridge: "A bridge: `ip link add type bridge`"
    case .bridgePort: "The port of a bridge: `ip link set type bridge_slave`"
    case .route: "Routes: `ip route`"
    case .forwarding: "Forwarding entries: `bridge fdb`"
    case .neighbour: "Neighbours: `ip neigh`"
    }
  }
}

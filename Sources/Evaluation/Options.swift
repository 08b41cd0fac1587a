import Diagnostics
import Syntax
import Values
import Vocabulary

/// The options of one item, read by the tables: device options as settings, the language's own as
/// they were written.
struct ReadOptions {
  var settings: [Located<Setting>] = []
  private var language: [(option: LanguageOption, item: OptionItem)] = []
  private var seen: [(name: OptionName, item: OptionItem)] = []

  subscript(option: LanguageOption) -> OptionItem? {
    language.first { $0.option == option }?.item
  }

  func setting(_ option: DeviceOption) -> Located<Setting>? {
    settings.first { $0.value.option == option }
  }

  /// The device that a `dev` names.
  var device: Located<String>? {
    guard let setting = setting(.vxlan(.dev)),
      case .device(.named(let name))? = setting.value.operands.first
    else { return nil }
    return Located(name, setting.range)
  }

  func address(_ option: VXLANOption) -> Located<Address>? {
    guard let setting = setting(.vxlan(option)),
      case .address(let address)? = setting.value.operands.first
    else { return nil }
    return Located(address, setting.range)
  }

  /// How the option was written before; `nil` the first time.
  mutating func claim(_ name: OptionName, _ item: OptionItem) -> OptionItem? {
    if let earlier = seen.first(where: { $0.name == name }) { return earlier.item }
    seen.append((name, item))
    return nil
  }

  mutating func add(_ option: LanguageOption, _ item: OptionItem) {
    language.append((option, item))
  }
}

extension Evaluation {
  mutating func read(_ items: [OptionItem], at place: Place) -> ReadOptions {
    var result = ReadOptions()
    for item in items {
      let item = respelled(item, at: place)
      guard let name = option(item, at: place) else { continue }
      if let earlier = result.claim(name, item) {
        reportDuplicate(item, earlier)
        continue
      }
      switch name {
      case .language(let option): result.add(option, item)
      case .device(let option):
        if let setting = setting(option, item) {
          result.settings.append(Located(setting, item.range))
        }
      }
    }
    return result
  }

  private mutating func option(_ item: OptionItem, at place: Place) -> OptionName? {
    let word = item.keyword.value
    if let name = OptionIndex.option(word, at: place) { return name }
    let places = OptionIndex.places(word)
    if places.isEmpty {
      reportUnknown(item, at: place)
    } else if place == .header, ["id", "vni"].contains(word) {
      report(
        Diagnostic(
          .derivedOption, "`\(word)` cannot be written: the VNI is the number after `overlay`",
          at: item.keyword.range, help: "leave it out"))
    } else if let other = place.otherSide, places.contains(other) {
      report(
        Diagnostic(
          .misplacedOption, "`\(word)` is no option of \(place.phrase)", at: item.keyword.range,
          help: "write it on the other side of `->`"))
    } else {
      let phrases = places.reduce(into: [String]()) { list, place in
        if !list.contains(place.phrase) { list.append(place.phrase) }
      }
      report(
        Diagnostic(
          .misplacedOption, "`\(word)` is no option of \(place.phrase)", at: item.keyword.range,
          help: "it belongs to \(phrases.joined(separator: ", or to "))"))
    }
    return nil
  }

  /// An option of another item, in the place of the one that is meant: `route … gateway 10.0.0.1`.
  private mutating func respelled(_ item: OptionItem, at place: Place) -> OptionItem {
    let word = item.keyword.value
    guard OptionIndex.option(word, at: place) == nil,
      case .option(let spelling, let isSure)? = Elsewhere.answer(word, at: place),
      OptionIndex.arity(spelling) == OptionIndex.arity(word)
    else { return item }
    report(
      Diagnostic(
        .unknownOption, "`\(printable(word))` is spelled `\(spelling)` here",
        at: item.keyword.range, help: "write `\(spelling)`"
      ).fix(item.keyword.range, spelling, isSafe: isSure))
    var copy = item
    copy.keyword.value = spelling
    return copy
  }

  private mutating func reportUnknown(_ item: OptionItem, at place: Place) {
    let word = item.keyword.value
    var diagnostic = Diagnostic(
      .unknownOption, "`\(printable(word))` is no option of \(place.phrase)",
      at: item.keyword.range)
    if let near = nearest(to: word, among: OptionIndex.words(at: place)) {
      diagnostic.help = "did you mean `\(near)`?"
      diagnostic = diagnostic.guess(item.keyword.range, near)
    }
    report(diagnostic)
  }

  private mutating func reportDuplicate(_ item: OptionItem, _ earlier: OptionItem) {
    let (first, second) = (earlier.keyword.value, item.keyword.value)
    report(
      Diagnostic(
        .duplicateOption,
        first == second
          ? "`\(second)` is given twice" : "`\(first)` and `\(second)` are one option, given twice",
        at: item.range, "again here"
      ).label(earlier.range, "first here"))
  }

  /// A device option with its values, by the forms of its row.
  private mutating func setting(_ option: DeviceOption, _ item: OptionItem) -> Setting? {
    let row = option.row
    let forms = row.forms(of: item.keyword.value)
    if item.values.contains(where: \.isMissing) { return nil }
    for index in forms where row.forms[index].operands.isEmpty {
      let words = row.forms[index].words.dropFirst()
      if item.values.compactMap(quietText) == Array(words), item.values.count == words.count {
        return Setting(option, form: index)
      }
    }
    guard let index = forms.first(where: { !row.forms[$0].operands.isEmpty }) else {
      reportUnknownValue(option, item, forms)
      return nil
    }
    let shapes = row.forms[index].operands
    if case .word? = item.values.first, shapes.first?.isNumber == true {
      reportUnknownValue(option, item, forms)
      return nil
    }
    var operands: [Operand] = []
    for (shape, value) in zip(shapes, item.values) {
      guard let operand = operand(shape, value, option) else { return nil }
      operands.append(operand)
    }
    guard operands.count == shapes.count else { return nil }
    return checked(Setting(option, form: index, Operands(operands)), item)
  }

  private mutating func reportUnknownValue(
    _ option: DeviceOption, _ item: OptionItem, _ forms: [Int]
  ) {
    guard let value = item.values.first else { return }
    let row = option.row
    let words = forms.compactMap { row.forms[$0].words.dropFirst().first }
    let numbers = forms.flatMap { row.forms[$0].operands.map(\.phrase) }
    let all = (numbers + words.map { "`\($0)`" }).joined(separator: ", ")
    var diagnostic = Diagnostic(
      .unknownValue, "`\(item.keyword.value)` takes \(all), not \(value.typePhrase)",
      at: value.range)
    if option == .vxlan(.ageing), quietText(value) == "none" {
      diagnostic.help = "the kernel makes 300 of it; there is no ageing that never ends"
    } else if let meant = meant(option, value, forms) {
      diagnostic.help = "write `\(item.keyword.value) \(meant.words)`"
      diagnostic = diagnostic.fix(value.range, meant.words, isSafe: meant.isSure)
    } else if let text = quietText(value), let near = nearest(to: text, among: words) {
      diagnostic.help = "did you mean `\(near)`?"
      diagnostic = diagnostic.guess(value.range, near)
    }
    report(diagnostic)
  }

  private mutating func operand(
    _ shape: OperandShape, _ value: Expression, _ option: DeviceOption
  ) -> Operand? {
    let name = option.name
    switch shape {
    case .number(let range), .hexNumber(let range):
      guard let number = integer(value, "\(shape.phrase) after `\(name)`") else { return nil }
      // A mask of 64 bits is written as such; any other number is negative then.
      let value = UInt64(bitPattern: number.value)
      guard range.contains(value), number.value >= 0 || range.upperBound == .max else {
        reportRange(option, number, range)
        return nil
      }
      return .number(value)
    case .unicast:
      return address(value, "`\(name)`").flatMap { unicast($0, "`\(name)`") }
        .map { .address($0.value) }
    case .multicast:
      guard let group = address(value, "`\(name)`") else { return nil }
      guard group.value.isMulticast else {
        report(
          Diagnostic(
            .invalidGroup, "\(group.value) is no multicast address", at: group.range,
            help: "a group lies in 224.0.0.0/4 (such as 239.1.1.1) or in ff00::/8 (such as ff05::1)"
          ))
        return nil
      }
      return .address(group.value)
    case .device:
      guard let device = interfaceName(value, "`\(name)`") else { return nil }
      return .device(.named(device.value))
    case .mac: return mac(value, "a MAC after `\(name)`").map { .mac($0.value) }
    case .bridgeGroup: return bridgeGroup(value, name)
    case .underlayAddress:
      return underlayAddress(value, of: name).map { .address($0.value) }
    case .overlayAddress: return overlayAddress(value, of: name).map { .address($0.value) }
    }
  }

  /// 01:80:c2:00:00:0X, but not those that the kernel uses itself: 1, 2 and 3
  /// (`br_set_group_addr`, net/bridge/br_sysfs_br.c).
  private mutating func bridgeGroup(_ value: Expression, _ name: String) -> Operand? {
    let value = unquoted(value, [.mac])
    guard case .mac(let mac, let range) = value else {
      wrongType(value, "a MAC after `\(name)`, such as 01:80:c2:00:00:00")
      return nil
    }
    let last = mac.number & 0xf
    guard mac.number >> 4 == 0x0180_c200_0000 >> 4, !(1...3).contains(last) else {
      report(
        Diagnostic(
          .invalidMAC, "\(mac) is no group address of a bridge", at: range,
          help: "take 01:80:c2:00:00:00, or one that ends in 04 to 0f"))
      return nil
    }
    return .mac(mac)
  }

  private mutating func reportRange(
    _ option: DeviceOption, _ number: Located<Int64>, _ range: ClosedRange<UInt64>
  ) {
    var diagnostic = Diagnostic(
      .valueOutOfRange,
      "`\(option.name)` takes \(range.lowerBound) to \(range.upperBound), not \(number.value)",
      at: number.range)
    if option == .vxlan(.ageing), number.value == 0 {
      diagnostic.help = "the kernel makes 300 of 0; there is no ageing that never ends"
    }
    report(diagnostic)
  }

  /// What the kernel refuses about the values together.
  private mutating func checked(_ setting: Setting, _ item: OptionItem) -> Setting? {
    if setting.operands.count == 2, case .number(let low) = setting.operands[0],
      case .number(let high) = setting.operands[1], high < low
    {
      report(
        Diagnostic(
          .valueOutOfRange, "`\(item.keyword.value)` is given from \(low) down to \(high)",
          at: item.range, help: "write the least port first"
        ).guess(item.range, "\(item.keyword.value) \(high) \(low)"))
      return nil
    }
    if setting.option == .vxlan(.tos), setting.operands == [.number(1)] {
      report(
        Diagnostic(
          .valueOutOfRange, "`tos 1` means `tos inherit` to the kernel", at: item.range,
          help: "write `tos inherit` where that is meant"
        ).guess(item.range, "tos inherit"))
      return nil
    }
    return setting
  }

  /// The name of a device that is to be made: not that of one which is everywhere.
  mutating func newInterfaceName(_ expression: Expression, _ what: String) -> Located<String>? {
    guard let name = interfaceName(expression, what) else { return nil }
    guard name.value == "lo" else { return name }
    report(
      Diagnostic(
        .reservedDevice, "`lo` is the loopback device, which is there already", at: name.range,
        help: "take another name"))
    return nil
  }

  /// The name of a device, which the kernel would take.
  mutating func interfaceName(_ expression: Expression, _ what: String) -> Located<String>? {
    guard let name = text(expression, "\(what), the name of a device") else { return nil }
    guard let problem = interfaceNameProblem(name.value) else { return name }
    report(
      Diagnostic(
        .invalidName, "`\(printable(name.value))` cannot name a device: \(problem)",
        at: name.range))
    return nil
  }
}

extension Place {
  /// The same item on the other side of its `->`.
  var otherSide: Place? {
    switch self {
    case .member: .memberOverlay
    case .memberOverlay: .member
    case .namespace: .namespaceOverlay
    case .namespaceOverlay: .namespace
    case .container: .containerOverlay
    case .containerOverlay: .container
    case .port: .portOverlay
    case .portOverlay: .port
    case .header, .node, .route, .forwarding, .neighbour, .bridgeGroup,
      .bridgePortGroup:
      nil
    }
  }
}

extension OperandShape {
  var isNumber: Bool {
    switch self {
    case .number, .hexNumber: true
    case .unicast, .multicast, .device, .mac, .bridgeGroup, .underlayAddress, .overlayAddress: false
    }
  }

  var phrase: String {
    switch self {
    case .number(let range), .hexNumber(let range): "\(range.lowerBound)..\(range.upperBound)"
    case .unicast: "an address"
    case .multicast: "a multicast address"
    case .device: "a device"
    case .mac: "a MAC"
    case .underlayAddress, .overlayAddress: "an address or a member's name"
    case .bridgeGroup: "a MAC of 01:80:c2:00:00:00 to 01:80:c2:00:00:0f"
    }
  }
}

extension Expression {
  var isMissing: Bool {
    if case .missing = self { true } else { false }
  }
}

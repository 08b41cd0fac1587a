import Values
import Vocabulary

/// How a device of ours that stands becomes what the recipe wants.
struct Judgement {
  /// What the kernel changes in place, in order.
  private(set) var changes: [Operation] = []
  /// What it does not, each with both values: the device has to be made anew.
  private(set) var reasons: [String] = []

  private let link: Link
  private let present: ObservedLink
  /// Whether it was made from the same options, by the digest of its alias.
  private let isSameRecipe: Bool

  /// `mtu` is what the underlay leaves a vxlan device that follows it; `isKnown` tells the options
  /// that the running kernel has.
  init(
    _ link: Link, _ present: ObservedLink, peer: ObservedLink?, isSameRecipe: Bool,
    mtu: UInt32?, isKnown: (DeviceOption) -> Bool
  ) {
    self.link = link
    self.present = present
    self.isSameRecipe = isSameRecipe
    guard link.kind.isSame(as: present.kind) else {
      reasons = ["it is a \(present.kind.word), not a \(link.kind.word)"]
      return
    }
    judgeOptions(isKnown)
    judge(present, link.mac, link.mtu)
    if case .veth(let interface, let mac, let mtu) = link.kind {
      if let peer, peer.interface == interface {
        judge(peer, mac, mtu)
      } else {
        let other = peer.map { ", not \($0.interface.text)" } ?? ""
        reasons.append("its other end is to be \(interface.text)\(other)")
      }
    }
    if let mtu, present.mtu != mtu {
      changes.append(.setMTU(link.interface, from: .bytes(present.mtu), to: .bytes(mtu)))
    }
  }

  // MARK: Options

  private mutating func judgeOptions(_ isKnown: (DeviceOption) -> Bool) {
    var change = OptionChange()
    for setting in link.settings where !setting.isTarget {
      let standing = present.setting(setting.option)
      if setting.shape.dump == .never {
        // No dump shows it: it is sent where other options were written the last time.
        if !isSameRecipe { change.add(setting.option.initial, setting) }
      } else if standing.map({ isSame($0, setting) }) != true {
        judge(setting.option, standing, setting, &change)
      }
    }
    if !isSameRecipe { forget(isKnown, &change) }
    judgeTarget(&change)
    judgeHeaderBits(change)
    if !change.to.isEmpty {
      changes.append(.setOptions(link.interface, from: change.from, to: change.to))
    }
  }

  private mutating func judge(
    _ option: DeviceOption, _ standing: Setting?, _ wanted: Setting, _ change: inout OptionChange
  ) {
    let words = standing.map { "`\(text($0))`" } ?? "not"
    if wanted.isReplaced || standing?.isReplaced == true {
      reasons.append("`\(text(wanted))` is wanted, and it has \(words)")
    } else if let one = standing?.family, let other = wanted.family, one != other {
      reasons.append("`\(text(wanted))` is of another family than \(words)")
    } else {
      change.add(standing ?? option.initial, wanted)
    }
  }

  /// What is written no more goes back to the value that a new device has.
  private mutating func forget(_ isKnown: (DeviceOption) -> Bool, _ change: inout OptionChange) {
    let wanted = Set(link.settings.map(\.option))
    for standing in present.settings where !standing.isTarget && !wanted.contains(standing.option) {
      if standing.option == Self.headerBits { continue }
      let initial = standing.option.initial
      if standing.isInitial || initial.map({ isSame($0, standing) }) == true { continue }
      if let initial, !standing.isReplaced, !initial.isReplaced {
        change.add(standing, initial)
      } else {
        reasons.append("it has `\(text(standing))`, and the recipe does not")
      }
    }
    guard let kind = link.kind.optionKind else { return }
    for option in DeviceOption.all(of: kind) where !wanted.contains(option) && isKnown(option) {
      guard option.row.forms.allSatisfy({ $0.dump == .never }), let initial = option.initial else {
        continue
      }
      change.add(initial, initial)
    }
  }

  /// With any change in place the kernel reserves the header bits again that the device uses, and
  /// from then on drops the packets that have them (`vxlan_nl2conf` in
  /// drivers/net/vxlan/vxlan_core.c, since 6.14; seen on 6.18): such a device is made anew, also
  /// where somebody else's change did that to it.
  private mutating func judgeHeaderBits(_ change: OptionChange) {
    guard reasons.isEmpty, let standing = present.setting(Self.headerBits) else { return }
    let wanted =
      link.settings.first { $0.option == Self.headerBits }
      ?? unusedBits(with: [.gbp, .gpe, .remcsumrx].filter(isWritten))
    guard isSame(wanted, standing) else {
      reasons.append("`\(text(wanted))` is wanted, and it has `\(text(standing))`")
      return
    }
    guard !isSame(standing, unusedBits(with: [])), let first = change.to.first ?? firstChange
    else { return }
    reasons.append(
      "with `\(text(first))` in place the kernel would forget `\(text(standing))`, and drop packets"
    )
  }

  private static let headerBits = DeviceOption.vxlan(.reservedBits)

  private func unusedBits(with features: [VXLANOption]) -> Setting {
    Setting(Self.headerBits, [.number(VXLANOption.unusedBits(with: features))])
  }

  /// The bits of what is written count as used, also where it is written to be off.
  private func isWritten(_ feature: VXLANOption) -> Bool {
    link.settings.contains { $0.option == .vxlan(feature) }
  }

  /// Of those that come before the others.
  private var firstChange: Setting? {
    guard case .setOptions(_, _, let to)? = changes.first else { return nil }
    return to.first
  }

  // MARK: Where its packets go

  /// The kernel keeps the only peer, or the group, as an entry of the table that names the underlay
  /// device, and does not move it to another (`vxlan_changelink` in
  /// drivers/net/vxlan/vxlan_core.c): it is taken away before the device changes.
  private mutating func judgeTarget(_ change: inout OptionChange) {
    guard link.kind == .vxlan else { return }
    let standing = present.settings.first(where: \.isDestination)
    let wanted = link.settings.first(where: \.isDestination)
    let device = present.setting(.vxlan(.dev))
    let wantedDevice = link.settings.first { $0.option == .vxlan(.dev) }
    if let one = standing?.family, let other = wanted?.family, one != other {
      reasons.append("its peers are of another family")
      return
    }
    guard let family = (standing ?? wanted)?.family else {
      return judgeDevice(device, wantedDevice, &change)
    }
    let nowhere = Setting(.vxlan(.remote), [.address(Address(family: family, number: 0))])
    if device == wantedDevice {
      guard standing != wanted else { return }
      change.add(standing ?? nowhere, wanted ?? nowhere)
      // `ip` insists on the device where there is a group.
      if let device { change.add(device, device) }
      return
    }
    if let standing {
      changes.append(.setOptions(link.interface, from: [standing], to: [nowhere]))
    }
    judgeDevice(device, wantedDevice, &change)
    if let wanted { change.add(nowhere, wanted) }
  }

  private mutating func judgeDevice(
    _ standing: Setting?, _ wanted: Setting?, _ change: inout OptionChange
  ) {
    guard standing != wanted else { return }
    if let standing, let wanted {
      change.add(standing, wanted)
    } else {
      let has = standing.map { "`\(text($0))`" } ?? "no `dev`"
      reasons.append("it has \(has), and the recipe \(wanted.map { "`\(text($0))`" } ?? "none")")
    }
  }

  // MARK: The rest

  private mutating func judge(_ end: ObservedLink, _ mac: MAC?, _ mtu: MTU) {
    if let mac, let standing = end.mac, standing != mac {
      changes.append(.setMAC(end.interface, from: standing, to: mac))
    }
    if case .bytes(let bytes) = mtu, end.mtu != bytes {
      changes.append(.setMTU(end.interface, from: .bytes(end.mtu), to: mtu))
    }
  }

  private func text(_ setting: Setting) -> String {
    setting.words(device: \.text).joined(separator: " ")
  }
}

/// Values before and after, in the order in which they are sent.
private struct OptionChange {
  var from: [Setting] = []
  var to: [Setting] = []

  mutating func add(_ before: Setting?, _ after: Setting) {
    if let before { from.append(before) }
    to.append(after)
  }
}

extension Setting {
  /// Where the packets of a vxlan device go: its only peer, or its group.
  var isDestination: Bool { [.vxlan(.remote), .vxlan(.group)].contains(option) }

  fileprivate var isTarget: Bool { isDestination || option == .vxlan(.dev) }

  fileprivate var isReplaced: Bool {
    switch changeability {
    case .replace: true
    case .inPlace: false
    }
  }

  fileprivate var family: Family? {
    guard case .address(let address)? = operands.first else { return nil }
    return address.family
  }
}

extension Link.Kind {
  func isSame(as kind: ObservedLink.Kind) -> Bool {
    switch (self, kind) {
    case (.vxlan, .vxlan), (.bridge, .bridge), (.veth, .veth): true
    case (.vxlan, _), (.bridge, _), (.veth, _): false
    }
  }

  fileprivate var optionKind: OptionKind? {
    switch self {
    case .vxlan: .vxlan
    case .bridge: .bridge
    case .veth: nil
    }
  }
}

extension ObservedLink.Kind {
  var word: String {
    switch self {
    case .vxlan: "vxlan"
    case .bridge: "bridge"
    case .veth: "veth"
    case .other(let word): word.isEmpty ? "hardware device" : printable(word)
    }
  }
}

/// Whether two settings say the same to the kernel: `maxaddress unlimited` is `maxaddress 0`.
func isSame(_ left: Setting, _ right: Setting) -> Bool {
  guard left.option == right.option else { return false }
  if left == right { return true }
  let (a, b) = (left.shape, right.shape)
  guard a.attribute == b.attribute else { return false }
  if a.dump == .rounded, case .number(let one)? = value(left).first,
    case .number(let other)? = value(right).first
  {
    return max(one, other) - min(one, other) <= 1
  }
  return value(left) == value(right)
}

private func value(_ setting: Setting) -> Operands {
  setting.operands.isEmpty ? [.number(setting.shape.constant)] : setting.operands
}

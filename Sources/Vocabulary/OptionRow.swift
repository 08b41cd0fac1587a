package import Values

/// A version of the kernel or of iproute2.
package struct Version: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var major: Int
  package var minor: Int

  package init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  package static func < (left: Version, right: Version) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  package var description: String { "\(major).\(minor)" }
}

/// How the bytes of an attribute stand for its value.
package enum Layout: Hashable, Sendable {
  /// No bytes: the attribute's presence says it.
  case flag
  /// Host order.
  case u8, u16, u32, u64
  /// Network order.
  case bigEndian16, bigEndian32, bigEndian64
  /// Two ports in network order (`struct ifla_vxlan_port_range`).
  case bigEndian16Pair
  /// 4 bytes in the row's attribute, or 16 bytes in the attribute named here.
  case address(ipv6Attribute: UInt16)
  /// The ifindex of a device that is named.
  case deviceIndex
  case mac
  /// `struct br_boolopt_multi`: one bit of a value, and the same bit of a mask.
  case booleanBit(UInt32)
  /// Bits of `ndm_flags`, and `ndm_state`, in the header of an entry.
  case entryFlag, entryState
  /// Bits of `rtm_flags`; `rtm_table` where it fits into that byte, else the attribute.
  case routeFlag, routeTable
}

/// What is written after the literal words of a form.
package enum OperandShape: Hashable, Sendable {
  case number(ClosedRange<UInt64>)
  /// A number that iproute2 wants as `0x…`.
  case hexNumber(ClosedRange<UInt64>)
  case unicast
  case multicast
  case device
  case mac
  /// 01:80:c2:00:00:0X, the MACs that bridges keep to themselves (IEEE 802.1D).
  case bridgeGroup
  /// An address, or a member of the overlay, which stands for its underlay address.
  case underlayAddress
  /// An address, `.N`, or a member of the overlay, which stands for its overlay address.
  case overlayAddress
}

/// One value of an option.
package enum Operand: Hashable, Sendable {
  case number(UInt64)
  case address(Address)
  case device(DeviceReference)
  case mac(MAC)
}

/// A device of the host, by its name or by an address that it holds.
package enum DeviceReference: Hashable, Sendable {
  case named(String)
  case holding(Address)
}

/// How a dump of the kernel shows a form that was set.
package enum DumpShape: Hashable, Sendable {
  /// As it was sent.
  case same
  /// Where the attribute is missing from the dump, this form holds.
  case absent
  /// As one byte, 1, whatever was sent.
  case one
  /// As a time that the kernel counts in its own ticks: it may come back one unit away.
  case rounded
  /// Not at all: a comparison must treat it as unknown.
  case never
}

/// One way to write an option: `ttl 64`, `ttl auto` and `ttl inherit` are three forms of one option.
package struct OptionForm: Hashable, Sendable {
  /// The literal words, as iproute2 spells them; the first is the keyword.
  package var words: [String]
  /// Empty: the form is a constant.
  package var operands: [OperandShape]
  /// What a form without operands sends.
  package var constant: UInt64
  /// The number of the attribute in `uapi/linux/if_link.h`.
  package var attribute: UInt16
  package var layout: Layout
  package var dump: DumpShape
  /// Where the form differs from its row in this: `ttl inherit` cannot be set or cleared later.
  package var changeability: Changeability?
}

/// Whether the kernel lets an option change on a device that stands.
package enum Changeability: Hashable, Sendable {
  case inPlace
  /// The device has to be made anew; the kernel's words.
  case replace(String)
}

/// The underlay that an option is for.
package enum FamilyLimit: Hashable, Sendable { case any, ipv4, ipv6 }

package enum OptionKind: Hashable, Sendable, CaseIterable {
  case vxlan, bridge, bridgePort, route, forwarding, neighbour

  /// Entries of tables have no form that switches something off: what is not written is off.
  package var isEntry: Bool {
    switch self {
    case .vxlan, .bridge, .bridgePort: false
    case .route, .forwarding, .neighbour: true
    }
  }
}

/// THE TABLE has one row for each option of a device or an entry: what may be written, what iproute2 calls it,
/// which attribute with which bytes, what it needs and excludes, and how a dump shows it.
/// A class, for rows are read for each entry of a table, and are large.
package final class OptionRow: Sendable {
  package let kind: OptionKind
  /// The keyword in a recipe; `nil`: it cannot be written, it follows from something else.
  package let spelling: String?
  /// Other spellings, which are answered with ours.
  package let synonyms: [String]
  package let places: [Place]
  package let forms: [OptionForm]
  package let summary: String
  /// What holds when it is not written.
  package let standard: String
  package let kernel: Version
  package let iproute2: Version
  package let changeability: Changeability
  package let family: FamilyLimit
  /// It belongs to the UDP socket: devices that share a port on a host must agree.
  package let tiedToSocket: Bool
  /// The value in words with which the kernel begins, where `standard` is not that.
  package let initial: String?
  package let excludes: [DeviceOption]
  package let needs: [DeviceOption]
  /// The attribute that the option's own is nested in.
  package let nest: UInt16?
  /// What a dump can show it by.
  package let trace: DumpTrace

  init(_ draft: OptionDraft) {
    kind = draft.kind
    spelling = draft.spelling
    synonyms = draft.synonyms
    places = draft.places
    forms = draft.forms
    summary = draft.summary
    standard = draft.standard
    kernel = draft.kernel
    iproute2 = draft.iproute2
    changeability = draft.changeability
    family = draft.family
    tiedToSocket = draft.tiedToSocket
    initial = draft.initial
    excludes = draft.excludes
    needs = draft.needs
    nest = draft.nest
    trace = DumpTrace(draft.forms, nest: draft.nest)
  }
}

/// A row as it is written down.
struct OptionDraft {
  var kind: OptionKind
  var spelling: String?
  var synonyms: [String] = []
  var places: [Place]
  var forms: [OptionForm]
  var summary: String
  var standard: String
  var kernel: Version
  var iproute2: Version
  var changeability: Changeability = .inPlace
  var family: FamilyLimit = .any
  var tiedToSocket = false
  var initial: String?
  var excludes: [DeviceOption] = []
  var needs: [DeviceOption] = []
  var nest: UInt16?
}

/// By what a dump can show an option, so that most are ruled out at once.
package struct DumpTrace: Sendable {
  /// A bit for each number of an attribute that may show it; numbers from 64 on have none.
  package private(set) var attributes: UInt64 = 0
  /// Whether other things may show it: the header of the message, the lack of an attribute, or an
  /// attribute with no bit.
  package private(set) var isElsewhere = false

  init(_ forms: [OptionForm], nest: UInt16?) {
    if let nest { add(nest) }
    for form in forms where nest == nil {
      add(form.attribute)
      if case .address(let ipv6Attribute) = form.layout { add(ipv6Attribute) }
      if form.dump == .absent || form.layout.isInHeader { isElsewhere = true }
    }
  }

  private mutating func add(_ attribute: UInt16) {
    if attribute < 64 { attributes |= 1 << UInt64(attribute) } else { isElsewhere = true }
  }
}

extension Layout {
  /// Whether it is part of the header of a message.
  package var isInHeader: Bool {
    switch self {
    case .entryFlag, .entryState, .routeFlag, .routeTable: true
    case .flag, .u8, .u16, .u32, .u64, .bigEndian16, .bigEndian32, .bigEndian64,
      .bigEndian16Pair, .address, .deviceIndex, .mac, .booleanBit:
      false
    }
  }
}

extension OptionRow {
  /// How a recipe switches the option on; of what is no switch, its name.
  package var switchedOn: String {
    let form = forms[0]
    let name = spelling ?? form.words[0]
    if case .number(0...1)? = form.operands.first { return "\(name) 1" }
    return form.words.dropFirst() == ["on"] ? "\(name) on" : name
  }
}

/// An option with its value: as a recipe sets it, or as the kernel reports it.
package struct Setting: Hashable, Sendable {
  package var option: DeviceOption
  /// The index into the forms of the option's row.
  package var form: Int
  package var operands: Operands

  package init(_ option: DeviceOption, form: Int = 0, _ operands: Operands = []) {
    self.option = option
    self.form = form
    self.operands = operands
  }

  package var shape: OptionForm { option.row.forms[form] }

  /// Whether a device that stands can be given this value, or lose it.
  package var changeability: Changeability { shape.changeability ?? option.row.changeability }

  /// The words of the `ip` command line; `device` turns a reference into a word.
  package func words(device: (DeviceReference) -> String) -> [String] {
    let shape = shape
    var words = shape.words
    for (index, operand) in operands.enumerated() {
      switch operand {
      case .number(let number):
        if case .hexNumber = shape.operands[index] {
          words.append("0x" + hexText(number, digits: 2))
        } else {
          words.append(String(number))
        }
      case .address(let address): words.append(address.description)
      case .device(let reference): words.append(device(reference))
      case .mac(let mac): words.append(mac.description)
      }
    }
    return words
  }
}

extension DeviceOption {
  /// The setting that the kernel gives a new device by itself, where one can be written.
  package var initial: Setting? {
    let text = row.initial ?? row.standard
    for (index, form) in row.forms.enumerated() {
      var operands: [Operand] = []
      switch form.operands.first {
      case nil: break
      case .number, .hexNumber:
        guard let number = number(text) else { continue }
        operands = [.number(number)]
      case .mac, .bridgeGroup:
        guard let mac = MAC(text) else { continue }
        operands = [.mac(mac)]
      case .unicast, .multicast, .device, .underlayAddress, .overlayAddress: continue
      }
      let setting = Setting(self, form: index, Operands(operands))
      if form.operands.count == operands.count, setting.isInitial { return setting }
    }
    return nil
  }
}

extension Setting {
  /// Whether it asks for something: the first form of a switch does, the others and 0 do not; entries
  /// have no form that is off.
  package var isOn: Bool {
    if option.row.kind.isEntry { return true }
    if case .number(0...1)? = shape.operands.first, operands == [.number(0)] { return false }
    return form == 0
  }

  /// Whether the kernel gives a new device this value by itself. Such a setting need not be sent, and
  /// some kernels refuse it: `flowlabel 0` over IPv4, `vlan_filtering 0` without VLANs.
  package var isInitial: Bool {
    let row = option.row
    let first = shape.words[0]
    let rest = words(device: { _ in "" }).dropFirst().joined(separator: " ")
    let initial = row.initial ?? row.standard
    if operands.count == 1, case .number(let number) = operands[0] {
      return Vocabulary.number(initial) == number
    }
    guard rest.isEmpty else { return rest == initial }
    // A switch without a value: `learning` is on, `nolearning` is off.
    return initial == (first == row.forms[0].words[0] ? "on" : "off")
  }
}

/// A number as the table writes it: decimal, or `0x…`.
private func number(_ text: String) -> UInt64? {
  text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
}

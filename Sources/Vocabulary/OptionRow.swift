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
package struct OptionRow: Sendable {
  package var kind: OptionKind
  /// The keyword in a recipe; `nil`: it cannot be written, it follows from something else.
  package var spelling: String?
  /// Other spellings, which are answered with ours.
  package var synonyms: [String] = []
  package var places: [Place]
  package var forms: [OptionForm]
  package var summary: String
  /// What holds when it is not written.
  package var standard: String
  package var kernel: Version
  package var iproute2: Version
  package var changeability: Changeability = .inPlace
  package var family: FamilyLimit = .any
  /// It belongs to the UDP socket: devices that share a port on a host must agree.
  package var tiedToSocket = false
  /// The value in words with which the kernel begins, where `standard` is not that.
  package var initial: String?
  package var excludes: [DeviceOption] = []
  package var needs: [DeviceOption] = []
  /// The attribute that the option's own is nested in.
  package var nest: UInt16?
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
  package var operands: [Operand]

  package init(_ option: DeviceOption, form: Int = 0, _ operands: [Operand] = []) {
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
      let setting = Setting(self, form: index, operands)
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

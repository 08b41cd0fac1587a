import Values
import Vocabulary

// The attributes of a dump as settings, by THE TABLE alone.

/// The settings that a dump shows, one for an option at most, in the order of the table. `name`
/// knows the devices by ifindex.
func decodeSettings(
  _ kind: OptionKind, _ attributes: Attributes, _ header: HeaderFields = HeaderFields(),
  name: (UInt32) -> String
) -> [Setting] {
  var settings: [Setting] = []
  for option in DeviceOption.all(of: kind) {
    let row = option.row
    guard row.trace.isElsewhere || row.trace.attributes & attributes.present != 0 else { continue }
    let part = row.nest.map { attributes.nested($0) } ?? attributes
    let setting = decodeHeader(option, part, header) ?? decodeSetting(option, part, name: name)
    if let setting { settings.append(setting) }
  }
  return settings
}

/// An option that stands in the header of its message.
private func decodeHeader(
  _ option: DeviceOption, _ attributes: Attributes, _ header: HeaderFields
) -> Setting? {
  guard let form = option.row.forms.first else { return nil }
  switch form.layout {
  // A bridge's table is told by its ifindex, not by a flag.
  case .entryFlag where form.attribute != 0:
    return attributes[form.attribute] == nil ? nil : Setting(option)
  case .entryFlag, .routeFlag:
    return UInt64(header.flags) & form.constant == 0 ? nil : Setting(option)
  case .entryState:
    guard let state = header.state else { return nil }
    return kindOfState(UInt64(state)) == kindOfState(form.constant) ? Setting(option) : nil
  case .routeTable:
    return header.table.map { Setting(option, [.number(UInt64($0))]) }
  case .flag, .u8, .u16, .u32, .u64, .bigEndian16, .bigEndian32, .bigEndian64, .bigEndian16Pair,
    .address, .deviceIndex, .mac, .booleanBit:
    return nil
  }
}

/// NUD_PERMANENT, else NUD_NOARP, else neither (uapi/linux/neighbour.h): a bridge reads other bits
/// back beside these than were written.
private func kindOfState(_ state: UInt64) -> UInt64 {
  state & 0x80 != 0 ? 0x80 : state & 0x40
}

/// The form that fits best: first what a byte of 1 stands for, then constants, then values.
private func decodeSetting(
  _ option: DeviceOption, _ attributes: Attributes, name: (UInt32) -> String
) -> Setting? {
  let forms = option.row.forms
  for wanted in Rank.allCases {
    for (index, form) in forms.enumerated() where rank(form) == wanted {
      if let operands = decode(form, attributes, name: name) {
        return Setting(option, form: index, Operands(operands))
      }
    }
  }
  return nil
}

private enum Rank: CaseIterable { case one, constant, value }

private func rank(_ form: OptionForm) -> Rank {
  if form.dump == .one { return .one }
  return form.operands.isEmpty ? .constant : .value
}

/// The operands of the form, where the dump shows that it holds.
private func decode(
  _ form: OptionForm, _ attributes: Attributes, name: (UInt32) -> String
) -> [Operand]? {
  switch form.dump {
  case .never:
    return nil
  case .one:
    return attributes[form.attribute]?.first == 1 ? [] : nil
  case .absent:
    guard attributes[form.attribute] != nil else { return [] }
    return decodeSame(form, attributes, name: name)
  case .same, .rounded:
    return decodeSame(form, attributes, name: name)
  }
}

private func decodeSame(
  _ form: OptionForm, _ attributes: Attributes, name: (UInt32) -> String
) -> [Operand]? {
  guard form.operands.isEmpty else { return decodeOperands(form, attributes, name: name) }
  guard let payload = attributes[form.attribute] else { return nil }
  return number(payload, form.layout) == form.constant ? [] : nil
}

private func decodeOperands(
  _ form: OptionForm, _ attributes: Attributes, name: (UInt32) -> String
) -> [Operand]? {
  switch form.layout {
  case .address(let ipv6Attribute):
    let address =
      address(attributes[form.attribute], bytes: 4) ?? address(attributes[ipv6Attribute], bytes: 16)
    guard let address, fits(address, form.operands) else { return nil }
    return [.address(address)]
  case .deviceIndex:
    guard let index = attributes.number(form.attribute), index != 0 else { return nil }
    return [.device(.named(name(index)))]
  case .mac:
    guard let mac = attributes[form.attribute].flatMap({ MAC(bytes: $0) }) else { return nil }
    return [.mac(mac)]
  case .bigEndian16Pair:
    return attributes[form.attribute].flatMap(portPair)
  case .entryFlag, .entryState, .routeFlag, .routeTable:
    return nil
  case .flag, .u8, .u16, .u32, .u64, .bigEndian16, .bigEndian32, .bigEndian64, .booleanBit:
    guard let payload = attributes[form.attribute], let number = number(payload, form.layout)
    else { return nil }
    return [.number(number)]
  }
}

/// An address that says something: not the unspecified one.
private func address(_ payload: ArraySlice<UInt8>?, bytes: Int) -> Address? {
  guard let payload, payload.count == bytes, let address = Address(bytes: payload),
    !address.isUnspecified
  else { return nil }
  return address
}

private func fits(_ address: Address, _ shapes: [OperandShape]) -> Bool {
  switch shapes.first {
  case .unicast, .underlayAddress, .overlayAddress: !address.isMulticast
  case .multicast: address.isMulticast
  case .number, .hexNumber, .device, .mac, .bridgeGroup, nil: false
  }
}

private func portPair(_ payload: ArraySlice<UInt8>) -> [Operand]? {
  guard let least = payload.networkNumber(at: 0, as: UInt16.self),
    let greatest = payload.networkNumber(at: 2, as: UInt16.self)
  else { return nil }
  return [.number(UInt64(least)), .number(UInt64(greatest))]
}

/// The number in a payload; `nil` where there are too few bytes, or no number.
private func number(_ payload: ArraySlice<UInt8>, _ layout: Layout) -> UInt64? {
  switch layout {
  case .flag: 1
  case .u8: payload.first.map { UInt64($0) }
  case .u16: payload.hostNumber(as: UInt16.self).map { UInt64($0) }
  case .u32: payload.hostNumber(as: UInt32.self).map { UInt64($0) }
  case .u64: payload.hostNumber(as: UInt64.self)
  case .bigEndian16: payload.networkNumber(as: UInt16.self).map { UInt64($0) }
  case .bigEndian32: payload.networkNumber(as: UInt32.self).map { UInt64($0) }
  case .bigEndian64: payload.networkNumber(as: UInt64.self)
  case .booleanBit(let bit): switchBit(payload, bit)
  case .bigEndian16Pair, .address, .deviceIndex, .mac, .entryFlag, .entryState, .routeFlag,
    .routeTable:
    nil
  }
}

/// A bit of `struct br_boolopt_multi`; `nil` where the kernel's mask does not know it.
private func switchBit(_ payload: ArraySlice<UInt8>, _ bit: UInt32) -> UInt64? {
  guard let value = payload.hostNumber(at: 0, as: UInt32.self),
    let mask = payload.hostNumber(at: 4, as: UInt32.self), mask >> bit & 1 == 1
  else { return nil }
  return UInt64(value >> bit & 1)
}

import Planning
import Values
import Vocabulary

// Settings as attributes, by THE TABLE alone.

extension MessageBuilder {
  /// Appends one attribute for each setting; `index` knows the devices by name.
  mutating func settings(_ settings: [Setting], index: (String) -> UInt32?) {
    flat(settings, in: nil, index: index)
    guard let nest = settings.lazy.compactMap({ $0.option.row.nest }).first else { return }
    self.nest(nest | nestedFlag) { $0.flat(settings, in: nest, index: index) }
  }

  /// Those of the settings whose attribute stands in this one, or in none.
  private mutating func flat(
    _ settings: [Setting], in nest: UInt16?, index: (String) -> UInt32?
  ) {
    var switches: [SwitchSet] = []
    for setting in settings where setting.option.row.nest == nest {
      guard let shape = shape(of: setting) else { continue }
      if case .booleanBit(let bit) = shape.layout {
        add(setting, shape, bit: bit, to: &switches)
      } else if let encoded = encode(setting, shape, index: index) {
        note(setting.option)
        attribute(encoded.attribute, encoded.payload)
      }
    }
    for set in switches {
      for option in set.options { note(option) }
      attribute(set.attribute, set.payload)
    }
  }
}

/// NLA_F_NESTED (uapi/linux/netlink.h), which `ip` sends with the parts of a route.
private let nestedFlag: UInt16 = 0x8000

/// What settings say in the header of their message.
struct HeaderFields {
  var flags: UInt32 = 0
  var state: UInt16?
  var table: UInt32?

  init(flags: UInt32 = 0, state: UInt16? = nil, table: UInt32? = nil) {
    self.flags = flags
    self.state = state
    self.table = table
  }

  init(_ settings: [Setting]) {
    for setting in settings {
      guard let shape = shape(of: setting) else { continue }
      switch shape.layout {
      case .entryFlag, .routeFlag: flags |= UInt32(truncatingIfNeeded: shape.constant)
      case .entryState: state = UInt16(truncatingIfNeeded: shape.constant)
      case .routeTable: table = number(of: setting, shape).map { UInt32(truncatingIfNeeded: $0) }
      case .flag, .u8, .u16, .u32, .u64, .bigEndian16, .bigEndian32, .bigEndian64,
        .bigEndian16Pair, .address, .deviceIndex, .mac, .booleanBit:
        break
      }
    }
  }
}

/// The device that a setting names and that nobody knows.
func unknownDevice(
  in settings: [Setting], namespace: String?, indices: IndexTable
) -> Interface? {
  for setting in settings {
    for case .device(let reference) in setting.operands {
      switch reference {
      case .named(let name):
        let interface = Interface(name, in: namespace)
        if indices[interface] == nil { return interface }
      case .holding(let address):
        return Interface(address.description, in: namespace)
      }
    }
  }
  return nil
}

/// `struct br_boolopt_multi` (uapi/linux/if_bridge.h): several options share one attribute, and of
/// two attributes of one type the kernel takes only the last.
private struct SwitchSet {
  var attribute: UInt16
  var value: UInt32 = 0
  var mask: UInt32 = 0
  var options: [DeviceOption] = []

  var payload: [UInt8] {
    var payload: [UInt8] = []
    payload.append(host: value)
    payload.append(host: mask)
    return payload
  }
}

private func add(
  _ setting: Setting, _ shape: OptionForm, bit: UInt32, to switches: inout [SwitchSet]
) {
  guard let number = number(of: setting, shape) else { return }
  var position = switches.endIndex
  if let known = switches.firstIndex(where: { $0.attribute == shape.attribute }) {
    position = known
  } else {
    switches.append(SwitchSet(attribute: shape.attribute))
  }
  switches[position].mask |= 1 << bit
  if number != 0 { switches[position].value |= 1 << bit }
  switches[position].options.append(setting.option)
}

private func shape(of setting: Setting) -> OptionForm? {
  let forms = setting.option.row.forms
  return forms.indices.contains(setting.form) ? forms[setting.form] : nil
}

/// The constant of a form without operands, or else the first operand.
private func number(of setting: Setting, _ shape: OptionForm) -> UInt64? {
  if shape.operands.isEmpty { return shape.constant }
  guard case .number(let number) = setting.operands.first else { return nil }
  return number
}

private func encode(
  _ setting: Setting, _ shape: OptionForm, index: (String) -> UInt32?
) -> (attribute: UInt16, payload: [UInt8])? {
  switch shape.layout {
  case .flag:
    return (shape.attribute, [])
  case .u8, .u16, .u32, .u64, .bigEndian16, .bigEndian32, .bigEndian64:
    return number(of: setting, shape).map { (shape.attribute, bytes(of: $0, shape.layout)) }
  case .bigEndian16Pair:
    return portPair(setting.operands).map { (shape.attribute, $0) }
  case .address(let ipv6Attribute):
    guard case .address(let address) = setting.operands.first else { return nil }
    return (address.family == .ipv4 ? shape.attribute : ipv6Attribute, address.bytes)
  case .deviceIndex:
    guard case .device(.named(let name)) = setting.operands.first, let number = index(name) else {
      return nil
    }
    return (shape.attribute, bytes(of: UInt64(number), .u32))
  case .mac:
    guard case .mac(let mac) = setting.operands.first else { return nil }
    return (shape.attribute, mac.bytes)
  case .routeTable:
    guard let number = number(of: setting, shape), number > 0xff else { return nil }
    return (shape.attribute, bytes(of: number, .u32))
  case .booleanBit, .entryFlag, .entryState, .routeFlag:
    return nil
  }
}

/// The bytes of a number; empty for the layouts that are not numbers.
private func bytes(of number: UInt64, _ layout: Layout) -> [UInt8] {
  var bytes: [UInt8] = []
  switch layout {
  case .u8: bytes.append(UInt8(truncatingIfNeeded: number))
  case .u16: bytes.append(host: UInt16(truncatingIfNeeded: number))
  case .u32: bytes.append(host: UInt32(truncatingIfNeeded: number))
  case .u64: bytes.append(host: number)
  case .bigEndian16: bytes.append(network: UInt16(truncatingIfNeeded: number))
  case .bigEndian32: bytes.append(network: UInt32(truncatingIfNeeded: number))
  case .bigEndian64: bytes.append(network: number)
  case .flag, .bigEndian16Pair, .address, .deviceIndex, .mac, .booleanBit, .entryFlag, .entryState,
    .routeFlag, .routeTable:
    break
  }
  return bytes
}

private func portPair(_ operands: Operands) -> [UInt8]? {
  guard operands.count == 2, case .number(let least) = operands[0],
    case .number(let greatest) = operands[1]
  else { return nil }
  return bytes(of: least, .bigEndian16) + bytes(of: greatest, .bigEndian16)
}

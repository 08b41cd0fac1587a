import Planning
import Values
import Vocabulary

// Changes of a device that stands: RTM_NEWLINK without CREATE, and RTM_DELLINK.

func deleteLink(_ interface: Interface, _ indices: IndexTable) -> HostForm {
  message(about: interface, indices, MessageType.deleteLink, MessageFlags.change) {
    $0.linkHeader(index: $1)
  }
}

/// An empty attribute takes the alias away (`dev_set_alias` in net/core/dev.c).
func setAlias(_ interface: Interface, _ alias: String, _ indices: IndexTable) -> HostForm {
  change(interface, indices) { $0.attribute(LinkAttribute.alias, Array(alias.utf8)) }
}

func addName(_ interface: Interface, _ name: String, _ indices: IndexTable) -> HostForm {
  property(interface, name, indices, MessageType.newLinkProperty, MessageFlags.addition)
}

func deleteName(_ interface: Interface, _ name: String, _ indices: IndexTable) -> HostForm {
  property(interface, name, indices, MessageType.deleteLinkProperty, MessageFlags.change)
}

private func property(
  _ interface: Interface, _ name: String, _ indices: IndexTable, _ type: UInt16, _ flags: UInt16
) -> HostForm {
  message(about: interface, indices, type, flags) { builder, index in
    builder.linkHeader(index: index)
    // Here alone the kernel insists on the flag.
    builder.nest(LinkAttribute.properties | nestedAttribute) {
      $0.attribute(LinkAttribute.alternativeName, name: name)
    }
  }
}

/// IFLA_INET6_ADDR_GEN_MODE: 0 eui64, 1 none (uapi/linux/if_link.h).
func setAddressGeneration(
  _ interface: Interface, _ mode: UInt8, _ indices: IndexTable
) -> HostForm {
  change(interface, indices) { builder in
    builder.nest(LinkAttribute.families) { builder in
      builder.nest(ipv6FamilyAttribute) { $0.attribute(addressGenerationAttribute, [mode]) }
    }
  }
}

/// The master is in the same namespace; 0 leaves it.
func setMaster(_ interface: Interface, _ master: String?, _ indices: IndexTable) -> HostForm {
  var number: UInt32 = 0
  if let master {
    let bridge = Interface(master, in: interface.namespace)
    guard let index = indices[bridge] else { return .unknownDevice(bridge) }
    number = index
  }
  return change(interface, indices) { $0.attribute(LinkAttribute.master, number: number) }
}

/// What `ip link set type vxlan` and `type bridge` send.
func setOptions(_ interface: Interface, _ settings: [Setting], _ indices: IndexTable) -> HostForm {
  guard let kind = settings.first?.option.row.kind.deviceKind else { return .nothing }
  return change(interface, settings, indices) { builder, index in
    builder.attribute(LinkInfoAttribute.kind, name: kind)
    builder.nest(LinkInfoAttribute.data) { $0.settings(settings, index: index) }
  }
}

extension OptionKind {
  /// IFLA_INFO_KIND of the devices that have such options of their own.
  fileprivate var deviceKind: String? {
    switch self {
    case .vxlan: "vxlan"
    case .bridge: "bridge"
    case .bridgePort, .route, .forwarding, .neighbour: nil
    }
  }
}

/// The kernel takes the options of a port under the kind of the port itself, too: this is what
/// `ip link set type bridge_slave` sends.
func setPortOptions(
  _ interface: Interface, _ settings: [Setting], _ indices: IndexTable
) -> HostForm {
  guard !settings.isEmpty else { return .nothing }
  return change(interface, settings, indices) { builder, index in
    builder.attribute(LinkInfoAttribute.kind, name: "bridge_slave")
    builder.nest(LinkInfoAttribute.portData) { $0.settings(settings, index: index) }
  }
}

/// A change of settings, which may name devices of the same namespace.
private func change(
  _ interface: Interface, _ settings: [Setting], _ indices: IndexTable,
  _ build: (inout MessageBuilder, (String) -> UInt32?) -> Void
) -> HostForm {
  let namespace = interface.namespace
  if let missing = unknownDevice(in: settings, namespace: namespace, indices: indices) {
    return .unknownDevice(missing)
  }
  return change(interface, indices) { builder in
    builder.nest(LinkAttribute.info) { build(&$0, { indices[Interface($0, in: namespace)] }) }
  }
}

func setMAC(_ interface: Interface, _ mac: MAC, _ indices: IndexTable) -> HostForm {
  change(interface, indices) { $0.attribute(LinkAttribute.address, mac.bytes) }
}

func setMTU(_ interface: Interface, _ mtu: MTU, _ indices: IndexTable) -> HostForm {
  guard let number = mtu.number else { return .nothing }
  return change(interface, indices) { $0.attribute(LinkAttribute.mtu, number: number) }
}

func setState(_ interface: Interface, _ flags: UInt32, _ indices: IndexTable) -> HostForm {
  message(about: interface, indices, MessageType.newLink, MessageFlags.change) {
    $0.linkHeader(index: $1, flags: flags, change: LinkFlags.up)
  }
}

private func change(
  _ interface: Interface, _ indices: IndexTable, _ build: (inout MessageBuilder) -> Void
) -> HostForm {
  message(about: interface, indices, MessageType.newLink, MessageFlags.change) { builder, index in
    builder.linkHeader(index: index)
    build(&builder)
  }
}

import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

struct MemberItems {
  var namespaces: [NamespaceItem] = []
  var ports: [PortItem] = []
}

extension Evaluation {
  /// The items of a member's block, and those of the overlay's block that hold for every member.
  mutating func read(
    _ items: ExpandedItems, _ shared: ExpandedItems, _ header: Header, _ device: Located<String>?,
    hasBridge: Bool
  ) -> MemberItems {
    var result = MemberItems()
    for endpoint in shared.endpoints where endpoint.right == nil && endpoint.kind != .container {
      read(endpoint, header, device, hasBridge, &result)
    }
    for endpoint in items.endpoints { read(endpoint, header, device, hasBridge, &result) }
    return result
  }

  private mutating func read(
    _ item: EndpointItem, _ header: Header, _ device: Located<String>?, _ hasBridge: Bool,
    _ result: inout MemberItems
  ) {
    if !hasBridge, item.kind != .container, !item.name.isMissing {
      report(
        Diagnostic(
          .missingBridge, "`\(item.kind.word)` needs a bridge that it joins", at: item.keyword,
          help: "write `bridge br0` in the header, or on the member"
        ).label(header.head, "this overlay has none"))
    }
    switch item.kind {
    case .namespace:
      if let item = namespace(item, header, device) { result.namespaces.append(item) }
    case .port: if let item = port(item, header) { result.ports.append(item) }
    case .container: unsupported("`container`", at: item.range)
    }
  }

  private mutating func namespace(
    _ item: EndpointItem, _ header: Header, _ overlayDevice: Located<String>?
  ) -> NamespaceItem? {
    let left = read(item.options, at: .namespace)
    let right = read(item.right?.options ?? [], at: .namespaceOverlay)
    reportUnsupportedOptions(right)
    let addresses = overlayAddresses(item.right?.values ?? [], header)
    let gateways = (right[.gateway]?.values ?? []).compactMap { address($0, "`gateway`") }
    guard let name = namespaceName(item.name) else { return nil }
    let device = left.device ?? Located("eth0", name.range)
    if device.value == "lo" {
      report(
        Diagnostic(
          .reservedDevice, "`lo` is the loopback device, which every namespace has",
          at: device.range, help: "name another device inside: `dev eth1`"))
      return nil
    }
    guard let veth = veth(left, name, device, overlayDevice) else { return nil }
    return NamespaceItem(
      name: name, device: device, veth: veth, addresses: addresses,
      mac: right[.mac]?.values.first.flatMap { mac($0, "a MAC") }, gateways: gateways,
      range: item.range)
  }

  private mutating func namespaceName(_ expression: Expression) -> Located<String>? {
    guard let name = text(expression, "the name of a network namespace") else { return nil }
    guard let problem = namespaceNameProblem(name.value) else { return name }
    report(
      Diagnostic(
        .invalidName, "`\(printable(name.value))` cannot name a network namespace: \(problem)",
        at: name.range))
    return nil
  }

  private mutating func veth(
    _ left: ReadOptions, _ name: Located<String>, _ inner: Located<String>,
    _ device: Located<String>?
  ) -> Located<String>? {
    if let value = left[.veth]?.values.first { return newInterfaceName(value, "`veth`") }
    guard let device else { return nil }
    let text = derivedVethName(device: device.value, namespace: name.value, inner: inner.value)
    return Located(text, name.range)
  }

  private mutating func port(_ item: EndpointItem, _ header: Header) -> PortItem? {
    _ = read(item.options, at: .port)
    let right = read(item.right?.options ?? [], at: .portOverlay)
    let addresses = overlayAddresses(item.right?.values ?? [], header)
    guard let device = interfaceName(item.name, "`port`") else { return nil }
    if device.value == "lo" {
      report(Diagnostic(.reservedDevice, "`lo` cannot be a bridge port", at: device.range))
      return nil
    }
    return PortItem(
      device: device, addresses: addresses,
      mac: right[.mac]?.values.first.flatMap { mac($0, "a MAC") }, range: item.range)
  }
}

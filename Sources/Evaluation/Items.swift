import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

struct MemberItems {
  var namespaces: [NamespaceItem] = []
  var containers: [ContainerItem] = []
  var ports: [PortItem] = []
}

/// What a member's device joins, as it is written: also where it is written wrongly.
struct Joint {
  var bridge: OptionItem?
  var docker: OptionItem?

  init(_ left: ReadOptions, _ header: Header) {
    bridge = left[.bridge] ?? header.options[.bridge]
    docker = left[.docker] ?? header.options[.docker]
  }
}

extension Evaluation {
  /// The items of a member's block, and those of the overlay's block that hold for every member.
  mutating func read(
    _ items: ExpandedItems, _ shared: ExpandedItems, _ header: Header, _ device: Located<String>,
    _ joint: Joint
  ) -> MemberItems {
    var result = MemberItems()
    for endpoint in shared.endpoints where endpoint.right == nil && endpoint.kind != .container {
      read(endpoint, header, device, joint, &result)
    }
    for endpoint in items.endpoints { read(endpoint, header, device, joint, &result) }
    return result
  }

  private mutating func read(
    _ item: EndpointItem, _ header: Header, _ device: Located<String>, _ joint: Joint,
    _ result: inout MemberItems
  ) {
    if !item.name.isMissing { checkJoint(item, header, joint) }
    switch item.kind {
    case .namespace:
      if let item = namespace(item, header, device) { result.namespaces.append(item) }
    case .port: if let item = port(item, header) { result.ports.append(item) }
    case .container: if let item = container(item, header) { result.containers.append(item) }
    }
  }

  /// What an item joins: `netns` and `port` a bridge of ours, `container` a network of Docker's.
  private mutating func checkJoint(_ item: EndpointItem, _ header: Header, _ joint: Joint) {
    switch (item.kind, joint.bridge, joint.docker) {
    case (.container, _, .some), (.namespace, .some, _), (.port, .some, _): break
    case (.container, _, nil):
      report(
        Diagnostic(
          .missingDocker, "`container` needs a Docker network that it joins", at: item.keyword,
          help: "write `docker NETWORK` in the header, or on the member"
        ).label(header.head, "this overlay has none"))
    case (.namespace, nil, let docker?):
      report(
        Diagnostic(
          .namespaceInDocker, "`netns` cannot join the bridge of a Docker network",
          at: item.keyword,
          help: "write `bridge br0` in place of `docker`, or `container` in place of `netns`"
        ).label(docker.range, "the bridge is Docker's"))
    case (.namespace, nil, nil), (.port, nil, _):
      report(
        Diagnostic(
          .missingBridge, "`\(item.kind.word)` needs a bridge that it joins", at: item.keyword,
          help: "write `bridge br0` in the header, or on the member"
        ).label(header.head, "this overlay has none"))
    }
  }

  private mutating func namespace(
    _ item: EndpointItem, _ header: Header, _ overlayDevice: Located<String>
  ) -> NamespaceItem? {
    let left = read(item.options, at: .namespace)
    let right = read(item.right?.options ?? [], at: .namespaceOverlay)
    let overlay = overlayAddresses(item.right?.values ?? [], header)
    let addresses = overlay.prefixes
    let noPrefixRoute = noPrefixRoute(right, addresses)
    let hops = (right[.gateway]?.values ?? []).flatMap { gateways($0, addresses, header) }
    guard let name = namespaceName(item.name) ?? asWritten(item.name) else { return nil }
    let device = left.device ?? Located("eth0", name.range)
    if device.value == "lo" {
      report(
        Diagnostic(
          .reservedDevice, "`lo` is the loopback device, which every namespace has",
          at: device.range, help: "name another device inside: `dev eth1`"))
    }
    var namespace = NamespaceItem(
      name: name, device: device, veth: veth(left, name, device, overlayDevice),
      addresses: addresses, mac: right[.mac]?.values.first.flatMap { mac($0, "a MAC") },
      // Whether it is reached is not to be said where an address is missing.
      gateways: overlay.isWhole ? hops : [], range: item.range)
    namespace.noPrefixRoute = noPrefixRoute
    return namespace
  }

  /// An address, or the host `.N` of each family that the namespace has addresses of.
  private mutating func gateways(
    _ value: Expression, _ addresses: [Located<Prefix>], _ header: Header
  ) -> [Located<Address>] {
    guard case .host = value else { return address(value, "`gateway`").map { [$0] } ?? [] }
    let families = Set(addresses.map(\.value.family))
    return overlayAddresses([value], header).prefixes.filter { families.contains($0.value.family) }
      .map { Located($0.value.address, $0.range) }
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
    _ device: Located<String>
  ) -> Located<String> {
    if let value = left[.veth]?.values.first,
      let written = newInterfaceName(value, "`veth`") ?? asWritten(value)
    {
      return written
    }
    let text = derivedVethName(device: device.value, namespace: name.value, inner: inner.value)
    return Located(text, name.range)
  }

  private mutating func port(_ item: EndpointItem, _ header: Header) -> PortItem? {
    _ = read(item.options, at: .port)
    let right = read(item.right?.options ?? [], at: .portOverlay)
    let addresses = overlayAddresses(item.right?.values ?? [], header).prefixes
    guard let device = interfaceName(item.name, "`port`") ?? asWritten(item.name) else {
      return nil
    }
    if device.value == "lo" {
      report(Diagnostic(.reservedDevice, "`lo` cannot be a bridge port", at: device.range))
    }
    return PortItem(
      device: device, addresses: addresses,
      mac: right[.mac]?.values.first.flatMap { mac($0, "a MAC") }, range: item.range)
  }
}

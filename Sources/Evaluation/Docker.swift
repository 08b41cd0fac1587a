import Diagnostics
import Syntax
import Topology
import Values
import Vocabulary

// Docker's networks and containers, by the names that Docker takes.

extension Evaluation {
  /// `docker NETWORK`; a member's counts before the header's.
  mutating func docker(_ left: ReadOptions, _ header: Header) -> Located<String>? {
    guard let item = left[.docker] ?? header.options[.docker] else { return nil }
    if let bridge = left[.bridge] ?? header.options[.bridge] {
      let (first, second) =
        item.range.lower < bridge.range.lower ? (item, bridge) : (bridge, item)
      report(
        Diagnostic(
          .optionConflict, "`docker` and `bridge` exclude each other", at: second.range,
          help: "a Docker network has a bridge of its own, which the device joins"
        ).label(first.range, "the other"))
    }
    guard let value = item.values.first,
      let name = text(value, "`docker`, the name of a Docker network")
    else { return nil }
    guard let problem = networkNameProblem(name.value) else {
      return Located(name.value, item.range)
    }
    report(
      Diagnostic(
        .invalidName, "`\(printable(name.value))` cannot be the Docker network: \(problem)",
        at: name.range))
    return nil
  }

  mutating func container(_ item: EndpointItem, _ header: Header) -> ContainerItem? {
    let left = read(item.options, at: .container)
    let right = read(item.right?.options ?? [], at: .containerOverlay)
    let addresses = overlayAddresses(item.right?.values ?? [], header).prefixes
    reportSecond(addresses, item)
    let image = left[.image]?.values.first.flatMap { self.image($0) }
    let mac = right[.mac].flatMap { option in
      option.values.first.flatMap { self.mac($0, "a MAC") }.map { Located($0.value, option.range) }
    }
    if let mac, left[.image] == nil {
      report(
        Diagnostic(
          .optionNeeds, "`mac` of a container needs `image`", at: mac.range,
          help: "a container that is there keeps its MAC; write `image` where it is to be started"))
    }
    guard let name = containerName(item.name) else { return nil }
    return ContainerItem(
      name: name, image: image, addresses: addresses, mac: mac, range: item.range)
  }

  /// Docker gives a container one address of each family on a network.
  private mutating func reportSecond(_ addresses: [Located<Prefix>], _ item: EndpointItem) {
    var first: [Family: SourceRange] = [:]
    for address in addresses {
      let family = address.value.family
      guard let earlier = first[family] else {
        first[family] = address.range
        continue
      }
      guard earlier != address.range else { continue }
      report(
        Diagnostic(
          .optionConflict, "a container has one address of \(family.word) on a network",
          at: address.range, "again here"
        ).label(earlier, "first here"))
    }
  }

  private mutating func containerName(_ expression: Expression) -> Located<String>? {
    guard let name = text(expression, "the name of a container") else { return nil }
    guard let problem = containerNameProblem(name.value) else { return name }
    report(
      Diagnostic(
        .invalidName, "`\(printable(name.value))` cannot name a container: \(problem)",
        at: name.range))
    return nil
  }

  private mutating func image(_ expression: Expression) -> Located<String>? {
    guard let image = text(expression, "`image`, the name of an image") else { return nil }
    guard let problem = imageProblem(image.value) else { return image }
    report(
      Diagnostic(
        .invalidName, "`\(printable(image.value))` cannot name an image: \(problem)",
        at: image.range))
    return nil
  }
}

/// Docker's rule: a letter or a digit, then at least one of these, `_`, `.` and `-`.
private func containerNameProblem(_ name: String) -> String? {
  func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }
  guard let first = name.utf8.first else { return "it is empty" }
  if !isPlain(first) { return "it begins with neither a letter nor a digit" }
  guard name.utf8.allSatisfy({ isPlain($0) || [0x2d, 0x2e, 0x5f].contains($0) }) else {
    return "it has other characters than letters, digits, `_`, `.` and `-`"
  }
  return name.utf8.count < 2 ? "Docker wants two characters at least" : nil
}

/// Docker takes nearly every name; some have a meaning of their own after `--network`.
private func networkNameProblem(_ name: String) -> String? {
  switch name {
  case "host", "none": "that network has no bridge"
  case "default", "bridge":
    "on Docker's own bridge no container can be given an address; take another network"
  case "": "it is empty"
  default:
    if name == "container" || name.hasPrefix("container:") {
      "that stands for the network of a container"
    } else if name.hasPrefix("-") {
      "it begins with `-`, like an option"
    } else if name.contains("=") {
      "Docker would read options in it, because of the `=`"
    } else if name.hasPrefix(" ") || name.hasSuffix(" ") {
      "it begins or ends with a blank"
    } else if hasControl(name) {
      "it has control characters"
    } else {
      nil
    }
  }
}

/// What an image's name may be is Docker's business; what its command line would misread is ours.
private func imageProblem(_ name: String) -> String? {
  if name.isEmpty { return "it is empty" }
  if name.hasPrefix("-") { return "it begins with `-`, like an option" }
  return hasControl(name) || name.contains(" ") ? "it has white space or control characters" : nil
}

private func hasControl(_ text: String) -> Bool { text.utf8.contains { $0 < 0x20 || $0 == 0x7f } }

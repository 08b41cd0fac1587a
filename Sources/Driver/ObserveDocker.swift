import Diagnostics
import Planning
import Values

// What the Docker engine has, asked through the `docker` command. Texts are printed as the
// hexadecimal digits of their bytes, one thing a line, so that no name can be misread.

func observeDocker(_ host: Host) -> Result<ObservedDocker, Refusal> {
  var docker = ObservedDocker()
  switch inspect(host, "network", ["network", "ls", "--quiet", "--no-trunc"], networkFormat) {
  case .failure(let refusal): return .failure(refusal)
  case .success(let text): docker.networks = networks(in: text)
  }
  let list = ["container", "ls", "--all", "--quiet", "--no-trunc"]
  switch inspect(host, "container", list, containerFormat) {
  case .failure(let refusal): return .failure(refusal)
  case .success(let text): docker.containers = ObservedDocker.containers(in: text)
  }
  return .success(docker)
}

/// Asks for the ids first: a name that is none could be the beginning of an id. What is deleted
/// between the two questions makes the second fail, and both are asked again.
private func inspect(
  _ host: Host, _ kind: String, _ list: [String], _ format: String
) -> Result<String, Refusal> {
  var last: Result<String, Refusal> = .success("")
  for _ in 0..<3 {
    let ids: [String]
    switch host.ask(docker: list) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let text): ids = text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    if ids.isEmpty { return .success("") }
    last = host.ask(docker: [kind, "inspect", "--format", format] + ids)
    if case .success = last { return last }
  }
  return last
}

private let networkFormat = """
  network {{.ID}}
  name {{printf "%x" .Name}}
  driver {{printf "%x" .Driver}}
  owner {{printf "%x" (index .Labels "vxloom")}}
  bridge {{printf "%x" (index .Options "com.docker.network.bridge.name")}}
  mtu {{printf "%x" (index .Options "com.docker.network.driver.mtu")}}
  icc {{printf "%x" (index .Options "com.docker.network.bridge.enable_icc")}}
  {{range .IPAM.Config}}pool {{.Subnet}},{{.Gateway}},{{.IPRange}}
  {{end}}{{range .Containers}}member {{printf "%x" .Name}}
  {{end}}
  """

private let containerFormat = """
  container {{.ID}}
  name {{printf "%x" .Name}}
  owner {{printf "%x" (index .Config.Labels "vxloom")}}
  image {{printf "%x" .Config.Image}}
  running {{.State.Running}}
  {{range $name, $at := .NetworkSettings.Networks}}place {{printf "%x" $name}},\
  {{if $at.DriverOpts}}{{printf "%x" (index $at.DriverOpts "vxloom")}}{{end}},\
  {{$at.MacAddress}},{{$at.IPAddress}},{{$at.GlobalIPv6Address}}\
  {{with $at.IPAMConfig}},{{.IPv4Address}},{{.IPv6Address}}{{end}}
  {{end}}
  """

private func networks(in text: String) -> [ObservedNetwork] {
  var networks: [ObservedNetwork] = []
  for (key, value) in fields(text) {
    if key == "network" { networks.append(ObservedNetwork(id: value)) }
    guard !networks.isEmpty else { continue }
    let last = networks.count - 1
    switch key {
    case "name": networks[last].name = plain(value)
    case "driver": networks[last].driver = plain(value)
    case "owner": networks[last].owner = written(value)
    case "bridge": networks[last].bridgeName = written(value)
    case "mtu": networks[last].mtu = UInt32(plain(value))
    case "icc": networks[last].connectsContainers = plain(value) != "false"
    case "pool": if let pool = pool(value) { networks[last].pools.append(pool) }
    case "member": networks[last].members.append(plain(value))
    default: break
    }
  }
  return networks.sorted { $0.name < $1.name }.map { network in
    var network = network
    network.members.sort()
    return network
  }
}

private func pool(_ text: String) -> ObservedNetwork.Pool? {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  guard parts.count == 3, let subnet = Prefix(parts[0]) else { return nil }
  // Some engines give the gateway with a length.
  let gateway = parts[1].split(separator: "/").first.map(String.init) ?? ""
  return ObservedNetwork.Pool(
    subnet: subnet, gateway: Address(gateway), range: Prefix(parts[2]))
}

extension ObservedDocker {
  fileprivate static func containers(in text: String) -> [ObservedContainer] {
    var containers: [ObservedContainer] = []
    for (key, value) in fields(text) {
      if key == "container" { containers.append(ObservedContainer(name: "")) }
      guard !containers.isEmpty else { continue }
      let last = containers.count - 1
      switch key {
      case "name":
        let name = plain(value)
        containers[last].name = name.hasPrefix("/") ? String(name.dropFirst()) : name
      case "owner": containers[last].owner = written(value)
      case "image": containers[last].image = plain(value)
      case "running": containers[last].isRunning = value == "true"
      case "place": if let place = place(value) { containers[last].places.append(place) }
      default: break
      }
    }
    return containers.sorted { $0.name < $1.name }
  }
}

/// What was asked for counts; what the engine chose by itself where nothing was.
private func place(_ text: String) -> ObservedContainer.Place? {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  guard parts.count >= 5 else { return nil }
  var addresses: [Address] = []
  for part in parts.dropFirst(5) + parts[3...4] {
    guard let address = Address(part), !addresses.contains(where: { $0.family == address.family })
    else { continue }
    addresses.append(address)
  }
  return ObservedContainer.Place(
    network: plain(parts[0]), owner: written(parts[1]), addresses: addresses, mac: MAC(parts[2]))
}

private func fields(_ text: String) -> [(key: Substring, value: String)] {
  text.split(separator: "\n").compactMap { line in
    guard let blank = line.firstIndex(of: " ") else { return nil }
    return (line[..<blank], String(line[line.index(after: blank)...]))
  }
}

private func written(_ hex: String) -> String? {
  let text = plain(hex)
  return text.isEmpty ? nil : text
}

private func plain(_ hex: String) -> String {
  let digits = Array(hex.utf8)
  let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap { index in
    hexNumber(digits[index...index + 1]).map { UInt8(truncatingIfNeeded: $0) }
  }
  return String(decoding: bytes, as: UTF8.self)
}

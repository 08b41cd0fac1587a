import Planning
import Values
import Vocabulary

// Docker's part of a script.
extension ScriptWriter {
  /// A device as a word of the shell. The bridge of a Docker network is looked up on the host.
  func name(_ interface: Interface) -> String {
    guard interface.namespace == nil, let number = index.dockerBridges[interface.name] else {
      return shellWord(interface.name)
    }
    return "\"$bridge\(number)\""
  }

  /// The call of the preamble's function that a step becomes; empty for what a plan for an empty
  /// host does not hold.
  func words(for step: DockerStep) -> [[String]] {
    switch step {
    case .addNetwork(let network):
      let mtu = spelling.mtu(network.mtu) ?? "''"
      return [
        ["network", shellWord(network.name), name(Interface(network.bridge))]
          + [shellWord(network.owner), mtu] + pools(network)
      ]
    case .addContainer(let container), .connect(let container):
      return [
        head("container", container)
          + [container.mac.map { "\($0)" } ?? "''", container.macIsNeeded ? "yes" : "no"]
          + container.addresses.map { "\($0)" }
      ]
    case .deleteNetwork, .deleteContainer, .disconnect, .start, .stop:
      return [["run"] + spelling.words(of: .docker(step))]
    }
  }

  private func head(_ function: String, _ container: DockerContainer) -> [String] {
    [function, shellWord(container.name), shellWord(container.image ?? "")]
      + [shellWord(container.network), shellWord(container.owner)]
  }

  private func pools(_ network: DockerNetwork) -> [String] {
    [
      network.subnets.map { "\($0.network)" }.joined(separator: " "),
      network.gateways.map { "\($0)" }.joined(separator: " "),
    ].map(shellWord)
  }

  /// What the script asks before its first step.
  func dockerSurvey() -> [String] {
    guard !index.docker.isEmpty else { return [] }
    var lines = ["need_docker"]
    var images: [String: String] = [:]
    for step in index.docker {
      switch step {
      case .addNetwork(let network):
        let known = name(Interface(network.bridge)).filter { $0 != "\"" && $0 != "$" }
        let names = [shellWord(network.name), shellWord(network.bridge)].joined(separator: " ")
        lines.append("\(known)=$(network_bridge \(names))")
        lines.append(
          (["claim_network", shellWord(network.name), shellWord(network.owner)] + pools(network))
            .joined(separator: " "))
      case .addContainer(let container), .connect(let container):
        // One that is started on another network before has an image.
        var container = container
        container.image = container.image ?? images[container.name]
        images[container.name] = container.image
        let mac = container.macIsNeeded ? container.mac.map { "\($0)" } : nil
        lines.append(
          (head("claim_container", container) + [mac ?? "''"]
            + container.addresses.map { "\($0)" }).joined(separator: " "))
      case .deleteNetwork, .deleteContainer, .disconnect, .start, .stop: break
      }
    }
    return lines
  }

  /// After the devices: what was in a container cannot be brought back.
  func dockerRemoval() -> [String] {
    var containers: [String] = []
    var networks: [String] = []
    for step in index.docker {
      switch step {
      case .addNetwork(let network):
        networks.append(
          ["remove_network", network.name, network.bridge, network.owner].map(shellWord)
            .joined(separator: " "))
      case .addContainer(let container), .connect(let container):
        containers.append(
          ["remove_container", container.name, container.network, container.owner]
            .map(shellWord).joined(separator: " "))
      case .deleteNetwork, .deleteContainer, .disconnect, .start, .stop: break
      }
    }
    return containers + networks
  }
}

package import Diagnostics
package import Values

/// `container NAME …`: a Docker container connected to the network of its overlay.
package struct ContainerItem: Sendable {
  package var name: Located<String>
  /// What a missing one is started from; without it there must be such a container.
  package var image: Located<String>?
  package var addresses: [Located<Prefix>]
  /// With the range of the option.
  package var mac: Located<MAC>?
  package var range: SourceRange

  package init(
    name: Located<String>, image: Located<String>? = nil, addresses: [Located<Prefix>] = [],
    mac: Located<MAC>? = nil, range: SourceRange
  ) {
    self.name = name
    self.image = image
    self.addresses = addresses
    self.mac = mac
    self.range = range
  }
}

extension Member {
  /// The bridge that the device joins. That of a Docker network has this name where we make it.
  package var bridgeName: String? {
    bridge?.name.value ?? docker.map { derivedDockerBridge($0.value) }
  }
}

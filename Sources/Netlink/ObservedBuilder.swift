package import Planning

/// Puts the dumps of a host's namespaces together.
package struct ObservedBuilder: Sendable {
  package var observed: Observed

  package init(observed: Observed = Observed()) { self.observed = observed }

  /// Adds what the dumps of one namespace show. Messages of other types are passed over, and so are
  /// entries of devices that the dump of the links does not have.
  package mutating func add(
    namespace: String?, links: [[UInt8]], addresses: [[UInt8]], routes: [[UInt8]],
    forwarding: [[UInt8]], neighbours: [[UInt8]], neighbourTables: [[UInt8]] = []
  ) {
    let names = NameTable(links)
    observed.links += links.compactMap { decodeLink($0, namespace, names) }
    observed.addresses += addresses.compactMap { decodeAddress($0, namespace, names) }
    observed.routes += routes.compactMap { decodeRoute($0, namespace, names) }
    observed.forwarding += forwarding.compactMap { decodeForwarding($0, namespace, names) }
    observed.neighbours += neighbours.compactMap { decodeNeighbour($0, namespace, names) }
    observed.applicationProbes += neighbourTables.compactMap {
      decodeProbes($0, namespace, names)
    }
  }
}

/// The device in the answer to a link query; its devices by name are those of `others`.
package func observedLink(
  in message: [UInt8], namespace: String?, others: [[UInt8]] = []
) -> ObservedLink? {
  decodeLink(message, namespace, NameTable(others + [message]))
}

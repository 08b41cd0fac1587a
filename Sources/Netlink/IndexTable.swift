package import Planning

/// Which ifindex a device has, or will have: what a message names a device by.
package struct IndexTable: Sendable {
  private var indices: [Interface: UInt32] = [:]
  private var taken: Set<UInt32> = []
  private var next: UInt32

  package init(observed: Observed) {
    var highest: UInt32 = 0
    for link in observed.links {
      indices[link.interface] = link.index
      taken.insert(link.index)
      highest = max(highest, link.index)
    }
    // An ifindex is a positive `int`.
    next = highest < 0x7fff_0000 ? highest + 1_000 : 1_000
  }

  package subscript(_ interface: Interface) -> UInt32? { indices[interface] }

  /// An ifindex for a device that is about to be made: from 1,000 above the highest seen in any
  /// namespace, so that the kernel gives it to nobody else meanwhile.
  package mutating func assign(_ interface: Interface) -> UInt32 {
    while taken.contains(next) { next &+= 1 }
    taken.insert(next)
    indices[interface] = next
    return next
  }

  /// A device that another program made.
  package mutating func know(_ interface: Interface, index: UInt32) {
    taken.insert(index)
    indices[interface] = index
  }

  /// A namespace that was just made has one device, and the kernel gives it the ifindex 1
  /// (LOOPBACK_IFINDEX, include/net/net_namespace.h).
  package mutating func know(newNamespace name: String) {
    indices[Interface("lo", in: name)] = 1
  }
}

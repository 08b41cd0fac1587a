import Diagnostics
import Topology
import Values

/// What the header of an overlay says, as its members inherit it.
struct Header {
  var vni: Located<UInt32>
  var port: Located<UInt16>
  var subnets: [Located<Prefix>]
  var group: Located<Address>?
  var options: ReadOptions
  var head: SourceRange
  var memberNames: MemberNames
  /// The subnet of each family; there is at most one.
  let ipv4Subnet: Prefix?
  let ipv6Subnet: Prefix?

  func subnet(of family: Family) -> Prefix? {
    switch family {
    case .ipv4: ipv4Subnet
    case .ipv6: ipv6Subnet
    }
  }
}

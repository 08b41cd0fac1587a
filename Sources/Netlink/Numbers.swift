// The numbers of the kernel's interface, as literals: the headers of a distribution are older than
// its kernels. Options of devices are not here; they stand in THE TABLE (`Vocabulary`).

/// Message types (uapi/linux/netlink.h, uapi/linux/rtnetlink.h).
package enum MessageType {
  package static let error: UInt16 = 2
  package static let done: UInt16 = 3
  package static let newLink: UInt16 = 16
  package static let deleteLink: UInt16 = 17
  package static let getLink: UInt16 = 18
  package static let newAddress: UInt16 = 20
  package static let deleteAddress: UInt16 = 21
  package static let getAddress: UInt16 = 22
  package static let newRoute: UInt16 = 24
  package static let deleteRoute: UInt16 = 25
  package static let getRoute: UInt16 = 26
  package static let newNeighbour: UInt16 = 28
  package static let deleteNeighbour: UInt16 = 29
  package static let getNeighbour: UInt16 = 30
  package static let newNeighbourTable: UInt16 = 64
  package static let getNeighbourTable: UInt16 = 66
  package static let setNeighbourTable: UInt16 = 67
  package static let newLinkProperty: UInt16 = 108
  package static let deleteLinkProperty: UInt16 = 109
  /// NFT_MSG_GETTABLE of NFNL_SUBSYS_NFTABLES (uapi/linux/netfilter/nfnetlink.h, nf_tables.h).
  package static let getFilterTable: UInt16 = 0x0a01
}

/// `NLM_F_*` (uapi/linux/netlink.h): bits, and the sums that iproute2 sends.
package enum MessageFlags {
  /// REQUEST
  package static let get: UInt16 = 0x001
  /// REQUEST | ROOT | MATCH
  package static let dump: UInt16 = 0x301
  /// REQUEST | ACK
  package static let change: UInt16 = 0x005
  /// REQUEST | ACK | EXCL | CREATE
  package static let create: UInt16 = 0x605
  /// REQUEST | ACK | REPLACE | CREATE
  package static let replace: UInt16 = 0x505
  /// REQUEST | ACK | CREATE | APPEND
  package static let append: UInt16 = 0xc05
  /// REQUEST | ACK | EXCL | CREATE | APPEND
  package static let addition: UInt16 = 0xe05
  /// DUMP_INTR: something changed while the dump was taken.
  /// NLM_F_REQUEST, NLM_F_MULTI, NLM_F_ACK.
  package static let request: UInt16 = 0x001
  package static let multipart: UInt16 = 0x002
  package static let acknowledge: UInt16 = 0x004
  package static let interrupted: UInt16 = 0x010
  /// CAPPED: of the refused message only the header comes back.
  package static let capped: UInt16 = 0x100
  /// ACK_TLVS: attributes of the extended acknowledgement follow.
  package static let hasAttributes: UInt16 = 0x200
}

/// Address families (linux/socket.h).
enum AddressFamily {
  static let unspecified: UInt8 = 0
  static let ipv4: UInt8 = 2
  static let bridge: UInt8 = 7
  static let ipv6: UInt8 = 10
}

/// `IFLA_*` (uapi/linux/if_link.h).
enum LinkAttribute {
  static let address: UInt16 = 1
  static let name: UInt16 = 3
  static let mtu: UInt16 = 4
  static let link: UInt16 = 5
  static let master: UInt16 = 10
  static let info: UInt16 = 18
  static let alias: UInt16 = 20
  static let families: UInt16 = 26
  static let namespaceDescriptor: UInt16 = 28
  static let extensionMask: UInt16 = 29
  static let linkNamespaceID: UInt16 = 37
  static let properties: UInt16 = 52
  static let alternativeName: UInt16 = 53
}

/// `IFLA_INFO_*` (uapi/linux/if_link.h).
enum LinkInfoAttribute {
  static let kind: UInt16 = 1
  static let data: UInt16 = 2
  static let portKind: UInt16 = 4
  static let portData: UInt16 = 5
}

/// `NLA_F_NESTED` (uapi/linux/netlink.h).
let nestedAttribute: UInt16 = 0x8000

/// `VETH_INFO_PEER` (uapi/linux/veth.h).
let vethPeerAttribute: UInt16 = 1

/// `AF_INET6` as an attribute of IFLA_AF_SPEC, and `IFLA_INET6_ADDR_GEN_MODE` in it
/// (uapi/linux/if_link.h).
let ipv6FamilyAttribute: UInt16 = 10
let addressGenerationAttribute: UInt16 = 8

/// `IFF_*` (uapi/linux/if.h).
enum LinkFlags {
  static let up: UInt32 = 0x1
  static let loopback: UInt32 = 0x8
  static let lowerUp: UInt32 = 0x10000
}

/// `RTEXT_FILTER_SKIP_STATS` (uapi/linux/rtnetlink.h).
let skipStatistics: UInt32 = 8

/// `IFA_*` (uapi/linux/if_addr.h).
enum AddressAttribute {
  static let address: UInt16 = 1
  static let local: UInt16 = 2
  static let flags: UInt16 = 8
}

/// `IFA_F_NODAD`, `IFA_F_NOPREFIXROUTE` (uapi/linux/if_addr.h).
let withoutDetection: UInt32 = 0x02
let withoutPrefixRoute: UInt32 = 0x200

/// `RTA_*` (uapi/linux/rtnetlink.h).
enum RouteAttribute {
  static let destination: UInt16 = 1
  static let output: UInt16 = 4
  static let gateway: UInt16 = 5
  static let priority: UInt16 = 6
  static let preferredSource: UInt16 = 7
  static let metrics: UInt16 = 8
  static let table: UInt16 = 15
  static let via: UInt16 = 18
}

/// `RTAX_MTU` (uapi/linux/rtnetlink.h).
let routeMTUMetric: UInt16 = 2

/// `RT_TABLE_*`, `RTPROT_*`, `RT_SCOPE_*`, `RTN_*`, `RTM_F_*` (uapi/linux/rtnetlink.h).
enum RouteNumber {
  static let mainTable: UInt8 = 254
  static let protocolBoot: UInt8 = 3
  static let scopeUniverse: UInt8 = 0
  static let scopeLink: UInt8 = 253
  static let scopeHost: UInt8 = 254
  static let scopeNowhere: UInt8 = 255
  static let unicast: UInt8 = 1
  static let cloned: UInt32 = 0x200
}

/// `NDA_*` (uapi/linux/neighbour.h).
enum NeighbourAttribute {
  static let destination: UInt16 = 1
  static let linkAddress: UInt16 = 2
  static let cacheInformation: UInt16 = 3
  static let probes: UInt16 = 4
  static let port: UInt16 = 6
  static let vni: UInt16 = 7
  static let index: UInt16 = 8
  static let master: UInt16 = 9
  static let linkNamespaceID: UInt16 = 10
}

/// `NDTA_*` (uapi/linux/neighbour.h).
enum NeighbourTableAttribute {
  static let name: UInt16 = 1
  static let parameters: UInt16 = 6
}

/// `NDTPA_*` (uapi/linux/neighbour.h).
enum NeighbourParameter {
  static let index: UInt16 = 1
  static let applicationProbes: UInt16 = 9
}

/// `NUD_NOARP | NUD_PERMANENT` and `NTF_SELF` (uapi/linux/neighbour.h).
let permanentState: UInt16 = 0xc0
let ownTable: UInt8 = 0x02

/// `NLMSGERR_ATTR_*` (uapi/linux/netlink.h).
enum ErrorAttribute {
  static let message: UInt16 = 1
  static let offset: UInt16 = 2
}

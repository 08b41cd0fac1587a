internal import CKernel
package import Netlink

extension Machine {
  /// Whether nf_tables has a table in the network namespace that we are in, which what `iptables`
  /// of today makes is as well. EPERM without CAP_NET_ADMIN.
  package static func hasFilterTables() throws(SystemError) -> Bool {
    do {
      var socket = try NetlinkSocket(CK_NETLINK_NETFILTER)
      return try !socket.query(filterTableDump).isEmpty
    } catch {
      // A kernel without netfilter's netlink, or one whose netlink knows no nf_tables
      // (`nfnetlink_rcv_msg` in net/netfilter/nfnetlink.c).
      guard error.code == CK_EPROTONOSUPPORT || error.code == CK_EINVAL else { throw error }
      return false
    }
  }
}

/// What a system call or the kernel refused: a positive errno (errno(3)).
package struct SystemError: Error, Hashable, Sendable {
  package var code: Int32
  /// What was tried, in words: "open a netlink socket".
  package var attempt: String

  package init(_ code: Int32, _ attempt: String) {
    self.code = code
    self.attempt = attempt
  }
}

/// The kernel's answer to one message: NLMSG_ERROR with its extended acknowledgement
/// (Documentation/userspace-api/netlink/intro.rst).
package struct Acknowledgement: Hashable, Sendable {
  /// 0: done; otherwise a positive errno.
  package var code: Int32
  /// NLMSGERR_ATTR_MSG: the kernel's words, without a full stop.
  package var text: String?
  /// NLMSGERR_ATTR_OFFS: where the offending attribute begins, in bytes from the message's start.
  package var offset: Int?

  package init(code: Int32 = 0, text: String? = nil, offset: Int? = nil) {
    self.code = code
    self.text = text
    self.offset = offset
  }
}

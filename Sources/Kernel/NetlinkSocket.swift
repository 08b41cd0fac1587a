internal import CKernel
package import Netlink

/// A socket to the kernel's rtnetlink (netlink(7)). It stays in the network namespace in which it
/// was made. Extended and capped acknowledgements and strict checking of dumps are on.
package struct NetlinkSocket: ~Copyable {
  let descriptor: Descriptor
  private var sequence: UInt32 = 0
  /// What one send may hold: in bytes, and in messages that may all be refused.
  private let byteLimit: Int
  private let countLimit: Int

  /// In the network namespace that we are in.
  package init() throws(SystemError) { try self.init(CK_NETLINK_ROUTE) }

  /// The same to another part of the kernel (NETLINK_…).
  init(_ protocolNumber: Int32) throws(SystemError) {
    descriptor = Descriptor(
      owning: try check(ck_netlink_open(protocolNumber), "open a netlink socket"))
    _ = ck_netlink_reserve(descriptor.number, 1 << 22)
    byteLimit = max(Int(ck_netlink_send_room(descriptor.number)) - 4096, 4096)
    // Acknowledgements past the receive buffer are lost: the default, 212,992 bytes, holds 237 on
    // Linux 6.12.
    countLimit = min(max(Int(ck_netlink_receive_room(descriptor.number)) / 1064, 1), 2000)
  }

  /// Listens to a group of notifications, too (RTNLGRP_…).
  package func join(group: Int32) throws(SystemError) {
    try require(ck_netlink_join(descriptor.number, group), "listen to netlink group \(group)")
  }

  /// Sends the messages at once and gives the NLMSG_ERROR message that answers each; empty: it was
  /// carried out. Sequence numbers are filled in, and the wish for an acknowledgement in the last
  /// message of each send: the kernel goes through them in their order, and tells of errors anyway
  /// (`netlink_rcv_skb` in net/netlink/af_netlink.c). More messages than there is room for the
  /// refusals of, or 4 MiB, go in several sends; a refused message stops none that follow it. A signal
  /// does not stop it: what was sent is done. ENOBUFS: done, but answers were lost; EMSGSIZE: one
  /// message is longer than a send may be, and some before it may have been carried out; EINVAL: one
  /// is malformed, and nothing was sent.
  package mutating func exchange(_ messages: [[UInt8]]) throws(SystemError) -> [[UInt8]] {
    for message in messages { try verify(message) }
    var answers: [[UInt8]] = []
    var rest = messages[...]
    while !rest.isEmpty {
      var bytes: [UInt8] = []
      let first = sequence &+ 1
      var count = 0
      var last = 0
      for message in rest.prefix(countLimit) {
        guard count == 0 || bytes.count + message.count + 4 <= byteLimit else { break }
        sequence &+= 1
        count += 1
        last = bytes.count
        append(message, sequence: sequence, to: &bytes)
      }
      wishAcknowledgement(ofMessageAt: last, in: &bytes)
      try send(bytes)
      answers += try acknowledgements(first: first, count: count)
      rest = rest.dropFirst(count)
    }
    return answers
  }

  /// The messages that answer a request: all parts of a dump, or the single answer. A dump that
  /// changed under way is taken again, up to 10 times, then EBUSY. What the kernel refuses is
  /// thrown with its errno; an answer that does not fit in 64 KiB is EMSGSIZE.
  package mutating func query(_ message: [UInt8]) throws(SystemError) -> [[UInt8]] {
    try verify(message)
    for _ in 0..<10 {
      sequence &+= 1
      try send(prepared(message, sequence: sequence, flags: MessageFlags.request))
      do {
        if let answers = try answers(to: message) { return answers }
      } catch {
        drain()
        // EBUSY: what is left of a former dump; ENOBUFS: parts were lost.
        guard error.code == CK_EBUSY || error.code == CK_ENOBUFS else { throw error }
      }
    }
    throw SystemError(CK_EBUSY, "read a list that did not stop changing")
  }

  /// What has come by itself: the messages of one datagram, or none once the time is over (< 0: for
  /// ever). EINTR after a signal, ENOBUFS where messages were lost.
  package func receive(timeoutMilliseconds: Int) throws(SystemError) -> [[UInt8]] {
    let entry = Poll.Entry(descriptor.number)
    guard let ready = Poll.wait([entry], milliseconds: timeoutMilliseconds) else {
      throw SystemError(CK_EINTR, "wait for the kernel")
    }
    guard ready[0] else { return [] }
    do {
      return splitMessages(try datagram(waiting: false))
    } catch {
      if error.code == CK_EAGAIN { return [] }
      throw error
    }
  }

  /// The descriptor, to wait for it together with others.
  package var number: Int32 { descriptor.number }

  /// `nil`: the dump was interrupted, and has to be taken again.
  private func answers(to request: [UInt8]) throws(SystemError) -> [[UInt8]]? {
    let flags = MessageHeader(request)?.flags ?? 0
    var messages: [[UInt8]] = []
    var interrupted = false
    while true {
      for message in splitMessages(try datagram(waiting: true)) {
        guard let header = MessageHeader(message), header.sequence == sequence else { continue }
        if header.isInterrupted { interrupted = true }
        if let answer = acknowledgement(in: message)?.1 {
          if answer.code != 0 { throw SystemError(answer.code, "ask the kernel") }
          return interrupted ? nil : messages
        }
        messages.append(message)
        // A dump, or what is acknowledged, ends with a message of its own.
        let isLast =
          header.flags & MessageFlags.multipart == 0 && flags & ~MessageFlags.request == 0
        if isLast { return messages }
      }
    }
  }

  private func acknowledgements(first: UInt32, count: Int) throws(SystemError) -> [[UInt8]] {
    var answers = [[UInt8]](repeating: [], count: count)
    var isOver = false
    var wait = true
    while !isOver {
      let bytes: [UInt8]
      do {
        bytes = try datagram(waiting: wait)
      } catch {
        // After ENOBUFS only what is there already may be read: the rest never comes.
        guard error.code == CK_ENOBUFS, wait else {
          throw SystemError(wait ? error.code : CK_ENOBUFS, "read the kernel's answers")
        }
        wait = false
        continue
      }
      for message in splitMessages(bytes) {
        guard let header = MessageHeader(message), header.type == MessageType.error else {
          continue
        }
        let index = Int(header.sequence &- first)
        guard index < count, answers[index].isEmpty else { continue }
        answers[index] = message
        isOver = index == count - 1
      }
    }
    return answers
  }

  /// The kernel does not answer what it cannot tell apart.
  private func verify(_ message: [UInt8]) throws(SystemError) {
    guard let header = MessageHeader(message), Int(header.length) == message.count else {
      throw SystemError(CK_EINVAL, "send a malformed message")
    }
  }

  private func send(_ bytes: [UInt8]) throws(SystemError) {
    let result = uninterrupted {
      unsafe bytes.withUnsafeBytes { buffer in
        unsafe ck_netlink_send(descriptor.number, buffer.baseAddress, buffer.count)
      }
    }
    _ = try check(result, "send to the kernel")
  }

  /// One datagram. The buffer has to be large from the first call on: the kernel measures the parts
  /// of a dump by the largest that it has seen.
  private func datagram(waiting: Bool) throws(SystemError) -> [UInt8] {
    var result = 0
    let room = 65536
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      result = uninterrupted {
        unsafe ck_netlink_receive(descriptor.number, buffer.baseAddress, room, waiting ? 1 : 0)
      }
      count = max(result, 0)
    }
    _ = try check(result, "receive from the kernel")
    return bytes
  }

  /// Reads what an abandoned request left.
  private func drain() {
    for _ in 0..<100_000 {
      do {
        _ = try datagram(waiting: false)
      } catch {
        if error.code == CK_EAGAIN { return }
      }
    }
  }
}

internal import CKernel

/// Waiting for descriptors (poll(2)).
package enum Poll {
  package struct Entry {
    var raw: ck_poll

    package init(_ descriptor: Int32, writing: Bool = false) {
      raw = ck_poll(
        descriptor: descriptor, events: writing ? CK_POLLOUT : CK_POLLIN, answered: 0)
    }
  }

  /// For each entry whether something may be done with it, an error or an end included. `nil` where
  /// a signal came, also one that came before and has been caught (`Interruptions`), unless those
  /// are not heeded. A negative time is for ever; 0 only looks.
  package static func wait(
    _ entries: [Entry], milliseconds: Int, heedingInterruptions: Bool = true
  ) -> [Bool]? {
    var raw = entries.map(\.raw)
    // poll(2) passes over descriptors below 0.
    raw.append(Entry(heedingInterruptions ? Interruptions.descriptor ?? -1 : -1).raw)
    let time = Int32(clamping: milliseconds)
    let result = unsafe raw.withUnsafeMutableBufferPointer { buffer in
      unsafe ck_poll(buffer.baseAddress, UInt32(buffer.count), time)
    }
    guard result >= 0, raw.removeLast().answered == 0 else { return nil }
    return raw.map { $0.answered != 0 }
  }
}

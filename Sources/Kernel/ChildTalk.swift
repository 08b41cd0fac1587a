internal import CKernel
internal import Netlink

/// Feeds a child and reads what it prints at the same time, so that neither waits for the other.
struct ChildTalk: ~Copyable {
  private let process: Int32
  private let input: [UInt8]
  private var fed = 0
  private var inputs: Descriptor?
  private var outputs: Descriptor?
  private var errors: Descriptor?
  private var ending = ChildProcess.Ending(status: 0, output: [], errors: [])
  private var isNoticed = false
  /// When a signal that asks us to stop is passed on, and how long after it came.
  private var signalTime: Int64?
  private var patience: Int64 = 0
  /// On the monotonic clock, in milliseconds.
  var deadline: Int64?

  init(
    _ process: Int32, _ input: [UInt8], _ inputs: consuming Descriptor,
    _ outputs: consuming Descriptor, _ errors: consuming Descriptor
  ) {
    self.process = process
    self.input = input
    _ = ck_set_nonblocking(inputs.number)
    if input.isEmpty {
      self.inputs = nil
    } else {
      self.inputs = consume inputs
    }
    self.outputs = consume outputs
    self.errors = consume errors
  }

  /// Gives the child so many milliseconds to come to its end before a signal is passed on; one that
  /// came before the child began is not for it.
  mutating func wait(milliseconds: Int) {
    patience = Int64(milliseconds)
    isNoticed = Interruptions.current != 0
  }

  /// `nil`: the time was over, and the child has been killed.
  mutating func finish() throws(SystemError) -> ChildProcess.Ending? {
    while true {
      let output = number(outputs)
      let error = number(errors)
      let feeding = number(inputs)
      guard output >= 0 || error >= 0 || feeding >= 0 else { break }
      // poll(2) passes over descriptors below 0.
      let entries = [
        Poll.Entry(output), Poll.Entry(error), Poll.Entry(feeding, writing: true),
      ]
      guard
        let ready = Poll.wait(
          entries, milliseconds: rest, heedingInterruptions: !isNoticed)
      else {
        noticeSignal()
        continue
      }
      if let signalTime, signalTime <= Machine.monotonicMilliseconds {
        self.signalTime = nil
        _ = ck_kill(process, Interruptions.current)
      }
      if let deadline, deadline <= Machine.monotonicMilliseconds {
        try? ChildProcess.signal(process, ChildProcess.kill)
        _ = try ChildProcess.wait(process)
        return nil
      }
      if ready[0], try !take(output, into: \.output) { outputs = nil }
      if ready[1], try !take(error, into: \.errors) { errors = nil }
      if ready[2], !feed(feeding) { inputs = nil }
    }
    ending.status = try ChildProcess.wait(process)
    return ending
  }

  /// The milliseconds that are left; below 0: for ever.
  private var rest: Int {
    guard let next = [deadline, signalTime].compactMap(\.self).min() else { return -1 }
    return Int(max(0, next - Machine.monotonicMilliseconds))
  }

  private func number(_ descriptor: borrowing Descriptor?) -> Int32 {
    switch descriptor {
    case .some(let descriptor): descriptor.number
    case .none: -1
    }
  }

  /// False: the end.
  private mutating func take(
    _ number: Int32, into place: WritableKeyPath<ChildProcess.Ending, [UInt8]>
  ) throws(SystemError) -> Bool {
    let bytes: [UInt8]
    do {
      bytes = try readBytes(number, limit: 65536)
    } catch {
      if error.code == CK_EINTR { return true }
      throw error
    }
    ending[keyPath: place] += bytes
    return !bytes.isEmpty
  }

  /// False: all has been said, or nobody listens.
  private mutating func feed(_ number: Int32) -> Bool {
    let result = unsafe input.withUnsafeBytes { buffer in
      unsafe ck_write(
        number, buffer.baseAddress.map { unsafe $0 + fed }, buffer.count - fed)
    }
    if result == -Int(CK_EAGAIN) || result == -Int(CK_EINTR) { return true }
    guard result >= 0 else { return false }
    fed += result
    return fed < input.count
  }

  private mutating func noticeSignal() {
    guard !isNoticed, Interruptions.current != 0 else { return }
    isNoticed = true
    signalTime = Machine.monotonicMilliseconds + patience
  }
}

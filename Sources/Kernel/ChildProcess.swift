internal import CKernel
package import Netlink

/// Other programs (fork(2), execvp(3)). A name without `/` is looked for in PATH; the arguments
/// begin with the program's own name; environment words are NAME=VALUE and come on top of ours.
package enum ChildProcess {
  package struct Ending: Sendable, Equatable {
    /// The exit status, or 128 + the signal that ended it.
    package var status: Int32
    package var output: [UInt8]
    package var errors: [UInt8]
  }

  /// Runs a program to its end and takes what it prints. Without input it reads nothing. ENOENT or
  /// EACCES where it cannot be executed. A signal that asks us to stop is passed on to it, once.
  package static func run(
    _ path: String, _ arguments: [String], environment: [String] = [], input: [UInt8] = [],
    limits: Limits? = nil
  ) throws(SystemError) -> Ending {
    let inputs = try Descriptor.pipe()
    let outputs = try Descriptor.pipe()
    let errors = try Descriptor.pipe()
    let process = try start(
      path, arguments, environment: environment, input: inputs.reading.number,
      output: outputs.writing.number, errors: errors.writing.number, apart: limits != nil)
    var talk = ChildTalk(
      process, input, inputs.keepWriting(), outputs.keepReading(), errors.keepReading())
    if let limits {
      talk.deadline = Machine.monotonicMilliseconds + Int64(limits.milliseconds)
      talk.wait(milliseconds: limits.patience)
    }
    guard let ending = try talk.finish() else {
      throw SystemError(CK_ETIMEDOUT, "wait for \(path)")
    }
    return ending
  }

  /// For a step that should come to its own end: the child is in a session of its own, where the
  /// keys of a terminal do not reach it.
  package struct Limits: Sendable {
    /// After so many it is killed: ETIMEDOUT.
    package var milliseconds: Int
    /// A signal that asks us to stop is passed on only after so many milliseconds.
    package var patience: Int

    package init(milliseconds: Int, patience: Int) {
      self.milliseconds = milliseconds
      self.patience = patience
    }
  }

  /// Starts a program with these descriptors as its standard ones (`nil`: ours) and gives its
  /// process; `apart`: in a session of its own (setsid(2)).
  package static func start(
    _ path: String, _ arguments: [String], environment: [String] = [], input: Int32? = nil,
    output: Int32? = nil, errors: Int32? = nil, apart: Bool = false
  ) throws(SystemError) -> Int32 {
    let result = unsafe withWords(arguments, environment) { words, additions in
      unsafe ck_spawn(
        path, words, Int32(arguments.count), additions, Int32(environment.count), input ?? -1,
        output ?? -1, errors ?? -1, apart ? 1 : 0)
    }
    return try check(result, "run \(path)")
  }

  /// Forks, and gives the status that the child ends with. `body` runs in the child, which has all
  /// that we have, and what it gives is its exit status. The process has to have one thread.
  package static func fork(_ body: () -> Int32) throws(SystemError) -> Int32 {
    let process = try check(ck_fork(), "make a process")
    if process == 0 {
      Interruptions.release()
      ck_exit(body())
    }
    return try attend(process)
  }

  /// Waits for the end of a child that has the terminal with us. A signal that ends the terminal or
  /// us is passed on; one that the terminal sends to both of us (SIGINT) is left to the child.
  package static func attend(_ process: Int32) throws(SystemError) -> Int32 {
    let result = ck_process_descriptor(process)
    // Before Linux 5.3 there is none: then the end of the child alone is waited for.
    guard result >= 0 else { return try wait(process) }
    let end = Descriptor(owning: result)
    var isPassedOn = false
    while true {
      let ready = Poll.wait(
        [Poll.Entry(end.number)], milliseconds: -1, heedingInterruptions: !isPassedOn)
      if ready != nil { return try wait(process) }
      guard !isPassedOn, Interruptions.current != 0 else { continue }
      if Interruptions.current == CK_SIGINT {
        Interruptions.forget()
      } else {
        isPassedOn = true
        try signal(process, terminate)
      }
    }
  }

  /// Becomes the program; comes back only with an error.
  package static func execute(
    _ path: String, _ arguments: [String], environment: [String] = []
  ) -> SystemError {
    let result = unsafe withWords(arguments, environment) { words, additions in
      unsafe ck_execute(
        path, words, Int32(arguments.count), additions, Int32(environment.count))
    }
    return SystemError(-result, "run \(path)")
  }

  /// Waits for the end of a child: its exit status, or 128 + the signal that ended it.
  package static func wait(_ process: Int32) throws(SystemError) -> Int32 {
    var status: Int32 = 0
    let result = uninterrupted { unsafe ck_wait(process, 1, &status) }
    try require(result, "wait for a process")
    return status
  }

  /// The same, without waiting; `nil`: it still runs.
  package static func poll(_ process: Int32) throws(SystemError) -> Int32? {
    var status: Int32 = 0
    let result = unsafe ck_wait(process, 0, &status)
    return try check(result, "look for a process") == 0 ? nil : status
  }

  /// Sends a signal; 0 only asks whether the process is there (kill(2)). ESRCH: it is not.
  package static func signal(_ process: Int32, _ number: Int32) throws(SystemError) {
    try require(ck_kill(process, number), "signal process \(process)")
  }

  /// For a child: it is ended by SIGTERM when its parent ends (PR_SET_PDEATHSIG, prctl(2)).
  package static func endWithParent(_ parent: Int32) throws(SystemError) {
    try require(ck_end_with_parent(parent), "end with the parent process")
  }

  package static let terminate = CK_SIGTERM
  package static let kill = CK_SIGKILL

  private static func withWords(
    _ arguments: [String], _ environment: [String],
    _ call: (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32
  ) -> Int32 {
    let words = packed(arguments).map { CChar(bitPattern: $0) }
    let additions = packed(environment).map { CChar(bitPattern: $0) }
    return unsafe words.withUnsafeBufferPointer { first in
      unsafe additions.withUnsafeBufferPointer { second in
        unsafe call(first.baseAddress, second.baseAddress)
      }
    }
  }
}

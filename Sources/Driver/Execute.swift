package import Diagnostics
import Netlink
package import Planning
import Scripting
import Values

/// How carrying out a plan ended.
package struct Execution: Sendable {
  package var status: ExitStatus
  package var diagnostics: [Diagnostic]
  /// Steps that were carried out and stand.
  package var done: Int

  package init(status: ExitStatus, diagnostics: [Diagnostic] = [], done: Int = 0) {
    self.status = status
    self.diagnostics = diagnostics
    self.done = done
  }
}

/// Carries a plan out, all or nothing: when a step fails, or a signal asks us to stop, the steps
/// before it are undone.
package func execute(_ plan: Plan, on host: Host, _ observed: Observed) -> Execution {
  if let refusal = plan.refusal(on: host) {
    return Execution(status: .notPermitted, diagnostics: [refusal])
  }
  var run = Run(host: host, observed: observed)
  return run.carryOut(plan)
}

/// Entries of tables do not depend on one another: so many go in one send with their
/// acknowledgements (the default receive buffer holds 256).
private let batchSize = 100

/// What stopped a run.
enum Stop {
  case refused(Step, code: Int32, text: String?, offset: Int?, Request?)
  case unknownDevice(Step, Interface)
  case system(Step, SystemError)
  case docker(Step, DockerFailure)
  case interrupted(Int32)
}

struct Run {
  let host: Host
  var indices: IndexTable
  private let hasIPv6: Bool
  private(set) var steps: [Step] = []
  /// Which of them were carried out, in that order: steps are large, and there may be a million.
  private var done: [Int] = []

  init(host: Host, observed: Observed) {
    self.host = host
    indices = IndexTable(observed: observed)
    hasIPv6 = host.hasIPv6()
  }

  mutating func carryOut(_ plan: Plan) -> Execution {
    steps = plan.steps
    done.reserveCapacity(steps.count)
    var next = 0
    while next < steps.count {
      let signal = host.interruption()
      if signal != 0 { return undo(after: .interrupted(signal)) }
      host.progress(.doing, done.count, steps.count)
      let group = groupCount(from: next)
      let areTogether = group >= leastGroup
      let batch = next..<(next + (areTogether ? group : batchCount(from: next)))
      next = batch.upperBound
      if let stop = areTogether ? deleteTogether(batch) : send(batch) {
        return undo(after: stop)
      }
    }
    return Execution(status: .done, diagnostics: [], done: done.count)
  }

  /// Steps that were carried out.
  mutating func finish(_ numbers: some Sequence<Int>) { done += numbers }

  /// A creation with what follows it, a run of table entries, or one step.
  private func batchCount(from first: Int) -> Int {
    let rest = steps[first...]
    if steps[first].operation.isTableEntry {
      return rest.prefix(batchSize).prefix(while: \.operation.isTableEntry).count
    }
    return 1 + rest.dropFirst().prefix(while: \.followsCreation).count
  }

  /// Sends a batch; what was carried out of it counts as done, also after a failure.
  private mutating func send(_ batch: Range<Int>) -> Stop? {
    var messages: [(step: Int, request: Request)] = []
    messages.reserveCapacity(batch.count)
    var namespace: String?
    for number in batch {
      host.log?(commandLine(steps[number].operation, underlays: []))
      switch form(steps[number].operation) {
      case .message(let place, let request):
        namespace = place
        messages.append((number, request))
      case .addNamespace(let name):
        indices.know(newNamespace: name)
        return namespaceStep(number, host.addNamespace(name))
      case .deleteNamespace(let name): return namespaceStep(number, host.deleteNamespace(name))
      case .docker(let words, let device): return dockerStep(number, words, device)
      case .nothing: done.append(number)
      case .unknownDevice(let interface): return .unknownDevice(steps[number], interface)
      }
    }
    guard !messages.isEmpty else { return nil }
    switch host.send(namespace, messages.map(\.request.bytes)) {
    case .failure(let error):
      // Answers may have been lost after the kernel did what was asked: undoing tolerates both.
      done += messages.map(\.step)
      return .system(steps[batch.lowerBound], error)
    case .success(let answers):
      var stop: Stop?
      for (message, answer) in zip(messages, answers) {
        if answer.code == 0 {
          done.append(message.step)
        } else if isDispensable(steps[message.step].operation, answer.code) {
          continue
        } else if stop == nil {
          stop = .refused(
            steps[message.step], code: answer.code, text: answer.text, offset: answer.offset,
            message.request)
        }
      }
      return stop
    }
  }

  /// What a host may do without.
  /// EAFNOSUPPORT: the device has no IPv6, because its MTU is under 1280 or IPv6 is switched off, and
  /// so no link-local address that could be kept from it. EOPNOTSUPP: a kernel before 5.5 knows no
  /// further names; EEXIST: somebody has this one. The kernel gives a link-local address by itself
  /// as soon as a device has a carrier: where it was faster, EEXIST too.
  private func isDispensable(_ operation: Operation, _ code: Int32) -> Bool {
    switch operation {
    case .stopLinkLocal, .startLinkLocal: code == 97
    case .addName, .deleteName: code == 95 || code == 17
    case .addAddress(let entry): code == 17 && entry.prefix.address.isLinkLocalIPv6
    case .addNamespace, .deleteNamespace, .addLink, .deleteLink, .setAlias, .setMaster,
      .setOptions, .setPortOptions, .setMTU, .setMAC, .setApplicationProbes, .setUp, .setDown,
      .deleteAddress, .addRoute, .deleteRoute, .addForwarding, .deleteForwarding, .addNeighbour,
      .deleteNeighbour, .docker:
      false
    }
  }

  private mutating func namespaceStep(_ number: Int, _ result: Result<Void, SystemError>) -> Stop? {
    switch result {
    case .success:
      done.append(number)
      return nil
    case .failure(let error): return .system(steps[number], error)
    }
  }

  // MARK: Docker

  private enum DockerStop {
    case docker(DockerFailure)
    case system(SystemError)
  }

  private mutating func dockerStep(
    _ number: Int, _ words: [String], _ device: Interface?
  ) -> Stop? {
    let step = steps[number]
    switch runDocker(words, device) {
    case nil:
      done.append(number)
      return nil
    case .system(let error):
      // It may have been done nevertheless: undoing tolerates both.
      if error.code != 2 { done.append(number) }
      return .system(step, error)
    case .docker(let failure):
      let signal = host.interruption()
      // A container that could not be started is there, and so may be whatever was interrupted.
      let isStart = if case .docker(.addContainer) = step.operation { true } else { false }
      if signal != 0 || isStart, !failure.isNameTaken { done.append(number) }
      return signal != 0 ? .interrupted(signal) : .docker(step, failure)
    }
  }

  /// The device that is there afterwards gets known: later steps name it.
  private mutating func runDocker(_ words: [String], _ device: Interface?) -> DockerStop? {
    switch host.docker(words) {
    case .failure(let error): return .system(error)
    case .success(let answer):
      guard answer.status == 0 else { return .docker(DockerFailure(answer)) }
    }
    guard let device, case .success(let links) = host.query(nil, DumpRequest.links.message) else {
      return nil
    }
    let link = links.compactMap { observedLink(in: $0, namespace: nil) }
      .first { $0.interface == device }
    if let link { indices.know(device, index: link.index) }
    return nil
  }

  private mutating func form(_ operation: Operation) -> HostForm {
    let host = host
    return hostForm(
      of: operation, indices: &indices,
      descriptor: { name in
        if case .success(let number) = host.namespaceDescriptor(name) { number } else { -1 }
      }, hasIPv6: hasIPv6)
  }

  // MARK: Undoing

  private mutating func undo(after stop: Stop) -> Execution {
    let undone = done.map { steps[$0] }
    done = []
    let left = takeBack(undone)
    var diagnostic = stop.diagnostic
    if undone.isEmpty {
      diagnostic = diagnostic.note("nothing was changed")
    } else if left.isEmpty {
      diagnostic = diagnostic.note(
        undone.count == 1
          ? "the step that was done before has been undone"
          : "\(undone.count) steps that were done before have been undone")
    }
    guard left.isEmpty else {
      return Execution(status: .undoFailed, diagnostics: [diagnostic, undoFailure(left)])
    }
    return Execution(status: stop.status, diagnostics: [diagnostic])
  }

  /// Takes steps back, the last first; gives the commands that would still be needed.
  mutating func takeBack(_ steps: [Step]) -> [String] {
    var left: [String] = []
    for (count, step) in steps.reversed().enumerated() {
      host.progress(.undoing, count, steps.count)
      for operation in step.undo where !take(operation) {
        left.append(commandLine(operation, underlays: []))
      }
    }
    return left
  }

  /// Carries out one operation of undoing; what is gone already needs none.
  private mutating func take(_ operation: Operation) -> Bool {
    host.log?(commandLine(operation, underlays: []))
    switch form(operation) {
    case .message(let namespace, let request):
      guard case .success(let answers) = host.send(namespace, [request.bytes]) else { return false }
      return answers.allSatisfy {
        $0.code == 0 || isAsWas($0.code) || isDispensable(operation, $0.code)
      }
    case .addNamespace(let name):
      indices.know(newNamespace: name)
      return isSuccess(host.addNamespace(name))
    case .deleteNamespace(let name): return isSuccess(host.deleteNamespace(name))
    case .docker(let words, let device):
      let failure = runDocker(words, device)
      return failure.map { if case .docker(let said) = $0 { said.isAsWas } else { false } } ?? true
    case .nothing, .unknownDevice: return true
    }
  }

  /// ENOENT, ESRCH, ENODEV, EADDRNOTAVAIL: what was to be taken away is not there; EEXIST: what was
  /// to be brought back is.
  private func isAsWas(_ code: Int32) -> Bool { [2, 3, 17, 19, 99].contains(code) }

  private func isSuccess(_ result: Result<Void, SystemError>) -> Bool {
    switch result {
    case .success: true
    case .failure(let error): isAsWas(error.code)
    }
  }
}

func undoFailure(_ commands: [String]) -> Diagnostic {
  var failure = Diagnostic(
    .undoFailed, "undoing failed as well; these commands would finish it", at: nil)
  failure.notes = commands
  return failure
}

extension Step {
  /// As `-v` shows it.
  var command: String { commandLine(operation, underlays: []) }
}

extension Planning.Operation {
  /// An entry of a forwarding or neighbour table.
  fileprivate var isTableEntry: Bool {
    switch self {
    case .addForwarding, .addNeighbour: true
    case .addNamespace, .deleteNamespace, .addLink, .deleteLink, .setAlias, .addName, .deleteName,
      .stopLinkLocal, .startLinkLocal, .setMaster, .setOptions, .setPortOptions, .setMTU, .setMAC,
      .setApplicationProbes, .setUp, .setDown, .addAddress, .deleteAddress, .addRoute, .deleteRoute,
      .deleteForwarding, .deleteNeighbour, .docker:
      false
    }
  }
}

import Netlink
import Planning

/// Fewer are deleted one by one.
let leastGroup = 4

/// So many devices go with one deletion, for which the kernel waits once: half a second in which no
/// signal is looked at.
let groupSize = 1000

extension Run {
  /// How many vxlan devices follow that can go together.
  func groupCount(from first: Int) -> Int {
    steps[first...].prefix(groupSize).prefix { step in
      guard case .deleteLink(let link) = step.operation else { return false }
      return link.kind == .vxlan && link.interface.namespace == nil
        && indices[link.interface] != nil
    }.count
  }

  /// Deletes devices as a group that was nobody's, in one send where the socket has the room: a device
  /// of others does not come into it between.
  mutating func deleteTogether(_ numbers: Range<Int>) -> Stop? {
    let steps = self.steps[numbers]
    let first = self.steps[numbers.lowerBound]
    let links: [[UInt8]]
    switch host.query(nil, DumpRequest.links.message) {
    case .success(let found): links = found
    case .failure(let error): return .system(first, error)
    }
    let groups = linkGroups(links)
    let group = freeGroup(groups)
    let members = steps.compactMap { $0.operation.interface.flatMap { indices[$0] } }
    for step in steps { host.log?(step.command) }
    let messages = members.map { setGroup($0, group) } + [deleteGroup(group)]
    switch host.send(nil, messages) {
    case .failure(let error):
      // Answers may have been lost after the kernel did what was asked: undoing tolerates both. What
      // is still there is in its own group again.
      _ = host.send(nil, members.map { setGroup($0, groups[$0] ?? 0) })
      finish(numbers)
      return .system(first, error)
    case .success(let answers):
      guard let last = answers.last, answers.count == messages.count else {
        return .system(first, SystemError(5, "read the kernel's answers"))
      }
      if last.code != 0 {
        _ = host.send(nil, members.map { setGroup($0, groups[$0] ?? 0) })
        return refusal(first, last)
      }
      var stop: Stop?
      for (number, answer) in zip(numbers, answers) {
        if answer.code == 0 {
          finish([number])
        } else {
          stop = stop ?? refusal(self.steps[number], answer)
        }
      }
      return stop
    }
  }

  private func refusal(_ step: Step, _ answer: Acknowledgement) -> Stop {
    .refused(step, code: answer.code, text: answer.text, offset: answer.offset, nil)
  }
}

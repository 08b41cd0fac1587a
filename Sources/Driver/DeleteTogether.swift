import Netlink
import Planning

/// Fewer are deleted one by one.
let leastGroup = 4

/// So many devices go in one send with the deletion of their group: a send has room for 200 messages.
let groupSize = 190

extension Run {
  /// The vxlan devices at the beginning that can go together.
  func nextGroup(_ steps: ArraySlice<Step>) -> [Step] {
    Array(
      steps.prefix(groupSize).prefix { step in
        guard case .deleteLink(let link) = step.operation else { return false }
        return link.kind == .vxlan && link.interface.namespace == nil
          && indices[link.interface] != nil
      })
  }

  /// Deletes devices as a group that was nobody's, in one send: a device of others cannot come into it
  /// between.
  mutating func deleteTogether(_ steps: [Step]) -> Stop? {
    let links: [[UInt8]]
    switch host.query(nil, DumpRequest.links.message) {
    case .success(let found): links = found
    case .failure(let error): return .system(steps[0], error)
    }
    let groups = linkGroups(links)
    let group = freeGroup(groups)
    let members = steps.compactMap { $0.operation.interface.flatMap { indices[$0] } }
    for step in steps { host.log?(step.command) }
    let messages = members.map { setGroup($0, group) } + [deleteGroup(group)]
    switch host.send(nil, messages) {
    case .failure(let error):
      // Answers may have been lost after the kernel did what was asked: undoing tolerates both.
      finish(steps)
      return .system(steps[0], error)
    case .success(let answers):
      guard let last = answers.last, answers.count == messages.count else {
        return .system(steps[0], SystemError(5, "read the kernel's answers"))
      }
      if last.code != 0 {
        _ = host.send(nil, members.map { setGroup($0, groups[$0] ?? 0) })
        return refusal(steps[0], last)
      }
      var stop: Stop?
      for (step, answer) in zip(steps, answers) {
        if answer.code == 0 { finish([step]) } else { stop = stop ?? refusal(step, answer) }
      }
      return stop
    }
  }

  private func refusal(_ step: Step, _ answer: Acknowledgement) -> Stop {
    .refused(step, code: answer.code, text: answer.text, offset: answer.offset, nil)
  }
}

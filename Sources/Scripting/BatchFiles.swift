package import Diagnostics
package import Planning
import Values

/// Numbered files for `ip -batch` and `bridge -batch`, which are run in their order: a new one
/// begins where the tool changes, or the namespace that it works in. The devices carry no alias of
/// ours, whose `#` would end the line, nor a readable name, which an older host would refuse.
package func batchFiles(_ plan: Plan) -> Findings<[EmittedFile]> {
  let spelling = Spelling.withoutHost(
    plan.underlays, leavesOutUnneededMACs: false, word: { batchWord($0) ?? "" })
  var parts: [BatchPart] = []
  var remarks = MTURemarks(plan.underlays)
  var diagnostics = symbolicDevices(plan)
  for step in plan.steps {
    if step.operation.isMark { continue }
    let words = spelling.words(of: step.operation)
    if words.contains("") { diagnostics.append(refusal(step, plan)) }
    let isElsewhere = words.dropFirst().first == "-n"
    let command = commandWords(step.operation, plan).prefix(isElsewhere ? 3 : 1)
    if parts.last?.command != Array(command) { parts.append(BatchPart(command: Array(command))) }
    if case .stopLinkLocal = step.operation {
      parts[parts.count - 1].lines.append("# without IPv6 on the host, leave this line out:")
    }
    parts[parts.count - 1].lines += remarks.lines(step.operation)
    parts[parts.count - 1].lines.append(words.dropFirst(command.count).joined(separator: " "))
  }
  return Findings(files(parts, node: plan.node), diagnostics)
}

/// What one run of a tool does.
private struct BatchPart {
  /// As a shell takes it: `ip`, `ip -n NAMESPACE` or `bridge`.
  var command: [String]
  var lines: [String] = []
}

private func commandWords(_ operation: Operation, _ plan: Plan) -> [String] {
  Spelling.withoutHost(plan.underlays, leavesOutUnneededMACs: false).words(of: operation)
}

private func files(_ parts: [BatchPart], node: String) -> [EmittedFile] {
  let parts = parts.isEmpty ? [BatchPart(command: ["ip"])] : parts
  let width = max(2, "\(parts.count)".count)
  let names = parts.indices.map { index in
    let number = "\(index + 1)"
    return String(repeating: "0", count: width - number.count) + number
      + "-\(parts[index].command[0]).batch"
  }
  return parts.indices.map { index in
    var lines = [
      "# Vxloom: \(commentText(node)), \(names[index]): file \(index + 1) of \(parts.count)"
    ]
    if index == 0 {
      lines.append("# To be run as root, in this order, until one fails; nothing is undone then:")
      lines += parts.indices.map { "#   \(call(parts[$0].command, names[$0]))" }
    }
    return EmittedFile(
      name: names[index],
      text: (lines + parts[index].lines).joined(separator: "\n") + "\n")
  }
}

private func call(_ command: [String], _ file: String) -> String {
  commentText((command + ["-batch", file]).joined(separator: " "))
}

private func refusal(_ step: Step, _ plan: Plan) -> Diagnostic {
  let command = commandWords(step.operation, plan).joined(separator: " ")
  return Diagnostic(
    .formatRefuses,
    "`\(printable(command))` has a name that cannot stand in a batch file, where `#` ends the line "
      + "and quotes know no escape", at: step.range,
    help: "use another name, or emit `--format bash`")
}

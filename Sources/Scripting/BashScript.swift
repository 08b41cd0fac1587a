package import Diagnostics
package import Planning
import Values
import Vocabulary

/// Where the part begins that differs from node to node.
let divider = "### From here on: one node."

/// One POSIX sh script that applies, removes and checks what one node must have.
package func bashScript(
  _ plan: Plan, recipeName: String, hints: [String] = [],
  source: (SourceRange) -> (file: String, line: Int)?
) -> Findings<String> {
  let writer = ScriptWriter(plan)
  let title = "\(recipeName), \(plan.node)"
  var lines = ["#!/bin/sh", "# Made by vxloom; `--help` tells how to use it.", preamble]
  lines += ["", divider]
  lines += hints.map { "# \(commentText($0))" }
  lines += ["# \(commentText(title))", "title=\(shellWord(title))"]
  lines += ["mine=\(shellWord(writer.ownershipPrefix))"]
  lines += writer.index.marks.map { "\($0.variable)=\(shellWord($0.base))" }
  lines += [""] + writer.unsetForms() + writer.roundedOptions()
  lines += ["", "survey() {"] + writer.survey().map { "  " + $0 } + ["}"]
  lines += ["", "steps() {"] + writer.steps(source) + ["}"]
  lines += ["", "remove() {"] + writer.removal().map { "  " + $0 } + ["}"]
  lines += ["", "main \"$@\"", ""]
  return Findings(lines.joined(separator: "\n"), writer.refusals())
}

/// What is known of a plan before the first line is written.
struct ScriptWriter {
  let plan: Plan
  let index: PlanIndex
  /// The addresses whose devices are looked up on the host: `$device1`, …
  private(set) var heldAddresses: [Address] = []
  private var deviceNumbers: [Address: Int] = [:]

  init(_ plan: Plan) {
    self.plan = plan
    index = PlanIndex(plan)
    for link in index.links { note(held: link.settings) }
    for underlay in plan.underlays {
      guard case .holding(let address)? = underlay.device else { continue }
      note(held: address)
    }
  }

  private mutating func note(held settings: [Setting]) {
    for setting in settings {
      for case .device(.holding(let address)) in setting.operands { note(held: address) }
    }
  }

  private mutating func note(held address: Address) {
    guard deviceNumbers[address] == nil else { return }
    heldAddresses.append(address)
    deviceNumbers[address] = heldAddresses.count
  }

  /// `vxloom OWNER NODE `, by which the script knows what is its own.
  var ownershipPrefix: String {
    let base = Ownership(owner: plan.owner, node: plan.node, device: "", digest: "").base
    return base.split(separator: " ").prefix(3).joined(separator: " ") + " "
  }

  var spelling: Spelling {
    Spelling(
      device: { deviceWord($0) },
      mtu: { mtu in
        switch mtu {
        case .unset: nil
        case .bytes(let number): "\(number)"
        case .underlay(let index): "\"$mtu\(index + 1)\""
        }
      }, word: shellWord, leavesOutUnneededMACs: false)
  }

  func deviceWord(_ reference: DeviceReference) -> String {
    switch reference {
    case .named(let name): shellWord(name)
    case .holding(let address): "\"\(deviceVariable(address))\""
    }
  }

  private func deviceVariable(_ address: Address) -> String {
    "$device\(deviceNumbers[address] ?? 0)"
  }

  /// A setting as one word of the shell: `'ttl 64'`.
  func quotedSetting(_ setting: Setting) -> String {
    for case .device(.holding(let address)) in setting.operands {
      return "\"\(setting.shape.words.joined(separator: " ")) \(deviceVariable(address))\""
    }
    return shellWord(setting.words { $0.name }.joined(separator: " "))
  }

  /// A note, and the devices that may bear it.
  func noteWords(_ note: Ownership.Note, on bridge: String? = nil) -> [String] {
    ([note.text] + index.bearers(of: note, on: bridge)).map(shellWord)
  }

  /// Names that tables cannot hold, which are fed to `ip -batch` and `bridge -batch`.
  func refusals() -> [Diagnostic] {
    var refused: Set<String> = []
    var findings: [Diagnostic] = []
    for step in plan.steps {
      for name in namesInTables(step.operation)
      where batchWord(name) != name && refused.insert(name).inserted {
        findings.append(
          Diagnostic(
            .formatRefuses,
            "`\(printable(name))` cannot stand in a batch of `ip` or `bridge`, which give `#`, quotes "
              + "and backslashes a meaning of their own", at: step.range,
            help: "give the device another `name`"))
      }
    }
    return findings
  }

  private func namesInTables(_ operation: Operation) -> [String] {
    if case .addLink(let link) = operation, !floodAddress(link.interface).isEmpty {
      return [link.interface.name]
    }
    if case .addNeighbour(let entry) = operation, index.isInTable(entry) {
      return [entry.interface.name]
    }
    guard case .addForwarding(let entry) = operation, entry.isInTable else { return [] }
    return [entry.interface.name]
      + entry.settings.flatMap { setting in
        setting.operands.compactMap { operand in
          if case .device(let reference) = operand { reference.nameInBatch } else { nil }
        }
      }
  }
}

extension DeviceReference {
  fileprivate var name: String {
    switch self {
    case .named(let name): name
    case .holding: ""
    }
  }
}

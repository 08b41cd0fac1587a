package import Diagnostics
package import Planning
import Values
import Vocabulary

/// Where the part begins that differs from node to node.
let divider = "### From here on: one node."

/// One POSIX sh script that applies, removes and checks what one node must have.
package func bashScript(
  _ plan: Plan, recipeName: String, source: (SourceRange) -> (file: String, line: Int)?
) -> Findings<String> {
  let writer = ScriptWriter(plan)
  let title = "\(recipeName), \(plan.node)"
  var lines = ["#!/bin/sh", "# Made by vxloom; `--help` tells how to use it.", preamble]
  lines += ["", divider]
  lines += ["# \(commentText(title))", "title=\(shellWord(title))"]
  lines += ["mine=\(shellWord(writer.ownershipPrefix))"]
  lines += writer.aliases.map { "\($0.variable)=\(shellWord($0.base))" }
  lines += [""] + writer.unsetForms()
  lines += ["", "survey() {"] + writer.survey().map { "  " + $0 } + ["}"]
  lines += ["", "steps() {"] + writer.steps(source) + ["}"]
  lines += ["", "remove() {"] + writer.removal().map { "  " + $0 } + ["}"]
  lines += ["", "main \"$@\"", ""]
  return Findings(lines.joined(separator: "\n"), writer.refusals())
}

/// What is known of a plan before the first line is written.
struct ScriptWriter {
  var plan: Plan
  var links: [Link] = []
  var aliases: [(name: String, variable: String, base: String, notes: [Ownership.Note])] = []
  /// The addresses whose devices are looked up on the host: `$device1`, …
  var heldAddresses: [Address] = []

  init(_ plan: Plan) {
    self.plan = plan
    for step in plan.steps {
      if case .addLink(let link) = step.operation {
        links.append(link)
        note(held: link.settings)
      }
      if case .setAlias(let interface, _, let text) = step.operation,
        let ownership = Ownership(alias: text)
      {
        aliases.append(
          (interface.name, "alias\(aliases.count + 1)", ownership.base, ownership.notes))
      }
    }
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
    if !heldAddresses.contains(address) { heldAddresses.append(address) }
  }

  /// `vxloom OWNER NODE `, by which the script knows what is its own.
  var ownershipPrefix: String {
    let base = Ownership(owner: plan.owner, node: plan.node, device: "", digest: "").base
    return base.split(separator: " ").prefix(3).joined(separator: " ") + " "
  }

  func names(_ kind: String) -> [String] {
    links.filter { $0.kindWord == kind }.map(\.interface.name)
  }

  /// Whether the plan makes a device, or finds it on the host.
  func makes(_ interface: Interface) -> Bool {
    links.contains { link in
      if case .veth(let peer, _, _) = link.kind, peer == interface { return true }
      return link.interface == interface
    }
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
    "$device\((heldAddresses.firstIndex(of: address) ?? 0) + 1)"
  }

  /// A setting as one word of the shell: `'ttl 64'`.
  func quotedSetting(_ setting: Setting) -> String {
    for case .device(.holding(let address)) in setting.operands {
      return "\"\(setting.shape.words.joined(separator: " ")) \(deviceVariable(address))\""
    }
    return shellWord(setting.words { $0.name }.joined(separator: " "))
  }

  /// A note, and the devices that may bear it: those whose alias has it on an empty host, then the
  /// vxlan devices. A loopback device is noted where its namespace would be.
  func noteWords(_ note: Ownership.Note) -> [String] {
    var wanted = note
    if case .loopback(let name) = note { wanted = .namespace(name) }
    var holders = aliases.filter { $0.notes.contains(wanted) }.map(\.name)
    for name in names("vxlan").reversed() where !holders.contains(name) { holders.append(name) }
    return ([note.text] + holders).map(shellWord)
  }

  /// Names that the batch files of `bridge` cannot hold.
  func refusals() -> [Diagnostic] {
    var refused: [String] = []
    var findings: [Diagnostic] = []
    for step in plan.steps {
      guard case .addForwarding(let entry) = step.operation else { continue }
      let name = entry.interface.name
      guard name.utf8.contains(where: { Array("#'\"\\".utf8).contains($0) }),
        !refused.contains(name)
      else { continue }
      refused.append(name)
      findings.append(
        Diagnostic(
          .formatRefuses,
          "`\(printable(name))` cannot stand in a batch of `bridge`, which gives `#`, quotes and "
            + "backslashes a meaning of their own", at: step.range,
          help: "give the device another `name`"))
    }
    return findings
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

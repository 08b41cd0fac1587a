package import Diagnostics
import Export
import Planning
package import Scripting
import Topology
import Values

/// The formats of `emit` that this version writes.
package enum EmitFormat: String, Sendable, CaseIterable {
  case bash, plain, batch, frr, systemd, networkd, netplan, ifupdown, ansible

  /// Whether a node has several files, in a directory of their own.
  package var needsDirectory: Bool {
    switch self {
    case .bash, .plain, .frr: false
    case .batch, .systemd, .networkd, .netplan, .ifupdown, .ansible: true
    }
  }

  /// Whether the files of all nodes belong together.
  package var isForAllNodes: Bool {
    switch self {
    case .bash, .plain, .batch, .frr, .systemd, .networkd, .netplan, .ifupdown: false
    case .ansible: true
    }
  }

  /// Whether what is made, or written, carries its owner.
  package var marks: Bool {
    switch self {
    case .bash, .systemd, .networkd, .netplan, .ifupdown, .ansible: true
    case .plain, .batch, .frr: false
    }
  }
}

/// The text for one node, several files one after the other.
package func emit(
  _ recipe: Recipe, node: String, owner: String, format: EmitFormat
) -> Findings<String> {
  let files = emitFiles(recipe, node: node, owner: owner, format: format)
  return Findings(files.value.map(\.text).joined(), files.diagnostics)
}

/// The files for one node: what its plan would be on an empty host. A format that writes one file
/// gives it no name.
package func emitFiles(
  _ recipe: Recipe, node: String, owner: String, format: EmitFormat
) -> Findings<[EmittedFile]> {
  let refusals = recipe.refusals(of: format, node: node)
  if !refusals.isEmpty { return Findings([], refusals) }
  if format == .frr { return frrFile(recipe, node: node) }
  let difference = difference(
    derive(recipe.model, node: node, owner: owner, only: recipe.selection), nil)
  if difference.hasErrors { return Findings([], difference.diagnostics) }
  switch format {
  case .plain: return single(plainScript(difference.value, hints: recipe.speakerHints(node)))
  case .batch: return batchFiles(difference.value)
  case .bash: return single(script(difference.value, recipe), isExecutable: true)
  case .networkd: return networkdFiles(difference.value)
  case .netplan: return netplanFile(difference.value)
  case .frr: return Findings([])
  case .ifupdown: return ifupdownFile(difference.value)
  case .systemd, .ansible:
    let script = script(difference.value, recipe)
    let files = systemdFiles(
      script.value, owner: owner, node: node, needsDocker: recipe.needsDocker(node))
    return Findings(files, script.diagnostics)
  }
}

private func script(_ plan: Plan, _ recipe: Recipe) -> Findings<String> {
  let hints = recipe.speakerHints(plan.node)
  return bashScript(plan, recipeName: recipe.baseName, hints: hints) { range in
    recipe.line(range).map { (recipe.baseName, $0.line) }
  }
}

private func single(
  _ text: Findings<String>, isExecutable: Bool = false
) -> Findings<[EmittedFile]> {
  Findings(
    [EmittedFile(name: "", text: text.value, isExecutable: isExecutable)], text.diagnostics)
}

private func single(_ bytes: Findings<[UInt8]>) -> Findings<[EmittedFile]> {
  Findings([EmittedFile(name: "", bytes: bytes.value)], bytes.diagnostics)
}

/// The files of one node after the other, each as `emitFiles` has it. What the plain commands of many
/// nodes have in common is put together once: those of a full mesh grow with the square of its nodes.
package struct Emission {
  private let recipe: Recipe
  private let owner: String
  private let format: EmitFormat
  private let lists: SharedLists?
  private var floods = FloodLines()

  package init(_ recipe: Recipe, owner: String, format: EmitFormat) {
    self.recipe = recipe
    self.owner = owner
    self.format = format
    lists = format == .plain ? SharedLists(recipe.model) : nil
  }

  package mutating func files(of node: String) -> Findings<[EmittedFile]> {
    guard let lists else { return emitFiles(recipe, node: node, owner: owner, format: format) }
    let plan = difference(
      derive(recipe.model, node: node, owner: owner, only: recipe.selection, lists), nil)
    if plan.hasErrors { return Findings([], plan.diagnostics) }
    let hints = recipe.speakerHints(node)
    return single(plainScript(plan.value, hints: hints, floods: &floods))
  }
}

extension Recipe {
  /// What of a node's part a format has no words for.
  fileprivate func refusals(of format: EmitFormat, node: String) -> [Diagnostic] {
    guard let reason = format.reasonAgainstDocker else { return [] }
    return dockers(node).map { docker in
      Diagnostic(
        .formatRefuses, "`docker` cannot stand in \(reason)", at: docker.range,
        help: "emit `--format \(format == .batch ? "bash" : "systemd")`")
    }
  }

  private func dockers(_ node: String) -> [Located<String>] {
    overlays.flatMap(\.members).filter { $0.name.value == node }.compactMap(\.docker)
  }

  fileprivate func needsDocker(_ node: String) -> Bool { !dockers(node).isEmpty }
}

extension EmitFormat {
  /// What the format is, and why there is no word in it for Docker.
  fileprivate var reasonAgainstDocker: String? {
    switch self {
    case .bash, .plain, .frr, .systemd, .ansible: nil
    case .networkd: "files for systemd-networkd, which knows no Docker"
    case .netplan: "a file for netplan, which knows no Docker"
    case .ifupdown: "a file of interfaces, whose hooks run before there is a Docker"
    case .batch: "batch files: `ip` and `bridge` read them, and know no Docker"
    }
  }
}

/// What rolls all nodes out, in one directory.
package func emitRollOut(_ recipe: Recipe, owner: String) -> Findings<[EmittedFile]> {
  var rollOut = AnsibleRollOut(owner: owner)
  var diagnostics: [Diagnostic] = []
  let names = recipe.overlays.flatMap { $0.members.map(\.name) }
  for node in recipe.emittedNodes {
    guard let name = names.first(where: { $0.value == node }) else { continue }
    let files = emitFiles(recipe, node: node, owner: owner, format: .ansible)
    let declared = recipe.model.nodes.first { $0.name.value == node }
    diagnostics += files.diagnostics
    diagnostics += rollOut.add(declared?.name ?? name, ssh: declared?.ssh, files.value)
  }
  return Findings(rollOut.whole, diagnostics)
}

/// One script for all nodes, which finds out on which it runs.
package func emitBundle(_ recipe: Recipe, owner: String) -> Findings<String> {
  var scripts: [(node: String, local: [Address], script: String)] = []
  let addresses = recipe.localAddresses()
  for node in recipe.emittedNodes {
    let script = emit(recipe, node: node, owner: owner, format: .bash)
    if script.hasErrors { return script }
    scripts.append((node, addresses[node] ?? [], script.value))
  }
  return Findings(bundleScript(scripts))
}

extension Recipe {
  /// The nodes that nothing is written for, because others run them.
  package var foreignNodes: [String] {
    let members = Set(overlays.flatMap { $0.members.map(\.name.value) })
    return model.nodes.filter(\.isForeign).map(\.name.value).filter(members.contains)
  }

  /// The nodes that something is written for: all but those that others run.
  package var emittedNodes: [String] {
    let foreign = Set(model.nodes.filter(\.isForeign).map(\.name.value))
    let members = Set(overlays.flatMap { $0.members.map(\.name.value) })
    return model.hostNames.filter { members.contains($0) && !foreign.contains($0) }
  }

  /// The file's name without its directories: what a script that is copied elsewhere can speak of.
  package var baseName: String {
    sources.texts.first?.name.split(separator: "/").last.map(String.init) ?? "recipe"
  }

  /// The addresses by which a script knows its node.
  func localAddresses() -> [String: [Address]] {
    var addresses: [String: [Address]] = [:]
    for member in overlays.flatMap(\.members) {
      let known = addresses[member.name.value] ?? []
      if !known.contains(member.source.value) {
        addresses[member.name.value] = known + [member.source.value]
      }
    }
    return addresses
  }
}

// The stages that a recipe goes through, one by one, as the program itself calls them: for `make bench`
// to time and for `make bench-compare` to count instructions.
//
//     Stages UNTIL FILE NODE
//
// carries the stages out up to UNTIL and prints the milliseconds of each as JSON. `encode` and `plan` are
// for an empty host, `send` is what `apply` does on this one after it has planned.

import Checking
import Diagnostics
import Driver
import Evaluation
import Kernel
import Lab
import Netlink
import Planning
import Syntax
import Topology

private enum Stage: String, CaseIterable {
  case lex, parse, evaluate, check, plan, encode, emit, observe, send
}

/// What the stages hand on.
private struct Work {
  let source: SourceText
  let node: String
  var tree: SyntaxTree?
  var model = Model()
  var steps = Plan(owner: "bench", node: "")
  var host: (plan: HostPlan, host: Host)?

  mutating func carryOut(_ stage: Stage) throws {
    switch stage {
    case .lex: _ = tokens(of: source, file: 0)
    case .parse: tree = parse(source, file: 0).value
    case .evaluate: try evaluateTree()
    case .check:
      guard !check(model).hasErrors else { throw Failure("the recipe has errors") }
    case .plan: steps = difference(derive(model, node: node, owner: "bench"), nil).value
    case .encode: encode()
    case .emit: _ = emit(recipe, node: node, owner: "bench", format: .plain)
    case .observe: try observeHost()
    case .send: try send()
    }
  }

  private mutating func evaluateTree() throws {
    guard let tree else { return }
    let found = evaluate(Program([Program.File(name: source.name, tree: tree)]))
    guard !found.hasErrors else { throw Failure("the recipe has errors") }
    model = found.value.model
  }

  private func encode() {
    var indices = IndexTable(observed: Observed())
    for step in steps.steps {
      _ = hostForm(of: step.operation, indices: &indices, descriptor: { _ in -1 }, hasIPv6: true)
    }
  }

  private var recipe: Recipe { Recipe(name: source.name, bytes: source.bytes) }

  private mutating func observeHost() throws {
    let host = kernelHost(NetlinkSockets(), log: nil)
    switch planForApply(recipe, node: node, owner: "bench", on: host) {
    case .success(let found): self.host = (found.value, host)
    case .failure(let refusal): throw Failure(refusal.diagnostics.first?.message ?? "refused")
    }
  }

  private func send() throws {
    guard let host else { return }
    let execution = execute(host.plan.plan, on: host.host, host.plan.observed)
    guard execution.status == .done else {
      throw Failure(execution.diagnostics.first?.message ?? "not done")
    }
  }
}

private struct Failure: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

/// Stages that stand beside the others, where they are not asked for.
private func isNeeded(_ stage: Stage, for last: Stage) -> Bool {
  switch stage {
  case .lex, .encode, .emit: stage == last
  case .parse, .evaluate, .check, .plan, .observe, .send: true
  }
}

@main enum Stages {
  static func main() throws {
    Machine.keepFreedMemory()
    let words = CommandLine.arguments
    guard words.count == 4, let last = Stage(rawValue: words[1]) else {
      let names = Stage.allCases.map(\.rawValue).joined(separator: "|")
      throw Failure("usage: Stages \(names) FILE NODE")
    }
    var work = Work(
      source: SourceText(name: words[2], bytes: try Machine.readFile(words[2], limit: .max)),
      node: words[3])
    var times: [String] = []
    for stage in Stage.allCases where isNeeded(stage, for: last) {
      let time = try ContinuousClock().measure { try work.carryOut(stage) }
      times.append("\"\(stage.rawValue)\": \(time / Duration.milliseconds(1))")
      if stage == last { break }
    }
    print("{\(times.joined(separator: ", "))}")
  }
}

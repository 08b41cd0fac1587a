import Diagnostics
import Driver
import Kernel
import Lab
import Netlink
import Planning
import Values

/// Builds a lab, applies the recipe in its nodes, and tells what came of it.
struct LabBench {
  let recipe: Recipe
  let file: String
  let via: LabPath
  let output: OutputOptions
  let blueprint: Blueprint
  private let dockerLimits: [String]
  let progress: Progress

  init(_ recipe: Recipe, _ file: String, _ via: LabPath, _ output: OutputOptions) {
    var recipe = recipe
    dockerLimits = Lab.dockerLimits(recipe.overlays)
    recipe.model = standIn(for: recipe.model)
    self.recipe = recipe
    self.file = file
    self.via = via
    self.output = output
    progress = output.progress()
    blueprint = Blueprint(recipe.model, only: recipe.selection)
  }

  /// The nodes with the recipe applied in each. Moves this process into namespaces of its own.
  func build() throws -> Laboratory {
    let programs = try routingPrograms()
    let shell = via == .script ? try scriptShell() : ""
    let name = file == "-" ? "stdin" : try owner(file, nil, output)
    do {
      try Interruptions.install()
      try Isolation.enter()
    } catch {
      try refuse(error)
    }
    if !output.quiet {
      for limit in dockerLimits + blueprint.limits { output.tell("note: " + limit) }
    }
    let laboratory = Laboratory(blueprint)
    laboratory.progress = { [progress] done, total in
      progress.update("building", done, of: total)
    }
    defer { progress.clear() }
    try finish(laboratory.build())
    for (count, node) in blueprint.nodes.enumerated() {
      progress.update("applying", count, of: blueprint.nodes.count)
      switch via {
      case .netlink: try applyByNetlink(laboratory, node, name)
      case .script: try applyByScript(laboratory, node, name, shell)
      }
    }
    do {
      try laboratory.startAgents { Resolver(recipe.model, node: $0, only: recipe.selection) }
      if let programs { try startRouters(laboratory, programs) }
    } catch {
      show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
    return laboratory
  }

  private func scriptShell() throws -> String {
    for tool in ["ip", "bridge"] where !isInPath(tool) {
      output.show([
        Diagnostic(
          .missingTool, "`--via script` needs `\(tool)`", at: nil,
          help: "install iproute2, or leave it to rtnetlink: `--via netlink`")
      ])
      throw Ending(.unavailable)
    }
    return "/bin/sh"
  }

  private func refuse(_ error: SystemError) throws {
    var diagnostic = error.diagnostic(at: nil)
    diagnostic.help = "a lab needs namespaces of its own: user namespaces, or root"
    diagnostic.notes = Isolation.switches().map { "\($0.name) = \($0.value)" }
    output.show([diagnostic])
    throw Ending(.notPermitted)
  }

  /// The bar makes room for what is said.
  private func show(_ diagnostics: [Diagnostic]) {
    if !diagnostics.isEmpty { progress.clear() }
    output.show(diagnostics, recipe.sources)
  }

  private func finish(_ execution: Execution) throws {
    show(execution.diagnostics)
    if execution.status != .done {
      throw Ending(execution.status, execution.diagnostics, recipe.sources)
    }
  }

  private func applyByNetlink(_ laboratory: Laboratory, _ node: String, _ owner: String) throws {
    guard
      let host = laboratory.host(
        node, log: output.logger.map { log in { log("\(node): \($0)") } })
    else { return }
    let found = try unwrap(
      planForApply(recipe, node: node, owner: owner, on: host), recipe, output,
      before: progress.clear)
    show(found.diagnostics)
    try finish(apply(host, found.value))
  }

  private func applyByScript(
    _ laboratory: Laboratory, _ node: String, _ owner: String, _ shell: String
  ) throws {
    let script = emit(recipe, node: node, owner: owner, format: .bash)
    show(script.diagnostics)
    if script.hasErrors { throw Ending(.recipe) }
    let ending: ChildProcess.Ending
    do {
      ending = try laboratory.enter(node) { () throws(SystemError) in
        try ChildProcess.run(shell, ["sh", "-s", "apply"], input: Array(script.value.utf8))
      }
    } catch {
      show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
    guard ending.status == 0 else {
      progress.clear()
      output.tell("error: the script of \(printable(node)) ended with \(ending.status)")
      output.tell(printableLines(ending.errors))
      throw Ending(ExitStatus(rawValue: ending.status) ?? .refused)
    }
  }

  private func printableLines(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { printable(String($0)) }
      .joined(separator: "\n")
  }

  func verify(_ laboratory: Laboratory) throws -> Matrix {
    do {
      try converge(laboratory)
      if let status = interruptionStatus() { throw Ending(status) }
      let matrix = try laboratory.verify()
      if let status = interruptionStatus() { throw Ending(status) }
      return matrix
    } catch let error as SystemError {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
  }

  func report(_ matrix: Matrix, json: Bool) throws {
    if json {
      try printJSON(MatrixReport(matrix, recipe))
    } else {
      try output.say(matrixText(matrix, recipe, color: output.color.isOn(for: 1)))
    }
    if !matrix.isAsItShould { throw Ending(.unreachable) }
  }

  // MARK: A lab that stands

  /// Builds in a child process that stays; comes back when the lab stands or could not be built.
  func hold(_ name: String) throws {
    do {
      let holder = try Holder.start { reports in
        let status = build(name, reports)
        return status.rawValue
      }
      var report: [UInt8] = []
      while true {
        let part = try holder.report(timeoutMilliseconds: -1)
        if part.isEmpty { break }
        report += part
        if report.last == 0 { break }
      }
      if report.last == 0 {
        try? Machine.write(Array(report.dropLast()), to: 2)
        return
      }
      let status = try ChildProcess.wait(holder.process)
      try? Machine.write(report, to: 2)
      throw Ending(ExitStatus(rawValue: status) ?? .refused)
    } catch let error as SystemError {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status)
    }
  }

  /// In the child: builds, says so with a zero byte, and waits to be ended.
  private func build(_ name: String, _ reports: borrowing Descriptor) -> ExitStatus {
    do {
      try reports.becomeStandardError()
      let laboratory = try build()
      try converge(laboratory)
      let mark = try laboratory.mark(name)
      try Machine.silenceStandardError()
      try reports.write([0])
      while Interruptions.current == 0 { Machine.pause(milliseconds: 1_000_000) }
      _ = consume mark
      withExtendedLifetime(laboratory) {}
      return .done
    } catch let ending as Ending {
      return ending.status
    } catch {
      return .bug
    }
  }
}

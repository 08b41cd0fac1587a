import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink
import Planning

/// Whether to ask, and to wait for others.
struct ConsentOptions: ParsableArguments {
  @Flag(help: "Do not ask.")
  var yes = false

  @Flag(help: "Do not wait where another run holds the lock: exit 75.")
  var noWait = false

  /// On a terminal the plan is shown and a yes asked for; elsewhere nothing is asked.
  /// Whether somebody is there to be asked.
  var asks: Bool { !yes && Machine.isTerminal(0) }

  func ask(_ question: String, _ report: PlanReport, _ output: OutputOptions) throws {
    guard asks else { return }
    // Where standard error goes elsewhere, the question must still be seen.
    let shown: Int32 = Machine.isTerminal(2) ? 2 : 1
    let text = report.text(color: output.color.isOn(for: shown)) + "\n\(question) [y/N] "
    try write(text, to: shown)
    let answer = readLine()?.lowercased() ?? ""
    guard answer == "y" || answer == "yes" else {
      output.tell("nothing was changed")
      throw Ending(.differs)
    }
  }

  /// Runs `body` while this run alone holds the network namespace.
  func locked(_ netns: String?, _ output: OutputOptions, _ body: () throws -> Void) throws {
    let lock = try lock(netns, output)
    let result = Result { try body() }
    _ = consume lock
    try result.get()
  }

  private func lock(_ netns: String?, _ output: OutputOptions) throws -> NetworkLock {
    do {
      return try NetworkLock(netns, waiting: !noWait)
    } catch {
      if noWait, error.code == 11 {
        let diagnostic = Diagnostic(
          .locked, "another run holds the lock of this network namespace", at: nil)
        output.show([diagnostic])
        throw Ending(.busy, [diagnostic])
      }
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.code == 2 ? .usage : error.status, [error.diagnostic(at: nil)])
    }
  }
}

struct ApplyCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Carry the plan out by rtnetlink, all or nothing.")

  @OptionGroup var input: RecipeArgument
  @OptionGroup var place: HostOptions
  @OptionGroup var consent: ConsentOptions

  @Flag(help: "Take bridge ports that this host itself is reached by.")
  var force = false

  @Flag(help: "Make anew what the kernel cannot change in place.")
  var replace = false

  @Flag(help: "Take away devices of ours that the recipe no longer has.")
  var prune = false

  @Flag(help: "Make devices of others ours that have our names and kinds.")
  var adopt = false

  @Option(
    help: ArgumentHelp(
      "Undo all of it after so many seconds, unless `vxloom confirm` comes before.",
      valueName: "seconds"))
  var confirm: Int?

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  var overlay: UInt32? { input.overlay }

  func run() throws { try reporting(json) { try carryOut(try input.load(output)) } }
  func run(on recipe: Recipe) throws { try reporting(json) { try carryOut(recipe) } }

  func validate() throws {
    if let confirm, !(1...86_400).contains(confirm) {
      throw ValidationError("--confirm takes from 1 to 86400 seconds")
    }
    if prune, input.overlay != nil {
      throw ValidationError("--prune looks at the whole recipe: leave --overlay out")
    }
  }

  private func carryOut(_ recipe: Recipe) throws {
    let name = try owner(input.file, place.owner, output)
    try consent.locked(place.netns, output) { try carryOut(recipe, name) }
  }

  private func carryOut(_ recipe: Recipe, _ name: String) throws {
    let host = try place.host(output)
    let found = try unwrap(
      planForApply(
        recipe, node: place.node, owner: name, on: host,
        consent: Consent(force: force, replace: replace, prune: prune, adopt: adopt)),
      recipe, output)
    output.show(found.diagnostics + concerns(recipe, found.value, on: host), recipe.sources)
    let report = PlanReport(found.value, recipe, isShown: json || consent.asks)
    for text in report.remarks { output.tell(text) }
    if found.value.plan.steps.isEmpty {
      if json { return try printJSON(report) }
      return try output.remark(
        "\(found.value.identity.name): nothing to do, all is as the recipe wants it")
    }
    try consent.ask("Apply this?", report, output)
    try Interruptions.install()
    let progress = output.progress()
    let execution = try carryOut(found.value, on: progress.watching(host, "applying"))
    progress.clear()
    output.show(execution.diagnostics, recipe.sources)
    if execution.status != .done {
      throw Ending(execution.status, execution.diagnostics, recipe.sources)
    }
    if json { return try printJSON(report) }
    try output.remark("\(found.value.identity.name): \(report.summary)")
    if let confirm {
      output.tell("undone in \(confirm) seconds, unless `vxloom confirm` comes before")
    }
  }

  private func carryOut(_ plan: HostPlan, on host: Host) throws -> Execution {
    guard let confirm else { return apply(host, plan) }
    let confirmation: Confirmation
    do {
      confirmation = try Confirmation.start(plan, seconds: confirm, netns: place.netns)
    } catch {
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.status, [error.diagnostic(at: nil)])
    }
    let execution = apply(host, plan)
    if execution.status == .done { confirmation.begin() } else { confirmation.withdraw() }
    return execution
  }
}

extension PlanReport {
  /// "4 created, 1 changed"
  var summary: String {
    let parts = [
      (counts.create, "created"), (counts.change, "changed"), (counts.replace, "replaced"),
      (counts.delete, "deleted"),
    ]
    let words = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return words.isEmpty ? "done" : words.joined(separator: ", ")
  }
}

struct RemoveCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Take away what `apply` made, and only that.")

  @Argument(
    help: ArgumentHelp(
      "The recipe; `-` is stdin. Not needed with --owner or --all.", valueName: "file"),
    completion: .file(extensions: ["vxl"]))
  var file: String?

  @Flag(help: "Everything of every owner.")
  var all = false

  @Option(help: ArgumentHelp("Take away this overlay alone.", valueName: "vni"))
  var overlay: UInt32?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var place: HostOptions
  @OptionGroup var consent: ConsentOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if file == nil, place.owner == nil, !all {
      throw ValidationError("name the recipe, or write --owner NAME or --all")
    }
    if all, file != nil || place.owner != nil || overlay != nil {
      throw ValidationError("--all takes away everything: leave the recipe and --owner out")
    }
    if overlay != nil, file == nil { throw ValidationError("--overlay needs the recipe") }
  }

  func run() throws { try reporting(json) { try carryOut(try scope()) } }
  func run(on recipe: Recipe) throws { try reporting(json) { try carryOut(try scope(recipe)) } }

  private func carryOut(_ scope: RemovalScope) throws {
    try consent.locked(place.netns, output) { try carryOutAlone(scope) }
  }

  private func carryOutAlone(_ scope: RemovalScope) throws {
    let host = try place.host(output)
    let removal = try unwrap(planForRemoval(scope, on: host), nil, output)
    let report = PlanReport(removal, owner: scope.owner ?? "")
    if removal.plan.steps.isEmpty {
      for text in removal.kept { output.tell(text) }
      if json { try printJSON(report) } else { try output.remark("nothing to remove") }
      return
    }
    try consent.ask("Remove this?", report, output)
    try Interruptions.install()
    let progress = output.progress()
    let execution = execute(
      removal.plan, on: progress.watching(host, "removing"), removal.observed)
    progress.clear()
    output.show(execution.diagnostics)
    for text in removal.kept { output.tell(text) }
    if execution.status != .done { throw Ending(execution.status, execution.diagnostics) }
    if json { try printJSON(report) } else { try output.remark(report.summary) }
  }

  private func scope() throws -> RemovalScope {
    // Without a file there is no owner but the one that is named.
    guard let file else { return RemovalScope(owner: place.owner, node: place.node) }
    let recipe = try readRecipe(file, reading, output)
    output.show(recipe.diagnostics.filter { $0.severity == .error }, recipe.sources)
    try recipe.requireSound()
    return try scope(recipe)
  }

  private func scope(_ recipe: Recipe) throws -> RemovalScope {
    if all { return RemovalScope(owner: nil, node: place.node) }
    let name = try owner(file ?? "", place.owner, output)
    var docker = DockerScope()
    docker.isNeeded = recipe.overlays.contains(where: \.hasDocker)
    guard let overlay else {
      return RemovalScope(owner: name, node: place.node, docker: docker)
    }
    guard let only = recipe.only(vni: overlay) else {
      output.tell("error: the recipe has no overlay \(overlay)")
      throw Ending(.usage)
    }
    return RemovalScope(
      owner: name, node: place.node, devices: only.devices, items: only.itemsOfTheirOwn,
      docker: only.docker)
  }
}

package import Diagnostics
package import Netlink
package import Planning
import Scripting
import Topology
import Values

/// What is to be done on a host, and why it is this node.
package struct HostPlan: Sendable {
  package var identity: NodeIdentity
  package var plan: Plan
  package var desired: Desired
  /// What the whole recipe wants, where the plan is for a part of it.
  package var whole: Desired?
  package var consent: Consent
  package var observed: Observed
}

extension HostPlan {
  /// The plan of a recipe without overlays.
  fileprivate init(nothingOn observed: Observed, owner: String) {
    let name = observed.hostName
    self.init(
      identity: NodeIdentity(name: name, reason: "the recipe has no overlays"),
      plan: Plan(owner: owner, node: name), desired: Desired(owner: owner, node: name),
      consent: Consent(), observed: observed)
  }
}

extension Plan {
  /// What would be made anew, where nobody has allowed it.
  fileprivate var refusals: [Diagnostic] {
    steps.compactMap { step in
      guard case .addLink(let link) = step.operation, let reasons = step.replacement else {
        return nil
      }
      var diagnostic = Diagnostic(
        .differentDevice, "\(link.interface.text) has to be made anew", at: step.range,
        help: "`--replace` does so; `vxloom plan` shows all of it")
      diagnostic.notes = reasons
      return diagnostic
    }
  }
}

/// A phase that stopped, with what the process is to end with.
package struct Refusal: Error, Sendable {
  package var status: ExitStatus
  package var diagnostics: [Diagnostic]

  package init(_ status: ExitStatus, _ diagnostics: [Diagnostic]) {
    self.status = status
    self.diagnostics = diagnostics
  }
}

/// Looks at the host and compares: what `apply` would do. Warnings come beside the plan.
package func planForApply(
  _ recipe: Recipe, node: String?, owner: String, on host: Host, consent: Consent = Consent()
) -> Result<Findings<HostPlan>, Refusal> {
  let first: Observed
  switch observe(host) {
  case .success(let observed): first = observed
  case .failure(let error): return .failure(error.refusal)
  }
  if recipe.model.overlays.isEmpty, node == nil {
    return .success(Findings(HostPlan(nothingOn: first, owner: owner)))
  }
  let found = identifyNode(recipe.model, named: node, first)
  guard let identity = found.value else { return .failure(Refusal(.usage, found.diagnostics)) }
  let desired = derive(
    recipe.model, node: identity.name, owner: owner, only: recipe.selection)
  let whole = recipe.selection.map { _ in
    derive(recipe.model, node: identity.name, owner: owner)
  }
  switch observe(
    host, desired, first: first, isFresh: true, isPart: whole != nil, looksForMore: consent.prune)
  {
  case .failure(let refusal): return .failure(refusal)
  case .success(let observed):
    let difference = difference(desired, observed, consent: consent, whole: whole)
    let diagnostics = difference.diagnostics + (consent.replace ? [] : difference.value.refusals)
    if diagnostics.contains(where: { $0.severity == .error }) {
      return .failure(Refusal(status(diagnostics), diagnostics))
    }
    let tooOld = KernelAge(host.kernelRelease()).refusals(difference.value)
    if !tooOld.isEmpty { return .failure(Refusal(.unavailable, tooOld)) }
    return .success(
      Findings(
        HostPlan(
          identity: identity, plan: difference.value, desired: desired, whole: whole,
          consent: consent, observed: observed),
        difference.diagnostics))
  }
}

/// Which node of the recipe the host is.
package func identify(
  _ recipe: Recipe, node: String?, on host: Host
) -> Result<NodeIdentity, Refusal> {
  observe(host).mapError(\.refusal).flatMap { observed in
    let found = identifyNode(recipe.model, named: node, observed)
    return found.value.map { .success($0) } ?? .failure(Refusal(.usage, found.diagnostics))
  }
}

/// A device that stands in the way needs consent; one that is missing is a refusal of the host.
private func status(_ diagnostics: [Diagnostic]) -> ExitStatus {
  let consent: Set<Code> = [
    .foreignDevice, .differentDevice, .differentNetwork, .differentContainer,
  ]
  return diagnostics.contains { $0.severity == .error && !consent.contains($0.code) }
    ? .refused : .differs
}

/// Carries the plan out and reads the devices back: what the kernel took without a word and does
/// not hold is a refusal, and undone. Entries that are nothing but an address and a place are not read
/// back: as long as there are vxlan devices, a kernel that acknowledges them has them.
package func apply(_ host: Host, _ hostPlan: HostPlan) -> Execution {
  let execution = execute(hostPlan.plan, on: host, hostPlan.observed)
  guard execution.status == .done, !hostPlan.plan.steps.isEmpty else { return execution }
  let readsEntries = hostPlan.whole != nil || !hostPlan.desired.hasPlainEntries
  let desired = readsEntries ? hostPlan.desired : hostPlan.desired.withoutEntries
  switch observe(
    host, desired, first: hostPlan.observed, isPart: hostPlan.whole != nil,
    looksForMore: hostPlan.consent.prune, readsEntries: readsEntries)
  {
  case .failure(let refusal):
    return takeBack(hostPlan, host, hostPlan.observed, refusal.diagnostics)
  case .success(let after):
    let rest = difference(
      desired, after, consent: hostPlan.consent,
      whole: hostPlan.whole)
    let doubt = KernelAge(host.kernelRelease()).doubt(hostPlan.plan)
    let refusals =
      rest.diagnostics.filter { $0.severity == .error }.map { refusal($0.range, $0.notes, doubt) }
      + rest.value.steps.map {
        refusal(
          $0.range, [commandLine($0.operation, underlays: [])],
          doubt ?? reasonWhyNotHeld($0.operation))
      }
    return refusals.isEmpty ? execution : takeBack(hostPlan, host, after, refusals)
  }
}

private func refusal(
  _ range: SourceRange?, _ notes: [String], _ doubt: String?
) -> Diagnostic {
  var diagnostic = Diagnostic(
    .kernelRefused, "the kernel took this without a word, and does not hold it", at: range,
    help: doubt ?? "a newer kernel may know the option: `vxloom options` says since when")
  diagnostic.notes = notes
  return diagnostic
}

/// Takes back what `apply` has done, or may have done of it: what is as it was needs nothing.
package func undo(_ hostPlan: HostPlan, on host: Host) -> Execution {
  switch observe(host, hostPlan.desired, first: hostPlan.observed) {
  case .failure(let refusal):
    return Execution(status: .undoFailed, diagnostics: refusal.diagnostics)
  case .success(let now):
    var run = Run(host: host, observed: now)
    let left = run.takeBack(hostPlan.plan.steps)
    return left.isEmpty
      ? Execution(status: .done)
      : Execution(status: .undoFailed, diagnostics: [undoFailure(left)])
  }
}

private func takeBack(
  _ hostPlan: HostPlan, _ host: Host, _ now: Observed, _ reasons: [Diagnostic]
) -> Execution {
  var run = Run(host: host, observed: now)
  let left = run.takeBack(hostPlan.plan.steps)
  guard left.isEmpty else {
    return Execution(status: .undoFailed, diagnostics: reasons + [undoFailure(left)])
  }
  return Execution(status: .refused, diagnostics: reasons)
}

/// What `remove` would do.
package struct RemovalPlan: Sendable {
  package var plan: Plan
  /// What stays because others use it, in words.
  package var kept: [String]
  package var observed: Observed
}

/// Where there is no recipe, an engine that does not answer is taken to have nothing of ours, unless
/// a device of ours is in one of its networks.
package func planForRemoval(
  _ scope: RemovalScope, on host: Host
) -> Result<RemovalPlan, Refusal> {
  let first: Observed
  switch observe(host) {
  case .success(let observed): first = observed
  case .failure(let error): return .failure(error.refusal)
  }
  // The other ends of veth pairs may be in namespaces that were there before: they are not noted.
  let namespaces = first.hasPairs(scope) ? first.namespaces : []
  switch observe(host, namespaces: namespaces, known: first) {
  case .failure(let error): return .failure(error.refusal)
  case .success(var observed):
    let isInDocker = scope.docker.isNeeded == true || scope.isInDocker(observed)
    if isInDocker || scope.docker.isNeeded == nil {
      switch observeDocker(host) {
      case .success(let docker): observed.learn(docker)
      case .failure(let refusal): if isInDocker { return .failure(refusal) }
      }
    }
    let (plan, kept) = removal(scope, observed)
    return .success(RemovalPlan(plan: plan, kept: kept, observed: observed))
  }
}

extension SystemError {
  package var refusal: Refusal { Refusal(status, [diagnostic(at: nil)]) }
}

package import Diagnostics
import Netlink
package import Planning
import Topology
import Values
import Vocabulary

/// What a host lacks or does that would hurt.
package struct Examination: Sendable {
  /// Which node of the recipe the host is; `nil` without a recipe.
  package var identity: NodeIdentity?
  package var diagnostics: [Diagnostic]

  package init(identity: NodeIdentity? = nil, diagnostics: [Diagnostic]) {
    self.identity = identity
    self.diagnostics = diagnostics
  }

  /// Warnings are no reason to fail.
  package var status: ExitStatus {
    var status = ExitStatus.done
    let absent: Set<Code> = [.missingModule, .missingTool, .kernelTooOld]
    for finding in diagnostics where finding.severity == .error {
      let isAbsent = absent.contains(finding.code)
      status.worsen(
        to: finding.code == .notPermitted ? .notPermitted : isAbsent ? .unavailable : .refused)
    }
    return status
  }
}

/// Looks at the host: for what a recipe needs, or for overlays at all.
package func examine(
  _ recipe: Recipe?, node: String?, on host: Host
) -> Result<Examination, Refusal> {
  Result { () throws(Refusal) in
    let hasOverlays = recipe?.overlays.isEmpty == false
    let outlook =
      try hasOverlays
      ? recipe.map { recipe throws(Refusal) in
        try Outlook(recipe, node: node, owner: "doctor", on: host, asksDocker: false)
      } : nil
    let checkup = Checkup(host, outlook)
    var report = Report()
    report.add(checkup.capabilities)
    report.add(checkup.kernelAge)
    report.add(checkup.overlays)
    report.add(checkup.takenNetworks)
    report.add(checkup.fabricPorts)
    report.add(checkup.generalPort)
    report.add(checkup.docker)
    report.add(checkup.tools)
    report.add(checkup.policyMACs)
    return Examination(identity: outlook?.identity, diagnostics: report.diagnostics)
  }
}

extension Checkup {
  fileprivate var capabilities: [Diagnostic] {
    func missing(_ name: String, _ what: String, _ severity: Severity) -> Diagnostic {
      Diagnostic(
        .notPermitted, "this process has no \(name): \(what)", at: nil,
        help: "run it with `sudo`; `check`, `plan`, `emit` and `lab` work without",
        severity: severity)
    }
    var findings: [Diagnostic] = []
    let senses = host.senses
    if !senses.has(.networkAdministration) {
      findings.append(missing("CAP_NET_ADMIN", "`apply` and `remove` need it", .error))
    }
    if !senses.has(.systemAdministration), parts.contains(where: { !$0.member.namespaces.isEmpty })
    {
      findings.append(missing("CAP_SYS_ADMIN", "the recipe's `netns` items need it", .error))
    }
    if !senses.has(.rawSockets), !hasPingSockets {
      findings.append(missing("CAP_NET_RAW", "`verify` needs it for echo requests", .warning))
    }
    return findings
  }

  /// Whether some group may have ping sockets; whether it is ours is seen when one is opened.
  private var hasPingSockets: Bool {
    let range = host.senses.file("/proc/sys/net/ipv4/ping_group_range") ?? ""
    let ends = range.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
    return ends.count == 2 && ends[0] <= ends[1]
  }

  /// The settings of a plan for an empty host.
  private var plan: Plan? { outlook.map { difference($0.desired, nil).value } }

  fileprivate var kernelAge: [Diagnostic] {
    plan.map { KernelAge(host.kernelRelease()).refusals($0) } ?? []
  }

  /// Without a recipe the standard port is looked at; there are others.
  fileprivate var generalPort: [Diagnostic] {
    guard outlook == nil, case .success(let observed) = observe(host),
      !observed.vxlanDevices(onPort: Overlay.standardPort).contains(where: \.isUp),
      var taken = portTaken(
        Overlay.standardPort, .ipv4, nil, at: nil, UDPSocket.all(of: host), host)
    else { return [] }
    taken.severity = .warning
    return [taken]
  }

  fileprivate var docker: [Diagnostic] {
    guard outlook?.desired.needsDocker == true else { return [] }
    switch host.ask(docker: ["version", "--format", "{{.Server.Version}}"]) {
    case .success: return []
    case .failure(let refusal):
      // Where the recipe asks for it.
      let range = parts.lazy.compactMap(\.member.docker?.range).first
      return refusal.diagnostics.map { finding in
        var finding = finding
        finding.range = finding.range ?? range
        return finding
      }
    }
  }

  // MARK: Tools

  /// Scripts need `ip` and `bridge`; `apply` does not.
  fileprivate var tools: [Diagnostic] {
    let use = "emitted scripts need it; `apply` does not"
    switch host.senses.command(["ip", "-V"]) {
    case .failure:
      return [
        Diagnostic(
          .missingTool, "there is no `ip` here: \(use)", at: nil, help: "install iproute2",
          severity: .warning)
      ]
    case .success(let answer):
      guard let version = Version(iproute2: answer.output) else {
        return [
          Diagnostic(
            .missingTool, "`ip` is not that of iproute2: \(use)", at: nil,
            help: "install iproute2 (BusyBox has an `ip` that does not know VXLAN)",
            severity: .warning)
        ]
      }
      return plan.map { outdated(version, $0) } ?? []
    }
  }

  private func outdated(_ version: Version, _ plan: Plan) -> [Diagnostic] {
    var seen: Set<DeviceOption> = []
    return plan.steps.flatMap { step in
      step.operation.settings.map(\.option).compactMap { option in
        guard option.row.iproute2 > version, seen.insert(option).inserted else { return nil }
        return Diagnostic(
          .toolTooOld,
          "`\(option.name)` needs iproute2 \(option.row.iproute2) in an emitted script, and this is"
            + " \(version)", at: step.settingRanges[option] ?? step.range,
          help: "use `apply` on this host, or install a newer iproute2")
      }
    }
  }

  // MARK: systemd

  /// Whether udevd gives new devices MACs of its own (systemd.link(5)): of files with one name the
  /// first counts.
  fileprivate var policyMACs: [Diagnostic] {
    guard host.senses.list("/run/udev").contains("control") else { return [] }
    var names: Set<String> = []
    for directory in ["/etc", "/run", "/usr/lib", "/lib"].map({ $0 + "/systemd/network" }) {
      for name in host.senses.list(directory) where name.hasSuffix(".link") {
        guard names.insert(name).inserted, let text = host.senses.file("\(directory)/\(name)")
        else { continue }
        let hasPolicy = text.split(separator: "\n").contains { line in
          line.filter { !$0.isWhitespace } == "MACAddressPolicy=persistent"
        }
        guard hasPolicy else { continue }
        return [
          Diagnostic(
            .policyMAC,
            "udevd gives new devices MACs that follow from the machine-id"
              + " (\(printable(directory))/\(printable(name)))", at: nil,
            help: "hosts that were cloned need a machine-id each: `systemd-machine-id-setup`"
          ).note("`apply` and emitted scripts set MACs of their own, which udevd leaves alone")
        ]
      }
    }
    return []
  }
}

extension Version {
  /// "ip utility, iproute2-6.1.0, libbpf 1.1.2"; until 2020 it was a date, as in `iproute2-ss200127`.
  init?(iproute2 text: String) {
    guard let found = text.firstRange(of: "iproute2-") else { return nil }
    let rest = String(text[found.upperBound...].prefix { !$0.isWhitespace && $0 != "," })
    // The last of that kind came with Linux 5.5.
    guard !rest.hasPrefix("ss") else {
      self.init(5, 5)
      return
    }
    self.init(rest)
  }
}

package import Diagnostics
import Netlink
import Planning
import Topology
import Values

/// Whom this host reaches, how it differs from the recipe, and why some are not reached.
package struct Verification {
  /// What `apply` would do, with which node this is and why.
  package var hostPlan: HostPlan
  package var matrix: Matrix
  package var diagnostics: [Diagnostic]
}

/// Asks from each endpoint of this host whether it reaches those of other hosts in its overlay, by
/// small packets and by full ones; compares the tables; looks for the cause where one is not reached.
package func verify(
  _ recipe: Recipe, node: String?, owner: String, on host: Host
) -> Result<Verification, Refusal> {
  Result { () throws(Refusal) in
    let outlook = try Outlook(recipe, node: node, owner: owner, on: host)
    let consent = Consent(replace: true)
    let whole = recipe.selection.map { _ in
      derive(recipe.model, node: outlook.identity.name, owner: owner)
    }
    let difference = difference(
      outlook.desired, outlook.observed, consent: consent, whole: whole)
    let verifier = Verifier(outlook, host)
    let matrix = try verifier.matrix()
    let diagnoses = verifier.diagnoses(matrix)
    let told = Set(diagnoses.map(\.code))
    let plan = HostPlan(
      identity: outlook.identity, plan: difference.value, desired: outlook.desired,
      whole: whole, consent: consent, observed: outlook.observed)
    return Verification(
      hostPlan: plan, matrix: matrix,
      diagnostics: difference.diagnostics
        + concerns(outlook, on: host).filter { !told.contains($0.code) } + diagnoses)
  }
}

/// Where the endpoints of this host are asked from.
struct Verifier {
  let outlook: Outlook
  let host: Host
  private let endpoints: [Endpoint]
  private let questions: [Question]
  /// The namespaces of the endpoints of this host, as the host's closures name them.
  private var namespaces: [Endpoint.Place: String?] = [:]

  init(_ outlook: Outlook, _ host: Host) {
    self.outlook = outlook
    self.host = host
    var model = outlook.recipe.model
    model.overlays = outlook.recipe.overlays
    let all = Endpoint.all(of: model)
    let node = outlook.identity.name
    endpoints = all
    questions = Planning.questions(all, Reach(model)) { one in
      one.node == node && one.place.isWithinReach
    }.filter { question in
      question.shouldReach && all[question.to].node != node
        && all[question.from].overlay == all[question.to].overlay
    }
    for question in questions {
      let place = all[question.from].place
      if namespaces[place] == nil { namespaces[place] = namespace(of: place) }
    }
  }

  /// `nil`: there is none now.
  private func namespace(of place: Endpoint.Place) -> String?? {
    switch place {
    case .host: return .some(nil)
    case .namespace(let name): return name
    case .container(let name):
      let words = ["container", "inspect", "--format", "{{.State.Pid}}", name]
      guard case .success(let text) = host.ask(docker: words),
        let process = Int32(text.filter { !$0.isWhitespace }), process > 0
      else { return nil }
      return "/proc/\(process)/ns/net"
    case .port: return nil
    }
  }

  // MARK: Asking

  func matrix() throws(Refusal) -> Matrix {
    let mtus = mtus()
    let known = questions.filter { namespaces[endpoints[$0.from].place] != nil }
    let unknown = questions.filter { namespaces[endpoints[$0.from].place] == nil }.map {
      // ENOENT
      Matrix.Answer(question: $0, microseconds: nil, code: 2)
    }
    do {
      let answers = try ask(known, mtus: mtus) { probes throws(SystemError) in try echo(probes) }
      return Matrix(endpoints: endpoints, answers: answers + unknown)
    } catch {
      throw error.echoRefusal
    }
  }

  /// Under `control resolve` each side asks for a neighbour twice, a second apart, before it answers.
  func echo(
    _ probes: [EchoProbe], attempts: Int = 10, milliseconds: Int = 3300
  ) throws(SystemError) -> [EchoAnswer] {
    let requests = probes.map { probe in
      let from = endpoints[probe.question.from]
      return EchoRequest(
        namespace: namespaces[from.place] ?? nil, from: from.address,
        to: endpoints[probe.question.to].address, size: probe.size)
    }
    for request in requests { host.log?(request.words) }
    var round = EchoRound(requests)
    (round.attempts, round.timeoutMilliseconds) = (attempts, milliseconds)
    return try host.echo(round).get()
  }

  /// The MTU of the device that holds the address of each endpoint of this host.
  private func mtus() -> [UInt32?] {
    var known: [Endpoint.Place: [Address: UInt32]] = [:]
    for (place, namespace) in namespaces {
      guard case .success(let links) = host.query(namespace, DumpRequest.links.message),
        case .success(let addresses) = host.query(namespace, DumpRequest.addresses.message)
      else { continue }
      known[place] = deviceMTUs(links: links, addresses: addresses)
    }
    let node = outlook.identity.name
    return endpoints.map { $0.node == node ? known[$0.place]?[$0.address] : nil }
  }
}

extension Endpoint.Place {
  /// Whether this host itself can send from there.
  fileprivate var isWithinReach: Bool {
    switch self {
    case .host, .namespace, .container: true
    case .port: false
    }
  }
}

extension SystemError {
  fileprivate var echoRefusal: Refusal {
    guard code == 1 || code == 13 else { return refusal }
    return Refusal(
      .notPermitted,
      [
        Diagnostic(
          .notPermitted, "cannot \(attempt): \(errorName(code))", at: nil,
          help:
            "this needs CAP_NET_RAW, or your group in `sysctl net.ipv4.ping_group_range`: run it with"
            + " `sudo`; `status` and `plan` work without")
      ])
  }
}

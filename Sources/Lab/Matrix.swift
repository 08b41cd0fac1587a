import Kernel
package import Netlink

/// What was asked and what came of it.
package struct Matrix: Sendable {
  package struct Answer: Sendable, Equatable {
    package var question: Question
    /// Round trip in microseconds; `nil`: no answer.
    package var microseconds: Int?
    /// The errno of a miss; 0 for silence.
    package var code: Int32
    /// What came of a packet as large as the MTU, where one was sent.
    package var fullSize: FullSize?

    package var isAsItShould: Bool {
      (microseconds != nil) == question.shouldReach && fullSize?.passes != false
    }
  }

  package var endpoints: [Endpoint]
  package var answers: [Answer]
  /// The nodes that split packets of the full MTU to get them over the underlay.
  package var splitters: [String] = []

  package var failures: [Answer] { answers.filter { !$0.isAsItShould } }
  package var isAsItShould: Bool { failures.isEmpty && splitters.isEmpty }
}

extension Laboratory {
  /// Asks all questions by ICMP echo, all at once: what should reach first, what should not after
  /// it, when neighbours are resolved.
  package func verify() throws(SystemError) -> Matrix {
    let endpoints = blueprint.endpoints
    var sources: [EchoEndpoint] = []
    for endpoint in endpoints {
      sources.append(
        EchoEndpoint(namespace: try descriptor(of: endpoint), source: endpoint.address))
    }
    let all = questions(endpoints, blueprint.reach)
    var settings = EchoSettings()
    settings.attempts = 10
    settings.timeoutMilliseconds = 3300
    var wanted = ask(all.filter(\.shouldReach), endpoints, sources, settings)
    let splitters = try askFullSize(&wanted, endpoints, sources, settings)
    settings.attempts = 2
    settings.timeoutMilliseconds = 800
    let unwanted = ask(all.filter { !$0.shouldReach }, endpoints, sources, settings)
    return Matrix(endpoints: endpoints, answers: wanted + unwanted, splitters: splitters)
  }

  private func ask(
    _ questions: [Question], _ endpoints: [Endpoint], _ sources: [EchoEndpoint],
    _ settings: EchoSettings
  ) -> [Matrix.Answer] {
    let pairs = questions.map { EchoPair(from: $0.from, to: endpoints[$0.to].address) }
    let results = Echo.run(pairs, endpoints: sources, settings: settings, relief: forgetNeighbours)
    return zip(questions, results).map { question, result in
      switch result {
      case .reached(let microseconds):
        Matrix.Answer(question: question, microseconds: microseconds, code: 0)
      case .missed(let code): Matrix.Answer(question: question, microseconds: nil, code: code)
      }
    }
  }
}

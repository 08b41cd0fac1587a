package import Netlink
package import Planning
package import Values

/// A packet as large as the MTU of the device that it leaves by, and that nobody may split.
package struct FullSize: Sendable, Equatable {
  /// Of the device: bytes.
  package var mtu: UInt32
  package var passes: Bool
  /// The errno of a miss; 0 for silence.
  package var code: Int32
}

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

  package init(endpoints: [Endpoint], answers: [Answer], splitters: [String] = []) {
    self.endpoints = endpoints
    self.answers = answers
    self.splitters = splitters
  }

  package var failures: [Answer] { answers.filter { !$0.isAsItShould } }
  package var isAsItShould: Bool { failures.isEmpty && splitters.isEmpty }
}

/// One ICMP echo between two endpoints.
package struct EchoProbe: Sendable {
  package var question: Question
  /// The bytes of the whole packet, which nobody may split; `nil`: a small one.
  package var size: UInt32?
}

/// The bytes that an echo request of this size carries behind its headers.
package func echoPayload(size: UInt32, _ family: Family) -> Int {
  Int(size) - (family == .ipv4 ? 28 : 48)
}

package enum EchoAnswer: Hashable, Sendable {
  case reached(microseconds: Int)
  /// The errno of the miss; 0 for silence.
  case missed(code: Int32)
}

/// Asks by small packets, and where they pass by one as large as the MTU of the device that it
/// leaves by (`mtus`, by endpoint), where that is known.
package func ask(
  _ questions: [Question], mtus: [UInt32?],
  echo: ([EchoProbe]) throws(SystemError) -> [EchoAnswer]
) throws(SystemError) -> [Matrix.Answer] {
  let small = try echo(questions.map { EchoProbe(question: $0) })
  var answers = zip(questions, small).map { question, answer in
    switch answer {
    case .reached(let time): Matrix.Answer(question: question, microseconds: time, code: 0)
    case .missed(let code): Matrix.Answer(question: question, microseconds: nil, code: code)
    }
  }
  let asked = answers.indices.filter {
    answers[$0].microseconds != nil && mtus[answers[$0].question.from] != nil
  }
  let full = try echo(
    asked.map { index in
      let question = answers[index].question
      return EchoProbe(question: question, size: mtus[question.from])
    })
  for (index, answer) in zip(asked, full) {
    let mtu = mtus[answers[index].question.from] ?? 0
    switch answer {
    case .reached: answers[index].fullSize = FullSize(mtu: mtu, passes: true, code: 0)
    case .missed(let code):
      answers[index].fullSize = FullSize(mtu: mtu, passes: false, code: code)
    }
  }
  return answers
}

/// The MTU of the device that holds each address, from the dumps of one namespace.
package func deviceMTUs(links: [[UInt8]], addresses: [[UInt8]]) -> [Address: UInt32] {
  var builder = ObservedBuilder()
  builder.add(
    namespace: nil, links: links, addresses: addresses, routes: [], forwarding: [], neighbours: [])
  let mtus = Dictionary(
    builder.observed.links.map { ($0.interface, $0.mtu) }, uniquingKeysWith: { first, _ in first })
  let byAddress = builder.observed.addresses.compactMap { entry in
    mtus[entry.interface].map { (entry.prefix.address, $0) }
  }
  return Dictionary(byAddress, uniquingKeysWith: { first, _ in first })
}

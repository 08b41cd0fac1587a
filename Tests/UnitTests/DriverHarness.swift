import Diagnostics
import Driver
import Netlink
import Planning
import Values

/// What a host was asked to do.
enum HostRequest: Equatable {
  case message(namespace: String?, [UInt8])
  case addNamespace(String)
  case deleteNamespace(String)
  case docker([String])
}

/// How a host answers what it is asked.
enum Answer {
  case code(Int32)
  /// The socket failed: whether the kernel did it is not known.
  case lost(Int32)
}

/// A host that does nothing but write down what it is asked, and answers as it is told.
final class Recorder {
  /// One element for each send, or namespace call.
  var sends: [[HostRequest]] = []
  /// What is answered to a request, by its number from 0; `nil`: done.
  var answer: (Int) -> Answer? = { _ in nil }
  /// The signal that stands when so many requests have been made.
  var signal: (Int) -> Int32 = { _ in 0 }
  /// What the kernel would show; `nil`: the host cannot be looked at.
  var log: [String] = []
  var kernelRelease = "99.0"
  private var asked = 0

  var requests: [HostRequest] { sends.flatMap(\.self) }

  var host: Host {
    Host(
      send: { self.send($0, $1) }, query: { _, _ in .success([]) }, namespaces: { [] },
      addNamespace: { self.call(.addNamespace($0)) },
      deleteNamespace: { self.call(.deleteNamespace($0)) },
      namespaceDescriptor: { _ in .success(7) }, docker: { self.run($0) }, hostName: { "" },
      hasIPv6: { true },
      kernelRelease: { self.kernelRelease },
      interruption: { self.signal(self.asked) }, log: { self.log.append($0) })
  }

  private func send(
    _ namespace: String?, _ messages: [[UInt8]]
  ) -> Result<[Acknowledgement], SystemError> {
    sends.append(messages.map { .message(namespace: namespace, $0) })
    var lost: Int32?
    let answers = messages.map { _ -> Acknowledgement in
      defer { asked += 1 }
      switch answer(asked) {
      case nil: return Acknowledgement()
      case .code(let code): return Acknowledgement(code: code, text: "no")
      case .lost(let code):
        lost = code
        return Acknowledgement()
      }
    }
    return lost.map { .failure(SystemError($0, "receive")) } ?? .success(answers)
  }

  private func run(_ words: [String]) -> Result<CommandAnswer, SystemError> {
    sends.append([.docker(words)])
    defer { asked += 1 }
    switch answer(asked) {
    case nil: return .success(CommandAnswer())
    case .code(let code): return .success(CommandAnswer(status: code, errors: "no\n"))
    case .lost(let code): return .failure(SystemError(code, "run docker"))
    }
  }

  private func call(_ request: HostRequest) -> Result<Void, SystemError> {
    sends.append([request])
    defer { asked += 1 }
    switch answer(asked) {
    case nil: return .success(())
    case .code(let code), .lost(let code): return .failure(SystemError(code, "do it"))
    }
  }
}

/// The requests that operations become, one after the other, on a host that looks like this.
struct Translator {
  private var indices: IndexTable

  init(_ observed: Observed) { indices = IndexTable(observed: observed) }

  mutating func request(_ operation: Operation) -> HostRequest? {
    if case .addNamespace(let name) = operation { indices.know(newNamespace: name) }
    switch hostForm(of: operation, indices: &indices, descriptor: { _ in 7 }, hasIPv6: true) {
    case .message(let namespace, let request): return .message(namespace: namespace, request.bytes)
    case .addNamespace(let name): return .addNamespace(name)
    case .deleteNamespace(let name): return .deleteNamespace(name)
    case .docker(let words, _): return .docker(words)
    case .nothing, .unknownDevice: return nil
    }
  }
}

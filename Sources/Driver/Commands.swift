import Diagnostics
import Netlink

/// What a program said.
package struct CommandAnswer: Sendable, Equatable {
  package var status: Int32
  package var output: String
  package var errors: String

  package init(status: Int32 = 0, output: String = "", errors: String = "") {
    self.status = status
    self.output = output
    self.errors = errors
  }
}

/// The words of what `docker` said of a failure.
struct DockerFailure: Sendable, Equatable {
  var text: String

  init(_ answer: CommandAnswer) {
    let lines = (answer.errors.isEmpty ? answer.output : answer.errors).split(separator: "\n")
    // `docker run` goes on with a hint at its help.
    let said = lines.first { !$0.hasPrefix("See 'docker") && !$0.hasPrefix("Run 'docker") } ?? ""
    var text = String(said)
    for prefix in ["docker: ", "Error response from daemon: ", "Error: "]
    where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    self.text = text.isEmpty ? "docker ended with \(answer.status)" : text
  }

  /// What was to be taken away is not there, or what was to be brought back is.
  var isAsWas: Bool {
    [
      "No such container", "No such network", "not found", "is not connected", "already exists",
      "already in use by container",
    ].contains { text.contains($0) }
  }

  /// The name is another's: there is nothing of ours to take away.
  var isNameTaken: Bool { text.contains("already in use by container") }

  var isUnreachable: Bool {
    [
      "Cannot connect to the Docker daemon", "error during connect",
      "failed to connect to the docker",
    ]
    .contains { text.contains($0) }
  }

  var isPermission: Bool { text.contains("permission denied while trying to connect") }

  var status: ExitStatus {
    isUnreachable ? .unavailable : isPermission ? .notPermitted : .refused
  }

  func diagnostic(at range: SourceRange?) -> Diagnostic {
    if isUnreachable {
      return Diagnostic(
        .missingTool, "the Docker engine does not answer: \(text)", at: range,
        help: "start it; DOCKER_HOST and `docker context` say which one is asked")
    }
    if isPermission {
      return Diagnostic(
        .notPermitted, "the Docker engine is not for this user: \(text)", at: range,
        help: "run it with `sudo`, or as a member of the group `docker`")
    }
    return Diagnostic(.dockerRefused, "Docker refused: \(text)", at: range, help: help)
  }

  private var help: String? {
    if text.contains("Pool overlaps") {
      return "another network has these addresses: `docker network ls`, `docker network inspect`"
    }
    if text.contains("Address already in use") {
      return "another container has the address: `docker network inspect` lists them"
    }
    if text.contains("has active endpoints") { return "containers are on it" }
    if text.contains("specify mac-address per network") {
      return "this `docker` is newer than the engine: take that of the engine's version"
    }
    return nil
  }
}

extension Host {
  /// What `docker` prints; a missing command, and an engine that does not answer, are told of.
  func ask(docker arguments: [String]) -> Result<String, Refusal> {
    switch docker(arguments) {
    case .failure(let error): return .failure(error.dockerRefusal(at: nil))
    case .success(let answer):
      if answer.status == 0 { return .success(answer.output) }
      let failure = DockerFailure(answer)
      return .failure(Refusal(failure.status, [failure.diagnostic(at: nil)]))
    }
  }
}

extension SystemError {
  /// `docker` could not be run.
  func dockerRefusal(at range: SourceRange?) -> Refusal {
    switch code {
    case 2:
      Refusal(
        .unavailable,
        [
          Diagnostic(
            .missingTool, "the recipe needs the command `docker`", at: range,
            help: "install Docker (Debian: docker.io), or leave `docker` overlays out: `--overlay`")
        ])
    case 110:
      Refusal(
        .unavailable,
        [Diagnostic(.missingTool, "the Docker engine did not answer in time", at: range)])
    default: Refusal(status, [diagnostic(at: range)])
    }
  }
}

import Driver
import Kernel
import Netlink

/// A fault on purpose, for tests: `VXLOOM_FAULT=fail:N` lets the N-th request that changes something
/// fail, `kill:N` ends the process before the send with it. The kernel itself refuses what fails: it
/// is sent a message that is too short, as `docker` is asked for what it does not know.
struct Fault {
  private enum Kind { case fail, kill }

  private let kind: Kind
  private var left: Int

  /// `nil` where the text asks for no fault.
  init?(_ text: String?) {
    let parts = (text ?? "").split(separator: ":")
    guard parts.count == 2, let number = Int(parts[1]), number > 0 else { return nil }
    switch parts[0] {
    case "fail": kind = .fail
    case "kill": kind = .kill
    default: return nil
    }
    left = number
  }

  /// Counts so many requests; gives the one among them, from 0, that the fault hits.
  private mutating func hit(_ count: Int) -> Int? {
    defer { left -= count }
    return (1...count).contains(left) ? left - 1 : nil
  }

  /// The host with the fault in it.
  func injected(into host: Host) -> Host {
    var fault = self
    var faulty = host
    faulty.send = { namespace, messages in
      guard let index = fault.hit(messages.count) else { return host.send(namespace, messages) }
      switch fault.kind {
      // A send is one system call where the socket has the room: a process ends before it or after it.
      case .kill: return .failure(die())
      case .fail:
        var messages = messages
        messages[index] = brokenRequest
        return host.send(namespace, messages)
      }
    }
    faulty.addNamespace = { name in fault.stop() ?? host.addNamespace(name) }
    faulty.deleteNamespace = { name in fault.stop() ?? host.deleteNamespace(name) }
    faulty.docker = { words in
      guard !isQuestion(words), fault.hit(1) != nil else { return host.docker(words) }
      return fault.kind == .kill ? .failure(die()) : host.docker(["network", "fault"])
    }
    return faulty
  }

  private mutating func stop() -> Result<Void, SystemError>? {
    guard hit(1) != nil else { return nil }
    return .failure(kind == .kill ? die() : SystemError(5, "do what a fault prevents"))
  }
}

/// RTM_NEWLINK with NLM_F_REQUEST and NLM_F_ACK, and too short (uapi/linux/netlink.h): EINVAL, which
/// no step can do without.
private let brokenRequest: [UInt8] = [20, 0, 0, 0, 16, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]

/// Whether `docker` is only asked what there is.
private func isQuestion(_ words: [String]) -> Bool {
  words.contains { ["ls", "inspect"].contains($0) }
}

private func die() -> SystemError {
  try? ChildProcess.signal(Machine.process, ChildProcess.kill)
  return SystemError(4, "end")
}

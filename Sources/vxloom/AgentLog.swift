import Diagnostics
import Driver
import Netlink
import Planning
import Values

/// What an agent did, a line each: in words, or as JSON (docs/schema/agent.json).
struct AgentLog {
  let node: String
  let json: Bool
  let output: OutputOptions

  func tell(_ event: AgentEvent) throws {
    if json { try printJSONLine(AgentReport(event, node)) }
    if case .refused(let error) = event { return output.show([error.diagnostic(at: nil)]) }
    if !json { try output.remark(text(event)) }
  }

  private func text(_ event: AgentEvent) -> String {
    switch event {
    case .listening(let devices, let missing):
      "\(printable(node)): listening for misses of \(list(devices + missing))"
        + (missing.isEmpty ? "" : "; not there yet: \(list(missing))")
    case .answered(.neighbour(let address, let mac), let device):
      "\(printable(device)): \(address) is at \(mac)"
    case .answered(.place(let mac, let underlay), let device):
      "\(printable(device)): \(mac) is behind \(underlay)"
    case .unknown(.address(let address), let device):
      "\(printable(device)): nobody in the recipe has \(address)"
    case .unknown(.mac(let mac), let device):
      "\(printable(device)): nobody in the recipe has \(mac)"
    case .limited(let count): "too many questions: \(count) were left to be asked again"
    case .resynchronised: "notifications were lost: the tables were read again"
    case .refused(let error): "cannot \(error.attempt)"
    }
  }

  private func list(_ names: [String]) -> String {
    names.map { printable($0) }.joined(separator: ", ")
  }
}

/// docs/schema/agent.json
private struct AgentReport: Encodable {
  var event: String
  var node: String
  var device: String?
  var address: String?
  var mac: String?
  var underlay: String?
  var devices: [String]?
  var missing: [String]?
  var count: Int?
  var error: String?

  init(_ event: AgentEvent, _ node: String) {
    self.node = node
    switch event {
    case .listening(let devices, let missing):
      (self.event, self.devices, self.missing) = ("listening", devices, missing)
    case .answered(.neighbour(let address, let mac), let device):
      (self.event, self.device) = ("neighbour", device)
      (self.address, self.mac) = (address.description, mac.description)
    case .answered(.place(let mac, let underlay), let device):
      (self.event, self.device) = ("place", device)
      (self.mac, self.underlay) = (mac.description, underlay.description)
    case .unknown(let miss, let device):
      (self.event, self.device) = ("unknown", device)
      switch miss {
      case .address(let address): self.address = address.description
      case .mac(let mac): self.mac = mac.description
      }
    case .limited(let count): (self.event, self.count) = ("limited", count)
    case .resynchronised: self.event = "resynchronised"
    case .refused(let error): (self.event, self.error) = ("refused", error.attempt)
    }
  }
}

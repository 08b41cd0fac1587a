import Diagnostics
import Driver
import Foundation
import Netlink
import Pages
import Planning
import Scripting
import Topology
import Values

/// A page that says something which the runner does not understand.
struct PageError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}

/// The recipe of a block. `vxl file=NAME` names it; one below `samples/` is read from there.
/// `vxl escaped` may hold any byte, as `\xHH`; `vxl set=NAME=VALUE` gives a parameter.
func recipe(_ block: Page.Block, _ files: [Page.Block] = []) throws -> Recipe {
  var name = "recipe.vxl"
  var settings: [String] = []
  var bytes = Array(block.content.utf8)
  for word in block.info.dropFirst() {
    if word.hasPrefix("file=") {
      name = String(word.dropFirst(5))
    } else if word.hasPrefix("set=") {
      settings.append(String(word.dropFirst(4)))
    } else if word == "escaped" {
      bytes = unescaped(bytes)
    } else {
      throw PageError("line \(block.line): `\(word)` means nothing after `vxl`")
    }
  }
  if name.hasPrefix("samples/") {
    guard bytes.isEmpty else {
      throw PageError("line \(block.line): a sample is read from its file, and stands not here")
    }
    bytes = Array(try Data(contentsOf: repository.appendingPathComponent(name)))
  }
  return Recipe(bytes: bytes, settings: settings, importer: importer(name, files))
}

/// Imports from the blocks of the page; those of a sample come from its directory.
func importer(_ name: String, _ files: [Page.Block]) -> Importer {
  let texts = Dictionary(
    files.map { ($0.info.dropFirst().joined(separator: " "), $0.content) },
    uniquingKeysWith: { _, last in last })
  return Importer(
    first: Importer.File(name: name, identity: name),
    locate: { path, importer in
      let directory = importer.name.split(separator: "/").dropLast().joined(separator: "/")
      let found = directory.isEmpty ? path : "\(directory)/\(path)"
      let exists =
        texts[found] != nil || found == name
        || (found.hasPrefix("samples/")
          && FileManager.default.fileExists(
            atPath: repository.appendingPathComponent(found).path))
      return exists
        ? .success(Importer.File(name: found, identity: found))
        : .failure(Importer.Refusal("there is no such file"))
    },
    read: { file, _ in
      if let text = texts[file.name] { return .success(Array(text.utf8)) }
      let url = repository.appendingPathComponent(file.name)
      return (try? Data(contentsOf: url)).map { .success(Array($0)) }
        ?? .failure(Importer.Refusal("it cannot be read"))
    })
}

private func unescaped(_ bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  var index = 0
  while index < bytes.count {
    let digits = bytes[index...].prefix(4).dropFirst(2)
    if bytes[index...].starts(with: Array("\\x".utf8)), digits.count == 2,
      let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    {
      result.append(byte)
      index += 4
    } else {
      result.append(bytes[index])
      index += 1
    }
  }
  return result
}

/// What comes of a recipe, as a block of that kind has it.
func result(_ block: Page.Block, of recipe: Recipe) throws -> String {
  let kind = block.info.first ?? ""
  if kind == "diagnostics", block.info.count == 1 {
    return Renderer(sources: recipe.sources, color: false).render(recipe.diagnostics)
  }
  if kind == "format", block.info.count == 1 { return try layout(block, of: recipe) }
  guard block.info.count == 2 else {
    throw PageError("line \(block.line): the block needs a kind, and the name of a node")
  }
  let node = block.info[1]
  guard recipe.emittedNodes.contains(node) else {
    throw PageError("line \(block.line): the recipe has no node \(node)")
  }
  if recipe.hasErrors { throw PageError("line \(block.line): the recipe has errors") }
  switch kind {
  case "plain": return try whole(emit(recipe, node: node, owner: owner, format: .plain))
  case "bash": return ownPart(try whole(emit(recipe, node: node, owner: owner, format: .bash)))
  case "plan":
    var plan = try whole(difference(desired(recipe, node), nil))
    for index in plan.addressesOfDocker.reversed() { plan.steps.remove(at: index) }
    return planText(plan)
  case "netlink": return try messages(recipe, node)
  default: throw PageError("line \(block.line): `\(kind)` is no kind of result")
  }
}

/// The recipe may be wrong in its meaning.
private func layout(_ block: Page.Block, of recipe: Recipe) throws -> String {
  let source = recipe.sources.texts[0]
  guard let bytes = FormattedText(name: source.name, bytes: source.bytes).bytes else {
    throw PageError("line \(block.line): the recipe has no layout: there are errors of syntax")
  }
  return String(decoding: bytes, as: UTF8.self)
}

private let owner = "recipe"

private func desired(_ recipe: Recipe, _ node: String) -> Desired {
  derive(recipe.model, node: node, owner: owner)
}

private func whole<Value>(_ findings: Findings<Value>) throws -> Value {
  if findings.hasErrors {
    throw PageError(findings.diagnostics.map(\.message).joined(separator: "; "))
  }
  return findings.value
}

/// A script without what is the same for all nodes.
private func ownPart(_ script: String) -> String {
  guard let divider = script.range(of: "\n### From here on: one node.\n") else { return script }
  return String(script[divider.upperBound...])
}

private func planText(_ plan: Plan) -> String {
  var made: Set<Interface> = []
  for case .addLink(let link) in plan.steps.map(\.operation) {
    made.insert(link.interface)
    if case .veth(let peer, _, _) = link.kind { made.insert(peer) }
  }
  let lines = plan.steps.compactMap { $0.operation.line(isNew: made.contains) }
  let width = lines.map(\.object.count).max() ?? 0
  return lines.map { line in
    let blanks = String(repeating: " ", count: width - line.object.count)
    return "\(line.change.rawValue) \(line.object)\(blanks)  \(line.text)\n"
  }.joined()
}

/// The messages for a host that has nothing but its underlay devices and ports, from ifindex 2 on.
private func messages(_ recipe: Recipe, _ node: String) throws -> String {
  let observed = host(recipe, node)
  var indices = IndexTable(observed: observed)
  var lines = ""
  for step in try whole(difference(desired(recipe, node), observed)).steps {
    let form = hostForm(
      of: step.operation, indices: &indices, descriptor: { _ in 3 }, hasIPv6: true)
    switch form {
    case .message(_, let request):
      let bytes = request.bytes.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      lines += "\(word(step.operation)) \(bytes.joined())\n"
    case .addNamespace(let name): indices.know(newNamespace: name)
    case .docker(_, let device):
      if let device { indices.know(device, index: UInt32(100 + lines.count)) }
    case .deleteNamespace, .nothing: break
    case .unknownDevice(let interface):
      throw PageError("a message names \(interface.name), which the host does not have")
    }
  }
  return lines
}

private func host(_ recipe: Recipe, _ node: String) -> Observed {
  var observed = Observed()
  observed.docker = ObservedDocker()
  for member in recipe.model.overlays.flatMap(\.members) where member.name.value == node {
    let devices = [member.underlayDevice].compactMap(\.self) + member.ports.map(\.device)
    for device in devices where observed.link(Interface(device.value)) == nil {
      var link = ObservedLink(
        interface: Interface(device.value), index: UInt32(observed.links.count + 2),
        kind: .other(""))
      link.mtu = 1500
      link.isUp = true
      observed.links.append(link)
    }
  }
  return observed
}

private func word(_ operation: Planning.Operation) -> String {
  switch operation {
  case .addNamespace, .deleteNamespace: "namespace"
  case .addLink: "link"
  case .deleteLink: "unlink"
  case .setAlias: "alias"
  case .addName, .deleteName: "name"
  case .stopLinkLocal, .startLinkLocal: "addrgenmode"
  case .setMaster: "master"
  case .setOptions: "options"
  case .setPortOptions: "port"
  case .setMTU: "mtu"
  case .setMAC: "mac"
  case .setApplicationProbes: "probes"
  case .setUp: "up"
  case .setDown: "down"
  case .addAddress, .deleteAddress: "address"
  case .addRoute, .deleteRoute: "route"
  case .addForwarding, .deleteForwarding: "entry"
  case .addNeighbour, .deleteNeighbour: "neighbour"
  case .docker: "docker"
  }
}

import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink
import Planning
import Scripting
import Values

extension EmitFormat: ExpressibleByArgument {}

struct EmitCommand: RecipeCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit", abstract: "Write text that does the same without this program.",
    discussion: """
      bash      one script for one node: apply, remove, status, --dry-run; undoes itself on failure
      plain     the bare ip, bridge and docker commands, as a person would type them
      batch     numbered files for `ip -batch` and `bridge -batch`, in the directory of --output
      frr       FRR's configuration, for overlays under `control evpn`
      systemd   a unit around the script of bash, in the directory of --output
      networkd  files for /etc/systemd/network, in the directory of --output
      netplan   a file for /etc/netplan, in the directory of --output
      ifupdown  a file for /etc/network/interfaces.d, in the directory of --output
      ansible   an inventory and playbooks for all nodes, in the directory of --output
      """)

  @OptionGroup var input: RecipeArgument

  @Option(help: "What to write.")
  var format = EmitFormat.bash

  @Option(help: ArgumentHelp("For which node.", valueName: "name"))
  var node: String?

  @Flag(help: "For all nodes: one file each in the directory of --output, and bundle.sh for bash.")
  var all = false

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to; stdout without.", valueName: "file|dir"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("The owner that our devices carry; the file's name.", valueName: "name"))
  var owner: String?

  @OptionGroup var shown: OutputOptions

  func validate() throws {
    if all, output == nil { throw ValidationError("--all needs a directory: --output DIR") }
    if all, node != nil { throw ValidationError("--all and --node exclude each other") }
    if format.isForAllNodes, node != nil {
      throw ValidationError("--format \(format.rawValue) is for all nodes: leave --node out")
    }
    if format.needsDirectory, output == nil || output == "-" {
      throw ValidationError("--format \(format.rawValue) needs a directory: --output DIR")
    }
  }

  var overlay: UInt32? { input.overlay }

  func run() throws { try run(on: try input.load(shown)) }

  func run(on recipe: Recipe) throws {
    let name = format.marks ? try vxloom.owner(input.file, owner, shown) : ""
    if format.isForAllNodes, let output {
      let files = try sound(emitRollOut(recipe, owner: name), recipe)
      try save(files, in: output)
      return tellOfForeignNodes(recipe)
    }
    if all, let output {
      let names = recipe.emittedNodes(in: format)
      try requireFileNames(names)
      try Interruptions.install()
      if format.needsDirectory {
        try writeDirectories(recipe, names, name, output)
      } else {
        try writeFiles(recipe, names, name, output)
      }
      return tellOfForeignNodes(recipe)
    }
    let found = identifyNode(recipe.model, named: node, nil)
    shown.show(found.diagnostics)
    guard let identity = found.value else { throw Ending(.usage) }
    let files = try sound(
      emitFiles(recipe, node: identity.name, owner: name, format: format), recipe)
    if format.needsDirectory, let output { return try save(files, in: output) }
    let file = EmittedFile.joined(files, name: output ?? "-")
    if file.name == "-" { return try write(file.bytes, to: 1) }
    try shown.save([file])
  }

  private func writeDirectories(
    _ recipe: Recipe, _ names: [String], _ owner: String, _ directory: String
  ) throws {
    var nodes: [(name: String, files: [EmittedFile])] = []
    try forEach(of: names, recipe, owner) { nodes.append(($0, $1)) }
    try shown.makeDirectory(directory)
    for node in nodes { try save(node.files, in: "\(directory)/\(node.name)") }
  }

  /// A file for each node. They are many and may be large: each is written as soon as it is known, and
  /// all appear in the end.
  private func writeFiles(
    _ recipe: Recipe, _ names: [String], _ owner: String, _ directory: String
  ) throws {
    var drafts = Drafts(in: directory)
    var paths = names.map { "\(directory)/\($0).\(format.suffix)" }
    var rest = paths[...]
    try forEach(of: names, recipe, owner) { _, files in
      guard let path = rest.popFirst() else { return }
      drafts.add(EmittedFile.joined(files, name: path).replacement)
    }
    if format == .bash {
      let bundle = try sound(emitBundle(recipe, owner: owner), recipe)
      paths.append("\(directory)/bundle.sh")
      let file = EmittedFile(name: "\(directory)/bundle.sh", text: bundle, isExecutable: true)
      drafts.add(file.replacement)
    }
    try heedInterruption()
    try shown.putInPlace(&drafts)
    for path in paths { try shown.remark(path) }
  }

  /// What is written for one node after the other.
  private func forEach(
    of names: [String], _ recipe: Recipe, _ owner: String, _ use: (String, [EmittedFile]) -> Void
  ) throws {
    let progress = shown.progress()
    defer { progress.clear() }
    var emission = Emission(recipe, owner: owner, format: format)
    for (count, node) in names.enumerated() {
      try heedInterruption()
      progress.update("writing", count, of: names.count)
      use(node, try sound(emission.files(of: node), recipe))
    }
  }

  private func tellOfForeignNodes(_ recipe: Recipe) {
    guard !shown.quiet else { return }
    for name in recipe.foreignNodes {
      shown.tell("note: nothing is written for \(printable(name)): others run it (`foreign`)")
    }
    guard format == .frr else { return }
    let written = Set(recipe.emittedNodes(in: format))
    for name in recipe.emittedNodes where !written.contains(name) {
      shown.tell("note: nothing is written for \(printable(name)): it has no `control evpn`")
    }
  }

  /// The files of one node, and a word on others that lie there and would be taken for its own.
  private func save(_ files: [EmittedFile], in directory: String) throws {
    try shown.makeDirectory(directory)
    for file in files {
      guard let folder = file.folder else { continue }
      try shown.makeDirectory("\(directory)/\(folder)")
    }
    let paths = files.map { file in
      var file = file
      file.name = "\(directory)/\(file.name)"
      return file
    }
    try shown.save(paths)
    for file in paths { try shown.remark(file.name) }
    let names = Set(files.map(\.name))
    for name in (try? Machine.list(directory)) ?? []
    where format.looseSuffixes.contains(where: name.hasSuffix) && !names.contains(name) {
      shown.tell("warning: \(printable(directory))/\(printable(name)) was not written by this run")
    }
  }

  private func heedInterruption() throws {
    if let status = interruptionStatus() { throw Ending(status) }
  }

  private func sound<Value>(_ found: Findings<Value>, _ recipe: Recipe) throws -> Value {
    shown.show(found.diagnostics, recipe.sources)
    if found.hasErrors { throw Ending(.recipe) }
    return found.value
  }

  /// All nodes get their files, or none does.
  private func requireFileNames(_ nodes: [String]) throws {
    let told = nodes.compactMap { node in
      fileNameProblem(node).map { problem in
        Diagnostic(
          .unwritableFile,
          "nothing is written: the node `\(printable(node))` cannot name a file, \(problem)",
          at: nil,
          help: "give the node another name, or write each by itself: `--node NAME --output FILE`")
      }
    }
    guard !told.isEmpty else { return }
    shown.show(told)
    throw Ending(.file, told)
  }

  /// What the kernel takes as a file's name: 255 bytes (NAME_MAX) without `/` and NUL.
  private func fileNameProblem(_ node: String) -> String? {
    let file = format.needsDirectory ? node : "\(node).\(format.suffix)"
    if file == "." || file == ".." { return "because every directory has one of that name" }
    if node.utf8.contains(UInt8(ascii: "/")) { return "because of the `/` in it" }
    if node.utf8.contains(0) { return "because of the NUL in it" }
    if file.utf8.count > 255 { return "because it is longer than 255 bytes" }
    if format == .bash, file == "bundle.sh" {
      return "because bundle.sh is the script of all nodes"
    }
    return nil
  }
}

extension EmitFormat {
  var suffix: String {
    switch self {
    case .bash: "sh"
    case .plain: "txt"
    case .batch: "batch"
    case .frr: "frr.conf"
    case .systemd: "service"
    case .networkd: "network"
    case .ansible: "yml"
    case .ifupdown: "interfaces"
    case .netplan: "yaml"
    }
  }

  /// The ends of the names of files that belong together: what another run left would be taken for
  /// this one's.
  fileprivate var looseSuffixes: [String] {
    switch self {
    case .bash, .plain, .frr, .systemd, .networkd, .netplan, .ifupdown, .ansible: []
    case .batch: [".batch"]
    }
  }
}

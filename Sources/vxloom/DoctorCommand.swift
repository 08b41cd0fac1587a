import ArgumentParser
import Diagnostics
import Driver
import Planning
import Values

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what this host lacks or does that would hurt an overlay.",
    discussion: """
      With a recipe it is looked at for what its overlays need here; without, for overlays at all.
      Nothing is changed. It ends with 0 where there are no errors: warnings and notes are for you to
      judge.
      """)

  @Argument(
    help: ArgumentHelp("The recipe; `-` is stdin. None: overlays at all.", valueName: "file"),
    completion: .file(extensions: ["vxl"]))
  var file: String?

  @Option(help: ArgumentHelp("Take this overlay alone.", valueName: "vni"))
  var overlay: UInt32?

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var place: NodeOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard file == nil else { return }
    if place.node != nil { throw ValidationError("--node needs the recipe") }
    if overlay != nil { throw ValidationError("--overlay needs the recipe") }
    if !reading.set.isEmpty { throw ValidationError("--set needs the recipe") }
  }

  func run() throws { try reporting(json, carryOut) }

  private func carryOut() throws {
    let recipe = try file.map { try loadRecipe($0, overlay, reading, output) }
    let host = try place.host(output)
    let found = try unwrap(examine(recipe, node: place.node, on: host), recipe, output)
    let sources = recipe?.sources ?? Sources()
    output.show(found.diagnostics, sources)
    if json {
      try printJSON(DoctorReport(found, sources))
    } else {
      try output.remark(summary(found))
    }
    if found.status != .done { throw Ending(found.status) }
  }

  private func summary(_ found: Examination) -> String {
    let node = found.identity.map { "\(printable($0.name)): \($0.reason)\n" } ?? ""
    let words = Severity.allCases.reversed().compactMap { severity -> String? in
      let count = found.diagnostics.count { $0.severity == severity }
      return count == 0 ? nil : "\(count) \(severity.word)\(count == 1 ? "" : "s")"
    }
    return node
      + (words.isEmpty ? "nothing was found that would hurt" : words.joined(separator: ", "))
  }
}

/// docs/schema/doctor.json
struct DoctorReport: Encodable {
  var node: String?
  var reason: String?
  var diagnostics: [CheckReport.Message]

  init(_ examination: Examination, _ sources: Sources) {
    node = examination.identity?.name
    reason = examination.identity?.reason
    diagnostics = examination.diagnostics.map { .init($0, sources) }
  }
}

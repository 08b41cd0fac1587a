import ArgumentParser
import Diagnostics
import Driver
import Values

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a diagnostic, with an example and its repair.")

  @Argument(
    help: "The code, as in error[duplicate-address]; none lists all.",
    completion: .list(Code.allCases.map(\.rawValue)))
  var code: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  @OptionGroup var output: OutputOptions

  private struct Report: Encodable {
    var code: String
    var severity: String
    var reason: String
    var wrong: String
    var repaired: String
  }

  func run() throws {
    guard let code else { return try list() }
    guard let known = Code(rawValue: code) else {
      let near = nearest(to: code, among: Code.allCases.map(\.rawValue))
      output.tell(
        "error: there is no diagnostic `\(printable(code))`"
          + (near.map { "; did you mean `\($0)`?" } ?? "; `vxloom explain` lists all"))
      throw Ending(.usage)
    }
    let explanation = known.explanation
    let report = Report(
      code: known.rawValue, severity: known.severity.word, reason: explanation.reason,
      wrong: explanation.wrong, repaired: explanation.repaired)
    if json { return try printJSON(report) }
    try output.say(
      """
      \(known.severity.word)[\(known.rawValue)]

      \(explanation.reason)

      Wrong:

      \(indented(explanation.wrong))

      Right:

      \(indented(explanation.repaired))
      """)
  }

  private func list() throws {
    for code in Code.allCases {
      try output.say(pad(code.severity.word, 9) + code.rawValue)
    }
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
  }
}

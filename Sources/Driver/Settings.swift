import Diagnostics
import Evaluation
import Syntax
import Values

// `--set NAME=VALUE`
extension Recipe {
  /// Gives the program's parameters what was set from outside; the value is read as the default
  /// behind `param name =` would be. Each is a text of its own behind those of the files.
  static func apply(
    _ settings: [String], _ program: inout Program, _ sources: inout Sources
  ) -> [Diagnostic] {
    let parameters = program.parameters
    var diagnostics: [Diagnostic] = []
    var given: [Parameter.Place: String] = [:]
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard parts.count == 2 else {
        diagnostics.append(
          Diagnostic(
            .unknownParameter, "`--set \(printable(setting))` has no `=`", at: nil,
            help: "write `--set NAME=VALUE`"))
        continue
      }
      guard let parameter = program.parameter(name) else {
        diagnostics.append(unknown(name, parameters))
        program.set(parameters, missing: name)
        continue
      }
      let source = SourceText(name: "--set \(name)", bytes: Array(parts[1].utf8))
      let value = parseExpression(source, file: sources.texts.count)
      sources.texts.append(source)
      if let earlier = given[parameter.place] {
        let place = SourceRange(
          file: sources.texts.count - 1, lower: 0, upper: source.bytes.count)
        diagnostics.append(
          Diagnostic(
            .duplicateArgument,
            earlier == name
              ? "`--set \(printable(name))` is given twice"
              : "`--set \(printable(name))` is the parameter of `--set \(printable(earlier))`",
            at: place, "again here", help: "a parameter has one value: leave one out"))
        continue
      }
      given[parameter.place] = name
      diagnostics += value.diagnostics
      program.set(parameter, to: value.value)
    }
    return diagnostics
  }

  private static func unknown(_ name: String, _ parameters: [Parameter]) -> Diagnostic {
    var diagnostic = Diagnostic(
      .unknownParameter, "the recipe has no parameter `\(printable(name))`", at: nil)
    guard !parameters.isEmpty else {
      diagnostic.help = "it has none at all"
      return diagnostic
    }
    let near = nearest(to: name, among: parameters.map(\.path))
    diagnostic.help = near.map { "did you mean `\($0)`?" }
    diagnostic.notes = ["its parameters are " + parameters.map(description).joined(separator: ", ")]
    return diagnostic
  }

  private static func description(_ parameter: Parameter) -> String {
    "`\(parameter.path)`" + (parameter.item.type.map { " (\(printable($0.value)))" } ?? "")
  }
}

import ArgumentParser
import Driver
import Values

extension Vxloom {
  /// What stands where a command belongs and is none: the parser would count it as an argument too
  /// many.
  static func refuseUnknownCommand() throws {
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-") else { return }
    let names = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard !names.contains(word) else { return }
    let help =
      nearest(to: word, among: names).map { "did you mean `\($0)`?" }
      ?? (word.hasSuffix(".vxl")
        ? "a command stands before the file, as in `vxloom check \(printable(word))`"
        : "the commands are \(names.joined(separator: ", "))")
    OutputOptions.standard.tell("error: there is no command `\(printable(word))`; \(help)")
    throw Ending(.usage)
  }
}

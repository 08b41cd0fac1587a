import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// NO_COLOR (no-color.org) and a dumb terminal count where nothing was asked for.
  func isOn(for descriptor: Int32) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Machine.isTerminal(descriptor) && (Machine.environment("NO_COLOR") ?? "").isEmpty
        && Machine.environment("TERM") != "dumb"
    }
  }
}

/// Options that mean the same everywhere.
struct OutputOptions: ParsableArguments {
  @Option(help: "When to use colours.")
  var color = ColorChoice.auto

  @Flag(name: .shortAndLong, help: "Print each operation in `ip` words before it is sent.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Print results and errors only.")
  var quiet = false

  /// Nothing was asked for.
  static var standard: OutputOptions {
    var options = OutputOptions()
    (options.color, options.verbose, options.quiet) = (.auto, false, false)
    return options
  }

  /// Results.
  func say(_ text: String) throws { try write(text + "\n", to: 1) }

  /// What is not an answer, and is left out with `--quiet`.
  func remark(_ text: String) throws { if !quiet { try say(text) } }

  /// Progress, questions, and diagnostics of the program itself.
  func tell(_ text: String) { try? Machine.write(Array((text + "\n").utf8), to: 2) }

  /// Diagnostics, rendered with their sources; `--quiet` leaves the errors alone.
  func show(_ diagnostics: [Diagnostic], _ sources: Sources = Sources()) {
    let shown = quiet ? diagnostics.filter { $0.severity == .error } : diagnostics
    guard !shown.isEmpty else { return }
    let renderer = Renderer(
      sources: sources, color: color.isOn(for: 2), columns: Machine.terminalWidth(2))
    try? Machine.write(Array(renderer.render(shown).utf8), to: 2)
  }

  func log(_ command: String) { if verbose { tell("[#] " + command) } }
  /// `nil` without `-v`: then nobody need put the words together.
  var logger: ((String) -> Void)? { verbose ? { log($0) } : nil }
}

/// Writes all of a result; a full disk or a closed pipe ends the command.
func write(_ text: String, to descriptor: Int32) throws {
  try write(Array(text.utf8), to: descriptor)
}

func write(_ bytes: [UInt8], to descriptor: Int32) throws {
  do {
    try Machine.write(bytes, to: descriptor)
  } catch {
    try? Machine.write(
      Array("error[unwritable-file]: cannot write the output: \(errorName(error.code))\n".utf8),
      to: 2)
    throw Ending(.file)
  }
}

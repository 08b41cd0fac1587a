import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink
import Values

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format", abstract: "Give recipes their canonical layout, in place.",
    discussion: """
      Only white space changes. A file with errors of syntax is left as it is. Of several files the \
      worst status counts.

      The new text takes the place of the file at once, by a rename. Mode, group and owner stay; \
      other hard links to the file keep the old text, and its ACLs and extended attributes go.
      """)

  @Argument(
    help: "The recipes; `-` is stdin, and goes to stdout.",
    completion: .file(extensions: ["vxl"]))
  var files: [String]

  @Flag(help: "Write nothing; show what would change, and exit 1 if something would.")
  var check = false

  @OptionGroup var output: OutputOptions

  func validate() throws { try requireOneInput(files) }

  func run() throws {
    var status = ExitStatus.done
    for file in files {
      do {
        try format(file)
      } catch let ending as Ending {
        status.worsen(to: ending.status)
      }
    }
    if status != .done { throw Ending(status) }
  }

  private func format(_ file: String) throws {
    let text = FormattedText(
      name: file == "-" ? "stdin" : file, bytes: try readBytes(file, output))
    output.show(text.diagnostics, Sources([text.source]))
    if text.isUnfaithful {
      output.tell("error: \(printable(file)) is left as it is: its layout would change its meaning")
      output.tell("This is a bug of vxloom; please report it with the file.")
      throw Ending(.bug)
    }
    guard let bytes = text.bytes else { throw Ending(.recipe, text.diagnostics) }
    if check { return try show(text, bytes) }
    if file == "-" { return try write(bytes, to: 1) }
    guard text.isChanged else { return }
    do {
      try Machine.rewriteFile(file, bytes)
    } catch {
      output.show([
        Diagnostic(
          .unwritableFile, "cannot write \(printable(file)): \(errorName(error.code))", at: nil)
      ])
      throw Ending(.file)
    }
  }

  private func show(_ text: FormattedText, _ bytes: [UInt8]) throws {
    guard text.isChanged else { return }
    let name = printable(text.source.name)
    let lines = layoutDifference(name: name, from: text.source.bytes, to: bytes)
    let isTerminal = Machine.isTerminal(1)
    let isColored = output.color.isOn(for: 1)
    var shown: [UInt8] = []
    for line in lines {
      // A program that reads the difference gets every byte; a terminal gets what does no harm.
      let text =
        isTerminal ? Array(printable(String(decoding: line.text, as: UTF8.self)).utf8) : line.text
      shown += isColored ? line.painted(text) : text
      shown.append(UInt8(ascii: "\n"))
    }
    try write(shown, to: 1)
    throw Ending(.differs)
  }
}

extension DifferenceLine {
  fileprivate func painted(_ text: [UInt8]) -> [UInt8] {
    let code =
      switch kind {
      case .file: "1"
      case .place: "36"
      case .removed: "31"
      case .added: "32"
      case .same, .remark: ""
      }
    guard !code.isEmpty else { return text }
    return Array("\u{1b}[\(code)m".utf8) + text + Array("\u{1b}[0m".utf8)
  }
}

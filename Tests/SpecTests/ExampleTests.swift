import Diagnostics
import Driver
import Foundation
import Planning
import Scripting
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

private func codes(_ text: String) -> Set<Code> {
  Set(Recipe(name: "example.vxl", bytes: Array(text.utf8)).diagnostics.map(\.code))
}

private let explained = Code.allCases.filter { !$0.explanation.isCommand }

/// Where the recipe comes from a pipe. A million members, and 64 MiB, take too long for every run.
private let piped = Code.allCases.filter {
  $0.explanation.wrong.hasSuffix(pipe) && $0 != .tooManyMembers && $0 != .textTooLarge
    && !codesOfImports.contains($0)
}
/// The tests of the executable run these, with files.
private let codesOfImports: Set<Code> = [
  .importRefused, .importCycle, .nameClash, .tooManyImports, .overlaysNotTaken, .unknownParameter,
]
private let pipe = " | vxloom check -"

/// The codes of a recipe that a line for the shell pipes into `vxloom check -`.
private func codes(piping line: String) throws -> Set<Code> {
  let shell = Process()
  let output = Pipe()
  shell.executableURL = URL(fileURLWithPath: "/bin/sh")
  shell.arguments = ["-c", String(line.dropFirst(2).dropLast(pipe.count))]
  shell.standardOutput = output
  try shell.run()
  let bytes = output.fileHandleForReading.readDataToEndOfFile()
  shell.waitUntilExit()
  return Set(Recipe(name: "-", bytes: Array(bytes)).diagnostics.map(\.code))
}

@Suite struct ExampleTests {
  @Test(arguments: piped) func pipedExamplesMakeTheMistake(code: Code) throws {
    #expect(try codes(piping: code.explanation.wrong).contains(code))
    #expect(try !codes(piping: code.explanation.repaired).contains(code))
  }

  @Test(arguments: explained) func theWrongExampleMakesThisMistakeOnly(code: Code) {
    #expect(codes(code.explanation.wrong) == [code])
  }

  @Test(arguments: explained) func theRepairedExampleDoesNot(code: Code) {
    #expect(!codes(code.explanation.repaired).contains(code))
  }

  /// A `console` block of the README: a command, and what it prints. `make update` writes what the
  /// program prints now.
  @Test func commandsOfTheReadmePrintWhatStandsThere() throws {
    let file = root.appendingPathComponent("README.md")
    let written = try String(contentsOf: file, encoding: .utf8)
    var parts = written.components(separatedBy: "```console\n")
    #expect(parts.count > 8)
    for index in parts.indices.dropFirst() {
      let fence = try #require(parts[index].range(of: "```"))
      let block = parts[index][..<fence.lowerBound]
      let command = String(try #require(block.split(separator: "\n").first))
      let words = command.split(separator: " ").map(String.init)
      // The tests of the executable run these.
      if words.prefix(3) == ["$", "vxloom", "lab"] { continue }
      try #require(words.count == 8)
      try #require(words.prefix(4) == ["$", "vxloom", "emit", "--format"] && words[5] == "--node")
      let format = try #require(EmitFormat(rawValue: words[4]))
      let printed = command + "\n" + (try emitted(words[7], node: words[6], format))
      #expect(String(block) == printed)
      parts[index] = printed + parts[index][fence.lowerBound...]
    }
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try parts.joined(separator: "```console\n").write(to: file, atomically: true, encoding: .utf8)
    }
  }

  private func emitted(_ path: String, node: String, _ format: EmitFormat) throws -> String {
    let bytes = try Data(contentsOf: root.appendingPathComponent(path))
    let recipe = Recipe(bytes: Array(bytes), importer: importer(path, []))
    #expect(recipe.diagnostics.filter { $0.severity != .note } == [])
    return emit(recipe, node: node, owner: "example", format: format).value
  }
}

import Foundation
import Testing

/// A recipe with something of everything, and how editors show it: the line below a line of the
/// recipe has under each word what it is.
private let sample = """
  # A comment with port 42 and "quotes"
  param vni: int = 0x2a
  let lan = 10.20.1.0/24
  recipe mesh(hosts: list) < overlay $vni < > >
  use c.mesh(hosts = [node1, "port"])
  node node1 192.168.8.100 dev eth0.100
  overlay 42 port 4789 bridge br-len (stp_state on) nolearning <
    node1 fd00::1 -> .2 fd20::2/64 mac 02:00:00:00:00:2a < port enp0s9, route default via $gw >
    a${i + 2}.lan 10.0.${lan[i]}.1 -> ("any \\" text ${x} # no")
    for i in 0..99 < if $x == len($c.l) and not off < > else < > >
  >

  """

/// What stands there, the line, and the kinds of it: TextMate's scope, Vim's group.
private let expectations: [(text: String, line: Int, scope: String, group: String)] = [
  ("A comment", 1, "comment.line.number-sign", "Comment"),
  ("port 42", 1, "comment.line.number-sign", "Comment"),
  ("param", 2, "keyword.control", "Keyword"),
  ("vni", 2, "variable.other.definition", "Declared"),
  ("int", 2, "storage.type", "Type"),
  ("=", 2, "keyword.operator", "Operator"),
  ("0x2a", 2, "constant.numeric.integer", "Number"),
  ("let", 3, "keyword.control", "Keyword"),
  ("10.20.1.0/24", 3, "constant.numeric.prefix", "Prefix"),
  ("recipe", 4, "keyword.control", "Keyword"),
  ("mesh", 4, "entity.name.function", "Declared"),
  ("list", 4, "storage.type", "Type"),
  ("overlay", 4, "keyword.control", "Keyword"),
  ("$vni", 4, "variable.other", "Variable"),
  ("use", 5, "keyword.control", "Keyword"),
  ("\"port\"", 5, "string.quoted.double", "String"),
  ("node", 6, "keyword.control", "Keyword"),
  ("node1", 6, "", ""),
  ("192.168.8.100", 6, "constant.numeric.address", "Address"),
  ("dev", 6, "support.type.property-name", "Option"),
  ("eth0.100", 6, "", ""),
  ("overlay", 7, "keyword.control", "Keyword"),
  ("42", 7, "constant.numeric.integer", "Number"),
  ("port", 7, "support.type.property-name", "Option"),
  ("br-len", 7, "", ""),
  ("stp_state", 7, "support.type.property-name", "Option"),
  ("on)", 7, "keyword.operator.word", "WordOperator"),
  ("nolearning", 7, "support.type.property-name", "Option"),
  ("<", 7, "punctuation.section.block", "Block"),
  ("fd00::1", 8, "constant.numeric.address", "Address"),
  ("->", 8, "keyword.operator.arrow", "Arrow"),
  (".2", 8, "constant.numeric.host", "Host"),
  ("fd20::2/64", 8, "constant.numeric.prefix", "Prefix"),
  ("02:00:00:00:00:2a", 8, "constant.numeric.mac", "MAC"),
  ("port", 8, "keyword.control", "Keyword"),
  ("route", 8, "keyword.control", "Keyword"),
  ("via", 8, "support.type.property-name", "Option"),
  ("a${", 9, "string.unquoted.template", "Template"),
  ("${", 9, "punctuation.section.interpolation.begin", "Delimiter"),
  ("i +", 9, "variable.other", "Name"),
  ("+", 9, "keyword.operator", "Operator"),
  (".lan ", 9, "string.unquoted.template", "Template"),
  ("10.0.", 9, "string.unquoted.template", "Template"),
  ("lan[", 9, "variable.other", "Name"),
  ("any", 9, "string.quoted.double", "String"),
  ("\\\"", 9, "constant.character.escape", "Escape"),
  ("x}", 9, "variable.other", "Name"),
  ("# no", 9, "string.quoted.double", "String"),
  ("for", 10, "keyword.control", "Keyword"),
  ("in ", 10, "keyword.operator.word", "WordOperator"),
  ("..", 10, "keyword.operator", "Operator"),
  ("if", 10, "keyword.control", "Keyword"),
  ("==", 10, "keyword.operator", "Operator"),
  ("len", 10, "keyword.operator.word", "WordOperator"),
  ("$c.l", 10, "variable.other", "Variable"),
  ("not", 10, "keyword.operator.word", "WordOperator"),
  ("else", 10, "keyword.control", "Keyword"),
]

/// Where each expectation stands: offset in the text, and column in its line, from 0.
private func places() throws -> [(offset: Int, column: Int)] {
  let lines = sample.split(separator: "\n", omittingEmptySubsequences: false)
  return try expectations.map { expected in
    let line = lines[expected.line - 1]
    let found = try #require(
      line.firstRange(of: expected.text), "\(expected.text) is not in line \(expected.line)")
    let before = lines[..<(expected.line - 1)].reduce(0) { $0 + $1.utf16.count + 1 }
    let column = line[..<found.lowerBound].utf16.count
    return (before + column, column)
  }
}

@Suite struct EditorTests {
  @Test func theSampleIsInTheLanguage() throws {
    #expect(Recogniser.accepts(sample, try Grammar()))
  }

  @Test func textMateShowsWhatItIs() throws {
    let textMate = try TextMate(json: Data(text(TextMate.path).utf8))
    #expect(textMate.scopeName == "source.vxloom")
    #expect(textMate.fileTypes == ["vxl"])
    #expect(textMate.missing == [])
    let scopes = textMate.scopes(sample)
    for (expected, place) in zip(expectations, try places()) {
      let last = place.offset + max(0, expected.text.trimmed.utf16.count - 1)
      let isWhole = expected.text == expected.text.trimmed && expected.text.count > 2
      let scope = expected.scope.isEmpty ? "" : expected.scope + ".vxloom"
      #expect(scopes[place.offset] == scope, "`\(expected.text)` in line \(expected.line)")
      guard isWhole, !"[}){+".contains(expected.text.last ?? " ") else { continue }
      #expect(scopes[last] == scope, "the end of `\(expected.text)` in line \(expected.line)")
    }
  }

  @Test(.enabled(if: Vim.hasSyntax, "Vim with +syntax is not installed"))
  func vimShowsWhatItIs() throws {
    let groups = try Vim.groups(
      sample, zip(expectations, places()).map { ($0.line, $1.column + 1) })
    #expect(groups.count == expectations.count)
    for (expected, group) in zip(expectations, groups) {
      let name = expected.group.isEmpty ? "" : "vxloom" + expected.group
      #expect(group == name, "`\(expected.text)` in line \(expected.line)")
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}

private enum Vim {
  static let hasSyntax: Bool = {
    let version = try? run(["--version"])
    return version?.contains("+syntax") == true
  }()

  /// The groups at places of a text, as Vim finds them with the files of `grammar/vim`.
  static func groups(_ text: String, _ places: [(line: Int, column: Int)]) throws -> [String] {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("vxloom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let recipe = directory.appendingPathComponent("sample.vxl")
    let result = directory.appendingPathComponent("groups")
    let script = directory.appendingPathComponent("script.vim")
    try text.write(to: recipe, atomically: true, encoding: .utf8)
    let asked = places.map { "[\($0.line), \($0.column)]" }.joined(separator: ", ")
    try """
    set nocompatible runtimepath^=\(repository.path)/grammar/vim
    filetype plugin on
    syntax on
    edit \(recipe.path)
    let groups = []
    for [line, column] in [\(asked)]
      call add(groups, synIDattr(synID(line, column, 1), 'name'))
    endfor
    call writefile(groups + [&commentstring], '\(result.path)')
    qall!
    """.write(to: script, atomically: true, encoding: .utf8)
    _ = try run(["-Nu", "NONE", "-i", "NONE", "-n", "-es", "-S", script.path])
    var lines = try String(contentsOf: result, encoding: .utf8).components(separatedBy: "\n")
    #expect(lines.popLast() == "")
    #expect(lines.popLast() == "# %s")
    return lines
  }

  private static func run(_ arguments: [String]) throws -> String {
    let vim = Process()
    let output = Pipe()
    vim.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    vim.arguments = ["vim"] + arguments
    vim.standardInput = FileHandle.nullDevice
    vim.standardOutput = output
    vim.standardError = FileHandle.nullDevice
    try vim.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    vim.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}

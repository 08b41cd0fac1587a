import Diagnostics
import Driver
import Foundation
import Testing

private let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

/// The pages of `Tests/Spec` are the reference of the language, and true: what stands below a recipe
/// is what comes of it. `make update` writes it anew.
@Suite struct PageTests {
  @Test(arguments: pageNames) func resultsAreWhatStandsThere(name: String) throws {
    var page = try readPage(name)
    var isChanged = false
    for example in page.examples {
      let place = "Tests/Spec/\(name):\(example.recipe.line)"
      #expect(!example.results.isEmpty, "\(place): nothing is said of what comes of the recipe")
      do {
        let recipe = try recipe(example.recipe, example.files)
        for index in example.results {
          guard var block = page.block(index) else { continue }
          let made = try result(block, of: recipe)
          guard made != block.content else { continue }
          Issue.record(
            "Tests/Spec/\(name):\(block.line): \(block.info.joined(separator: " "))\n\(lineDifference(block.content, made))"
          )
          block.content = made
          page.parts[index] = .block(block)
          isChanged = true
        }
      } catch {
        Issue.record("\(place): \(error)")
      }
    }
    if isUpdating, isChanged {
      try page.text.write(to: pageURL(name), atomically: true, encoding: .utf8)
    }
  }

  @Test func thereIsMuchToCompare() throws {
    let pages = try pageNames.map(readPage)
    let examples = pages.flatMap(\.examples)
    let results = examples.reduce(0) { $0 + $1.results.count }
    print("Tests/Spec: \(pages.count) pages, \(examples.count) recipes, \(results) blocks")
    #expect(pages.allSatisfy { !$0.examples.isEmpty })
    #expect(pages.count >= 14)
    #expect(results >= 100)
  }

  @Test(arguments: pageNames) func pagesAreReadWhole(name: String) throws {
    let text = try String(contentsOf: pageURL(name), encoding: .utf8)
    #expect(Page(name: name, text: text).text == text)
    #expect(text.hasPrefix("# "))
  }

  @Test func everySampleIsShown() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: repository.appendingPathComponent("samples").path)
    let shown = try pageNames.map(readPage).flatMap(\.examples).flatMap(\.recipe.info)
    for name in names where name.hasSuffix(".vxl") {
      #expect(shown.contains("file=samples/\(name)"), "no page shows samples/\(name)")
    }
  }

  /// Each message that a recipe can cause is shown as a person sees it.
  @Test func everyCodeIsShown() throws {
    var shown = ""
    for page in try pageNames.map(readPage) {
      for case .block(let block) in page.parts where block.info == ["diagnostics"] {
        shown += block.content
      }
    }
    for code in Code.allCases {
      let isShown = shown.contains("[\(code.rawValue)]: ")
      let isExpected = !codesOfTheHost.contains(code) && !codesOfLargeTexts.contains(code)
      #expect(
        isShown == isExpected, "\(code.rawValue) is \(isShown ? "" : "not ")shown by a page")
    }
  }
}

/// What only the command line, a file or a host can cause.
private let codesOfTheHost: Set<Code> = [
  .notSupported, .mtuTooLarge, .unreadableFile, .unwritableFile, .nodeNotFound, .ownerNeeded,
  .formatRefuses,
  .notPermitted, .missingDevice, .foreignDevice, .differentDevice, .unknownMTU, .kernelRefused,
  .kernelTooOld,
  .undoFailed, .interrupted, .locked, .missingTool, .aliasTooLong,
  .missingNetwork, .missingContainer, .differentNetwork, .differentContainer, .dockerRefused,
  .sharedPool, .networkMTU, .filteredBridge,
  .linkDown, .unheldAddress, .underlayUnreachable, .portTaken, .pathMTU, .noAnswer,
  .missingModule, .filteredPort, .strictReversePath, .checksumOffload, .policyMAC, .toolTooOld,
]

/// What only a text can cause that is too long for a page.
private let codesOfLargeTexts: Set<Code> = [
  .textTooLarge, .longFloodList, .tooManyMembers, .tooManyImports, .tooManyEntries,
]

@Suite struct PageRuleTests {
  private let text = """
    # Page

    ```vxl file=x.vxl
    overlay 42 < >
    ```
    ```diagnostics
    ```

    Words.

    ```vxl
    ```

    """

  @Test func blocksAreFound() {
    let page = Page(name: "page.md", text: text)
    #expect(page.text == text)
    #expect(page.examples.map(\.results.count) == [1, 0])
    #expect(page.examples[0].recipe.content == "overlay 42 < >\n")
    #expect(page.examples[0].recipe.line == 3)
  }

  @Test func whatIsNotUnderstoodIsAnError() throws {
    let block = Page.Block(info: ["vxl", "name"], line: 1, content: "")
    #expect(throws: PageError.self) { try recipe(block) }
    let empty = try recipe(Page.Block(info: ["vxl"], line: 1, content: ""))
    for info in [["plain"], ["plain", "node1"], ["picture", "node1"], []] {
      let block = Page.Block(info: info, line: 1, content: "")
      #expect(throws: PageError.self) { try result(block, of: empty) }
    }
  }

  @Test func anyByteCanBeWritten() throws {
    let block = Page.Block(info: ["vxl", "escaped"], line: 1, content: #"# \xe9\x \"#)
    #expect(try recipe(block).sources.texts[0].bytes == [35, 32, 0xe9] + Array(#"\x \"#.utf8))
  }

  @Test func differencesAreReadable() {
    #expect(lineDifference("a\nb\nc\n", "a\nx\nc\nd\n") == "  a\n- b\n+ x\n  c\n+ d\n  ")
  }
}

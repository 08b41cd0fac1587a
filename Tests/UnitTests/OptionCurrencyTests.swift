import Foundation
import Testing
import Vocabulary

/// docs/options.md is what the table and the tests say now.
@Suite struct OptionCurrencyTests {
  @Test func thePageIsCurrent() throws {
    let path = "docs/options.md"
    let written = (try? OptionEvidence.text(path)) ?? ""
    let made = try optionPage()
    #expect(written == made, "\(path) is stale: `make update` writes it anew")
    if written != made, ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try made.write(
        to: OptionEvidence.root.appending(path: path), atomically: true, encoding: .utf8)
    }
  }

  /// What can be written can be carried out by both paths, and something tests it.
  @Test func noOptionIsLeftAlone() throws {
    let evidence = try OptionEvidence.whole.get()
    for option in DeviceOption.all where option.row.spelling != nil {
      let paths = OptionPaths(option)
      #expect(paths.isInScripts && paths.isInMessages, "\(option.name)")
      #expect(
        paths.isDefault || evidence.words(option) != "–", "\(option.name) is tested by nothing")
    }
  }
}

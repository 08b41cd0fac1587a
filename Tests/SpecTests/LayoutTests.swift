import Diagnostics
import Driver
import Pages
import Syntax
import Testing

private func recipes() throws -> [SourceText] {
  try pageNames.map(readPage).flatMap(\.examples).flatMap { try recipe($0.recipe).sources.texts }
}

/// The layout of every recipe on the pages.
@Suite struct LayoutTests {
  @Test func itKeepsEveryToken() throws {
    var count = 0
    for source in try recipes() where !parse(source, file: 0).hasErrors {
      let made = FormattedText(name: source.name, bytes: source.bytes)
      #expect(!made.isUnfaithful && made.diagnostics.isEmpty)
      guard let bytes = made.bytes else { continue }
      let again = FormattedText(name: source.name, bytes: bytes)
      #expect(again.bytes == bytes, "\(String(decoding: bytes, as: UTF8.self))")
      count += 1
    }
    #expect(count > 80)
  }

  @Test func mistakesAreRefused() throws {
    var count = 0
    for source in try recipes() where parse(source, file: 0).hasErrors {
      let made = FormattedText(name: source.name, bytes: source.bytes)
      #expect(made.bytes == nil && made.diagnostics.hasErrors && !made.isUnfaithful)
      count += 1
    }
    #expect(count > 20)
  }

  @Test func samplesAreCanonical() throws {
    let samples = try recipes().filter { $0.name.hasPrefix("samples/") }
    #expect(samples.count >= 8)
    for source in samples {
      let made = FormattedText(name: source.name, bytes: source.bytes)
      #expect(made.bytes != nil && !made.isChanged, "vxloom format \(source.name)")
    }
  }
}

import Testing

@testable import Diagnostics

@Suite struct WrappingTests {
  private func lines(_ text: String, _ columns: Int?, indent: Int = 2) -> [String] {
    Wrapping.lines(text, columns: columns, indent: indent)
  }

  @Test func whatFitsStays() {
    #expect(lines("one two", nil) == ["one two"])
    #expect(lines("one two", 7) == ["one two"])
    #expect(lines("", 7) == [""])
    #expect(lines("one\ntwo", 7) == ["one", "two"])
  }

  @Test func longLinesAreBrokenBetweenWords() {
    #expect(lines("one two three four", 9) == ["one two", "  three", "  four"])
    #expect(lines("  one  two  three", 12) == ["  one  two", "  three"])
    #expect(lines("größe über alles", 10) == ["größe über", "  alles"])
  }

  /// A table's cells stay whole as long as a line has room for more than the half.
  @Test func columnsArePartedFirst() {
    #expect(lines("a  b c d e  f g h", 15) == ["a  b c d e", "  f g h"])
    #expect(lines("a  b c d e f g h", 12) == ["a  b c d e f", "  g h"])
  }

  @Test func longWordsStayWhole() {
    #expect(lines("one incomprehensible two", 8) == ["one", "  incomprehensible", "  two"])
    #expect(lines("incomprehensible", 8) == ["incomprehensible"])
  }

  /// What may be copied is not taken apart.
  @Test func commandsStayWhole() {
    #expect(lines("a `b c d` e", 7) == ["a", "  `b c d`", "  e"])
  }

  @Test func narrowTerminalsGetNoMargin() { #expect(lines("one two", 4) == ["one two"]) }
}

/// What may stand where Tab was pressed.
package struct Candidates: Sendable, Equatable {
  package struct Candidate: Sendable, Equatable {
    /// What takes the place of the word.
    package var text: String
    /// A line about it.
    package var summary: String

    package init(_ text: String, _ summary: String = "") {
      self.text = text
      self.summary = summary
    }
  }

  package var list: [Candidate]
  /// Names of files are completed as the terminal does it.
  package var areFiles: Bool
  /// What follows the one that is left.
  package var end: Character?

  package init(_ list: [Candidate] = [], areFiles: Bool = false, end: Character? = " ") {
    self.list = list
    self.areFiles = areFiles
    self.end = end
  }
}

package import Diagnostics
import Syntax
import Vocabulary

/// A text and its canonical layout.
package struct FormattedText: Sendable {
  /// As it was read.
  package var source: SourceText
  /// In canonical layout; `nil`: it has errors, or what came out is not the same text.
  package var bytes: [UInt8]?
  package var diagnostics: [Diagnostic] = []

  /// Something else than white space would have changed, or what came out cannot be read. Who
  /// formats a file in place trusts us not to lose a word of it, so this is looked at every time.
  package var isUnfaithful = false

  package var isChanged: Bool { bytes.map { $0 != source.bytes } ?? false }

  package init(name: String, bytes: [UInt8]) {
    guard bytes.count <= Bound.totalTextBytes else {
      source = SourceText(name: name, bytes: [])
      diagnostics = [
        Diagnostic(.textTooLarge, "\(name) has more than \(Bound.totalTextBytes) bytes", at: nil)
      ]
      return
    }
    source = SourceText(name: name, bytes: bytes)
    let found = format(source, file: 0)
    diagnostics = found.diagnostics
    guard let text = found.value else { return }
    isUnfaithful = text != bytes && !isFaithful(SourceText(name: name, bytes: text))
    if !isUnfaithful { self.bytes = text }
  }

  private func isFaithful(_ made: SourceText) -> Bool {
    differInWhiteSpaceOnly(source, made) && !parse(made, file: 0).hasErrors
  }
}

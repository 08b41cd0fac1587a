/// A text as one word of a file for `ip -batch` or `bridge -batch`; `nil` where it cannot stand there.
/// These know quotes around a word but no escapes, cut a line at `#` wherever it stands, and join a
/// line that ends in a backslash with the next (`getcmdline` and `makeargs` in lib/utils.c of
/// iproute2).
package func batchWord(_ text: String) -> String? {
  let bytes = Array(text.utf8)
  guard let first = bytes.first, let last = bytes.last,
    !bytes.contains(where: { $0 == UInt8(ascii: "#") || $0 == 0x0a || $0 == 0 })
  else { return nil }
  let quotes: [Unicode.Scalar] = ["'", "\""]
  let needsQuotes =
    quotes.contains { $0.value == first } || last == UInt8(ascii: "\\")
    || bytes.contains { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
  guard needsQuotes else { return text }
  return quotes.first { !text.unicodeScalars.contains($0) }.map { "\($0)\(text)\($0)" }
}

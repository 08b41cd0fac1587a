import Diagnostics

// Templates, strings, and what stands in their `${ }`.
extension Lexer {
  /// A template whose text reaches from `start` to the `${` at `open`.
  mutating func lexTemplate(from start: Int, open: Int) {
    let firstToken = tokens.count
    emit(.templateText, upTo: open)
    openInterpolation(Frame(kind: .template, open: open, start: start, firstToken: firstToken))
  }

  private mutating func openInterpolation(_ frame: Frame) {
    var frame = frame
    frame.open = offset
    frames.append(frame)
    emit(.interpolationOpen, upTo: offset + 2)
  }

  /// `}`: the template or string goes on.
  mutating func lexInterpolationClose() {
    guard let frame = frames.popLast() else { return }
    emit(.interpolationClose, upTo: offset + 1)
    switch frame.kind {
    case .template: continueTemplate(frame)
    case .string: continueString(frame)
    }
  }

  private mutating func continueTemplate(_ frame: Frame) {
    var end = offset
    while end < bytes.count, !endsTemplate(at: end) {
      if opensInterpolation(at: end) {
        emit(.templateText, upTo: end)
        return openInterpolation(frame)
      }
      if bytes[end] == UInt8(ascii: "$") {
        end = reportGluedInTemplate(frame, at: end)
      } else {
        end += 1
      }
    }
    if end > offset, bytes[end - 1] == UInt8(ascii: ":"),
      end - 1 == offset || bytes[end - 2] != UInt8(ascii: ":")
    {
      end -= 1
    }
    emit(.templateText, upTo: end)
  }

  private func endsTemplate(at offset: Int) -> Bool {
    let byte = bytes[offset]
    switch byte {
    case 0...0x20, 0x7f...0xff, UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"),
      UInt8(ascii: "\\"):
      return true
    case UInt8(ascii: "-"): return self.byte(at: offset + 1) == UInt8(ascii: ">")
    default: return false
    }
  }

  /// `node${i}$j`
  private mutating func reportGluedInTemplate(_ frame: Frame, at start: Int) -> Int {
    var end = start + 1
    while byte(at: end).isWordByte { end += 1 }
    let name = shown(start + 1, end)
    report(
      .gluedVariable, "a variable in a template is written with braces", start, end,
      help: "write `${\(name)}`", fix: "${\(name)}")
    return end
  }

  mutating func lexString() {
    let frame = Frame(kind: .string, open: offset, start: offset, firstToken: tokens.count)
    emit(.stringOpen, upTo: offset + 1)
    continueString(frame)
  }

  private mutating func continueString(_ frame: Frame) {
    var end = offset
    while end < bytes.count, !isLineEnd(at: end) {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") {
        emit(.stringText, upTo: end)
        return emit(.stringClose, upTo: end + 1)
      }
      if opensInterpolation(at: end) {
        emit(.stringText, upTo: end)
        return openInterpolation(frame)
      }
      end = stringCharacter(byte, at: end)
    }
    emit(.stringText, upTo: end)
    if frames.isEmpty {
      collapse(from: frame.start, upTo: end)
      report(
        .unterminatedString, "the string has no `\"` at its end", frame.start, end,
        help: "a string ends on its line")
    }
  }

  private mutating func stringCharacter(_ byte: UInt8, at start: Int) -> Int {
    if byte == UInt8(ascii: "\\") { return escape(at: start) }
    return byte >= 0x80 || byte.isControl ? checkedCharacter(at: start) : start + 1
  }

  private mutating func escape(at start: Int) -> Int {
    switch byte(at: start + 1) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "n"), UInt8(ascii: "t"),
      UInt8(ascii: "$"):
      return start + 2
    default:
      let length = max(1, start + 1 < bytes.count ? sequenceLength(bytes, at: start + 1) : 0)
      let end = isLineEnd(at: start + 1) ? start + 1 : min(start + 1 + length, bytes.count)
      report(
        .invalidEscape, "`\(shown(start, end))` is no escape", start, end,
        help: "the escapes are `\\\"` `\\\\` `\\n` `\\t` `\\$`")
      return end
    }
  }

  /// At the end of a line or of the text: a `${` that is open is an error, and what began with it
  /// is one malformed token.
  mutating func closeFrames() {
    guard let frame = frames.first else { return }
    frames = []
    collapse(from: frame.start, upTo: offset)
    report(
      .malformedTemplate, "`}` expected (to close `${`)", frame.open, frame.open + 2,
      help: "`${ }` stands on one line")
  }
}

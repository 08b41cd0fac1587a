import Diagnostics
import Values
import Vocabulary

// Text that another program or a shell was to fill in, and lists where one stands.
extension Parser {
  /// `{{ vni }}` and `{% for … %}` of Jinja, of which nothing can be read before it is filled in.
  mutating func answerTemplateFile() -> Bool {
    guard hasBraces, let open = tokens.indices.first(where: { isTemplateMark(at: $0) }) else {
      return false
    }
    let marks = tokens[open].kind == .leftBrace && kind(at: open + 1) == .percent
    let close: TokenKind = marks ? .percent : .rightBrace
    guard
      let end = (open + 2..<min(tokens.count, open + 64)).first(where: {
        tokens[$0].kind == close && kind(at: $0 + 1) == .rightBrace
      })
    else { return false }
    let place = range(of: tokens[open]).union(range(of: tokens[end + 1]))
    report(
      Diagnostic(
        .foreignSyntax, "this is a template for another program, which fills in `\(shown(place))`",
        at: place,
        help: "fill it in first; or declare `param vni: int`, write `$vni`, and give `--set vni=42`"
      ))
    superseded.append(SourceRange(file: file, lower: 0, upper: bytes.count))
    isSilent = true
    return true
  }

  private func isTemplateMark(at index: Int) -> Bool {
    guard tokens[index].kind == .leftBrace, index + 1 < tokens.count,
      tokens[index + 1].lower == tokens[index].upper
    else { return false }
    return tokens[index + 1].kind == .leftBrace || tokens[index + 1].kind == .percent
  }

  private func kind(at index: Int) -> TokenKind? {
    tokens.indices.contains(index) ? tokens[index].kind : nil
  }

  /// `192.168.8.10{i}`, `node{i}`: a variable as Python has it.
  mutating func answerBraced() -> Bool {
    let starts: KindSet = [.word, .address, .integer, .malformed, .host]
    guard starts.contains(current.kind) else { return false }
    // The `.` of `10.20.1.{i}` is a token of its own.
    let isDotted = kind(at: index + 1) == .malformed && tokens[index + 1].lower == current.upper
    let open = index + (isDotted ? 2 : 1)
    guard kind(at: open) == .leftBrace, tokens[open].lower == tokens[open - 1].upper,
      kind(at: open + 1) == .word, kind(at: open + 2) == .rightBrace,
      tokens[open + 1].lower == tokens[open].upper, tokens[open + 2].lower == tokens[open + 1].upper
    else { return false }
    var end = open + 2
    while end + 1 < tokens.count, tokens[end + 1].lower == tokens[end].upper,
      !tokens[end + 1].kind.isTrivia, !KindSet.itemEnds.contains(tokens[end + 1].kind),
      tokens[end + 1].kind != .less, end < index + 24
    {
      end += 1
    }
    let place = range(of: current).union(range(of: tokens[end]))
    let spelling = shown(place).split(separator: "{", omittingEmptySubsequences: false)
      .joined(separator: "${")
    report(
      Diagnostic(
        .gluedVariable, "`\(shown(place))`: a variable in a word is written with `${ }`", at: place,
        help: "write `\(spelling)`"
      ).fix(place, spelling))
    superseded.append(place)
    following = end
    settle()
    return true
  }

  /// `overlay 42, 43 <`
  mutating func answerSeveralVNIs() {
    guard at(.comma), nextToken().kind == .integer, !isPanicking else { return }
    let start = current
    var numbers: [String] = []
    while at(.comma), nextToken().kind == .integer {
      advance()
      numbers.append(text(of: presume()))
    }
    report(
      Diagnostic(
        .expectedToken, "an overlay has one VNI", at: range(from: start),
        help: "write a loop around it: `for vni in [42, \(numbers[0])] < overlay $vni < … > >`"))
  }

  /// `node[1-3]`, `node[1:3]`, as inventories have it.
  mutating func answerNameRange() -> Bool {
    guard at(.word), kind(at: index + 1) == .leftBracket,
      tokens[index + 1].lower == current.upper, isInOverlay, let first = kind(at: index + 2),
      first == .integer || first == .word
    else { return false }
    let name = shortText(of: current)
    let start = current
    while !atItemEnd, !at(.less) { advance() }
    openBrackets = 0
    let place = range(from: start)
    superseded.append(place)
    fail(
      Diagnostic(
        .foreignSyntax, "several members come from a loop", at: place,
        help: printable(
          "write `for i in 1..3 < \(name)${i} (192.168.8.99 + $i) -> (10.20.1.1/24)[$i] >`")))
    return true
  }

  /// `port 4789/udp`
  mutating func answerProtocol(_ place: Place) -> Bool {
    let next = nextToken()
    guard at(.slash), adjoins, place == .header, next.kind == .word,
      ["udp", "tcp"].contains(text(of: next))
    else { return false }
    let whole = range(of: current).union(range(of: next))
    report(
      Diagnostic(
        .foreignSyntax, "VXLAN runs over UDP always: a port is a number alone", at: whole,
        help: "leave `\(shown(whole))` out"
      ).fix(whole, ""))
    advance()
    advance()
    return true
  }

  /// `use mesh(vni: 42)`
  mutating func answerArgumentColon() -> Bool {
    guard at(.word), nextToken().kind == .colon else { return false }
    let place = range(of: nextToken())
    report(
      Diagnostic(
        .foreignSyntax, "an argument is given by `=`", at: place, help: "write `=`"
      ).fix(place, "="))
    return true
  }
}

import Diagnostics
import Values
import Vocabulary

// Options. Which may stand where is checked after parsing; `place` serves the suggestions.
extension Parser {
  /// `{ option }`
  mutating func parseOptions(_ place: Place, upToVNI: Bool = false) -> [OptionItem] {
    var options: [OptionItem] = []
    while !isPanicking {
      if place == .member, isAtForeignArrow || isLateUnderlay || isArrowMissing { return options }
      if place == .namespace, isAtForeignArrow || isArrowMissing { return options }
      if answerMissingSeparator(place) { return options }
      if place == .header, isAtBracketBlock { return options }
      if answerOptionPunctuation(place) || answerProtocol(place) { continue }
      if let word = answerQuotedOption(place), let arity = OptionIndex.arity(word) {
        options.append(parseOption(word, arity, place))
        continue
      }
      if at(.word) {
        if let option = parseOption(place) { options.append(option) }
      } else if at(.malformed) {
        advance()
      } else if upToVNI, at(.integer) {
        return options
      } else if startsValue || at(.stringOpen) {
        expectations.insert(.option)
        reportUnexpected()
        parseMuted { _ = $0.parseOperand() }
      } else {
        expectations.insert(.option)
        return options
      }
    }
    return options
  }

  private mutating func parseOption(_ place: Place) -> OptionItem? {
    let word = text(of: current)
    if answerOtherSide(word, place) { return nil }
    if OptionIndex.option(word, at: place) == nil, isNoOption(word),
      let answer = Elsewhere.answer(word, at: place)
    {
      return parseForeign(answer, place)
    }
    if let arity = OptionIndex.arity(word) { return parseOption(word, arity, place) }
    if let spelling = OptionIndex.spelling(forSynonym: word),
      let arity = OptionIndex.arity(spelling)
    {
      report(
        Diagnostic(
          .unknownOption, "`\(word)` is spelled `\(spelling)`", at: range(of: current),
          help: "write `\(spelling)`"
        ).fix(range(of: current), spelling))
      return parseOption(spelling, arity, place)
    }
    reportUnknown(word, place)
    presume()
    skipOperands(place)
    return nil
  }

  /// Whether no item has this option, or not with the value that follows. Of an option of another
  /// item evaluation tells.
  func isNoOption(_ word: String) -> Bool {
    guard let arity = OptionIndex.arity(word) else { return true }
    return arity == .none && isOperand(nextToken())
  }

  /// An option by another tool's word for it.
  private mutating func parseForeign(_ answer: Elsewhere.Answer, _ place: Place) -> OptionItem? {
    let here = range(of: current)
    let word = text(of: current)
    guard case .option(let spelling, let isSure) = answer,
      let arity = OptionIndex.arity(spelling)
    else {
      let next = nextToken()
      let gap = SourceRange(file: file, lower: Int(here.lower), upper: Int(next.lower))
      report(
        Diagnostic(
          .unknownOption, "`\(word)` is no option: its value stands alone", at: here,
          help: "leave it out"
        ).fix(gap, "", isSafe: KindSet.values.contains(next.kind) && isOnOneLine(gap)))
      presume()
      return nil
    }
    var whole = here
    // `default via`
    if nextToken().kind == .word,
      case .option(spelling, _)? = Elsewhere.answer(
        text(of: nextToken()), at: place)
    {
      whole = whole.union(range(of: nextToken()))
      presume()
    }
    report(
      Diagnostic(
        .unknownOption, "`\(shown(whole))` is spelled `\(spelling)` here", at: whole,
        help: "write `\(spelling)`"
      ).fix(whole, spelling, isSafe: isSure && whole == here))
    return parseOption(spelling, arity, place)
  }

  private mutating func reportUnknown(_ word: String, _ place: Place) {
    let range = range(of: current)
    if word == "remote" {
      let group = nextToken()
      let isGroup =
        group.kind == .address && Address(text: bytes[group.bounds])?.isMulticast == true
      return report(
        Diagnostic(
          .derivedOption, "`remote` cannot be written: it follows from the members", at: range,
          help: isGroup ? "write `group \(text(of: group))` in the header" : "leave it out"))
    }
    if let answer = misplacedInGroup(word, place) { return report(answer) }
    if ["vlan", "tagged", "untagged", "trunk", "vlans"].contains(word) {
      return report(
        Diagnostic(
          .unknownOption, "`\(word)` is no option: an overlay has a VNI, and no VLAN", at: range,
          help: "a VLAN is a device of its own, as in `dev eth0.10` or `port eth0.10`"))
    }
    var diagnostic = Diagnostic(
      .unknownOption, "`\(shortText(of: current))` is no option", at: range)
    // Past the most errors that are ever shown, nobody reads a suggestion.
    if word.utf8.count <= 40, diagnostics.count < 1000, let near = suggestion(word, place) {
      diagnostic.help = "did you mean `\(near)`?"
      diagnostic = diagnostic.fix(range, near, isSafe: near == word.lowercased())
    } else {
      diagnostic.help = "`vxloom options` lists what there is"
    }
    report(diagnostic)
  }

  /// The values that follow an unknown word, the first of which may be a word itself.
  private mutating func skipOperands(_ place: Place) {
    parseMuted { parser in
      parser.acceptForeignPunctuation()
      if parser.at(.word), !parser.isOption(parser.text(of: parser.current)) {
        _ = parser.parseOperand()
      }
      while !parser.isPanicking, parser.startsValue || parser.at(.stringOpen) {
        _ = parser.parseOperand()
      }
    }
  }

  /// The option that was meant: in another case, the beginning of just one, or nearly the same.
  private func suggestion(_ word: String, _ place: Place) -> String? {
    let words = OptionIndex.words(at: place)
    let lower = word.lowercased()
    if words.contains(lower) { return lower }
    let longer = words.filter { $0.hasPrefix(lower + "_") }
    if longer.count == 1 { return longer.first }
    return nearest(to: word, among: words) ?? nearest(to: lower, among: words)
  }

  mutating func parseMuted(_ body: (inout Parser) -> Void) {
    let wasMuted = isMuted
    isMuted = true
    body(&self)
    isMuted = wasMuted
  }

  func isOption(_ word: String) -> Bool {
    OptionIndex.arity(word) != nil || OptionIndex.spelling(forSynonym: word) != nil
      || word == "remote"
  }

  /// `option`, the current token being its keyword.
  private mutating func parseOption(_ word: String, _ arity: Arity, _ place: Place) -> OptionItem {
    let start = current
    let keyword = Located(word, range(of: presume()))
    var option = OptionItem(keyword: keyword, values: [], group: [], range: keyword.range)
    if arity == .none { answerSwitch(word, from: start) } else { acceptForeignPunctuation() }
    switch arity {
    case .none: break
    case .one: parseOperands(1, &option)
    case .two: parseOperands(2, &option)
    case .oneOrTwoValues:
      parseOperands(1, &option)
      if let value = option.values.first, let prefix = answerNetmask(behind: value, at: .header) {
        option.values = [prefix]
      }
      if startsValue, !isAtBracketBlock { option.values.append(parseValue()) }
    case .nameOrList:
      if at(.leftBracket) { option.values = [parseList()] } else { parseOperands(1, &option) }
    case .oneAndGroup:
      parseOperands(1, &option)
      if option.values.isEmpty { break }
      option.group =
        at(.leftParenthesis) ? parseGroup(.bridgeGroup) : parseBareGroup(.bridgeGroup, option)
    case .group: parseRequiredGroup(&option)
    case .control: parseControl(&option)
    }
    option.range = range(from: start)
    return option
  }

  private mutating func parseOperands(_ count: Int, _ option: inout OptionItem) {
    if count == 2, answerPortRange(&option) { return }
    for position in 0..<count where !isPanicking {
      if let negative = acceptNegative(option.keyword.value) {
        option.values.append(negative)
        continue
      }
      guard startsOperand else {
        reportMissing(option.keyword, position == 0 ? "a value" : "a second value")
        return
      }
      option.values.append(parseOperand())
    }
  }

  private mutating func reportMissing(_ keyword: Located<String>, _ what: String) {
    let isRange = OptionIndex.arity(keyword.value) == .two
    report(
      Diagnostic(
        .missingValue, "`\(keyword.value)` needs \(what), found \(foundPhrase)",
        at: keyword.range,
        help: isRange
          ? "write the least and the greatest, as in `\(keyword.value) 49152 65535`" : nil))
  }

  var startsOperand: Bool { startsValue || at(.stringOpen) || (at(.word) && !isSynonymOnNewLine) }

  /// A word of others for an option goes on a head on a further line, but is no value of the line
  /// before.
  private var isSynonymOnNewLine: Bool {
    newlines == .head(overlay: true) && newlineBefore(index) != nil
      && OptionIndex.option(text(of: current), at: .header) == nil
  }

  /// `word1 = WORD | STRING | value`
  mutating func parseOperand() -> Expression {
    if at(.stringOpen) { return parseString() }
    guard at(.word) else { return parseValue() }
    return parseUnquoted()
  }

  /// A word, or what was meant as text and needs quotes: `root@host`, `ghcr.io/x/y:1.2`.
  mutating func parseUnquoted(isText: Bool = false) -> Expression {
    let start = presume()
    guard isText || (adjoins && (at(.slash) || at(.colon) || at(.at))) else {
      return .word(text(of: start), range(of: start))
    }
    var end = Int(start.upper)
    while end < bytes.count, !endsUnquoted(bytes[end]) { end += 1 }
    while !at(.end), !at(.newline), Int(current.lower) < end { advance() }
    let place = SourceRange(file: file, lower: Int(start.lower), upper: end)
    let text = String(decoding: bytes[Int(start.lower)..<end], as: UTF8.self)
    report(
      Diagnostic(
        .expectedToken, "`\(printable(text))` stands in quotes", at: place,
        help: "write `\"\(printable(text))\"`"
      ).fix(place, "\"\(text)\""))
    superseded.append(place)
    return .string([.text(text)], place)
  }

  private func endsUnquoted(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "<")
      || byte == UInt8(ascii: ">") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "\"")
  }

  private mutating func parseRequiredGroup(_ option: inout OptionItem) {
    guard at(.leftParenthesis) else {
      option.group = parseBareGroup(.bridgePortGroup, option)
      if option.group.isEmpty { reportMissing(option.keyword, "options in `( )`") }
      return
    }
    option.group = parseGroup(.bridgePortGroup)
  }

  /// `group = "(" { GROUPKEY word1 } ")"`
  private mutating func parseGroup(_ place: Place) -> [OptionItem] {
    let open = current
    let saved = newlines
    newlines = .ignored
    advance()
    var options: [OptionItem] = []
    while at(.word), !isPanicking {
      if let option = parseGroupOption(place) { options.append(option) }
    }
    expectations.insert(.option)
    newlines = saved
    expectClose(.rightParenthesis, open)
    return options
  }

  mutating func parseGroupOption(_ place: Place) -> OptionItem? {
    let start = current
    let word = text(of: start)
    let isKnown = OptionIndex.option(word, at: place) != nil
    if !isKnown { reportUnknown(word, place) }
    let keyword = Located(word, range(of: presume()))
    acceptForeignPunctuation()
    var option = OptionItem(keyword: keyword, values: [], group: [], range: keyword.range)
    let takesValue = OptionIndex.arity(word) != Arity.none
    if isKnown || (takesValue && startsOperand) { parseOperands(1, &option) }
    option.range = range(from: start)
    return isKnown ? option : nil
  }

  /// `"control" ( "learn" | "static" | "resolve" | "evpn" "asn" word1 )`
  private mutating func parseControl(_ option: inout OptionItem) {
    guard at(.word) else {
      if at(.malformed) { return advance() }
      return reportMissing(option.keyword, "`learn`, `static`, `resolve` or `evpn`")
    }
    let token = presume()
    let word = text(of: token)
    option.values = [.word(word, range(of: token))]
    guard word == "evpn" else { return }
    guard accept(.asn, .asn) else {
      defer { if startsValue { option.values.append(parseValue()) } }
      return reportMissing(Located("evpn", range(of: token)), "`asn` and a number")
    }
    guard startsOperand else {
      return reportMissing(Located("asn", range(of: token)), "a number")
    }
    option.values.append(parseOperand())
  }
}

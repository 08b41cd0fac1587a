import Diagnostics
import Values
import Vocabulary

// What people write by the habits of other tools, where a member or an option stands.
extension Parser {
  /// What an overlay address begins with.
  static let addressKinds: KindSet = [.address, .prefix, .host]
  private static let addressStarts: KindSet = [
    .address, .prefix, .host, .templateText, .interpolationOpen,
  ]

  /// A comma that ends no item: what follows it can begin none.
  private var isCommaBeforeAddress: Bool {
    at(.comma) && Self.addressKinds.contains(nextToken().kind)
  }

  /// `node1, 192.168.8.100`, `-> 10.20.1.2/24, fd20::2/64`
  mutating func answerComma(_ message: String) -> Bool {
    guard isCommaBeforeAddress, !isPanicking else { return false }
    let place = range(of: current)
    let isTight = adjoins && nextToken().lower == current.upper
    report(
      Diagnostic(.foreignSyntax, message, at: place, help: "leave the `,` out")
        .fix(place, isTight ? " " : ""))
    advance()
    return true
  }

  /// Commas between the options of a header, and dashes before an option.
  mutating func answerOptionPunctuation(_ place: Place) -> Bool {
    let isComma = at(.comma) && place == .header
    let position = significantIndex(from: following, overNewlines: isComma)
    guard position < tokens.count else { return false }
    let next = tokens[position]
    guard
      (isComma && next.kind == .less)
        || (next.kind == .word && OptionIndex.option(text(of: next), at: place) != nil)
    else { return false }
    let mark = current
    let isDash =
      (at(.minus) || at(.fatArrow)) && next.lower == mark.upper
      && bytes[mark.bounds].allSatisfy { $0 == UInt8(ascii: "-") }
    guard isComma || isDash else { return false }
    let isTight = isComma && next.lower == mark.upper
    report(
      Diagnostic(
        .foreignSyntax,
        isComma
          ? "options stand side by side, without commas"
          : "an option is written without `\(text(of: mark))`", at: range(of: mark),
        help: "leave the `\(text(of: mark))` out"
      ).fix(range(of: mark), isTight ? " " : ""))
    advance()
    return true
  }

  /// Whether something that can only be meant as `->` stands here.
  var isAtForeignArrow: Bool {
    let next = nextToken().kind
    if at(.greater) || at(.equals) || at(.colon) || at(.comma) {
      return Self.addressKinds.contains(next)
    }
    return at(.word) && Self.addressStarts.contains(next)
      && Elsewhere.answer(text(of: current), at: .member) == .arrow
  }

  /// An overlay address behind the underlay, without the `->`.
  var isArrowMissing: Bool {
    Self.addressStarts.contains(current.kind) && !isAhead(KindSet.arrows) && !isPanicking
  }

  mutating func reportMissingArrow() -> SourceRange {
    let place = SourceRange(file: file, lower: Int(current.lower), upper: Int(current.lower))
    report(
      Diagnostic(
        .expectedToken, "underlay and overlay are joined by `->`", at: range(of: current),
        help: "write `-> \(shortText(of: current))`"
      ).fix(place, "-> "))
    return place
  }

  /// The options left of a member's `->`, and an underlay that stands behind some of them.
  mutating func parseMemberOptions(_ underlay: inout Expression?) -> [OptionItem] {
    let saved = lacksUnderlay
    defer { lacksUnderlay = saved }
    lacksUnderlay = underlay == nil
    var options = parseOptions(.member)
    while lacksUnderlay, isLateUnderlay, !isPanicking {
      lacksUnderlay = false
      let start = options.first
      underlay = parseValue()
      if let underlay, let start { reportLate(underlay, start) }
      options += parseOptions(.member)
    }
    return options
  }

  var isLateUnderlay: Bool {
    lacksUnderlay && Self.addressStarts.contains(current.kind)
      && (isAhead(KindSet.arrows) || at(.address))
  }

  private mutating func reportLate(_ underlay: Expression, _ first: OptionItem) {
    let place = first.range.union(underlay.range)
    let before = SourceRange(
      file: file, lower: Int(first.range.lower), upper: Int(underlay.range.lower))
    let options = String(
      decoding: bytes[Int(before.lower)..<Int(before.upper)], as: UTF8.self)
    let spelling = "\(shown(underlay.range)) \(trimmed(options))"
    report(
      Diagnostic(
        .expectedToken, "the underlay stands right after the name", at: underlay.range,
        help: "write `\(printable(spelling))`"
      ).fix(place, spelling, isSafe: isOnOneLine(place)))
  }

  private func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// `10.20.1.0 255.255.255.0`, `10.20.1.2 netmask 255.255.255.0`. Right of the `->` several
  /// addresses may stand: evaluation tells of one that is a netmask.
  mutating func answerNetmask(behind value: Expression?, at place: Place) -> Expression? {
    guard case .address(let address, let range)? = value, !isPanicking else { return nil }
    let isWord = at(.word) && ["netmask", "mask"].contains(text(of: current))
    guard isWord || place != .memberOverlay else { return nil }
    let mask = isWord ? nextToken() : current
    guard mask.kind == .address, let length = netmaskLength(bytes[mask.bounds]),
      let prefix = Prefix(address, length: length)
    else { return nil }
    if isWord { advance() }
    presume()
    let maskRange = self.range(of: mask)
    let whole = range.union(maskRange)
    if place == .member || place == .node {
      report(
        Diagnostic(
          .foreignSyntax,
          "`\(text(of: mask))` is a netmask, and the underlay is an address, without a length",
          at: maskRange, help: "write `\(address)`"
        ).fix(whole, address.description))
      return value
    }
    report(
      Diagnostic(
        .foreignSyntax, "`\(text(of: mask))` is a netmask, and a length is written `/\(length)`",
        at: maskRange, help: "write `\(prefix)`"
      ).fix(whole, prefix.description))
    return .prefix(prefix, whole)
  }

  /// `node n1 ip 192.168.8.100`: a word of others before a value that stands alone.
  mutating func answerIdleWord(at place: Place) {
    let next = nextToken()
    guard at(.word), KindSet.values.contains(next.kind),
      Elsewhere.answer(text(of: current), at: place) == .nothing
    else { return }
    let gap = SourceRange(file: file, lower: Int(current.lower), upper: Int(next.lower))
    report(
      Diagnostic(
        .unknownOption, "`\(text(of: current))` is no option: its value stands alone",
        at: range(of: current), help: "leave it out"
      ).fix(gap, "", isSafe: isOnOneLine(gap)))
    advance()
  }

  /// `route 10.30.0.0/16 10.20.1.3`, as routers have it.
  mutating func answerMissingVia(behind destination: Expression?) {
    guard destination != nil, !isPanicking, at(.address) || at(.host) else { return }
    let before = SourceRange(file: file, lower: Int(current.lower), upper: Int(current.lower))
    report(
      Diagnostic(
        .expectedToken, "the next hop of a route stands behind `via`", at: range(of: current),
        help: "write `via \(shortText(of: current))`"
      ).fix(before, "via "))
    presume()
  }

  /// `192.168.8.100 node1 -> …`: the address before the name.
  private mutating func parseSwappedName() -> Item? {
    guard at(.address), nextToken().kind == .word, !isOption(text(of: nextToken())) else {
      return nil
    }
    let start = current
    let name = nextToken()
    let told = diagnostics.count
    let place = range(of: start).union(range(of: name))
    let spelling = "\(text(of: name)) \(text(of: start))"
    report(
      Diagnostic(
        .expectedToken, "a member begins with its name", at: range(of: start),
        help: "write `\(spelling)`"
      ).fix(place, spelling, isSafe: isOnOneLine(place)))
    let underlay = parseValue()
    presume()
    return parseMember(
      from: start, told: told, .word(text(of: name), range(of: name)), underlay: underlay)
  }

  /// `1 192.168.8.100 -> …` and `192.168.8.100 -> …`: a member whose name is a number, or missing.
  mutating func parseNamelessMember() -> Item? {
    guard isInOverlay else { return nil }
    let start = current
    let place = range(of: start)
    let told = diagnostics.count
    if at(.integer), nextToken().kind == .address || KindSet.arrows.contains(nextToken().kind) {
      let name = text(of: presume())
      report(
        Diagnostic(
          .expectedToken, "a name of digits is quoted", at: place, help: "write `\"\(name)\"`"
        ).fix(place, "\"\(name)\""))
      return parseMember(from: start, told: told, .string([.text(name)], place))
    }
    guard at(.address), isAhead(KindSet.arrows) else { return nil }
    if let item = parseSwappedName() { return item }
    report(
      Diagnostic(
        .expectedToken, "a member begins with its name", at: place,
        help: "write a name before it: `node1 \(shortText(of: start))`"))
    return parseMember(from: start, told: told, .missing(placeBehind))
  }

  /// `node node1 192.168.8.100 -> …` in an overlay, where the word is not needed.
  mutating func answerNodeKeyword(_ keyword: ItemKeyword) -> Bool {
    guard keyword == .node, isInOverlay, isAhead(KindSet.arrows),
      KindSet.names.contains(nextToken().kind) || nextToken().kind == .integer
    else { return false }
    let place = SourceRange(
      file: file, lower: Int(current.lower), upper: Int(nextToken().lower))
    report(
      Diagnostic(
        .misplacedItem, "a member begins with its name, without `node`", at: range(of: current),
        help: "leave `node` out; outside of overlays it declares a host once for all of them"
      ).fix(place, "", isSafe: isOnOneLine(place)))
    advance()
    return true
  }

  /// `netns add web`, `route add …`: an item is there, and needs no verb.
  mutating func answerVerb(_ words: String...) {
    let next = nextToken().kind
    guard at(.word), words.contains(text(of: current)),
      KindSet.names.contains(next) || KindSet.values.contains(next),
      !isOption(text(of: nextToken()))
    else { return }
    let place = SourceRange(
      file: file, lower: Int(current.lower), upper: Int(nextToken().lower))
    report(
      Diagnostic(
        .foreignSyntax, "an item says what there is, without `\(text(of: current))`",
        at: range(of: current), help: "leave it out"
      ).fix(place, "", isSafe: isOnOneLine(place)))
    advance()
  }

  /// `- node1 …`, as a list of YAML has it.
  mutating func answerListDash() {
    guard at(.minus), KindSet.names.contains(nextToken().kind),
      nextToken().lower > current.upper
    else { return }
    let place = SourceRange(
      file: file, lower: Int(current.lower), upper: Int(nextToken().lower))
    report(
      Diagnostic(
        .foreignSyntax, "an item begins without `-`", at: range(of: current),
        help: "leave the `-` out"
      ).fix(place, ""))
    advance()
  }
}

// Values by the habits of other tools.
extension Parser {
  /// `learning no`, `proxy=true`: a switch is one word.
  mutating func answerSwitch(_ word: String, from start: Token) {
    let hasMark = at(.equals) || at(.colon)
    let token = hasMark ? nextToken() : current
    guard token.kind == .word || token.kind == .integer, let truth = truth(token, hasMark) else {
      return
    }
    let negated = word.hasPrefix("no") ? String(word.dropFirst(2)) : "no" + word
    let spelling = truth ? word : negated
    guard OptionIndex.arity(spelling) != nil else { return }
    if hasMark { advance() }
    presume()
    let place = range(from: start)
    report(
      Diagnostic(
        .unknownOption, "`\(word) \(text(of: token))` is spelled `\(spelling)`", at: place,
        help: "write `\(spelling)`"
      ).fix(place, spelling))
  }

  private func truth(_ token: Token, _ hasMark: Bool) -> Bool? {
    let word = text(of: token)
    // A bare number may be meant as the VNI.
    guard token.kind == .word || hasMark || bytes[token.bounds].count == 1 else { return nil }
    return isOption(word) ? nil : Elsewhere.truth(word)
  }

  /// `srcport 1000-2000`, `1000:2000`, `1000,2000`: two ports stand side by side.
  mutating func answerPortRange(_ option: inout OptionItem) -> Bool {
    let start = current
    var numbers: [Int64] = []
    if at(.word) {
      let parts = bytes[start.bounds].split(separator: UInt8(ascii: "-"), maxSplits: 2)
      numbers = parts.compactMap { integerValue($0) }
      guard parts.count == 2, numbers.count == 2, !isOperand(nextToken()) else { return false }
      advance()
    } else {
      guard at(.integer), let first = integerValue(bytes[start.bounds]) else { return false }
      let marks: KindSet = [.minus, .colon, .comma, .range, .slash]
      guard marks.contains(nextToken().kind), following < tokens.count,
        let second = integerBehind(nextToken())
      else { return false }
      numbers = [first, second]
      advance()
      advance()
      advance()
    }
    let place = range(from: start)
    let spelling = "\(numbers[0]) \(numbers[1])"
    report(
      Diagnostic(
        .unknownValue, "`\(option.keyword.value)` takes two numbers, the least and the greatest",
        at: place, help: "write `\(option.keyword.value) \(spelling)`"
      ).fix(place, spelling))
    option.values = numbers.map { .integer($0, place) }
    return true
  }

  /// Whether it can be a value, and no option.
  func isOperand(_ token: Token) -> Bool {
    token.kind == .word
      ? !isOption(text(of: token))
      : token.kind == .stringOpen || KindSet.values.contains(token.kind)
  }

  private func integerBehind(_ mark: Token) -> Int64? {
    let position = significantIndex(from: significantIndex(from: following) + 1)
    guard position < tokens.count, tokens[position].kind == .integer else { return nil }
    return integerValue(bytes[tokens[position].bounds])
  }

  /// A string that holds a number, an address or a prefix; another one stays what it is.
  mutating func parseQuotedValue() -> Expression {
    let string = parseString()
    guard case .string(let pieces, let place) = string, pieces.count == 1,
      case .text(let text)? = pieces.first
    else { return string }
    let value: Expression
    var what = "an address"
    if let address = Address(text) {
      value = .address(address, place)
    } else if let prefix = Prefix(text) {
      value = .prefix(prefix, place)
    } else if let number = integerValue(Array(text.utf8)[...]) {
      value = .integer(number, place)
      what = "a number"
    } else {
      return string
    }
    report(
      Diagnostic(
        .wrongType, "\(what) stands without quotes", at: place, help: "write `\(text)`"
      ).fix(place, text))
    return value
  }
}

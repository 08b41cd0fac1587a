import Diagnostics
import Values
import Vocabulary

// Mistakes that are recognised as what was meant: each is told once, and reading goes on.
extension Parser {
  /// The VNI of an overlay, and the options that were written before it.
  mutating func parseVNI() -> (Expression, [OptionItem]) {
    let help = "the VNI stands right after `overlay`, as in `overlay 42`"
    if at(.stringOpen), !isPanicking { return (parseQuotedVNI(), []) }
    guard at(.word), !isPanicking else { return (parseHeadValue(.header, help: help), []) }
    let first = current
    let word = text(of: first)
    let isSynonym = ["vni", "id", "vxlan"].contains(word)
    if isSynonym, nextToken().kind == .equals || nextToken().kind == .colon {
      return (parseAssignedVNI(), [])
    }
    let next = nextToken().kind
    if !isSynonym, let position = vniBehindName(first) { return (parseVNIBehindName(position), []) }
    if isSynonym || OptionIndex.option(word, at: .header) == nil {
      guard next == .integer || (isSynonym && KindSet.values.contains(next)) else {
        return (parseHeadValue(.header, help: help), [])
      }
      presume()
      let place = SourceRange(file: file, lower: Int(first.lower), upper: Int(current.lower))
      let found = range(of: first)
      let vni = parseValue()
      let spelling = isSynonym ? shown(vni.range) : "\(shown(vni.range)) name \(word)"
      var answer = Diagnostic(
        .foreignSyntax, "the VNI stands right after `overlay`", at: found,
        help: "write `overlay \(spelling)`")
      answer =
        isSynonym ? answer.fix(place, "") : answer.guess(range(from: first), spelling)
      report(answer)
      return (vni, [])
    }
    let told = diagnostics.count
    let options = parseOptions(.header, upToVNI: true)
    let early = shown(range(from: first))
    guard at(.integer), !isPanicking else {
      let answer = Diagnostic(
        .expectedToken, "expected a value, found `\(shortText(of: first))`", at: range(of: first),
        help: help)
      if !isSilent, !isMuted { diagnostics.insert(answer, at: min(told, diagnostics.count)) }
      return (.missing(range(of: first)), options)
    }
    let vni = parseValue()
    let spelling = "\(shown(vni.range)) \(early)"
    report(
      Diagnostic(
        .foreignSyntax, "the VNI stands right after `overlay`", at: vni.range,
        help: "write `overlay \(spelling)`"
      ).fix(range(from: first), spelling, isSafe: isOnOneLine(range(from: first))))
    return (vni, options)
  }

  /// `overlay vxlan42 id 42`
  private mutating func parseVNIBehindName(_ position: Int) -> Expression {
    let place = range(of: current).union(range(of: tokens[position]))
    let spelling = "\(text(of: tokens[position])) name \(text(of: current))"
    report(
      Diagnostic(
        .foreignSyntax, "the VNI stands right after `overlay`", at: range(of: current),
        help: "write `overlay \(spelling)`"
      ).fix(place, spelling, isSafe: isOnOneLine(place)))
    following = position
    settle()
    return parseValue()
  }

  /// `overlay vni = 42`
  private mutating func parseAssignedVNI() -> Expression {
    let first = presume()
    advance()
    let place = SourceRange(file: file, lower: Int(first.lower), upper: Int(current.lower))
    let vni = parseHeadValue(.header)
    report(
      Diagnostic(
        .foreignSyntax, "the VNI stands right after `overlay`", at: range(of: first),
        help: "write `overlay \(shown(vni.range))`"
      ).fix(place, "", isSafe: isOnOneLine(place)))
    return vni
  }

  /// `overlay "42"`, `overlay "lan"`
  private mutating func parseQuotedVNI() -> Expression {
    let value = parseQuotedValue()
    guard case .string(_, let place) = value else { return value }
    if answerNamedBlock(place) { return .missing(place) }
    report(
      Diagnostic(
        .wrongType, "a VNI is a number, 0 to 16777215; a name stands behind `name`", at: place,
        help: "write `overlay 42 name \(shown(place))`"))
    return .missing(place)
  }

  func isOnOneLine(_ range: SourceRange) -> Bool {
    !bytes[Int(range.lower)..<Int(range.upper)].contains(0x0a)
  }

  func shown(_ range: SourceRange) -> String {
    let text = String(decoding: bytes[Int(range.lower)..<Int(range.upper)], as: UTF8.self)
    return printable(text)
  }

  /// `port 4789` on a line of its own.
  mutating func answerHeaderPort(_ keyword: Token) {
    report(
      Diagnostic(
        .misplacedOption, "`port` is an option of the header", at: range(of: keyword),
        help: "write it before the `<` of the overlay; an item `port` takes the name of a device"))
    presume()
    parseMuted { _ = $0.parseOptions(.header) }
  }

  /// `bridge br0 ( stp_state 1 )` on a line of its own: it goes on as no member can, but an option
  /// of the header may. Of those that could be members evaluation tells, which knows the nodes.
  mutating func answerHeaderOption(_ name: Expression, _ underlay: Expression?) -> Bool {
    guard isInOverlay, !isPanicking, case .word(let word, let place) = name,
      OptionIndex.option(word, at: .header) != nil, isNoUnderlay(underlay),
      !atItemEnd, !at(.arrow), !at(.less), !(at(.word) && isOption(text(of: current))),
      !isAhead(KindSet.arrows), !isAhead([.less, .leftBrace])
    else { return false }
    report(
      Diagnostic(
        .misplacedOption, "`\(word)` is an option of the header", at: place,
        help: "write it before the `<` of the overlay; a member of this name is quoted"))
    parseMuted { parser in
      while !parser.isPanicking, !parser.atItemEnd { parser.advance() }
    }
    return true
  }

  private func isNoUnderlay(_ value: Expression?) -> Bool {
    switch value {
    case nil, .integer, .prefix, .mac, .host, .word, .missing: true
    case .address, .variable, .template, .string, .boolean, .list, .negation, .operation, .index,
      .length:
      false
    }
  }

  /// A keyword where a member's name was meant: an address follows, and a `->`.
  func namesMember(_ keyword: ItemKeyword) -> Bool {
    guard isInOverlay, nextToken().kind == .address else { return false }
    switch keyword {
    case .netns, .container, .port: return true
    case .import, .param, .let, .node, .recipe, .use, .for, .if, .else, .overlay, .route, .fdb,
      .neigh:
      return isAhead(KindSet.arrows)
    }
  }

  mutating func parseMemberNamedByKeyword() -> Item {
    let start = current
    let word = text(of: start)
    let place = range(of: start)
    report(
      Diagnostic(
        .expectedToken, "`\(word)` is a keyword: as a name it is quoted", at: place,
        help: "write `\"\(word)\"`"
      ).fix(place, "\"\(word)\""))
    presume()
    return parseMember(from: start, told: diagnostics.count, .string([.text(word)], place))
  }

  /// A name that holds what no word can: `a..b`, `a:b`, `a-`.
  mutating func parseBrokenName() -> Expression? {
    var position = following
    var end = current.upper
    var isBroken = false
    while position < tokens.count, tokens[position].lower == end {
      let kind = tokens[position].kind
      let next = position + 1 < tokens.count ? tokens[position + 1] : nil
      let adjoining = next.flatMap { $0.lower == tokens[position].upper ? $0.kind : nil }
      switch kind {
      case .minus, .range, .at, .slash, .plus, .star, .percent: isBroken = true
      case .colon:
        guard adjoining == .word else { return isBroken ? quoted(upTo: end) : nil }
        isBroken = true
      case .fatArrow:
        guard bytes[tokens[position].bounds].allSatisfy({ $0 == UInt8(ascii: "-") }) else {
          return isBroken ? quoted(upTo: end) : nil
        }
        isBroken = true
      case .word, .integer, .host: break
      case .malformed:
        guard bytes[tokens[position].bounds].allSatisfy({ $0 == UInt8(ascii: ".") }) else {
          return isBroken ? quoted(upTo: end) : nil
        }
        isBroken = true
      default: return isBroken ? quoted(upTo: end) : nil
      }
      end = tokens[position].upper
      position += 1
    }
    return isBroken ? quoted(upTo: end) : nil
  }

  private mutating func quoted(upTo end: UInt32) -> Expression {
    let place = SourceRange(file: file, lower: Int(current.lower), upper: Int(end))
    while !at(.end), current.lower < end { advance() }
    let text = String(decoding: bytes[Int(place.lower)..<Int(end)], as: UTF8.self)
    report(
      Diagnostic(
        .expectedToken, "`\(printable(text))` stands in quotes", at: place,
        help: "write `\"\(printable(text))\"`"
      ).fix(
        place, "\"\(text)\"",
        isSafe: text.allSatisfy { $0.isLetter || "0123456789_.-".contains($0) }))
    superseded.append(place)
    return .string([.text(text)], place)
  }

  /// An address in quotes or brackets: `"192.0.2.3"`, `[fd00::3]:4789`.
  mutating func answerAddress() -> Expression? {
    if at(.stringOpen) { return parseQuotedValue() }
    guard at(.leftBracket), nextToken().kind == .address else { return nil }
    let start = presume()
    let address = parseValue()
    var port: String?
    if at(.rightBracket) {
      advance()
      if at(.colon), adjoins {
        advance()
        if at(.integer), adjoins { port = text(of: presume()) }
      }
    }
    let place = range(from: start)
    let spelling = shown(address.range)
    let help = port.map { "write `\(spelling)` here, and `port \($0)` in the overlay's header" }
    report(
      Diagnostic(
        .foreignSyntax,
        "`\(shown(place))`: an address stands without brackets"
          + (port == nil ? "" : ", and the UDP port belongs to the overlay"), at: place,
        help: help ?? "write `\(spelling)`"
      ).fix(place, spelling, isSafe: port == nil))
    return address
  }

  /// `-1`
  mutating func acceptNegative(_ option: String?) -> Expression? {
    let next = nextToken()
    guard at(.minus), next.kind == .integer, next.lower == current.upper else { return nil }
    let start = presume()
    presume()
    let place = range(from: start)
    let subject = option.map { "`\($0)` takes no number" } ?? "no number here is"
    report(
      Diagnostic(
        .valueOutOfRange, "\(subject) below 0, and there is no unary minus", at: place))
    return .missing(place)
  }

  /// What begins an item behind another one on the same line.
  mutating func answerMissingSeparator(_ place: Place) -> Bool {
    if isContinuedItem(place), acceptContinuedItem() {
      isSeparated = true
      return true
    }
    var isItem = false
    let isRight = [.memberOverlay, .namespaceOverlay, .containerOverlay, .portOverlay]
      .contains(place)
    switch current.kind {
    case .word:
      let word = text(of: current)
      guard !isOption(word), place != .header else { return false }
      isItem = WordKey.item(bytes, current.bounds) != nil
      guard isItem || (isRight && isAhead(KindSet.arrows)) else { return false }
    case .stringOpen:
      guard isRight, isAhead(KindSet.arrows) else { return false }
    default: return false
    }
    report(
      Diagnostic(
        .missingSeparator, "a newline or a comma must stand between two items",
        at: range(of: current), help: "write `,` before \(foundPhrase)"
      ).fix(placeBehind, ",", isSafe: !isItem))
    isSeparated = true
    return true
  }

  /// Behind a `\` a word that is no option begins an item.
  private func isContinuedItem(_ place: Place) -> Bool {
    guard continuation != nil, place != .header, at(.word) || at(.stringOpen) else { return false }
    return !at(.word) || !isOption(text(of: current))
  }

  /// An option of a bridge or of a bridge port where it does not belong.
  func misplacedInGroup(_ word: String, _ place: Place) -> Diagnostic? {
    let isBridge = OptionIndex.option(word, at: .bridgeGroup) != nil
    let isPort = OptionIndex.option(word, at: .bridgePortGroup) != nil
    let isGroup = place == .bridgeGroup || place == .bridgePortGroup
    guard isBridge || isPort || (isGroup && OptionIndex.arity(word) != nil) else { return nil }
    let owner =
      isBridge ? "an option of a bridge" : isPort ? "an option of a bridge port" : "no option of it"
    let help =
      isBridge
      ? "write it in the parentheses of `bridge br0 ( … )`"
      : isPort
        ? "write it in the parentheses of `bridgeport ( … )`"
        : "write it outside of the parentheses"
    return Diagnostic(
      .misplacedOption,
      isBridge || isPort ? "`\(word)` is \(owner)" : "`\(word)` is no option of a bridge",
      at: range(of: current), help: help)
  }

  /// The options of a bridge or a bridge port without their parentheses.
  mutating func parseBareGroup(_ place: Place, _ owner: OptionItem) -> [OptionItem] {
    var options: [OptionItem] = []
    let start = current
    while at(.word), !isPanicking, isBareGroupOption(place, isFirst: options.isEmpty),
      let option = parseGroupOption(place)
    {
      options.append(option)
    }
    guard !options.isEmpty, !isPanicking else { return options }
    let place = range(from: start)
    let text = String(decoding: bytes[Int(place.lower)..<Int(place.upper)], as: UTF8.self)
    report(
      Diagnostic(
        .expectedToken, "the options of `\(owner.keyword.value)` stand in `( )`", at: place,
        help: "write `( \(printable(text)) )`"
      ).fix(place, "( \(text) )"))
    return options
  }

  /// Some words are options outside of the parentheses, too, such as the switch `learning`.
  private func isBareGroupOption(_ place: Place, isFirst: Bool) -> Bool {
    let word = text(of: current)
    guard OptionIndex.option(word, at: place) != nil else { return false }
    guard let arity = OptionIndex.arity(word) else { return true }
    if place == .bridgePortGroup, isFirst { return true }
    let next = nextToken()
    guard arity == .none, next.kind == .word else { return false }
    return WordKey.expression(bytes, next.bounds) != nil
  }

  /// `$a < 5`: nothing compares by size. A number cannot begin an item, so this is no block.
  mutating func answerOrder(_ left: Expression) -> Expression? {
    guard at(.less) || at(.greater) else { return nil }
    var position = significantIndex(from: following)
    if position < tokens.count, tokens[position].kind == .equals {
      position = significantIndex(from: position + 1)
    }
    guard position < tokens.count else { return nil }
    // A variable may begin a member: only where a `<` too many stands, this is no block.
    let isVariable = tokens[position].kind == .variable && isTextUnclosed
    guard tokens[position].kind == .integer || isVariable else { return nil }
    let behind = significantIndex(from: position + 1)
    let end = behind < tokens.count ? tokens[behind] : Token(.end, bytes.count, bytes.count)
    let ends: KindSet = [.less, .leftBrace, .newline, .end, .rightParenthesis, .interpolationClose]
    guard ends.contains(end.kind) || WordKey.expression(bytes, end.bounds) != nil else {
      return nil
    }
    report(
      Diagnostic(
        .expectedToken, "there is no \(current.kind.phrase) in expressions", at: range(of: current),
        help: "numbers are compared by `==`, `!=` and `in`: `$n in 0..4`"))
    advance()
    if at(.equals) { advance() }
    let right = parseRange()
    if at(.newline) || at(.end) { isPanicking = true }
    return .missing(left.range.union(right.range))
  }
}

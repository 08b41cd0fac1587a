import Diagnostics
import Values
import Vocabulary

// The items that describe an overlay: nodes, overlays, members, and what stands in them.
extension Parser {
  /// `"node" name [ value ] { option }`
  mutating func parseNode() -> Item {
    let start = presume()
    acceptForeignPunctuation(after: "a keyword")
    let name = expectItemName()
    acceptForeignPunctuation()
    answerIdleWord(at: .node)
    var underlay = acceptUnderlay()
    underlay = answerNetmask(behind: underlay, at: .node) ?? underlay
    let options = parseOptions(.node)
    return .node(
      NodeItem(name: name, underlay: underlay, options: options, range: range(from: start)))
  }

  /// `"overlay" value { option } block`
  mutating func parseOverlay() -> Item {
    let start = presumeOverlay()
    acceptForeignPunctuation(after: "a keyword")
    let (vni, early) = answerHeaderCall() ?? parseVNI()
    answerSeveralVNIs()
    acceptForeignPunctuation()
    let options = early + parseOptions(.header)
    let head = range(from: start)
    let wasInOverlay = isInOverlay
    isInOverlay = true
    let block = parseBlockOfHead()
    isInOverlay = wasInOverlay
    return .overlay(
      OverlayItem(
        keyword: range(of: start), vni: vni, options: options, block: block, head: head,
        range: range(from: start)))
  }

  /// The keyword, behind which the newlines of a head begin.
  private mutating func presumeOverlay() -> Token {
    newlines = .head(overlay: true)
    return presume()
  }

  /// `( "netns" | "container" | "port" ) name { option } [ right ]`
  mutating func parseEndpoint(_ kind: EndpointItem.Kind) -> Item? {
    let start = presume()
    // `port = 4789` is one mistake.
    let isAssigned = kind == .port && (at(.equals) || at(.colon)) && nextToken().kind == .integer
    if isAssigned { advance() } else { acceptForeignPunctuation(after: "a keyword") }
    answerVerb("add", "exec", "set")
    if kind == .port, at(.integer) {
      answerHeaderPort(start)
      return nil
    }
    let name = expectItemName()
    if !isAtForeignArrow { acceptForeignPunctuation() }
    let options = parseOptions(kind.place)
    let right = acceptRight(kind.rightPlace)
    return .endpoint(
      EndpointItem(
        kind: kind, keyword: range(of: start), name: name, options: options, right: right,
        range: range(from: start)))
  }

  /// `"route" ( value | "default" ) { option }`
  mutating func parseRoute() -> Item {
    let start = presume()
    answerVerb("add", "replace", "append", "change")
    var destination: Expression?
    if !(at(.word) && key(of: current) == .default) {
      let value = parseHeadValue(.route)
      destination = answerNetmask(behind: value, at: .route) ?? value
    } else {
      advance()
    }
    answerMissingVia(behind: destination)
    let options = parseOptions(.route)
    return .route(
      RouteItem(
        keyword: range(of: start), destination: destination, options: options,
        range: range(from: start)))
  }

  /// `( "fdb" | "neigh" ) value { option }`
  mutating func parseEntry(_ kind: EntryItem.Kind) -> Item {
    let start = presume()
    answerVerb("add", "append", "replace", "change")
    let place: Place = kind == .forwarding ? .forwarding : .neighbour
    let key = (kind == .forwarding ? answerShortMAC() : nil) ?? parseHeadValue(place)
    let options = parseOptions(place)
    return .entry(
      EntryItem(
        kind: kind, keyword: range(of: start), key: key, options: options,
        range: range(from: start)))
  }

  /// `name [ value ] { option } [ right ] [ block ]`
  mutating func parseMember() -> Item {
    let start = current
    let told = diagnostics.count
    return parseMember(from: start, told: told, expectItemName())
  }

  /// The rest of a member. Where the part before `->` went wrong, a missing underlay is no second
  /// mistake; so evaluation is told of one that is there and cannot be read.
  mutating func parseMember(
    from start: Token, told: Int, _ name: Expression, underlay: Expression? = nil
  ) -> Item {
    if let item = answerKeyedMember(from: start) { return item }
    acceptForeignPunctuation()
    _ = answerComma("a name and its address stand side by side, without a comma")
    var underlay = underlay ?? acceptUnderlay()
    underlay = answerNetmask(behind: underlay, at: .member) ?? underlay
    let options =
      answerHeaderOption(name, underlay) ? [] : parseMemberOptions(&underlay)
    if underlay == nil, isPanicking || diagnostics.count > told { underlay = .missing(placeBehind) }
    let right = acceptRight(.memberOverlay)
    var block: Block?
    if !isPanicking, !isSeparated {
      expectations.insert(.less)
      if at(.less) || at(.leftBrace) || isAtBracketBlockOfMember {
        let wasInMember = isInMember
        isInMember = true
        block = parseBlock()
        isInMember = wasInMember
      } else if at(.newline), swallowsOpen(before: index) {
        block = parseOpenlessBlock()
      }
    }
    // What stands here cannot, which is told next.
    if underlay == nil, right == nil, block == nil, !isSeparated, !atItemEnd {
      underlay = .missing(placeBehind)
    }
    return .member(
      MemberItem(
        name: name, underlay: underlay, options: options, right: right, block: block,
        range: range(from: start)))
  }

  /// `name = WORD | TEMPLATE | STRING | VARIABLE { index }`
  mutating func expectItemName() -> Expression {
    let start = current
    if answerBraced() {
      presume()
      return .missing(range(from: start))
    }
    if at(.word) {
      if let name = parseBrokenName() { return name }
      let token = presume()
      return .word(text(of: token), range(of: token))
    }
    if at(.stringOpen) { return parseString() }
    if KindSet.names.contains(current.kind) { return parseValue() }
    expectations.insert(.name)
    unexpected(help: startsValue ? "a name of digits is quoted" : nil)
    return .missing(placeBehind)
  }

  /// The underlay of a member or node: a value, or a host name, which evaluation answers.
  private mutating func acceptUnderlay() -> Expression? {
    expectations.insert(.value)
    if isPanicking { return nil }
    if startsValue { return parseValue() }
    if let answered = answerAddress() { return answered }
    guard at(.word), isHostName(current) else { return nil }
    let token = presume()
    return .word(text(of: token), range(of: token))
  }

  /// A word with a dot, or one right before the `->` that is no option.
  private func isHostName(_ token: Token) -> Bool {
    if bytes[token.bounds].contains(UInt8(ascii: ".")) { return true }
    let next = nextToken().kind
    let isLast = next == .newline || next == .comma || next == .end
    return (KindSet.arrows.contains(next) || isLast) && !isOption(text(of: token))
      && nearest(to: text(of: token), among: OptionIndex.words(at: .member)) == nil
  }

  /// A value that must stand here. A word that is no option stands for one: evaluation knows
  /// whether it names a variable.
  mutating func parseHeadValue(_ place: Place, help: String? = nil) -> Expression {
    if isPanicking { return .missing(placeBehind) }
    if startsValue { return parseValue() }
    if let answered = answerAddress() ?? acceptNegative(nil) { return answered }
    if at(.word), OptionIndex.option(text(of: current), at: place) == nil {
      let token = presume()
      return .word(text(of: token), range(of: token))
    }
    expectations.insert(.value)
    reportUnexpected(help: help)
    if !at(.word), !at(.less) { isPanicking = true }
    return .missing(placeBehind)
  }

  /// `right = "->" value { value } { option }`
  private mutating func acceptRight(_ place: Place) -> RightSide? {
    guard !isPanicking, !isSeparated, let arrow = acceptArrow() else { return nil }
    skipNewlines()
    if at(.word), endsLineBefore() { return RightSide(arrow: arrow, values: [], options: []) }
    var values: [Expression] = []
    repeat {
      let value = values.isEmpty ? parseHeadValue(place) : parseValue()
      values.append(answerNetmask(behind: value, at: .memberOverlay) ?? value)
      _ = answerComma("several addresses stand side by side, without commas")
    } while !isPanicking && startsValue
    expectations.insert(.value)
    return RightSide(arrow: arrow, values: values, options: parseOptions(place))
  }

  /// An `->` at the end of a line with a word on the next one: the word begins an item.
  private mutating func endsLineBefore() -> Bool {
    guard let line = newlineBefore(index) else { return false }
    following = line
    settle()
    expectations.insert(.value)
    reportUnexpected()
    return true
  }

  /// `->`, or what others write for it.
  private mutating func acceptArrow() -> SourceRange? {
    if at(.arrow) { return range(of: presume()) }
    expectations.insert(.arrow)
    if isArrowMissing { return reportMissingArrow() }
    guard at(.fatArrow) || at(.minus) || isAtForeignArrow else { return nil }
    let isTight = adjoins && (at(.comma) || at(.colon))
    let token = presume()
    var place = range(of: token)
    if at(.arrow), adjoins { place = place.union(range(of: presume())) }
    report(
      Diagnostic(
        .foreignSyntax, "underlay and overlay are joined by `->`", at: place, help: "write `->`"
      ).fix(place, isTight ? " ->" : "->", isSafe: pointsRight(place)))
    return place
  }

  /// An arrow to the left may mean that the sides are swapped.
  private func pointsRight(_ place: SourceRange) -> Bool {
    let text = String(decoding: bytes[Int(place.lower)..<Int(place.upper)], as: UTF8.self)
    // What else was taken for an arrow has an address behind it, and no other meaning.
    if !text.hasPrefix("<"), text.utf8.allSatisfy({ $0 < 0x80 }) { return true }
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x2d, 0x3e, 0x2010...0x2015, 0x2212, 0x2192, 0x21a6, 0x21d2, 0x2794...0x27be,
        0x27f6, 0x27f9:
        true
      default: false
      }
    }
  }

  /// `:` or `=` after a name, as YAML and INI have it.
  mutating func acceptForeignPunctuation(after what: String = "a name") {
    guard at(.colon) || at(.equals), !isPanicking else { return }
    // A `:` at the end of a head is a block of Python or YAML.
    if at(.colon), newlines != .separate, KindSet.itemEnds.contains(nextToken().kind) { return }
    let place = range(of: current)
    report(
      Diagnostic(
        .foreignSyntax, "no \(current.kind.phrase) stands after \(what)", at: place,
        help: "leave it out"
      ).fix(place, adjoins && nextToken().lower == current.upper ? " " : ""))
    advance()
  }
}

extension EndpointItem.Kind {
  var place: Place {
    switch self {
    case .namespace: .namespace
    case .container: .container
    case .port: .port
    }
  }

  var rightPlace: Place {
    switch self {
    case .namespace: .namespaceOverlay
    case .container: .containerOverlay
    case .port: .portOverlay
    }
  }
}

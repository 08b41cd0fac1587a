import Diagnostics
import Driver
import Evaluation
import Syntax
import Topology
import Values
import Vocabulary

/// What may stand where Tab was pressed, from the tables that the parser has and from the session.
package struct Completion {
  let session: Session
  let surroundings: Surroundings

  /// What ends a word, so that a candidate takes the place of the word alone.
  package static let breaks = " \t\n,()[]<>=\""

  package init(_ session: Session, _ surroundings: Surroundings) {
    (self.session, self.surroundings) = (session, surroundings)
  }

  /// `before`: the lines of an unfinished statement; the word from `start` to `end` (bytes) of
  /// `line` is to be completed.
  package func candidates(
    before: [UInt8], line: String, start: Int, end: Int
  ) -> Candidates {
    let bytes = Array(line.utf8)
    guard start <= end, end <= bytes.count else { return Candidates() }
    let word = String(decoding: bytes[start..<end], as: UTF8.self)
    if before.isEmpty, let first = bytes.first(where: { $0 != UInt8(ascii: " ") }),
      first == UInt8(ascii: ":")
    {
      return command(String(decoding: bytes[..<start], as: UTF8.self), word)
    }
    var text = before
    if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
    text += bytes[..<start]
    let isQuoted = text.last == UInt8(ascii: "\"")
    if isQuoted { text.removeLast() }
    let walk = BlockWalk(text)
    if let found = variables(in: word, walk.locals) { return found }
    if walk.isInInterpolation { return Candidates(bareWords(walk.locals), end: nil) }
    return candidates(at: Cursor(walk), isQuoted: isQuoted, walk.locals)
  }

  private func candidates(
    at cursor: Cursor, isQuoted: Bool, _ locals: [BlockWalk.Local]
  ) -> Candidates {
    if isQuoted, cursor != .file { return Candidates() }
    switch cursor {
    case .file: return Candidates(areFiles: true)
    case .item(let block): return Candidates(items(block))
    case .options(let place, let used): return Candidates(options(place, used))
    case .value(let option, let place, let index):
      return Candidates(values(of: option, place, index))
    case .type: return Candidates(TypeName.allCases.map { .init($0.rawValue, "a type") })
    case .words(let words): return Candidates(words.map { .init($0) })
    case .expression: return Candidates(variables(locals) + names + expressionWords)
    case .recipe:
      let recipes = session.recipe.scope.recipes.sorted { $0.key < $1.key }
      return Candidates(
        recipes.map { .init($0.key + "(", recipePhrase($0.key, $0.value)) }, end: nil)
    case .argument(let recipe, let used):
      let parameters = session.recipe.scope.recipes[recipe] ?? []
      return Candidates(
        parameters.filter { !used.contains($0.name) }.map { parameter in
          .init(
            "\(parameter.name) =",
            (parameter.type ?? "any value") + (parameter.isRequired ? "" : ", has a default"))
        })
    case .free: return Candidates()
    }
  }

  // MARK: Names

  /// Those of the open blocks first, from the innermost on; they hide those of the top level.
  private func variables(_ locals: [BlockWalk.Local]) -> [Candidates.Candidate] {
    let hidden = Set(locals.map(\.name))
    let globals = session.recipe.scope.variables.filter { !hidden.contains($0.key) }
    return locals.map { .init("$" + $0.name, $0.summary) }
      + globals.sorted { $0.key < $1.key }.map { name, value in
        .init("$" + name, value?.description ?? "")
      }
  }

  /// Behind a `$`, also in the middle of a word; `nil`: there is none.
  private func variables(in word: String, _ locals: [BlockWalk.Local]) -> Candidates? {
    guard let dollar = word.lastIndex(of: "$") else { return nil }
    let behind = word[word.index(after: dollar)...]
    guard !behind.contains("}") else { return nil }
    let isBraced = behind.first == "{"
    // In quotes the word is all that stands behind them.
    if isBraced, let end = behind.dropFirst().lastIndex(where: { !$0.isPartOfName }) {
      let head = String(word[...end])
      return Candidates(
        bareWords(locals).map { .init(head + $0.text, $0.summary) }, end: nil)
    }
    let head = String(word[...dollar]) + (isBraced ? "{" : "")
    let list = variables(locals).map { variable in
      Candidates.Candidate(
        head + variable.text.dropFirst() + (isBraced ? "}" : ""), variable.summary)
    }
    return Candidates(list, end: isBraced ? nil : " ")
  }

  /// Between `${` and `}` a variable has no `$`.
  private func bareWords(_ locals: [BlockWalk.Local]) -> [Candidates.Candidate] {
    variables(locals).map { .init(String($0.text.dropFirst()), $0.summary) } + expressionWords
  }

  /// The hosts, each once.
  var names: [Candidates.Candidate] {
    let model = session.recipe.model
    var underlays: [String: String] = [:]
    for node in model.nodes {
      if let underlay = node.underlay { underlays[node.name.value] = underlay.value.description }
    }
    for member in model.overlays.flatMap(\.members) where underlays[member.name.value] == nil {
      underlays[member.name.value] = member.underlay.value.description
    }
    return model.hostNames.map { name in .init(name, "host \(underlays[name] ?? "")") }
  }

  /// What may begin a value beside names.
  private var expressionWords: [Candidates.Candidate] {
    [
      .init(ExpressionKeyword.on.rawValue, "true"), .init(ExpressionKeyword.off.rawValue, "false"),
      .init(ExpressionKeyword.not.rawValue, "the opposite of a condition"),
      .init(ExpressionKeyword.len.rawValue, "how many elements a list has: len($list)"),
    ]
  }

  private func items(_ block: Cursor.Block) -> [Candidates.Candidate] {
    let keywords = ItemKeyword.allCases.filter { $0.belongs(in: block) }
    let words = keywords.map { Candidates.Candidate($0.rawValue, $0.summary) }
    switch block {
    case .overlay, .any: return names + words
    case .top, .member: return words
    }
  }

  // MARK: Options

  /// The options that fit a place and what stands there already.
  private func options(_ place: Place, _ used: [String]) -> [Candidates.Candidate] {
    let taken = used.compactMap { OptionIndex.option($0, at: place) }
    let excluded = Set(taken.flatMap(\.excludes))
    return OptionIndex.words(at: place).compactMap { word in
      guard let option = OptionIndex.option(word, at: place), !taken.contains(option),
        !excluded.contains(option),
        !option.excludes.contains(where: taken.contains)
      else { return nil }
      return .init(word, option.summary(as: word))
    }
  }

  private func values(
    of word: String, _ place: Place, _ index: Int
  ) -> [Candidates.Candidate] {
    switch OptionIndex.option(word, at: place) {
    case .language(let option): return values(of: option)
    case .device(let option):
      let row = option.row
      var found: [Candidates.Candidate] = []
      for form in row.forms(of: word).map({ row.forms[$0] }) {
        let literals = form.words.count - 1
        if index < literals {
          found.append(.init(form.words[index + 1], row.summary))
        } else if index - literals < form.operands.count {
          found += operands(form.operands[index - literals], place)
        }
      }
      return found
    case nil: return []
    }
  }

  private func operands(_ shape: OperandShape, _ place: Place) -> [Candidates.Candidate] {
    switch shape {
    case .device:
      // No packet leaves by `lo`: as an underlay it is a mistake.
      interfaces { $0.name != "lo" || ![.header, .member, .node].contains(place) }
    case .underlayAddress, .overlayAddress: names
    case .number(0...1): [.init("0", "off"), .init("1", "on")]
    case .number, .hexNumber, .unicast, .multicast, .mac, .bridgeGroup: []
    }
  }

  private func values(of option: LanguageOption) -> [Candidates.Candidate] {
    switch option {
    case .control:
      [
        .init("learn", "the kernel, from what it sees"),
        .init("static", "nobody: every entry is written ahead"),
        .init("resolve", "`vxloom agent`, when the kernel asks"),
        .init("evpn", "BGP EVPN (FRR): evpn asn N"),
      ]
    case .mtu: [.init("auto", "what the underlay leaves")]
    case .peers: names
    case .bridge: interfaces(\.isBridge)
    case .docker: surroundings.networks().map { .init($0, "a Docker network") }
    case .name, .subnet, .bridgeport, .mac, .reflector, .ssh, .foreign, .veth, .gateway, .image,
      .noprefixroute, .nodad:
      []
    }
  }

  private func interfaces(
    _ isWanted: (Surroundings.Interface) -> Bool
  ) -> [Candidates.Candidate] {
    surroundings.interfaces().filter(isWanted).map { .init($0.name, $0.summary) }
  }
}

extension OptionName {
  /// `word`: how it is written, which may be the one that switches it off.
  fileprivate func summary(as word: String) -> String {
    switch self {
    case .language(let option): option.summary
    case .device(let option):
      word == "no" + (option.row.spelling ?? "") ? "not: " + option.row.summary : option.row.summary
    }
  }

  fileprivate var excludes: [OptionName] {
    switch self {
    case .language: []
    case .device(let option): option.row.excludes.map { .device($0) }
    }
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" || self == "." }
}

extension ItemKeyword {
  fileprivate func belongs(in block: Cursor.Block) -> Bool {
    switch (self, block) {
    case (.else, _): false
    case (_, .any), (.let, _), (.use, _), (.for, _), (.if, _): true
    case (.import, .top), (.param, .top), (.node, .top), (.recipe, .top), (.overlay, .top): true
    case (.route, .overlay), (.fdb, .overlay), (.neigh, .overlay): true
    case (.netns, .member), (.container, .member), (.port, .member), (.route, .member),
      (.fdb, .member), (.neigh, .member):
      true
    case (.import, _), (.param, _), (.node, _), (.recipe, _), (.overlay, _), (.netns, _),
      (.container, _), (.port, _), (.route, _), (.fdb, _), (.neigh, _):
      false
    }
  }
}

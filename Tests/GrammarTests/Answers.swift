import Diagnostics
import Syntax
import Vocabulary

/// What the parser makes of a text.
enum Verdict: Equatable {
  case accepted
  case refused
  /// The parser has answered what the grammar has, but which evaluation refuses wherever it stands.
  case answered
}

/// Some mistakes are read without a word, because evaluation, which knows the variables, can say
/// more: a word where a value must stand, another `control` than the four, a type that is none.
func verdict(_ text: String) -> Verdict {
  let source = SourceText(name: "t", bytes: Array(text.utf8))
  let found = parse(source, file: 0)
  let reader = AnswerReader(source: source)
  // What follows an answer was read as what was meant, and may be told of, too.
  if let first = found.diagnostics.first {
    return reader.isAnswer(first) ? .answered : .refused
  }
  return found.value.items.map(reader.verdict).worst
}

extension [Verdict] {
  fileprivate var worst: Verdict { contains(.refused) ? .refused : .accepted }
}

private struct AnswerReader {
  let source: SourceText

  /// All that the parser answers although the grammar has it, and why nothing is lost.
  func isAnswer(_ diagnostic: Diagnostic) -> Bool {
    guard let range = diagnostic.range else { return false }
    let text = source.bytes[Int(range.lower)..<Int(range.upper)]
    let word = String(decoding: text.prefix { $0 > 0x20 }, as: UTF8.self)
    switch diagnostic.code {
    // `vni 42 <`, `vxlan id 42 <`, `bridge vni …`: members whose underlay is a number, or with an
    // option that no member has.
    case .foreignSyntax where ["vni", "vxlan", "bridge", "sudo"].contains(word): return true
    // `mesh(42)`, `Overlay 42 <`, `ovrelay 42 <`: members outside of an overlay.
    case .foreignSyntax: return diagnostic.message == "a recipe is used by `use`"
    // `5 -3`: how blanks stand is told in words in section 1.
    case .expectedToken where diagnostic.message == "a minus has a blank on each side": return true
    case .expectedToken:
      return diagnostic.message == "`\(word)` is no keyword"
        || diagnostic.message == "keywords are written in small letters"
    // `srcport 1-2 learning`: no word is a port.
    case .unknownValue: return word.contains("-")
    default: return false
    }
  }

  func verdict(_ item: Item) -> Verdict {
    switch item {
    case .import, .binding, .use: .accepted
    case .parameter(let item): verdict(item)
    case .node(let item): verdict([item.underlay], item.options)
    case .recipe(let item): (item.parameters.map(verdict) + [verdict(item.block)]).worst
    case .loop(let item): verdict(item.block)
    case .condition(let item):
      (item.branches.map(\.block) + [item.otherwise].compactMap(\.self)).map(verdict).worst
    case .overlay(let item): [verdict([item.vni], item.options), verdict(item.block)].worst
    case .endpoint(let item): [verdict([], item.options), verdict(item.right)].worst
    case .route(let item): verdict([item.destination], item.options)
    case .entry(let item): verdict([item.key], item.options)
    case .member(let item): verdict(item)
    case .plain(let item): verdict(item.item)
    case .plainEntry(let item): verdict(.entry(item.item))
    }
  }

  private func verdict(_ block: Block) -> Verdict { block.items.map(verdict).worst }

  private func verdict(_ item: ParameterItem) -> Verdict {
    guard let type = item.type else { return .accepted }
    return TypeName(rawValue: type.value) == nil ? .refused : .accepted
  }

  private func verdict(_ item: MemberItem) -> Verdict {
    [
      verdict([item.underlay], item.options), verdict(item.right),
      item.block.map(verdict) ?? .accepted,
    ].worst
  }

  private func verdict(_ right: RightSide?) -> Verdict {
    guard let right else { return .accepted }
    return verdict(right.values, right.options)
  }

  private func verdict(_ values: [Expression?], _ options: [OptionItem]) -> Verdict {
    let isRefused =
      values.compactMap(\.self).contains(where: isNoValue) || options.contains(where: isNoControl)
    return isRefused ? .refused : .accepted
  }

  /// A word or a string that is not in parentheses.
  private func isNoValue(_ expression: Expression) -> Bool {
    switch expression {
    case .word(_, let range), .string(_, let range):
      let all = tokens(of: source, file: 0).value
      let before = all.last { token in
        token.upper <= range.lower && !token.kind.isTrivia && token.kind != .newline
      }
      return before?.kind != .leftParenthesis
    case .template, .integer, .address, .prefix, .mac, .host, .variable, .boolean, .list,
      .negation, .operation, .index, .length, .missing:
      return false
    }
  }

  private func isNoControl(_ option: OptionItem) -> Bool {
    guard OptionIndex.arity(option.keyword.value) == .control else { return false }
    guard case .word(let word, _)? = option.values.first else { return true }
    return !["learn", "static", "resolve", "evpn"].contains(word)
  }
}

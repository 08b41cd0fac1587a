/// An option as the parser and the evaluation look it up by the word that was written.
package enum OptionName: Hashable, Sendable {
  case language(LanguageOption)
  /// A device option, and the first form whose keyword the word is.
  case device(DeviceOption)
}

/// The index over both tables, by the words that a recipe may hold.
package enum OptionIndex {
  /// The options whose keyword `word` is at `place`.
  package static func option(_ word: String, at place: Place) -> OptionName? {
    entries[word]?.first { entry in entry.places.contains(place) }?.name
  }

  /// How many values follow `word` as an option outside of parentheses; `nil`: no such option.
  package static func arity(_ word: String) -> Arity? { arities[word] }

  /// The places where `word` is an option; empty: it is none.
  package static func places(_ word: String) -> [Place] {
    (entries[word] ?? []).flatMap(\.places)
  }

  /// Our spelling for another tool's: `dstport` → `port`.
  package static func spelling(forSynonym word: String) -> String? { synonyms[word] }

  /// All option words that fit a place, in the order of the tables: for "did you mean" and for
  /// completion.
  package static func words(at place: Place) -> [String] {
    var words: [String] = []
    for option in LanguageOption.allCases where option.places.contains(place) {
      words.append(option.spelling)
    }
    for option in DeviceOption.all where option.row.places.contains(place) {
      for word in option.row.keywords where !words.contains(word) { words.append(word) }
    }
    for (word, _, places) in ofItems where places.contains(place) { words.append(word) }
    return words
  }

  private struct Entry {
    var name: OptionName
    var places: [Place]
  }

  private static let entries: [String: [Entry]] = {
    var entries: [String: [Entry]] = [:]
    for option in LanguageOption.allCases {
      entries[option.spelling, default: []].append(
        Entry(name: .language(option), places: option.places))
    }
    for option in DeviceOption.all {
      for word in option.row.keywords {
        entries[word, default: []].append(
          Entry(name: .device(option), places: option.row.places))
      }
    }
    for (word, option, places) in ofItems {
      entries[word, default: []].append(Entry(name: .device(option), places: places))
    }
    return entries
  }()

  /// `dev` of a `netns` is the underlay's word with the same arity.
  private static let ofItems: [(word: String, option: DeviceOption, places: [Place])] = [
    ("dev", .vxlan(.dev), [.namespace])
  ]

  private static let arities: [String: Arity] = {
    var arities: [String: Arity] = [:]
    for option in DeviceOption.all where !option.row.isGrouped {
      for word in option.row.keywords { arities[word] = option.row.arity(of: word) }
    }
    for option in LanguageOption.allCases { arities[option.spelling] = option.arity }
    return arities
  }()

  private static let synonyms: [String: String] = {
    var synonyms: [String: String] = [:]
    for option in DeviceOption.all {
      guard let spelling = option.row.spelling else { continue }
      for word in option.row.synonyms { synonyms[word] = spelling }
    }
    return synonyms
  }()
}

extension OptionRow {
  /// Whether the option stands in parentheses, where each keyword takes one value.
  fileprivate var isGrouped: Bool {
    switch kind {
    case .bridge, .bridgePort: true
    case .vxlan, .route, .forwarding, .neighbour: false
    }
  }

  /// The keywords of the forms as a recipe spells them; empty for what cannot be written.
  package var keywords: [String] {
    guard let spelling else { return [] }
    var words: [String] = []
    for form in forms {
      let word = form.words[0] == forms[0].words[0] ? spelling : form.words[0]
      if !words.contains(word) { words.append(word) }
    }
    return words
  }

  /// The forms that begin with a keyword of a recipe, as indices into `forms`.
  package func forms(of keyword: String) -> [Int] {
    forms.indices.filter { index in
      let first = forms[index].words[0]
      return keyword == (first == forms[0].words[0] ? spelling ?? "" : first)
    }
  }

  package func arity(of keyword: String) -> Arity {
    let counts = forms(of: keyword).map { forms[$0].words.count - 1 + forms[$0].operands.count }
    switch counts.max() ?? 0 {
    case 0: return .none
    case 1: return .one
    default: return .two
    }
  }
}

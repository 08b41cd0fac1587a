package import Diagnostics
package import Vocabulary

/// Where single options were written. Few have any: a list is enough.
package struct SettingRanges: Sendable, Equatable {
  private struct Place: Equatable {
    var option: DeviceOption
    var range: SourceRange
  }

  /// Most objects that there are many of have one.
  private var first: Place?
  private var others: [Place] = []

  package init() {}

  init(_ option: DeviceOption, _ range: SourceRange) { first = Place(option: option, range: range) }

  /// Of two of one option, the first.
  init(_ settings: [Located<Setting>]) {
    for setting in settings where self[setting.value.option] == nil {
      append(Place(option: setting.value.option, range: setting.range))
    }
  }

  package subscript(option: DeviceOption) -> SourceRange? {
    get {
      if let first, first.option == option { return first.range }
      return others.first { $0.option == option }?.range
    }
    set {
      others.removeAll { $0.option == option }
      if first?.option == option { first = others.isEmpty ? nil : others.removeFirst() }
      if let newValue { append(Place(option: option, range: newValue)) }
    }
  }

  private mutating func append(_ place: Place) {
    if first == nil { first = place } else { others.append(place) }
  }
}

extension SettingRanges: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (DeviceOption, SourceRange)...) {
    for (option, range) in elements { append(Place(option: option, range: range)) }
  }
}
